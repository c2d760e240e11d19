//! The elements of an XML text: where each begins and ends, and what holds in it.

use kolophon_graph::Span;

/// All elements of a text, in the order of their start tags.
#[derive(Debug)]
pub(super) struct Elements(Vec<Element>);

/// One element.
#[derive(Clone, Copy, Debug)]
pub(super) struct Element {
    /// The `<` of its start tag.
    pub(super) start: usize,
    /// Its name in the start tag.
    pub(super) name: Span,
    /// Behind the `>` of its start tag.
    pub(super) tag_end: usize,
    /// Its name in the end tag; `None` when it is closed by `/>`.
    pub(super) end_name: Option<Span>,
    /// Behind its end tag, or behind `/>`.
    pub(super) end: usize,
    /// How many elements it stands in.
    pub(super) depth: usize,
    parent: Option<usize>,
}

/// An attribute.
#[derive(Clone, Copy, Debug)]
pub(super) struct Attribute<'t> {
    /// Its name as written.
    pub(super) name: &'t str,
    /// Its value as written.
    pub(super) value: &'t str,
    /// From its name to its closing quotation mark.
    pub(super) span: Span,
}

impl Elements {
    /// The elements of a well-formed text; `None` when it is not.
    pub(super) fn scan(text: &str) -> Option<Self> {
        let mut elements: Vec<Element> = Vec::new();
        let mut open: Vec<usize> = Vec::new();
        let mut at = 0;
        while let Some(found) = text.get(at..)?.find('<') {
            at += found;
            let rest = &text[at..];
            if let Some(length) = skipped(rest) {
                at += length?;
                continue;
            }
            let close = tag_end(rest)?;
            if let Some(name) = rest.strip_prefix("</") {
                let element = elements.get_mut(open.pop()?)?;
                element.end_name = Some(Span::new(at + 2, at + 2 + name_length(name)));
                element.end = at + close + 1;
            } else {
                let parent = open.last().copied();
                let is_closed = rest[..close].ends_with('/');
                if !is_closed {
                    open.push(elements.len());
                }
                elements.push(Element {
                    start: at,
                    name: Span::new(at + 1, at + 1 + name_length(&rest[1..])),
                    tag_end: at + close + 1,
                    end_name: None,
                    end: at + close + 1,
                    depth: open.len() - usize::from(!is_closed),
                    parent,
                });
            }
            at += close + 1;
        }
        open.is_empty().then_some(Self(elements))
    }

    /// The outermost element.
    pub(super) fn root(&self) -> Option<&Element> {
        self.0.first()
    }

    /// The element whose name stands there.
    pub(super) fn named_at(&self, name: Span) -> Option<&Element> {
        let at = self.0.binary_search_by_key(&name, |element| element.name).ok()?;
        self.0.get(at)
    }

    /// The element in whose start tag a place lies.
    pub(super) fn tag_around(&self, at: usize) -> Option<&Element> {
        let behind = self.0.partition_point(|element| element.start <= at);
        let element = self.0.get(behind.checked_sub(1)?)?;
        (at < element.tag_end).then_some(element)
    }

    /// The element and those it stands in, from the inside.
    pub(super) fn chain<'s>(&'s self, element: &'s Element) -> impl Iterator<Item = &'s Element> {
        std::iter::successors(Some(element), |element| self.0.get(element.parent?))
    }
}

impl Element {
    /// Whether it is written as one tag.
    pub(super) fn is_closed(&self) -> bool {
        self.end_name.is_none()
    }

    /// What stands between its tags.
    pub(super) fn content(&self) -> Span {
        let end = self.end_name.map_or(self.tag_end, |name| name.start as usize - 2);
        Span::new(self.tag_end, end)
    }

    /// Its attributes.
    pub(super) fn attributes<'t>(&self, text: &'t str) -> Vec<Attribute<'t>> {
        let mut attributes = Vec::new();
        let mut at = self.name.end as usize;
        while let Some(attribute) = attribute_at(text, at, self.tag_end) {
            at = attribute.span.end as usize;
            attributes.push(attribute);
        }
        attributes
    }
}

fn attribute_at(text: &str, from: usize, end: usize) -> Option<Attribute<'_>> {
    let rest = text.get(from..end)?;
    let start = from + rest.find(|c: char| !c.is_whitespace())?;
    let (name, behind) = text.get(start..end)?.split_once('=')?;
    let value = behind.trim_start();
    let quote = value.chars().next().filter(|quote| ['"', '\''].contains(quote))?;
    let length = value.get(1..)?.find(quote)?;
    let value_start = end - value.len() + 1;
    Some(Attribute {
        name: name.trim_end(),
        value: text.get(value_start..value_start + length)?,
        span: Span::new(start, value_start + length + 1),
    })
}

/// The length of what is no element; `Some(None)` when it never ends.
#[expect(clippy::option_option, reason = "no such thing, or one without an end")]
fn skipped(rest: &str) -> Option<Option<usize>> {
    for (open, close) in [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")] {
        if rest.starts_with(open) {
            return Some(rest.find(close).map(|at| at + close.len()));
        }
    }
    rest.starts_with("<!").then(|| declaration_end(rest))
}

/// The length of a `<!DOCTYPE …>`, whose internal subset holds declarations and texts of its own.
fn declaration_end(text: &str) -> Option<usize> {
    let (mut depth, mut quote, mut at) = (0_usize, None, 0);
    while let Some(character) = text.get(at..)?.chars().next() {
        if quote.is_none() && text[at..].starts_with("<!--") {
            at += text[at..].find("-->")? + 3;
            continue;
        }
        match (quote, character) {
            (None, '"' | '\'') => quote = Some(character),
            (Some(open), _) if open == character => quote = None,
            (None, '<') => depth += 1,
            (None, '>') => depth = depth.checked_sub(1)?,
            _ => {}
        }
        at += character.len_utf8();
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

/// The offset of the `>` that closes the tag a text opens with; `>` may stand inside attribute values.
fn tag_end(tag: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in tag.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

fn name_length(text: &str) -> usize {
    text.find(|c: char| c.is_whitespace() || "/>=".contains(c))
        .unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_element_ends_behind_its_own_end_tag() {
        let check = |text: &str, element: &str| {
            let start = text.find(element).unwrap();
            let elements = Elements::scan(text).unwrap();
            let found = elements.0.iter().find(|found| found.start == start).unwrap();
            assert_eq!(&text[found.start..found.end], element);
        };
        check("<r><a b='>'/> x</r>", "<a b='>'/>");
        check(
            "<r><a>1<!-- </a> --><b><a/></b></a></r>",
            "<a>1<!-- </a> --><b><a/></b></a>",
        );
        check("<r><a><![CDATA[</a>]]></a></r>", "<a><![CDATA[</a>]]></a>");
        check(
            "<?xml version='1.0'?><!DOCTYPE r [ <!ENTITY a '<b>'> <!-- ' --> ]><r><a/></r>",
            "<a/>",
        );
    }

    #[test]
    fn attributes_and_depth() {
        let text = "<r>\n<a x = \"1>\"\n y='2' /><b/></r>";
        let elements = Elements::scan(text).unwrap();
        let a = elements.0[1];
        let found: Vec<_> = a.attributes(text).iter().map(|a| (a.name, a.value)).collect();
        assert_eq!(found, [("x", "1>"), ("y", "2")]);
        assert_eq!(elements.0.iter().map(|e| e.depth).collect::<Vec<_>>(), [0, 1, 1]);
        assert!(Elements::scan("<a><b></a>").is_none());
    }
}
