//! The styles of an ODS file, grown by those of highlighted cells.

use std::collections::BTreeMap;

use crate::ods::index::ContentIndex;
use crate::ods::names::Names;
use crate::splice::Splices;
use crate::write::{Mark, OdsStyles};
use crate::xml_edit::{Tree, opened, with_attribute};

/// Styles that exist, and those to be added.
pub(super) struct Styles {
    names: Names,
    /// The document's own styles of cells and others, by name.
    known: BTreeMap<String, String>,
    /// What is added, in order.
    added: Vec<String>,
    /// Highlighted variants of styles that were made already.
    marked: BTreeMap<(Option<String>, Mark), String>,
    plain: BTreeMap<String, String>,
    next: u32,
}

impl Styles {
    /// Those of a content part.
    pub(super) fn of(xml: &[u8], index: &ContentIndex) -> Self {
        let known = index.named_styles.iter().map(|(name, range)| {
            let text = str::from_utf8(xml.get(range.clone()).unwrap_or_default()).unwrap_or_default();
            (name.clone(), text.to_owned())
        });
        Self {
            names: index.names.clone(),
            known: known.collect(),
            added: Vec::new(),
            marked: BTreeMap::new(),
            plain: BTreeMap::new(),
            next: 1,
        }
    }

    /// The style that is like another, but for its colour.
    pub(super) fn marked(&mut self, old: Option<&str>, mark: Mark) -> String {
        let key = (old.map(str::to_owned), mark);
        if let Some(known) = self.marked.get(&key) {
            return known.clone();
        }
        let name = self.free_name();
        let style = match old.and_then(|old| self.known.get(old)) {
            Some(xml) => self.coloured(xml, &name, mark),
            None => self.child_of(old, &name, mark),
        };
        self.added.push(style);
        self.marked.insert(key, name.clone());
        name
    }

    /// Puts the new styles behind those that there are.
    pub(super) fn add_to(self, xml: &[u8], index: &ContentIndex, splices: &mut Splices) {
        let added = self.added.concat();
        let office = &self.names.office;
        let Some(styles) = &index.styles else {
            let element = format!("<{office}automatic-styles>{added}</{office}automatic-styles>");
            splices.insert(index.body.tag.start, element);
            return;
        };
        if let Some(close) = styles.close {
            splices.insert(close, added);
        } else {
            let tag = str::from_utf8(xml.get(styles.tag.clone()).unwrap_or_default()).unwrap_or_default();
            let whole = format!("{}{added}</{office}automatic-styles>", opened(tag));
            splices.replace(styles.tag.clone(), whole);
        }
    }

    fn free_name(&mut self) -> String {
        loop {
            let name = format!("kolophon{}", self.next);
            self.next += 1;
            if !self.known.contains_key(&name) {
                return name;
            }
        }
    }

    /// A style of the document's own, copied, with another name and colour.
    fn coloured(&self, xml: &str, name: &str, mark: Mark) -> String {
        let Names { style, fo, .. } = &self.names;
        let named = |tag: &str| with_attribute(tag, &format!("{style}name"), name);
        let colour = colour(mark);
        let Ok(tree) = Tree::of("style", xml.as_bytes(), 2) else {
            return self.child_of(None, name, mark);
        };
        let mut splices = Splices::default();
        let root = &tree.elements[0];
        let properties = tree
            .children(0)
            .find(|(_, child)| child.name == "table-cell-properties");
        let tag = named(root.tag_text(xml.as_bytes()));
        if let Some((_, properties)) = properties {
            let old = properties.tag_text(xml.as_bytes());
            let new = with_attribute(old, &format!("{fo}background-color"), &colour);
            splices.replace(properties.tag.clone(), new);
            splices.replace(root.tag.clone(), tag);
        } else if root.close.is_some() {
            // They come first (ISO/IEC 26300-1, 16.2).
            splices.replace(root.tag.clone(), format!("{tag}{}", self.properties(&colour)));
        } else {
            let inside = self.properties(&colour);
            let whole = format!("{}{inside}</{}{}>", opened(&tag), root.prefix, root.name);
            splices.replace(root.tag.clone(), whole);
        }
        String::from_utf8_lossy(&splices.apply(xml.as_bytes())).into_owned()
    }

    /// A style that takes everything but its colour from one that is named elsewhere.
    fn child_of(&self, parent: Option<&str>, name: &str, mark: Mark) -> String {
        let style = &self.names.style;
        let parent = parent.map_or_else(String::new, |parent| {
            let parent = quick_xml::escape::escape(parent).into_owned();
            format!(" {style}parent-style-name=\"{parent}\"")
        });
        format!(
            "<{style}style {style}name=\"{name}\" {style}family=\"table-cell\"{parent}>{}</{style}style>",
            self.properties(&colour(mark))
        )
    }

    fn properties(&self, colour: &str) -> String {
        let Names { style, fo, .. } = &self.names;
        format!("<{style}table-cell-properties {fo}background-color=\"{colour}\"/>")
    }
}

impl OdsStyles for Styles {
    fn style(&mut self, family: &str, properties: &str) -> String {
        let key = format!("{family} {properties}");
        if let Some(known) = self.plain.get(&key) {
            return known.clone();
        }
        let name = self.free_name();
        let style = &self.names.style;
        self.added.push(format!(
            "<{style}style {style}name=\"{name}\" {style}family=\"{family}\">{properties}</{style}style>"
        ));
        self.plain.insert(key, name.clone());
        name
    }
}

fn colour(mark: Mark) -> String {
    format!("#{:06x}", mark.colour())
}
