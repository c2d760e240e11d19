//! Results as JSON, one a line.

use kolophon_graph::Graph;
use kolophon_shacl::{Consumer, Shapes, Terms, ValidationResult};
use serde::Serialize;

use super::{Outcome, severity_name, validate};
use crate::failure::Failure;
use crate::ui::Ui;

const OPENING: &[u8] = b"{\"results\":[\n";

/// Writes `results`, then `conforms`, which is known when all results are.
pub(super) fn write(shapes: &Shapes, data: &Graph, ui: &mut Ui) -> Result<Outcome, Failure> {
    let mut results = 0;
    validate(shapes, data, &Json { shapes }, |part| {
        for line in part {
            let separator: &[u8] = if results == 0 { OPENING } else { b",\n" };
            ui.stdout().write_all(separator)?;
            ui.stdout().write_all(line.as_bytes())?;
            results += 1;
        }
        Ok(())
    })?;
    let outcome = Outcome::of(results);
    if results == 0 {
        ui.stdout().write_all(OPENING)?;
    }
    ui.data(format!("\n],\"conforms\":{}}}\n", outcome == Outcome::Conforms))?;
    Ok(outcome)
}

struct Json<'a> {
    shapes: &'a Shapes,
}

/// A result. Terms and messages are written as N-Triples, a path that is no predicate as a SPARQL property path.
#[derive(Serialize)]
struct JsonResult<'a> {
    focus: String,
    path: Option<String>,
    value: Option<String>,
    component: &'a str,
    severity: &'a str,
    source_shape: String,
    messages: Vec<String>,
}

impl Consumer for Json<'_> {
    type Part = Vec<String>;

    fn begin(&self, _: usize) -> Self::Part {
        Vec::new()
    }

    fn result(&self, part: &mut Self::Part, result: ValidationResult, terms: Terms<'_>) {
        let messages = terms.messages(&result);
        let result = JsonResult {
            focus: terms.node(result.focus_node).to_string(),
            path: result.path.map(|path| terms.path(path)),
            value: result.value.map(|value| terms.node(value).to_string()),
            component: self.shapes.component_name(result.component),
            severity: severity_name(self.shapes, result.severity),
            source_shape: self.shapes.shape(result.source_shape).to_string(),
            messages: messages.iter().map(ToString::to_string).collect(),
        };
        // Strings and lists of them: there is nothing that could fail to be written.
        part.push(serde_json::to_string(&result).unwrap_or_default());
    }
}
