//! Turtle, `TriG`, N-Triples and N-Quads, read in one pass and with the place of every token.
//!
//! The grammar is that of [Turtle](https://www.w3.org/TR/turtle/) and [TriG](https://www.w3.org/TR/trig/); N-Triples and
//! N-Quads are nearly parts of it and are read as such. Nesting lives on an explicit stack, so that no depth overflows
//! the thread's.

mod directive;
mod escape;
mod lexer;
mod recovery;
mod terms;
#[cfg(test)]
mod tests;

use kolophon_graph::{Position, Span, TermId, Triple};

use self::lexer::{Lexer, Token, TokenKind};
use self::terms::Terms;
use super::{Input, Stop, SyntaxIssueKind};
use crate::format::Format;
use crate::vocab::{rdf, xsd};

/// Reads `input` as `format`, one of the four.
///
/// # Errors
/// When the text has content and not one statement of it can be read.
pub(super) fn read(input: &mut Input<'_>, format: Format) -> Result<(), Stop> {
    let text = input.text;
    let mut lexer = Lexer::new(text);
    let token = lexer.next();
    // IRIs of N-Triples and N-Quads are absolute and resolved against nothing.
    let base = match format {
        Format::NTriples | Format::NQuads => None,
        _ => Some(input.base),
    };
    let mut parser = Parser {
        terms: Terms::new(text, base),
        type_: input.builder.iri(rdf::TYPE),
        first: input.builder.iri(rdf::FIRST),
        rest: input.builder.iri(rdf::REST),
        nil: input.builder.iri(rdf::NIL),
        input,
        text,
        format,
        lexer,
        token,
        token_before_end: 0,
        stack: Vec::new(),
        want: Want::Nothing,
        graph: GraphBlock::Outside,
        statements: 0,
    };
    parser.document();
    parser.finish()
}

struct Parser<'i, 'a> {
    input: &'i mut Input<'a>,
    text: &'a str,
    format: Format,
    lexer: Lexer<'a>,
    /// The token that is looked at and not yet taken.
    token: Token,
    /// Where the token taken last ended.
    token_before_end: usize,
    terms: Terms<'a>,
    /// What is open: the statement, and the brackets inside it.
    stack: Vec<Frame>,
    want: Want,
    graph: GraphBlock,
    /// The number of triples and directives read.
    statements: u64,
    type_: TermId,
    first: TermId,
    rest: TermId,
    nil: TermId,
}

/// A term and where it stands.
#[derive(Clone, Copy, Debug)]
struct Node {
    term: TermId,
    span: Span,
}

#[derive(Clone, Copy, Debug)]
enum Frame {
    /// The properties of a node.
    Properties {
        subject: Node,
        verb: Verb,
        enclosure: Enclosure,
    },
    /// The elements of a collection: the list node of the last element.
    Collection { node: Node, elements: Elements },
}

/// The verb in force.
#[derive(Clone, Copy, Debug)]
enum Verb {
    /// The first is still to come.
    NoneYet,
    /// It could not be understood; its values are nobody's.
    Unreadable,
    Known(Node),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Enclosure {
    /// Ends at `.`
    Statement(Subject),
    /// Ends at `]`
    Brackets,
}

/// What the subject of a statement looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Subject {
    /// A name, which may also be that of a graph
    Name,
    /// `[…]` with properties, which is a statement by itself
    Properties,
    /// `(…)`
    Collection,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Elements {
    NoneYet,
    Some,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum GraphBlock {
    Outside,
    Inside,
}

/// What the grammar wants next inside a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Want {
    Verb,
    Object,
    /// `,` `;` or the end of what is open
    Continuation,
    /// Nothing: the statement is complete.
    Nothing,
}

/// The token that cannot be understood has been looked at; this is what should stand there.
struct Unexpected(&'static str);

impl Parser<'_, '_> {
    fn document(&mut self) {
        while self.token.kind != TokenKind::End {
            let start = self.token.start;
            if let Err(Unexpected(expected)) = self.statement() {
                self.recover(expected, start);
            }
        }
        if self.graph == GraphBlock::Inside {
            self.report_unexpected("a closing `}`");
        }
        for span in std::mem::take(&mut self.lexer.foreign_blanks) {
            let found = self.text[span.range()].to_owned();
            let expected = "an ordinary blank";
            self.input
                .report(SyntaxIssueKind::UnexpectedToken { found, expected }, span);
        }
    }

    fn finish(self) -> Result<(), Stop> {
        let first_issue = self.input.issues.iter().min_by_key(|issue| issue.span);
        match first_issue {
            Some(issue) if self.statements == 0 => Err(Stop {
                offset: issue.span.range().start,
                reason: recovery::reason(&issue.kind),
            }),
            _ => Ok(()),
        }
    }

    fn advance(&mut self) -> Token {
        let token = self.token;
        self.token_before_end = token.end;
        self.token = self.lexer.next();
        token
    }

    fn word(&self) -> &str {
        &self.text[self.token.start..self.token.end]
    }

    fn is(&self, punctuation: u8) -> bool {
        self.token.kind == TokenKind::Punctuation(punctuation)
    }

    /// A directive, a graph's opening or closing, or triples.
    fn statement(&mut self) -> Result<(), Unexpected> {
        self.stack.clear();
        self.want = Want::Nothing;
        match self.token.kind {
            TokenKind::At => self.at_directive(),
            TokenKind::Word => {
                let word = self.word();
                if word.eq_ignore_ascii_case("prefix") {
                    self.advance();
                    self.prefix()
                } else if word.eq_ignore_ascii_case("base") {
                    self.advance();
                    self.base()
                } else if word.eq_ignore_ascii_case("graph") && self.graph == GraphBlock::Outside {
                    self.advance();
                    self.graph_name()
                } else {
                    Err(Unexpected("a statement"))
                }
            }
            TokenKind::Punctuation(b'{') if self.graph == GraphBlock::Outside => {
                self.open_graph();
                Ok(())
            }
            TokenKind::Punctuation(b'}') if self.graph == GraphBlock::Inside => {
                self.advance();
                self.graph = GraphBlock::Outside;
                Ok(())
            }
            _ => self.triples(),
        }
    }

    fn triples(&mut self) -> Result<(), Unexpected> {
        self.want = self.subject()?;
        self.rest_of_statement()
    }

    fn rest_of_statement(&mut self) -> Result<(), Unexpected> {
        loop {
            self.want = match self.want {
                Want::Verb => self.verb()?,
                Want::Object => self.object()?,
                Want::Continuation => self.continuation()?,
                Want::Nothing => return Ok(()),
            };
        }
    }

    fn subject(&mut self) -> Result<Want, Unexpected> {
        let token = self.token;
        match token.kind {
            TokenKind::Iri { .. } | TokenKind::PrefixedName { .. } => {
                self.advance();
                let term = self.terms.iri(self.input, token);
                Ok(self.open_statement(term, token, Subject::Name))
            }
            TokenKind::BlankNode => {
                self.advance();
                let term = self.terms.blank_node(self.input, token);
                Ok(self.open_statement(term, token, Subject::Name))
            }
            TokenKind::Punctuation(b'[') => {
                self.advance();
                let term = self.input.builder.fresh_blank_node();
                if self.is(b']') {
                    self.advance();
                    return Ok(self.open_statement(term, token, Subject::Name));
                }
                self.open_statement(term, token, Subject::Properties);
                Ok(self.open_brackets(term, token))
            }
            TokenKind::Punctuation(b'(') => {
                self.advance();
                if self.is(b')') {
                    self.advance();
                    return Ok(self.open_statement(self.nil, token, Subject::Collection));
                }
                let term = self.input.builder.fresh_blank_node();
                self.open_statement(term, token, Subject::Collection);
                Ok(self.open_collection(term, token))
            }
            TokenKind::Broken { expected } if expected != "a term" => Err(Unexpected(expected)),
            _ => Err(Unexpected("a statement")),
        }
    }

    fn open_statement(&mut self, term: TermId, token: Token, subject: Subject) -> Want {
        self.stack.push(Frame::Properties {
            subject: Node {
                term,
                span: token.span(),
            },
            verb: Verb::NoneYet,
            enclosure: Enclosure::Statement(subject),
        });
        Want::Verb
    }

    fn open_brackets(&mut self, term: TermId, token: Token) -> Want {
        self.stack.push(Frame::Properties {
            subject: Node {
                term,
                span: token.span(),
            },
            verb: Verb::NoneYet,
            enclosure: Enclosure::Brackets,
        });
        Want::Verb
    }

    fn open_collection(&mut self, term: TermId, token: Token) -> Want {
        self.stack.push(Frame::Collection {
            node: Node {
                term,
                span: token.span(),
            },
            elements: Elements::NoneYet,
        });
        Want::Object
    }

    fn verb(&mut self) -> Result<Want, Unexpected> {
        let Some(Frame::Properties { verb, enclosure, .. }) = self.stack.last().copied() else {
            return Ok(Want::Nothing);
        };
        let is_first = matches!(verb, Verb::NoneYet);
        let token = self.token;
        let term = match token.kind {
            TokenKind::Iri { .. } | TokenKind::PrefixedName { .. } => {
                self.advance();
                self.terms.iri(self.input, token)
            }
            TokenKind::Word if self.word() == "a" => {
                self.advance();
                self.type_
            }
            TokenKind::Punctuation(b'{')
                if is_first
                    && enclosure == Enclosure::Statement(Subject::Name)
                    && self.graph == GraphBlock::Outside =>
            {
                self.open_graph();
                return Ok(Want::Nothing);
            }
            TokenKind::Punctuation(b';') if !is_first => {
                self.advance();
                return Ok(Want::Verb);
            }
            TokenKind::Punctuation(b'.' | b'}' | b']')
                if !is_first || enclosure == Enclosure::Statement(Subject::Properties) =>
            {
                return self.continuation();
            }
            TokenKind::Broken { expected } if expected != "a term" => return Err(Unexpected(expected)),
            _ => return Err(Unexpected("a property")),
        };
        if let Some(Frame::Properties { verb, .. }) = self.stack.last_mut() {
            *verb = Verb::Known(Node {
                term,
                span: token.span(),
            });
        }
        Ok(Want::Object)
    }

    fn object(&mut self) -> Result<Want, Unexpected> {
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
                let term = self.input.builder.fresh_blank_node();
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
                    let term = self.input.builder.fresh_blank_node();
                    self.value(term, token.span());
                    return Ok(self.open_collection(term, token));
                }
            }
            TokenKind::Broken { expected } if expected != "a term" => return Err(Unexpected(expected)),
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
    fn value(&mut self, term: TermId, span: Span) {
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
                            term: self.input.builder.fresh_blank_node(),
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

    fn push(&mut self, subject: Node, predicate: Node, object: Node) {
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

    /// What stands behind a value.
    fn continuation(&mut self) -> Result<Want, Unexpected> {
        match self.stack.last().copied() {
            Some(Frame::Collection { node, .. }) => {
                if !self.is(b')') {
                    return Ok(Want::Object);
                }
                let span = self.advance().span();
                let nil = Node { term: self.nil, span };
                self.push(
                    node,
                    Node {
                        term: self.rest,
                        span,
                    },
                    nil,
                );
                self.stack.pop();
                Ok(self.behind_closed())
            }
            Some(Frame::Properties { enclosure, .. }) => match (self.token.kind, enclosure) {
                (TokenKind::Punctuation(b','), _) => {
                    self.advance();
                    Ok(Want::Object)
                }
                (TokenKind::Punctuation(b';'), _) => {
                    self.advance();
                    Ok(Want::Verb)
                }
                (TokenKind::Punctuation(b'.'), Enclosure::Statement(_)) => {
                    self.advance();
                    Ok(Want::Nothing)
                }
                (TokenKind::Punctuation(b'}'), Enclosure::Statement(_))
                    if self.graph == GraphBlock::Inside =>
                {
                    Ok(Want::Nothing)
                }
                (TokenKind::Punctuation(b']'), Enclosure::Brackets) => {
                    self.advance();
                    self.stack.pop();
                    Ok(self.behind_closed())
                }
                (
                    TokenKind::Iri { .. } | TokenKind::BlankNode | TokenKind::PrefixedName { .. },
                    Enclosure::Statement(_),
                ) if self.format == Format::NQuads => self.graph_label(),
                (TokenKind::Broken { expected }, _) if expected != "a term" => Err(Unexpected(expected)),
                (_, Enclosure::Statement(_)) => Err(Unexpected("`;`, `,` or `.`")),
                (_, Enclosure::Brackets) => Err(Unexpected("`;`, `,` or `]`")),
            },
            None => Ok(Want::Nothing),
        }
    }

    /// What may follow a closed `[…]` or `(…)`: properties when it was the subject.
    fn behind_closed(&self) -> Want {
        match self.stack.last() {
            Some(Frame::Properties {
                verb: Verb::NoneYet, ..
            }) => Want::Verb,
            _ => Want::Continuation,
        }
    }

    /// The fourth part of an N-Quads line.
    fn graph_label(&mut self) -> Result<Want, Unexpected> {
        let token = self.advance();
        if token.kind != TokenKind::BlankNode {
            self.terms.iri(self.input, token);
        }
        if !self.is(b'.') {
            return Err(Unexpected("`.`"));
        }
        self.advance();
        Ok(Want::Nothing)
    }
}
