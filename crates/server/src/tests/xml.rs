//! XML responses as a tree, read by a parser that is not ours.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// An element.
#[derive(Clone, Debug, Default)]
pub(super) struct Element {
    /// Its name with the prefix.
    pub(super) name: String,
    pub(super) attributes: Vec<(String, String)>,
    pub(super) children: Vec<Self>,
    /// Its text, without that of its children.
    pub(super) text: String,
}

impl Element {
    /// The document's element.
    pub(super) fn parse(text: &str) -> Self {
        let mut reader = Reader::from_str(text);
        let mut open = vec![Self::default()];
        loop {
            match reader
                .read_event()
                .unwrap_or_else(|error| panic!("{error}: {text}"))
            {
                Event::Start(start) => open.push(Self::of(&start)),
                Event::Empty(start) => {
                    let child = Self::of(&start);
                    open.last_mut().unwrap().children.push(child);
                }
                Event::End(_) => {
                    let child = open.pop().unwrap();
                    open.last_mut().unwrap().children.push(child);
                }
                Event::Text(part) => open.last_mut().unwrap().text.push_str(&part.unescape().unwrap()),
                Event::Eof => break,
                Event::Decl(_) => {}
                other => panic!("{other:?} is not expected"),
            }
        }
        assert_eq!(open.len(), 1, "every element ends");
        let mut document = open.pop().unwrap();
        assert_eq!(document.children.len(), 1, "one element");
        document.children.pop().unwrap()
    }

    fn of(start: &BytesStart<'_>) -> Self {
        let text = |bytes: &[u8]| std::str::from_utf8(bytes).unwrap().to_owned();
        let attributes = start.attributes().map(|attribute| {
            let attribute = attribute.unwrap();
            let value = attribute.unescape_value().unwrap().into_owned();
            (text(attribute.key.as_ref()), value)
        });
        Self {
            name: text(start.name().as_ref()),
            attributes: attributes.collect(),
            ..Self::default()
        }
    }

    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The children of that name.
    pub(super) fn all<'e, 'n>(&'e self, name: &'n str) -> impl Iterator<Item = &'e Self> + use<'e, 'n> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The only child of that name.
    pub(super) fn one(&self, name: &str) -> &Self {
        let found: Vec<&Self> = self.all(name).collect();
        assert_eq!(found.len(), 1, "one {name} in {self:?}");
        found[0]
    }

    /// The texts of all titles in it, wherever they stand.
    pub(super) fn titles(&self) -> Vec<String> {
        let own = self.name.ends_with(":title").then(|| self.text.clone());
        let inner = self.children.iter().flat_map(Self::titles);
        own.into_iter().chain(inner).collect()
    }

    /// The names of the children in order, each once where it repeats.
    pub(super) fn order(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.children.iter().map(|child| child.name.as_str()).collect();
        names.dedup();
        names
    }
}
