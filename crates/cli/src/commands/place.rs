//! Where a command publishes: into the data directory here, or at a server.

use std::fmt::Write as _;
#[cfg(feature = "store")]
use std::path::Path;
use std::path::PathBuf;

#[cfg(feature = "store")]
use kolophon_diagnostic::Text;
#[cfg(feature = "store")]
use kolophon_publish::door::{self, Key};
#[cfg(feature = "store")]
use kolophon_store::{OpenError, OpenMode, Store};

#[cfg(feature = "store")]
use super::load::job;
use super::quoted;
#[cfg(feature = "store")]
use super::store;
use crate::Context;
use crate::args::PlaceArguments;
#[cfg(not(feature = "store"))]
use crate::exit::Exit;
use crate::failure::Failure;
use crate::remote::{Authority, Remote};
use crate::ui::Ui;

/// Where a command publishes.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) at: At,
    /// How the same place is named on a command line.
    option: String,
}

/// Who does the work.
#[derive(Debug)]
pub(super) enum At {
    /// This program, which holds the data directory.
    #[cfg(feature = "store")]
    Here(Store),
    /// A server.
    There(Remote),
}

/// What a command needs of a data directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Opening {
    /// Something is published there.
    Existing,
    /// If nothing is published there, that is the answer; no directory is made.
    Empty,
    /// If nothing is published there, this is the first time.
    Create,
}

impl Place {
    /// The place that the command line names. `paths` are what is to be published, if anything is.
    #[cfg(feature = "store")]
    pub(super) fn open(
        arguments: &PlaceArguments,
        paths: &[PathBuf],
        opening: Opening,
        context: &Context<'_>,
        ui: &mut Ui,
    ) -> Result<Self, Failure> {
        if arguments.to.is_some() {
            return Self::server(arguments, context, ui);
        }
        let directory = job::data_dir(&arguments.data_dir, paths, context)?;
        let mode = match opening {
            Opening::Existing | Opening::Empty => OpenMode::Existing,
            Opening::Create => OpenMode::Create,
        };
        let endpoint = store::remote::endpoint(&directory, paths, context)?;
        let at = match store::open_with(&directory, mode, endpoint.as_ref()) {
            Ok(store) => {
                door::sweep(&directory);
                At::Here(store)
            }
            Err(OpenError::Missing { .. }) if opening == Opening::Empty => {
                At::Here(Store::in_memory().map_err(|error| store::explain(&error))?)
            }
            Err(error) => At::There(at_the_door(&directory, &error, ui)?),
        };
        Ok(Self {
            at,
            option: format!(" --data-dir {}", quoted(&directory.to_string_lossy())),
        })
    }

    /// The server that the command line names: this program has no store of its own.
    #[cfg(not(feature = "store"))]
    pub(super) fn open(
        arguments: &PlaceArguments,
        _: &[PathBuf],
        _: Opening,
        context: &Context<'_>,
        ui: &mut Ui,
    ) -> Result<Self, Failure> {
        if arguments.to.is_some() {
            return Self::server(arguments, context, ui);
        }
        Err(Failure::new(
            Exit::Usage,
            "Wo soll das geschehen? Dieses Kolophon ist die Fassung für den Schreibtisch und hat keinen eigenen Datenordner.",
            "Where is this to be done? This Kolophon is the desk version and has no data directory of its own.",
        )
        .with_hint(
            "Nennen Sie den Dienst mit --to, zum Beispiel: --to https://daten.example.de",
            "Name the server with --to, for example: --to https://daten.example.de",
        ))
    }

    fn server(arguments: &PlaceArguments, context: &Context<'_>, ui: &Ui) -> Result<Self, Failure> {
        let address = arguments.to.as_deref().unwrap_or_default();
        let remote = Remote::at(address, arguments.token_file.as_deref(), context, ui.language())?;
        Ok(Self {
            at: At::There(remote),
            option: typed(arguments),
        })
    }

    /// How the same place is named on a command line, whether it was or not.
    pub(super) fn option(&self) -> &str {
        &self.option
    }

    /// Whether it is this computer's data directory, whoever works on it.
    pub(super) fn is_own_directory(&self) -> bool {
        match &self.at {
            #[cfg(feature = "store")]
            At::Here(_) => true,
            At::There(remote) => remote.authority() != Authority::Token,
        }
    }
}

/// A command with the place that was typed, if one was: so that it can be typed as it stands.
pub(super) fn at_place(command: &str, arguments: &PlaceArguments) -> String {
    format!("{command}{}", typed(arguments))
}

fn typed(arguments: &PlaceArguments) -> String {
    let mut text = String::new();
    let mut add = |option: &str, value: &str| {
        // Writing to a string does not fail.
        write!(text, " {option} {}", quoted(value)).unwrap_or_default();
    };
    #[cfg(feature = "store")]
    if let Some(directory) = &arguments.data_dir.data_dir {
        add("--data-dir", &directory.to_string_lossy());
    }
    if let Some(address) = &arguments.to {
        add("--to", address);
    }
    if let Some(file) = &arguments.token_file {
        add("--token-file", &file.to_string_lossy());
    }
    text
}

/// The server that holds the directory, if that is why it cannot be opened.
#[cfg(feature = "store")]
pub(super) fn at_the_door(directory: &Path, error: &OpenError, ui: &mut Ui) -> Result<Remote, Failure> {
    let OpenError::Locked { pid, .. } = error else {
        return Err(store::explain(error));
    };
    let key = Key::find(directory, *pid).ok_or_else(|| store::explain(error))?;
    let remote = Remote::behind(&key, ui.language());
    // One that is just stopping, or that hangs, is as good as none.
    if !remote.opens() {
        return Err(store::explain(error));
    }
    ui.say(&Text::new(
        "In diesem Ordner läuft kolophon serve; der Befehl wird dort ausgeführt.",
        "kolophon serve is running in this directory; the command is carried out there.",
    ));
    Ok(remote)
}
