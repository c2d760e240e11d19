//! Objects: the values of a property, the elements of a collection, and the triples that come of them.

use kolophon_graph::{Position, Span, TermId, Triple};

use super::lexer::TokenKind;
use super::{BRACKETS, ELEMENT, Elements, Frame, LIST, Node, Parser, Unexpected, Verb, Want};
use crate::vocab::xsd;

impl Parser<'_, '_> {
    pub(super) fn object(&mut self) -> Result<Want, Unexpected> {
        let token = self.token;
        match token.kind {
            TokenKind::Iri { .. } | TokenKind::PrefixedName { .. } => {
                self.advance();
                let term = self.terms.iri(self.input, token);
                self.value(term, token.span());
            }
            TokenKind::BlankNode => {
                self.advance();
                let term = self.terms.blank_node(self.input, token);
                self.value(term, token.span());
            }
            TokenKind::String { .. } => {
                let term = self.literal()?;
                self.value(term, Span::new(token.start, self.token_before_end));
            }
            TokenKind::Integer | TokenKind::Decimal | TokenKind::Double => {
                self.advance();
                let term = self.terms.number(self.input, token);
                self.value(term, token.span());
            }
            TokenKind::Word if matches!(self.word(), "true" | "false") => {
                let word = &self.text[token.start..token.end];
                self.advance();
                let term = self.input.builder.typed_literal(word, xsd::BOOLEAN);
                self.value(term, token.span());
            }
            TokenKind::Punctuation(b'[') => {
                self.advance();
                let term = self.anonymous_node(BRACKETS, token.start);
                self.value(term, token.span());
                if self.is(b']') {
                    self.advance();
                } else {
                    return Ok(self.open_brackets(term, token));
                }
            }
            TokenKind::Punctuation(b'(') => {
                self.advance();
                if self.is(b')') {
                    self.advance();
                    self.value(self.nil, token.span());
                } else {
                    let term = self.anonymous_node(LIST, token.start);
                    self.value(term, token.span());
                    return Ok(self.open_collection(term, token));
                }
            }
            TokenKind::Broken { expected } if expected != "a term" => return Err(Unexpected(expected)),
            TokenKind::Word if self.word() == "a" && self.begins_behind_missing_full_stop() => {
                return Ok(Want::Verb);
            }
            TokenKind::Punctuation(b';' | b',' | b'.') if self.value_behind_full_stop() => {}
            _ if matches!(self.stack.last(), Some(Frame::Collection { .. })) => {
                return Err(Unexpected("a value or `)`"));
            }
            _ => return Err(Unexpected("a value")),
        }
        Ok(Want::Continuation)
    }

    /// A string and its datatype or language.
    fn literal(&mut self) -> Result<TermId, Unexpected> {
        let string = self.advance();
        match self.token.kind {
            TokenKind::At if !self.begins_directive() => {
                let tag = self.advance();
                Ok(self.terms.tagged(self.input, string, tag))
            }
            TokenKind::Carets => {
                self.advance();
                match self.token.kind {
                    TokenKind::Iri { .. } | TokenKind::PrefixedName { .. } => {
                        let datatype = self.advance();
                        Ok(self.terms.typed(self.input, string, datatype))
                    }
                    _ => Err(Unexpected("a datatype")),
                }
            }
            _ => Ok(self.terms.string(self.input, string)),
        }
    }

    /// Whether an `@` word behind a string is `@prefix` or `@base` on a line of its own, and no language.
    fn begins_directive(&self) -> bool {
        self.token.start > self.token_before_end && matches!(self.word(), "@prefix" | "@base")
    }

    /// Takes a term as the object of what is open.
    pub(super) fn value(&mut self, term: TermId, span: Span) {
        let object = Node { term, span };
        match self.stack.last().copied() {
            Some(Frame::Properties {
                subject,
                verb: Verb::Known(verb),
                ..
            }) => self.push(subject, verb, object),
            Some(Frame::Collection { node, elements }) => {
                let node = match elements {
                    Elements::NoneYet => node,
                    Elements::Some => {
                        let next = Node {
                            term: self.anonymous_node(ELEMENT, span.range().start),
                            span,
                        };
                        self.push(
                            node,
                            Node {
                                term: self.rest,
                                span,
                            },
                            next,
                        );
                        next
                    }
                };
                self.push(
                    node,
                    Node {
                        term: self.first,
                        span,
                    },
                    object,
                );
                if let Some(frame) = self.stack.last_mut() {
                    *frame = Frame::Collection {
                        node,
                        elements: Elements::Some,
                    };
                }
            }
            Some(Frame::Properties { .. }) | None => {}
        }
    }

    pub(super) fn push(&mut self, subject: Node, predicate: Node, object: Node) {
        self.statements += 1;
        let position = Position {
            source: self.input.source,
            subject: subject.span,
            predicate: predicate.span,
            object: object.span,
        };
        let triple = Triple::new(subject.term, predicate.term, object.term);
        self.input.builder.push(triple, position);
    }
}
