//! Points in time as the harvesters compare them.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;

/// When a text says something happened. Without a zone it is UTC
/// (ckanext-dcatde, `ckanext/dcatde/harvesters/harvest_utils.py`, `_parse_date`).
///
/// `dateutil` reads more than this; a date it would read otherwise is one that no standard allows.
pub(super) fn moment(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(timestamp) = text.parse::<Timestamp>() {
        return Some(timestamp);
    }
    // `xsd:date` with a zone.
    let date_text = text.get(..10).filter(|_| text.len() > 10 && !text.contains('T'));
    if let Some(date) = date_text
        && let Ok(timestamp) =
            format!("{date}T00:00:00{}", text.get(10..).unwrap_or_default()).parse::<Timestamp>()
    {
        return Some(timestamp);
    }
    let time = text.parse::<DateTime>().ok().or_else(|| {
        let date = text.parse::<Date>().ok().or_else(|| german(text))?;
        Some(date.to_datetime(Time::midnight()))
    })?;
    Offset::UTC.to_timestamp(time).ok()
}

/// `31.12.2025`. `dateutil` takes the first number for the month where it can.
fn german(text: &str) -> Option<Date> {
    let mut numbers = text.split('.').map(str::parse::<i16>);
    let (first, second, year) = (
        numbers.next()?.ok()?,
        numbers.next()?.ok()?,
        numbers.next()?.ok()?,
    );
    let (month, day) = if first <= 12 {
        (first, second)
    } else {
        (second, first)
    };
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_without_zone_is_utc_and_german_dates_are_read_month_first() {
        let same = |a: &str, b: &str| assert_eq!(moment(a), Some(b.parse().unwrap()), "{a}");
        same("2026-03-01", "2026-03-01T00:00:00Z");
        same("2026-03-01T10:00:00", "2026-03-01T10:00:00Z");
        same("2026-03-01T00:00:00+01:00", "2026-02-28T23:00:00Z");
        same("2026-03-01Z", "2026-03-01T00:00:00Z");
        same("2026-03-01+01:00", "2026-02-28T23:00:00Z");
        same("31.12.2025", "2025-12-31T00:00:00Z");
        same("01.02.2025", "2025-01-02T00:00:00Z");
        assert_eq!(moment("gestern"), None);
    }
}
