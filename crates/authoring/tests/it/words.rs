//! German texts use the officer's words.

use kolophon_authoring::field::{Class, Kind};
use kolophon_authoring::{Expected, Issue, IssueKind};
use kolophon_diagnostic::Language;
use kolophon_graph::{SourceId, Span};

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

fn check(text: &str) {
    let lower = text.to_lowercase();
    let found = FORBIDDEN.iter().find(|word| lower.contains(**word));
    assert!(found.is_none(), "{text}: {found:?}");
}

fn kinds() -> Vec<IssueKind> {
    let text = || "Wert".to_owned();
    let field = ("Titel", "Title");
    let form = |form| IssueKind::WrongForm {
        field,
        text: text(),
        form,
    };
    let mut kinds = vec![
        IssueKind::UnknownKey {
            key: text(),
            class: Class::Dataset,
            nearest: None,
        },
        IssueKind::UnknownKey {
            key: text(),
            class: Class::Dataset,
            nearest: Some("Titel"),
        },
        IssueKind::RepeatedKey { key: text() },
        IssueKind::UnknownEntry {
            field,
            text: text(),
            candidates: Vec::new(),
        },
        IssueKind::UnknownEntry {
            field,
            text: text(),
            candidates: vec![text()],
        },
        IssueKind::InvalidAddress { text: text() },
        IssueKind::WrongShape { field },
        IssueKind::MissingTitle,
        IssueKind::Nameless,
        IssueKind::SlugFromTitle { slug: text() },
        IssueKind::InvalidSlug {
            text: text(),
            slug: text(),
        },
        IssueKind::RepeatedSlug { slug: text() },
        IssueKind::UnknownDataset { text: text() },
        IssueKind::NotAStatement { text: text() },
        IssueKind::NotUtf8,
        IssueKind::UnknownSheet { name: text() },
    ];
    kinds.extend(
        [
            Expected::Date,
            Expected::Number,
            Expected::Address,
            Expected::Email,
            Expected::Telephone,
            Expected::Duration,
            Expected::Period,
            Expected::Geometry,
            Expected::RegionalKey,
            Expected::Hex,
            Expected::MediaType,
            Expected::YesOrNo,
            Expected::Language,
            Expected::Class,
        ]
        .map(form),
    );
    kinds
}

#[test]
fn what_is_said_about_files_uses_the_words_of_officers() {
    for kind in kinds() {
        let issue = Issue {
            kind,
            source: SourceId(0),
            span: Span::default(),
        };
        for text in [issue.message(), issue.mend()] {
            check(&text.de);
            assert!(
                !text.de.is_empty() && !text.en.is_empty() && text.de != text.en,
                "{text:?}"
            );
        }
        assert!(issue.rule().starts_with("authoring-") || issue.rule() == "dataset-title-missing");
    }
}

#[test]
fn names_of_fields_use_the_words_of_officers() {
    for class in Class::ALL {
        check(class.label(Language::German));
        for field in class.fields() {
            check(field.de);
            if let Kind::Listed(list) = field.kind {
                use kolophon_authoring::CodeLists as _;
                assert!(
                    !crate::lists::TABLES.choices(list, Language::German).is_empty(),
                    "{list}"
                );
            }
        }
    }
}
