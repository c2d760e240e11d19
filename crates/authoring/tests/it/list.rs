//! Lists as officers keep them in spreadsheets.

use std::fs;

use kolophon_authoring::{Defaults, Form, Reading, is_authored, read, read_list};
use kolophon_dcat::Document;
use kolophon_graph::{Graph, GraphBuilder};
use kolophon_tabular::{CellOut, ColumnOut, SheetOut, Value, write_xlsx};

use crate::lists::{TABLES, root};
use crate::sample::{CITIES, defaults, files};
use crate::text_files::rules;

fn read_csv(text: &str, companions: &[(&str, &str)]) -> (Graph, Reading) {
    let mut builder = GraphBuilder::new();
    let document = Document::new("stadt/datensaetze.csv", text.as_bytes().to_vec());
    let companions: Vec<Document> = companions
        .iter()
        .map(|(name, text)| Document::new(*name, text.as_bytes().to_vec()))
        .collect();
    let companions: Vec<&Document> = companions.iter().collect();
    let reading = read_list(&document, &companions, &defaults("mainz"), &*TABLES, &mut builder).unwrap();
    (builder.finish(), reading)
}

fn objects(graph: &Graph, subject: &str, predicate: &str) -> Vec<String> {
    let Some((subject, predicate)) = graph.iri(subject).zip(graph.iri(predicate)) else {
        return Vec::new();
    };
    let objects = graph
        .objects(subject, predicate)
        .map(|id| graph.term(id).value().to_owned());
    objects.collect()
}

#[test]
fn metadata_of_the_sample_is_told_from_its_data() {
    let mut data = 0;
    for city in CITIES {
        for path in files(city).into_iter().flatten() {
            let bytes = fs::read(&path).unwrap();
            let name = path.display().to_string();
            let form = is_authored(&name, &bytes[..bytes.len().min(4096)]);
            assert_eq!(form, Form::of_file_name(&name), "{name}");
        }
        for entry in fs::read_dir(root().join("catalog").join(city).join("daten")).unwrap() {
            let path = entry.unwrap().path();
            assert_eq!(
                is_authored(&path.display().to_string(), &fs::read(&path).unwrap()),
                None,
                "{}",
                path.display()
            );
            data += 1;
        }
    }
    assert!(data > 20, "{data}");
    let settings = root().join("catalog/kolophon.toml");
    assert_eq!(
        is_authored("catalog/kolophon.toml", &fs::read(settings).unwrap()),
        None
    );
}

const KITA: &str = "https://daten.kolophon.dev/mainz/dataset/kita";
const BAUM: &str = "https://daten.kolophon.dev/mainz/dataset/baum";
const DCT: &str = "http://purl.org/dc/terms/";
const DCAT: &str = "http://www.w3.org/ns/dcat#";

#[test]
fn files_of_a_second_table_belong_to_their_datasets() {
    let datasets =
        "Kennung;Titel;Titel (en);Schlagworte;Stand;Nutzungsbedingungen;Ansprechpartner E-Mail;von;bis\n\
        kita;Kita-Plätze;Day care;Kita; Hort;10.02.2026;cc-zero;kita@mainz.example;01.08.2025;2026\n"
            .replace("Kita; Hort", "\"Kita; Hort\"");
    let files = "Datensatz;Titel;Download-Link;Dateiformat;Größe\n\
        kita;Tabelle;daten/kita.csv;CSV;2.208\nKita-Plätze;Karte;daten/kita.geojson;GEOJSON;\nfehlt;x;x.csv;CSV;\n";
    let (graph, reading) = read_csv(&datasets, &[("stadt/dateien.csv", files)]);
    assert_eq!(rules(&reading), ["authoring-dataset-unknown"]);
    assert_eq!(
        objects(&graph, KITA, &format!("{DCT}title")),
        ["Kita-Plätze", "Day care"]
    );
    assert_eq!(objects(&graph, KITA, &format!("{DCAT}keyword")), ["Kita", "Hort"]);
    assert_eq!(objects(&graph, KITA, &format!("{DCT}modified")), ["2026-02-10"]);
    assert_eq!(
        objects(&graph, &format!("{KITA}#zeitraum"), &format!("{DCAT}endDate")),
        ["2026"]
    );
    let distributions = objects(&graph, KITA, &format!("{DCAT}distribution"));
    assert_eq!(
        distributions,
        [
            format!("{KITA}/distribution/csv"),
            format!("{KITA}/distribution/geojson")
        ]
    );
    for distribution in &distributions {
        assert_eq!(
            objects(&graph, distribution, &format!("{DCT}license")),
            ["http://dcat-ap.de/def/licenses/cc-zero"]
        );
    }
    assert_eq!(
        objects(&graph, &distributions[0], &format!("{DCAT}byteSize")),
        ["2208"]
    );
}

#[test]
fn a_first_and_second_file_may_stand_in_the_row_of_the_dataset() {
    let text = "Kurzname;Titel;Lizenz;Download-URL;Dateiformat;Datei 2: Titel;Datei 2: Download-URL\n\
        baum;Bäume;cc-zero;baum.csv;CSV;Karte;baum.geojson\n";
    let (graph, reading) = read_csv(text, &[]);
    assert!(reading.issues.is_empty(), "{:?}", reading.issues);
    let distributions = objects(&graph, BAUM, &format!("{DCAT}distribution"));
    assert_eq!(
        distributions,
        [
            format!("{BAUM}/distribution/csv"),
            format!("{BAUM}/distribution/geojson")
        ]
    );
}

#[test]
fn empty_rows_are_skipped_and_doubtful_ones_named() {
    let text = "Titel;Kurzname;Lizenz;Farbe\nBäume;baum;cc-zero;\n;;;\n;ohne-titel;cc-zero;\nBäume neu;baum;cc-zero;\nNur Titel;;cc-zero;rot\n;;cc-zero;\n";
    let (_, reading) = read_csv(text, &[]);
    let mut rules = rules(&reading);
    rules.sort_unstable();
    assert_eq!(
        rules,
        [
            "authoring-key-unknown",
            "authoring-nameless",
            "authoring-slug-missing",
            "authoring-slug-repeated",
            "dataset-title-missing",
        ]
    );
    assert_eq!(reading.datasets.len(), 4);
}

#[test]
fn a_workbook_with_title_rows_dates_and_numbers_is_read() {
    let text = |text: &str| CellOut::text(text);
    let datasets = SheetOut {
        name: "Datensätze".to_owned(),
        columns: Vec::new(),
        rows: vec![
            vec![text("Liste der offenen Daten, Stand heute")],
            Vec::new(),
            [
                "Kurzname",
                "Titel",
                "Lizenz",
                "Stand",
                "ARS",
                "PLZ",
                "Schlagworte",
            ]
            .map(text)
            .to_vec(),
            vec![
                text("baum"),
                text("Bäume"),
                text("cc-zero"),
                CellOut::value(Value::Date("2026-02-10".parse().unwrap())),
                CellOut::value(Value::Number(73_150_000_000.0)),
                CellOut::value(Value::Number(1067.0)),
                text("Ahorn\nBuche"),
            ],
        ],
    };
    let notes = SheetOut {
        name: "Notizen".to_owned(),
        columns: vec![ColumnOut::new("Was noch fehlt")],
        rows: vec![vec![text("alles")]],
    };
    let mut builder = GraphBuilder::new();
    let document = Document::new("Liste.xlsx", write_xlsx(&[datasets, notes]).unwrap());
    let reading = read(&document, &defaults("mainz"), &*TABLES, &mut builder).unwrap();
    assert_eq!(reading.form, Form::Xlsx);
    assert_eq!(
        rules(&reading),
        ["authoring-sheet-unknown"],
        "{:?}",
        reading.issues
    );
    let graph = builder.finish();
    assert_eq!(objects(&graph, BAUM, &format!("{DCT}modified")), ["2026-02-10"]);
    assert_eq!(
        objects(&graph, BAUM, &format!("{DCAT}keyword")),
        ["Ahorn", "Buche"]
    );
    let key = objects(
        &graph,
        &format!("{BAUM}#ort"),
        "http://www.w3.org/2002/07/owl#sameAs",
    );
    assert_eq!(
        key,
        ["http://dcat-ap.de/def/politicalGeocoding/regionalKey/073150000000"]
    );
    let post = objects(
        &graph,
        &format!("{BAUM}#kontakt"),
        "http://www.w3.org/2006/vcard/ns#hasPostalCode",
    );
    assert_eq!(post, ["01067"]);
}

#[test]
fn a_list_of_files_alone_says_nothing_of_datasets() {
    let mut builder = GraphBuilder::new();
    let text = "Datensatz;Kurzname;Download-URL\nbaum;csv;baum.csv\n";
    let document = Document::new("dateien.csv", text.as_bytes().to_vec());
    let reading = read(
        &document,
        &Defaults {
            catalogue: None,
            ..defaults("mainz")
        },
        &*TABLES,
        &mut builder,
    )
    .unwrap();
    assert!(
        reading.issues.is_empty() && reading.datasets.is_empty(),
        "{:?}",
        reading.issues
    );
    let graph = builder.finish();
    assert_eq!(
        objects(&graph, BAUM, "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"),
        Vec::<String>::new()
    );
    assert_eq!(objects(&graph, BAUM, &format!("{DCAT}distribution")).len(), 1);
}
