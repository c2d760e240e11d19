//! The names of OpenDocument's elements, as a document spells them: with prefixes of its own choice.

use std::fmt::Write as _;

use quick_xml::events::BytesStart;

const OFFICE: &str = "urn:oasis:names:tc:opendocument:xmlns:office:1.0";
const TABLE: &str = "urn:oasis:names:tc:opendocument:xmlns:table:1.0";
const TEXT: &str = "urn:oasis:names:tc:opendocument:xmlns:text:1.0";
const STYLE: &str = "urn:oasis:names:tc:opendocument:xmlns:style:1.0";
const FO: &str = "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0";
const DC: &str = "http://purl.org/dc/elements/1.1/";

/// The prefixes of a document, each with its colon. What a document does not declare is declared by [`Names::missing`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Names {
    pub(crate) office: String,
    pub(crate) table: String,
    pub(crate) text: String,
    pub(crate) style: String,
    pub(crate) fo: String,
    pub(crate) dc: String,
    /// Declarations that the root still needs, each with a space before it.
    pub(crate) missing: String,
}

impl Names {
    /// Those that the root element declares.
    pub(crate) fn of(root: &BytesStart<'_>) -> Self {
        let mut declared: Vec<(String, String)> = Vec::new();
        let mut attributes = root.attributes();
        attributes.with_checks(false);
        for attribute in attributes.flatten() {
            let key = String::from_utf8_lossy(attribute.key.as_ref()).into_owned();
            // Attributes without a prefix have no namespace, so a default namespace does not help.
            let Some(prefix) = key.strip_prefix("xmlns:") else {
                continue;
            };
            let uri = attribute.unescape_value().unwrap_or_default();
            declared.push((prefix.to_owned(), uri.into_owned()));
        }
        let mut missing = String::new();
        let mut name = |usual: &str, uri: &str| {
            let known = declared.iter().find(|(_, known)| known == uri);
            if let Some((prefix, _)) = known {
                return format!("{prefix}:");
            }
            let is_taken = |prefix: &str| declared.iter().any(|(known, _)| known == prefix);
            let mut prefix = usual.to_owned();
            while is_taken(&prefix) {
                prefix.push('k');
            }
            // Writing to a string does not fail.
            let _ = write!(missing, " xmlns:{prefix}=\"{uri}\"");
            format!("{prefix}:")
        };
        let [office, table, text, style, fo, dc] = [
            ("office", OFFICE),
            ("table", TABLE),
            ("text", TEXT),
            ("style", STYLE),
            ("fo", FO),
            ("dc", DC),
        ]
        .map(|(usual, uri)| name(usual, uri));
        Self {
            office,
            table,
            text,
            style,
            fo,
            dc,
            missing,
        }
    }

    /// Those of a document that is written anew.
    pub(crate) fn usual() -> Self {
        Self::of(&BytesStart::new("document"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_are_the_documents_own() {
        let content = format!("o:document-content xmlns:o=\"{OFFICE}\" xmlns:table=\"x\" xmlns:fo='{FO}'");
        let names = Names::of(&BytesStart::from_content(content, "o:document-content".len()));
        assert_eq!(
            (names.office.as_str(), names.table.as_str(), names.fo.as_str()),
            ("o:", "tablek:", "fo:")
        );
        assert!(
            names.missing.contains(&format!(" xmlns:tablek=\"{TABLE}\"")),
            "{}",
            names.missing
        );
        assert!(!names.missing.contains(FO), "{}", names.missing);
        assert_eq!(Names::usual().text, "text:");
    }
}
