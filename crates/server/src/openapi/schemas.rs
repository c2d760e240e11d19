//! The schemas of the document: those of our types, and those that commands also publish.

use kolophon_diagnostic::json_schema;
use kolophon_publish::plan;
use kolophon_validate::quality;
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use serde_json::{Map, Value, json};

/// Where the schemas of the document lie.
const COMPONENTS: &str = "#/components/schemas/";

/// What the interface answers and a command writes, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Foreign {
    /// `kolophon quality --format json`
    Quality,
    /// `kolophon validate --format json`
    Report,
    /// `kolophon plan --format json`
    Plan,
}

/// What went wrong ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)).
#[derive(Debug, Serialize, JsonSchema)]
struct Problem {
    /// The kind of problem: the address of a page about it.
    r#type: String,
    /// What kind it is, for people.
    title: String,
    /// The status of the response.
    status: u16,
    /// What happened, for people.
    detail: String,
    /// Names this occurrence in the server's log.
    instance: String,
    /// The parameter that is not understood, if it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    parameter: Option<String>,
}

/// Schemas that are being collected.
pub(super) struct Schemas {
    generator: SchemaGenerator,
    foreign: Map<String, Value>,
}

impl Schemas {
    pub(super) fn new() -> Self {
        let mut settings = SchemaSettings::draft2020_12().for_serialize();
        settings.definitions_path = "/components/schemas".into();
        settings.meta_schema = None;
        let mut generator = settings.into_generator();
        generator.subschema_for::<Problem>();
        Self {
            generator,
            foreign: Map::new(),
        }
    }

    /// A reference to the schema of one of our types.
    pub(super) fn own(&mut self, of: fn(&mut SchemaGenerator) -> Schema) -> Value {
        of(&mut self.generator).to_value()
    }

    /// A reference to a schema that a command publishes, which is taken over with all it refers to.
    pub(super) fn foreign(&mut self, foreign: Foreign) -> Value {
        let (name, text) = match foreign {
            Foreign::Quality => ("Quality", quality::json_schema()),
            Foreign::Report => ("Report", json_schema()),
            Foreign::Plan => ("Plan", plan::json_schema()),
        };
        if !self.foreign.contains_key(name) {
            let mut schema: Value = serde_json::from_str(&text).unwrap_or_default();
            let prefix = format!("{COMPONENTS}{name}.");
            point_to(&mut schema, &prefix);
            if let Some(members) = schema.as_object_mut() {
                members.remove("$schema");
                if let Some(Value::Object(definitions)) = members.remove("$defs") {
                    for (inner, definition) in definitions {
                        self.foreign.insert(format!("{name}.{inner}"), definition);
                    }
                }
            }
            self.foreign.insert(name.to_owned(), schema);
        }
        json!({ "$ref": format!("{COMPONENTS}{name}") })
    }

    /// All of them.
    pub(super) fn into_components(mut self) -> Map<String, Value> {
        let mut components = self.generator.take_definitions(true);
        components.extend(self.foreign);
        components.sort_keys();
        components
    }
}

/// Lets references into a schema's own definitions point to the document's.
fn point_to(value: &mut Value, prefix: &str) {
    match value {
        Value::Object(members) => {
            if let Some(Value::String(reference)) = members.get_mut("$ref")
                && let Some(name) = reference.strip_prefix("#/$defs/")
            {
                *reference = format!("{prefix}{name}");
            }
            for member in members.values_mut() {
                point_to(member, prefix);
            }
        }
        Value::Array(items) => {
            for item in items {
                point_to(item, prefix);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
