//! What a write answers: counts, what was refused and why, and the findings.

use kolophon_diagnostic::{Format, Language, RenderOptions, Report, Text, render};
use kolophon_publish::load::{Prepared, Reason, Refused, Title};
use kolophon_publish::plan::refusal_reason;
use serde_json::{Value, json};

use crate::problem::{Problem, ProblemKind};

/// The most findings in one answer. `findingsTotal` says how many there are.
const MOST_FINDINGS: usize = 500;

/// What was done, before it is known as which generation.
pub(super) fn of(prepared: &Prepared, city: &str) -> Value {
    json!({
        "city": city,
        "counts": {
            "added": prepared.added.len(),
            "changed": prepared.changed.len(),
            "unchanged": prepared.unchanged,
            "moved": prepared.moved.len(),
            "removed": prepared.removed.len(),
            "protected": prepared.protected.len(),
            "refused": prepared.refused.len(),
        },
        "refusals": refusals(&prepared.refused),
    })
}

/// Adds what is known after it was done.
pub(super) fn complete(body: &mut Value, generation: u64, report: &Report, language: Language) {
    let (findings, _) = rendered(report, language);
    body["generation"] = json!(generation);
    body["findingsTotal"] = json!(report.findings.len());
    body["findings"] = findings;
}

/// 422 for what cannot be read as what it claims to be. Nothing of it is published: it may be half of something.
pub(super) fn unreadable(prepared: &Prepared, language: Language) -> Problem {
    let (findings, mut unreadable) = rendered(&prepared.report, language);
    if let Value::Array(list) = &mut unreadable {
        let more = prepared.unreadable.iter();
        list.extend(more.map(|error| json!({ "message": error.to_string() })));
    }
    Problem::new(ProblemKind::NotPublishable)
        .with_detail(Text::new(
            "Der Inhalt lässt sich nicht lesen; es wurde nichts geändert. Stimmt der Kopf „Content-Type“?",
            "The body cannot be read; nothing was changed. Is the Content-Type header right?",
        ))
        .with("unreadable", unreadable)
        .with("findings", findings)
}

/// Whether something was refused and nothing is left to publish.
pub(super) fn is_all_refused(prepared: &Prepared) -> bool {
    let left = prepared.added.len()
        + prepared.changed.len()
        + prepared.unchanged
        + prepared.moved.len()
        + prepared.removed.len();
    !prepared.refused.is_empty() && left == 0
}

/// 409 when everything that was refused contradicts what is published, else 422.
pub(super) fn all_refused(prepared: &Prepared, language: Language) -> Problem {
    let is_conflict = |refused: &Refused| {
        matches!(
            refused.reason,
            Reason::OwnedBy(_)
                | Reason::IdentifierChanged { .. }
                | Reason::IdentifierTaken { .. }
                | Reason::Erased { .. }
        )
    };
    let kind = if prepared.refused.iter().all(is_conflict) {
        ProblemKind::Conflict
    } else {
        ProblemKind::NotPublishable
    };
    let (findings, _) = rendered(&prepared.report, language);
    Problem::new(kind)
        .with("refusals", refusals(&prepared.refused))
        .with("findingsTotal", json!(prepared.report.findings.len()))
        .with("findings", findings)
}

/// 409 with the datasets that would disappear.
pub(in crate::routes) fn removals(removed: &[Title]) -> Problem {
    let number = removed.len();
    let list: Vec<Value> = removed
        .iter()
        .map(|title| json!({ "iri": title.iri, "title": title.title }))
        .collect();
    Problem::new(ProblemKind::RemovalsNotAllowed)
        .with_detail(Text::new(
            format!(
                "Es wurde nichts geändert. Entfernt würden {number}. Wenn das so sein soll: removals={number}"
            ),
            format!("Nothing was changed. {number} would be removed. If this is meant: removals={number}"),
        ))
        .with("removals", json!(number))
        .with("removed", json!(list))
}

fn refusals(refused: &[Refused]) -> Value {
    let refusal = |refused: &Refused| {
        let reason = refusal_reason(&refused.reason);
        json!({
            "iri": refused.dataset.iri,
            "title": refused.dataset.title,
            "reason": reason.name,
            "about": reason.about,
        })
    };
    refused.iter().map(refusal).collect()
}

/// The findings, and the files that could not be read, as `kolophon validate --format json` writes them.
fn rendered(report: &Report, language: Language) -> (Value, Value) {
    let short = Report {
        findings: report.findings.iter().take(MOST_FINDINGS).cloned().collect(),
        ..report.clone()
    };
    let options = RenderOptions {
        format: Format::Json,
        language,
        ..RenderOptions::default()
    };
    let mut text = Vec::new();
    // Writing into memory cannot fail, and what was written as JSON is JSON.
    let written = render(&short, &options, &mut text);
    let mut whole: Value = written
        .ok()
        .and_then(|()| serde_json::from_slice(&text).ok())
        .unwrap_or_default();
    let mut take = |key: &str| match whole.get_mut(key) {
        Some(list) => list.take(),
        None => json!([]),
    };
    (take("findings"), take("unreadable"))
}
