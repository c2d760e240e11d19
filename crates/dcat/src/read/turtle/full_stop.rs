//! Full stops that are missing, and those that are one too many.
//!
//! Who copies a block of properties ends it with the mark it had where it came from. A `;` in place of the `.` makes the
//! next subject look like a property, a `.` in place of the `;` makes the next property look like a subject. Both can be
//! told from what follows, and then nothing is lost.

use kolophon_graph::Span;

use super::lexer::TokenKind;
use super::{Enclosure, Frame, Node, Parser, Subject, Verb};
use crate::format::Format;
use crate::read::SyntaxIssueKind;

/// What tells where a full stop is missing, or is one too many.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct FullStop {
    /// The last `;` of the open statement.
    semicolon: Option<Span>,
    /// The number of triples read when the statement began.
    before: u64,
    /// The subject of the statement before, and the `.` that ended it.
    closed: Option<(Node, Span)>,
}

impl FullStop {
    /// A statement begins.
    pub(super) fn open(&mut self, triples: u64) {
        self.semicolon = None;
        self.before = triples;
    }

    /// Its properties go on.
    pub(super) fn semicolon(&mut self, span: Span) {
        self.semicolon = Some(span);
    }
}

impl TokenKind {
    /// Whether the token is a value that is no node.
    pub(super) fn is_literal(self) -> bool {
        matches!(
            self,
            Self::String { .. } | Self::Integer | Self::Decimal | Self::Double
        )
    }
}

impl Parser<'_, '_> {
    /// A statement is at its end.
    pub(super) fn close_statement(&mut self, kind: Subject, full_stop: Span) {
        let subject = match (kind, self.stack.first()) {
            (Subject::Name, Some(Frame::Properties { subject, .. })) => Some(*subject),
            _ => None,
        };
        self.full_stop.closed = subject.map(|subject| (subject, full_stop));
    }

    pub(super) fn report_missing_full_stop(&mut self, span: Span) {
        self.input.report(SyntaxIssueKind::MissingFullStop, span);
    }

    /// With `a` in hand as the value of a property: whether the property is the subject of the next statement, which then
    /// is open.
    pub(super) fn begins_behind_missing_full_stop(&mut self) -> bool {
        let [
            Frame::Properties {
                verb: Verb::Known(name),
                enclosure: Enclosure::Statement(_),
                ..
            },
        ] = self.stack[..]
        else {
            return false;
        };
        let Some(semicolon) = self.full_stop.semicolon else {
            return false;
        };
        if name.term == self.type_ || self.indent(name.span).is_none() || !self.has_punctuation() {
            return false;
        }
        self.report_missing_full_stop(semicolon);
        self.open_again(name, Verb::NoneYet);
        self.full_stop.open(self.statements);
        true
    }

    /// With a literal in hand as the property of a statement that has just begun: whether its subject is a property of
    /// the node before, which then is open again.
    pub(super) fn goes_on_behind_full_stop(&mut self) -> bool {
        let [
            Frame::Properties {
                subject,
                verb: Verb::NoneYet,
                ..
            },
        ] = self.stack[..]
        else {
            return false;
        };
        self.reopen(subject)
    }

    /// With a mark in hand where the first value of a statement should stand: whether subject and property are property
    /// and value of the node before, which then is open again.
    pub(super) fn value_behind_full_stop(&mut self) -> bool {
        let [
            Frame::Properties {
                subject,
                verb: Verb::Known(value),
                ..
            },
        ] = self.stack[..]
        else {
            return false;
        };
        let is_first = self.full_stop.semicolon.is_none() && self.full_stop.before == self.statements;
        if !is_first || value.term == self.type_ || !self.reopen(subject) {
            return false;
        }
        self.value(value.term, value.span);
        true
    }

    /// Opens the statement before again with a property, if that stands in the next line and is indented as properties
    /// are.
    fn reopen(&mut self, property: Node) -> bool {
        let Some((subject, full_stop)) = self.full_stop.closed else {
            return false;
        };
        let is_name = !self.text[property.span.range()].starts_with(['_', '[', '(']);
        // A blank line or a comment ends a section; a text that is read in parts may begin anew there.
        let between = self.text.get(full_stop.range().end..property.span.range().start);
        let is_next_line =
            between.is_some_and(|between| between.trim().is_empty() && between.matches('\n').count() == 1);
        let is_indented = self.indent(property.span).is_some_and(|indent| indent > 0);
        if !is_name || !self.has_punctuation() || !is_next_line || !is_indented {
            return false;
        }
        self.input.report(SyntaxIssueKind::UnexpectedFullStop, full_stop);
        self.open_again(subject, Verb::Known(property));
        self.full_stop.closed = None;
        true
    }

    fn open_again(&mut self, subject: Node, verb: Verb) {
        self.stack.clear();
        self.stack.push(Frame::Properties {
            subject,
            verb,
            enclosure: Enclosure::Statement(Subject::Name),
        });
    }

    /// Whether the syntax has `;` at all.
    fn has_punctuation(&self) -> bool {
        matches!(self.format, Format::Turtle | Format::TriG)
    }

    /// The bytes before the first word of a line; `None` for any other.
    fn indent(&self, span: Span) -> Option<usize> {
        let before = &self.text[..span.range().start];
        let line = before.rsplit('\n').next().unwrap_or_default();
        line.chars()
            .all(|character| matches!(character, ' ' | '\t'))
            .then_some(line.len())
    }
}
