//! A small catalogue for tests.

use crate::dataset::{BoundingBox, Concept, Dataset, Moment, Period};
use crate::index::Index;
use crate::request::{Answer, Request};

/// A dataset of a city, with texts.
pub(crate) fn dataset(city: &str, id: &str, title: &str, description: &str, keywords: &[&str]) -> Dataset {
    Dataset {
        iri: format!("https://daten.example/{city}/dataset/{id}"),
        id: id.to_owned(),
        city: Concept::new(city, format!("Stadt {city}")),
        title: title.to_owned(),
        description: description.to_owned(),
        keywords: keywords.iter().map(|keyword| (*keyword).to_owned()).collect(),
        ..Dataset::default()
    }
}

pub(crate) fn catalog() -> Vec<Dataset> {
    let theme = |code: &str, label: &str| Concept::new(format!("http://theme.example/{code}"), label);
    let mut kitas = dataset(
        "mainz",
        "kita-plaetze",
        "Kita-Plätze nach Einrichtung",
        "<p>Plätze und Belegung der Kindertagesstätten.</p>",
        &["Kita", "Kinderbetreuung"],
    );
    kitas.themes = vec![theme("EDUC", "Bildung"), theme("SOCI", "Bevölkerung")];
    kitas.formats = vec!["CSV".to_owned()];
    kitas.publisher = Some("Jugendamt".to_owned());
    kitas.modified = Moment::first_of("2026-02-10");
    kitas.contents = vec!["bezirk".to_owned(), "Gonsenheim".to_owned()];
    kitas.boxes.extend(BoundingBox::new(8.1, 49.9, 8.4, 50.1));
    kitas.periods = vec![Period::of_year(2025), Period::of_year(2026)];

    let mut halle = dataset(
        "halle",
        "kita-plaetze",
        "Kitaplätze",
        "Plätze der Kindertagesstätten mit Träger.",
        &["Kita"],
    );
    halle.themes = vec![theme("EDUC", "Bildung")];
    halle.formats = vec!["CSV".to_owned(), "JSON".to_owned()];
    halle.publisher = Some("Jugendamt".to_owned());
    halle.modified = Moment::first_of("2024-01-01");
    halle.boxes.extend(BoundingBox::new(11.8, 51.4, 12.1, 51.6));

    let mut trees = dataset(
        "mainz",
        "baumkataster",
        "Baumkataster",
        "Art, Alter und Standort der Bäume an Straßen und im Park.",
        &["Baum", "Stadtgrün"],
    );
    trees.themes = vec![theme("ENVI", "Umwelt")];
    trees.formats = vec!["GeoJSON".to_owned(), "CSV".to_owned()];
    trees.licences = vec![Concept::new(
        "http://dcat-ap.de/def/licenses/dl-by-de/2.0",
        "Datenlizenz Deutschland",
    )];
    trees.publisher = Some("Grünamt".to_owned());
    trees.high_value = true;
    trees.modified = Moment::first_of("2026-02-27");
    trees.boxes.extend(BoundingBox::new(8.1, 49.9, 8.4, 50.1));

    let mut budget = dataset(
        "mainz",
        "haushalt-2025",
        "Ergebnishaushalt 2025",
        "Erträge und Aufwendungen je Produkt.",
        &["Haushalt", "Finanzen"],
    );
    budget.themes = vec![theme("GOVE", "Regierung")];
    budget.formats = vec!["XLSX".to_owned()];
    budget.periods = vec![Period::of_year(2025)];
    budget.modified = Moment::first_of("2025-09-01");

    let mut plans = dataset(
        "halle",
        "bplan",
        "Bebauungspläne",
        "Rechtskräftige Pläne der Stadt, als Karte. Freie Plätze gibt es keine.",
        &["Planung"],
    );
    plans.themes = vec![theme("REGI", "Regionen")];
    plans.formats = vec!["WMS".to_owned()];
    plans.publisher = Some("Planungsamt".to_owned());

    let parking = dataset(
        "halle",
        "parken",
        "Parkplätze",
        "Freie Plätze in Parkhäusern und auf dem Parkplatz am Bahnhof.",
        &["Verkehr"],
    );
    vec![kitas, halle, trees, budget, plans, parking]
}

pub(crate) fn index() -> Index {
    Index::in_memory(7, catalog()).unwrap()
}

pub(crate) fn ask(index: &Index, query: &str) -> Answer {
    let request = Request {
        query: query.to_owned(),
        today: Moment::first_of("2026-03-01").unwrap(),
        ..Request::default()
    };
    index.snapshot().search(&request).unwrap()
}

/// What was found, as `city/id`.
pub(crate) fn found(answer: &Answer) -> Vec<String> {
    answer
        .hits
        .iter()
        .map(|hit| format!("{}/{}", hit.city.key, hit.id))
        .collect()
}
