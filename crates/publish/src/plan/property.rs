//! What a plan says of the properties of a dataset: values that come and go.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Label;

/// What would become of a property's values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PropertyChange {
    /// The way from the dataset to the node that has the property; empty for the dataset itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub part: Vec<Part>,
    /// The property.
    pub property: String,
    /// What it is called.
    pub label: Label,
    /// Its values that would go.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<Value>,
    /// Its values that would come.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub added: Vec<Value>,
}

/// One step of the way to a node inside the dataset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// The property that leads to the node.
    pub property: String,
    /// What it is called.
    pub label: Label,
    /// What the node is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Whether the node as a whole comes or goes.
    pub state: PartState,
}

/// Whether a node as a whole comes or goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PartState {
    /// It stays, and something about it becomes different.
    Kept,
    /// It comes.
    Added,
    /// It goes.
    Removed,
}

/// One value of a property.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Value {
    /// The text, or the address; empty for a node without an address.
    #[serde(rename = "value")]
    pub text: String,
    /// What the thing at the address is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<Label>,
    /// The language of the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The datatype of the text, unless it is a plain one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub datatype: Option<String>,
}

/// Yes or no.
impl From<bool> for Value {
    fn from(is: bool) -> Self {
        let label = if is {
            Label::new("ja", "yes")
        } else {
            Label::new("nein", "no")
        };
        Self {
            text: is.to_string(),
            label: Some(label),
            language: None,
            datatype: None,
        }
    }
}
