//! The document type declaration: its entities, and nothing else of it.

use kolophon_graph::Span;
use memchr::memmem;

use super::super::Stop;
use super::lexer::{is_blank, name_length, stop};
use super::references::{Entity, References, entity_value};

/// Reads a [document type declaration](https://www.w3.org/TR/xml/#NT-doctypedecl) from behind `<!DOCTYPE`, and returns
/// the offset behind its `>`.
///
/// Entities of the internal subset are declared; element types, attribute lists, notations, parameter entities and
/// whatever lies in other files are passed over.
///
/// # Errors
/// When the declaration is not closed, or is that of a web page.
pub(super) fn read<'t>(text: &'t str, at: usize, references: &mut References<'t>) -> Result<usize, Stop> {
    let mut cursor = Cursor { text, at };
    cursor.skip_blanks();
    let name = cursor.name();
    if text[name.range()].eq_ignore_ascii_case("html") {
        return Err(stop(
            at.saturating_sub(9),
            "this is a web page (HTML), not RDF/XML",
        ));
    }
    loop {
        cursor.skip_blanks();
        match cursor.rest().as_bytes().first() {
            Some(b'>') => return Ok(cursor.at + 1),
            Some(b'[') => {
                cursor.at += 1;
                internal_subset(&mut cursor, references)?;
            }
            Some(b'"' | b'\'') => {
                cursor.quoted()?;
            }
            Some(b'<') | None => {
                return Err(stop(
                    cursor.at,
                    "the document type declaration `<!DOCTYPE` is not closed by `>`",
                ));
            }
            Some(_) => cursor.skip_word(),
        }
    }
}

fn internal_subset<'t>(cursor: &mut Cursor<'t>, references: &mut References<'t>) -> Result<(), Stop> {
    loop {
        cursor.skip_blanks();
        let rest = cursor.rest();
        if rest.starts_with(']') {
            cursor.at += 1;
            return Ok(());
        } else if rest.starts_with("<!--") {
            cursor.skip_behind("-->")?;
        } else if rest.starts_with("<?") {
            cursor.skip_behind("?>")?;
        } else if rest.starts_with("<!ENTITY") {
            cursor.at += "<!ENTITY".len();
            entity(cursor, references)?;
        } else if rest.starts_with("<!") {
            cursor.at += 2;
            cursor.skip_declaration()?;
        } else if rest.starts_with('%') {
            cursor.at += 1;
            cursor.skip_word();
        } else {
            return Err(stop(
                cursor.at,
                "the document type declaration is not closed by `]>`",
            ));
        }
    }
}

/// `<!ENTITY name "value">`, or one of the kinds that are passed over.
fn entity<'t>(cursor: &mut Cursor<'t>, references: &mut References<'t>) -> Result<(), Stop> {
    cursor.skip_blanks();
    if cursor.rest().starts_with('%') {
        return cursor.skip_declaration();
    }
    let name = cursor.name();
    if name.is_empty() {
        return Err(stop(cursor.at, "the entity declaration has no name"));
    }
    let name = &cursor.text[name.range()];
    cursor.skip_blanks();
    if cursor.rest().starts_with(['"', '\'']) {
        let value = cursor.quoted()?;
        references.declare(name, Entity::Internal(entity_value(&cursor.text[value.range()])));
    } else {
        references.declare(name, Entity::External);
    }
    cursor.skip_declaration()
}

struct Cursor<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Cursor<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn skip_blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches(is_blank).len();
    }

    fn name(&mut self) -> Span {
        let start = self.at;
        self.at += name_length(self.rest());
        Span::new(start, self.at)
    }

    /// Goes on behind the next character and all that look like a word with it.
    fn skip_word(&mut self) {
        let rest = self.rest();
        let length = rest
            .char_indices()
            .skip(1)
            .find(|(_, character)| {
                is_blank(*character) || matches!(character, '<' | '>' | '[' | ']' | '"' | '\'')
            })
            .map_or(rest.len(), |(length, _)| length);
        self.at += length;
    }

    fn skip_behind(&mut self, close: &str) -> Result<(), Stop> {
        match memmem::find(self.rest().as_bytes(), close.as_bytes()) {
            Some(length) => {
                self.at += length + close.len();
                Ok(())
            }
            None => Err(stop(
                self.at,
                &format!("`{close}` is missing in the document type declaration"),
            )),
        }
    }

    /// The span between the quotes here.
    fn quoted(&mut self) -> Result<Span, Stop> {
        let start = self.at + 1;
        let quote = &self.text[self.at..start];
        let Some(length) = self.text[start..].find(quote) else {
            return Err(stop(
                self.at,
                "a closing quote is missing in the document type declaration",
            ));
        };
        self.at = start + length + 1;
        Ok(Span::new(start, start + length))
    }

    /// Goes on behind the `>` of a declaration; one inside quotes does not count.
    fn skip_declaration(&mut self) -> Result<(), Stop> {
        loop {
            let rest = self.rest();
            let Some(length) = rest.find(['>', '"', '\'']) else {
                return Err(stop(
                    self.at,
                    "the document type declaration is not closed by `>`",
                ));
            };
            self.at += length;
            if rest[length..].starts_with('>') {
                self.at += 1;
                return Ok(());
            }
            self.quoted()?;
        }
    }
}
