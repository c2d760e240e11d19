//! The encodings that tables come in, character by character.

use std::borrow::Cow;
use std::fmt;

use crate::error::TableError;

/// How the characters of a text are written as bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// UTF-8 (RFC 3629). Bytes that are none are taken for Windows-1252.
    Utf8,
    /// UTF-16, low byte first: what Excel calls „Unicode-Text“.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
    /// Windows-1252: what Excel calls „CSV (Trennzeichen-getrennt)“ on a German Windows.
    Windows1252,
    /// ISO-8859-15, with the euro sign where ISO-8859-1 has `¤`.
    Iso8859_15,
    /// Code page 850: what Excel calls „CSV (MS-DOS)“.
    Cp850,
}

impl fmt::Display for Encoding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le => "UTF-16LE",
            Self::Utf16Be => "UTF-16BE",
            Self::Windows1252 => "Windows-1252",
            Self::Iso8859_15 => "ISO-8859-15",
            Self::Cp850 => "CP850",
        })
    }
}

impl Encoding {
    /// The character of a byte above 127 in an encoding of one byte per character.
    pub(crate) fn character(self, byte: u8) -> char {
        let high = usize::from(byte & 0x7f);
        match self {
            _ if byte < 0x80 => char::from(byte),
            Self::Cp850 => CP850[high],
            Self::Iso8859_15 => match byte {
                0xa4 => '€',
                0xa6 => 'Š',
                0xa8 => 'š',
                0xb4 => 'Ž',
                0xb8 => 'ž',
                0xbc => 'Œ',
                0xbd => 'œ',
                0xbe => 'Ÿ',
                _ => char::from(byte),
            },
            _ => WINDOWS_1252.get(high).copied().unwrap_or(char::from(byte)),
        }
    }

    /// The bytes of a text.
    ///
    /// # Errors
    /// [`TableError::NotEncodable`] names the first character that the encoding does not have.
    pub fn encode(self, text: &str) -> Result<Cow<'_, [u8]>, TableError> {
        let units = |bytes: fn(u16) -> [u8; 2]| Cow::Owned(text.encode_utf16().flat_map(bytes).collect());
        match self {
            Self::Utf8 => Ok(Cow::Borrowed(text.as_bytes())),
            Self::Utf16Le => Ok(units(u16::to_le_bytes)),
            Self::Utf16Be => Ok(units(u16::to_be_bytes)),
            Self::Windows1252 | Self::Iso8859_15 | Self::Cp850 => {
                let bytes: Result<Vec<u8>, _> = text.chars().map(|character| self.byte(character)).collect();
                bytes.map(Cow::Owned)
            }
        }
    }

    /// The byte of a character in an encoding of one byte per character.
    fn byte(self, character: char) -> Result<u8, TableError> {
        (0..=u8::MAX)
            .find(|byte| self.character(*byte) == character)
            .ok_or(TableError::NotEncodable {
                character,
                encoding: self,
            })
    }

    /// The length in bytes of a character that stands in a text of this encoding.
    pub(crate) fn width(self, character: char) -> usize {
        match self {
            Self::Utf8 => character.len_utf8(),
            Self::Utf16Le | Self::Utf16Be => 2 * character.len_utf16(),
            Self::Windows1252 | Self::Iso8859_15 | Self::Cp850 => 1,
        }
    }
}

/// Bytes 80 to 9F of Windows-1252; the other bytes are those of Unicode. The five that it leaves undefined are the
/// control characters of ISO-8859-1, as the WHATWG encoding standard has it.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// Bytes 80 to FF of code page 850.
const CP850: [char; 128] = [
    'Ç', 'ü', 'é', 'â', 'ä', 'à', 'å', 'ç', 'ê', 'ë', 'è', 'ï', 'î', 'ì', 'Ä', 'Å', 'É', 'æ', 'Æ', 'ô', 'ö',
    'ò', 'û', 'ù', 'ÿ', 'Ö', 'Ü', 'ø', '£', 'Ø', '×', 'ƒ', 'á', 'í', 'ó', 'ú', 'ñ', 'Ñ', 'ª', 'º', '¿', '®',
    '¬', '½', '¼', '¡', '«', '»', '░', '▒', '▓', '│', '┤', 'Á', 'Â', 'À', '©', '╣', '║', '╗', '╝', '¢', '¥',
    '┐', '└', '┴', '┬', '├', '─', '┼', 'ã', 'Ã', '╚', '╔', '╩', '╦', '╠', '═', '╬', '¤', 'ð', 'Ð', 'Ê', 'Ë',
    'È', 'ı', 'Í', 'Î', 'Ï', '┘', '┌', '█', '▄', '¦', 'Ì', '▀', 'Ó', 'ß', 'Ô', 'Ò', 'õ', 'Õ', 'µ', 'þ', 'Þ',
    'Ú', 'Û', 'Ù', 'ý', 'Ý', '¯', '´', '\u{ad}', '±', '‗', '¾', '¶', '§', '÷', '¸', '°', '¨', '·', '¹', '³',
    '²', '■', '\u{a0}',
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_one_character_and_back() {
        for encoding in [Encoding::Windows1252, Encoding::Iso8859_15, Encoding::Cp850] {
            for byte in 0..=u8::MAX {
                let text = encoding.character(byte).to_string();
                assert_eq!(
                    encoding.encode(&text).unwrap().as_ref(),
                    [byte],
                    "{encoding} {byte:x}"
                );
            }
        }
    }

    #[test]
    fn the_table_of_windows_1252_is_that_of_the_encoding_standard() {
        for byte in 0x80..=u8::MAX {
            let bytes = [byte];
            let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes);
            assert_eq!(Encoding::Windows1252.character(byte).to_string(), text);
            let (text, _) = encoding_rs::ISO_8859_15.decode_without_bom_handling(&bytes);
            assert_eq!(Encoding::Iso8859_15.character(byte).to_string(), text);
        }
    }

    #[test]
    fn german_text_in_code_page_850() {
        let bytes = b"Stra\xe1e \x9aber \x99l, \x84\x94\x81 \x8e \xf5 \xf8 \xfd \xfc";
        let text: String = bytes
            .iter()
            .map(|byte| Encoding::Cp850.character(*byte))
            .collect();
        assert_eq!(text, "Straße Über Öl, äöü Ä § ° ² ³");
    }

    #[test]
    fn what_an_encoding_does_not_have_is_named() {
        assert_eq!(
            Encoding::Windows1252.encode("5 ≥ 3"),
            Err(TableError::NotEncodable {
                character: '≥',
                encoding: Encoding::Windows1252
            })
        );
    }
}
