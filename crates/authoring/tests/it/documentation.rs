//! `docs/authoring.md` and the JSON Schema say what the table of fields says.
