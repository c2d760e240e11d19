//! The places of elements in an XML part, and adding to it without touching the rest.

use std::borrow::Cow;
use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::error::TableError;
use crate::splice::Splices;

/// The outermost elements of a part.
#[derive(Debug)]
pub(crate) struct Tree {
    /// The elements in the order of their start tags; the first is the root.
    pub(crate) elements: Vec<Place>,
}

/// Where an element stands.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// Its name without prefix.
    pub(crate) name: String,
    /// Its prefix with colon, mostly empty.
    pub(crate) prefix: String,
    /// The index of the element around it.
    pub(crate) parent: Option<usize>,
    /// Its start tag.
    pub(crate) tag: Range<usize>,
    /// Where its end tag begins; `None` when it is `<empty/>`.
    pub(crate) close: Option<usize>,
    /// Where it ends.
    pub(crate) end: usize,
}

impl Tree {
    /// Finds the elements down to a depth; the root has depth 1.
    pub(crate) fn of(part: &str, bytes: &[u8], depth: usize) -> Result<Self, TableError> {
        let damaged = |reason: String| TableError::Damaged {
            part: part.to_owned(),
            reason,
        };
        let mark = if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        let text = str::from_utf8(&bytes[mark..]).map_err(|error| damaged(error.to_string()))?;
        let mut reader = Reader::from_str(text);
        let mut elements: Vec<Place> = Vec::new();
        let mut open: Vec<Option<usize>> = Vec::new();
        loop {
            let start = mark + position(&reader);
            let event = reader.read_event().map_err(|error| damaged(error.to_string()))?;
            let range = start..mark + position(&reader);
            match event {
                Event::Start(tag) => {
                    let parent = open.last().copied().flatten();
                    open.push((open.len() < depth).then_some(elements.len()));
                    if open.len() <= depth {
                        elements.push(Place::new(&tag, parent, range));
                    }
                }
                Event::Empty(tag) if open.len() < depth => {
                    elements.push(Place::new(&tag, open.last().copied().flatten(), range));
                }
                Event::End(_) => {
                    let element = open.pop().flatten().and_then(|index| elements.get_mut(index));
                    if let Some(element) = element {
                        element.close = Some(range.start);
                        element.end = range.end;
                    }
                }
                Event::Eof => break,
                _ => {}
            }
        }
        if !open.is_empty() || elements.is_empty() {
            return Err(damaged("the part breaks off".to_owned()));
        }
        Ok(Self { elements })
    }

    /// The first element of a name.
    pub(crate) fn find(&self, name: &str) -> Option<(usize, &Place)> {
        self.elements
            .iter()
            .enumerate()
            .find(|(_, element)| element.name == name)
    }

    /// The elements directly within another.
    pub(crate) fn children(&self, parent: usize) -> impl Iterator<Item = (usize, &Place)> {
        let elements = self.elements.iter().enumerate();
        elements.filter(move |(_, element)| element.parent == Some(parent))
    }
}

impl Place {
    fn new(tag: &BytesStart<'_>, parent: Option<usize>, range: Range<usize>) -> Self {
        let name = String::from_utf8_lossy(tag.local_name().into_inner()).into_owned();
        let full = String::from_utf8_lossy(tag.name().into_inner()).into_owned();
        Self {
            prefix: full.strip_suffix(&name).unwrap_or_default().to_owned(),
            name,
            parent,
            end: range.end,
            tag: range,
            close: None,
        }
    }

    /// The start tag as it is written.
    pub(crate) fn tag_text<'x>(&self, xml: &'x [u8]) -> &'x str {
        str::from_utf8(xml.get(self.tag.clone()).unwrap_or_default()).unwrap_or_default()
    }

    /// The whole element as it is written.
    pub(crate) fn text<'x>(&self, xml: &'x [u8]) -> &'x str {
        let whole = xml.get(self.tag.start..self.end).unwrap_or_default();
        str::from_utf8(whole).unwrap_or_default()
    }

    /// Adds XML at the end of the element.
    pub(crate) fn append(&self, xml: &[u8], inside: &str, splices: &mut Splices) {
        if let Some(close) = self.close {
            splices.insert(close, inside);
        } else {
            let opened = opened(self.tag_text(xml));
            let whole = format!("{opened}{inside}</{}{}>", self.prefix, self.name);
            splices.replace(self.tag.clone(), whole);
        }
    }
}

pub(crate) fn position(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

/// A part with XML added at the end of its root.
pub(crate) fn appended(part: &str, xml: &[u8], inside: &str) -> Result<Vec<u8>, TableError> {
    let tree = Tree::of(part, xml, 1)?;
    let mut splices = Splices::default();
    if let Some(root) = tree.elements.first() {
        root.append(xml, inside, &mut splices);
    }
    Ok(splices.apply(xml))
}

/// Adds declarations of namespaces, each with a space before it, to the start tag of the root.
pub(crate) fn with_declarations(xml: &[u8], root: &Range<usize>, declarations: &str, splices: &mut Splices) {
    if !declarations.is_empty() {
        let tag = str::from_utf8(xml.get(root.clone()).unwrap_or_default()).unwrap_or_default();
        let end = if tag.ends_with("/>") { 2 } else { 1 };
        splices.insert(root.end - end.min(root.len()), declarations);
    }
}

/// `<row r="1"/>` as `<row r="1">`.
pub(crate) fn opened(tag: &str) -> String {
    format!("{}>", inside(tag))
}

/// A start tag without its end.
fn inside(tag: &str) -> &str {
    let tag = tag.strip_suffix('>').unwrap_or(tag);
    tag.strip_suffix('/').unwrap_or(tag).trim_end()
}

/// A start tag with an attribute set; `value` needs no escapes.
pub(crate) fn with_attribute(tag: &str, name: &str, value: &str) -> String {
    let end = if tag.ends_with("/>") { "/>" } else { ">" };
    let inside = inside(tag);
    let (before, behind) = match attribute_range(inside, name) {
        Some(range) => (&inside[..range.start], &inside[range.end..]),
        None => (inside, ""),
    };
    format!("{before} {name}=\"{value}\"{behind}{end}")
}

/// A start tag without an attribute.
pub(crate) fn without_attribute(tag: &str, name: &str) -> String {
    let end = if tag.ends_with("/>") { "/>" } else { ">" };
    let inside = inside(tag);
    match attribute_range(inside, name) {
        Some(range) => format!("{}{}{end}", &inside[..range.start], &inside[range.end..]),
        None => tag.to_owned(),
    }
}

/// Where in a start tag an attribute stands, with the space before it.
fn attribute_range(tag: &str, name: &str) -> Option<Range<usize>> {
    let bytes = tag.as_bytes();
    // The element's name comes first.
    let mut at = bytes.iter().position(u8::is_ascii_whitespace)?;
    loop {
        let start = at;
        at += spaces(&bytes[at..]);
        let length = bytes[at..]
            .iter()
            .position(|byte| *byte == b'=' || byte.is_ascii_whitespace())?;
        let is_meant = &tag[at..at + length] == name;
        at += length + spaces(&bytes[at + length..]);
        at += usize::from(bytes.get(at) == Some(&b'='));
        at += spaces(&bytes[at..]);
        let quote = *bytes.get(at)?;
        at += 1 + memchr::memchr(quote, &bytes[at + 1..])? + 1;
        if is_meant {
            return Some(start..at);
        }
    }
}

fn spaces(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| byte.is_ascii_whitespace()).count()
}

/// The value of the attribute with a local name in a start tag.
pub(crate) fn attribute(tag: &BytesStart<'_>, name: &[u8]) -> Option<String> {
    let mut attributes = tag.attributes();
    attributes.with_checks(false);
    let mut attributes = attributes.flatten();
    let found = attributes.find(|attribute| attribute.key.local_name().as_ref() == name)?;
    found.unescape_value().ok().map(Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_gets_another_attribute_and_keeps_the_rest() {
        for (tag, changed) in [
            ("<c r=\"A1\" s=\"3\" t=\"s\">", "<c r=\"A1\" s=\"9\" t=\"s\">"),
            ("<c r=\"A1\"/>", "<c r=\"A1\" s=\"9\"/>"),
            ("<x:c s = '12' r='A1' />", "<x:c s=\"9\" r='A1'/>"),
            ("<c cs=\"1\" t=\" s='4'\">", "<c cs=\"1\" t=\" s='4'\" s=\"9\">"),
            ("<c>", "<c s=\"9\">"),
            ("<c\n\ts=\"1\"\n>", "<c s=\"9\">"),
        ] {
            assert_eq!(with_attribute(tag, "s", "9"), changed);
        }
    }

    #[test]
    fn a_tag_loses_an_attribute_and_keeps_the_rest() {
        for (tag, changed) in [
            ("<c r=\"A1\" s=\"3\" t=\"s\">", "<c r=\"A1\" t=\"s\">"),
            ("<c s='3'/>", "<c/>"),
            ("<c as=\"3\"/>", "<c as=\"3\"/>"),
            ("<c>", "<c>"),
        ] {
            assert_eq!(without_attribute(tag, "s"), changed);
        }
    }

    #[test]
    fn parts_grow_at_their_end() {
        let grown = |xml: &str| String::from_utf8(appended("p", xml.as_bytes(), "<b/>").unwrap()).unwrap();
        assert_eq!(
            grown("<?xml version=\"1.0\"?>\n<a><c/></a>\n"),
            "<?xml version=\"1.0\"?>\n<a><c/><b/></a>\n"
        );
        assert_eq!(grown("<x:a y=\"1\" />"), "<x:a y=\"1\"><b/></x:a>");
        assert_eq!(grown("\u{feff}<a></a>"), "\u{feff}<a><b/></a>");
        assert!(appended("p", b"<a>", "").is_err());
        assert!(appended("p", b"", "").is_err());
    }

    #[test]
    fn elements_are_found_down_to_a_depth() {
        let xml = b"<a><b><c/></b><b/></a>";
        let tree = Tree::of("p", xml, 2).unwrap();
        let texts: Vec<_> = tree.elements.iter().map(|element| element.text(xml)).collect();
        assert_eq!(texts, ["<a><b><c/></b><b/></a>", "<b><c/></b>", "<b/>"]);
        assert_eq!(tree.children(0).count(), 2);
    }
}
