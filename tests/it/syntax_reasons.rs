//! Every reason for which a reader stops is said in German too.

use std::fs;
use std::path::Path;

use kolophon_tests::corpus;
use kolophon_validate::has_words;
use regex::Regex;

/// The sentences that are passed to `stop` in the readers' sources, tests aside.
fn reasons() -> Vec<String> {
    let readers = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../crates/dcat/src/read")
        .canonicalize()
        .unwrap();
    let call = Regex::new(r#"\bstop\((?:[^"();]*,)?\s*(?:&format!\(\s*)?"((?:[^"\\]|\\.)*)""#).unwrap();
    let mut reasons = Vec::new();
    for file in corpus::files(&readers).unwrap() {
        if file.extension().is_none_or(|extension| extension != "rs")
            || file
                .strip_prefix(&readers)
                .unwrap()
                .iter()
                .any(|part| part == "tests")
        {
            continue;
        }
        let text = fs::read_to_string(file).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        reasons.extend(
            call.captures_iter(code)
                .map(|found| found[1].replace("\\\\", "\\")),
        );
    }
    reasons
}

#[test]
fn every_reason_has_its_german() {
    let reasons = reasons();
    assert!(
        reasons.len() > 40,
        "{} reasons found: {reasons:#?}",
        reasons.len()
    );
    let missing: Vec<_> = reasons.iter().filter(|reason| !has_words(reason)).collect();
    assert!(missing.is_empty(), "{missing:#?}");
}
