//! The body of what is published: `multipart/form-data` ([RFC 7578](https://www.rfc-editor.org/rfc/rfc7578)) with an
//! order, the documents, and the contents of data files, which are read while they are sent.

use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::PathBuf;

use kolophon_dcat::Document;
use kolophon_publish::api::{DOCUMENT_PART, DataFile, FILE_PART, ORDER_PART, Order};

use crate::exit::Exit;
use crate::failure::{Failure, file_trouble};

/// What the server takes of documents.
const MOST_BYTES: u64 = 64 << 20;

/// A body that has not been sent yet.
pub(super) struct Body {
    boundary: String,
    pieces: Vec<Piece>,
    length: u64,
}

enum Piece {
    Bytes(Vec<u8>),
    File { path: PathBuf, length: u64 },
}

/// Why there is no body.
pub(super) enum BodyError {
    /// A document or data file cannot be read.
    Unreadable { name: String, source: io::Error },
    /// The documents are larger than the server takes.
    TooLarge { bytes: u64 },
}

impl Body {
    /// The body of an order with these documents and contents.
    pub(super) fn of(
        order: &Order,
        documents: &[Document],
        contents: &[&DataFile],
    ) -> Result<Self, BodyError> {
        let mut body = Self {
            boundary: String::new(),
            pieces: Vec::new(),
            length: 0,
        };
        let json = serde_json::to_vec(order).map_err(|error| BodyError::Unreadable {
            name: ORDER_PART.to_owned(),
            source: error.into(),
        })?;
        let mut texts = vec![json];
        let mut bytes = 0;
        for document in documents {
            let text = document.bytes().map_err(|source| BodyError::Unreadable {
                name: document.name.clone(),
                source,
            })?;
            bytes += text.len() as u64;
            texts.push(text.into_owned());
        }
        if bytes > MOST_BYTES {
            return Err(BodyError::TooLarge { bytes });
        }
        body.boundary = boundary(&texts);
        let order_type = "Content-Type: application/json\r\n";
        let mut texts = texts.into_iter();
        body.part(
            ORDER_PART,
            "",
            order_type,
            Piece::Bytes(texts.next().unwrap_or_default()),
        );
        for (document, text) in documents.iter().zip(texts) {
            let media_type = document.format.map_or_else(String::new, |format| {
                format!("Content-Type: {}\r\n", format.media_type())
            });
            // Names of any characters are in the order.
            body.part(
                DOCUMENT_PART,
                "; filename=\"document\"",
                &media_type,
                Piece::Bytes(text),
            );
        }
        for file in contents {
            let piece = Piece::File {
                path: file.path.clone(),
                length: file.byte_size,
            };
            body.part(FILE_PART, &format!("; filename=\"{}\"", file.sha256), "", piece);
        }
        let end = format!("--{}--\r\n", body.boundary);
        body.push(Piece::Bytes(end.into_bytes()));
        Ok(body)
    }

    /// How long it is.
    pub(super) fn length(&self) -> u64 {
        self.length
    }

    /// What it is.
    pub(super) fn content_type(&self) -> String {
        format!("multipart/form-data; boundary={}", self.boundary)
    }

    /// Its bytes.
    pub(super) fn into_reader(self) -> impl Read + 'static {
        let pieces = self.pieces.into_iter();
        Pieces {
            rest: pieces,
            current: None,
        }
    }

    fn part(&mut self, name: &str, parameters: &str, more: &str, content: Piece) {
        let head = format!(
            "--{}\r\nContent-Disposition: form-data; name=\"{name}\"{parameters}\r\n{more}\r\n",
            self.boundary
        );
        self.push(Piece::Bytes(head.into_bytes()));
        self.push(content);
        self.push(Piece::Bytes(b"\r\n".to_vec()));
    }

    fn push(&mut self, piece: Piece) {
        self.length += match &piece {
            Piece::Bytes(bytes) => bytes.len() as u64,
            Piece::File { length, .. } => *length,
        };
        self.pieces.push(piece);
    }
}

/// A line that stands in none of the texts. Data files are not searched: that one of them holds it would have to be meant,
/// and who means it can only spoil their own order.
fn boundary(texts: &[Vec<u8>]) -> String {
    let mut number = 0_u64;
    loop {
        let boundary = format!("kolophon-{number:016x}-7f3ac1d2e9b84650");
        let is_there = |text: &Vec<u8>| text.windows(boundary.len()).any(|at| at == boundary.as_bytes());
        if !texts.iter().any(is_there) {
            return boundary;
        }
        number += 1;
    }
}

struct Pieces {
    rest: std::vec::IntoIter<Piece>,
    current: Option<Box<dyn Read>>,
}

impl Read for Pieces {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if let Some(current) = &mut self.current {
                let length = current.read(buffer)?;
                if length > 0 || buffer.is_empty() {
                    return Ok(length);
                }
            }
            self.current = Some(match self.rest.next() {
                None => return Ok(0),
                Some(Piece::Bytes(bytes)) => Box::new(Cursor::new(bytes)),
                // A file that has grown since is another one; the server sees it by its SHA-256.
                Some(Piece::File { path, length }) => Box::new(File::open(path)?.take(length)),
            });
        }
    }
}

/// Why nothing was sent.
pub(super) fn unreadable(error: BodyError) -> Failure {
    match error {
        BodyError::Unreadable { name, source } => {
            let trouble = file_trouble(&source);
            Failure::new(
                Exit::Unreadable,
                format!("{name}: {}", trouble.de),
                format!("{name}: {}", trouble.en),
            )
        }
        BodyError::TooLarge { bytes } => {
            let (megabytes, most) = (bytes >> 20, MOST_BYTES >> 20);
            Failure::new(
                Exit::Unreadable,
                format!("Die Metadaten sind zusammen {megabytes} MB groß, und ein Dienst nimmt höchstens {most} MB auf einmal. Es wurde nichts gesendet."),
                format!("The metadata are {megabytes} MB in all, and a server takes at most {most} MB at a time. Nothing was sent."),
            )
            .with_hint(
                "Bitte in Teilen veröffentlichen: eine Datei oder einen Ordner nach dem anderen, ohne --complete.",
                "Please publish in parts: one file or folder after the other, without --complete.",
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_as_long_as_it_says_and_no_text_ends_it_early() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        std::fs::write(&path, "a;b\n").unwrap();
        let tricky = format!("# --{}--\r\n", boundary(&[]));
        let documents = [
            Document::new("ä \"b\".ttl", tricky.clone().into_bytes()),
            Document::new("leer.yaml", Vec::new()),
        ];
        let file = DataFile {
            address: "https://example.org/datei/a.csv".to_owned(),
            name: "a.csv".to_owned(),
            sha256: "00".repeat(32),
            byte_size: 4,
            path,
        };
        let Ok(body) = Body::of(&Order::default(), &documents, &[&file]) else {
            panic!("there is a body");
        };
        let (length, boundary) = (body.length(), body.boundary.clone());
        let mut sent = Vec::new();
        body.into_reader().read_to_end(&mut sent).unwrap();
        assert_eq!(sent.len() as u64, length);
        let text = String::from_utf8(sent).unwrap();
        assert!(text.ends_with(&format!("a;b\n\r\n--{boundary}--\r\n")), "{text}");
        assert_eq!(text.matches(&format!("--{boundary}")).count(), 5, "{text}");
        assert!(text.contains(&tricky));
    }
}
