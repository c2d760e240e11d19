//! `kolophon validate`: what is wrong in these files, where, why, and how to mend it.

mod baseline;
mod catalogue;
mod review_copy;
mod selection;
mod watch;

use std::path::PathBuf;

use jiff::Timestamp;
use kolophon_authoring::Defaults;
use kolophon_diagnostic::{
    Certainty, Colour, Fix, Length, RenderOptions, Report, RuleId, Severity, Text, render, rules_in_order,
};
use kolophon_graph::Graph;
use kolophon_publish::reading;
use kolophon_validate::{Page, Profile};

pub(super) use self::catalogue::catalogues;
use self::selection::Selection;
use crate::args::{ValidateArguments, ValidateFormat};
#[cfg(feature = "store")]
use crate::config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::{Input, unreadable};
use crate::output;
use crate::ui::Ui;

pub(super) fn run(arguments: &ValidateArguments, ui: &mut Ui) -> Result<Exit, Failure> {
    if !arguments.watch {
        return once(arguments, ui);
    }
    if arguments.paths.iter().any(|path| path.as_os_str() == "-") {
        return Err(Failure::new(
            Exit::Usage,
            "Die Standardeingabe lässt sich nicht beobachten. Lassen Sie --watch weg.",
            "Standard input cannot be watched. Leave out --watch.",
        ));
    }
    Ok(watch::run(arguments, ui, once))
}

/// One check.
fn once(arguments: &ValidateArguments, ui: &mut Ui) -> Result<Exit, Failure> {
    let selection = Selection::of(&arguments.scope)?;
    let known = baseline::read(arguments)?;
    let (mut report, looked_at) = found(arguments)?;
    if let (Some(list), Some(path)) = (&known, &arguments.scope.baseline) {
        baseline::compare(list, path, &mut report);
    }
    selection.apply(&mut report);
    let writes = arguments.scope.write_baseline.as_ref();
    if writes.is_none() || !report.unreadable.is_empty() {
        show(&report, arguments, ui)?;
    }
    if report.datasets == 0 && report.unreadable.is_empty() {
        return Err(no_dataset(&arguments.paths, &looked_at));
    }
    if arguments.review_copy {
        review_copy::write(&report, ui)?;
    }
    if let Some(path) = writes {
        return baseline::write(path, known.as_ref(), &report, arguments, ui);
    }
    if !report.unreadable.is_empty() {
        return Ok(Exit::Unreadable);
    }
    let fail_level = arguments.fail_level.severity();
    Ok(match report.worst() {
        Some(worst) if worst <= fail_level => Exit::Findings,
        _ => Exit::Clean,
    })
}

/// What is wrong with each catalogue, as its city takes it, and the names of all files that were looked at.
fn found(arguments: &ValidateArguments) -> Result<(Report, Vec<String>), Failure> {
    let mut report = Report::default();
    let (mut profiles, mut looked_at) = (Vec::new(), Vec::new());
    let today: String = Timestamp::now()
        .to_string()
        .chars()
        .take("2027-01-31".len())
        .collect();
    for catalogue in catalogues(&arguments.paths)? {
        let profile = catalogue.profile(arguments.profile.as_deref())?;
        let input = Input::read(&catalogue.paths).refuse_empty();
        looked_at.extend(input.names().into_iter().map(str::to_owned));
        let mut part = if arguments.shapes.is_empty() {
            report_on(input, &catalogue.defaults, profile)
        } else {
            report_on(
                input,
                &catalogue.defaults,
                &with_shapes(profile, &arguments.shapes)?,
            )
        };
        catalogue.policy.apply(&mut part, &today, catalogue.extent);
        report.join(part);
        if !profiles.contains(&profile.name()) {
            profiles.push(profile.name());
        }
    }
    report.profile = profiles.join(", ");
    report.sort();
    Ok((report, looked_at))
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

/// Checks what could be opened and names what could not.
fn report_on(input: Input, defaults: &Defaults, profile: &Profile) -> Report {
    checked(input, defaults, profile).0
}

/// The same, with what the files say.
pub(super) fn checked(input: Input, defaults: &Defaults, profile: &Profile) -> (Report, Graph) {
    let (checked, officers_files) = reading::read(&input.documents, defaults).check(profile);
    let mut report = checked.report;
    report.unreadable.extend(input.unreadable);
    report.unreadable.extend(officers_files);
    report
        .unreadable
        .extend(checked.unreadable.iter().map(unreadable));
    (report, checked.graph)
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

/// How to read more about the first rule shown that has a page; rules of other shapes have none.
fn explain_command(report: &Report) -> Option<String> {
    let rules = rules_in_order(report).into_iter();
    let explained = rules.map(RuleId::as_str).find(|rule| Page::of(rule).is_some())?;
    Some(format!("kolophon explain {explained}"))
}

/// After findings: mend, and check again. After a clean check: publish.
fn next_command(report: &Report, arguments: &ValidateArguments) -> Option<String> {
    let paths = &arguments.paths;
    if paths.iter().any(|path| path.as_os_str() == "-") {
        return None;
    }
    let typed = super::quoted_paths(paths);
    let is_certain = |fix: &Fix| fix.certainty == Certainty::Certain;
    if report
        .findings
        .iter()
        .any(|finding| finding.fix.as_ref().is_some_and(is_certain))
    {
        return Some(super::fix::command(paths, arguments.profile.as_deref(), ""));
    }
    let is_mendable = report.worst().is_some_and(|worst| worst < Severity::Info);
    if is_mendable || !report.unreadable.is_empty() {
        return Some(format!("kolophon validate {typed}{}", repeated(arguments)));
    }
    if !report.is_whole() {
        return None;
    }
    publish_command(paths, &typed)
}

/// The options that a repeated check should have, too.
fn repeated(arguments: &ValidateArguments) -> String {
    let baseline = arguments
        .scope
        .baseline
        .as_ref()
        .map(|path| path.to_string_lossy().into_owned());
    let options = [("--profile", arguments.profile.clone()), ("--baseline", baseline)];
    let typed = options.into_iter().filter_map(|(option, value)| {
        let value = value?;
        Some(format!(" {option} {}", super::quoted(&value)))
    });
    typed.collect()
}

/// How to publish the paths, when it is known whose they are.
#[cfg(feature = "store")]
pub(super) fn publish_command(paths: &[PathBuf], typed: &str) -> Option<String> {
    if let [path] = paths
        && path.join(config::FILE_NAME).is_file()
    {
        return Some(format!("kolophon load {typed}"));
    }
    let slug = catalogue::owner(paths).ok()??.slug;
    Some(format!("kolophon load {typed} --city {slug}"))
}

#[cfg(not(feature = "store"))]
pub(super) fn publish_command(_: &[PathBuf], _: &str) -> Option<String> {
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
