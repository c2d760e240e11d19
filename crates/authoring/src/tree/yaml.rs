//! YAML 1.2 as a tree. Plain words stay texts: `no` is no boolean, `05100000` keeps its zero.

use std::collections::{BTreeSet, HashMap};

use kolophon_diagnostic::Text;
use kolophon_graph::{SourceId, Span};
use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError, StrInput};

use super::{At, Content, DEEPEST, Entry, MOST_NODES, Node, Stop, Tree};

/// Reads all documents of a YAML stream.
pub(crate) fn read(text: &str, source: SourceId) -> Result<Tree, Stop> {
    // A byte order mark is no part of the text, and nothing that counts as a character.
    let mark = if text.starts_with('\u{feff}') {
        '\u{feff}'.len_utf8()
    } else {
        0
    };
    let offsets = Offsets::new(&text[mark..], mark);
    if let Some(tab) = indenting_tab(text) {
        return Err(Stop {
            offset: tab,
            reason: Text::new(
                "Die Zeile ist mit einem Tabulator eingerückt. YAML erlaubt nur Leerzeichen: Ersetzen Sie ihn durch zwei Leerzeichen.",
                "The line is indented with a tab. YAML allows only spaces: replace it by two spaces.",
            ),
        });
    }
    let mut builder = Builder {
        text,
        source,
        offsets,
        open: Vec::new(),
        anchors: HashMap::new(),
        copied: 0,
        nodes: 0,
        tree: Tree {
            documents: Vec::new(),
            repeated: Vec::new(),
        },
    };
    let mut parser = Parser::new(StrInput::new(&text[mark..]));
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|error| builder.stop(&error))?;
        builder.event(event, span)?;
    }
    Ok(builder.tree)
}

/// Where characters begin: the parser counts characters, positions are bytes.
struct Offsets {
    /// The byte of every 32nd character; empty for texts of ASCII alone.
    marks: Vec<usize>,
    base: usize,
    text: String,
}

const STEP: usize = 32;

impl Offsets {
    fn new(text: &str, base: usize) -> Self {
        let marks = if text.is_ascii() {
            Vec::new()
        } else {
            text.char_indices().map(|(at, _)| at).step_by(STEP).collect()
        };
        let text = if marks.is_empty() {
            String::new()
        } else {
            text.to_owned()
        };
        Self { marks, base, text }
    }

    fn byte(&self, marker: Marker) -> usize {
        let index = marker.index();
        if self.marks.is_empty() {
            return self.base + index;
        }
        let Some(start) = self.marks.get(index / STEP) else {
            return self.base + self.text.len();
        };
        let rest = &self.text[*start..];
        let length = rest
            .char_indices()
            .nth(index % STEP)
            .map_or(rest.len(), |(at, _)| at);
        self.base + start + length
    }
}

/// A list or map that is not yet closed.
enum Open {
    List(usize, Vec<Node>),
    Map(usize, Group, Option<(String, At)>),
}

/// The entries of a map, and their keys.
#[derive(Default)]
struct Group {
    entries: Vec<Entry>,
    keys: BTreeSet<String>,
}

struct Builder<'a> {
    text: &'a str,
    source: SourceId,
    offsets: Offsets,
    open: Vec<(Open, usize)>,
    anchors: HashMap<usize, Node>,
    copied: usize,
    nodes: usize,
    tree: Tree,
}

impl Builder<'_> {
    fn event(&mut self, event: Event<'_>, span: saphyr_parser::Span) -> Result<(), Stop> {
        let (start, end) = (self.offsets.byte(span.start), self.offsets.byte(span.end));
        match event {
            Event::Scalar(text, style, anchor, _) => {
                let node = self.scalar(&text, style, start, end);
                self.add(node, anchor)
            }
            Event::SequenceStart(anchor, _) => self.open(Open::List(anchor, Vec::new()), start),
            Event::MappingStart(anchor, _) => self.open(Open::Map(anchor, Group::default(), None), start),
            Event::SequenceEnd | Event::MappingEnd => self.close(end),
            Event::Alias(anchor) => {
                let at = self.at(start, end);
                let node = self.anchors.get(&anchor).cloned();
                let node = node.unwrap_or(Node {
                    at,
                    content: Content::Empty,
                });
                self.copied += node.size();
                if self.copied > MOST_NODES {
                    return Err(Stop::too_many(start));
                }
                self.add(node, 0)
            }
            _ => Ok(()),
        }
    }

    fn scalar(&self, text: &str, style: ScalarStyle, start: usize, end: usize) -> Node {
        let at = self.at(start, end);
        let is_nothing = style == ScalarStyle::Plain && matches!(text, "" | "~" | "null" | "Null" | "NULL");
        if is_nothing {
            return Node {
                at,
                content: Content::Empty,
            };
        }
        Node::text(at, text)
    }

    fn open(&mut self, open: Open, start: usize) -> Result<(), Stop> {
        if self.open.len() >= DEEPEST {
            return Err(Stop::too_deep(start));
        }
        self.open.push((open, start));
        Ok(())
    }

    fn close(&mut self, end: usize) -> Result<(), Stop> {
        let Some((open, start)) = self.open.pop() else {
            return Ok(());
        };
        let (anchor, content) = match open {
            Open::List(anchor, values) => (anchor, Content::List(values)),
            Open::Map(anchor, group, _) => (anchor, Content::Map(merged(group))),
        };
        let at = self.at(start, end);
        self.add(Node { at, content }, anchor)
    }

    fn add(&mut self, node: Node, anchor: usize) -> Result<(), Stop> {
        self.nodes += 1;
        if self.nodes > MOST_NODES {
            return Err(Stop::too_large(node.at.span.start as usize));
        }
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
            self.copied += node.size();
            if self.copied > MOST_NODES {
                return Err(Stop::too_many(node.at.span.start as usize));
            }
        }
        match self.open.last_mut() {
            None => self.tree.documents.push(node),
            Some((Open::List(_, values), _)) => values.push(node),
            Some((Open::Map(_, group, key), _)) => match key.take() {
                None => match node.content {
                    Content::Text(text) => *key = Some((text, node.at)),
                    Content::Empty => *key = Some((String::new(), node.at)),
                    Content::List(_) | Content::Map(_) => {
                        return Err(Stop {
                            offset: node.at.span.start as usize,
                            reason: Text::new(
                                "Hier steht eine Liste oder Gruppe, wo ein Schlüssel stehen muss.",
                                "A list or group stands where a key belongs.",
                            ),
                        });
                    }
                },
                Some((key, key_at)) => {
                    if key != MERGE && !group.keys.insert(key.clone()) {
                        self.tree.repeated.push((key, key_at));
                    } else {
                        group.entries.push(Entry {
                            key,
                            key_at,
                            value: node,
                        });
                    }
                }
            },
        }
        Ok(())
    }

    /// A place without the blanks and line ends that the parser counts to a block.
    fn at(&self, start: usize, end: usize) -> At {
        let start = self.text.floor_char_boundary(start);
        let end = self.text.floor_char_boundary(end.max(start));
        let written = self.text.get(start..end).unwrap_or_default();
        At {
            source: self.source,
            span: Span::new(start, start + written.trim_end().len()),
        }
    }

    fn stop(&self, error: &ScanError) -> Stop {
        Stop {
            offset: self.offsets.byte(*error.marker()),
            reason: reason(error.info()),
        }
    }
}

/// The entries with those of [merge keys](https://yaml.org/type/merge.html) that are not named otherwise.
fn merged(group: Group) -> Vec<Entry> {
    let Group { entries, mut keys } = group;
    if !entries.iter().any(|entry| entry.key == MERGE) {
        return entries;
    }
    let (merge, mut entries): (Vec<Entry>, Vec<Entry>) =
        entries.into_iter().partition(|entry| entry.key == MERGE);
    for node in merge.iter().flat_map(|entry| entry.value.values()) {
        let Content::Map(more) = &node.content else {
            continue;
        };
        for entry in more {
            if keys.insert(entry.key.clone()) {
                entries.push(entry.clone());
            }
        }
    }
    entries
}

const MERGE: &str = "<<";

/// The first tab that indents a line of content, outside of quotes and blocks as far as one can see.
fn indenting_tab(text: &str) -> Option<usize> {
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        let content = line[indent..].trim_end();
        let is_key = content.split_once(':').is_some_and(|(key, rest)| {
            !key.contains(['"', '\'', '{']) && (rest.is_empty() || rest.starts_with(' '))
        });
        if let Some(tab) = line[..indent].find('\t')
            && (is_key || content.starts_with("- "))
        {
            return Some(offset + tab);
        }
        offset += line.len();
    }
    None
}

/// What the parser says, in the officer's words, with the way out.
fn reason(info: &str) -> Text {
    let info = info.to_lowercase();
    let has = |part: &str| info.contains(part);
    let (de, en) = if has("mapping values are not allowed")
        || has("could not find expected ':'")
        || has("simple key")
    {
        (
            "Ein Schlüssel und sein Wert sind hier nicht zu trennen. Setzen Sie einen Wert, der „: “ enthält, in Anführungszeichen, und schreiben Sie nach jedem Schlüssel „: “.",
            "A key and its value cannot be told apart here. Put a value that contains “: ” into quotes, and write “: ” after each key.",
        )
    } else if has("quote") || has("end of stream") || has("unexpected eof") {
        (
            "Ein Anführungszeichen oder eine Klammer wird nicht geschlossen. Ergänzen Sie das fehlende Zeichen.",
            "A quotation mark or bracket is not closed. Add the missing character.",
        )
    } else if has("cannot start any token") {
        (
            "Ein Wert beginnt mit einem Zeichen, das in YAML eine Bedeutung hat (@, `, %). Setzen Sie den Wert in Anführungszeichen.",
            "A value begins with a character that means something in YAML (@, `, %). Put the value into quotes.",
        )
    } else if has("indent") || has("expected <block end>") || has("block") {
        (
            "Die Zeile ist anders eingerückt als ihre Nachbarn. Rücken Sie zusammengehörige Zeilen gleich weit ein, mit Leerzeichen.",
            "The line is indented differently from its neighbours. Indent lines that belong together alike, with spaces.",
        )
    } else if has("anchor") || has("alias") {
        (
            "Ein Verweis (*name) nennt einen Namen, den es weiter oben nicht gibt. Ein Wert, der mit * oder & beginnt, gehört in Anführungszeichen.",
            "A reference (*name) uses a name that is not defined above. A value that begins with * or & belongs into quotes.",
        )
    } else {
        (
            "Ab hier ist der Text kein gültiges YAML. Prüfen Sie Einrückung, Doppelpunkte und Anführungszeichen dieser und der vorigen Zeile.",
            "From here on the text is no valid YAML. Check indentation, colons and quotes of this line and the one before.",
        )
    };
    Text::new(de, en)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(text: &str) -> Tree {
        read(text, SourceId(0)).unwrap_or_else(|stop| panic!("{stop:?}"))
    }

    fn show(node: &Node) -> String {
        match &node.content {
            Content::Empty => "~".to_owned(),
            Content::Text(text) => format!("{text:?}"),
            Content::List(values) => format!("[{}]", values.iter().map(show).collect::<Vec<_>>().join(",")),
            Content::Map(entries) => {
                let entries = entries
                    .iter()
                    .map(|entry| format!("{}={}", entry.key, show(&entry.value)));
                format!("{{{}}}", entries.collect::<Vec<_>>().join(","))
            }
        }
    }

    fn check(text: &str, expected: &str) {
        assert_eq!(show(&tree(text).documents[0]), expected, "{text}");
    }

    #[test]
    fn words_and_numbers_stay_as_they_are_written() {
        check(
            "a: no\nb: 05100000\nc: 01.08.2025\nd: 2026-01-31\ne: ~\nf:\ng: ''\nh: 1e3\ni: yes",
            "{a=\"no\",b=\"05100000\",c=\"01.08.2025\",d=\"2026-01-31\",e=~,f=~,g=\"\",h=\"1e3\",i=\"yes\"}",
        );
    }

    #[test]
    fn places_are_bytes_also_behind_umlauts_and_byte_order_marks() {
        for text in [
            "größe: Bäume\nname: x\n",
            "\u{feff}größe: Bäume\nname: x\n",
            "\u{feff}a: b\r\nname: x\r\n",
            "# ÄÖÜ 🙂 ÄÖÜ ÄÖÜ ÄÖÜ ÄÖÜ ÄÖÜ ÄÖÜ ÄÖÜ ÄÖÜ ÄÖÜ\nname: x\n",
        ] {
            let tree = tree(text);
            let Content::Map(entries) = &tree.documents[0].content else {
                panic!()
            };
            let last = entries.last().unwrap();
            assert_eq!(&text[last.key_at.span.range()], "name", "{text}");
            assert_eq!(&text[last.value.at.span.range()], "x", "{text}");
        }
    }

    #[test]
    fn merge_keys_and_references_are_followed() {
        check(
            "a: &x {k: 1, l: 2}\nb: {<<: *x, k: 3}\nc: *x",
            "{a={k=\"1\",l=\"2\"},b={k=\"3\",l=\"2\"},c={k=\"1\",l=\"2\"}}",
        );
    }

    #[test]
    fn of_a_repeated_key_the_first_value_counts_and_the_second_is_named() {
        let text = "titel: a\ntitel: b\n";
        let tree = tree(text);
        assert_eq!(show(&tree.documents[0]), "{titel=\"a\"}");
        assert_eq!(tree.repeated[0].0, "titel");
        assert_eq!(tree.repeated[0].1.span.start, 9);
    }

    #[test]
    fn a_billion_laughs_are_refused() {
        let mut text = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n".to_owned();
        for level in 1..12 {
            let items = vec![format!("*a{}", level - 1); 9].join(", ");
            let line = format!("a{level}: &a{level} [{items}]\n");
            text.push_str(&line);
        }
        assert!(read(&text, SourceId(0)).is_err());
        assert!(read(&"[".repeat(100_000), SourceId(0)).is_err());
        assert!(read(&"- ".repeat(100_000), SourceId(0)).is_err());
        assert!(read(&"{a: ".repeat(1_000), SourceId(0)).is_err());
    }

    #[test]
    fn what_is_no_yaml_names_its_place() {
        for (text, at) in [
            ("a: b\n\tc: d\n", "\t"),
            ("titel: \"ohne Ende\nb: c\n", ""),
            ("a: b: c\n", ": c"),
        ] {
            let stop = read(text, SourceId(0)).unwrap_err();
            assert!(stop.offset <= text.len(), "{text}");
            if !at.is_empty() {
                assert!(text[stop.offset..].starts_with(at), "{text} {}", stop.offset);
            }
        }
    }

    #[test]
    fn several_documents_are_told_apart() {
        assert_eq!(tree("a: 1\n---\nb: 2\n").documents.len(), 2);
        assert_eq!(tree("").documents.len(), 0);
        assert_eq!(tree("# nichts\n").documents.len(), 0);
    }
}
