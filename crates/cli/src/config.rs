//! Where settings come from: defaults, then `kolophon.toml`, then `KOLOPHON_*`, then flags. Each value remembers it.

use std::path::{Path, PathBuf};

use kolophon_diagnostic::Text;
pub(crate) use kolophon_validate::installation::FILE_NAME;
use kolophon_validate::installation::{ConfigError, Installation};

use crate::exit::Exit;
use crate::failure::{Failure, file_trouble};

/// What a `kolophon.toml` says, as far as a check wants to know it.
pub(crate) fn said(file: &Path) -> Result<Installation, Failure> {
    Installation::read(file).map_err(|error| explain(file, &error))
}

/// The `kolophon.toml` in `start` or the nearest directory above it.
pub(crate) fn find_upwards(start: &Path) -> Option<PathBuf> {
    start
        .ancestors()
        .map(|directory| directory.join(FILE_NAME))
        .find(|path| path.is_file())
}

#[cfg(feature = "store")]
pub(crate) use self::store::{Origin, data_dir, installation};

#[cfg(feature = "store")]
mod store {
    use std::path::{Path, PathBuf};

    use kolophon_publish::config::Installation;

    use super::{explain, find_upwards};
    use crate::environment::Environment;
    use crate::failure::Failure;

    /// Who said it.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) enum Origin {
        /// `--data-dir`.
        Flag,
        /// `KOLOPHON_DATA_DIR`.
        Environment,
        /// `data_dir` in this `kolophon.toml`.
        File(PathBuf),
        /// `data/` beside this `kolophon.toml`.
        Beside(PathBuf),
        /// Nobody: `data/` where the command was typed.
        Default,
    }

    /// The directory of the store, and who named it.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct DataDir {
        pub(crate) path: PathBuf,
        pub(crate) origin: Origin,
    }

    /// The directory of the store: the flag, else the variable, else what the `kolophon.toml` says or stands beside.
    ///
    /// `start` is where to look upwards for the file: the current directory, or the folder that is loaded.
    pub(crate) fn data_dir(
        flag: Option<&Path>,
        environment: &Environment,
        start: &Path,
    ) -> Result<DataDir, Failure> {
        if let Some(path) = flag {
            return Ok(DataDir {
                path: path.to_owned(),
                origin: Origin::Flag,
            });
        }
        if let Some(path) = &environment.data_dir {
            return Ok(DataDir {
                path: path.clone(),
                origin: Origin::Environment,
            });
        }
        let Some(file) = find_upwards(start) else {
            return Ok(DataDir {
                path: PathBuf::from("data"),
                origin: Origin::Default,
            });
        };
        let beside = file.parent().unwrap_or(Path::new("")).join("data");
        Ok(match installation(&file)?.data_dir {
            Some(path) => DataDir {
                path,
                origin: Origin::File(file),
            },
            None => DataDir {
                path: beside,
                origin: Origin::Beside(file),
            },
        })
    }

    /// Reads a `kolophon.toml`.
    pub(crate) fn installation(file: &Path) -> Result<Installation, Failure> {
        Installation::read(file).map_err(|error| explain(file, &error))
    }
}

/// Why settings cannot be used, in words.
pub(crate) fn explain(file: &Path, error: &ConfigError) -> Failure {
    let name = file.display();
    match error {
        ConfigError::Read { source, .. } => {
            let Text { de, en } = file_trouble(source);
            Failure::new(Exit::Unreadable, format!("{name}: {de}"), format!("{name}: {en}"))
        }
        ConfigError::Parse {
            line_column, source, ..
        } => {
            let at = line_column.map_or_else(String::new, |(line, column)| format!(":{line}:{column}"));
            Failure::new(
                Exit::Usage,
                format!("{name}{at}: Hier ist die Konfiguration nicht verständlich."),
                format!("{name}{at}: The configuration cannot be understood here."),
            )
            .with_cause(&Message(source.message().to_owned()))
        }
        ConfigError::Slug { slug } => Failure::new(
            Exit::Usage,
            format!("{name}: „{slug}“ kann kein Kurzname sein. Erlaubt sind a-z, 0-9 und Bindestriche."),
            format!("{name}: {slug:?} cannot be a short name. Allowed are a-z, 0-9 and hyphens."),
        ),
        ConfigError::ImpermanentBase { base } => Failure::new(
            Exit::Usage,
            format!("{name}: {base} ist keine dauerhafte Adresse; Portale würden sich Adressen merken, die es bald nicht mehr gibt."),
            format!("{name}: {base} is no permanent address; portals would remember addresses that soon are gone."),
        )
        .with_hint(
            "Tragen Sie bei base die öffentliche Adresse ein, oder zum Ausprobieren demo = true.",
            "Set base to the public address, or demo = true for trying things out.",
        ),
        ConfigError::StoreAddress { address } => Failure::new(
            Exit::Usage,
            format!("{name}: {address} ist keine Adresse eines Datenspeichers, wie https://daten.example.de/sparql"),
            format!("{name}: {address} is no address of a store, such as https://daten.example.de/sparql"),
        )
        .with_hint(
            "Den Benutzer nennt user, das Kennwort KOLOPHON_STORE_PASSWORD oder password_file.",
            "The user is named by user, the password by KOLOPHON_STORE_PASSWORD or password_file.",
        ),
        ConfigError::InvalidBase { base } => Failure::new(
            Exit::Usage,
            format!("{name}: {base} ist keine Adresse, die mit https:// beginnt."),
            format!("{name}: {base} is no address that begins with https://."),
        ),
        ConfigError::UnknownRule {
            line_column: (line, column),
            rule,
            near,
            ..
        } => unknown_rule(rule, near.as_deref(), &format!("{name}:{line}:{column}: ")),
        ConfigError::NoReason {
            line_column: (line, column),
            rule,
            ..
        } => Failure::new(
            Exit::Usage,
            format!("{name}:{line}:{column}: Zur Ausnahme für {rule} fehlt der Grund."),
            format!("{name}:{line}:{column}: The exception for {rule} has no reason."),
        )
        .with_hint(
            "Tragen Sie ihn ein: reason = \"warum die Hinweise hingenommen werden\".",
            "Say it: reason = \"why the findings are accepted\".",
        ),
        _ => Failure::new(
            Exit::Usage,
            format!("{name}: Die Konfiguration ist nicht brauchbar."),
            format!("{name}: The configuration cannot be used."),
        )
        .with_cause(error),
    }
}

/// A name that no rule has, and the one that may be meant. `place` stands before the sentence.
pub(crate) fn unknown_rule(rule: &str, near: Option<&str>, place: &str) -> Failure {
    let failure = Failure::new(
        Exit::Usage,
        format!("{place}Die Regel {rule} gibt es nicht."),
        format!("{place}There is no rule {rule}."),
    );
    match near {
        Some(near) => failure.with_hint(format!("Meinten Sie {near}?"), format!("Did you mean {near}?")),
        None => failure.with_hint(
            "Alle Regeln zeigt kolophon rules.",
            "kolophon rules lists all rules.",
        ),
    }
}

/// A library's sentence as an error.
#[derive(Debug)]
struct Message(String);

impl std::fmt::Display for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Message {}
