//! What `kolophon load` says.

use std::fmt::Write as _;

use kolophon_diagnostic::{Language, Text};
#[cfg(feature = "store")]
use kolophon_publish::load::LoadError;
use kolophon_publish::plan::PlanCounts;
#[cfg(feature = "store")]
use kolophon_publish::quota::{Excess, Usage};
use kolophon_publish::refusal::{Reason, Refused, Title};
#[cfg(feature = "store")]
use kolophon_store::{Quota, WriteError};

#[cfg(feature = "store")]
use crate::commands::store;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::remote::RemoteFinding;
use crate::ui::Ui;

/// The most titles a message lists.
const MOST_TITLES: usize = 20;

fn list(titles: &[&str]) -> String {
    let mut text = String::new();
    for title in titles.iter().take(MOST_TITLES) {
        text.push_str("\n  ");
        text.extend(title.chars().map(|c| if c.is_control() { ' ' } else { c }));
    }
    if titles.len() > MOST_TITLES {
        write!(text, "\n  … + {}", titles.len() - MOST_TITLES).unwrap_or_default();
    }
    text
}

/// A number of datasets in German.
fn datasets(number: usize) -> String {
    match number {
        1 => "1 Datensatz".to_owned(),
        _ => format!("{number} Datensätze"),
    }
}

fn datasets_en(number: usize) -> String {
    match number {
        1 => "1 dataset".to_owned(),
        _ => format!("{number} datasets"),
    }
}

pub(in crate::commands) fn next() -> Text {
    Text::new("Als Nächstes:", "Next:")
}

/// The heading of a city.
pub(super) fn city(name: &str, is_new: bool) -> Text {
    if is_new {
        Text::new(
            format!("{name} (zum ersten Mal)\n"),
            format!("{name} (for the first time)\n"),
        )
    } else {
        Text::new(format!("{name}\n"), format!("{name}\n"))
    }
}

/// What was added, changed, unchanged, moved, removed.
pub(super) fn counts(counts: PlanCounts, language: Language) -> String {
    let PlanCounts {
        added,
        changed,
        unchanged,
        moved,
        removed,
        ..
    } = counts;
    let moved = match (moved, language) {
        (0, _) => String::new(),
        (moved, Language::German) => format!("{moved} mit neuer Adresse, "),
        (moved, Language::English) => format!("{moved} with a new address, "),
    };
    match language {
        Language::German => {
            format!("  {added} neu, {changed} geändert, {moved}{unchanged} unverändert, {removed} entfernt\n")
        }
        Language::English => {
            format!("  {added} added, {changed} changed, {moved}{unchanged} unchanged, {removed} removed\n")
        }
    }
}

/// The datasets that stay although the list does not hold them.
pub(super) fn protected(protected: &[Title], language: Language) -> String {
    let number = protected.len();
    let titles = list(&titles(protected));
    match language {
        Language::German => format!(
            "  Durch den Löschschutz bleibt veröffentlicht ({}):{titles}\n",
            datasets(number)
        ),
        Language::English => format!("  Kept because protected ({}):{titles}\n", datasets_en(number)),
    }
}

/// The titles alone.
pub(in crate::commands) fn titles(titles: &[Title]) -> Vec<&str> {
    titles.iter().map(|title| title.title.as_str()).collect()
}

/// The datasets that were not published.
pub(super) fn refused(refused: &[Refused], language: Language) -> String {
    let mut text = match language {
        Language::German => format!("  Nicht veröffentlicht: {}\n", datasets(refused.len())),
        Language::English => format!("  Not published: {}\n", datasets_en(refused.len())),
    };
    for Refused { dataset, reason } in refused {
        let title: String = dataset
            .title
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        let reason = explain(reason);
        writeln!(text, "    {title}: {}", reason.in_language(language)).unwrap_or_default();
    }
    text
}

pub(in crate::commands) fn explain(reason: &Reason) -> Text {
    match reason {
        Reason::Blocking => Text::new(
            "Die Abholung durch Portale kann daran scheitern; siehe die Fehler oben.",
            "A portal's harvest can fail on it; see the errors above.",
        ),
        Reason::Errors => Text::new(
            "Der Datensatz hat Fehler; mit --allow-errors wird er trotzdem veröffentlicht.",
            "The dataset has errors; with --allow-errors it is published all the same.",
        ),
        Reason::OwnedBy(city) => Text::new(
            format!("Die dauerhafte Adresse gehört {city}, weil sie dort zuerst veröffentlicht wurde."),
            format!("The address belongs to {city}, which published it first."),
        ),
        Reason::IdentifierChanged { published } => Text::new(
            format!("Die Kennung darf sich nicht ändern; veröffentlicht ist {published}."),
            format!("The identifier may not change; {published} is published."),
        ),
        Reason::IdentifierTaken { by } => Text::new(
            format!("Dieselbe Kennung hat schon {by}; Portale würden beide verwechseln."),
            format!("{by} has the same identifier; portals would mix them up."),
        ),
        Reason::Erased { iri } => Text::new(
            format!(
                "{iri} wurde endgültig gelöscht und bleibt es. Bitte aus den Dateien nehmen oder unter einer neuen \
                 dauerhaften Adresse veröffentlichen."
            ),
            format!(
                "{iri} was erased for good. Please take it out of the files, or publish it under a new address."
            ),
        ),
        Reason::FileMissing { name } => Text::new(
            format!("Die Datei {name}, die dazu gehörte, gibt es nicht mehr."),
            format!("The file {name} that belonged to it is gone."),
        ),
    }
}

pub(super) fn whose(typed: &str) -> Failure {
    Failure::new(
        Exit::Usage,
        "Für welche Kommune soll veröffentlicht werden? In diesem Ordner liegt keine kolophon.toml.",
        "For which city is this to be published? There is no kolophon.toml in this folder.",
    )
    .with_hint(
        format!("Bitte den Kurznamen nennen, zum Beispiel: kolophon load {typed} --city mainz"),
        format!("Please name its slug, for example: kolophon load {typed} --city mainz"),
    )
}

pub(in crate::commands) fn unknown_city(slug: &str, known: &[String]) -> Failure {
    let known = known.join(", ");
    Failure::new(
        Exit::Usage,
        format!("Die kolophon.toml kennt keine Kommune {slug}. Bekannt sind: {known}."),
        format!("The kolophon.toml knows no city {slug}. Known are: {known}."),
    )
}

pub(in crate::commands) fn bad_slug(slug: &str) -> Failure {
    Failure::new(
        Exit::Usage,
        format!("„{slug}“ kann kein Kurzname sein. Erlaubt sind a-z, 0-9 und Bindestriche."),
        format!("{slug:?} cannot be a slug. Allowed are a-z, 0-9 and hyphens."),
    )
}

pub(in crate::commands) fn would_disappear(city: &str, titles: &[&str]) -> Text {
    let titles_list = list(titles);
    Text::new(
        format!(
            "Bei {city} würde entfernt ({}):{titles_list}",
            datasets(titles.len())
        ),
        format!("{city} would lose {}:{titles_list}", datasets_en(titles.len())),
    )
}

pub(in crate::commands) fn number_needed(city: &str, titles: &[&str]) -> Failure {
    let Text { de, en } = would_disappear(city, titles);
    let number = titles.len();
    Failure::new(
        Exit::NotAllowed,
        format!("Es wurde nichts veröffentlicht. {de}"),
        format!("Nothing was published. {en}"),
    )
    .with_hint(
        format!("Wenn das so sein soll, nennen Sie die Zahl: --allow-removals {number}"),
        format!("If this is meant, name the number: --allow-removals {number}"),
    )
}

pub(in crate::commands) fn wrong_number(city: &str, titles: &[&str], number: usize) -> Failure {
    let Text { de, en } = would_disappear(city, titles);
    Failure::new(
        Exit::NotAllowed,
        format!("Erlaubt war das Entfernen von {number}, und es wurde nichts veröffentlicht. {de}"),
        format!("Removing {number} was allowed, and nothing was published. {en}"),
    )
}

pub(in crate::commands) fn declined() -> Failure {
    Failure::new(
        Exit::NotAllowed,
        "Es wurde nichts veröffentlicht und nichts entfernt.",
        "Nothing was published and nothing removed.",
    )
}

/// What only the server has found: its rules are others, or another version of these.
pub(super) fn found_there(findings: &[RemoteFinding], ui: &mut Ui) {
    if findings.is_empty() {
        return;
    }
    ui.say(&Text::new(
        "Der Dienst hat außerdem gefunden:",
        "The server has found besides:",
    ));
    for finding in findings.iter().take(MOST_TITLES) {
        let line = format!("  {}: {}", place_of(finding), finding.message);
        let clean: String = line
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        ui.line(&clean);
    }
    if findings.len() > MOST_TITLES {
        ui.line(&format!("  … + {}", findings.len() - MOST_TITLES));
    }
}

fn place_of(finding: &RemoteFinding) -> String {
    let file = finding
        .file
        .as_deref()
        .or(finding.dataset.as_deref())
        .unwrap_or_default();
    match (&finding.sheet, &finding.cell, finding.line) {
        (Some(sheet), Some(cell), _) => format!("{file}!{sheet}:{cell}"),
        (None, Some(cell), _) => format!("{file}!{cell}"),
        (_, None, Some(line)) => format!("{file}:{line}"),
        (_, None, None) => file.to_owned(),
    }
}

/// The server has no such city.
pub(in crate::commands) fn unknown_there(slug: &str, address: &str) -> Failure {
    Failure::new(
        Exit::Usage,
        format!("Die Kommune {slug} ist bei {address} nicht eingerichtet. Es wurde nichts geändert."),
        format!("The city {slug} is not set up at {address}. Nothing was changed."),
    )
    .with_hint(
        "Der Betreiber trägt sie in die kolophon.toml des Dienstes ein und startet ihn neu.",
        "The operator enters it into the server's kolophon.toml and starts it again.",
    )
}

/// Why nothing was published.
#[cfg(feature = "store")]
pub(in crate::commands) fn failed(error: &LoadError) -> Failure {
    if let Some(failure) = store::remote::failure(error) {
        return failure;
    }
    match error {
        LoadError::Write(WriteError::OwnedBy { iri, city }) => Failure::new(
            Exit::Conflict,
            format!("Es wurde nichts veröffentlicht: {iri} gehört {city}."),
            format!("Nothing was published: {iri} belongs to {city}."),
        ),
        LoadError::Write(WriteError::Changed { city, expected, found }) => changed_meanwhile(city, *expected, *found),
        LoadError::Write(WriteError::NotErased { .. }) => Failure::new(
            Exit::Unreadable,
            "Zurückgezogen, aber noch nicht überall gelöscht. Beim nächsten Öffnen des Ordners wird es nachgeholt.",
            "Withdrawn, but not yet erased everywhere. It is made up for when the directory is opened next.",
        )
        .with_cause(error),
        LoadError::FileChanged { path } => Failure::new(
            Exit::Conflict,
            format!("Es wurde nichts veröffentlicht: {path} wurde inzwischen geändert."),
            format!("Nothing was published: {path} was changed meanwhile."),
        ),
        LoadError::Write(WriteError::NotFlushed { .. }) => Failure::new(
            Exit::Unreadable,
            "Veröffentlicht, aber noch nicht sicher auf der Platte: Ein Stromausfall könnte es zurücknehmen.",
            "Published, but not yet safe on disk: a power failure could take it back.",
        )
        .with_cause(error),
        LoadError::OverQuota { city, excess } => over_quota(city, excess),
        LoadError::Write(WriteError::Engine(error)) => store::not_written(error),
        LoadError::File { path, source } => {
            let Text { de, en } = crate::failure::file_trouble(source);
            Failure::new(
                Exit::Unreadable,
                format!("Es wurde nichts veröffentlicht. {path}: {de}"),
                format!("Nothing was published. {path}: {en}"),
            )
        }
        LoadError::RemovalsNeedConsent { removed, .. } => {
            let titles: Vec<&str> = removed.iter().map(|title| title.title.as_str()).collect();
            number_needed("", &titles)
        }
        _ => Failure::new(
            Exit::Unreadable,
            "Es wurde nichts veröffentlicht.",
            "Nothing was published.",
        )
        .with_cause(error),
    }
}

/// The city would publish more than it may.
#[cfg(feature = "store")]
fn over_quota(city: &str, excess: &Excess) -> Failure {
    let (de, en) = match excess {
        Excess::Datasets { limit, wanted } => (
            format!("{wanted} Datensätze, vereinbart sind höchstens {limit}"),
            format!("{wanted} datasets, and at most {limit} are agreed"),
        ),
        Excess::Megabytes { limit, wanted } => (
            format!("Dateien mit zusammen {wanted} MB, vereinbart sind höchstens {limit} MB"),
            format!("files of {wanted} MB together, and at most {limit} MB are agreed"),
        ),
    };
    Failure::new(
        Exit::NotAllowed,
        format!("Es wurde nichts veröffentlicht: {city} hätte {de}."),
        format!("Nothing was published: {city} would have {en}."),
    )
    .with_hint(
        format!(
            "Ziehen Sie zurück, was nicht mehr gebraucht wird, oder bitten Sie den Betreiber, das Kontingent (quota) in der \
             kolophon.toml zu erhöhen. Was veröffentlicht ist: kolophon log --city {city}"
        ),
        format!(
            "Withdraw what is needed no longer, or ask the operator to raise the quota in kolophon.toml. What is published: \
             kolophon log --city {city}"
        ),
    )
}

/// A city that has nearly as much as it may have.
#[cfg(feature = "store")]
pub(super) fn near_quota(name: &str, usage: Usage, quota: &Quota) -> Text {
    let percent = usage.percent_of(quota);
    let (datasets, megabytes) = (usage.datasets, usage.megabytes());
    Text::new(
        format!(
            "{name} nutzt {percent} % des Kontingents ({datasets} Datensätze, {megabytes} MB). Mehr vereinbart der Betreiber \
             in der kolophon.toml: quota."
        ),
        format!(
            "{name} uses {percent} % of its quota ({datasets} datasets, {megabytes} MB). The operator agrees to more in \
             kolophon.toml: quota."
        ),
    )
}

/// Somebody else published for the city.
pub(in crate::commands) fn changed_meanwhile(city: &str, expected: u64, found: u64) -> Failure {
    Failure::new(
        Exit::Conflict,
        format!(
            "Es wurde nichts veröffentlicht: Für {city} wurde inzwischen etwas anderes veröffentlicht (Stand {found}, \
             die Vorschau kennt Stand {expected})."
        ),
        format!(
            "Nothing was published: something else was published for {city} meanwhile (generation {found}, the plan \
             knows {expected})."
        ),
    )
    .with_hint(
        format!("Was jetzt gilt: kolophon log --city {city}. Danach bitte eine neue Vorschau: kolophon plan"),
        format!("What holds now: kolophon log --city {city}. Then please make a new plan: kolophon plan"),
    )
}
