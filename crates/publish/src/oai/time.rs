//! Times as the protocol writes them: in UTC, to the second or to the day
//! ([§3.3](https://www.openarchives.org/OAI/openarchivesprotocol.html#Dates)).

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// How exact a time is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Granularity {
    Day,
    Second,
}

/// A time that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct UtcDateTime {
    /// The first second it names.
    pub(super) first: Timestamp,
    /// The last one.
    pub(super) last: Timestamp,
    pub(super) granularity: Granularity,
}

impl UtcDateTime {
    /// Reads `2026-03-01` or `2026-03-01T08:00:00Z`; nothing else is one.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let granularity = if has_form(text, "dddd-dd-dd") {
            Granularity::Day
        } else if has_form(text, "dddd-dd-ddTdd:dd:ddZ") {
            Granularity::Second
        } else {
            return None;
        };
        let first = match granularity {
            Granularity::Second => text.parse().ok()?,
            Granularity::Day => {
                let day: Date = text.parse().ok()?;
                TimeZone::UTC.to_timestamp(day.at(0, 0, 0, 0)).ok()?
            }
        };
        let last = match granularity {
            Granularity::Second => first,
            Granularity::Day => first.checked_add(SignedDuration::from_secs(86_399)).ok()?,
        };
        Some(Self {
            first,
            last,
            granularity,
        })
    }
}

/// A time to the second.
pub(super) fn write(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Whether a text has the form, in which `d` is a digit.
fn has_form(text: &str, form: &str) -> bool {
    text.len() == form.len()
        && text.bytes().zip(form.bytes()).all(|(byte, wanted)| match wanted {
            b'd' => byte.is_ascii_digit(),
            _ => byte == wanted,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_two_forms_of_the_protocol_are_times() {
        let second = UtcDateTime::parse("2026-03-01T08:00:00Z").unwrap();
        assert_eq!(write(second.first), "2026-03-01T08:00:00Z");
        assert_eq!(second.first, second.last);
        let day = UtcDateTime::parse("2026-03-01").unwrap();
        assert_eq!(write(day.first), "2026-03-01T00:00:00Z");
        assert_eq!(write(day.last), "2026-03-01T23:59:59Z");
        for wrong in [
            "",
            "2026",
            "2026-03",
            "2026-02-30",
            "2026-3-1",
            "20260301",
            "2026-03-01T08:00Z",
            "2026-03-01T08:00:00",
            "2026-03-01T08:00:00+01:00",
            "2026-03-01T08:00:00.5Z",
            "2026-03-01t08:00:00z",
            "2026-03-01T25:00:00Z",
            " 2026-03-01",
            "\u{662}026-03-0",
        ] {
            assert_eq!(UtcDateTime::parse(wrong), None, "{wrong}");
        }
    }
}
