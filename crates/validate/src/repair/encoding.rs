//! Back from text to bytes, in the encoding that the file came in.

/// The encoding of a file that can be written again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8,
    Utf16Le,
    Utf16Be,
    /// What an XML declaration calls so, or ISO-8859-1.
    Windows1252,
}

/// The encoding that [`kolophon_dcat::read`] decoded; `None` for a packed file, which would have to be packed again.
pub(super) fn of(bytes: &[u8]) -> Option<Encoding> {
    match bytes {
        [0x1f, 0x8b, ..] => None,
        [0xff, 0xfe, ..] => Some(Encoding::Utf16Le),
        [0xfe, 0xff, ..] => Some(Encoding::Utf16Be),
        _ if declares_one_byte(bytes) => Some(Encoding::Windows1252),
        // What was read as Windows-1252 without saying so is written as it should have been.
        _ => Some(Encoding::Utf8),
    }
}

fn declares_one_byte(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).to_ascii_lowercase();
    let names = ["iso-8859-1", "windows-1252", "latin1", "cp1252"];
    head.split_once("?>").is_some_and(|(declaration, _)| {
        declaration.trim_start().starts_with("<?xml") && names.iter().any(|name| declaration.contains(name))
    })
}

impl Encoding {
    /// The bytes of a text; `None` when the encoding has no form for one of its characters.
    pub(super) fn encode(self, text: &str) -> Option<Vec<u8>> {
        let wide = |mark: [u8; 2], bytes: fn(u16) -> [u8; 2]| {
            let units = text.encode_utf16().flat_map(bytes);
            Some(mark.into_iter().chain(units).collect())
        };
        match self {
            Self::Utf8 => Some(text.as_bytes().to_vec()),
            Self::Utf16Le => wide([0xff, 0xfe], u16::to_le_bytes),
            Self::Utf16Be => wide([0xfe, 0xff], u16::to_be_bytes),
            Self::Windows1252 => {
                let (bytes, _, unmappable) = encoding_rs::WINDOWS_1252.encode(text);
                (!unmappable).then(|| bytes.into_owned())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_go_back_into_their_own_encoding() {
        for bytes in [
            "ä".as_bytes().to_vec(),
            "\u{feff}ä".as_bytes().to_vec(),
            vec![0xff, 0xfe, 0xe4, 0],
            vec![0xfe, 0xff, 0, 0xe4],
            b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xe4\x80</a>".to_vec(),
        ] {
            let text = match bytes.as_slice() {
                [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "ä".to_owned(),
                [b'<', ..] => "<?xml version='1.0' encoding='ISO-8859-1'?><a>ä€</a>".to_owned(),
                utf8 => String::from_utf8(utf8.to_vec()).unwrap(),
            };
            assert_eq!(of(&bytes).unwrap().encode(&text), Some(bytes));
        }
    }

    #[test]
    fn what_cannot_be_written_is_not() {
        assert_eq!(of(&[0x1f, 0x8b, 8, 0]), None);
        assert_eq!(of(b"\xe4"), Some(Encoding::Utf8));
        assert_eq!(Encoding::Windows1252.encode("Ω"), None);
    }
}
