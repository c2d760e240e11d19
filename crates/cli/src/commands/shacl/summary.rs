//! Results counted, per severity, and per severity, shape, path and component.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use kolophon_diagnostic::Language;
use kolophon_graph::Graph;
use kolophon_shacl::{Component, Consumer, ResultPath, Severity, ShapeRef, Shapes, Terms, ValidationResult};

use super::{Outcome, severity_name, validate};
use crate::failure::Failure;
use crate::ui::Ui;

/// Writes the counts, the largest first.
pub(super) fn write(shapes: &Shapes, data: &Graph, ui: &mut Ui) -> Result<Outcome, Failure> {
    let mut counts: BTreeMap<Row, usize> = BTreeMap::new();
    validate(shapes, data, &Counts { shapes }, |part| {
        for (row, count) in part.into_values() {
            *counts.entry(row).or_default() += count;
        }
        Ok(())
    })?;
    let outcome = Outcome::of(counts.len());
    ui.data(match outcome {
        Outcome::Conforms if data.is_empty() => String::new(),
        Outcome::Conforms => match ui.language() {
            Language::German => "Die Daten stimmen mit allen Regeln überein.\n".to_owned(),
            Language::English => "The data conforms to all shapes.\n".to_owned(),
        },
        Outcome::Violated => table(counts),
    })?;
    Ok(outcome)
}

fn table(counts: BTreeMap<Row, usize>) -> String {
    let mut by_severity: BTreeMap<String, usize> = BTreeMap::new();
    for (row, count) in &counts {
        *by_severity.entry(row.severity.clone()).or_default() += count;
    }
    let mut rows: Vec<(Row, usize)> = counts.into_iter().collect();
    rows.sort_by(|(a_row, a), (b_row, b)| b.cmp(a).then_with(|| a_row.cmp(b_row)));
    let mut text = String::new();
    for (severity, count) in by_severity {
        writeln!(text, "{count:>7}  {severity}").unwrap_or_default();
    }
    text.push('\n');
    for (row, count) in rows {
        let Row {
            severity,
            shape,
            path,
            component,
        } = row;
        writeln!(text, "{count:>7}  {severity}  {component}  {path}  {shape}").unwrap_or_default();
    }
    text
}

/// What is counted together, by numbers.
type Key = (Severity, ShapeRef, Option<ResultPath>, Component);

/// What is counted together, in words.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    severity: String,
    shape: String,
    path: String,
    component: String,
}

struct Counts<'a> {
    shapes: &'a Shapes,
}

impl Consumer for Counts<'_> {
    type Part = BTreeMap<Key, (Row, usize)>;

    fn begin(&self, _: usize) -> Self::Part {
        BTreeMap::new()
    }

    fn result(&self, part: &mut Self::Part, result: ValidationResult, terms: Terms<'_>) {
        let key = (
            result.severity,
            result.source_shape,
            result.path,
            result.component,
        );
        let (_, count) = part.entry(key).or_insert_with(|| {
            let row = Row {
                severity: severity_name(self.shapes, result.severity).to_owned(),
                shape: self.shapes.shape(result.source_shape).to_string(),
                path: result.path.map(|path| terms.path(path)).unwrap_or_default(),
                component: self.shapes.component_name(result.component).to_owned(),
            };
            (row, 0)
        });
        *count += 1;
    }
}
