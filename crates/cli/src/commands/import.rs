//! `kolophon import`: what another portal publishes becomes the files of a city, once. Nothing is published.

mod ckan;
mod file;
mod pages;
mod report;
mod write;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use kolophon_authoring::Form;
use kolophon_graph::Graph;
use kolophon_publish::defaults;
use kolophon_publish::import::{Remark, settle};
use kolophon_validate::installation::{CityConfig, Installation};

use self::report::Report;
use crate::args::{ImportArguments, ImportFormat};
use crate::config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::link::{FetchError, Fetcher, is_web_address};
use crate::ui::Ui;

/// The folder in which a city keeps what it took over, unless another is named.
const FOLDER: &str = "uebernommen";

/// What a source holds.
#[derive(Debug)]
struct Found {
    graph: Graph,
    /// What people have to look at.
    doubts: Vec<Remark>,
    /// What is not taken over.
    left: Vec<Remark>,
    /// Additional fields that nobody maps, and how many datasets have them.
    unknown: BTreeMap<String, usize>,
    /// Files or pages.
    parts: usize,
}

pub(super) fn run(arguments: &ImportArguments, ui: &mut Ui) -> Result<Exit, Failure> {
    run_with(arguments, &Fetcher::public(), ui)
}

fn run_with(arguments: &ImportArguments, fetcher: &Fetcher, ui: &mut Ui) -> Result<Exit, Failure> {
    let (installation, city) = city(arguments)?;
    let defaults = defaults(&city);
    let folder = arguments.output.clone().unwrap_or_else(|| city.path.join(FOLDER));
    write::refuse_existing(&folder)?;
    let source = arguments.source.to_string_lossy();
    let found = if is_web_address(&source) {
        from_web(&source, fetcher, &defaults.language)?
    } else {
        file::read(&arguments.source)?
    };
    let settled = settle(&found.graph, &defaults);
    if settled.datasets == 0 {
        return Err(no_dataset(&source));
    }
    let report = Report {
        source: &source,
        parts: found.parts,
        datasets: settled.datasets,
        doubts: found.doubts.into_iter().chain(settled.doubts).collect(),
        left: found.left.into_iter().chain(settled.left).collect(),
        unknown: found.unknown,
    };
    let form = match arguments.format {
        ImportFormat::Xlsx => Form::Xlsx,
        ImportFormat::Yaml => Form::Yaml,
    };
    let lines = report.lines(ui.language());
    write::write(&settled.graph, form, &defaults, &folder, &lines, ui)?;
    report::tell(&lines, &folder, &installation.directory, ui);
    Ok(Exit::Clean)
}

/// A catalogue in RDF, else a portal that runs CKAN.
fn from_web(address: &str, fetcher: &Fetcher, language: &str) -> Result<Found, Failure> {
    if let Some(search) = ckan::Search::of_address(address) {
        return ckan::read(&search, fetcher, language);
    }
    let first = fetcher
        .get(address, pages::ACCEPT, pages::LARGEST)
        .map_err(|error| unreachable(address, &error))?;
    if pages::is_rdf(&first) {
        return pages::read(address, first, fetcher);
    }
    let search = ckan::Search::at(address);
    if !ckan::answers(&search, fetcher) {
        return Err(Failure::new(
            Exit::Unreadable,
            format!("{address} ist weder ein Katalog in RDF noch ein Portal mit CKAN."),
            format!("{address} is neither a catalogue in RDF nor a portal that runs CKAN."),
        )
        .with_hint(
            "Nennen Sie die Adresse des Katalogs selbst; oft endet sie auf catalog.rdf oder catalog.ttl.",
            "Name the address of the catalogue itself; it often ends in catalog.rdf or catalog.ttl.",
        ));
    }
    ckan::read(&search, fetcher, language)
}

/// The city, from the `kolophon.toml` above the output or above the current folder.
fn city(arguments: &ImportArguments) -> Result<(Installation, CityConfig), Failure> {
    let starts = [arguments.output.as_deref(), Some(Path::new("."))];
    let starts = starts
        .into_iter()
        .flatten()
        .filter_map(|path| std::path::absolute(path).ok());
    let file: Option<PathBuf> = starts.into_iter().find_map(|start| config::find_upwards(&start));
    let Some(file) = file else {
        return Err(Failure::new(
            Exit::Usage,
            "Hier gibt es noch keine kolophon.toml. Rufen Sie den Befehl in dem Ordner auf, in dem sie liegt, oder legen Sie die Kommune an.",
            "There is no kolophon.toml here. Run the command in the folder that holds it, or set up the city.",
        )
        .with_hint("Anlegen: kolophon init", "Set up: kolophon init"));
    };
    let installation = config::said(&file)?;
    if let Some(city) = installation.cities.get(&arguments.city).cloned() {
        return Ok((installation, city));
    }
    let known: Vec<&str> = installation.cities.keys().map(String::as_str).collect();
    let (name, known) = (&arguments.city, known.join(", "));
    Err(Failure::new(
        Exit::Usage,
        format!("Die Kommune {name} steht nicht in der kolophon.toml. Dort stehen: {known}."),
        format!("The city {name} is not in kolophon.toml. There are: {known}."),
    ))
}

fn no_dataset(source: &str) -> Failure {
    Failure::new(
        Exit::Unreadable,
        format!("{source} enthält keinen Datensatz, der sich übernehmen lässt. Es wurde nichts geschrieben."),
        format!("{source} holds no dataset that can be taken over. Nothing was written."),
    )
}

/// Why a page did not come, in words.
fn unreachable(address: &str, error: &FetchError) -> Failure {
    let (de, en) = match error {
        FetchError::Address => {
            return Failure::new(
                Exit::Usage,
                format!("{address} ist keine Adresse, die mit http:// oder https:// beginnt."),
                format!("{address} is no address that begins with http:// or https://."),
            );
        }
        FetchError::Status(status) => (
            format!("{address} antwortet mit dem Status {status}."),
            format!("{address} answers with status {status}."),
        ),
        FetchError::TooLarge(most) => (
            format!("{address} ist größer als {most} Bytes."),
            format!("{address} is larger than {most} bytes."),
        ),
        FetchError::Unreachable(_) if error.is_not_public() => (
            format!("{address} gibt es nicht, oder die Adresse liegt nicht im öffentlichen Netz."),
            format!("{address} does not exist, or is no address of the public network."),
        ),
        FetchError::Unreachable(_) => (
            format!("{address} antwortet nicht, oder die Antwort bricht ab."),
            format!("{address} does not answer, or the answer breaks off."),
        ),
    };
    let failure = Failure::new(
        Exit::Network,
        format!("{de} Es wurde nichts geschrieben."),
        format!("{en} Nothing was written."),
    );
    match error {
        FetchError::Unreachable(cause) => failure.with_cause(cause),
        _ => failure,
    }
}

#[cfg(test)]
mod tests;
