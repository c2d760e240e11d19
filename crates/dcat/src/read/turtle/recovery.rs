//! How reading goes on behind something that cannot be understood.
//!
//! Officers forget a `;` or a bracket, and what follows is mostly right. So no more is passed over than up to the next
//! `;` of the same node, else to the end of the statement: a `.` outside of brackets, a `.` before a line that starts
//! in the first column, or a line that plainly begins a new statement.

use kolophon_graph::Span;

use super::full_stop::FullStop;
use super::lexer::{TokenKind, UNTERMINATED_STRING};
use super::{Enclosure, End, Frame, GraphBlock, Parser, Unexpected, Verb, Want};
use crate::format::Format;
use crate::read::SyntaxIssueKind;

/// No more characters of the text are quoted in an issue.
const LONGEST_QUOTATION: usize = 40;

/// Where reading can go on.
enum Resumption {
    /// Inside the statement that is open, behind a value that is passed over.
    Continuation,
    /// At the next statement.
    Statement,
}

impl Parser<'_, '_> {
    /// Reports the token in hand, and reads on where that makes sense until a statement is at its end.
    pub(super) fn recover(&mut self, expected: &'static str, statement_start: usize) {
        let mut expected = expected;
        loop {
            if self.want == Want::Continuation
                && self.stack.len() == 1
                && self.begins_statement(self.token.start)
            {
                self.report_missing_full_stop(Span::new(self.token_before_end, self.token_before_end));
                return;
            }
            self.report_unexpected(expected);
            if self.want == Want::Verb
                && let Some(Frame::Properties { verb, .. }) = self.stack.last_mut()
            {
                *verb = Verb::Unreadable;
            }
            match self.resume(statement_start) {
                Resumption::Statement => {
                    self.full_stop = FullStop::default();
                    return;
                }
                Resumption::Continuation => self.want = Want::Continuation,
            }
            match self.rest_of_statement() {
                Ok(()) => return,
                Err(Unexpected(next)) => expected = next,
            }
        }
    }

    /// Reports that the token in hand cannot stand there.
    pub(super) fn report_unexpected(&mut self, expected: &'static str) {
        let token = self.token;
        let mut end = token.end;
        let mut expected = expected;
        if token.kind == TokenKind::End {
            self.end = End::Open;
        }
        if self.word() == "/" && token.start == self.token_before_end {
            expected = "the end of the name, or the whole IRI between `<` and `>` when it holds a `/`";
        }
        if matches!(token.kind, TokenKind::Broken { expected } if expected == UNTERMINATED_STRING) {
            // The opening quotation mark is what misses its twin.
            end = token.start + 1;
        }
        let found = shortened(&self.text[token.start..token.end]);
        self.input.report(
            SyntaxIssueKind::UnexpectedToken { found, expected },
            Span::new(token.start, end),
        );
    }

    /// Passes over tokens up to a place where reading can go on.
    fn resume(&mut self, statement_start: usize) -> Resumption {
        let line_of_error = self.token.start;
        let mut depth = 0_usize;
        loop {
            if self.token.start > statement_start && self.begins_statement(line_of_error) {
                return Resumption::Statement;
            }
            match self.token.kind {
                TokenKind::End => {
                    self.end = End::Open;
                    return Resumption::Statement;
                }
                TokenKind::Broken { expected } if expected == UNTERMINATED_STRING => {
                    if self.stop_at_punctuation_of_line() && depth == 0 && !self.stack.is_empty() {
                        return Resumption::Continuation;
                    }
                    continue;
                }
                TokenKind::Punctuation(b'[' | b'(') => depth += 1,
                TokenKind::Punctuation(byte @ (b']' | b')')) => {
                    if depth == 0 && self.closes(byte) {
                        return Resumption::Continuation;
                    }
                    depth = depth.saturating_sub(1);
                }
                TokenKind::Punctuation(b';') if depth == 0 && self.has_properties_open() => {
                    return Resumption::Continuation;
                }
                TokenKind::Punctuation(b'.') => {
                    self.advance();
                    let at_end = depth == 0 && self.stack.len() <= 1 && self.is_apart();
                    if self.token.kind == TokenKind::End && !at_end {
                        // More text could show that the statement goes on.
                        self.end = End::Open;
                        return Resumption::Statement;
                    }
                    if at_end || self.is_first_of_line() {
                        return Resumption::Statement;
                    }
                    continue;
                }
                TokenKind::Punctuation(b'{')
                    if self.graph == GraphBlock::Outside && self.format == Format::TriG =>
                {
                    return Resumption::Statement;
                }
                TokenKind::Punctuation(b'}') if self.graph == GraphBlock::Inside => {
                    return Resumption::Statement;
                }
                _ => {}
            }
            self.advance();
        }
    }

    /// Whether the token in hand does not go on with the name or number before it.
    fn is_apart(&self) -> bool {
        let goes_on = matches!(
            self.token.kind,
            TokenKind::Word | TokenKind::PrefixedName { .. } | TokenKind::Broken { .. }
        );
        self.token.start > self.token_before_end || !goes_on
    }

    fn closes(&self, bracket: u8) -> bool {
        matches!(
            (bracket, self.stack.last()),
            (
                b']',
                Some(Frame::Properties {
                    enclosure: Enclosure::Brackets,
                    ..
                })
            ) | (b')', Some(Frame::Collection { .. }))
        )
    }

    fn has_properties_open(&self) -> bool {
        matches!(self.stack.last(), Some(Frame::Properties { .. }))
    }

    /// Leaves an unterminated string at the `;`, `,` or `.` that ends its line, else behind the line.
    fn stop_at_punctuation_of_line(&mut self) -> bool {
        let line = self.text[self.token.start + 1..self.token.end].trim_end();
        let found = line.ends_with([';', ',', '.']);
        if found {
            self.lexer.move_to(self.token.start + line.len());
        }
        self.token_before_end = self.token.end;
        self.token = self.lexer.next();
        found
    }

    /// Whether the token in hand plainly begins a new statement.
    fn begins_statement(&self, line_of_error: usize) -> bool {
        let token = self.token;
        if matches!(self.format, Format::NTriples | Format::NQuads) {
            return self.text[line_of_error.min(token.start)..token.start].contains('\n');
        }
        match token.kind {
            TokenKind::At => matches!(self.word(), "@prefix" | "@base") && self.is_first_word_of_line(),
            TokenKind::Word => matches!(self.word(), "PREFIX" | "BASE") && self.is_first_word_of_line(),
            TokenKind::Iri { .. }
            | TokenKind::PrefixedName { .. }
            | TokenKind::BlankNode
            | TokenKind::Punctuation(b'[') => self.is_first_of_line() && self.follows_a_gap(),
            _ => false,
        }
    }

    fn is_first_of_line(&self) -> bool {
        let before = &self.text[..self.token.start];
        before.is_empty() || before.ends_with('\n')
    }

    fn is_first_word_of_line(&self) -> bool {
        let before = self.text[..self.token.start].trim_end_matches([' ', '\t']);
        before.is_empty() || before.ends_with('\n')
    }

    /// Whether the line before is empty or a comment.
    fn follows_a_gap(&self) -> bool {
        let before = self.text[..self.token.start].trim_end_matches('\n');
        if self.token.start - before.len() > 1 {
            return true;
        }
        let line = before.rsplit('\n').next().unwrap_or_default().trim();
        line.is_empty() || line.starts_with('#')
    }
}

fn shortened(found: &str) -> String {
    let first_line = found.lines().next().unwrap_or_default();
    match first_line.char_indices().nth(LONGEST_QUOTATION) {
        Some((end, _)) => format!("{}…", &first_line[..end]),
        None => first_line.to_owned(),
    }
}

/// An issue as a sentence, for the error that ends reading.
pub(super) fn reason(kind: &SyntaxIssueKind) -> String {
    match kind {
        SyntaxIssueKind::UnexpectedToken { found, expected } if found.is_empty() => {
            format!("the text ends where {expected} is expected")
        }
        SyntaxIssueKind::UnexpectedToken { found, expected } => {
            format!("found `{found}` where {expected} is expected")
        }
        SyntaxIssueKind::InvalidIri { iri } => format!("`{iri}` is not a valid IRI"),
        SyntaxIssueKind::UndefinedPrefix { prefix } => format!("the prefix `{prefix}:` is not declared"),
        SyntaxIssueKind::InvalidEscape { sequence } => format!("`{sequence}` is not an escape sequence"),
        _ => "no statement can be read".to_owned(),
    }
}
