//! `kolophon validate`: what is wrong in these files, where, why, and how to mend it.

use std::path::{Path, PathBuf};

use kolophon_diagnostic::{Colour, Length, RenderOptions, Report, Text, render};
#[cfg(feature = "store")]
use kolophon_publish::config::CityConfig;
use kolophon_validate::{Page, Profile, check};

use crate::args::{ValidateArguments, ValidateFormat};
#[cfg(feature = "store")]
use crate::config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::{Input, unreadable};
use crate::output;
use crate::ui::Ui;

/// What is checked as one: a city of an installation, or all other paths together.
pub(super) struct Catalogue {
    pub(super) paths: Vec<PathBuf>,
    /// The profile that the city has chosen.
    profile: Option<String>,
}

impl Catalogue {
    /// The profile that was asked for, else the city's own, else the default.
    pub(super) fn profile(&self, asked_for: Option<&str>) -> Result<&'static Profile, Failure> {
        let name = asked_for.or(self.profile.as_deref());
        profile(name.unwrap_or(Profile::NAMES[0]))
    }
}

pub(super) fn run(arguments: &ValidateArguments, ui: &mut Ui) -> Result<Exit, Failure> {
    let mut report = Report::default();
    let (mut profiles, mut looked_at) = (Vec::new(), Vec::new());
    for catalogue in catalogues(&arguments.paths)? {
        let profile = catalogue.profile(arguments.profile.as_deref())?;
        let input = Input::read(&catalogue.paths);
        looked_at.extend(input.names().into_iter().map(str::to_owned));
        report.join(if arguments.shapes.is_empty() {
            report_on(input, profile)
        } else {
            report_on(input, &with_shapes(profile, &arguments.shapes)?)
        });
        if !profiles.contains(&profile.name()) {
            profiles.push(profile.name());
        }
    }
    report.profile = profiles.join(", ");
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

/// The catalogues of the paths: a folder with a `kolophon.toml` holds one for each of its cities.
pub(super) fn catalogues(paths: &[PathBuf]) -> Result<Vec<Catalogue>, Failure> {
    let mut catalogues = Vec::new();
    let mut loose = Vec::new();
    for path in paths {
        match cities(path)? {
            Some(cities) => catalogues.extend(cities),
            None => loose.push(path.clone()),
        }
    }
    if !loose.is_empty() {
        catalogues.push(Catalogue {
            profile: profile_of(&loose),
            paths: loose,
        });
    }
    Ok(catalogues)
}

/// The catalogues of the cities, if the path is an installation.
#[cfg(feature = "store")]
fn cities(path: &Path) -> Result<Option<Vec<Catalogue>>, Failure> {
    let file = path.join(config::FILE_NAME);
    if !file.is_file() {
        return Ok(None);
    }
    let cities = config::installation(&file)?.cities.into_values();
    let catalogue = |city: CityConfig| Catalogue {
        paths: vec![city.path],
        profile: Some(city.city.profile),
    };
    Ok(Some(cities.map(catalogue).collect()))
}

/// The desk shape knows no installations: a folder is a folder.
#[cfg(not(feature = "store"))]
#[expect(
    clippy::unnecessary_wraps,
    reason = "the same signature as with installations"
)]
fn cities(_: &Path) -> Result<Option<Vec<Catalogue>>, Failure> {
    Ok(None)
}

/// The profile of the city that all the paths belong to.
#[cfg(feature = "store")]
fn profile_of(paths: &[PathBuf]) -> Option<String> {
    owner(paths).map(|city| city.city.profile)
}

#[cfg(not(feature = "store"))]
fn profile_of(_: &[PathBuf]) -> Option<String> {
    None
}

/// The city of an installation that all the paths belong to.
#[cfg(feature = "store")]
fn owner(paths: &[PathBuf]) -> Option<CityConfig> {
    let first = std::path::absolute(paths.first()?).ok()?;
    let installation = config::installation(&config::find_upwards(&first)?).ok()?;
    let is_in = |path: &PathBuf, city: &CityConfig| {
        let folder = std::path::absolute(&city.path);
        std::path::absolute(path).is_ok_and(|path| folder.is_ok_and(|folder| path.starts_with(folder)))
    };
    let mut cities = installation.cities.into_values();
    cities.find(|city| paths.iter().all(|path| is_in(path, city)))
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
    // What holds no dataset is not called well; JSON does not either, it counts.
    let counts = matches!(arguments.format, ValidateFormat::Json | ValidateFormat::Jsonl);
    if report.datasets == 0 && report.findings.is_empty() && report.unreadable.is_empty() && !counts {
        return Ok(());
    }
    let mut options = RenderOptions {
        format: arguments.format.into(),
        language: ui.language(),
        colour: ui.colour(),
        length: if arguments.all { Length::All } else { Length::Short },
        width: ui.width(),
        fail_level: arguments.fail_level.severity(),
        next_command: next_command(report, arguments),
        explain_command: explain_command(report),
    };
    let Some(path) = &arguments.output else {
        return Ok(render(report, &options, ui.stdout())?);
    };
    options.colour = Colour::Never;
    options.width = RenderOptions::default().width;
    output::write_file(path, |file| render(report, &options, file))?;
    let name = path.display();
    ui.say(&Text::new(
        format!("Der Bericht steht in {name}."),
        format!("The report is in {name}."),
    ));
    Ok(())
}

/// How to read more about the worst rule that has a page; rules of other shapes have none.
fn explain_command(report: &Report) -> Option<String> {
    let findings = report.findings.iter();
    let explained = findings.filter(|finding| Page::of(finding.rule.as_str()).is_some());
    let worst = explained.min_by_key(|finding| finding.severity)?;
    Some(format!("kolophon explain {}", worst.rule))
}

/// After findings: mend, and check again. After a clean check: publish.
fn next_command(report: &Report, arguments: &ValidateArguments) -> Option<String> {
    let paths = &arguments.paths;
    if paths.iter().any(|path| path.as_os_str() == "-") {
        return None;
    }
    let typed = super::quoted_paths(paths);
    if report.findings.iter().any(|finding| finding.fix.is_some()) {
        return Some(super::fix::command(paths, arguments.profile.as_deref(), ""));
    }
    if !report.findings.is_empty() || !report.unreadable.is_empty() {
        let profile = arguments.profile.as_ref();
        let profile = profile.map(|name| format!(" --profile {}", super::quoted(name)));
        return Some(format!(
            "kolophon validate {typed}{}",
            profile.unwrap_or_default()
        ));
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
    let slug = owner(paths)?.city.slug;
    Some(format!("kolophon load {typed} --city {slug}"))
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
