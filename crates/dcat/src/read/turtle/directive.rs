//! Prefixes, bases and the graphs of `TriG`.

use super::lexer::TokenKind;
use super::{GraphBlock, Parser, Unexpected};
use crate::format::Format;

impl Parser<'_, '_> {
    pub(super) fn at_directive(&mut self) -> Result<(), Unexpected> {
        let word = self.word();
        let is_prefix = word.eq_ignore_ascii_case("@prefix");
        if !is_prefix && !word.eq_ignore_ascii_case("@base") {
            return Err(Unexpected("a statement"));
        }
        if word.bytes().any(|byte| byte.is_ascii_uppercase()) {
            self.report_unexpected("`@prefix` or `@base` in small letters");
        }
        self.advance();
        if is_prefix {
            self.prefix()?;
        } else {
            self.base()?;
        }
        if self.is(b'.') {
            self.advance();
        } else {
            self.report_unexpected("`.`");
        }
        Ok(())
    }

    pub(super) fn prefix(&mut self) -> Result<(), Unexpected> {
        let name = match self.token.kind {
            TokenKind::PrefixedName { colon, .. } if colon + 1 == self.token.end => self.advance(),
            _ => return Err(Unexpected("a prefix that ends with `:`")),
        };
        if !matches!(self.token.kind, TokenKind::Iri { .. }) {
            return Err(Unexpected("an IRI in `<` and `>`"));
        }
        let iri = self.advance();
        self.terms.declare_prefix(self.input, name, iri);
        self.statements += 1;
        Ok(())
    }

    pub(super) fn base(&mut self) -> Result<(), Unexpected> {
        if !matches!(self.token.kind, TokenKind::Iri { .. }) {
            return Err(Unexpected("an IRI in `<` and `>`"));
        }
        let iri = self.advance();
        self.terms.set_base(self.input, iri);
        self.statements += 1;
        Ok(())
    }

    /// The name behind `GRAPH`. All graphs are joined, so it is only looked at.
    pub(super) fn graph_name(&mut self) -> Result<(), Unexpected> {
        match self.token.kind {
            TokenKind::Iri { .. } | TokenKind::PrefixedName { .. } => {
                let token = self.advance();
                self.terms.iri(self.input, token);
            }
            TokenKind::BlankNode => {
                self.advance();
            }
            TokenKind::Punctuation(b'[') => {
                self.advance();
                if !self.is(b']') {
                    return Err(Unexpected("`]`"));
                }
                self.advance();
            }
            _ => return Err(Unexpected("the name of a graph")),
        }
        if self.is(b'{') {
            self.open_graph();
            Ok(())
        } else {
            Err(Unexpected("`{`"))
        }
    }

    pub(super) fn open_graph(&mut self) {
        if self.format != Format::TriG {
            self.report_unexpected("a statement (graphs in braces are TriG, not Turtle)");
        }
        self.advance();
        self.graph = GraphBlock::Inside;
        self.statements += 1;
    }
}
