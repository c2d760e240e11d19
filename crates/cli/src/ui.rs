//! The terminal: the only place that prints. Data goes to stdout, talk to stderr.

use std::fmt;
use std::io::{self, IsTerminal as _, Write};

use anstream::{AutoStream, ColorChoice};
use kolophon_diagnostic::{Colour, Language, Text};
use terminal_size::{Width, terminal_size_of};

use crate::failure::Failure;

/// The two streams of a run and the language spoken on them.
pub struct Ui {
    stdout: Box<dyn Write>,
    stderr: Box<dyn Write>,
    language: Language,
    colour: Colour,
    width: usize,
}

/// The width of what is no terminal.
const WIDTH: usize = 80;

impl Ui {
    /// The process's own streams.
    #[must_use]
    pub fn terminal() -> Self {
        let colour = match AutoStream::choice(&io::stdout()) {
            ColorChoice::Never => Colour::Never,
            ColorChoice::Auto | ColorChoice::Always | ColorChoice::AlwaysAnsi => Colour::Always,
        };
        Self {
            // Windows consoles that know no ANSI sequences get theirs translated. Data without colour goes out as it is.
            stdout: match colour {
                Colour::Never => Box::new(io::stdout()),
                Colour::Always => Box::new(anstream::stdout()),
            },
            stderr: Box::new(anstream::stderr()),
            language: Language::default(),
            colour,
            width: terminal_size_of(io::stdout()).map_or(WIDTH, |(Width(width), _)| width.into()),
        }
    }

    /// Other streams, without colour.
    #[must_use]
    pub fn new(stdout: Box<dyn Write>, stderr: Box<dyn Write>) -> Self {
        Self {
            stdout,
            stderr,
            language: Language::default(),
            colour: Colour::Never,
            width: WIDTH,
        }
    }

    /// The language spoken.
    #[must_use]
    pub fn language(&self) -> Language {
        self.language
    }

    /// Speaks another language from now on.
    pub fn speak(&mut self, language: Language) {
        self.language = language;
    }

    /// Whether data may be coloured.
    #[must_use]
    pub fn colour(&self) -> Colour {
        self.colour
    }

    /// How many columns the terminal has.
    #[must_use]
    pub fn width(&self) -> usize {
        self.width
    }

    /// clap's text, with its colours where they can be shown.
    #[must_use]
    pub fn styled(&self, text: &clap::builder::StyledStr) -> String {
        match self.colour {
            Colour::Never => text.to_string(),
            Colour::Always => text.ansi().to_string(),
        }
    }

    /// Whether a person can be asked: both ends of the talk are a terminal.
    #[must_use]
    pub fn can_ask() -> bool {
        io::stdin().is_terminal() && io::stderr().is_terminal()
    }

    /// Writes data.
    ///
    /// # Errors
    /// When stdout does not take it.
    pub fn data(&mut self, data: impl AsRef<[u8]>) -> io::Result<()> {
        self.stdout.write_all(data.as_ref())?;
        self.stdout.flush()
    }

    /// The stream of data, for large outputs. It is flushed by [`data`](Self::data) or at the end.
    pub fn stdout(&mut self) -> &mut dyn Write {
        &mut *self.stdout
    }

    /// Says one line of talk.
    ///
    /// Talk that cannot be heard is no failure: the work goes on without it.
    pub fn say(&mut self, text: &Text) {
        let line = text.in_language(self.language).to_owned();
        self.line(&line);
    }

    /// Says one line that is the same in every language.
    pub fn line(&mut self, line: &str) {
        writeln!(self.stderr, "{line}").unwrap_or_default();
        self.stderr.flush().unwrap_or_default();
    }

    /// Asks a yes-or-no question; anything but a clear yes is a no.
    pub fn ask(&mut self, question: &Text) -> bool {
        let (question, keys) = match self.language {
            Language::German => (&question.de, "[j/N]"),
            Language::English => (&question.en, "[y/N]"),
        };
        write!(self.stderr, "{question} {keys} ").unwrap_or_default();
        self.stderr.flush().unwrap_or_default();
        let mut answer = String::new();
        let read = io::stdin().read_line(&mut answer);
        read.is_ok() && matches!(answer.trim().to_lowercase().as_str(), "j" | "ja" | "y" | "yes")
    }

    /// Says something and waits until it has been read.
    pub fn wait(&mut self, text: &Text) {
        self.say(text);
        let mut answer = String::new();
        // Whatever is typed, or nothing at all: the reader is done.
        io::stdin().read_line(&mut answer).unwrap_or_default();
    }

    /// Asks for a line of text; `None` when nothing was typed.
    pub fn line_typed(&mut self, question: &Text) -> Option<String> {
        write!(self.stderr, "{}\n> ", question.in_language(self.language)).unwrap_or_default();
        self.stderr.flush().unwrap_or_default();
        let mut answer = String::new();
        let read = io::stdin().read_line(&mut answer);
        let answer = answer.trim();
        (read.is_ok() && !answer.is_empty()).then(|| answer.to_owned())
    }

    /// Tells why a command could not do its work.
    pub(crate) fn fail(&mut self, failure: &Failure) {
        let language = self.language;
        let (label, cause) = match language {
            Language::German => ("Fehler", "Ursache"),
            Language::English => ("Error", "Cause"),
        };
        let message = failure.in_language(language);
        if message.is_empty() {
            return;
        }
        self.line(&format!("{label}: {message}"));
        if let Some(text) = &failure.cause {
            self.line(&format!("{cause}: {text}"));
        }
        if let Some(hint) = &failure.hint {
            self.say(hint);
        }
    }
}

impl fmt::Debug for Ui {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ui")
            .field("language", &self.language)
            .field("colour", &self.colour)
            .finish_non_exhaustive()
    }
}
