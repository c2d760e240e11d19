//! German texts use the officer's words, and every reason has a way out.

use super::*;

/// Words of the standards' machinery.
const FORBIDDEN: [&str; 8] = [
    "shape",
    "focus node",
    "literal",
    "blank node",
    "closure",
    "severity",
    "tenant",
    "sh:",
];

#[test]
fn every_reason_is_told_in_both_languages_with_what_to_do() {
    let mut causes: Vec<Cause> = Vec::new();
    for harvester in Harvester::ALL {
        for rehearsal in examples(harvester) {
            causes.extend(rehearsal.run.causes.into_iter().chain(rehearsal.run.remarks));
            for dataset in rehearsal.datasets {
                causes.extend(dataset.causes.into_iter().chain(dataset.remarks));
            }
        }
    }
    let codes: std::collections::BTreeSet<&str> = causes.iter().map(|cause| cause.code.as_str()).collect();
    assert!(codes.len() > 20, "{codes:?}");
    for cause in &causes {
        for text in [&cause.reason.de, &cause.fix.de] {
            let lower = text.to_lowercase();
            assert!(
                !FORBIDDEN.iter().any(|word| lower.contains(word)),
                "{}: {text}",
                cause.code
            );
        }
        for text in [&cause.reason.de, &cause.reason.en, &cause.fix.de, &cause.fix.en] {
            assert!(text.len() > 10 && !text.contains("  "), "{}: {text}", cause.code);
        }
    }
}

fn examples(harvester: Harvester) -> Vec<Rehearsal> {
    let same = |name: &str| {
        format!("<{SITE}/{name}> a dcat:Dataset ; dct:title \"Satz {name}\" ; dct:identifier \"x\" .\n")
    };
    let pages = [
        same("a") + &same("b"),
        dataset("a", "") + &format!("<{SITE}/c> a dcat:Dataset ."),
        dataset("a", &format!("dct:isPartOf <{SITE}/> ;"))
            + &format!("<{SITE}/> a dcat:Catalog ; dcat:dataset <{SITE}/a> ."),
        dataset(
            "a",
            "dcat:keyword \"&\" ; dcat:landingPage <https://a.example/{1}> ;",
        ),
        "<a> a dcat:Dataset ; dct:title \"Bäume\" ; dcat:distribution [] ; dct:identifier \"a\", \"b\" ."
            .to_owned(),
        format!("[] a dcat:Dataset ; dct:title \"x\" . {}", paging(1, 2, 5)),
        format!("{}[] hydra:next <{FIRST}?page=2> .", dataset("a", "")),
        "kaputt".to_owned(),
        String::new(),
    ];
    let mut all: Vec<Rehearsal> = pages.iter().map(|page| one_page(harvester, page)).collect();
    let before = one_page(harvester, &(dataset("a", "") + &dataset("b", "")));
    all.push(
        rehearse(
            harvester,
            FIRST,
            &mut Script::of(&[&dataset("a", "")]),
            Some(&before),
        )
        .unwrap(),
    );
    let mut unpublished = before;
    let reason = kolophon_diagnostic::Text::new("Der Titel fehlt.", "The title is missing.");
    unpublished.add_unpublished("Satz z", None, &reason);
    all.push(unpublished);
    all
}
