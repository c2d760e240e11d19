//! The names of rules as people type them: a name, or the beginning of some names and `*`.

use kolophon_diagnostic::RuleId;
use thiserror::Error;

use crate::profile::Profile;
use crate::{policy, result, syntax};

/// A rule, or all rules whose names begin alike.
///
/// ```
/// use kolophon_diagnostic::RuleId;
/// use kolophon_validate::RulePattern;
///
/// let titles = RulePattern::parse("dataset-title-*")?;
/// assert!(titles.matches(&RuleId::new("dataset-title-missing")));
/// let unknown = RulePattern::parse("dataset-title-mising").unwrap_err();
/// assert_eq!(unknown.near.as_deref(), Some("dataset-title-missing"));
/// # Ok::<(), kolophon_validate::UnknownRule>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RulePattern(String);

/// A name that no profile has.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("there is no rule {rule}")]
pub struct UnknownRule {
    /// What was typed.
    pub rule: String,
    /// The rule that is likely to be meant.
    pub near: Option<String>,
}

impl RulePattern {
    /// The pattern of that text, if any profile has a rule for it.
    ///
    /// The rules of shapes from elsewhere cannot be known. Their names end in that of a SHACL component, so a name with
    /// a capital letter is always taken.
    ///
    /// # Errors
    /// When no rule is called or begins like this.
    pub fn parse(text: &str) -> Result<Self, UnknownRule> {
        let pattern = Self(text.trim().to_owned());
        let is_foreign = pattern.0.contains(char::is_uppercase);
        if is_foreign || is_known(&|rule| pattern.fits(rule)) {
            return Ok(pattern);
        }
        Err(UnknownRule {
            near: nearest(pattern.0.trim_end_matches('*')),
            rule: pattern.0,
        })
    }

    /// Whether the rule is meant.
    #[must_use]
    pub fn matches(&self, rule: &RuleId) -> bool {
        self.fits(rule.as_str())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn fits(&self, rule: &str) -> bool {
        match self.0.strip_suffix('*') {
            Some(beginning) => rule.starts_with(beginning),
            None => self.0 == rule,
        }
    }
}

/// The rules that hold in every profile.
fn everywhere() -> impl Iterator<Item = &'static str> {
    let own = policy::RULES.into_iter().chain([result::NOT_EVALUATED]);
    syntax::RULES.into_iter().chain(own)
}

/// Profiles are built only as far as they are needed, the default first.
fn is_known(is_meant: &dyn Fn(&str) -> bool) -> bool {
    everywhere().any(is_meant)
        || profiles().any(|profile| profile.rules().iter().any(|rule| is_meant(rule.id.as_str())))
}

fn profiles() -> impl Iterator<Item = &'static Profile> {
    Profile::NAMES.into_iter().filter_map(Profile::by_name)
}

/// The rule whose name is most like this, if any is.
fn nearest(name: &str) -> Option<String> {
    const ALIKE: f64 = 0.8;
    let of_profiles = profiles().flat_map(|profile| profile.rules().into_iter());
    let names = of_profiles.map(|rule| rule.id.as_str()).chain(everywhere());
    let alike = names.map(|known| (strsim::jaro_winkler(name, known), known));
    let alike = alike.filter(|(alike, _)| *alike > ALIKE);
    let best = alike.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(a.1)));
    best.map(|(_, known)| known.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_of_every_profile_and_of_reading_are_known() {
        for name in [
            "dataset-title-missing",
            "dataset-identifier-not-unique",
            "address-unreadable",
            "rules-not-evaluated",
            "suppression-unused",
            "dataset-*",
            "meine-MinCount",
        ] {
            assert!(RulePattern::parse(name).is_ok(), "{name}");
        }
        for name in ["", "datset-*", "sh:path"] {
            assert!(RulePattern::parse(name).is_err(), "{name}");
        }
    }
}
