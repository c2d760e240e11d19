//! From bytes to text: gzip, byte order marks, and the encoding an XML declaration names.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read as _, Seek as _};
use std::path::Path;

use flate2::read::MultiGzDecoder;

use super::{Document, ReadError};

/// Positions are 32 bits wide, so no text may be larger.
const LARGEST_TEXT: u64 = u32::MAX as u64;

const GZIP: [u8; 2] = [0x1f, 0x8b];
const UTF_16_LE: [u8; 2] = [0xff, 0xfe];
const UTF_16_BE: [u8; 2] = [0xfe, 0xff];

/// A gzipped file may grow by this factor at most.
const LARGEST_RATIO: u64 = 200;

/// The beginning of a file of which parts may be read one by one: it is large, and plain UTF-8 as far as one can see.
const HEAD: usize = 1 << 16;

/// Opens a file that may be read in parts; returns it with the text of its beginning.
pub(super) fn head(path: &Path) -> io::Result<Option<(File, String)>> {
    let mut file = File::open(path)?;
    // A pipe cannot be read from its beginning again.
    if !file.metadata()?.is_file() {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    (&mut file).take(HEAD as u64).read_to_end(&mut bytes)?;
    let is_plain =
        !bytes.starts_with(&GZIP) && !bytes.starts_with(&UTF_16_LE) && !bytes.starts_with(&UTF_16_BE);
    if bytes.len() < HEAD || !is_plain {
        return Ok(None);
    }
    file.rewind()?;
    Ok(Some((file, String::from_utf8_lossy(&bytes).into_owned())))
}

/// A document's text.
#[derive(Debug)]
pub struct Decoded<'a> {
    /// The whole text, a byte order mark included.
    pub text: Cow<'a, str>,
    /// The first character that was taken for Windows-1252, in a text that should be UTF-8 and is not.
    pub guessed_from: Option<usize>,
}

/// Decodes a document.
///
/// What is no UTF-8 and looks like Windows-1252, as Excel and editors on Windows write it, is read as that.
///
/// # Errors
/// When the bytes cannot be had, are no text in a known encoding, or unpack beyond measure.
pub fn decode(document: &Document) -> Result<Decoded<'_>, ReadError> {
    let bytes = document.bytes().map_err(|source| ReadError::Io {
        name: document.name.clone(),
        source,
    })?;
    let bytes = if bytes.starts_with(&GZIP) {
        Cow::Owned(unpack(document, &bytes)?)
    } else {
        bytes
    };
    if bytes.len() as u64 > LARGEST_TEXT {
        return Err(too_large(document));
    }
    let known = |text| Decoded {
        text,
        guessed_from: None,
    };
    if let Some(rest) = bytes.strip_prefix(&UTF_16_LE) {
        return utf_16(document, rest, u16::from_le_bytes)
            .map(Cow::Owned)
            .map(known);
    }
    if let Some(rest) = bytes.strip_prefix(&UTF_16_BE) {
        return utf_16(document, rest, u16::from_be_bytes)
            .map(Cow::Owned)
            .map(known);
    }
    if declares_latin_1(&bytes) {
        return Ok(known(Cow::Owned(latin_1(&bytes))));
    }
    let (bytes, offset) = match bytes {
        Cow::Borrowed(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => return Ok(known(Cow::Borrowed(text))),
            Err(error) => (Cow::Borrowed(bytes), error.valid_up_to()),
        },
        Cow::Owned(bytes) => match String::from_utf8(bytes) {
            Ok(text) => return Ok(known(Cow::Owned(text))),
            Err(error) => {
                let offset = error.utf8_error().valid_up_to();
                (Cow::Owned(error.into_bytes()), offset)
            }
        },
    };
    if looks_like_windows_1252(&bytes) {
        return Ok(Decoded {
            guessed_from: bytes.iter().position(|byte| !byte.is_ascii()),
            text: Cow::Owned(latin_1(&bytes)),
        });
    }
    Err(ReadError::Encoding {
        name: document.name.clone(),
        offset,
    })
}

/// Whether the bytes are text of one byte per character: no control characters, nothing that Windows-1252 leaves
/// undefined, and more bytes that are no UTF-8 than characters that are.
fn looks_like_windows_1252(bytes: &[u8]) -> bool {
    let is_text = |byte: &u8| match byte {
        b'\t' | b'\n' | b'\r' | 0x0c => true,
        0..0x20 | 0x7f | 0x81 | 0x8d | 0x8f | 0x90 | 0x9d => false,
        _ => true,
    };
    let (mut utf_8, mut other) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        utf_8 += chunk
            .valid()
            .chars()
            .filter(|character| !character.is_ascii())
            .count();
        other += chunk.invalid().len();
    }
    other > utf_8 && bytes.iter().all(is_text)
}

fn too_large(document: &Document) -> ReadError {
    ReadError::TooLarge {
        name: document.name.clone(),
        limit: LARGEST_TEXT,
    }
}

fn unpack(document: &Document, packed: &[u8]) -> Result<Vec<u8>, ReadError> {
    let limit = (packed.len() as u64)
        .saturating_mul(LARGEST_RATIO)
        .clamp(1 << 20, LARGEST_TEXT);
    let mut bytes = Vec::new();
    MultiGzDecoder::new(packed)
        .take(limit + 1)
        .read_to_end(&mut bytes)
        .map_err(|source| ReadError::Gzip {
            name: document.name.clone(),
            source,
        })?;
    if bytes.len() as u64 > limit {
        return Err(too_large(document));
    }
    Ok(bytes)
}

fn utf_16(document: &Document, bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, ReadError> {
    let units = bytes
        .chunks(2)
        .map(|pair| unit([pair[0], pair.get(1).copied().unwrap_or(0)]));
    let mut text = String::with_capacity(bytes.len() / 2);
    for (at, character) in char::decode_utf16(units).enumerate() {
        let Ok(character) = character else {
            return Err(ReadError::Encoding {
                name: document.name.clone(),
                offset: 2 + at * 2,
            });
        };
        text.push(character);
    }
    Ok(text)
}

/// Whether an XML declaration names an encoding of one byte per character.
fn declares_latin_1(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).to_ascii_lowercase();
    let Some((declaration, _)) = head.split_once("?>") else {
        return false;
    };
    declaration.trim_start().starts_with("<?xml")
        && ["iso-8859-1", "windows-1252", "latin1", "cp1252"]
            .iter()
            .any(|name| declaration.contains(name))
}

/// Windows-1252, which browsers and Excel mean when they say ISO-8859-1.
fn latin_1(bytes: &[u8]) -> String {
    const C1: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
        '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    bytes
        .iter()
        .map(|byte| {
            if (0x80..0xa0).contains(byte) {
                C1[usize::from(byte - 0x80)]
            } else {
                char::from(*byte)
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], expected: &str) {
        assert_eq!(
            decode(&Document::new("t", bytes.to_vec())).unwrap().text,
            expected
        );
    }

    #[test]
    fn encodings_become_text() {
        check("ä".as_bytes(), "ä");
        check(&[0xff, 0xfe, 0xe4, 0], "ä");
        check(&[0xfe, 0xff, 0, 0xe4], "ä");
        check(
            b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xe4\x80</a>",
            "<?xml version='1.0' encoding='ISO-8859-1'?><a>ä€</a>",
        );
    }

    #[test]
    fn what_an_editor_on_windows_wrote_is_read_and_named() {
        let document = Document::new("t.ttl", b"# B\xe4ume \x96 f\xfcr \x80".to_vec());
        let decoded = decode(&document).unwrap();
        assert_eq!(
            (decoded.text.as_ref(), decoded.guessed_from),
            ("# Bäume – für €", Some(3))
        );
        let mixed = [b"# B\xe4ume ".as_slice(), "für Bäume".as_bytes()].concat();
        for bytes in [mixed, b"\x89PNG\r\n\x1a\n\0\0".to_vec(), b"ab\x81\xe4".to_vec()] {
            let document = Document::new("t.ttl", bytes);
            assert!(matches!(decode(&document), Err(ReadError::Encoding { .. })));
        }
    }

    #[test]
    fn bytes_that_are_no_text_name_the_place() {
        let error = decode(&Document::new("t.ttl", b"ab\xff\0".to_vec())).unwrap_err();
        assert_eq!(
            error.to_string(),
            "t.ttl: not a text file: byte 2 fits no known encoding"
        );
    }

    #[test]
    fn a_gzip_bomb_is_refused() {
        use std::io::Write as _;
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(&vec![b' '; 64 << 20]).unwrap();
        let error = decode(&Document::new("t.ttl.gz", encoder.finish().unwrap())).unwrap_err();
        assert!(matches!(error, ReadError::TooLarge { .. }));
    }
}
