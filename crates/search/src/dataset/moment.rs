//! Points in time, and times with a beginning and an end, as catalogues write them.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, time};
use jiff::tz::Offset;
use serde::{Deserialize, Serialize};

const DAY: i64 = 24 * 60 * 60;

/// A point in time, in seconds since 1970 (UTC).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Moment(pub i64);

/// A time from a beginning to an end, both included; open where there is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Period {
    /// The first moment.
    pub start: Option<Moment>,
    /// The last moment.
    pub end: Option<Moment>,
}

impl Moment {
    /// The first moment of what an `xsd:gYear`, `xsd:gYearMonth`, `xsd:date` or `xsd:dateTime` says.
    ///
    /// A time without a zone counts as UTC. `None` when the text is none of these.
    ///
    /// ```
    /// use kolophon_search::Moment;
    ///
    /// assert_eq!(Moment::first_of("1970"), Some(Moment(0)));
    /// assert_eq!(Moment::first_of("1970-01-02T00:00:00+01:00"), Some(Moment(23 * 3600)));
    /// assert_eq!(Moment::first_of("gestern"), None);
    /// ```
    #[must_use]
    pub fn first_of(lexical: &str) -> Option<Self> {
        span(lexical).map(|(first, _)| Self(first))
    }

    /// The last moment (to the second) of what such a text says.
    #[must_use]
    pub fn last_of(lexical: &str) -> Option<Self> {
        span(lexical).map(|(_, last)| Self(last))
    }

    /// The calendar year, in UTC.
    #[must_use]
    pub fn year(self) -> Option<i16> {
        let timestamp = Timestamp::from_second(self.0).ok()?;
        Some(Offset::UTC.to_datetime(timestamp).year())
    }

    /// So many days earlier.
    #[must_use]
    pub fn days_before(self, days: u32) -> Self {
        Self(self.0.saturating_sub(i64::from(days) * DAY))
    }
}

impl Period {
    /// The whole calendar year.
    #[must_use]
    pub fn of_year(year: i16) -> Self {
        let text = format!("{year:04}");
        Self {
            start: Moment::first_of(&text),
            end: Moment::last_of(&text),
        }
    }

    /// Whether the two have a moment in common. An open end reaches for ever.
    #[must_use]
    pub fn meets(self, other: Self) -> bool {
        let begins_in_time = |one: Self, two: Self| match (one.start, two.end) {
            (Some(start), Some(end)) => start <= end,
            _ => true,
        };
        begins_in_time(self, other) && begins_in_time(other, self)
    }

    /// Whether neither its beginning nor its end is known.
    #[must_use]
    pub fn is_open(self) -> bool {
        self.start.is_none() && self.end.is_none()
    }
}

/// The first and the last second of what the text says.
fn span(lexical: &str) -> Option<(i64, i64)> {
    let text = lexical.trim();
    if !text.is_ascii() {
        return None;
    }
    if let Some((day, time)) = text.split_once(['T', ' ']) {
        let second = instant(day, time)?;
        return Some((second, second));
    }
    let digits = |part: &str, length: usize| part.len() == length && part.bytes().all(|b| b.is_ascii_digit());
    let mut parts = text.splitn(3, '-');
    let year = parts.next().filter(|year| digits(year, 4))?.parse().ok()?;
    let Some(month) = parts.next() else {
        return days(date_of(year, 1, 1)?, date_of(year, 12, 31)?);
    };
    let month = month.get(..2).filter(|month| digits(month, 2))?.parse().ok()?;
    // Behind the day may stand a zone: `2025-01-31Z`, `2025-01-31+01:00`. Days are compared, so it makes no difference.
    if let Some(day) = parts.next() {
        let day = day.get(..2).filter(|day| digits(day, 2))?.parse().ok()?;
        let day = date_of(year, month, day)?;
        days(day, day)
    } else {
        let first = date_of(year, month, 1)?;
        days(first, first.last_of_month())
    }
}

fn date_of(year: i16, month: i8, day: i8) -> Option<Date> {
    Date::new(year, month, day).ok()
}

fn days(first: Date, last: Date) -> Option<(i64, i64)> {
    Some((midnight(first)?, midnight(last)? + DAY - 1))
}

fn midnight(day: Date) -> Option<i64> {
    second(day.to_datetime(time(0, 0, 0, 0)))
}

fn instant(day: &str, time: &str) -> Option<i64> {
    let text = format!("{day}T{time}");
    match text.parse::<Timestamp>() {
        Ok(timestamp) => Some(timestamp.as_second()),
        // Without a zone.
        Err(_) => second(text.parse().ok()?),
    }
}

fn second(local: DateTime) -> Option<i64> {
    Some(Offset::UTC.to_timestamp(local).ok()?.as_second())
}
