//! What `GovData` does with a dataset that breaks a rule, and what no harvester survives.

use kolophon_diagnostic::{Consequence, RuleId};

/// What happens to a dataset with this finding, and whether it can never be published.
///
/// The harvesters' behaviour is read from their source: a missing title ends the run of `ckanext-dcat`, a missing
/// licence is replaced by `other-closed`, a text where an address belongs is lost on the way into CKAN.
pub(crate) fn consequence(rule: &RuleId) -> (Consequence, bool) {
    match rule.as_str() {
        "dataset-title-missing" => (Consequence::Drops, true),
        "distribution-license-missing"
        | "distribution-license-not-listed"
        | "dataset-contributor-id-not-listed"
        | "dataset-publisher-missing"
        | "distribution-access-url-missing"
        | "distribution-access-url-not-an-address"
        | "dataset-issued-not-a-date"
        | "dataset-modified-not-a-date" => (Consequence::Changes, false),
        _ => (Consequence::Warns, false),
    }
}
