//! `kolophon serve`: what is published, over HTTP.

mod folder;
mod signals;

use std::io::{self, IsTerminal as _};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use kolophon_diagnostic::Text;
use kolophon_publish::door::Door;
use kolophon_publish::harvest::{HarvestLog, Ledger};
use kolophon_publish::search::Search;
use kolophon_publish::token::Tokens;
use kolophon_server::{Listeners, Network, ServeOptions, serve};
use kolophon_store::{OpenMode, State};
use kolophon_validate::codelist;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tracing_subscriber::EnvFilter;

use self::folder::Folder;
use self::signals::Signals;
use super::load::job;
use super::store;
use crate::Context;
use crate::args::{LogFormat, ServeArguments};
use crate::config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::ui::Ui;

pub(super) fn run(arguments: &ServeArguments, context: &Context<'_>, ui: &mut Ui) -> Result<Exit, Failure> {
    if arguments.watch && arguments.paths.is_empty() {
        return Err(Failure::new(
            Exit::Usage,
            "Was soll beobachtet werden? Nennen Sie den Ordner: kolophon serve ORDNER --watch",
            "What shall be watched? Name the folder: kolophon serve FOLDER --watch",
        ));
    }
    let environment = context.environment;
    let directory = job::data_dir(&arguments.data_dir, &arguments.paths, context)?;
    // Who names what is to be published means to begin with it.
    let mode = if arguments.new || !arguments.paths.is_empty() {
        OpenMode::Create
    } else {
        OpenMode::Existing
    };
    let store = store::open_at(&directory, mode, &arguments.paths, context)?;
    let folder = Folder {
        paths: &arguments.paths,
        store: &store,
        context,
        language: ui.language(),
    };
    if !arguments.paths.is_empty() {
        for line in folder.publish()? {
            ui.line(&line);
        }
    }
    // Title and public address stand in the installation's file, here or beside the data.
    let beside_data = std::path::absolute(&directory).unwrap_or_default();
    let beside_files = arguments
        .paths
        .first()
        .and_then(|path| std::path::absolute(path).ok());
    let file = beside_files
        .and_then(|path| config::find_upwards(&path))
        .or_else(|| config::find_upwards(&environment.current_dir))
        .or_else(|| config::find_upwards(&beside_data));
    let installation = match &file {
        Some(file) => Some(config::installation(file)?),
        None => None,
    };
    if let Some(megabytes) = installation
        .as_ref()
        .and_then(|installation| installation.min_free_mb)
    {
        store.keep_free(megabytes.saturating_mul(1_000_000));
    }
    // Backups and checks read beside a running server.
    let _lender = store.lend().map_err(|error| store::unreadable(&error))?;
    log_requests(environment.log.as_deref(), arguments.log_format);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let stop = AtomicBool::new(false);
    let served = async {
        let signals = Signals::listen()?;
        let listener = TcpListener::bind(arguments.listen)
            .await
            .map_err(|error| cannot_listen(arguments.listen, &error))?;
        let metrics = match arguments.metrics_listen {
            Some(wanted) => {
                let metrics = TcpListener::bind(wanted).await;
                Some(metrics.map_err(|error| cannot_listen(wanted, &error))?)
            }
            None => None,
        };
        let address = listener.local_addr()?;
        let from_file = installation
            .as_ref()
            .and_then(|installation| installation.base_url.clone());
        let base = arguments
            .base_url
            .clone()
            .or(from_file)
            .unwrap_or_else(|| format!("http://{address}"));
        let base = base.trim_end_matches('/').to_owned();
        // Whoever reads that it is running finds its door open.
        let (door, at_the_door) = open_door(&directory, ui).await;
        announce(&base, address, &store.state(), ui);
        let mut options = ServeOptions::new(store.clone(), base, program()?);
        if let Some(installation) = installation {
            options.title = installation.title;
            options.cities = installation.cities;
            options.harvesters = installation.harvesters;
            options.trusted_proxies = trusted_proxies(&installation.trusted_proxies)?;
            options.config_file = file;
        }
        options.ledger = Ledger::in_directory(&directory);
        options.harvest_log = HarvestLog::in_directory(&directory);
        options.search = Search::in_directory(&directory);
        options.tokens = Some(Tokens::in_directory(&directory));
        options.labels = Arc::new(|iri, language| codelist::label(iri, language).map(str::to_owned));
        options.lock = door.as_ref().map(Door::lock);
        let listeners = Listeners {
            street: listener,
            door: at_the_door,
            metrics,
        };
        serve_until_stopped(options, listeners, signals).await
    };
    thread::scope(|scope| {
        if arguments.watch {
            scope.spawn(|| folder.follow(&stop));
        }
        let exit = runtime.block_on(served);
        stop.store(true, Ordering::Relaxed);
        exit
    })
}

/// The proxies that are trusted, by address or network.
fn trusted_proxies(texts: &[String]) -> Result<Vec<Network>, Failure> {
    let networks = texts.iter().map(|text| {
        Network::parse(text).ok_or_else(|| {
            Failure::new(
                Exit::Usage,
                format!("kolophon.toml: {text} ist keine Adresse eines Rechners und kein Netz."),
                format!("kolophon.toml: {text} is no address of a computer and no network."),
            )
            .with_hint(
                "Zum Beispiel: trusted_proxies = [\"127.0.0.1\", \"10.0.0.0/8\"]",
                "For example: trusted_proxies = [\"127.0.0.1\", \"10.0.0.0/8\"]",
            )
        })
    });
    networks.collect()
}

/// Opens the door for commands that are typed on the same directory. Without it they have to wait, and all else goes on.
async fn open_door(directory: &Path, ui: &mut Ui) -> (Option<Door>, Option<TcpListener>) {
    let opened = async {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let door = Door::open(directory, listener.local_addr()?)?;
        io::Result::Ok((door, listener))
    };
    match opened.await {
        Ok((door, listener)) => (Some(door), Some(listener)),
        Err(error) => {
            ui.say(&Text::new(
                format!(
                    "Andere Befehle an diesem Ordner gehen erst, wenn dieser Dienst beendet ist ({error})."
                ),
                format!(
                    "Other commands on this directory will work only when this service has ended ({error})."
                ),
            ));
            (None, None)
        }
    }
}

async fn serve_until_stopped(
    options: ServeOptions,
    listeners: Listeners,
    signals: Signals,
) -> Result<Exit, Failure> {
    let (sender, receiver) = oneshot::channel();
    let shutdown = async {
        let exit = signals.first().await;
        // The receiver waits until serving has ended.
        sender.send(exit).unwrap_or_default();
    };
    serve(options, listeners, shutdown).await.map_err(|error| {
        Failure::new(
            Exit::Network,
            "Der Dienst ist ausgefallen.",
            "The service has failed.",
        )
        .with_cause(&error)
    })?;
    Ok(receiver.await.unwrap_or(Exit::Clean))
}

/// The path of this program, which is started again for every SPARQL query.
fn program() -> Result<std::path::PathBuf, Failure> {
    std::env::current_exe().map_err(|error| {
        Failure::new(
            Exit::Unreadable,
            "Kolophon findet seine eigene Programmdatei nicht; Abfragen wären nicht möglich.",
            "Kolophon cannot find its own program file; queries would not work.",
        )
        .with_cause(&error)
    })
}

/// One line per request on stderr.
fn log_requests(filter: Option<&str>, format: LogFormat) {
    let filter = EnvFilter::try_new(filter.unwrap_or("info")).unwrap_or_else(|_| EnvFilter::new("info"));
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(io::stderr().is_terminal())
        .with_writer(io::stderr);
    // A second call, as in tests that serve twice, changes nothing.
    match format {
        LogFormat::Text => subscriber.try_init().unwrap_or_default(),
        LogFormat::Json => subscriber
            .json()
            .flatten_event(true)
            .with_current_span(false)
            .with_span_list(false)
            .try_init()
            .unwrap_or_default(),
    }
}

/// The addresses to try.
fn announce(base: &str, address: SocketAddr, state: &State, ui: &mut Ui) {
    let mut lines = vec![format!("  {base}/")];
    lines.extend(
        state
            .cities
            .keys()
            .map(|slug| format!("  {base}/{slug}/catalog.rdf")),
    );
    lines.push(format!("  {base}/sparql"));
    let lines = lines.join("\n");
    let (cities_de, cities_en) = match state.cities.len() {
        1 => ("eine Kommune".to_owned(), "one city".to_owned()),
        count => (format!("{count} Kommunen"), format!("{count} cities")),
    };
    ui.say(&Text::new(
        format!("Kolophon bietet {cities_de} an. Zum Ausprobieren:\n{lines}\nBeenden mit Strg+C."),
        format!("Kolophon serves {cities_en}. Try these:\n{lines}\nStop with Ctrl-C."),
    ));
    if !address.ip().is_loopback() && base.starts_with(&format!("http://{address}")) {
        ui.say(&Text::new(
            "Andere Rechner erreichen diesen Dienst. Nennen Sie mit --base-url die Adresse, die Portale sehen sollen.",
            "Other computers reach this service. Name the address that portals shall see with --base-url.",
        ));
    }
}

fn cannot_listen(address: SocketAddr, error: &io::Error) -> Failure {
    let failure = match error.kind() {
        io::ErrorKind::AddrInUse => Failure::new(
            Exit::Network,
            format!("An {address} läuft schon ein anderes Programm."),
            format!("Another program is already running at {address}."),
        ),
        io::ErrorKind::PermissionDenied => Failure::new(
            Exit::NotAllowed,
            format!("{address} darf nicht benutzt werden. Ports unter 1024 brauchen besondere Rechte."),
            format!("{address} may not be used. Ports below 1024 need special rights."),
        ),
        _ => Failure::new(
            Exit::Network,
            format!("{address} kann nicht benutzt werden."),
            format!("{address} cannot be used."),
        )
        .with_cause(error),
    };
    failure.with_hint(
        "Ein anderer Port: kolophon serve --listen 127.0.0.1:8081",
        "Another port: kolophon serve --listen 127.0.0.1:8081",
    )
}
