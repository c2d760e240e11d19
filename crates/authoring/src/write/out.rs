//! What is written, before it takes the form of a file.

use kolophon_diagnostic::Language;

use crate::field::{Class, Field, Kind, Own};

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Out {
    Text(String),
    /// Several values; none at all says that there is none.
    List(Vec<Self>),
    Map(Vec<(Key, Self)>),
}

/// The language of a column without one: that of the row.
pub(super) const USUAL: &str = "*";

/// A key.
#[derive(Clone, Debug)]
pub(super) enum Key {
    Field(&'static Field),
    Language(String),
}

/// A file: the dataset that is described by its outermost keys, and things of other classes.
#[derive(Debug)]
pub(super) struct File {
    /// Its name without the ending.
    pub(super) stem: String,
    /// What is described, class by class. The only dataset of a file stands at the outermost level.
    pub(super) parts: Vec<(Class, Vec<Out>)>,
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Field(one), Self::Field(two)) => one.key == two.key,
            (Self::Language(one), Self::Language(two)) => one == two,
            _ => false,
        }
    }
}

impl Eq for Key {}

impl Key {
    /// The key as it is written: German labels, or the keys of the specification.
    pub(super) fn written(&self, language: Language) -> &str {
        match self {
            Self::Field(field) => match language {
                Language::German => field.de,
                Language::English => field.key,
            },
            Self::Language(tag) if tag.is_empty() || tag == "none" => match language {
                Language::German => "ohne",
                Language::English => "none",
            },
            Self::Language(tag) => tag,
        }
    }
}

impl Out {
    /// One value alone, several as a list.
    pub(super) fn of(mut values: Vec<Self>) -> Self {
        match values.len() {
            1 => values.remove(0),
            _ => Self::List(values),
        }
    }

    pub(super) fn entries(&self) -> &[(Key, Self)] {
        match self {
            Self::Map(entries) => entries,
            Self::Text(_) | Self::List(_) => &[],
        }
    }

    /// The number of objects in a statement.
    pub(super) fn objects(&self) -> usize {
        let object = self.entries().last().map(|(_, value)| value);
        match object {
            Some(Self::List(values)) => values.len(),
            _ => 1,
        }
    }

    /// Whether it fits on the line of its key.
    pub(super) fn is_short(&self) -> bool {
        match self {
            Self::Text(text) => !text.contains('\n'),
            Self::List(values) => values
                .iter()
                .all(|value| matches!(value, Self::Text(text) if text.len() < 40)),
            Self::Map(_) => false,
        }
    }
}

impl File {
    /// The entries of the outermost level.
    pub(super) fn entries(&self) -> Vec<(Key, Out)> {
        let mut entries = Vec::new();
        for (class, parts) in &self.parts {
            if *class == Class::Dataset && parts.len() == 1 {
                entries.extend(parts[0].entries().iter().cloned());
                continue;
            }
            let field = Class::File.fields().iter().find(|field| match field.kind {
                Kind::Own(Own::Described(described)) => described == *class,
                Kind::Own(Own::Statements) => *class == Class::Statement,
                _ => false,
            });
            if let Some(field) = field {
                let is_single = *class == Class::Catalog && parts.len() == 1;
                let value = if is_single {
                    parts[0].clone()
                } else {
                    Out::List(parts.clone())
                };
                entries.push((Key::Field(field), value));
            }
        }
        entries
    }
}
