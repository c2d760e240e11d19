//! Adding parts to a package: content types and relations.

use quick_xml::escape::escape;

use crate::error::TableError;
use crate::package::{Changes, Package};
use crate::xlsx::{relations, relations_of};
use crate::xml_edit::{Tree, appended};

pub(super) const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
pub(super) const OFFICE_RELATIONS: &str =
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE_RELATIONS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const CONTENT_TYPES: &str = "[Content_Types].xml";
const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// A package that grows.
#[derive(Debug)]
pub(super) struct Growing<'g, 'a> {
    pub(super) package: &'g mut Package<'a>,
    pub(super) changes: Changes,
}

impl Growing<'_, '_> {
    /// The bytes of a part that must exist.
    pub(super) fn part(&mut self, name: &str) -> Result<Vec<u8>, TableError> {
        let found = self.changes.get(self.package, name)?;
        found.ok_or_else(|| TableError::Damaged {
            part: name.to_owned(),
            reason: "the part is missing".to_owned(),
        })
    }

    /// Gives a part that exists other bytes.
    pub(super) fn set(&mut self, name: &str, bytes: impl Into<Vec<u8>>) {
        let known = self.package.find(name).unwrap_or(name).to_owned();
        self.changes.set(&known, bytes);
    }

    /// Adds a part and its content type.
    pub(super) fn add(&mut self, name: &str, content_type: &str, xml: &str) -> Result<(), TableError> {
        self.changes.set(name, format!("{DECLARATION}{xml}"));
        let name = escape(name);
        self.declare(&|prefix| {
            format!("<{prefix}Override PartName=\"/{name}\" ContentType=\"{content_type}\"/>")
        })
    }

    /// Adds a part whose ending tells its content type.
    pub(super) fn add_by_ending(
        &mut self,
        name: &str,
        ending: &str,
        content_type: &str,
        bytes: String,
    ) -> Result<(), TableError> {
        self.changes.set(name, bytes);
        let types = String::from_utf8_lossy(&self.part(CONTENT_TYPES)?).to_ascii_lowercase();
        if types.contains(&format!("extension=\"{ending}\"")) {
            return Ok(());
        }
        self.declare(&|prefix| {
            format!("<{prefix}Default Extension=\"{ending}\" ContentType=\"{content_type}\"/>")
        })
    }

    fn declare(&mut self, element: &dyn Fn(&str) -> String) -> Result<(), TableError> {
        self.append(CONTENT_TYPES, element)
    }

    /// Adds an element at the end of a part; it is made with the prefix of the part's root.
    fn append(&mut self, part: &str, element: &dyn Fn(&str) -> String) -> Result<(), TableError> {
        let xml = self.part(part)?;
        let tree = Tree::of(part, &xml, 1)?;
        let prefix = tree
            .elements
            .first()
            .map(|root| root.prefix.as_str())
            .unwrap_or_default();
        let grown = appended(part, &xml, &element(prefix))?;
        self.set(part, grown);
        Ok(())
    }

    /// Relates a part to another and returns the number of the relation.
    pub(super) fn relate(&mut self, source: &str, kind: &str, target: &str) -> Result<String, TableError> {
        let part = relations_of(source);
        if !self.changes.has(self.package, &part) {
            self.changes.set(
                &part,
                format!("{DECLARATION}<Relationships xmlns=\"{PACKAGE_RELATIONS}\"/>"),
            );
        }
        let xml = String::from_utf8_lossy(&self.part(&part)?).into_owned();
        let mut numbers = 1_u32..;
        let free = numbers.find_map(|number| {
            let id = format!("rIdKolophon{number}");
            (!xml.contains(&format!("\"{id}\""))).then_some(id)
        });
        let id = free.unwrap_or_default();
        let target = escape(target);
        self.append(&part, &|prefix| {
            format!(
                "<{prefix}Relationship Id=\"{id}\" Type=\"{OFFICE_RELATIONS}/{kind}\" Target=\"/{target}\"/>"
            )
        })?;
        Ok(id)
    }

    /// The part that a part is related to, by kind or by number.
    pub(super) fn related(
        &mut self,
        source: &str,
        is_meant: impl Fn(&str, &str) -> bool,
    ) -> Result<Option<String>, TableError> {
        let relations = relations(self.package, &relations_of(source), source)?;
        let found = relations
            .into_iter()
            .find(|relation| is_meant(&relation.kind, &relation.id));
        Ok(found.map(|relation| relation.target))
    }

    /// A name for a part that is not taken: `xl/comments1.xml` from `xl/comments` and `.xml`.
    pub(super) fn free_part(&self, beginning: &str, end: &str) -> String {
        let mut numbers = 1_u32..;
        let free = numbers.find_map(|number| {
            let name = format!("{beginning}{number}{end}");
            (!self.changes.has(self.package, &name)).then_some(name)
        });
        free.unwrap_or_default()
    }
}
