//! The token: from the surroundings or from a file, never from the command line, where every user of the computer could
//! read it.

use std::fmt;
use std::fs;
use std::path::Path;

use crate::environment::Environment;
use crate::exit::Exit;
use crate::failure::{Failure, file_trouble};

/// More than any token has.
const MOST_BYTES: usize = 4096;

/// A secret that opens a server.
pub(crate) struct Token(String);

/// Nobody reads it by the way.
impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

impl Token {
    /// That of `--token-file`, else of `KOLOPHON_TOKEN`.
    pub(super) fn find(file: Option<&Path>, environment: &Environment) -> Result<Self, Failure> {
        let text = match file {
            Some(file) => fs::read_to_string(file).map_err(|error| {
                let trouble = file_trouble(&error);
                let name = file.display();
                Failure::new(
                    Exit::Unreadable,
                    format!("{name}: {}", trouble.de),
                    format!("{name}: {}", trouble.en),
                )
            })?,
            None => environment.token.reveal().ok_or_else(missing)?.to_owned(),
        };
        Self::of(&text)
    }

    pub(super) fn of(text: &str) -> Result<Self, Failure> {
        let text = text.trim().trim_start_matches('\u{feff}');
        let is_plain =
            !text.is_empty() && text.len() <= MOST_BYTES && text.bytes().all(|byte| byte.is_ascii_graphic());
        if is_plain {
            Ok(Self(text.to_owned()))
        } else {
            Err(no_token())
        }
    }

    /// The secret of a data directory.
    #[cfg(feature = "store")]
    pub(super) fn of_directory(secret: &str) -> Self {
        Self(secret.to_owned())
    }

    /// It as the header `Authorization`.
    pub(super) fn header(&self) -> String {
        format!("Bearer {}", self.0)
    }
}

fn missing() -> Failure {
    Failure::new(
        Exit::NotAllowed,
        "Zum Veröffentlichen bei einem Dienst gehört ein Token, und es ist keines da.",
        "Publishing at a server takes a token, and there is none.",
    )
    .with_hint(
        "Der Betreiber macht eines mit kolophon token create. Legen Sie es in eine Datei und nennen Sie diese: --token-file token.txt\n\
         Oder legen Sie es in die Umgebungsvariable KOLOPHON_TOKEN.",
        "The operator makes one with kolophon token create. Put it into a file and name that: --token-file token.txt\n\
         Or put it into the environment variable KOLOPHON_TOKEN.",
    )
}

fn no_token() -> Failure {
    Failure::new(
        Exit::NotAllowed,
        "Was dort steht, ist kein Token. Ein Token ist eine einzige Zeile, die mit klp_ beginnt.",
        "What is there is no token. A token is a single line that begins with klp_.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_one_line_and_stays_secret() {
        let token = Token::of("\u{feff}klp_abc\r\n").unwrap();
        assert_eq!(token.header(), "Bearer klp_abc");
        assert!(!format!("{token:?}").contains("abc"));
        for text in ["", "\n", "klp_a\nklp_b", "klp a", "klp_ä", &"k".repeat(5000)] {
            assert_eq!(Token::of(text).unwrap_err().exit, Exit::NotAllowed, "{text}");
        }
        let nothing = Environment::default();
        assert_eq!(Token::find(None, &nothing).unwrap_err().exit, Exit::NotAllowed);
    }
}
