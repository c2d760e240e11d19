//! Characters that no one typed: remains of a wrong conversion.

use kolophon_graph::Span;

use crate::encoding::Encoding;
use crate::remark::{Remark, RemarkKind};

/// How many characters are shown of a word that was encoded twice.
const SHOWN: usize = 40;

/// Remarks about lost, control and doubly encoded characters, one of each kind, at the first place.
pub(crate) fn oddities(text: &str) -> Vec<Remark> {
    let mut tally = Tally::default();
    for (at, character) in text.char_indices() {
        match character {
            '\0' => tally.nul.add(at, 1),
            '\u{80}'..='\u{9f}' => tally.control.add(at, character.len_utf8()),
            char::REPLACEMENT_CHARACTER => tally.broken.add(at, character.len_utf8()),
            'Ã' | 'Â' | 'â' => {
                if let Some((meant, length)) = encoded_twice(&text[at..]) {
                    tally.twice.add(at, length);
                    tally.meant.get_or_insert(meant);
                }
            }
            _ => {}
        }
    }
    tally.into_remarks(text)
}

#[derive(Default)]
struct Places {
    first: Option<Span>,
    count: u32,
}

impl Places {
    fn add(&mut self, at: usize, length: usize) {
        self.first.get_or_insert(Span::new(at, at + length));
        self.count = self.count.saturating_add(1);
    }

    fn remark(&self, kind: RemarkKind) -> Option<Remark> {
        self.first.map(|span| Remark {
            count: self.count,
            ..Remark::at(kind, span)
        })
    }
}

#[derive(Default)]
struct Tally {
    nul: Places,
    control: Places,
    broken: Places,
    twice: Places,
    meant: Option<char>,
}

impl Tally {
    fn into_remarks(self, text: &str) -> Vec<Remark> {
        let twice = self.twice.first.map(|span| {
            let found: String = text[span.range()].chars().take(SHOWN).collect();
            RemarkKind::DoublyEncoded {
                found,
                meant: self.meant.map(String::from).unwrap_or_default(),
            }
        });
        // What doubly encoded characters leave behind is no remark of its own.
        let control = if self.twice.count > 0 {
            None
        } else {
            self.control.remark(RemarkKind::ControlCharacters)
        };
        [
            self.nul.remark(RemarkKind::NulCharacters),
            control,
            self.broken.remark(RemarkKind::BrokenCharacters),
            twice.and_then(|kind| self.twice.remark(kind)),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// The character whose UTF-8 bytes, read as Windows-1252, the text begins with, and the length of that.
fn encoded_twice(text: &str) -> Option<(char, usize)> {
    let mut bytes = Vec::with_capacity(3);
    for (at, character) in text.char_indices().take(3) {
        bytes.push(
            *Encoding::Windows1252
                .encode(character.encode_utf8(&mut [0; 4]))
                .ok()?
                .first()?,
        );
        if let Ok(meant) = str::from_utf8(&bytes) {
            let meant = meant.chars().next().filter(|meant| !meant.is_ascii())?;
            // A space without break after `Â` may be meant.
            let is_clear = meant != '\u{a0}' && !('\u{80}'..='\u{9f}').contains(&meant);
            return is_clear.then_some((meant, at + character.len_utf8()));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<(RemarkKind, u32)> {
        let remarks = oddities(text).into_iter();
        remarks.map(|remark| (remark.kind, remark.count)).collect()
    }

    #[test]
    fn doubly_encoded_umlauts_are_seen() {
        let expected = RemarkKind::DoublyEncoded {
            found: "Ã¼".to_owned(),
            meant: "ü".to_owned(),
        };
        assert_eq!(kinds("BÃ¼rger fÃ¼r KÃ¶ln"), [(expected, 3)]);
        let expected = RemarkKind::DoublyEncoded {
            found: "â€“".to_owned(),
            meant: "–".to_owned(),
        };
        assert_eq!(kinds("2024 â€“ 2025"), [(expected, 1)]);
        assert_eq!(kinds("SÃO PAULO, Ângela, âge, Ã"), []);
    }

    #[test]
    fn lost_and_control_characters_are_counted() {
        assert_eq!(
            kinds("a\0b\u{85}c\u{96}d\u{fffd}"),
            [
                (RemarkKind::NulCharacters, 1),
                (RemarkKind::ControlCharacters, 2),
                (RemarkKind::BrokenCharacters, 1)
            ]
        );
        assert_eq!(
            oddities("ab\u{85}")[0].span,
            Some(Span::new(2, 4)),
            "the place of the first"
        );
    }
}
