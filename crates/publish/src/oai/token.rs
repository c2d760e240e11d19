//! Resumption tokens: all that is needed to go on, and nothing that the server has to remember but the edition
//! ([§3.5](https://www.openarchives.org/OAI/openarchivesprotocol.html#FlowControl)).
//!
//! A token has only characters that need no escape in an address, because not every harvester escapes it.

use jiff::Timestamp;

use super::{Listing, MetadataFormat, Part};
use crate::feed::Period;

/// No token of ours is longer: the short name of a city is what it mainly consists of.
const LONGEST: usize = 300;

impl Listing {
    /// The token that goes on at `cursor` in the edition of that name.
    pub(super) fn token(&self, edition: &str, cursor: usize) -> String {
        let second =
            |time: Option<Timestamp>| time.map_or_else(String::new, |time| time.as_second().to_string());
        let set = self.set.as_deref().unwrap_or_default();
        [
            self.part.verb(),
            self.format.prefix(),
            edition,
            &cursor.to_string(),
            &second(self.period.from),
            &second(self.period.until),
            set,
        ]
        .join("~")
    }

    /// The list that a token goes on with; `None` when it is no token of ours for that verb.
    pub(super) fn of_token(part: Part, token: &str) -> Option<Self> {
        if token.len() > LONGEST {
            return None;
        }
        let fields: Vec<&str> = token.split('~').collect();
        let [verb, prefix, edition, cursor, from, until, set] = fields[..] else {
            return None;
        };
        let is_edition =
            !edition.is_empty() && edition.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        if verb != part.verb() || !is_edition {
            return None;
        }
        Some(Self {
            part,
            format: MetadataFormat::of_prefix(prefix)?,
            period: Period {
                from: moment(from).ok()?,
                until: moment(until).ok()?,
            },
            set: (!set.is_empty()).then(|| set.to_owned()),
            edition: Some(edition.to_owned()),
            cursor: number(cursor)?,
        })
    }
}

/// A field that is no moment.
struct NoMoment;

/// The moment of a field, which may be empty.
fn moment(field: &str) -> Result<Option<Timestamp>, NoMoment> {
    if field.is_empty() {
        return Ok(None);
    }
    let second = field.parse().ok().ok_or(NoMoment)?;
    Timestamp::from_second(second).ok().ok_or(NoMoment).map(Some)
}

/// Digits, and no sign before them.
fn number(field: &str) -> Option<usize> {
    let is_plain = field.bytes().all(|byte| byte.is_ascii_digit());
    field.parse().ok().filter(|_| is_plain)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn listing(part: Part) -> Listing {
        Listing {
            part,
            format: MetadataFormat::DcatAp,
            period: Period {
                from: Timestamp::from_second(1_767_225_600).ok(),
                until: None,
            },
            set: Some("halle-saale".to_owned()),
            edition: Some("12.1".to_owned()),
            cursor: 300,
        }
    }

    #[test]
    fn a_token_says_everything_and_needs_no_escape() {
        for part in [Part::Headers, Part::Records] {
            let listing = listing(part);
            let token = listing.token("12.1", 300);
            assert_eq!(Listing::of_token(part, &token), Some(listing));
            let is_unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
            assert!(token.bytes().all(is_unreserved), "{token}");
        }
        let of_records = listing(Part::Records).token("3", 1);
        assert_eq!(
            Listing::of_token(Part::Headers, &of_records),
            None,
            "of the other verb"
        );
    }

    #[test]
    fn what_is_none_of_ours_is_refused() {
        for wrong in [
            "",
            "1",
            "ListRecords~dcat_ap~12~300~~",
            "ListRecords~dcat_ap~12~300~~~~",
            "ListRecords~marc21~12~300~~~",
            "ListRecords~dcat_ap~~300~~~",
            "ListRecords~dcat_ap~x~300~~~",
            "ListRecords~dcat_ap~12~-1~~~",
            "ListRecords~dcat_ap~12~+1~~~",
            "ListRecords~dcat_ap~12~~~~",
            "ListRecords~dcat_ap~12~99999999999999999999~~~",
            "ListRecords~dcat_ap~12~1~gestern~~",
            "ListRecords~dcat_ap~12~1~99999999999999~~",
        ] {
            assert_eq!(Listing::of_token(Part::Records, wrong), None, "{wrong}");
        }
        let long = format!("ListRecords~dcat_ap~12~1~~~{}", "a".repeat(LONGEST));
        assert_eq!(Listing::of_token(Part::Records, &long), None);
    }

    proptest! {
        #[test]
        fn no_text_is_too_strange(text in "\\PC{0,80}") {
            let listing = Listing::of_token(Part::Records, &text);
            prop_assert!(listing.is_none_or(|listing| listing.edition.is_some()));
        }
    }
}
