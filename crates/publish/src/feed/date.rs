//! Dates as harvesters compare them: with a zone, and one of each kind.

use std::borrow::Cow;
use std::sync::LazyLock;

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan as _};
use kolophon_dcat::vocab::{dcat, dcterms};

/// The time of German town halls. A date without a zone is meant in it; harvesters would take it for UTC.
static GERMAN: LazyLock<TimeZone> = LazyLock::new(|| {
    // The rule is the European Union's since 1996.
    TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap_or(TimeZone::UTC)
});

/// The time of German town halls.
pub(super) fn german() -> TimeZone {
    GERMAN.clone()
}

/// Which of several values of a property stays (H30): harvesters take any of them, another one each night.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Choice {
    /// The earliest.
    First,
    /// The latest.
    Last,
}

impl Choice {
    /// The choice for a property that has one value; `None` for any other property.
    pub(super) fn of(property: &str) -> Option<Self> {
        match property {
            dcterms::ISSUED | dcat::START_DATE => Some(Self::First),
            dcterms::MODIFIED | dcat::END_DATE => Some(Self::Last),
            _ => None,
        }
    }

    /// Leaves the chosen value alone.
    pub(super) fn keep_one<'v, T: Copy>(self, values: &mut Vec<T>, text: impl Fn(&T) -> &'v str) {
        if values.len() < 2 {
            return;
        }
        // What is no date comes last in both.
        let key = |value: &T| {
            let moment = match self {
                Self::First => instant(text(value)),
                Self::Last => end(text(value)),
            };
            (moment, text(value))
        };
        let dated = values.iter().filter(|value| key(value).0.is_some());
        let chosen = match self {
            Self::First => dated.min_by_key(|value| key(value)),
            Self::Last => dated.max_by_key(|value| key(value)),
        };
        let chosen = chosen.or_else(|| values.iter().min_by_key(|value| text(value)));
        if let Some(chosen) = chosen.copied() {
            values.clear();
            values.push(chosen);
        }
    }
}

/// The moment at which a date of any precision begins, in German time unless it says another: `2026`, `2026-03`,
/// `2026-03-01`, `2026-03-01T08:00:00+01:00`.
pub(super) fn instant(text: &str) -> Option<Timestamp> {
    begin(text, &GERMAN)
}

/// The moment at which a date begins, in `zone` unless it says another.
pub(super) fn begin(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some(instant);
    }
    let (civil, _) = civil(text)?;
    zone.to_timestamp(civil).ok()
}

/// The last moment that a date can mean: something changed on the 1st of March may have changed that evening.
pub(super) fn end(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some(instant);
    }
    let (civil, length) = civil(text)?;
    let end = civil.checked_add(length).ok()?;
    GERMAN.to_timestamp(end).ok()
}

/// When a date without a zone begins, and how long it is.
fn civil(text: &str) -> Option<(DateTime, Span)> {
    if !text.is_ascii() {
        return None;
    }
    if text.contains('T') {
        return text.parse().ok().map(|time| (time, Span::new()));
    }
    let (day, length) = match text.len() {
        4 => (Cow::Owned(format!("{text}-01-01")), 1.year()),
        7 => (Cow::Owned(format!("{text}-01")), 1.month()),
        // A date may have a zone, `2026-03-01+01:00`; which hour of the day it begins at matters to nobody.
        10.. => (Cow::Borrowed(text.get(..10)?), 1.day()),
        _ => return None,
    };
    let date = day.parse::<Date>().ok()?;
    Some((date.at(0, 0, 0, 0), length))
}

/// An `xsd:dateTime` with a zone: its own, else the German one of that day.
pub(super) fn with_zone(text: &str) -> Cow<'_, str> {
    let trimmed = text.trim();
    let time = trimmed.split_once('T').map_or("", |(_, time)| time);
    if time.is_empty() || time.ends_with(['Z', 'z']) || time.contains(['+', '-']) {
        return Cow::Borrowed(text);
    }
    let Ok(civil) = trimmed.parse::<DateTime>() else {
        return Cow::Borrowed(text);
    };
    match GERMAN.to_timestamp(civil) {
        Ok(moment) => {
            let hours = GERMAN.to_offset(moment).seconds() / 3600;
            Cow::Owned(format!("{trimmed}+{hours:02}:00"))
        }
        Err(_) => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_without_zone_gets_the_german_one_of_its_day() {
        for (text, expected) in [
            ("2026-03-01T08:00:00", "2026-03-01T08:00:00+01:00"),
            ("2026-07-01T08:00:00.5", "2026-07-01T08:00:00.5+02:00"),
            ("2026-03-29T03:00:00", "2026-03-29T03:00:00+02:00"),
            ("2026-10-25T03:00:00", "2026-10-25T03:00:00+01:00"),
            ("2026-03-01T08:00:00Z", "2026-03-01T08:00:00Z"),
            ("2026-03-01T08:00:00-05:00", "2026-03-01T08:00:00-05:00"),
            ("2026-03-01", "2026-03-01"),
            ("gestern", "gestern"),
            ("2026-13-01T08:00:00", "2026-13-01T08:00:00"),
        ] {
            assert_eq!(with_zone(text), expected);
        }
    }

    #[test]
    fn dates_of_every_precision_can_be_compared() {
        let mut values = vec!["2026-02", "2026-03-02", "bald", "2025", "2026-03-01T23:59:59Z"];
        let mut first = values.clone();
        Choice::First.keep_one(&mut first, |value| value);
        Choice::Last.keep_one(&mut values, |value| value);
        assert_eq!((first, values), (vec!["2025"], vec!["2026-03-02"]));
        let mut none = vec!["morgen", "bald"];
        Choice::Last.keep_one(&mut none, |value| value);
        assert_eq!(none, ["bald"]);
        assert_eq!(instant("2026-03-01+01:00"), instant("2026-03-01"));
        assert_eq!(end("2026-03-01"), instant("2026-03-02"));
        assert_eq!(end("2026-12"), instant("2027"));
        assert_eq!(
            begin("2026-03-01", &TimeZone::UTC),
            "2026-03-01T00:00:00Z".parse().ok()
        );
        for text in ["", "20260301", "\u{1f333}", "2026-3-1"] {
            assert_eq!(instant(text), None, "{text}");
        }
    }
}
