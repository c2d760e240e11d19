//! Which cells hold dates: a workbook says so only by their number format.

use std::collections::HashMap;

use crate::error::TableError;
use crate::package::Package;
use crate::xml::{Node, Xml};

/// What the numbers of a format are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Numbers.
    #[default]
    Number,
    /// Days.
    Date,
    /// Days with a time.
    DateTime,
    /// Times of day.
    Time,
    /// Hours that may be more than a day.
    Duration,
}

/// The kind of each cell style (`cellXfs`), by its index.
#[derive(Debug, Default)]
pub(crate) struct NumberFormats(Vec<Kind>);

impl NumberFormats {
    /// Reads the styles part; a workbook without one has no dates.
    pub(crate) fn read(package: &mut Package<'_>, part: Option<&str>) -> Result<Self, TableError> {
        let Some(part) = part.filter(|part| package.find(part).is_some()) else {
            return Ok(Self::default());
        };
        let mut xml = Xml::new(part, package.stream(part)?);
        let mut codes = HashMap::new();
        let mut kinds = Vec::new();
        let mut is_in_cell_formats = false;
        loop {
            match xml.next()? {
                Node::Start(tag) => match tag.name() {
                    b"numFmt" => {
                        if let (Some(id), Some(code)) =
                            (tag.number::<u32>(b"numFmtId"), tag.attribute(b"formatCode"))
                        {
                            codes.insert(id, of_code(&code));
                        }
                    }
                    b"cellXfs" => is_in_cell_formats = true,
                    b"xf" if is_in_cell_formats => {
                        let id = tag.number(b"numFmtId").unwrap_or(0);
                        kinds.push(codes.get(&id).copied().unwrap_or_else(|| built_in(id)));
                    }
                    _ => {}
                },
                Node::End(name) if name == b"cellXfs" => is_in_cell_formats = false,
                Node::Eof => return Ok(Self(kinds)),
                _ => {}
            }
        }
    }

    /// The kind of a cell style.
    pub(crate) fn kind(&self, style: usize) -> Kind {
        self.0.get(style).copied().unwrap_or_default()
    }
}

/// The formats that every workbook has (ISO/IEC 29500-1, 18.8.30).
fn built_in(id: u32) -> Kind {
    match id {
        14..=17 | 27..=31 | 36 | 50..=54 | 57 | 58 => Kind::Date,
        18..=21 | 32..=35 | 45 | 47 | 55 | 56 => Kind::Time,
        22 => Kind::DateTime,
        46 => Kind::Duration,
        _ => Kind::Number,
    }
}

/// The kind of a format code such as `TT.MM.JJJJ`, which stands in the file as `dd\.mm\.yyyy`.
fn of_code(code: &str) -> Kind {
    let (mut day, mut time, mut month) = (false, false, false);
    let mut characters = code.chars();
    let mut duration = false;
    while let Some(character) = characters.next() {
        match character.to_ascii_lowercase() {
            // What stands in quotes, behind a backslash, or fills a cell is shown as it is.
            '"' => {
                characters.by_ref().find(|character| *character == '"');
            }
            '\\' | '_' | '*' => {
                characters.next();
            }
            '[' => {
                let inside: String = characters
                    .by_ref()
                    .take_while(|character| *character != ']')
                    .collect();
                let unit = inside.to_ascii_lowercase();
                let is_unit = !unit.is_empty()
                    && ["h", "m", "s"]
                        .iter()
                        .any(|letter| unit.replace(letter, "").is_empty());
                duration |= is_unit;
            }
            // Other sections are for negative numbers and texts.
            ';' => break,
            'y' | 'd' => day = true,
            'h' | 's' => time = true,
            'm' => month = true,
            'a' if time || characters.as_str().to_ascii_lowercase().starts_with("m/pm") => {
                characters.by_ref().take(4).for_each(drop);
            }
            // The one word that is a format.
            'g' if code.trim().eq_ignore_ascii_case("general") => return Kind::Number,
            _ => {}
        }
    }
    match (day || month && !time && !duration, time) {
        _ if duration => Kind::Duration,
        (true, true) => Kind::DateTime,
        (true, false) => Kind::Date,
        (false, true) => Kind::Time,
        (false, false) => Kind::Number,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn format_codes_tell_dates_from_numbers() {
        for (code, kind) in [
            ("General", Kind::Number),
            ("0.00", Kind::Number),
            ("#,##0.00\\ \"€\"", Kind::Number),
            ("#,##0.00\\ [$€-407];[Red]\\-#,##0.00\\ [$€-407]", Kind::Number),
            ("0\" Stunden des Jahres\"", Kind::Number),
            ("0.00E+00", Kind::Number),
            ("@", Kind::Number),
            ("dd\\.mm\\.yyyy", Kind::Date),
            ("[$-407]d\\. mmmm yyyy", Kind::Date),
            ("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", Kind::Date),
            ("mmm", Kind::Date),
            ("dd\\.mm\\.yyyy\\ hh:mm", Kind::DateTime),
            ("hh:mm:ss", Kind::Time),
            ("h:mm AM/PM", Kind::Time),
            ("[h]:mm:ss", Kind::Duration),
            ("[mm]:ss", Kind::Duration),
        ] {
            assert_eq!(of_code(code), kind, "{code}");
        }
    }

    #[test]
    fn built_in_formats() {
        assert_eq!(built_in(14), Kind::Date);
        assert_eq!(built_in(22), Kind::DateTime);
        assert_eq!(built_in(2), Kind::Number);
    }
}
