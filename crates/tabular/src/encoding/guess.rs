//! Which encoding a text is in when nothing declares it.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};

use crate::encoding::Encoding;
use crate::remark::Certainty;

/// As much of a text is looked at as tells the encoding.
const SAMPLE: usize = 1 << 16;

/// UTF-16 without a byte order mark: every other byte of Western text is zero.
pub(super) fn utf_16_without_mark(bytes: &[u8]) -> Option<Encoding> {
    let sample = &bytes[..bytes.len().min(SAMPLE) & !1];
    if sample.len() < 4 || !bytes.len().is_multiple_of(2) {
        return None;
    }
    let pairs = sample.len() / 2;
    let zeros = |side: usize| {
        sample
            .iter()
            .skip(side)
            .step_by(2)
            .filter(|byte| **byte == 0)
            .count()
    };
    let (first, second) = (zeros(0), zeros(1));
    if second * 10 >= pairs * 7 && first * 20 <= pairs {
        Some(Encoding::Utf16Le)
    } else if first * 10 >= pairs * 7 && second * 20 <= pairs {
        Some(Encoding::Utf16Be)
    } else {
        None
    }
}

/// Whether the bytes are no text: more than one in twenty is a control character that no text has. A few may stray into
/// the smallest file.
pub(super) fn is_binary(bytes: &[u8]) -> bool {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let is_control = |byte: &&u8| matches!(byte, 0..=8 | 0x0e..=0x19 | 0x1b..=0x1f | 0x7f);
    let controls = sample.iter().filter(is_control).count();
    controls > 3 + sample.len() / 20
}

/// Whether there are at least as many characters of UTF-8 as bytes that are none.
pub(super) fn is_mostly_utf_8(bytes: &[u8]) -> bool {
    let (mut characters, mut others) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        let starts = |byte: &&u8| **byte >= 0xc0;
        characters += chunk.valid().as_bytes().iter().filter(starts).count();
        others += chunk.invalid().len();
    }
    others == 0 || characters >= others
}

/// The encoding of one byte per character that makes the most plausible German text.
pub(super) fn one_byte_encoding(bytes: &[u8]) -> (Encoding, Certainty) {
    let (windows, dos) = (score(bytes, windows_1252), score(bytes, code_page_850));
    if dos > windows {
        return (Encoding::Cp850, certainty(dos, windows));
    }
    let has_c1 = bytes.iter().any(|byte| (0x80..0xa0).contains(byte));
    // Nobody writes the general currency sign, everybody the euro.
    let encoding = if !has_c1 && bytes.contains(&0xa4) {
        Encoding::Iso8859_15
    } else {
        Encoding::Windows1252
    };
    if windows == 0 && !is_western(bytes) {
        return (encoding, Certainty::Unsure);
    }
    (encoding, certainty(windows, dos))
}

/// Sure enough when the better is twice as good; a text without any umlaut stays open only if the other has some.
fn certainty(better: u32, worse: u32) -> Certainty {
    if better >= 2 * worse {
        Certainty::Likely
    } else {
        Certainty::Unsure
    }
}

/// Whether the detector of browsers takes the text for a Western European one.
fn is_western(bytes: &[u8]) -> bool {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(Some(b"de"), Utf8Detection::Deny) == encoding_rs::WINDOWS_1252
}

/// How the byte stands to its neighbours.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    /// Between two letters.
    Word,
    /// Before a letter.
    Start,
    /// After a letter.
    End,
    /// Alone.
    Nothing,
}

/// How German the text is when its bytes above 127 mean what `weigh` says.
fn score(bytes: &[u8], weigh: fn(u8, Within) -> u32) -> u32 {
    let is_letter = |at: Option<usize>| {
        at.and_then(|at| bytes.get(at))
            .is_some_and(u8::is_ascii_alphabetic)
    };
    let weights = bytes.iter().enumerate().filter(|(_, byte)| **byte >= 0x80);
    weights.fold(0, |sum: u32, (at, byte)| {
        let within = match (is_letter(at.checked_sub(1)), is_letter(at.checked_add(1))) {
            (true, true) => Within::Word,
            (false, true) => Within::Start,
            (true, false) => Within::End,
            (false, false) => Within::Nothing,
        };
        sum.saturating_add(weigh(*byte, within))
    })
}

fn windows_1252(byte: u8, within: Within) -> u32 {
    let (at_start, at_end) = (
        within == Within::Word || within == Within::Start,
        within == Within::Word || within == Within::End,
    );
    match byte {
        // ä ö ü
        0xe4 | 0xf6 | 0xfc if at_start || at_end => 3,
        // ß
        0xdf if at_end => 3,
        // Ä Ö Ü
        0xc4 | 0xd6 | 0xdc if within == Within::Start => 3,
        // é
        0xe9 if at_end => 2,
        // ‚ „ open words, ‘ ’ “ ” open and close them
        0x82 | 0x84 if within == Within::Start => 2,
        0x91..=0x94 if within == Within::Start || within == Within::End => 2,
        // € … • – — § ° ² ³ « »
        0x80 | 0x85 | 0x95..=0x97 | 0xa7 | 0xb0 | 0xb2 | 0xb3 | 0xab | 0xbb => 1,
        _ => 0,
    }
}

fn code_page_850(byte: u8, within: Within) -> u32 {
    let at_end = within == Within::Word || within == Within::End;
    match byte {
        // ä ö ß
        0x84 | 0x94 | 0xe1 if within == Within::Word => 3,
        // ü, which is undefined in Windows-1252
        0x81 => 3,
        // Ä Ö Ü
        0x8e | 0x99 | 0x9a if within == Within::Start => 3,
        // é ß
        0x82 | 0xe1 if at_end => 2,
        // § ° ²
        0xf5 | 0xf8 | 0xfd if within == Within::Nothing => 1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], encoding: Encoding, certainty: Certainty) {
        assert_eq!(one_byte_encoding(bytes), (encoding, certainty));
    }

    #[test]
    fn the_neighbours_of_a_byte_tell_its_encoding() {
        check(b"B\x84ume", Encoding::Cp850, Certainty::Likely);
        check(b"\x84Haus\x93", Encoding::Windows1252, Certainty::Likely);
        check(b"\x9ajezdec-B\xe4ume", Encoding::Windows1252, Certainty::Unsure);
        check(b"10 \xa4", Encoding::Iso8859_15, Certainty::Likely);
        check(b"10 \x80", Encoding::Windows1252, Certainty::Likely);
    }

    #[test]
    fn what_is_not_western_is_not_sure() {
        // Russian in Windows-1251.
        let russian = b"\xd1\xf2\xee\xeb\xe8\xf6\xe0 \xd0\xee\xf1\xf1\xe8\xe8 \xcc\xee\xf1\xea\xe2\xe0";
        check(russian, Encoding::Windows1252, Certainty::Unsure);
    }

    #[test]
    fn text_may_have_a_few_control_characters() {
        assert!(!is_binary(&[b"Titel;Wert\n".repeat(20), vec![0]].concat()));
        assert!(!is_binary(b"a;b\0\n"));
        assert!(is_binary(b"\x00\x01\x02\x03\x04abc"));
    }
}
