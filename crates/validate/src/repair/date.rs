//! Dates: the type that fits the form, and German dates in the form that machines read.

use kolophon_dcat::vocab::{dcat, dcterms, xsd};
use kolophon_graph::{Term, XSD_STRING};

use super::change::{Change, Object};
use super::kind::Kind;
use super::subject::{Class, Statement};

pub(super) fn change(statement: &Statement<'_>) -> Option<Change> {
    if !has_date(statement) {
        return None;
    }
    let Term::Literal { value, datatype, .. } = statement.object else {
        return None;
    };
    let date_types = [xsd::DATE, xsd::DATE_TIME, xsd::G_YEAR, xsd::G_YEAR_MONTH];
    let replaceable = [
        XSD_STRING,
        kolophon_graph::RDF_LANG_STRING,
        "http://www.w3.org/2000/01/rdf-schema#Literal",
    ];
    if !date_types.contains(&datatype) && !replaceable.contains(&datatype) {
        return None;
    }
    let text = value.trim();
    if let Some((date, found)) = iso(text).or_else(|| german(text)) {
        if date == value && found == datatype {
            return None;
        }
        return Some(Change::object(Kind::Date, Object::Typed(date, found)));
    }
    let (date, found) = unclear(text)?;
    let change = Change::object(Kind::Date, Object::Typed(date, found));
    Some(change.only_after_a_look(
        "Das Datum lässt sich auch anders lesen.",
        "The date can be read in another way, too.",
    ))
}

fn has_date(statement: &Statement<'_>) -> bool {
    use Class::{Catalog, CatalogRecord, Dataset, DatasetSeries, Distribution, PeriodOfTime};
    match statement.property {
        dcterms::ISSUED | dcterms::MODIFIED => {
            statement.is_about(&[Catalog, CatalogRecord, Dataset, DatasetSeries, Distribution])
        }
        dcat::START_DATE | dcat::END_DATE => statement.is_about(&[PeriodOfTime]),
        _ => false,
    }
}

type Typed = (String, &'static str);

/// A date, year, month or point in time of XML Schema.
fn iso(text: &str) -> Option<Typed> {
    if !text.is_ascii() {
        return None;
    }
    if let Some((date, time)) = text.split_once(['T', ' ']) {
        let written = date.len() == 10 && is_day(date);
        let time = full_time(time)?;
        return written.then(|| (format!("{date}T{time}"), xsd::DATE_TIME));
    }
    let found = match text.len() {
        4 if is_year(text) => xsd::G_YEAR,
        7 if is_month(text) => xsd::G_YEAR_MONTH,
        10 if is_day(text) => xsd::DATE,
        _ => return None,
    };
    Some((text.to_owned(), found))
}

/// `31.12.2024`, with or without leading zeros.
fn german(text: &str) -> Option<Typed> {
    let mut parts = text.split('.').map(str::trim);
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let (year, time) = year
        .split_once(' ')
        .map_or((year, None), |(year, time)| (year, Some(time)));
    if parts.next().is_some()
        || year.len() != 4
        || [day, month].iter().any(|part| !(1..=2).contains(&part.len()))
    {
        return None;
    }
    let date = format!("{year}-{month:0>2}-{day:0>2}");
    if !is_day(&date) {
        return None;
    }
    match time {
        None => Some((date, xsd::DATE)),
        Some(time) => {
            let time = full_time(time.trim().trim_end_matches("Uhr").trim())?;
            Some((format!("{date}T{time}"), xsd::DATE_TIME))
        }
    }
}

/// Forms that leave room for doubt: `20241231`, `31.12.24`, `12.2024`, `12/2024`.
fn unclear(text: &str) -> Option<Typed> {
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        let date = format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..]);
        return is_day(&date).then_some((date, xsd::DATE));
    }
    if let Some((month, year)) = text.split_once(['.', '/'])
        && year.len() == 4
        && (1..=2).contains(&month.len())
    {
        let date = format!("{year}-{month:0>2}");
        return is_month(&date).then_some((date, xsd::G_YEAR_MONTH));
    }
    let (rest, year) = text.rsplit_once('.')?;
    (year.len() == 2).then(|| german(&format!("{rest}.20{year}")))?
}

/// `10:00` becomes `10:00:00`; what follows the seconds stays.
fn full_time(time: &str) -> Option<String> {
    let zone = time.find(['Z', '+', '-']).unwrap_or(time.len());
    let (clock, zone) = time.split_at(zone);
    let mut parts = clock.split(':');
    let (hour, minute, second) = (parts.next()?, parts.next()?, parts.next());
    let (second, fraction) = second
        .unwrap_or("00")
        .split_once('.')
        .map_or((second.unwrap_or("00"), None), |(second, fraction)| {
            (second, Some(fraction))
        });
    let fits = parts.next().is_none()
        && number(hour, 2).is_some_and(|hour| hour < 24)
        && number(minute, 2).is_some_and(|minute| minute < 60)
        && number(second, 2).is_some_and(|second| second < 60)
        && fraction
            .is_none_or(|fraction| !fraction.is_empty() && fraction.bytes().all(|b| b.is_ascii_digit()))
        && is_zone(zone);
    let fraction = fraction
        .map(|fraction| format!(".{fraction}"))
        .unwrap_or_default();
    fits.then(|| format!("{hour}:{minute}:{second}{fraction}{zone}"))
}

fn is_zone(zone: &str) -> bool {
    if zone.is_empty() || zone == "Z" {
        return true;
    }
    let offset = zone.get(1..).and_then(|offset| offset.split_once(':'));
    offset.is_some_and(|(hour, minute)| {
        number(hour, 2).is_some_and(|hour| hour <= 14) && number(minute, 2).is_some_and(|minute| minute < 60)
    })
}

fn is_year(text: &str) -> bool {
    number(text, 4).is_some_and(|year| (1000..=2200).contains(&year))
}

fn is_month(text: &str) -> bool {
    text.split_once('-').is_some_and(|(year, month)| {
        is_year(year) && number(month, 2).is_some_and(|month| (1..=12).contains(&month))
    })
}

/// Whether a text is a day of the calendar, as `2024-02-29` is.
fn is_day(text: &str) -> bool {
    let Some((month, day)) = text.rsplit_once('-').filter(|(month, _)| is_month(month)) else {
        return false;
    };
    let (year, month) = (
        number(&month[..4], 4).unwrap_or_default(),
        number(&month[5..], 2).unwrap_or_default(),
    );
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    number(day, 2).is_some_and(|day| (1..=days).contains(&day))
}

fn number(text: &str, digits: usize) -> Option<u32> {
    let is_number = text.len() == digits && text.bytes().all(|b| b.is_ascii_digit());
    if is_number { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Typed> {
        iso(text).or_else(|| german(text))
    }

    #[test]
    fn dates_get_the_type_of_their_form() {
        for (text, date, datatype) in [
            ("2020", "2020", xsd::G_YEAR),
            ("2020-03", "2020-03", xsd::G_YEAR_MONTH),
            ("2020-02-29", "2020-02-29", xsd::DATE),
            (
                "2020-03-25T10:00:00+01:00",
                "2020-03-25T10:00:00+01:00",
                xsd::DATE_TIME,
            ),
            ("2020-03-25 10:00", "2020-03-25T10:00:00", xsd::DATE_TIME),
            ("31.12.2024", "2024-12-31", xsd::DATE),
            ("1.2.2024", "2024-02-01", xsd::DATE),
            ("01.02.2024 09:30 Uhr", "2024-02-01T09:30:00", xsd::DATE_TIME),
        ] {
            assert_eq!(read(text), Some((date.to_owned(), datatype)), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_stays() {
        for text in [
            "irgendwann",
            "2021-02-29",
            "32.01.2024",
            "12/31/2024",
            "31.12.24",
            "2020-13",
            "0000",
            "2020-1-1",
            "2024-01-01 GMT 10:00:00.000",
            "2024-01-01T25:00:00",
            "2024-01-01T10:00:00+25:00",
            "1.2",
            "äöü.ß",
            "",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn doubtful_forms_are_only_proposed() {
        for (text, date) in [
            ("20241231", "2024-12-31"),
            ("31.12.24", "2024-12-31"),
            ("12.2024", "2024-12"),
            ("3/2024", "2024-03"),
        ] {
            assert_eq!(read(text), None, "{text}");
            assert_eq!(
                unclear(text).map(|(date, _)| date).as_deref(),
                Some(date),
                "{text}"
            );
        }
        assert_eq!(unclear("12/31/2024"), None);
    }
}
