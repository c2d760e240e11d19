//! Bytes in, text out, with what had to be guessed.

use crate::encoding::Encoding;
use crate::encoding::guess;
use crate::error::{Foreign, TableError};
use crate::remark::Certainty;

/// Whether a text begins with the character that tells its encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ByteOrderMark {
    /// It does; Excel wants it in UTF-8.
    Present,
    /// It does not.
    Absent,
}

/// A text and how its bytes were understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text without its byte order mark.
    pub text: String,
    /// The encoding.
    pub encoding: Encoding,
    /// Whether it began with a byte order mark.
    pub mark: ByteOrderMark,
    /// Where in `text` the first character stands that was guessed, and how sure that is.
    pub guessed: Option<(usize, Certainty)>,
    /// Where in `text` characters of Windows-1252 stand between those of UTF-8: the first, and how many.
    pub mixed: Option<(usize, u32)>,
}

impl Decoded {
    /// The bytes of the byte order mark.
    pub(crate) fn mark_length(&self) -> usize {
        match (self.mark, self.encoding) {
            (ByteOrderMark::Absent, _) => 0,
            (ByteOrderMark::Present, Encoding::Utf8) => 3,
            (ByteOrderMark::Present, _) => 2,
        }
    }
}

/// Decodes a text file: the byte order mark decides, then whether it is UTF-16 or UTF-8, then what makes German words.
///
/// # Errors
/// [`TableError::NotATable`] when the bytes are no text in any encoding.
pub fn decode(bytes: &[u8]) -> Result<Decoded, TableError> {
    if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        return Ok(utf_8(rest, ByteOrderMark::Present));
    }
    if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
        return Ok(utf_16(rest, Encoding::Utf16Le, ByteOrderMark::Present));
    }
    if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        return Ok(utf_16(rest, Encoding::Utf16Be, ByteOrderMark::Present));
    }
    if let Some(encoding) = guess::utf_16_without_mark(bytes) {
        let mut decoded = utf_16(bytes, encoding, ByteOrderMark::Absent);
        decoded.guessed = Some((0, Certainty::Likely));
        return Ok(decoded);
    }
    if guess::is_binary(bytes) {
        return Err(TableError::NotATable(Foreign::Binary));
    }
    if guess::is_mostly_utf_8(bytes) {
        return Ok(utf_8(bytes, ByteOrderMark::Absent));
    }
    let (encoding, certainty) = guess::one_byte_encoding(bytes);
    let text: String = bytes.iter().map(|byte| encoding.character(*byte)).collect();
    Ok(Decoded {
        guessed: text
            .find(|character: char| !character.is_ascii())
            .map(|at| (at, certainty)),
        text,
        encoding,
        mark: ByteOrderMark::Absent,
        mixed: None,
    })
}

fn utf_8(bytes: &[u8], mark: ByteOrderMark) -> Decoded {
    let mut text = String::with_capacity(bytes.len());
    let mut mixed = None;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            let (_, count) = mixed.get_or_insert((text.len(), 0));
            *count += 1;
            text.push(Encoding::Windows1252.character(*byte));
        }
    }
    Decoded {
        text,
        encoding: Encoding::Utf8,
        mark,
        guessed: None,
        mixed,
    }
}

/// Half a character, and half a unit at the end, become `U+FFFD`.
fn utf_16(bytes: &[u8], encoding: Encoding, mark: ByteOrderMark) -> Decoded {
    let unit = |pair: &[u8]| match *pair {
        [first, second] if encoding == Encoding::Utf16Le => u16::from_le_bytes([first, second]),
        [first, second] => u16::from_be_bytes([first, second]),
        _ => 0xfffd,
    };
    let text = char::decode_utf16(bytes.chunks(2).map(unit))
        .map(|character| character.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect();
    Decoded {
        text,
        encoding,
        mark,
        guessed: None,
        mixed: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], text: &str, encoding: Encoding) {
        let decoded = decode(bytes).unwrap();
        assert_eq!((decoded.text.as_str(), decoded.encoding), (text, encoding));
    }

    #[test]
    fn byte_order_marks_decide() {
        check("\u{feff}Bäume".as_bytes(), "Bäume", Encoding::Utf8);
        check(b"\xff\xfeB\0\xe4\0", "Bä", Encoding::Utf16Le);
        check(b"\xfe\xff\0B\0\xe4", "Bä", Encoding::Utf16Be);
        assert_eq!(decode(b"\xef\xbb\xbfa").unwrap().mark, ByteOrderMark::Present);
    }

    #[test]
    fn utf_16_without_mark_is_seen_by_its_zeros() {
        let text = "Straße;Bäume\r\nAm Ring;12\r\n";
        let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        check(&bytes, text, Encoding::Utf16Le);
        let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        check(&bytes, text, Encoding::Utf16Be);
    }

    #[test]
    fn halves_of_characters_are_replaced() {
        check(b"\xff\xfea\0\0\xd8b\0", "a\u{fffd}b", Encoding::Utf16Le);
        check(b"\xff\xfea\0b", "a\u{fffd}", Encoding::Utf16Le);
    }

    #[test]
    fn one_byte_encodings_are_told_apart_by_german_words() {
        let text = "Größe;Straße;Bäume für Köln;Übersicht;2,50 €";
        for encoding in [Encoding::Windows1252, Encoding::Iso8859_15] {
            let decoded = decode(&encoding.encode(text).unwrap()).unwrap();
            assert_eq!((decoded.text.as_str(), decoded.encoding), (text, encoding));
            assert_eq!(decoded.guessed, Some((2, Certainty::Likely)));
        }
        let text = "Größe;Straße;Bäume für Köln;Übersicht;2,50";
        check(&Encoding::Cp850.encode(text).unwrap(), text, Encoding::Cp850);
        let text = "Titel;„Mainz“ – für alle;Straße";
        check(
            &Encoding::Windows1252.encode(text).unwrap(),
            text,
            Encoding::Windows1252,
        );
    }

    #[test]
    fn a_single_foreign_byte_does_not_change_the_encoding_of_the_rest() {
        let bytes = ["Bäume für Köln;".as_bytes(), b"Stra\xdfe"].concat();
        let decoded = decode(&bytes).unwrap();
        assert_eq!(
            (decoded.text.as_str(), decoded.encoding),
            ("Bäume für Köln;Straße", Encoding::Utf8)
        );
        assert_eq!(decoded.mixed, Some((22, 1)));
    }

    #[test]
    fn bytes_that_are_no_text_are_refused() {
        let bytes: Vec<u8> = (0..2000u32).map(|i| (i * i % 251) as u8).collect();
        assert_eq!(decode(&bytes), Err(TableError::NotATable(Foreign::Binary)));
    }
}
