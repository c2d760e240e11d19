//! Days and times, which a workbook keeps as numbers.

use jiff::Span;
use jiff::civil::{Date, DateTime, date};

use crate::workbook::Value;
use crate::xlsx::number_format::Kind;

/// The day that a workbook counts from (ISO/IEC 29500-1, 18.17.4.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Epoch {
    /// 1 is 1 January 1900, and 1900 has a 29 February, as Lotus 1-2-3 had it.
    #[default]
    From1900,
    /// 0 is 1 January 1904, as on old Macs.
    From1904,
}

const MILLISECONDS_OF_DAY: f64 = 86_400_000.0;
/// 31 December 9999, counted from 1900.
const LAST_DAY: f64 = 2_958_465.0;

/// What a number means in a cell of that format. Numbers that are no date stay numbers.
pub(crate) fn value(number: f64, kind: Kind, epoch: Epoch) -> Value {
    let understood = match kind {
        Kind::Number => None,
        Kind::Duration => duration(number).map(Value::Text),
        Kind::Time => time(number).map(Value::Text),
        Kind::Date => moment(number, epoch).map(|moment| Value::Date(moment.date())),
        Kind::DateTime => moment(number, epoch).map(Value::DateTime),
    };
    understood.unwrap_or(Value::Number(number))
}

/// Day and time of a serial number, to the millisecond.
fn moment(serial: f64, epoch: Epoch) -> Option<DateTime> {
    if !(0.0..=LAST_DAY + 1.0).contains(&serial) {
        return None;
    }
    let days = serial.floor();
    let milliseconds = ((serial - days) * MILLISECONDS_OF_DAY).round();
    let day = first_day(days, epoch)?;
    let span = Span::new()
        .try_days(whole(days)?)
        .ok()?
        .try_milliseconds(whole(milliseconds)?)
        .ok()?;
    day.to_datetime(jiff::civil::Time::midnight())
        .checked_add(span)
        .ok()
}

/// The day that is number 0 for a day of that number.
fn first_day(days: f64, epoch: Epoch) -> Option<Date> {
    match epoch {
        Epoch::From1904 => Some(date(1904, 1, 1)),
        // Day 0 does not exist, and neither does 29 February 1900.
        Epoch::From1900 if days < 1.0 || (60.0..61.0).contains(&days) => None,
        Epoch::From1900 if days < 60.0 => Some(date(1899, 12, 31)),
        Epoch::From1900 => Some(date(1899, 12, 30)),
    }
}

/// The time of day, as `08:30:00`.
fn time(serial: f64) -> Option<String> {
    if !(0.0..=LAST_DAY).contains(&serial) {
        return None;
    }
    let seconds = whole(((serial - serial.floor()) * MILLISECONDS_OF_DAY / 1000.0).round())? % 86_400;
    Some(clock(seconds))
}

/// A duration of hours, as `26:30:00`.
fn duration(serial: f64) -> Option<String> {
    if !(0.0..=LAST_DAY).contains(&serial) {
        return None;
    }
    Some(clock(whole((serial * MILLISECONDS_OF_DAY / 1000.0).round())?))
}

pub(crate) fn clock(seconds: i64) -> String {
    format!(
        "{:02}:{:02}:{:02}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    )
}

/// A whole number that was checked to be small.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the number is whole and within the range"
)]
fn whole(number: f64) -> Option<i64> {
    (number.abs() < 1e15).then_some(number as i64)
}

/// The number that a workbook keeps for a day, counted from 1900.
pub(crate) fn serial(day: Date) -> Option<i32> {
    let days = day.since(date(1899, 12, 30)).ok()?.get_days();
    (61..=2_958_465).contains(&days).then_some(days)
}

/// A day or a moment of ISO 8601, which strict workbooks keep as text (`t="d"`).
pub(crate) fn iso(text: &str) -> Value {
    let text = text.trim();
    if let Ok(day) = text.parse::<Date>()
        && !text.contains('T')
    {
        return Value::Date(day);
    }
    match text.trim_end_matches('Z').parse::<DateTime>() {
        Ok(moment) => Value::DateTime(moment),
        Err(_) => Value::Text(text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::datetime;

    fn day(number: f64, epoch: Epoch) -> Value {
        value(number, Kind::Date, epoch)
    }

    #[test]
    fn days_of_both_systems() {
        for (number, expected) in [
            (1.0, date(1900, 1, 1)),
            (59.0, date(1900, 2, 28)),
            (61.0, date(1900, 3, 1)),
            (45_658.0, date(2025, 1, 1)),
            (2_958_465.0, date(9999, 12, 31)),
        ] {
            assert_eq!(day(number, Epoch::From1900), Value::Date(expected), "{number}");
        }
        assert_eq!(day(44_196.0, Epoch::From1904), Value::Date(date(2025, 1, 1)));
        assert_eq!(day(0.0, Epoch::From1904), Value::Date(date(1904, 1, 1)));
    }

    #[test]
    fn days_that_do_not_exist_stay_numbers() {
        for number in [0.0, 0.5, 60.0, -1.0, 3e6, 1e300, f64::NAN, f64::INFINITY] {
            let read = day(number, Epoch::From1900);
            assert!(matches!(read, Value::Number(_)), "{number}: {read:?}");
        }
    }

    #[test]
    fn times_are_rounded_to_what_was_typed() {
        let typed = 45_658.0 + (8.0 * 60.0 + 5.0) / 1440.0;
        assert_eq!(
            value(typed, Kind::DateTime, Epoch::From1900),
            Value::DateTime(datetime(2025, 1, 1, 8, 5, 0, 0))
        );
        assert_eq!(
            value(45_658.999_999_999_9, Kind::DateTime, Epoch::From1900),
            Value::DateTime(datetime(2025, 1, 2, 0, 0, 0, 0))
        );
        assert_eq!(
            value(0.354_166_666_7, Kind::Time, Epoch::From1900),
            Value::Text("08:30:00".to_owned())
        );
        assert_eq!(
            value(1.104_166_666_7, Kind::Duration, Epoch::From1900),
            Value::Text("26:30:00".to_owned())
        );
    }

    #[test]
    fn days_become_numbers_and_back() {
        for day in [date(1900, 3, 1), date(2025, 12, 31), date(9999, 12, 31)] {
            let serial = serial(day).unwrap();
            assert_eq!(
                value(f64::from(serial), Kind::Date, Epoch::From1900),
                Value::Date(day)
            );
        }
        assert_eq!(serial(date(1900, 2, 28)), None);
    }

    #[test]
    fn iso_texts_are_dates() {
        assert_eq!(iso("2025-01-31"), Value::Date(date(2025, 1, 31)));
        assert_eq!(
            iso("2025-01-31T08:00:00Z"),
            Value::DateTime(datetime(2025, 1, 31, 8, 0, 0, 0))
        );
        assert_eq!(iso("bald"), Value::Text("bald".to_owned()));
    }
}
