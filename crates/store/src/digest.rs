//! SHA-256, as digits and as short colours.

use sha2::{Digest as _, Sha256};

/// Half of a SHA-256: enough to tell apart what one graph holds.
pub(crate) type Colour = [u8; 16];

/// The first half of the hash of these parts, each fenced by its length.
pub(crate) fn colour<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> Colour {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    let digest = hasher.finalize();
    let mut colour = Colour::default();
    colour.copy_from_slice(&digest[..16]);
    colour
}

/// Lower-case hexadecimal digits.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}

/// The hash of lines, each ended by a line feed, in hexadecimal digits.
pub(crate) fn of_lines<'a>(lines: impl IntoIterator<Item = &'a str>) -> String {
    let mut hasher = Sha256::new();
    for line in lines {
        hasher.update(line.as_bytes());
        hasher.update(b"\n");
    }
    hexadecimal(&hasher.finalize())
}

/// The hash of a text in hexadecimal digits.
pub(crate) fn of_text(text: &str) -> String {
    hexadecimal(&Sha256::digest(text.as_bytes()))
}
