//! Why a command could not do its work, as a kind sentence and an exit code.

use std::error::Error;
use std::io;

use kolophon_diagnostic::{Language, Text};

use crate::exit::Exit;

/// A command that could not do its work.
#[derive(Debug)]
pub(crate) struct Failure {
    /// How the program ends.
    pub(crate) exit: Exit,
    /// What happened.
    pub(crate) message: Box<Text>,
    /// What to do about it.
    pub(crate) hint: Option<Box<Text>>,
    /// What lies behind it, in the words of the libraries.
    pub(crate) cause: Option<String>,
}

impl Failure {
    /// A failure without more to say.
    #[must_use]
    pub(crate) fn new(exit: Exit, de: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            exit,
            message: Box::new(Text::new(de, en)),
            hint: None,
            cause: None,
        }
    }

    /// The same failure with what to do about it.
    #[must_use]
    pub(crate) fn with_hint(self, de: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            hint: Some(Box::new(Text::new(de, en))),
            ..self
        }
    }

    /// The same failure with its cause and the causes behind that.
    #[must_use]
    pub(crate) fn with_cause(self, cause: &dyn Error) -> Self {
        let mut text = cause.to_string();
        let mut source = cause.source();
        while let Some(error) = source {
            text.push_str(": ");
            text.push_str(&error.to_string());
            source = error.source();
        }
        Self {
            cause: Some(text),
            ..self
        }
    }

    /// The sentence in one language.
    #[must_use]
    pub(crate) fn in_language(&self, language: Language) -> &str {
        self.message.in_language(language)
    }
}

/// Output that nobody reads any more is no failure; any other trouble with the terminal is.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::new(Exit::Clean, "", "");
        }
        Self::new(
            Exit::Unreadable,
            "Die Ausgabe kann nicht geschrieben werden.",
            "The output cannot be written.",
        )
        .with_cause(&error)
    }
}

/// What went wrong with a file, in people's words.
#[must_use]
pub(crate) fn file_trouble(error: &io::Error) -> Text {
    if is_open_elsewhere(error) {
        return Text::new(
            "Die Datei ist noch in Excel oder einem anderen Programm geöffnet. Bitte schließen Sie sie dort.",
            "The file is still open in Excel or another program. Please close it there.",
        );
    }
    match error.kind() {
        io::ErrorKind::NotFound => Text::new(
            "Diese Datei oder diesen Ordner gibt es nicht.",
            "There is no such file or folder.",
        ),
        io::ErrorKind::PermissionDenied => Text::new(
            "Für diese Datei fehlen Ihnen die Zugriffsrechte.",
            "You have no permission to read this file.",
        ),
        io::ErrorKind::StorageFull => Text::new("Der Datenträger ist voll.", "The disk is full."),
        _ => Text::new(
            format!("Das Betriebssystem kann die Datei nicht lesen ({error})."),
            format!("The operating system cannot read the file ({error})."),
        ),
    }
}

/// What went wrong when a file was to be written.
#[must_use]
pub(crate) fn write_trouble(error: &io::Error) -> Text {
    if is_open_elsewhere(error) {
        return file_trouble(error);
    }
    match error.kind() {
        io::ErrorKind::PermissionDenied => Text::new(
            "Für diese Datei oder ihren Ordner fehlen Ihnen die Schreibrechte.",
            "You have no permission to write this file or its folder.",
        ),
        io::ErrorKind::StorageFull => file_trouble(error),
        _ => Text::new(
            format!("Das Betriebssystem kann die Datei nicht schreiben ({error})."),
            format!("The operating system cannot write the file ({error})."),
        ),
    }
}

/// `ERROR_SHARING_VIOLATION` and `ERROR_LOCK_VIOLATION`.
fn is_violation(code: i32) -> bool {
    matches!(code, 32 | 33)
}

/// Windows lets no second program open a file that Excel holds.
fn is_open_elsewhere(error: &io::Error) -> bool {
    cfg!(windows) && error.raw_os_error().is_some_and(is_violation)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_excel_holds_is_told_from_a_broken_pipe() {
        assert_eq!([32, 33, 5].map(is_violation), [true, true, false]);
        // 32 is EPIPE elsewhere.
        let text = file_trouble(&io::Error::from_raw_os_error(32));
        assert_eq!(text.de.contains("noch in Excel"), cfg!(windows), "{text:?}");
    }
}
