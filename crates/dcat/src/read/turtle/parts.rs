//! Large texts are read in parts, side by side.
//!
//! A text is cut where a statement seems to end: behind a line that ends in `.`. Whether it really does is known once
//! the part before is read. If that one ended inside of something, or changed what names mean, the parts behind it are
//! read again, so that the result is that of one pass from the first to the last character, whatever the number of
//! threads.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::fs::File;
use std::io::Read as _;
use std::mem;

use kolophon_graph::{GraphBuilder, SourceId};
use memchr::memchr_iter;
use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};

use super::terms::Environment;
use super::{Behind, End, Parser, environment, stop_if_unread};
use crate::format::Format;
use crate::read::{Input, Interruption, SyntaxIssue};

/// Smaller texts are read in one piece.
pub(super) const WORTH_DIVIDING: usize = 1 << 20;

/// The bytes of a part, about.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sizes {
    /// The first part is small: it mostly declares the prefixes that all others need.
    pub(super) first: usize,
    pub(super) other: usize,
}

impl Sizes {
    pub(super) const USUAL: Self = Self {
        first: 1 << 14,
        other: 1 << 20,
    };
}

/// Reads all parts into `input`.
///
/// # Errors
/// When there is content and not one statement can be read, or the file cannot be read.
pub(super) fn read(
    input: &mut Input<'_>,
    format: Format,
    mut parts: Parts<'_>,
    sizes: Sizes,
) -> Result<(), Interruption> {
    let reader = Reader {
        template: input.builder.part(),
        source: input.source,
        base: input.base,
        format,
        size: sizes.other,
    };
    let mut environment = environment(input.base, format);
    let mut window: Vec<Part<'_>> = parts.next(sizes.first)?.into_iter().collect();
    let mut read: Vec<Outcome> = Vec::new();
    let mut statements = 0;
    while !window.is_empty() {
        // While the last parts are taken over, the next are read.
        let builder = &mut *input.builder;
        let taken = mem::take(&mut read);
        let (outcomes, ()) = rayon::join(
            || reader.read_all(&window, &environment),
            || take_over(builder, taken),
        );
        let queue: VecDeque<_> = window.drain(..).zip(outcomes).collect();
        read = reader.settle(queue, &mut environment, &mut parts)?;
        for outcome in &mut read {
            statements += outcome.behind.statements;
            input.issues.append(&mut outcome.issues);
            for (prefix, iri) in mem::take(&mut outcome.prefixes) {
                input.declare_prefix(&prefix, &iri);
            }
        }
        for _ in 0..rayon::current_num_threads() * 2 {
            window.extend(parts.next(sizes.other)?);
        }
    }
    take_over(input.builder, read);
    Ok(stop_if_unread(&input.issues, statements)?)
}

fn take_over(builder: &mut GraphBuilder, outcomes: Vec<Outcome>) {
    for outcome in outcomes {
        builder.absorb(outcome.builder);
    }
}

/// A part of a text: what stands from `start` on in `text`, which itself begins at `offset` of the document.
#[derive(Clone, Debug)]
pub(super) struct Part<'a> {
    text: Cow<'a, str>,
    start: usize,
    offset: usize,
}

impl Part<'_> {
    fn len(&self) -> usize {
        self.text.len() - self.start
    }

    /// This part and the one that follows it.
    fn join(self, next: Self) -> Self {
        let text = if next.start == 0 {
            Cow::Owned(self.text.into_owned() + &next.text)
        } else {
            next.text
        };
        Self { text, ..self }
    }
}

/// A part that was read.
struct Outcome {
    builder: GraphBuilder,
    issues: Vec<SyntaxIssue>,
    prefixes: Vec<(String, String)>,
    behind: Behind,
}

/// Reads parts of one text.
struct Reader<'a> {
    /// An empty builder that keeps what is to be kept.
    template: GraphBuilder,
    source: SourceId,
    base: &'a str,
    format: Format,
    /// The bytes of a part, about.
    size: usize,
}

impl Reader<'_> {
    /// Reads parts side by side, as if all stood in the same environment.
    fn read_all(&self, parts: &[Part<'_>], environment: &Environment) -> Vec<Outcome> {
        let read = |part| self.read(part, environment);
        parts.par_iter().map(read).collect()
    }

    fn read(&self, part: &Part<'_>, environment: &Environment) -> Outcome {
        let mut builder = self.template.clone();
        let mut input = Input {
            text: &part.text,
            base: self.base,
            source: self.source,
            offset: part.offset,
            builder: &mut builder,
            issues: Vec::new(),
            prefixes: Vec::new(),
            before: None,
        };
        let parser = Parser::new(&mut input, self.format, environment.clone(), part.start);
        let behind = parser.read();
        let Input { issues, prefixes, .. } = input;
        Outcome {
            builder,
            issues,
            prefixes,
            behind,
        }
    }

    /// Reads again what was read under a wrong assumption. Takes more parts where one ended inside of something.
    fn settle<'t>(
        &self,
        mut queue: VecDeque<(Part<'t>, Outcome)>,
        environment: &mut Environment,
        parts: &mut Parts<'t>,
    ) -> Result<Vec<Outcome>, Interruption> {
        let assumed = environment.clone();
        let mut settled = Vec::with_capacity(queue.len());
        while let Some((mut part, mut outcome)) = queue.pop_front() {
            if *environment != assumed {
                outcome = self.read(&part, environment);
            }
            while outcome.behind.end == End::Open {
                // Twice as much every time, so that a statement as long as the text costs two readings and not many.
                let wanted = part.len() * 2;
                let before = part.len();
                while part.len() < wanted {
                    let next = match queue.pop_front() {
                        Some((next, _)) => Some(next),
                        None => parts.next(self.size)?,
                    };
                    match next {
                        Some(next) => part = part.join(next),
                        None => break,
                    }
                }
                if part.len() == before {
                    break;
                }
                outcome = self.read(&part, environment);
            }
            environment.clone_from(&outcome.behind.environment);
            settled.push(outcome);
        }
        Ok(settled)
    }
}

/// What is left of a text.
pub(super) enum Parts<'a> {
    /// In memory, from a byte on.
    Text(&'a str, usize),
    /// In a file: what was read and not given out, and where in the file it begins.
    File {
        file: File,
        unused: Vec<u8>,
        offset: usize,
    },
}

impl<'a> Parts<'a> {
    pub(super) fn of_text(text: &'a str) -> Self {
        Self::Text(text, 0)
    }

    pub(super) fn of_file(file: File) -> Self {
        Self::File {
            file,
            unused: Vec::new(),
            offset: 0,
        }
    }

    /// The next part of `size` bytes or more; `None` at the end.
    fn next(&mut self, size: usize) -> Result<Option<Part<'a>>, Interruption> {
        match self {
            Self::Text(text, at) => {
                let start = *at;
                *at = end_of_statement(text.as_bytes(), start + size).unwrap_or(text.len());
                Ok((start < *at).then_some(Part {
                    text: Cow::Borrowed(&text[..*at]),
                    start,
                    offset: 0,
                }))
            }
            Self::File { file, unused, offset } => {
                let end = fill(file, unused, size).map_err(Interruption::Io)?;
                if end == 0 {
                    return Ok(None);
                }
                let rest = unused.split_off(end);
                let bytes = mem::replace(unused, rest);
                let start = *offset;
                *offset += end;
                let text = String::from_utf8(bytes).map_err(|error| Interruption::Encoding {
                    offset: start + error.utf8_error().valid_up_to(),
                })?;
                Ok(Some(Part {
                    text: Cow::Owned(text),
                    start: 0,
                    offset: start,
                }))
            }
        }
    }
}

/// Reads on until a statement seems to end behind `size` bytes; returns where. At the end of the file that is its end.
fn fill(file: &mut File, bytes: &mut Vec<u8>, size: usize) -> std::io::Result<usize> {
    let mut wanted = size;
    loop {
        let missing = (wanted + (size >> 2)).saturating_sub(bytes.len());
        let read = file.take(missing as u64).read_to_end(bytes)?;
        if let Some(end) = end_of_statement(bytes, size) {
            return Ok(end);
        }
        if read < missing {
            return Ok(bytes.len());
        }
        wanted = bytes.len() * 2;
    }
}

/// The first place from `from` on where a line begins behind one that ends in `.`, if the new line is not indented.
fn end_of_statement(bytes: &[u8], from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?;
    memchr_iter(b'\n', rest)
        .map(|newline| from + newline)
        .find(|newline| {
            let line = bytes[..*newline].trim_ascii_end();
            let goes_on = matches!(bytes.get(newline + 1), None | Some(b' ' | b'\t' | b'\r' | b'\n'));
            line.ends_with(b".") && !goes_on
        })
        .map(|newline| newline + 1)
}
