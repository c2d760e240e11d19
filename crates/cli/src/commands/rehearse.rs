//! `kolophon rehearse`: how a portal would harvest, and what would become of each dataset.

mod files;
#[cfg(feature = "store")]
mod published;
mod show;
mod wording;

use std::fs;
use std::path::Path;

use kolophon_diagnostic::Text;
use kolophon_publish::rehearse::{Harvester, Rehearsal, SCHEMA_VERSION, overlaps, portal, rehearse};

use crate::Context;
use crate::args::{ListFormat, RehearseArguments};
use crate::exit::Exit;
use crate::failure::{Failure, file_trouble};
use crate::link::{Exchange, is_web_address};
use crate::output::write_file;
use crate::ui::Ui;

pub(super) fn run(
    arguments: &RehearseArguments,
    context: &Context<'_>,
    ui: &mut Ui,
) -> Result<Exit, Failure> {
    let harvester = Harvester::from(arguments.harvester);
    let previous = match &arguments.previous {
        Some(file) => Some(read_previous(file, harvester)?),
        None => None,
    };
    let mut rehearsal = rehearsed(arguments, harvester, previous.as_ref(), context, ui)?;
    if let Some(address) = &arguments.against {
        ui.say(&Text::new(
            format!("Suche in {address} …"),
            format!("Searching {address} …"),
        ));
        let portal = portal(&rehearsal.held, address, &mut Exchange::reaching(address))
            .map_err(|error| wording::no_portal(address, &error))?;
        rehearsal.against = Some(overlaps(harvester, &rehearsal.held, &portal));
    }
    if let Some(file) = &arguments.out {
        let text = json(&rehearsal)?;
        write_file(file, |out| out.write_all(text.as_bytes()))?;
    }
    match arguments.format {
        ListFormat::Json => ui.data(json(&rehearsal)?)?,
        ListFormat::Human => {
            let page = show::Page {
                rehearsal: &rehearsal,
                arguments,
                has_previous: previous.is_some(),
            };
            let mut text = page.lines(ui.language()).join("\n");
            text.push('\n');
            ui.data(text)?;
        }
    }
    Ok(if rehearsal.all_arrives() {
        Exit::Clean
    } else {
        Exit::Findings
    })
}

/// Walks through what was named: an address of the web, files, or what is published.
fn rehearsed(
    arguments: &RehearseArguments,
    harvester: Harvester,
    previous: Option<&Rehearsal>,
    context: &Context<'_>,
    ui: &mut Ui,
) -> Result<Rehearsal, Failure> {
    let typed = arguments.source.as_deref().map(Path::to_string_lossy);
    if let Some(address) = typed.filter(|source| is_web_address(source)) {
        let mut exchange = Exchange::reaching(&address);
        return rehearse(harvester, &address, &mut exchange, previous)
            .map_err(|error| wording::unreachable(&error));
    }
    #[cfg(feature = "store")]
    if let Some(found) = published::rehearsed(arguments, harvester, previous, context)? {
        return Ok(found);
    }
    #[cfg(not(feature = "store"))]
    let _: &Context<'_> = context;
    let Some(path) = &arguments.source else {
        return Err(Failure::new(
            Exit::Usage,
            "Nennen Sie, was abgeholt werden soll: eine Adresse, eine Datei oder einen Ordner.",
            "Name what is to be harvested: an address, a file or a folder.",
        ));
    };
    ui.say(&Text::new(
        "Die Dateien werden so geprobt, als stünden sie unverändert auf einem Webserver.",
        "The files are rehearsed as if they stood unchanged on a web server.",
    ));
    files::rehearsed(path, harvester, previous)
}

/// The rehearsal of an earlier harvest.
fn read_previous(file: &Path, harvester: Harvester) -> Result<Rehearsal, Failure> {
    let name = file.display();
    let text = fs::read(file).map_err(|error| {
        let trouble = file_trouble(&error);
        Failure::new(
            Exit::Unreadable,
            format!("{name}: {}", trouble.de),
            format!("{name}: {}", trouble.en),
        )
    })?;
    let previous: Rehearsal = serde_json::from_slice(&text)
        .ok()
        .filter(|previous: &Rehearsal| previous.schema_version == SCHEMA_VERSION)
        .ok_or_else(|| {
            Failure::new(
                Exit::Unreadable,
                format!("{name} ist keine Probe, oder eine einer anderen Version von Kolophon."),
                format!("{name} is no rehearsal, or one of another version of Kolophon."),
            )
            .with_hint(
                "Eine Probe schreibt: kolophon rehearse ADRESSE --as PORTAL --out DATEI",
                "A rehearsal is written by: kolophon rehearse ADDRESS --as PORTAL --out FILE",
            )
        })?;
    if previous.harvester == harvester {
        return Ok(previous);
    }
    let (was, is) = (previous.harvester.name(), harvester.name());
    Err(Failure::new(
        Exit::Usage,
        format!("{name} ist eine Probe für {was}. Sie lässt sich nicht mit einer für {is} vergleichen."),
        format!("{name} is a rehearsal for {was}. It cannot be compared with one for {is}."),
    ))
}

fn json(rehearsal: &Rehearsal) -> Result<String, Failure> {
    let mut text = serde_json::to_string_pretty(rehearsal).map_err(std::io::Error::other)?;
    text.push('\n');
    Ok(text)
}
