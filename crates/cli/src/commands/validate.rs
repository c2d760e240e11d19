//! `kolophon validate`: what is wrong in these files, where, why, and how to mend it.

use std::path::{Path, PathBuf};

use kolophon_diagnostic::{Length, RenderOptions, Report, render};
use kolophon_validate::{Profile, check};

use crate::args::ValidateArguments;
#[cfg(feature = "store")]
use crate::config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::{Input, unreadable};
use crate::ui::Ui;

pub(super) fn run(arguments: &ValidateArguments, ui: &mut Ui) -> Result<Exit, Failure> {
    let extended;
    let mut profile = profile(&arguments.profile)?;
    if !arguments.shapes.is_empty() {
        extended = with_shapes(profile, &arguments.shapes)?;
        profile = &extended;
    }
    let mut report = Report {
        profile: profile.name().to_owned(),
        ..Report::default()
    };
    let mut looked_at = Vec::new();
    for paths in catalogues(&arguments.paths)? {
        let input = Input::read(&paths);
        looked_at.extend(input.names().into_iter().map(str::to_owned));
        report.join(report_on(input, profile));
    }
    report.sort();
    show(&report, arguments, ui)?;
    if !report.unreadable.is_empty() {
        return Ok(Exit::Unreadable);
    }
    if report.datasets == 0 {
        return Err(no_dataset(&arguments.paths, &looked_at));
    }
    let fail_level = arguments.fail_level.severity();
    Ok(match report.worst() {
        Some(worst) if worst <= fail_level => Exit::Findings,
        _ => Exit::Clean,
    })
}

/// The profile of that name.
pub(super) fn profile(name: &str) -> Result<&'static Profile, Failure> {
    Profile::by_name(name).ok_or_else(|| {
        let names = Profile::NAMES.join(", ");
        Failure::new(
            Exit::Usage,
            format!("Das Regelwerk {name} gibt es nicht. Möglich sind: {names}."),
            format!("There is no profile {name}. Possible are: {names}."),
        )
    })
}

fn with_shapes(profile: &Profile, paths: &[PathBuf]) -> Result<Profile, Failure> {
    let documents = super::shacl::shapes_documents(paths)?;
    profile.with_shapes(&documents).map_err(|error| {
        Failure::new(
            Exit::Unreadable,
            "Die zusätzlichen Regeln (SHACL) sind nicht verwendbar; es wurde nichts geprüft.",
            "The additional shapes cannot be used; nothing was checked.",
        )
        .with_cause(&error)
    })
}

/// The paths, one list for each catalogue: a folder with a `kolophon.toml` holds one for each of its cities.
pub(super) fn catalogues(paths: &[PathBuf]) -> Result<Vec<Vec<PathBuf>>, Failure> {
    let mut catalogues = Vec::new();
    let mut loose = Vec::new();
    for path in paths {
        match cities(path)? {
            Some(cities) => catalogues.extend(cities.into_iter().map(|city| vec![city])),
            None => loose.push(path.clone()),
        }
    }
    if !loose.is_empty() {
        catalogues.push(loose);
    }
    Ok(catalogues)
}

/// The folders of the cities, if the path is an installation.
#[cfg(feature = "store")]
fn cities(path: &Path) -> Result<Option<Vec<PathBuf>>, Failure> {
    let file = path.join(config::FILE_NAME);
    if !file.is_file() {
        return Ok(None);
    }
    let cities = config::installation(&file)?.cities;
    Ok(Some(cities.into_values().map(|city| city.path).collect()))
}

/// The desk shape knows no installations: a folder is a folder.
#[cfg(not(feature = "store"))]
#[expect(
    clippy::unnecessary_wraps,
    reason = "the same signature as with installations"
)]
fn cities(_: &Path) -> Result<Option<Vec<PathBuf>>, Failure> {
    Ok(None)
}

/// Checks what could be opened and names what could not.
fn report_on(input: Input, profile: &Profile) -> Report {
    let checked = check(&input.documents, profile);
    let mut report = checked.report;
    report.unreadable.extend(input.unreadable);
    report
        .unreadable
        .extend(checked.unreadable.iter().map(unreadable));
    report
}

fn show(report: &Report, arguments: &ValidateArguments, ui: &mut Ui) -> Result<(), Failure> {
    // What holds no dataset is not called well.
    if report.datasets == 0
        && report.findings.is_empty()
        && report.unreadable.is_empty()
        && arguments.format == crate::args::ReportFormat::Human
    {
        return Ok(());
    }
    let options = RenderOptions {
        format: arguments.format.into(),
        language: ui.language(),
        colour: ui.colour(),
        length: if arguments.all { Length::All } else { Length::Short },
        next_command: next_command(report, arguments),
    };
    ui.data(render(report, &options))?;
    Ok(())
}

/// After findings: mend, and check again. After a clean check: publish.
fn next_command(report: &Report, arguments: &ValidateArguments) -> Option<String> {
    let paths = arguments.paths.as_slice();
    if paths.iter().any(|path| path.as_os_str() == "-") {
        return None;
    }
    let typed = super::quoted_paths(paths);
    if report.findings.iter().any(|finding| finding.fix.is_some()) {
        return Some(super::fix::command(paths, &arguments.profile, ""));
    }
    if !report.findings.is_empty() || !report.unreadable.is_empty() {
        return Some(format!("kolophon validate {typed}"));
    }
    publish_command(paths, &typed)
}

/// How to publish the paths, when it is known whose they are.
#[cfg(feature = "store")]
fn publish_command(paths: &[PathBuf], typed: &str) -> Option<String> {
    if let [path] = paths
        && path.join(config::FILE_NAME).is_file()
    {
        return Some(format!("kolophon load {typed}"));
    }
    let first = std::path::absolute(paths.first()?).ok()?;
    let installation = config::installation(&config::find_upwards(&first)?).ok()?;
    let owner = |path: &PathBuf| {
        let path = std::path::absolute(path).ok()?;
        let cities = installation.cities.iter();
        let mut owners = cities
            .filter(|(_, city)| std::path::absolute(&city.path).is_ok_and(|folder| path.starts_with(folder)));
        owners.next().map(|(slug, _)| slug.clone())
    };
    let city = owner(paths.first()?)?;
    paths
        .iter()
        .all(|path| owner(path).as_ref() == Some(&city))
        .then(|| format!("kolophon load {typed} --city {city}"))
}

#[cfg(not(feature = "store"))]
fn publish_command(_: &[PathBuf], _: &str) -> Option<String> {
    None
}

pub(super) fn no_dataset(paths: &[PathBuf], looked_at: &[String]) -> Failure {
    let typed = super::quoted_paths(paths);
    if looked_at.is_empty() {
        return Failure::new(
            Exit::Unreadable,
            format!("Hier liegt keine Datei mit Metadaten: {typed}"),
            format!("There is no metadata file here: {typed}"),
        )
        .with_hint(
            "Gesucht sind Dateien mit den Endungen .ttl, .rdf, .xml, .jsonld, .json, .nt, .trig oder .nq.",
            "Looked for: files ending in .ttl, .rdf, .xml, .jsonld, .json, .nt, .trig or .nq.",
        );
    }
    let names = looked_at.join("\n  ");
    Failure::new(
        Exit::Unreadable,
        format!("Darin steht kein Datensatz. Angesehen wurden:\n  {names}"),
        format!("There is no dataset in it. These were looked at:\n  {names}"),
    )
}
