//! Dates as German offices and machines write them.

use jiff::civil::{Date, Time};
use kolophon_dcat::vocab::xsd;

use crate::term::Term;

/// A day, month, year or point in time with the type that fits its form.
pub(super) fn read(text: &str) -> Option<Term> {
    let (value, datatype) = iso(text)
        .or_else(|| german(text))
        .or_else(|| month_in_words(text))?;
    Some(Term::typed(value, datatype))
}

/// Beginning and end of a period in one text: `01.08.2025 – 31.01.2026`, `2024/2025`, `seit 2019`, `2025`.
pub(crate) fn period(text: &str) -> Option<(Option<String>, Option<String>)> {
    let text = text.trim();
    if read(text).is_some() {
        return Some((Some(text.to_owned()), Some(text.to_owned())));
    }
    for since in ["seit ", "ab ", "since ", "from "] {
        if let Some(rest) = text.to_lowercase().strip_prefix(since)
            && read(rest.trim()).is_some()
        {
            return Some((Some(rest.trim().to_owned()), None));
        }
    }
    for separator in [" – ", " - ", " bis ", " to ", "–", "/", " — "] {
        if let Some((start, end)) = text.split_once(separator)
            && read(start.trim()).is_some()
            && (end.trim().is_empty() || read(end.trim()).is_some())
        {
            let end = end.trim();
            return Some((
                Some(start.trim().to_owned()),
                (!end.is_empty()).then(|| end.to_owned()),
            ));
        }
    }
    None
}

type Typed = (String, &'static str);

/// The forms of XML Schema.
fn iso(text: &str) -> Option<Typed> {
    if !text.is_ascii() {
        return None;
    }
    if let Some((day, time)) = text.split_once(['T', ' ']) {
        let time = full_time(time)?;
        return is_day(day).then(|| (format!("{day}T{time}"), xsd::DATE_TIME));
    }
    let datatype = match text.len() {
        4 if is_year(text) => xsd::G_YEAR,
        7 if is_month(text) => xsd::G_YEAR_MONTH,
        10 if is_day(text) => xsd::DATE,
        _ => return None,
    };
    Some((text.to_owned(), datatype))
}

/// `31.12.2024`, also with a time behind it.
fn german(text: &str) -> Option<Typed> {
    let mut parts = text.splitn(3, '.').map(str::trim);
    let (day, month, rest) = (parts.next()?, parts.next()?, parts.next()?);
    let (year, time) = match rest.split_once([' ', ',']) {
        Some((year, time)) => (year, Some(time.trim_matches([' ', ',']))),
        None => (rest, None),
    };
    let fits = |part: &str| (1..=2).contains(&part.len());
    if !fits(day) || !fits(month) || year.len() != 4 {
        return None;
    }
    let date = format!("{year}-{month:0>2}-{day:0>2}");
    if !is_day(&date) {
        return None;
    }
    let Some(time) = time else {
        return Some((date, xsd::DATE));
    };
    let time = full_time(time.trim_end_matches("Uhr").trim())?;
    Some((format!("{date}T{time}"), xsd::DATE_TIME))
}

/// `März 2026`, `31. Dezember 2024`.
fn month_in_words(text: &str) -> Option<Typed> {
    const MONTHS: [&str; 12] = [
        "januar",
        "februar",
        "märz",
        "april",
        "mai",
        "juni",
        "juli",
        "august",
        "september",
        "oktober",
        "november",
        "dezember",
    ];
    let words: Vec<&str> = text.split_whitespace().collect();
    let (day, month, year) = match words.as_slice() {
        [month, year] => (None, *month, *year),
        [day, month, year] => (Some(day.strip_suffix('.')?), *month, *year),
        _ => return None,
    };
    let number = MONTHS.iter().position(|name| *name == month.to_lowercase())? + 1;
    let typed = match day {
        None => (format!("{year}-{number:02}"), xsd::G_YEAR_MONTH),
        Some(day) => (format!("{year}-{number:02}-{day:0>2}"), xsd::DATE),
    };
    let is_right = if day.is_some() {
        is_day(&typed.0)
    } else {
        is_month(&typed.0)
    };
    is_right.then_some(typed)
}

/// `10:00` becomes `10:00:00`; what follows the seconds stays.
fn full_time(time: &str) -> Option<String> {
    let (clock, zone) = time.split_at(time.find(['Z', '+', '-']).unwrap_or(time.len()));
    let clock = if clock.len() == 5 {
        format!("{clock}:00")
    } else {
        clock.to_owned()
    };
    let is_clock =
        clock.len() >= 8 && clock.is_ascii() && clock.parse::<Time>().is_ok() && !clock.contains(',');
    (is_clock && clock.as_bytes()[2] == b':' && is_zone(zone)).then(|| format!("{clock}{zone}"))
}

fn is_zone(zone: &str) -> bool {
    if zone.is_empty() || zone == "Z" {
        return true;
    }
    let parts = zone.get(1..).and_then(|offset| offset.split_once(':'));
    parts.is_some_and(|(hour, minute)| {
        number(hour, 2).is_some_and(|hour| hour <= 14) && number(minute, 2).is_some_and(|minute| minute < 60)
    })
}

fn is_year(text: &str) -> bool {
    number(text, 4).is_some_and(|year| (1000..=2999).contains(&year))
}

fn is_month(text: &str) -> bool {
    is_day(&format!("{text}-01"))
}

fn is_day(text: &str) -> bool {
    let mut parts = text.split('-');
    let (Some(year), Some(month), Some(day), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    let (Some(_), Some(month), Some(day)) = (number(year, 4), number(month, 2), number(day, 2)) else {
        return false;
    };
    let small = |number: u32| i8::try_from(number).unwrap_or(0);
    is_year(year) && Date::new(year.parse().unwrap_or(0), small(month), small(day)).is_ok()
}

fn number(text: &str, digits: usize) -> Option<u32> {
    let is_number = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_as(text: &str) -> Option<String> {
        read(text).map(|term| term.written())
    }

    #[test]
    fn forms_of_dates_are_told_apart() {
        for (text, expected) in [
            ("2020", "\"2020\"^^xsd:gYear"),
            ("2020-03", "\"2020-03\"^^xsd:gYearMonth"),
            ("2020-02-29", "\"2020-02-29\"^^xsd:date"),
            ("31.12.2024", "\"2024-12-31\"^^xsd:date"),
            ("1.2.2024", "\"2024-02-01\"^^xsd:date"),
            ("01.02.2024 09:30 Uhr", "\"2024-02-01T09:30:00\"^^xsd:dateTime"),
            (
                "2020-03-25T10:00:00+01:00",
                "\"2020-03-25T10:00:00+01:00\"^^xsd:dateTime",
            ),
            ("2020-03-25 10:00", "\"2020-03-25T10:00:00\"^^xsd:dateTime"),
            ("März 2026", "\"2026-03\"^^xsd:gYearMonth"),
            ("31. Dezember 2024", "\"2024-12-31\"^^xsd:date"),
        ] {
            assert_eq!(read_as(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "irgendwann",
            "2021-02-29",
            "32.01.2024",
            "12/31/2024",
            "31.12.24",
            "2020-13",
            "0000",
            "12.2024",
            "2024-01-01T25:00:00",
            "2024-01-01T10:00:00+25:00",
            "äöü.ß.x",
            "",
            "31. Brumaire 2024",
            "2024-1-1",
            "..",
            "2024-01-01T1:00",
            "45292",
        ] {
            assert_eq!(read_as(text), None, "{text}");
        }
    }

    #[test]
    fn periods_are_split() {
        let check = |text: &str, start: &str, end: Option<&str>| {
            assert_eq!(
                period(text),
                Some((Some(start.to_owned()), end.map(str::to_owned))),
                "{text}"
            );
        };
        check("01.08.2025 – 31.01.2026", "01.08.2025", Some("31.01.2026"));
        check("2025-08-01/2026-01-31", "2025-08-01", Some("2026-01-31"));
        check("01.08.2025 bis 31.01.2026", "01.08.2025", Some("31.01.2026"));
        check("seit 2019", "2019", None);
        check("2025", "2025", Some("2025"));
        assert_eq!(period("letztes Jahr"), None);
    }
}
