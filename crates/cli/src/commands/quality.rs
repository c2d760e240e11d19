//! `kolophon quality`: the points that portals give, where they are lost, and what gains most.

mod report;

use std::cell::RefCell;
use std::io;

use kolophon_authoring::Defaults;
use kolophon_dcat::Document;
use kolophon_dcat::{Charset, Format, PREFIXES, WriteOptions, write};
use kolophon_diagnostic::Text;
use kolophon_publish::reading::{Reading, is_officers_file};
use kolophon_validate::quality::{
    Answer, Answers, Quality, Stage, all_graphs, assess_material, write_csv, write_json,
};
use kolophon_validate::repair::{Safety, Scope, repair};

use crate::args::{QualityArguments, QualityFormat};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::{Input, unreadable};
use crate::link;
use crate::ui::Ui;

/// The prefix of data.europa.eu's metrics.
const METRICS: (&str, &str) = ("pv", kolophon_validate::quality::NAMESPACE);

pub(super) fn run(arguments: &QualityArguments, ui: &mut Ui) -> Result<Exit, Failure> {
    let catalogues: Vec<_> = super::validate::catalogues(&arguments.paths)?
        .into_iter()
        .map(|catalogue| (Input::read(&catalogue.paths), catalogue.defaults))
        .collect();
    let mut asked = Answers::unasked();
    let unread_lists = RefCell::new(Vec::new());
    let quality = assess_material(
        |stage| {
            let reading = read(&catalogues, stage);
            if stage == Stage::AsTheyAre {
                unread_lists.replace(reading.unreadable);
            }
            reading.material
        },
        |addresses| {
            if arguments.fetch {
                asked = ask(addresses, ui);
            }
            asked.clone()
        },
    );
    let mut unread: Vec<_> = catalogues
        .iter()
        .flat_map(|(input, _)| input.unreadable.iter().cloned())
        .collect();
    unread.extend(unread_lists.into_inner());
    unread.extend(quality.unreadable.iter().map(unreadable));
    for file in &unread {
        let message = file.message.in_language(ui.language());
        ui.line(&format!("{}: {message}", file.file));
    }
    if quality.datasets() == 0 && unread.is_empty() {
        let names = catalogues.iter().flat_map(|(input, _)| input.names());
        let looked_at: Vec<String> = names.map(str::to_owned).collect();
        return Err(super::validate::no_dataset(&arguments.paths, &looked_at));
    }
    nobody_answers(&asked)?;
    show(&quality, arguments, ui)?;
    if !unread.is_empty() {
        return Ok(Exit::Unreadable);
    }
    Ok(judge(&quality, arguments.min_score, ui))
}

/// What the files of all catalogues say.
fn read(catalogues: &[(Input, Defaults)], stage: Stage) -> Reading {
    let mut reading = Reading::default();
    for (input, defaults) in catalogues {
        match stage {
            Stage::AsTheyAre => reading.add(&input.documents, defaults),
            Stage::Mended => {
                let documents = input.documents.iter().cloned().map(Document::loaded);
                let (officers_files, documents): (Vec<Document>, Vec<Document>) =
                    documents.partition(is_officers_file);
                let mut documents = repair(&documents, Scope::All, Safety::Safe).documents;
                documents.extend(officers_files);
                reading.add(&documents, defaults);
            }
        }
    }
    reading
}

/// Asks the addresses, and says how many answered.
fn ask(addresses: &[&str], ui: &mut Ui) -> Answers {
    let number = addresses.len();
    ui.say(&Text::new(
        format!("Abgefragte Adressen: {number} …"),
        format!("Addresses asked: {number} …"),
    ));
    let answers = link::ask(addresses);
    let reachable = answers.iter().filter(|(_, answer)| answer.is_reachable()).count();
    ui.say(&Text::new(
        format!("Davon erreichbar: {reachable}"),
        format!("Of these reachable: {reachable}"),
    ));
    answers
}

/// Where not a single address answers, the fault is not the catalogue's.
fn nobody_answers(answers: &Answers) -> Result<(), Failure> {
    let mut all = answers.iter().peekable();
    if all.peek().is_none() || all.any(|(_, answer)| answer != Answer::Nothing) {
        return Ok(());
    }
    Err(Failure::new(
        Exit::Network,
        "Keine einzige Adresse hat geantwortet; so lässt sich nichts bewerten.",
        "Not a single address has answered; nothing can be scored like this.",
    )
    .with_hint(
        "Ist dieser Rechner ohne Umweg (Proxy) im Netz? Adressen im eigenen Haus werden nicht abgefragt. Ohne --fetch geht es ohne Netz.",
        "Is this computer in the network without a proxy? Addresses of the own network are not asked. Without --fetch no network is needed.",
    ))
}

fn show(quality: &Quality, arguments: &QualityArguments, ui: &mut Ui) -> Result<(), Failure> {
    let language = ui.language();
    match arguments.format {
        QualityFormat::Json => write_json(quality, ui.stdout())?,
        QualityFormat::Csv => write_csv(quality, language, ui.stdout())?,
        QualityFormat::Turtle => ui.data(turtle(quality)?)?,
        QualityFormat::Human => {
            let page = report::Page {
                quality,
                shows_all: arguments.all,
                next_command: next_command(quality, arguments),
            };
            let mut text = page.lines(language).join("\n");
            text.push('\n');
            ui.data(text)?;
        }
    }
    Ok(())
}

fn turtle(quality: &Quality) -> Result<String, Failure> {
    let mut prefixes = PREFIXES.to_vec();
    prefixes.push(METRICS);
    let options = WriteOptions {
        format: Format::Turtle,
        prefixes: &prefixes,
        charset: Charset::Utf8,
    };
    write(&all_graphs(quality), &options).map_err(|error| io::Error::other(error).into())
}

/// Whether every catalogue has the points asked for.
fn judge(quality: &Quality, min_score: Option<u16>, ui: &mut Ui) -> Exit {
    let Some(least) = min_score else {
        return Exit::Clean;
    };
    let mut exit = Exit::Clean;
    for catalogue in &quality.catalogues {
        if catalogue.points() < f64::from(least) {
            let name = report::name(catalogue);
            let points = catalogue.points();
            ui.say(&Text::new(
                format!(
                    "{}: {} Punkte sind weniger als {least}.",
                    name.de,
                    report::number(points, ui.language())
                ),
                format!(
                    "{}: {} points are fewer than {least}.",
                    name.en,
                    report::number(points, ui.language())
                ),
            ));
            exit = Exit::Findings;
        }
    }
    exit
}

/// Mend what needs no decision; look at the places of the rest; publish.
fn next_command(quality: &Quality, arguments: &QualityArguments) -> Option<String> {
    let paths = &arguments.paths;
    if paths.iter().any(|path| path.as_os_str() == "-") {
        return None;
    }
    let typed = super::quoted_paths(paths);
    if quality.gained_safely > 0 {
        return Some(super::fix::command(paths, None, ""));
    }
    if !quality.gains.is_empty() {
        return Some(if arguments.all {
            format!("kolophon validate {typed} --profile mqa")
        } else {
            format!("kolophon quality {typed} --all")
        });
    }
    super::validate::publish_command(paths, &typed).or_else(|| Some(format!("kolophon validate {typed}")))
}
