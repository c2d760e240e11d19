//! Adding cell styles to the styles part: those of the cells, with the colour of a mark.

use std::collections::BTreeMap;

use crate::error::TableError;
use crate::splice::Splices;
use crate::write::Mark;
use crate::xml_edit::{Tree, opened, with_attribute};

/// The parts of a styles part in the order that the schema wants (ISO/IEC 29500-1, 18.8.39).
const SECTIONS: [&str; 11] = [
    "numFmts",
    "fonts",
    "fills",
    "borders",
    "cellStyleXfs",
    "cellXfs",
    "cellStyles",
    "dxfs",
    "tableStyles",
    "colors",
    "extLst",
];

/// A styles part for a workbook without one.
pub(super) fn empty(namespace: &str) -> String {
    format!(
        "<styleSheet xmlns=\"{namespace}\"><fonts count=\"1\"><font><sz val=\"11\"/><name val=\"Calibri\"/><family val=\"2\"/></font></fonts><fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill></fills><borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs><cellXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/></cellXfs></styleSheet>"
    )
}

/// The styles part and what is to be added to it.
#[derive(Debug)]
pub(super) struct Styles {
    xml: Vec<u8>,
    tree: Tree,
    prefix: String,
    /// The cell styles that exist, as they are written.
    formats: Vec<String>,
    fills: Section,
    fonts: Section,
    /// The cell styles that are added.
    added: Vec<String>,
    marked: BTreeMap<(usize, Mark), usize>,
}

/// What a section holds and gets.
#[derive(Debug, Default)]
struct Section {
    count: usize,
    added: Vec<String>,
}

impl Section {
    /// Adds an entry and returns its index.
    fn add(&mut self, entry: String) -> usize {
        let known = self.added.iter().position(|known| *known == entry);
        let index = known.unwrap_or_else(|| {
            self.added.push(entry);
            self.added.len() - 1
        });
        self.count + index
    }
}

impl Styles {
    /// Reads a styles part.
    pub(super) fn of(part: &str, xml: Vec<u8>) -> Result<Self, TableError> {
        let tree = Tree::of(part, &xml, 3)?;
        let prefix = tree.elements[0].prefix.clone();
        let count = |name: &str| {
            tree.find(name)
                .map_or(0, |(index, _)| tree.children(index).count())
        };
        let formats = tree.find("cellXfs").map_or_else(Vec::new, |(index, _)| {
            let formats = tree
                .children(index)
                .map(|(_, format)| format.text(&xml).to_owned());
            formats.collect()
        });
        let mut fills = Section {
            count: count("fills"),
            added: Vec::new(),
        };
        if fills.count == 0 {
            // The first two are reserved.
            for pattern in ["none", "gray125"] {
                fills.added.push(format!(
                    "<{prefix}fill><{prefix}patternFill patternType=\"{pattern}\"/></{prefix}fill>"
                ));
            }
        }
        let mut styles = Self {
            fills,
            fonts: Section {
                count: count("fonts"),
                added: Vec::new(),
            },
            formats,
            tree,
            prefix,
            xml,
            added: Vec::new(),
            marked: BTreeMap::new(),
        };
        if styles.fonts.count == 0 {
            let font = format!("<{0}font/>", styles.prefix);
            styles.fonts.added.push(font);
        }
        if styles.formats.is_empty() {
            let format = styles.plain();
            styles.added.push(format);
        }
        Ok(styles)
    }

    fn plain(&self) -> String {
        format!(
            "<{}xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/>",
            self.prefix
        )
    }

    /// The style of a cell with the colour of a mark.
    pub(super) fn marked(&mut self, style: usize, mark: Mark) -> usize {
        if let Some(known) = self.marked.get(&(style, mark)) {
            return *known;
        }
        let prefix = &self.prefix;
        let fill = self.fills.add(format!(
            "<{prefix}fill><{prefix}patternFill patternType=\"solid\"><{prefix}fgColor rgb=\"FF{:06X}\"/><{prefix}bgColor indexed=\"64\"/></{prefix}patternFill></{prefix}fill>",
            mark.colour()
        ));
        let old = self.formats.get(style).cloned().unwrap_or_else(|| self.plain());
        let (tag, rest) = old.split_at(old.find('>').map_or(old.len(), |end| end + 1));
        let tag = with_attribute(tag, "fillId", &fill.to_string());
        let tag = with_attribute(&tag, "applyFill", "1");
        let index = self.add(format!("{tag}{rest}"));
        self.marked.insert((style, mark), index);
        index
    }

    /// A style for the header of a sheet: bold, on top of its cell, with line breaks.
    pub(super) fn header(&mut self) -> usize {
        let prefix = &self.prefix;
        let font = self.fonts.add(format!(
            "<{prefix}font><{prefix}b/><{prefix}sz val=\"11\"/><{prefix}name val=\"Calibri\"/><{prefix}family val=\"2\"/></{prefix}font>"
        ));
        self.add(self.wrapped(font))
    }

    /// A style for texts of several lines.
    pub(super) fn text(&mut self) -> usize {
        self.add(self.wrapped(0))
    }

    fn wrapped(&self, font: usize) -> String {
        let prefix = &self.prefix;
        format!(
            "<{prefix}xf numFmtId=\"0\" fontId=\"{font}\" fillId=\"0\" borderId=\"0\" applyFont=\"1\" applyAlignment=\"1\"><{prefix}alignment vertical=\"top\" wrapText=\"1\"/></{prefix}xf>"
        )
    }

    fn add(&mut self, format: String) -> usize {
        self.added.push(format);
        self.formats.len() + self.added.len() - 1
    }

    /// The styles part with what was added.
    pub(super) fn finish(self) -> Vec<u8> {
        let mut splices = Splices::default();
        for (name, count, added) in [
            ("fonts", self.fonts.count, &self.fonts.added),
            ("fills", self.fills.count, &self.fills.added),
            ("cellXfs", self.formats.len(), &self.added),
        ] {
            self.extend(name, count, added, &mut splices);
        }
        splices.apply(&self.xml)
    }

    /// Adds entries to a section, and the section when the part has none.
    fn extend(&self, name: &str, count: usize, added: &[String], splices: &mut Splices) {
        if added.is_empty() {
            return;
        }
        let total = (count + added.len()).to_string();
        let added = added.concat();
        let prefix = &self.prefix;
        if let Some((_, section)) = self.tree.find(name) {
            let tag = with_attribute(section.tag_text(&self.xml), "count", &total);
            if let Some(close) = section.close {
                splices.replace(section.tag.clone(), tag);
                splices.insert(close, added);
            } else {
                let opened = opened(&tag);
                splices.replace(section.tag.clone(), format!("{opened}{added}</{prefix}{name}>"));
            }
            return;
        }
        let section = format!("<{prefix}{name} count=\"{total}\">{added}</{prefix}{name}>");
        let order = |name: &str| SECTIONS.iter().position(|known| *known == name);
        let next = self
            .tree
            .children(0)
            .find(|(_, child)| order(&child.name) > order(name));
        match next {
            Some((_, next)) => splices.insert(next.tag.start, section),
            None => self.tree.elements[0].append(&self.xml, &section, splices),
        }
    }
}
