//! The JSON Schemas of the interface, as they lie in `schemas/`.

use std::fs;
use std::path::Path;

use schemars::generate::SchemaSettings;

use crate::routes::api::DatasetList;

#[test]
fn the_schema_in_the_repository_is_the_one_of_the_types() {
    let schema = SchemaSettings::draft2020_12()
        .into_generator()
        .into_root_schema_for::<DatasetList>();
    let text = format!("{}\n", serde_json::to_string_pretty(&schema).unwrap());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas/api/datasets.json");
    if std::env::var_os("UPDATE").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &text).unwrap();
    }
    let known = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(known, text, "run the tests with UPDATE=1");
}
