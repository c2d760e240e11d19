//! Descriptions may hold the simple HTML that DCAT-AP.de allows. Its tags are no words.

use std::borrow::Cow;

/// No tag of a description is longer.
const LONGEST_TAG: usize = 512;

/// The text without tags; a blank stands where one was.
pub(crate) fn plain(text: &str) -> Cow<'_, str> {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        plain.push_str(before);
        if let Some(end) = end_of_tag(tag) {
            plain.push(' ');
            rest = &tag[end..];
        } else {
            plain.push('<');
            rest = &tag[1..];
        }
    }
    if plain.is_empty() && rest.len() == text.len() {
        return Cow::Borrowed(text);
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

/// Where the tag ends that begins with the `<`; a `<` that means "less than" begins none.
fn end_of_tag(tag: &str) -> Option<usize> {
    let begins_one = tag[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
    let bytes = tag.as_bytes();
    let end = bytes
        .iter()
        .take(LONGEST_TAG)
        .skip(1)
        .position(|byte| matches!(byte, b'>' | b'<'))?;
    (begins_one && bytes[end + 1] == b'>').then_some(end + 2)
}
