//! A store of somebody else's: where it is, who we are there, and what to do when it does not answer.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use kolophon_publish::config::RemoteStore;
use kolophon_store::{Credentials, Endpoint, RemoteError};

use crate::Context;
use crate::config;
use crate::exit::Exit;
use crate::failure::Failure;

/// The remote store of a data directory: what the `kolophon.toml` says, else what the directory remembers; `None` when
/// the directory has a store of its own.
///
/// `paths` are what is loaded; the file is looked for above them where none lies above the current directory.
pub(in crate::commands) fn endpoint(
    directory: &Path,
    paths: &[PathBuf],
    context: &Context<'_>,
) -> Result<Option<Endpoint>, Failure> {
    let absolute = |path: &PathBuf| std::path::absolute(path).ok();
    let file = config::find_upwards(&context.environment.current_dir)
        .or_else(|| config::find_upwards(&paths.first().and_then(absolute)?));
    let configured = match file {
        Some(file) => config::installation(&file)?.store,
        None => None,
    };
    let password = context.environment.store_password.reveal().map(str::to_owned);
    if let Some(store) = configured {
        return of_settings(store, password).map(Some);
    }
    let known = Endpoint::of_directory(directory).map_err(|error| {
        let directory = directory.display();
        Failure::new(
            Exit::Unreadable,
            format!("Im Ordner {directory} ist die Datei remote nicht lesbar."),
            format!("The file remote in the directory {directory} cannot be read."),
        )
        .with_cause(&error)
    })?;
    Ok(known.map(|endpoint| Endpoint {
        credentials: endpoint.credentials.map(|known| Credentials {
            password: password.unwrap_or_default(),
            ..known
        }),
        ..endpoint
    }))
}

fn of_settings(store: RemoteStore, password: Option<String>) -> Result<Endpoint, Failure> {
    let password = match (password, &store.password_file) {
        (Some(password), _) => password,
        (None, Some(file)) => read_password(file)?,
        (None, None) => String::new(),
    };
    Ok(Endpoint {
        update: store.update,
        graphs: store.graphs,
        credentials: store.user.map(|user| Credentials { user, password }),
        ..Endpoint::new(&store.query)
    })
}

fn read_password(file: &Path) -> Result<String, Failure> {
    let text = fs::read_to_string(file).map_err(|error| {
        let file = file.display();
        Failure::new(
            Exit::Unreadable,
            format!("Die Datei {file} mit dem Kennwort ist nicht lesbar."),
            format!("The file {file} with the password cannot be read."),
        )
        .with_cause(&error)
    })?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}

/// What a failure means whose cause is the remote store; `None` when it is not.
pub(in crate::commands) fn failure(error: &(dyn Error + 'static)) -> Option<Failure> {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if let Some(error) = error.downcast_ref() {
            return Some(explain(error));
        }
        cause = error.source();
    }
    None
}

/// Why the remote store did not do what it was asked, in words.
pub(super) fn explain(error: &RemoteError) -> Failure {
    match error {
        RemoteError::NoUnion { address } => Failure::new(
            Exit::Usage,
            format!(
                "Der Datenspeicher {address} zeigt in Abfragen nicht von selbst alles, was in ihm liegt. Kolophon braucht das, \
                 damit Abfragen alle Datensätze finden."
            ),
            format!("The default graph of {address} is not the union of its named graphs, which Kolophon needs."),
        )
        .with_hint(
            "Das ist eine Einstellung des Datenspeichers, bei Oxigraph zum Beispiel: oxigraph serve --union-default-graph",
            "That is a setting of the store, of Oxigraph for example: oxigraph serve --union-default-graph",
        ),
        RemoteError::NotAllowed { address, status } => Failure::new(
            Exit::NotAllowed,
            format!("Der Datenspeicher {address} nimmt die Anmeldung nicht an oder erlaubt das nicht (Status {status})."),
            format!("The store {address} does not accept us, or does not allow it (status {status})."),
        )
        .with_hint(
            "Den Benutzer nennt user in der kolophon.toml, das Kennwort KOLOPHON_STORE_PASSWORD oder password_file.",
            "The user is named by user in kolophon.toml, the password by KOLOPHON_STORE_PASSWORD or password_file.",
        ),
        RemoteError::Unreachable { address, .. } => try_again(
            error,
            &format!("Der Datenspeicher {address} ist nicht zu erreichen."),
            &format!("The store {address} cannot be reached."),
        ),
        RemoteError::Timeout { address } => try_again(
            error,
            &format!("Der Datenspeicher {address} hat nicht rechtzeitig geantwortet."),
            &format!("The store {address} did not answer in time."),
        ),
        RemoteError::Unavailable { address, status } => try_again(
            error,
            &format!("Der Datenspeicher {address} ist zurzeit nicht verfügbar (Status {status})."),
            &format!("The store {address} is not available at present (status {status})."),
        ),
        RemoteError::InDoubt { address } => try_again(
            error,
            &format!("Der Datenspeicher {address} enthält noch eine halbe Änderung, die erst zurückgenommen werden muss."),
            &format!("The store {address} still holds half of a change, which has to be undone first."),
        ),
        RemoteError::NotSparql { address, .. } => Failure::new(
            Exit::Network,
            format!("Unter {address} antwortet etwas anderes als ein Datenspeicher."),
            format!("Something else than a SPARQL store answers at {address}."),
        )
        .with_cause(error)
        .with_hint(
            "Bitte die Adressen bei store in der kolophon.toml prüfen.",
            "Please check the addresses at store in kolophon.toml.",
        ),
        RemoteError::Altered { graph, found, expected } => Failure::new(
            Exit::Network,
            format!(
                "Der Datenspeicher gibt {graph} nicht so zurück, wie es veröffentlicht wurde ({found} von {expected} Angaben)."
            ),
            format!("The store does not give back {graph} as it was published ({found} of {expected} triples)."),
        )
        .with_hint(
            "Entweder kürzt der Datenspeicher seine Antworten (bei Virtuoso: ResultSetMaxRows), oder jemand anderes hat dort etwas geändert.",
            "Either the store cuts its answers (Virtuoso: ResultSetMaxRows), or somebody else has changed something there.",
        ),
        _ => Failure::new(
            Exit::Network,
            "Der Datenspeicher hat einen Fehler gemeldet.",
            "The store has reported an error.",
        )
        .with_cause(error),
    }
}

fn try_again(error: &RemoteError, de: &str, en: &str) -> Failure {
    Failure::new(Exit::Network, de, en).with_cause(error).with_hint(
        "Es wurde nichts verändert. Bitte versuchen Sie es später noch einmal.",
        "Nothing was changed. Please try again later.",
    )
}
