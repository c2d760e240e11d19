//! Numbers, lengths of time and geometries.

/// A whole number; dots between groups of three digits are German.
pub(super) fn integer(text: &str) -> Option<String> {
    let groups: Vec<&str> = text.split('.').collect();
    let is_grouped = groups.len() > 1
        && (1..=3).contains(&groups[0].len())
        && groups[1..].iter().all(|group| group.len() == 3);
    let digits = if is_grouped {
        groups.concat()
    } else {
        text.to_owned()
    };
    (!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(digits)
}

/// A number; a comma is the decimal sign when there is no dot behind it.
pub(super) fn decimal(text: &str) -> Option<String> {
    let plain = match (text.rfind(','), text.rfind('.')) {
        (Some(comma), dot) if dot.is_none_or(|dot| dot < comma) => {
            text.replace('.', "").replacen(',', ".", 1)
        }
        _ => text.to_owned(),
    };
    let unsigned = plain.strip_prefix(['-', '+']).unwrap_or(&plain);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let are_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    (are_digits(whole) && are_digits(fraction) && !(whole.is_empty() && fraction.is_empty())).then_some(plain)
}

/// A length of time by [XML Schema](https://www.w3.org/TR/xmlschema11-2/#duration), or „5 Minuten“.
pub(super) fn duration(text: &str) -> Option<String> {
    if is_duration(text) {
        return Some(text.to_owned());
    }
    let (count, unit) = text.split_once(' ')?;
    let count = match count.to_lowercase().as_str() {
        "ein" | "eine" | "einen" | "one" => "1".to_owned(),
        other => integer(other)?,
    };
    let unit = unit.trim().to_lowercase();
    let is = |names: &[&str]| names.contains(&unit.as_str());
    let duration = if is(&["sekunde", "sekunden", "second", "seconds", "s"]) {
        format!("PT{count}S")
    } else if is(&["minute", "minuten", "minutes", "min"]) {
        format!("PT{count}M")
    } else if is(&["stunde", "stunden", "hour", "hours", "h"]) {
        format!("PT{count}H")
    } else if is(&["tag", "tage", "day", "days"]) {
        format!("P{count}D")
    } else if is(&["woche", "wochen", "week", "weeks"]) {
        format!("P{}D", count.parse::<u64>().ok()?.checked_mul(7)?)
    } else if is(&["monat", "monate", "month", "months"]) {
        format!("P{count}M")
    } else if is(&["jahr", "jahre", "year", "years"]) {
        format!("P{count}Y")
    } else {
        return None;
    };
    Some(duration)
}

fn is_duration(text: &str) -> bool {
    let text = text.strip_prefix('-').unwrap_or(text);
    let Some(rest) = text.strip_prefix('P') else {
        return false;
    };
    let (days, time) = match rest.split_once('T') {
        Some((days, time)) => (days, Some(time)),
        None => (rest, None),
    };
    let are_parts = |mut text: &str, units: &str| {
        let mut units = units.chars();
        while !text.is_empty() {
            let digits = text.bytes().take_while(u8::is_ascii_digit).count();
            let fraction = match text[digits..].strip_prefix('.') {
                Some(rest) => 1 + rest.bytes().take_while(u8::is_ascii_digit).count(),
                None => 0,
            };
            let Some(unit) = text[digits + fraction..].chars().next() else {
                return false;
            };
            let is_allowed = digits > 0
                && units.any(|known| known == unit)
                && (fraction == 0 || unit == 'S' && fraction > 1);
            if !is_allowed {
                return false;
            }
            text = &text[digits + fraction + unit.len_utf8()..];
        }
        true
    };
    are_parts(days, "YMD")
        && time.is_none_or(|time| !time.is_empty() && are_parts(time, "HMS"))
        && !(days.is_empty() && time.is_none())
}

/// Well-known text; four numbers are west, south, east and north of a rectangle, two are longitude and latitude.
pub(super) fn geometry(text: &str) -> Option<String> {
    if text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '<')
        && text.contains('(')
        && text.ends_with(')')
    {
        return Some(text.to_owned());
    }
    let numbers: Option<Vec<String>> = numbers(text).into_iter().map(decimal).collect();
    let numbers = numbers?;
    let value = |at: usize| numbers[at].parse::<f64>().ok();
    match numbers.as_slice() {
        [longitude, latitude] => {
            let fits = value(0)?.abs() <= 180.0 && value(1)?.abs() <= 90.0;
            fits.then(|| format!("POINT({longitude} {latitude})"))
        }
        [west, south, east, north] => {
            let fits = value(0)? <= value(2)?
                && value(1)? <= value(3)?
                && value(1)?.abs() <= 90.0
                && value(3)?.abs() <= 90.0;
            fits.then(|| {
                format!("POLYGON(({west} {south}, {east} {south}, {east} {north}, {west} {north}, {west} {south}))")
            })
        }
        _ => None,
    }
}

/// Numbers between blanks, semicolons, or commas that are no decimal signs.
fn numbers(text: &str) -> Vec<&str> {
    let by_blank: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || c == ';')
        .map(|number| number.trim_end_matches(','))
        .filter(|number| !number.is_empty())
        .collect();
    if by_blank.len() > 1 {
        by_blank
    } else {
        text.split(',').collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_germans_write_them() {
        assert_eq!(integer("35.641").as_deref(), Some("35641"));
        assert_eq!(integer("2208").as_deref(), Some("2208"));
        assert_eq!(integer("3.5"), None);
        assert_eq!(integer("-1"), None);
        assert_eq!(integer("ca. 20"), None);
        assert_eq!(decimal("0,5").as_deref(), Some("0.5"));
        assert_eq!(decimal("1.234,5").as_deref(), Some("1234.5"));
        assert_eq!(decimal("0.50").as_deref(), Some("0.50"));
        assert_eq!(decimal("."), None);
        assert_eq!(decimal("1e3"), None);
    }

    #[test]
    fn lengths_of_time() {
        for right in ["PT5M", "P1Y2M3DT4H5M6.7S", "P1D", "-PT0S"] {
            assert_eq!(duration(right).as_deref(), Some(right));
        }
        for wrong in [
            "P", "PT", "5M", "P1S", "PT1D", "P1.5D", "PT1.S", "P1M1Y", "bald", "PTä",
        ] {
            assert_eq!(duration(wrong), None, "{wrong}");
        }
        assert_eq!(duration("5 Minuten").as_deref(), Some("PT5M"));
        assert_eq!(duration("eine Stunde").as_deref(), Some("PT1H"));
        assert_eq!(duration("2 Wochen").as_deref(), Some("P14D"));
    }

    #[test]
    fn rectangles_and_points() {
        let rectangle = Some("POLYGON((8.1 49.8, 8.3 49.8, 8.3 50.0, 8.1 50.0, 8.1 49.8))");
        for text in [
            "8.1, 49.8, 8.3, 50.0",
            "8.1 49.8 8.3 50.0",
            "8,1; 49,8; 8,3; 50,0",
            "8.1,49.8,8.3,50.0",
        ] {
            assert_eq!(geometry(text).as_deref(), rectangle, "{text}");
        }
        assert_eq!(geometry("8.27 49.99").as_deref(), Some("POINT(8.27 49.99)"));
        assert_eq!(geometry("8.27, 49.99").as_deref(), Some("POINT(8.27 49.99)"));
        assert_eq!(geometry("POINT(1 2)").as_deref(), Some("POINT(1 2)"));
        for wrong in ["Mainz", "1", "8.3 49.8 8.1 50.0", "200 95", ""] {
            assert_eq!(geometry(wrong), None, "{wrong}");
        }
    }
}
