//! Which part of a workbook is what: sheets, texts, styles, and what an officer should know of.

use std::collections::HashMap;

use crate::error::TableError;
use crate::package::Package;
use crate::remark::{Remark, RemarkKind};
use crate::workbook::Visibility;
use crate::xlsx::date::Epoch;
use crate::xml::{Node, Xml};

/// A link from one part to another (ISO/IEC 29500-2, 6.5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Relation {
    /// The number it is referred to by.
    pub(crate) id: String,
    /// The last segment of its type: `worksheet`, `sharedStrings`.
    pub(crate) kind: String,
    /// The part it leads to, or an address outside when that is not within the package.
    pub(crate) target: String,
}

/// The parts of a workbook.
#[derive(Debug, Default)]
pub(crate) struct Parts {
    /// The workbook part itself.
    pub(crate) workbook: String,
    /// The sheets in their order.
    pub(crate) sheets: Vec<SheetPart>,
    /// The shared texts.
    pub(crate) shared_strings: Option<String>,
    /// The styles.
    pub(crate) styles: Option<String>,
    /// The day that dates are counted from.
    pub(crate) epoch: Epoch,
    /// What else is in it, as kinds of relations.
    kinds: Vec<String>,
    is_signed: bool,
}

/// A sheet and its part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SheetPart {
    pub(crate) name: String,
    pub(crate) visibility: Visibility,
    pub(crate) path: String,
    pub(crate) kind: SheetKind,
}

/// Whether a tab holds cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SheetKind {
    /// It does.
    Cells,
    /// It holds a chart, a dialogue or a macro of old.
    Other,
}

impl Parts {
    /// Finds the parts by following the relations from the root of the package.
    pub(crate) fn read(package: &mut Package<'_>) -> Result<Self, TableError> {
        let root = relations(package, "_rels/.rels", "")?;
        let workbook = root
            .iter()
            .find(|relation| relation.kind == "officeDocument")
            .map_or("xl/workbook.xml", |relation| relation.target.as_str())
            .to_owned();
        let relations = relations(package, &relations_of(&workbook), &workbook)?;
        let target = |kind: &str| {
            let found = relations.iter().find(|relation| relation.kind == kind);
            found.map(|relation| relation.target.clone())
        };
        let mut parts = Self {
            shared_strings: target("sharedStrings"),
            styles: target("styles"),
            kinds: relations.iter().map(|relation| relation.kind.clone()).collect(),
            is_signed: root.iter().any(|relation| relation.kind == "origin"),
            ..Self::default()
        };
        let by_id = relations
            .iter()
            .map(|relation| (relation.id.as_str(), relation))
            .collect();
        parts.read_workbook(package, &workbook, &by_id)?;
        parts.workbook = workbook;
        Ok(parts)
    }

    fn read_workbook(
        &mut self,
        package: &mut Package<'_>,
        part: &str,
        relations: &HashMap<&str, &Relation>,
    ) -> Result<(), TableError> {
        let mut xml = Xml::new(part, package.stream(part)?);
        let mut is_workbook = false;
        loop {
            let found = match xml.next()? {
                Node::Start(tag) => match tag.name() {
                    b"workbook" => {
                        is_workbook = true;
                        None
                    }
                    // An extension has an element of that name without the attribute.
                    b"workbookPr" if tag.is_set(b"date1904") => {
                        self.epoch = Epoch::From1904;
                        None
                    }
                    b"sheet" => {
                        let visibility = match tag.attribute(b"state").as_deref() {
                            Some("hidden") => Visibility::Hidden,
                            Some("veryHidden") => Visibility::VeryHidden,
                            _ => Visibility::Visible,
                        };
                        let name = tag.attribute(b"name").unwrap_or_default();
                        Some((name, tag.attribute(b"id").unwrap_or_default(), visibility))
                    }
                    _ => None,
                },
                Node::Eof if is_workbook => return Ok(()),
                Node::Eof => return Err(xml.damaged("there is no workbook in it")),
                _ => None,
            };
            let Some((name, id, visibility)) = found else {
                continue;
            };
            let Some(relation) = relations.get(id.as_str()) else {
                return Err(xml.damaged(format!("the sheet “{name}” has no part")));
            };
            self.sheets.push(SheetPart {
                name,
                visibility,
                path: relation.target.clone(),
                kind: if relation.kind == "worksheet" {
                    SheetKind::Cells
                } else {
                    SheetKind::Other
                },
            });
        }
    }

    /// What an officer should know of the workbook as a whole.
    pub(crate) fn remarks(&self) -> Vec<Remark> {
        let has = |kind: &str| self.kinds.iter().any(|known| known == kind);
        let mut remarks = Vec::new();
        if has("vbaProject") {
            remarks.push(Remark::of_file(RemarkKind::Macros));
        }
        if has("externalLink") {
            remarks.push(Remark::of_file(RemarkKind::ExternalLinks));
        }
        if self.is_signed {
            remarks.push(Remark::of_file(RemarkKind::Signature));
        }
        remarks
    }
}

/// The part with the relations of a part: `xl/_rels/workbook.xml.rels` for `xl/workbook.xml`.
pub(crate) fn relations_of(part: &str) -> String {
    match part.rsplit_once('/') {
        Some((folder, name)) => format!("{folder}/_rels/{name}.rels"),
        None => format!("_rels/{part}.rels"),
    }
}

/// The relations of a part; none when the package has no such part.
pub(crate) fn relations(
    package: &mut Package<'_>,
    part: &str,
    source: &str,
) -> Result<Vec<Relation>, TableError> {
    if package.find(part).is_none() {
        return Ok(Vec::new());
    }
    let mut xml = Xml::new(part, package.stream(part)?);
    let mut relations = Vec::new();
    loop {
        match xml.next()? {
            Node::Start(tag) if tag.name() == b"Relationship" => {
                let kind = tag.attribute(b"Type").unwrap_or_default();
                let target = tag.attribute(b"Target").unwrap_or_default();
                let is_outside = tag.attribute(b"TargetMode").as_deref() == Some("External");
                relations.push(Relation {
                    id: tag.attribute(b"Id").unwrap_or_default(),
                    kind: kind.rsplit('/').next().unwrap_or_default().to_owned(),
                    target: if is_outside {
                        target
                    } else {
                        resolve(source, &target)
                    },
                });
            }
            Node::Eof => return Ok(relations),
            _ => {}
        }
    }
}

/// The part that a relation of `source` leads to.
pub(crate) fn resolve(source: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut segments: Vec<&str> = source.split('/').collect();
    segments.pop();
    for segment in target.split('/') {
        match segment {
            ".." => {
                segments.pop();
            }
            "." | "" => {}
            segment => segments.push(segment),
        }
    }
    segments.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_resolved_against_their_source() {
        assert_eq!(
            resolve("xl/workbook.xml", "worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml"
        );
        assert_eq!(
            resolve("xl/worksheets/sheet1.xml", "../comments1.xml"),
            "xl/comments1.xml"
        );
        assert_eq!(resolve("xl/workbook.xml", "/xl/styles.xml"), "xl/styles.xml");
        assert_eq!(resolve("", "xl/workbook.xml"), "xl/workbook.xml");
        assert_eq!(relations_of("xl/workbook.xml"), "xl/_rels/workbook.xml.rels");
    }
}
