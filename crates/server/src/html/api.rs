//! The page about the interface for programs: every operation, and examples to copy.

use askama::Template;
use kolophon_diagnostic::Language;

use crate::app::App;
use crate::html::Layout;
use crate::openapi::{Group, Operation, operations};

/// The page.
#[derive(Debug, Template)]
#[template(path = "api.html")]
pub(crate) struct ApiPage {
    layout: Layout,
    base: String,
    document: String,
    groups: Vec<GroupEntry>,
}

/// Operations about the same.
#[derive(Debug)]
struct GroupEntry {
    id: &'static str,
    name: String,
    operations: Vec<OperationEntry>,
}

/// An operation in the list.
#[derive(Debug)]
struct OperationEntry {
    method: String,
    path: &'static str,
    summary: String,
    parameters: String,
}

impl ApiPage {
    pub(crate) fn new(app: &App, language: Language) -> Self {
        let operations = operations();
        let groups = Group::ALL.into_iter().map(|group| GroupEntry {
            id: group.id(),
            name: group.name().in_language(language).to_owned(),
            operations: operations
                .iter()
                .filter(|operation| operation.group() == group)
                .map(|operation| entry(operation, language))
                .collect(),
        });
        Self {
            layout: Layout::in_language(app, language),
            base: app.addresses.base().to_owned(),
            document: app.addresses.path("/api/openapi.json"),
            groups: groups.collect(),
        }
    }
}

fn entry(operation: &Operation, language: Language) -> OperationEntry {
    OperationEntry {
        method: operation.method().to_ascii_uppercase(),
        path: operation.path(),
        summary: operation.summary().in_language(language).to_owned(),
        parameters: operation.parameters().join(", "),
    }
}
