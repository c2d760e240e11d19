//! What officers get wrong most often: one file each, one finding each, and a proposal that makes it clean.

use std::fs;
use std::path::{Path, PathBuf};

use kolophon_dcat::Document;
use kolophon_diagnostic::{Edit, Finding, Format, RenderOptions, render};
use kolophon_validate::{Profile, check};

fn wrong_files() -> Vec<PathBuf> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("officers");
    let mut files: Vec<PathBuf> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files
}

fn findings(name: &str, text: &str) -> Vec<Finding> {
    let checked = check(
        &[Document::new(name, text.as_bytes().to_vec())],
        Profile::dcat_ap_de(),
    );
    assert!(checked.unreadable.is_empty(), "{name}");
    checked.report.findings
}

fn apply(text: &str, edits: &[Edit]) -> String {
    let mut mended = text.to_owned();
    for edit in edits.iter().rev() {
        mended.replace_range(edit.bytes.0..edit.bytes.1, &edit.replacement);
    }
    mended
}

#[test]
fn every_wrong_file_has_one_finding_whose_proposal_mends_it() {
    let files = wrong_files();
    assert!(files.len() > 12, "twelve frequent causes and the right file");
    for path in files {
        let name = path.file_name().unwrap().to_str().unwrap();
        let text = fs::read_to_string(&path).unwrap();
        let found = findings(name, &text);
        if name.starts_with("00") {
            assert_eq!(found, [], "{name}");
            continue;
        }
        let [finding] = found.as_slice() else {
            panic!("{name}: {found:#?}")
        };
        let fix = finding
            .fix
            .as_ref()
            .unwrap_or_else(|| panic!("{name}: no proposal"));
        let mended = apply(&text, &fix.edits);
        assert_ne!(mended, text, "{name}");
        assert_eq!(findings(name, &mended), [], "{name} mended");
    }
}

#[test]
fn the_proposal_stands_in_the_german_report() {
    for path in wrong_files().iter().skip(1) {
        let name = path.file_name().unwrap().to_str().unwrap();
        let text = fs::read_to_string(path).unwrap();
        let checked = check(&[Document::new(name, text.into_bytes())], Profile::dcat_ap_de());
        let options = RenderOptions {
            format: Format::Human,
            ..RenderOptions::default()
        };
        let mut shown = Vec::new();
        render(&checked.report, &options, &mut shown).unwrap();
        let shown = String::from_utf8(shown).unwrap();
        let finding = &checked.report.findings[0];
        let proposal = &finding.fix.as_ref().unwrap().proposal;
        // Long sentences are wrapped.
        let words: Vec<&str> = shown.split_whitespace().collect();
        assert!(words.join(" ").contains(&finding.message.de), "{name}:\n{shown}");
        assert!(shown.contains(proposal), "{name}:\n{shown}");
    }
}
