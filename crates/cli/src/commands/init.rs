//! `kolophon init`: a new city, with settings, a first list and an example.

use std::fs;
use std::path::Path;

use kolophon_dcat::{Region, RegionError};
use kolophon_diagnostic::Text;
use kolophon_publish::init::{InitError, NewCity, files, section, settings};
use kolophon_validate::codelist::{self, Meant, meant};
use kolophon_validate::installation::{FILE_NAME, Installation};

use crate::args::InitArguments;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output;
use crate::ui::Ui;

/// What is taken when nobody says otherwise.
const USUAL_LICENCE: &str = "http://dcat-ap.de/def/licenses/dl-by-de/2.0";

pub(super) fn run(arguments: &InitArguments, ui: &mut Ui) -> Result<Exit, Failure> {
    let settings_file = arguments.folder.join(FILE_NAME);
    let known = installation(&settings_file)?;
    let city = answers(arguments, known.as_ref(), ui)?;
    let folder = arguments.folder.join(&city.slug);
    if known
        .as_ref()
        .is_some_and(|known| known.cities.contains_key(&city.slug))
        || folder.exists()
    {
        let name = folder.display();
        return Err(Failure::new(
            Exit::Conflict,
            format!(
                "{} gibt es hier schon ({name}). Es wurde nichts geschrieben.",
                city.slug
            ),
            format!("{} is here already ({name}). Nothing was written.", city.slug),
        ));
    }
    let files = files(&city).map_err(|error| failed(&error))?;
    let text = match &known {
        Some(_) => appended(&settings_file, &section(&city).map_err(|error| failed(&error))?)?,
        None => settings(&city).map_err(|error| failed(&error))?,
    };
    for file in files {
        let path = folder.join(&file.name);
        create_folder(path.parent().unwrap_or(&folder))?;
        output::write_file(&path, |out| out.write_all(&file.bytes))?;
    }
    output::write_file(&settings_file, |out| out.write_all(text.as_bytes()))?;
    tell(&city, &arguments.folder, ui);
    Ok(Exit::Clean)
}

/// The installation that is there already.
fn installation(file: &Path) -> Result<Option<Installation>, Failure> {
    if !file.exists() {
        return Ok(None);
    }
    crate::config::said(file).map(Some)
}

fn create_folder(folder: &Path) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(|error| {
        let name = folder.display();
        Failure::new(
            Exit::Unreadable,
            format!("Der Ordner {name} lässt sich nicht anlegen."),
            format!("The folder {name} cannot be made."),
        )
        .with_cause(&error)
    })
}

fn appended(file: &Path, section: &str) -> Result<String, Failure> {
    let mut text = fs::read_to_string(file).map_err(|error| {
        let name = file.display();
        Failure::new(
            Exit::Unreadable,
            format!("{name} lässt sich nicht lesen."),
            format!("{name} cannot be read."),
        )
        .with_cause(&error)
    })?;
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text.push_str(section);
    Ok(text)
}

/// What the flags say, and what a person answers to the rest.
fn answers(arguments: &InitArguments, known: Option<&Installation>, ui: &mut Ui) -> Result<NewCity, Failure> {
    let name = answer(
        arguments.name.as_deref(),
        "--name",
        (
            "Wie heißt die Kommune? (Landeshauptstadt Mainz)",
            "What is the city called? (Landeshauptstadt Mainz)",
        ),
        ui,
    )?;
    let key = answer(
        arguments.key.as_deref(),
        "--key",
        (
            "Amtlicher Regionalschlüssel (12 Ziffern) oder Gemeindeschlüssel (8 Ziffern)?",
            "Official regional key (12 digits) or municipality key (8 digits)?",
        ),
        ui,
    )?;
    Region::of_key(&key).map_err(|error| failed(&InitError::Key(error)))?;
    let contact = answer(
        arguments.contact.as_deref(),
        "--contact",
        ("E-Mail-Adresse für Rückfragen?", "E-mail address for questions?"),
        ui,
    )?;
    let base = match known {
        // Every city of an installation begins with the same address.
        Some(known) => base_of(known),
        None => answer(
            arguments.base.as_deref(),
            "--base",
            (
                "Womit beginnen alle dauerhaften Adressen? Sie ändern sich nie wieder. (https://daten.mainz.de)",
                "What do all permanent addresses begin with? They never change again. (https://daten.mainz.de)",
            ),
            ui,
        )?,
    };
    let licence = licence(arguments.licence.as_deref())?;
    Ok(NewCity {
        slug: arguments.city.clone().unwrap_or_else(|| slug(&name)),
        name,
        key,
        contact,
        licence,
        base,
        demo: arguments.demo,
    })
}

fn base_of(known: &Installation) -> String {
    let first = known.cities.values().next();
    first.map(|city| city.base.clone()).unwrap_or_default()
}

/// The flag, else what a person types.
fn answer(
    flag: Option<&str>,
    option: &str,
    (german, english): (&str, &str),
    ui: &mut Ui,
) -> Result<String, Failure> {
    if let Some(flag) = flag {
        return Ok(flag.trim().to_owned());
    }
    let typed = if Ui::can_ask() {
        ui.line_typed(&Text::new(german, english))
    } else {
        None
    };
    typed.ok_or_else(|| {
        Failure::new(
            Exit::Usage,
            format!("Es fehlt eine Angabe: {option}. {german}"),
            format!("Something is missing: {option}. {english}"),
        )
    })
}

/// The licence by its name, its code or its address.
fn licence(typed: Option<&str>) -> Result<String, Failure> {
    let Some(typed) = typed else {
        return Ok(USUAL_LICENCE.to_owned());
    };
    let found = codelist::list("licenses").map(|list| meant(list, typed));
    match found {
        Some(Meant::Exactly(iri)) => Ok(iri),
        _ => Err(Failure::new(
            Exit::Usage,
            format!("Die Lizenz „{typed}“ ist nicht bekannt oder nicht eindeutig."),
            format!("The licence “{typed}” is unknown or ambiguous."),
        )
        .with_hint(
            "Alle Lizenzen zeigt: kolophon codelist lizenzen",
            "All licences: kolophon codelist licences",
        )),
    }
}

/// `Landeshauptstadt Mainz` → `mainz`, `Stadt Halle (Saale)` → `halle-saale`.
fn slug(name: &str) -> String {
    const KINDS: [&str; 8] = [
        "landeshauptstadt",
        "universitätsstadt",
        "hansestadt",
        "große",
        "kreisstadt",
        "stadt",
        "gemeinde",
        "markt",
    ];
    let words = name.to_lowercase();
    let words: Vec<&str> = words
        .split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let own: Vec<&str> = words
        .iter()
        .copied()
        .filter(|word| !KINDS.contains(word))
        .collect();
    let words = if own.is_empty() { words } else { own };
    let joined = words.join("-");
    joined
        .replace('ä', "ae")
        .replace('ö', "oe")
        .replace('ü', "ue")
        .replace('ß', "ss")
        .chars()
        .filter(|character| character.is_ascii_alphanumeric() || *character == '-')
        .collect()
}

fn failed(error: &InitError) -> Failure {
    let failure = match error {
        InitError::Key(RegionError::NotDigits) => Failure::new(
            Exit::Usage,
            "Ein Regional- oder Gemeindeschlüssel besteht nur aus Ziffern.",
            "A regional or municipality key consists of digits only.",
        ),
        InitError::Key(RegionError::Length { found }) => Failure::new(
            Exit::Usage,
            format!("Ein Regionalschlüssel hat 12 Ziffern, ein Gemeindeschlüssel 8; hier sind es {found}."),
            format!("A regional key has 12 digits, a municipality key 8; these are {found}."),
        ),
        InitError::Key(RegionError::UnknownState { key: [first, second] }) => Failure::new(
            Exit::Usage,
            format!("Kein Land hat die Nummer {first}{second}, mit der dieser Schlüssel beginnt."),
            format!("No Land has the number {first}{second} that this key begins with."),
        ),
        InitError::Settings(source) => return crate::config::explain(Path::new(FILE_NAME), source),
        other => Failure::new(
            Exit::Unreadable,
            "Die erste Liste lässt sich nicht schreiben.",
            "The first list cannot be written.",
        )
        .with_cause(other),
    };
    match error {
        InitError::Key(_) => failure.with_hint(
            "Den Schlüssel Ihrer Kommune nennt das Gemeindeverzeichnis der Statistischen Ämter.",
            "The municipality register of the statistical offices tells your key.",
        ),
        _ => failure,
    }
}

fn tell(city: &NewCity, folder: &Path, ui: &mut Ui) {
    let Ok(region) = Region::of_key(&city.key) else {
        return;
    };
    let state = region.state();
    let list = folder.join(&city.slug).join("datensaetze.xlsx");
    let (list, typed) = (list.display(), super::quoted(&folder.to_string_lossy()));
    let (de, en) = match state.contributor_id() {
        Some(id) => (
            format!("{id} – über das Portal des Landes gelangen die Daten zu GovData."),
            format!("{id} – the data reach GovData through the portal of the Land."),
        ),
        None => (
            format!(
                "keine: GovData führt für {} kein Portal. Fragen Sie GovData, über wen Ihre Daten dorthin gelangen.",
                state.name
            ),
            format!(
                "none: GovData lists no portal for {}. Ask GovData through whom your data get there.",
                state.name
            ),
        ),
    };
    ui.say(&Text::new(
        format!(
            "{} ist angelegt.\n  Land: {}\n  Gebiet: {}\n  Datenlieferanten-Kennung (GovData): {de}\n\n\
             Die Liste {list} öffnen Sie mit Excel oder LibreOffice; darin steht ein Beispiel.\n\nAls Nächstes:\nkolophon validate {typed}",
            city.name,
            state.name,
            region.iri()
        ),
        format!(
            "{} is set up.\n  Land: {}\n  Area: {}\n  contributorID (GovData): {en}\n\n\
             Open the list {list} with Excel or LibreOffice; it holds an example.\n\nNext:\nkolophon validate {typed}",
            city.name,
            state.name,
            region.iri()
        ),
    ));
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn a_name_becomes_a_short_name() {
        assert_eq!(slug("Landeshauptstadt Mainz"), "mainz");
        assert_eq!(slug("Stadt Halle (Saale)"), "halle-saale");
        assert_eq!(slug("Gemeinde Groß-Gerau"), "gross-gerau");
        assert_eq!(slug("Stadt"), "stadt");
    }
}
