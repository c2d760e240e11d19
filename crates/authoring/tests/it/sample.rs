//! The sample catalogue and real ones.

use std::fs;
use std::path::{Path, PathBuf};

use kolophon_authoring::{AgentDefault, ContactDefault, Defaults, PlaceDefault};
use kolophon_dcat::{Document, read};
use kolophon_graph::{Graph, GraphBuilder};

use crate::lists::root;

/// The settings that `catalog/kolophon.toml` gives a city.
pub(crate) fn defaults(city: &str) -> Defaults {
    let base = "https://daten.kolophon.dev";
    let contributor = |name: &str| Some(format!("http://dcat-ap.de/def/contributors/{name}"));
    let licence = |name: &str| Some(format!("http://dcat-ap.de/def/licenses/{name}"));
    let (name, ars, contributor_id, licence) = match city {
        "mainz" => (
            "Landeshauptstadt Mainz",
            "073150000000",
            contributor("openGovernmentDataPortalRheinlandPfalz"),
            licence("dl-by-de/2.0"),
        ),
        "halle-saale" => (
            "Stadt Halle (Saale)",
            "150020000000",
            contributor("landSachsenAnhalt"),
            licence("dl-by-de/2.0"),
        ),
        "wiesbaden" => (
            "Landeshauptstadt Wiesbaden",
            "064140000000",
            contributor("hessen"),
            licence("dl-zero-de/2.0"),
        ),
        _ => (
            "Stadt Reutlingen",
            "084150061061",
            contributor("datenBW"),
            licence("cc-by/4.0"),
        ),
    };
    Defaults {
        base: base.to_owned(),
        city: city.to_owned(),
        language: "de".to_owned(),
        publisher: Some(AgentDefault {
            iri: format!("{base}/{city}#herausgeber"),
            name: name.to_owned(),
            kind: Some("http://purl.org/adms/publishertype/LocalAuthority".to_owned()),
        }),
        contact: Some(ContactDefault {
            name: String::new(),
            email: format!("opendata@{city}.example"),
        }),
        licence,
        place: Some(PlaceDefault {
            name: String::new(),
            regional_key: ars.to_owned(),
        }),
        contributor_id,
        catalogue: Some(format!("{base}/{city}/catalog")),
    }
}

pub(crate) const CITIES: [&str; 4] = ["mainz", "halle-saale", "wiesbaden", "reutlingen"];

/// The Turtle files of a city.
pub(crate) fn turtle_files(city: &str) -> Vec<PathBuf> {
    let folder = match std::env::var_os("KOLOPHON_TURTLE_CATALOG") {
        Some(folder) => PathBuf::from(folder),
        None => root().join("catalog"),
    };
    let mut files: Vec<PathBuf> = fs::read_dir(folder.join(city))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "ttl"))
        .collect();
    files.sort();
    files
}

pub(crate) fn graph_of(files: &[PathBuf]) -> Graph {
    let mut builder = GraphBuilder::new();
    for file in files {
        let document = Document::file(file.display().to_string(), file).with_base("https://daten.example/");
        let reading = read(&document, &mut builder).unwrap();
        assert!(reading.issues.len() < 1000, "{file:?}");
    }
    builder.finish()
}

/// The folder of real catalogues; `None` when it is not there, which is said once.
pub(crate) fn corpus() -> Option<PathBuf> {
    let folder =
        std::env::var_os("KOLOPHON_CORPUS").map_or_else(|| root().join("../shared/corpus"), PathBuf::from);
    let found = Path::new(&folder).is_dir().then_some(folder);
    if found.is_none() {
        eprintln!("SKIPPED: no corpus; set KOLOPHON_CORPUS");
    }
    found
}
