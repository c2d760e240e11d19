//! A body that was written once and is kept packed.

use std::io::{self, Read as _, Write as _};

use axum::http::{HeaderMap, header};
use bytes::Bytes;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

use crate::negotiate::coding_quality;
use crate::representation::hash_of;

/// How a body is sent ([RFC 9110 §8.4](https://www.rfc-editor.org/rfc/rfc9110#section-8.4)).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Packing {
    /// As it is.
    None,
    /// `Content-Encoding: gzip`, one member.
    Gzip,
}

impl Packing {
    /// What the client wants.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let accepted = headers.get_all(header::ACCEPT_ENCODING).iter();
        let accepted: Vec<&str> = accepted.filter_map(|value| value.to_str().ok()).collect();
        let accepted = accepted.join(",");
        let gzip = coding_quality(&accepted, "gzip").or_else(|| coding_quality(&accepted, "*"));
        let plain = coding_quality(&accepted, "identity").unwrap_or(1);
        match gzip {
            Some(gzip) if gzip > 0 && gzip >= plain => Self::Gzip,
            _ => Self::None,
        }
    }
}

/// A body, packed once, with what caches know it by.
#[derive(Debug)]
pub(crate) struct Packed {
    gzip: Bytes,
    length: usize,
    tag: String,
}

impl Packed {
    /// Packs a body.
    pub(crate) fn new(body: &[u8]) -> io::Result<Self> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::new(6));
        encoder.write_all(body)?;
        Ok(Self {
            gzip: encoder.finish()?.into(),
            length: body.len(),
            tag: hash_of(body),
        })
    }

    /// The hash of the unpacked body.
    pub(crate) fn tag(&self) -> &str {
        &self.tag
    }

    /// How many bytes are kept.
    pub(crate) fn size(&self) -> usize {
        self.gzip.len()
    }

    /// The body as it is sent.
    pub(crate) fn body(&self, packing: Packing) -> io::Result<Bytes> {
        match packing {
            Packing::Gzip => Ok(self.gzip.clone()),
            Packing::None => {
                let mut body = Vec::with_capacity(self.length);
                GzDecoder::new(&*self.gzip).read_to_end(&mut body)?;
                Ok(body.into())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn the_client_says_whether_it_unpacks() {
        for (accepted, expected) in [
            ("gzip, deflate, br", Packing::Gzip),
            ("*", Packing::Gzip),
            ("GZIP;q=1.0", Packing::Gzip),
            ("gzip;q=0", Packing::None),
            ("identity", Packing::None),
            ("identity, gzip;q=0.5", Packing::None),
            ("br", Packing::None),
            ("", Packing::None),
            ("*;q=0", Packing::None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(accepted));
            assert_eq!(Packing::of(&headers), expected, "{accepted}");
        }
        assert_eq!(Packing::of(&HeaderMap::new()), Packing::None);
    }

    #[test]
    fn a_body_comes_back() {
        let packed = Packed::new("Bäume".as_bytes()).unwrap();
        assert_eq!(&*packed.body(Packing::None).unwrap(), "Bäume".as_bytes());
        assert_eq!(packed.body(Packing::Gzip).unwrap().len(), packed.size());
    }
}
