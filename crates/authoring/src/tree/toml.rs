//! [TOML 1.1](https://toml.io/en/v1.1.0) as a tree.

use kolophon_diagnostic::Text;
use kolophon_graph::{SourceId, Span};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{At, Content, DEEPEST, Entry, Node, Stop, Tree};

/// Reads one TOML text.
pub(crate) fn read(text: &str, source: SourceId) -> Result<Tree, Stop> {
    let (table, errors) = DeTable::parse_recoverable(text);
    if let Some(error) = errors.first() {
        return Err(Stop {
            offset: error.span().map_or(0, |span| span.start.min(text.len())),
            reason: reason(error.message()),
        });
    }
    let reader = Reader { text, source };
    let node = Node {
        at: reader.place(&(0..text.len())),
        content: Content::Map(reader.entries(table.get_ref(), 0)?),
    };
    Ok(Tree {
        documents: vec![node],
        repeated: Vec::new(),
    })
}

struct Reader<'a> {
    text: &'a str,
    source: SourceId,
}

impl Reader<'_> {
    /// The entries of a table in the order of the text.
    fn entries(&self, table: &DeTable<'_>, depth: usize) -> Result<Vec<Entry>, Stop> {
        let mut entries = Vec::new();
        for (key, value) in table {
            entries.push(Entry {
                key: key.get_ref().clone().into_owned(),
                key_at: self.place(&key.span()),
                value: self.node(value, depth + 1)?,
            });
        }
        entries.sort_by_key(|entry| entry.key_at.span);
        Ok(entries)
    }

    fn node(&self, value: &Spanned<DeValue<'_>>, depth: usize) -> Result<Node, Stop> {
        let span = value.span();
        if depth > DEEPEST {
            return Err(Stop::too_deep(span.start));
        }
        let at = self.place(&span);
        let written = || self.text.get(at.span.range()).unwrap_or_default().to_owned();
        let content = match value.get_ref() {
            DeValue::String(text) => Content::Text(text.clone().into_owned()),
            DeValue::Boolean(value) => Content::Text(value.to_string()),
            DeValue::Integer(_) | DeValue::Float(_) | DeValue::Datetime(_) => Content::Text(written()),
            DeValue::Array(values) => {
                let values: Result<Vec<Node>, Stop> =
                    values.iter().map(|value| self.node(value, depth + 1)).collect();
                Content::List(values?)
            }
            DeValue::Table(table) => Content::Map(self.entries(table, depth)?),
        };
        Ok(Node { at, content })
    }

    fn place(&self, span: &std::ops::Range<usize>) -> At {
        let end = self.text.floor_char_boundary(span.end);
        let start = self.text.floor_char_boundary(span.start.min(end));
        At {
            source: self.source,
            span: Span::new(start, end),
        }
    }
}

fn reason(message: &str) -> Text {
    if message.contains("duplicate key") {
        return Text::new(
            "Dieser Schlüssel steht zweimal. Löschen Sie einen der beiden, oder machen Sie aus den Werten eine Liste: [\"a\", \"b\"].",
            "This key stands twice. Delete one of them, or make a list of the values: [\"a\", \"b\"].",
        );
    }
    Text::new(
        "Ab hier ist der Text kein gültiges TOML. Texte und Schlüssel mit Umlauten oder Leerzeichen gehören in Anführungszeichen, zwischen Schlüssel und Wert gehört ein Gleichheitszeichen.",
        "From here on the text is no valid TOML. Texts, and keys with umlauts or spaces, belong into quotes; an equals sign belongs between key and value.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stay_as_they_are_written_and_know_their_place() {
        let text = "titel = \"Bäume\"\nstand = 2026-01-31\nzahl = 0.50\n\n[[datei]]\nslug = 'csv'\n\n[[datei]]\nslug = 'x'\n";
        let tree = read(text, SourceId(0)).unwrap();
        let Content::Map(entries) = &tree.documents[0].content else {
            panic!()
        };
        let keys: Vec<&str> = entries.iter().map(|entry| entry.key.as_str()).collect();
        assert_eq!(keys, ["titel", "stand", "zahl", "datei"]);
        assert!(matches!(&entries[1].value.content, Content::Text(text) if text == "2026-01-31"));
        assert!(matches!(&entries[2].value.content, Content::Text(text) if text == "0.50"));
        assert_eq!(&text[entries[0].value.at.span.range()], "\"Bäume\"");
        assert_eq!(entries[3].value.values().len(), 2);
        for entry in entries {
            assert!((entry.value.at.span.end as usize) <= text.len());
        }
    }

    #[test]
    fn what_is_no_toml_names_its_place() {
        let stop = read("a = 1\na = 2\n", SourceId(0)).unwrap_err();
        assert_eq!(stop.offset, 6);
        assert!(stop.reason.de.contains("zweimal"));
        assert!(read("titel: x\n", SourceId(0)).is_err());
        assert!(read(&"a = [".repeat(10_000), SourceId(0)).is_err());
        assert!(read(&format!("a = {}", "[".repeat(10_000)), SourceId(0)).is_err());
    }
}
