//! What reading and writing ask of the code lists, which lie in a crate above this one.

use kolophon_diagnostic::Language;

/// Code lists by name: `licenses`, `data-theme`, `file-type` …
pub trait CodeLists {
    /// The value of a list that somebody named by its label, its code (the last part of its IRI) or a known spelling.
    fn find(&self, list: &str, text: &str) -> Found;

    /// The label of a value in a language, if the list has one.
    fn label(&self, list: &str, iri: &str, language: Language) -> Option<String>;

    /// All values of a list with their labels, for the choices of spreadsheets and the examples of schemas.
    fn choices(&self, list: &str, language: Language) -> Vec<String>;
}

/// What looking something up came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// This value, by its IRI.
    Exact(String),
    /// None, or no single one; these come near, the nearest first, as a person would write them.
    Nearly(Vec<String>),
    /// Nothing comes near.
    None,
}
