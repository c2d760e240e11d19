//! A new city: the settings, a catalogue and a first list, ready to be filled.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use kolophon_authoring::{AuthoringError, Form, OutFile, write};
use kolophon_dcat::{Document, Region, RegionError};
use kolophon_diagnostic::Language;
use kolophon_graph::GraphBuilder;
use kolophon_validate::installation::{CityConfig, FILE_NAME, Installation};
use thiserror::Error;

use crate::code_lists::EmbeddedLists;
use crate::defaults::defaults;

/// What has to be known of a city.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCity {
    /// The short name in addresses: `mainz`.
    pub slug: String,
    /// The name for people: `Landeshauptstadt Mainz`.
    pub name: String,
    /// The regional key (ARS) or municipality key (AGS).
    pub key: String,
    /// The e-mail address for questions.
    pub contact: String,
    /// The licence of what names none, as an IRI.
    pub licence: String,
    /// What all permanent addresses begin with.
    pub base: String,
    /// Whether this is a demonstration, whose addresses need not last.
    pub demo: bool,
}

/// Why nothing was written.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum InitError {
    /// The key is none.
    #[error("the key cannot be used")]
    Key(#[from] RegionError),
    /// The example could not be written.
    #[error("the first list cannot be written")]
    Example(#[from] AuthoringError),
    /// The settings that would be written cannot be used; the name or the base is at fault.
    #[error("the settings cannot be used")]
    Settings(#[source] Box<kolophon_validate::installation::ConfigError>),
}

/// The section of `kolophon.toml` about the city, for a file that has others already.
///
/// # Errors
/// When the key is none.
pub fn section(city: &NewCity) -> Result<String, InitError> {
    let region = Region::of_key(&city.key)?;
    let mut text = String::new();
    let quoted = |value: &str| format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""));
    let mut line = |comment: &str, key: &str, value: &str| {
        // Writing into a String cannot fail.
        let _ = writeln!(text, "# {comment}\n{key} = {}", quoted(value));
    };
    line(
        "Name der Kommune, wie ihn Seiten und Portale zeigen.",
        "name",
        &city.name,
    );
    line(
        "Ordner der Kommune, von dieser Datei aus gesehen.",
        "path",
        &city.slug,
    );
    if let Some(key) = region.regional_key() {
        line("Amtlicher Regionalschlüssel, zwölf Ziffern.", "ars", key);
    }
    line(
        "Amtlicher Gemeindeschlüssel, acht Ziffern.",
        "ags",
        region.municipality_key(),
    );
    if let Some(contributor) = region.state().contributor_id() {
        let state = region.state().name;
        line(
            &format!(
                "Datenlieferanten-Kennung (GovData): das Portal des Landes ({state}), über das die Daten zu GovData gelangen."
            ),
            "contributor_id",
            &contributor,
        );
    }
    line(
        "Lizenz für Dateien, die selbst keine nennen.",
        "licence",
        &city.licence,
    );
    line(
        "Ansprechstelle für Rückfragen, eine E-Mail-Adresse.",
        "contact",
        &city.contact,
    );
    line("Regelwerk, nach dem geprüft wird.", "profile", "dcat-ap-de");
    Ok(format!("\n[cities.{}]\n{text}", city.slug))
}

/// The whole `kolophon.toml` of an installation with this one city.
///
/// # Errors
/// When the key is none.
pub fn settings(city: &NewCity) -> Result<String, InitError> {
    let demo = if city.demo {
        "# Beispielbetrieb: erlaubt Adressen, die nicht auf Dauer erreichbar sind.\ndemo = true\n"
    } else {
        ""
    };
    let base = city.base.trim_end_matches('/');
    Ok(format!(
        "[installation]\n\
         # Dauerhafte Adresse: Alle dauerhaften Adressen (IRIs) beginnen damit. Sie ändert sich nie wieder.\n\
         base = \"{base}\"\n\
         # Name der Installation, wie ihn die Startseite zeigt.\n\
         title = \"Offene Daten – {}\"\n{demo}{}",
        city.name.replace('"', "'"),
        section(city)?
    ))
}

/// The files below the city's folder: the catalogue, a list with one example, and the example's data.
///
/// # Errors
/// When the settings cannot be used, or the list cannot be written.
pub fn files(city: &NewCity) -> Result<Vec<OutFile>, InitError> {
    let config = config(city)?;
    let defaults = defaults(&config);
    let text = EXAMPLE
        .replace("{name}", &city.name.replace('"', "'"))
        .replace("{licence}", &city.licence)
        .replace("{home}", &format!("{}/{}", config.base, city.slug))
        .replace("{key}", &city.key.split_whitespace().collect::<String>());
    let document = Document::new("beispiel.yaml", text.into_bytes());
    let mut builder = GraphBuilder::new();
    kolophon_authoring::read(&document, &defaults, &EmbeddedLists, &mut builder)?;
    let mut files = write(
        &builder.finish(),
        Form::Xlsx,
        &defaults,
        &EmbeddedLists,
        Language::German,
    )?;
    files.push(OutFile {
        name: "daten/baeume.csv".to_owned(),
        bytes: EXAMPLE_DATA.as_bytes().to_vec(),
    });
    Ok(files)
}

/// The city as its settings will be read.
fn config(city: &NewCity) -> Result<CityConfig, InitError> {
    let text = settings(city)?;
    let installation = Installation::parse(&text, Path::new(FILE_NAME), PathBuf::new())
        .map_err(|error| InitError::Settings(Box::new(error)))?;
    let mut cities = installation.cities;
    cities
        .remove(&city.slug)
        .ok_or(InitError::Key(RegionError::NotDigits))
}

/// A dataset as an officer might describe it, to be replaced.
const EXAMPLE: &str = include_str!("init/example.yaml");

/// What the example offers.
const EXAMPLE_DATA: &str = include_str!("init/baeume.csv");

#[cfg(test)]
mod tests {
    use kolophon_dcat::Document;
    use kolophon_validate::Profile;

    use super::*;
    use crate::reading;

    fn city(key: &str) -> NewCity {
        NewCity {
            slug: "musterstadt".to_owned(),
            name: "Stadt „Muster\"stadt".to_owned(),
            key: key.to_owned(),
            contact: "opendata@musterstadt.de".to_owned(),
            licence: "http://dcat-ap.de/def/licenses/dl-by-de/2.0".to_owned(),
            base: "https://daten.musterstadt.de/".to_owned(),
            demo: false,
        }
    }

    #[test]
    fn what_is_written_is_without_fault() {
        for key in ["07315000", "084150061061", "16 0 77 000"] {
            let city = city(key);
            let folder = tempfile::tempdir().unwrap();
            let mut documents = Vec::new();
            for file in files(&city).unwrap() {
                let path = folder.path().join(&file.name);
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(&path, &file.bytes).unwrap();
                if path.extension().is_some_and(|ending| ending == "xlsx") {
                    documents.push(Document::new(path.to_str().unwrap(), file.bytes));
                }
            }
            let defaults = defaults(&config(&city).unwrap());
            let (checked, unreadable) = reading::read(&documents, &defaults).check(Profile::dcat_ap_de());
            assert!(unreadable.is_empty(), "{unreadable:?}");
            assert_eq!(checked.report.datasets, 1);
            let errors: Vec<_> = checked
                .report
                .findings
                .iter()
                .filter(|finding| finding.severity < kolophon_diagnostic::Severity::Info)
                .collect();
            assert!(errors.is_empty(), "{key}: {errors:#?}");
        }
    }

    #[test]
    fn a_second_city_comes_into_the_same_settings() {
        let first = settings(&city("07315000")).unwrap();
        let second = NewCity {
            slug: "nachbardorf".to_owned(),
            ..city("08415061")
        };
        let text = format!("{first}{}", section(&second).unwrap());
        let installation = Installation::parse(&text, Path::new(FILE_NAME), PathBuf::new()).unwrap();
        assert_eq!(installation.cities.len(), 2);
        assert_eq!(
            installation.cities["nachbardorf"].ags.as_deref(),
            Some("08415061")
        );
    }

    #[test]
    fn a_base_that_does_not_last_is_refused() {
        let city = NewCity {
            base: "http://localhost:8080".to_owned(),
            ..city("07315000")
        };
        assert!(matches!(files(&city), Err(InitError::Settings(_))));
        assert!(files(&NewCity { demo: true, ..city }).is_ok());
    }
}
