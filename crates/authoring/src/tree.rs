//! What YAML, JSON, TOML and lists have in common: a tree of keys, texts and lists, each with its place.

pub(crate) mod json;
pub(crate) mod toml;
pub(crate) mod yaml;

use kolophon_diagnostic::Text;
use kolophon_graph::{SourceId, Span};

/// A place in one of the texts that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct At {
    pub(crate) source: SourceId,
    pub(crate) span: Span,
}

/// A value and its place.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) at: At,
    pub(crate) content: Content,
}

#[derive(Clone, Debug)]
pub(crate) enum Content {
    /// Nothing: an empty value, `null`. Defaults take its place.
    Empty,
    /// A text, number or date, as it is written.
    Text(String),
    /// Several values; without any it says that there is none, and defaults do not apply.
    List(Vec<Node>),
    /// Keys and values, in the order of the text.
    Map(Vec<Entry>),
}

/// A key and its value.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) key_at: At,
    pub(crate) value: Node,
}

/// Why a text is no tree.
#[derive(Debug)]
pub(crate) struct Stop {
    /// The byte where reading stopped.
    pub(crate) offset: usize,
    pub(crate) reason: Text,
}

/// What a tree came from besides itself.
#[derive(Debug)]
pub(crate) struct Tree {
    /// One for each document of the file.
    pub(crate) documents: Vec<Node>,
    /// Keys that stand twice in one map; the first value counts.
    pub(crate) repeated: Vec<(String, At)>,
}

/// Deeper nesting ends the reading; it keeps the stack small for everything that walks the tree.
pub(crate) const DEEPEST: usize = 64;

/// More values than this are no metadata file, or an attack by references to references.
pub(crate) const MOST_NODES: usize = 2_000_000;

impl Node {
    pub(crate) fn text(at: At, text: impl Into<String>) -> Self {
        Self {
            at,
            content: Content::Text(text.into()),
        }
    }

    /// The values of a list, or the value itself; none of nothing.
    pub(crate) fn values(&self) -> &[Self] {
        match &self.content {
            Content::List(values) => values,
            Content::Empty => &[],
            _ => std::slice::from_ref(self),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        match &self.content {
            Content::Empty => true,
            Content::Text(text) => text.is_empty(),
            Content::List(_) | Content::Map(_) => false,
        }
    }

    /// The number of values in it, itself included.
    pub(crate) fn size(&self) -> usize {
        match &self.content {
            Content::Empty | Content::Text(_) => 1,
            Content::List(values) => 1 + values.iter().map(Self::size).sum::<usize>(),
            Content::Map(entries) => 1 + entries.iter().map(|entry| entry.value.size()).sum::<usize>(),
        }
    }
}

impl Stop {
    pub(crate) fn too_deep(offset: usize) -> Self {
        Self {
            offset,
            reason: Text::new(
                "Hier sind mehr Ebenen ineinander geschachtelt, als eine Beschreibung braucht.",
                "More levels are nested here than a description needs.",
            ),
        }
    }

    pub(crate) fn too_large(offset: usize) -> Self {
        Self {
            offset,
            reason: Text::new(
                "Die Datei enthält mehr Angaben, als eine Beschreibung braucht. Teilen Sie sie auf.",
                "The file holds more entries than a description needs. Split it.",
            ),
        }
    }

    pub(crate) fn too_many(offset: usize) -> Self {
        Self {
            offset,
            reason: Text::new(
                "Verweise (`*name`) vervielfachen hier die Angaben über jedes Maß. Schreiben Sie die Angaben aus.",
                "References (`*name`) multiply the entries beyond measure here. Write the entries out.",
            ),
        }
    }
}
