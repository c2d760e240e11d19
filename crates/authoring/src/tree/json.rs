//! JSON ([RFC 8259](https://www.rfc-editor.org/rfc/rfc8259)) as a tree.

use std::collections::BTreeSet;

use kolophon_diagnostic::Text;
use kolophon_graph::{SourceId, Span};

use super::{At, Content, DEEPEST, Entry, MOST_NODES, Node, Stop, Tree};

/// Reads one JSON text.
pub(crate) fn read(text: &str, source: SourceId) -> Result<Tree, Stop> {
    let mut reader = Reader {
        text,
        at: if text.starts_with('\u{feff}') {
            '\u{feff}'.len_utf8()
        } else {
            0
        },
        nodes: 0,
        source,
        repeated: Vec::new(),
    };
    let node = reader.value(0)?;
    reader.skip_blanks();
    if reader.at < text.len() {
        return Err(reader.unexpected());
    }
    Ok(Tree {
        documents: vec![node],
        repeated: reader.repeated,
    })
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    nodes: usize,
    source: SourceId,
    repeated: Vec<(String, At)>,
}

impl Reader<'_> {
    fn value(&mut self, depth: usize) -> Result<Node, Stop> {
        self.skip_blanks();
        let start = self.at;
        if depth > DEEPEST {
            return Err(Stop::too_deep(start));
        }
        self.nodes += 1;
        if self.nodes > MOST_NODES {
            return Err(Stop::too_large(start));
        }
        let content = match self.peek() {
            Some(b'{') => Content::Map(self.object(depth)?),
            Some(b'[') => Content::List(self.array(depth)?),
            Some(b'"') => Content::Text(self.string()?),
            Some(b'-' | b'0'..=b'9') => Content::Text(self.number()?),
            _ => self.word()?,
        };
        Ok(Node {
            at: self.place(start),
            content,
        })
    }

    fn object(&mut self, depth: usize) -> Result<Vec<Entry>, Stop> {
        let mut entries: Vec<Entry> = Vec::new();
        let mut keys = BTreeSet::new();
        self.at += 1;
        if self.closes(b'}') {
            return Ok(entries);
        }
        loop {
            self.skip_blanks();
            let start = self.at;
            if self.peek() != Some(b'"') {
                return Err(self.unexpected());
            }
            let key = self.string()?;
            let key_at = self.place(start);
            self.expect(b':')?;
            let value = self.value(depth + 1)?;
            if keys.insert(key.clone()) {
                entries.push(Entry { key, key_at, value });
            } else {
                self.repeated.push((key, key_at));
            }
            if self.closes(b'}') {
                return Ok(entries);
            }
            self.expect(b',')?;
        }
    }

    fn array(&mut self, depth: usize) -> Result<Vec<Node>, Stop> {
        let mut values = Vec::new();
        self.at += 1;
        if self.closes(b']') {
            return Ok(values);
        }
        loop {
            values.push(self.value(depth + 1)?);
            if self.closes(b']') {
                return Ok(values);
            }
            self.expect(b',')?;
        }
    }

    /// A string; what escapes mean is `serde_json`'s to know.
    fn string(&mut self) -> Result<String, Stop> {
        let start = self.at;
        self.at += 1;
        loop {
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => self.at += 2,
                Some(_) => self.at += 1,
                None => {
                    return Err(Stop {
                        offset: start,
                        reason: Text::new(
                            "Dieses Anführungszeichen wird nicht geschlossen. Ergänzen Sie das zweite.",
                            "This quotation mark is not closed. Add the second one.",
                        ),
                    });
                }
            }
        }
        self.at += 1;
        let written = self.text.get(start..self.at).unwrap_or_default();
        serde_json::from_str(written).map_err(|_error| Stop {
            offset: start,
            reason: Text::new(
                "In diesem Text steht ein Zeichen, das JSON so nicht erlaubt. Schreiben Sie einen Zeilenumbruch als \\n und einen umgekehrten Schrägstrich als \\\\.",
                "This text has a character that JSON does not allow. Write a line break as \\n and a backslash as \\\\.",
            ),
        })
    }

    fn number(&mut self) -> Result<String, Stop> {
        let start = self.at;
        while self
            .peek()
            .is_some_and(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E'))
        {
            self.at += 1;
        }
        let written = &self.text[start..self.at];
        if serde_json::from_str::<serde_json::Number>(written).is_err() {
            return Err(Stop {
                offset: start,
                reason: Text::new(
                    "Das ist keine Zahl, wie JSON sie schreibt. Setzen Sie Kennungen und Daten in Anführungszeichen.",
                    "This is no number as JSON writes it. Put identifiers and dates into quotes.",
                ),
            });
        }
        Ok(written.to_owned())
    }

    fn word(&mut self) -> Result<Content, Stop> {
        for (word, content) in [
            ("null", Content::Empty),
            ("true", Content::Text("true".to_owned())),
            ("false", Content::Text("false".to_owned())),
        ] {
            if self.text[self.at..].starts_with(word) {
                self.at += word.len();
                return Ok(content);
            }
        }
        Err(self.unexpected())
    }

    fn closes(&mut self, bracket: u8) -> bool {
        self.skip_blanks();
        let closes = self.peek() == Some(bracket);
        self.at += usize::from(closes);
        closes
    }

    fn expect(&mut self, byte: u8) -> Result<(), Stop> {
        self.skip_blanks();
        if self.peek() != Some(byte) {
            return Err(self.unexpected());
        }
        self.at += 1;
        Ok(())
    }

    fn skip_blanks(&mut self) {
        while self
            .peek()
            .is_some_and(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'))
        {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn place(&self, start: usize) -> At {
        At {
            source: self.source,
            span: Span::new(start, self.at),
        }
    }

    fn unexpected(&self) -> Stop {
        let reason = if self.at >= self.text.len() {
            Text::new(
                "Die Datei endet zu früh: Eine Klammer wird nicht geschlossen.",
                "The file ends too early: a bracket is not closed.",
            )
        } else {
            Text::new(
                "Hier steht etwas, das JSON nicht erlaubt. Oft fehlt davor ein Komma, oder nach dem letzten Wert steht eines zu viel; Kommentare gibt es nicht.",
                "Something stands here that JSON does not allow. Often a comma is missing before it, or one follows the last value; there are no comments.",
            )
        };
        Stop {
            offset: self.at.min(self.text.len()),
            reason,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_key_and_value_knows_its_place() {
        let text = "{\"größe\": [1.50, \"a\\u00e4\"], \"b\": null, \"b\": 2}";
        let tree = read(text, SourceId(0)).unwrap();
        let Content::Map(entries) = &tree.documents[0].content else {
            panic!()
        };
        assert_eq!(&text[entries[0].key_at.span.range()], "\"größe\"");
        let values = entries[0].value.values();
        assert_eq!(&text[values[0].at.span.range()], "1.50");
        assert!(matches!(&values[1].content, Content::Text(text) if text == "aä"));
        assert!(matches!(entries[1].value.content, Content::Empty));
        assert_eq!(tree.repeated[0].0, "b");
    }

    #[test]
    fn nesting_without_end_is_refused() {
        assert!(read(&"[".repeat(100_000), SourceId(0)).is_err());
        assert!(read(&"{\"a\":".repeat(100_000), SourceId(0)).is_err());
    }

    proptest! {
        #[test]
        fn the_same_texts_are_json_as_for_serde(text in "[\\[\\]{}:,\"\\\\a1.\\-e tnullrefas\u{e4}]{0,24}") {
            let expected = serde_json::from_str::<serde_json::Value>(&text).is_ok();
            let repeated = read(&text, SourceId(0)).map(|tree| tree.repeated.len());
            prop_assert_eq!(repeated.is_ok(), expected, "{}", text);
        }
    }
}
