//! Turtle, `TriG`, N-Triples and N-Quads, read in one pass and with the place of every token.
//!
//! The grammar is that of [Turtle](https://www.w3.org/TR/turtle/) and [TriG](https://www.w3.org/TR/trig/); N-Triples and
//! N-Quads are nearly parts of it and are read as such. Nesting lives on an explicit stack, so that no depth overflows
//! the thread's.

mod directive;
mod escape;
mod full_stop;
mod lexer;
mod parts;
mod recovery;
mod terms;
#[cfg(test)]
mod tests;
mod values;

use std::fs::File;

use kolophon_graph::{Span, TermId};

use self::full_stop::FullStop;
use self::lexer::{Lexer, Token, TokenKind};
use self::parts::{Parts, Sizes};
use self::terms::{Environment, Terms};
use super::{Input, Interruption, Stop, SyntaxIssue, SyntaxIssueKind};
use crate::format::Format;
use crate::vocab::rdf;

/// Reads `input` as `format`, one of the four.
///
/// # Errors
/// When the text has content and not one statement of it can be read.
pub(super) fn read(input: &mut Input<'_>, format: Format) -> Result<(), Interruption> {
    if input.text.len() < parts::WORTH_DIVIDING {
        let environment = environment(input.base, format);
        let behind = Parser::new(input, format, environment, 0).read();
        return Ok(stop_if_unread(&input.issues, behind.statements)?);
    }
    let text = input.text;
    parts::read(input, format, Parts::of_text(text), Sizes::USUAL)
}

/// Reads a file as `format` without ever holding the whole of it.
///
/// # Errors
/// As [`read`], and when the file cannot be read or is no UTF-8.
pub(super) fn read_file(input: &mut Input<'_>, format: Format, file: File) -> Result<(), Interruption> {
    parts::read(input, format, Parts::of_file(file), Sizes::USUAL)
}

/// What names mean at the beginning. IRIs of N-Triples and N-Quads are absolute and resolved against nothing.
fn environment(base: &str, format: Format) -> Environment {
    match format {
        Format::NTriples | Format::NQuads => Environment::new(None),
        _ => Environment::new(Some(base)),
    }
}

/// A text with content of which no statement could be read is refused.
fn stop_if_unread(issues: &[SyntaxIssue], statements: u64) -> Result<(), Stop> {
    match issues.iter().min_by_key(|issue| issue.span) {
        Some(issue) if statements == 0 => Err(Stop {
            offset: issue.span.range().start,
            reason: recovery::reason(&issue.kind),
        }),
        _ => Ok(()),
    }
}

/// What is known behind a text that was read.
struct Behind {
    environment: Environment,
    /// The number of triples and directives.
    statements: u64,
    end: End,
}

/// Whether the text ended where a statement may end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// Between two statements: what follows is read alike without this text.
    Closed,
    /// Inside of something.
    Open,
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
    /// What tells where a full stop is missing, or is one too many.
    full_stop: FullStop,
    want: Want,
    graph: GraphBlock,
    /// The number of triples and directives read.
    statements: u64,
    end: End,
    type_: TermId,
    first: TermId,
    rest: TermId,
    nil: TermId,
}

/// Sorts of nodes without a name; two of different sorts may begin at the same character.
const BRACKETS: char = 'b';
/// The first cell of a list, at its `(`.
const LIST: char = 'l';
/// A further cell, at its element.
const ELEMENT: char = 'e';

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

impl<'i, 'a> Parser<'i, 'a> {
    /// A parser of `input` from `start` on.
    fn new(input: &'i mut Input<'a>, format: Format, environment: Environment, start: usize) -> Self {
        let text = input.text;
        let mut lexer = Lexer::new(text);
        if start > 0 {
            lexer.move_to(start);
        }
        let token = lexer.next();
        Self {
            terms: Terms::new(text, environment),
            type_: input.builder.iri(rdf::TYPE),
            first: input.builder.iri(rdf::FIRST),
            rest: input.builder.iri(rdf::REST),
            nil: input.builder.iri(rdf::NIL),
            input,
            text,
            format,
            lexer,
            token,
            token_before_end: start,
            stack: Vec::new(),
            full_stop: FullStop::default(),
            want: Want::Nothing,
            graph: GraphBlock::Outside,
            statements: 0,
            end: End::Closed,
        }
    }

    fn read(mut self) -> Behind {
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
        Behind {
            end: if self.lexer.ran_into_the_end {
                End::Open
            } else {
                self.end
            },
            environment: self.terms.into_environment(),
            statements: self.statements,
        }
    }

    /// The node of a `[`, a `(` or the element of a collection, which has no name.
    fn anonymous_node(&mut self, sort: char, start: usize) -> TermId {
        let (source, offset) = (self.input.source, self.input.offset + start);
        self.input.builder.anonymous_node(source, sort, offset)
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
            TokenKind::At => {
                self.report_directive_in_graph();
                self.at_directive()
            }
            TokenKind::Word => {
                let word = self.word();
                if word.eq_ignore_ascii_case("prefix") {
                    self.report_directive_in_graph();
                    self.advance();
                    self.prefix()
                } else if word.eq_ignore_ascii_case("base") {
                    self.report_directive_in_graph();
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
                self.full_stop = FullStop::default();
                self.graph = GraphBlock::Outside;
                Ok(())
            }
            _ => self.triples(),
        }
    }

    /// A declaration holds for the whole document, so that none may stand in a graph
    /// ([TriG §4](https://www.w3.org/TR/trig/#sec-grammar)). It is read all the same.
    fn report_directive_in_graph(&mut self) {
        if self.graph == GraphBlock::Inside {
            self.report_unexpected("a closing `}`");
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
                let term = self.anonymous_node(BRACKETS, token.start);
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
                let term = self.anonymous_node(LIST, token.start);
                self.open_statement(term, token, Subject::Collection);
                Ok(self.open_collection(term, token))
            }
            TokenKind::Broken { expected } if expected != "a term" => Err(Unexpected(expected)),
            _ => Err(Unexpected("a statement")),
        }
    }

    fn open_statement(&mut self, term: TermId, token: Token, subject: Subject) -> Want {
        self.full_stop.open(self.statements);
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
            kind if is_first && kind.is_literal() && self.goes_on_behind_full_stop() => {
                return Ok(Want::Object);
            }
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
                (TokenKind::Punctuation(b';'), enclosure) => {
                    let semicolon = self.advance();
                    if let Enclosure::Statement(_) = enclosure {
                        self.full_stop.semicolon(semicolon.span());
                    }
                    Ok(Want::Verb)
                }
                (TokenKind::Punctuation(b'.'), Enclosure::Statement(kind)) => {
                    let token = self.advance();
                    self.close_statement(kind, token.span());
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
