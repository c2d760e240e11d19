//! The JSON Schemas of the report are those of its types. `UPDATE=1 cargo test --workspace schemas` writes them anew.

use std::fs;
use std::path::Path;

fn assert_current(name: &str, schema: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../schemas")
        .join(name);
    let schema = format!("{}\n", schema.trim_end());
    #[expect(clippy::disallowed_methods, reason = "the developer asks for new files")]
    if std::env::var("UPDATE").is_ok() {
        fs::write(&path, &schema).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(written, schema, "schemas/{name} is out of date");
}

#[test]
fn the_report_schema_is_current() {
    assert_current("report.schema.json", &kolophon_diagnostic::json_schema());
}

#[test]
fn the_schema_of_a_report_line_is_current() {
    assert_current(
        "report-line.schema.json",
        &kolophon_diagnostic::json_line_schema(),
    );
}

#[test]
fn the_quality_schema_is_current() {
    assert_current("quality.schema.json", &kolophon_validate::quality::json_schema());
}

#[test]
fn the_code_quality_schema_is_current() {
    assert_current(
        "code-quality.schema.json",
        &kolophon_diagnostic::code_quality_schema(),
    );
}
