//! The sample catalogue and real ones.

use std::fs;
use std::path::{Path, PathBuf};

use kolophon_authoring::{
    AgentDefault, ContactDefault, Defaults, Form, PlaceDefault, is_companion, read, read_list,
};
use kolophon_dcat::Document;
use kolophon_graph::{Graph, GraphBuilder};

use crate::lists::{TABLES, root};

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

/// The metadata files of a city, those of a list together.
pub(crate) fn files(city: &str) -> Vec<Vec<PathBuf>> {
    let mut paths: Vec<PathBuf> = fs::read_dir(root().join("catalog").join(city))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .collect();
    paths.sort();
    let (tables, texts): (Vec<PathBuf>, Vec<PathBuf>) = paths
        .into_iter()
        .partition(|path| path.extension().is_some_and(|extension| extension == "csv"));
    let mut files: Vec<Vec<PathBuf>> = texts.into_iter().map(|path| vec![path]).collect();
    if !tables.is_empty() {
        let (list, companions): (Vec<PathBuf>, Vec<PathBuf>) = tables
            .into_iter()
            .partition(|path| !is_companion(&path.display().to_string()));
        assert_eq!(list.len(), 1, "{list:?}");
        files.push(list.into_iter().chain(companions).collect());
    }
    files
}

/// What the files of a city say, whatever their form.
pub(crate) fn graph_of(files: &[Vec<PathBuf>], settings: &Defaults) -> Graph {
    let mut builder = GraphBuilder::new();
    for file in files {
        let documents: Vec<Document> = file
            .iter()
            .map(|path| Document::file(path.display().to_string(), path).with_base("https://daten.example/"))
            .collect();
        let (first, rest) = documents.split_first().unwrap();
        if Form::of_file_name(&first.name).is_none() {
            kolophon_dcat::read(first, &mut builder).unwrap();
            continue;
        }
        let rest: Vec<&Document> = rest.iter().collect();
        let reading = if rest.is_empty() {
            read(first, settings, &*TABLES, &mut builder)
        } else {
            read_list(first, &rest, settings, &*TABLES, &mut builder)
        };
        let reading = reading.unwrap_or_else(|error| panic!("{error}"));
        assert!(reading.issues.is_empty(), "{}: {:?}", first.name, reading.issues);
    }
    builder.finish()
}

/// What all files of a city say.
pub(crate) fn city(city: &str) -> Graph {
    graph_of(&files(city), &defaults(city))
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
