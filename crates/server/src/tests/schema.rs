//! The JSON Schemas of the interface, as they lie in `schemas/`.

use std::fs;
use std::path::Path;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;

use crate::routes::api::DatasetList;
use crate::routes::harvests::HarvestList;

fn check<T: JsonSchema>(name: &str) {
    let schema = SchemaSettings::draft2020_12()
        .into_generator()
        .into_root_schema_for::<T>();
    let text = format!("{}\n", serde_json::to_string_pretty(&schema).unwrap());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas/api");
    let path = folder.join(name);
    if std::env::var_os("UPDATE").is_some() {
        fs::create_dir_all(&folder).unwrap();
        fs::write(&path, &text).unwrap();
    }
    let known = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(known, text, "run the tests with UPDATE=1");
}

#[test]
fn the_schemas_in_the_repository_are_those_of_the_types() {
    check::<DatasetList>("datasets.json");
    check::<HarvestList>("harvests.json");
}
