//! One finding: what, where, why, and how to mend it.

use std::fmt;
use std::sync::Arc;

use crate::language::Text;

/// The stable, speaking name of a rule: `dataset-title-missing`. It reads as "allow `dataset-title-missing`".
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleId(String);

impl RuleId {
    /// The rule of that name.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How bad a finding is. The worst comes first in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The standard forbids it (SHACL: `sh:Violation`).
    Error,
    /// The standard advises against it (`sh:Warning`).
    Warning,
    /// It could be better (`sh:Info`).
    Info,
}

/// What `GovData` does with a dataset that has the finding.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Consequence {
    /// The dataset, or the whole run, is not taken.
    Drops,
    /// The dataset is taken, but changed: a value is lost or replaced.
    Changes,
    /// The finding shows up in the portal's own check.
    #[default]
    Warns,
    /// Nothing: it is not about what is published.
    Nothing,
}

/// A range of characters in a file. Lines and columns start at 1.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The path as the user gave it.
    pub file: String,
    /// The first line.
    pub line: u32,
    /// The first column, in characters.
    pub column: u32,
    /// The same range in bytes of the file's decoded text.
    pub bytes: (usize, usize),
    /// The cell it lies in, when the file is a table. A workbook has no lines: there `line` and `column` are those of the
    /// cell.
    pub cell: Option<Cell>,
}

/// A cell of a table, as spreadsheets name it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cell {
    /// The sheet of a workbook; a CSV file has none.
    pub sheet: Option<String>,
    /// The address within the sheet: `F17`.
    pub address: String,
}

impl Place {
    /// Whether the file is a text that an editor shows with these lines and columns.
    #[must_use]
    pub fn is_in_text(&self) -> bool {
        self.cell.as_ref().is_none_or(|cell| cell.sheet.is_none())
    }
}

/// `katalog.ttl:14:5`, and of tables `liste.csv!F17` and `liste.xlsx!Datensätze:F17`.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.cell {
            None => write!(f, "{}:{}:{}", self.file, self.line, self.column),
            Some(Cell { sheet: None, address }) => write!(f, "{}!{address}", self.file),
            Some(Cell {
                sheet: Some(sheet),
                address,
            }) => write!(f, "{}!{sheet}:{address}", self.file),
        }
    }
}

/// What the SHACL engine reported, for developers. All terms as N-Triples, the path as IRI or SPARQL path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ShaclResult {
    /// [`sh:focusNode`](https://www.w3.org/TR/shacl/#results-focus-node).
    pub focus_node: String,
    /// `sh:resultPath`.
    pub result_path: Option<String>,
    /// `sh:value`.
    pub value: Option<String>,
    /// `sh:sourceShape`.
    pub source_shape: String,
    /// `sh:sourceConstraintComponent`.
    pub component: String,
}

/// A replacement of characters in a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// The file.
    pub file: String,
    /// The bytes of the decoded text that are replaced; an empty range inserts.
    pub bytes: (usize, usize),
    /// What takes their place.
    pub replacement: String,
}

/// Whether a proposal says exactly what was meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certainty {
    /// There is only one way to mend it.
    Certain,
    /// Something else may be meant: a person has to look.
    Guess,
}

/// A proposal that mends the finding when its edits are applied.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fix {
    /// Whether it is what was meant.
    pub certainty: Certainty,
    /// The text to paste, as people see it.
    pub proposal: String,
    /// The edits, in the order of the file.
    pub edits: Vec<Edit>,
}

/// One fact about the user's data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule it breaks.
    pub rule: RuleId,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, as one sentence.
    pub message: Text,
    /// Why it matters, as one sentence.
    pub why: Option<Text>,
    /// How to mend it, as one sentence.
    pub mend: Option<Text>,
    /// Where the rule is written down, as an address.
    pub clause: Option<&'static str>,
    /// What `GovData` does with it.
    pub consequence: Consequence,
    /// A harvester would void its run, drop, merge or delete: never published, whatever the flag.
    pub blocking: bool,
    /// Where it stands; `None` for what stands in no file.
    pub place: Option<Place>,
    /// The dataset (or catalogue, data service …) it belongs to.
    pub dataset: Option<String>,
    /// The subject of the dataset's own triple: an IRI, or `_:label`.
    pub focus: Option<String>,
    /// The property of the dataset's own triple, as an IRI.
    pub path: Option<String>,
    /// The object of the dataset's own triple: IRI, `_:label`, or the text of a literal.
    pub value: Option<String>,
    /// What the SHACL engine reported, when the finding comes from there.
    pub result: Option<ShaclResult>,
    /// A proposal that mends it.
    pub fix: Option<Fix>,
    /// What to paste where something is missing; the values are examples.
    pub insertion: Option<Arc<str>>,
}
