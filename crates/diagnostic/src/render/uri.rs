//! File names as other programs want them.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What stands as it is in a path of a URI: the unreserved characters and the slash
/// (<https://www.rfc-editor.org/rfc/rfc3986#section-2.3>).
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'/');

/// The path with slashes, without a leading `./`.
pub(super) fn path(file: &str) -> String {
    let slashes = if cfg!(windows) {
        file.replace('\\', "/")
    } else {
        file.to_owned()
    };
    let mut path = slashes.as_str();
    while let Some(rest) = path.strip_prefix("./") {
        path = rest.trim_start_matches('/');
    }
    if path.is_empty() { slashes } else { path.to_owned() }
}

/// The path as a URI reference: relative as it was given, `file:` when it was absolute.
pub(super) fn of_file(file: &str) -> String {
    let path = path(file);
    let encoded = utf8_percent_encode(&path, ENCODED);
    if path.starts_with('/') {
        format!("file://{encoded}")
    } else if cfg!(windows) && path.as_bytes().get(1) == Some(&b':') {
        format!("file:///{encoded}")
    } else {
        encoded.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_becomes_a_uri() {
        for (file, expected) in [
            ("katalog.ttl", "katalog.ttl"),
            ("./a/b c.ttl", "a/b%20c.ttl"),
            ("Straßen#1?.ttl", "Stra%C3%9Fen%231%3F.ttl"),
            ("/daten/a.ttl", "file:///daten/a.ttl"),
            ("a:b.ttl", "a%3Ab.ttl"),
            ("../a%20.ttl", "../a%2520.ttl"),
        ] {
            assert_eq!(of_file(file), expected);
        }
    }
}
