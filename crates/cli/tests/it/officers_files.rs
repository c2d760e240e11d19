//! What officers write: from `init` over a list in a spreadsheet to findings in its cells, and back again.

use std::fs;
use std::path::Path;

use crate::cli_test::{CliTest, Run};

const INIT: [&str; 10] = [
    "init",
    "daten",
    "--name",
    "Stadt Musterstadt",
    "--key",
    "07315000",
    "--contact",
    "opendata@musterstadt.de",
    "--base",
    "https://daten.musterstadt.de",
];

const LIST: &str = "Kurzname;Titel;Beschreibung;Kategorie;Lizenz;Stand;Download-URL;Format\r\n\
                    spielplaetze;Spielplätze;Alle Spielplätze;Umwelt;dl-by-de/2.0;31.02.2026;https://www.musterstadt.de/s.csv;CSV\r\n\
                    haushalt;;Einnahmen;Regierung;CC BY;01.03.2026;https://www.musterstadt.de/h.xlsx;CVS\r\n";

/// The bytes of German Excel.
fn windows_1252(text: &str) -> Vec<u8> {
    text.chars()
        .map(|character| u8::try_from(u32::from(character)).unwrap())
        .collect()
}

fn with_list() -> CliTest {
    let test = CliTest::new();
    fs::write(test.path().join("datensaetze.csv"), windows_1252(LIST)).unwrap();
    test
}

fn begun() -> (CliTest, Run) {
    let test = CliTest::new();
    let run = test.run(&INIT);
    (test, run)
}

#[test]
fn a_new_city_passes_the_check() {
    let (test, run) = begun();
    assert_eq!(run.code, Some(0), "{run}");
    assert!(run.stderr.contains("Land: Rheinland-Pfalz"), "{run}");
    assert!(run.stderr.contains("regionalKey/073150000000"), "{run}");
    assert!(
        run.stderr.contains("openGovernmentDataPortalRheinlandPfalz"),
        "{run}"
    );
    for file in [
        "kolophon.toml",
        "musterstadt/datensaetze.xlsx",
        "musterstadt/daten/baeume.csv",
    ] {
        assert!(test.path().join("daten").join(file).is_file(), "{file}");
    }
    let check = test.run(&["validate", "daten"]);
    assert_eq!(check.code, Some(0), "{check}");
    assert!(
        !check.stdout.contains("Fehler:") && !check.stdout.contains("Warnung:"),
        "{check}"
    );
}

#[test]
fn a_city_is_never_written_over() {
    let (test, _) = begun();
    let again = test.run(&INIT);
    assert_eq!(again.code, Some(7), "{again}");
    let second = test.run(&[
        "init",
        "daten",
        "--name",
        "Gemeinde Nachbardorf",
        "--key",
        "08415061",
        "--contact",
        "a@b.de",
    ]);
    assert_eq!(second.code, Some(0), "{second}");
    let settings = fs::read_to_string(test.path().join("daten/kolophon.toml")).unwrap();
    assert!(settings.contains("[cities.musterstadt]") && settings.contains("[cities.nachbardorf]"));
    let check = test.run(&["validate", "daten"]);
    assert_eq!(check.code, Some(0), "{check}");
}

#[test]
fn what_init_is_not_told_it_asks_for_by_name() {
    let test = CliTest::new();
    for (arguments, expected) in [
        (&["init"][..], "--name"),
        (&["init", "--name", "A-Stadt"], "--key"),
        (&["init", "--name", "A-Stadt", "--key", "123"], "12 Ziffern"),
        (&["init", "--name", "A-Stadt", "--key", "07315000"], "--contact"),
        (
            &[
                "init",
                "--name",
                "A",
                "--key",
                "07315000",
                "--contact",
                "a@b.de",
                "--base",
                "http://localhost",
            ],
            "keine dauerhafte Adresse",
        ),
    ] {
        let run = test.run(arguments);
        assert_eq!(run.code, Some(2), "{run}");
        assert!(run.stderr.contains(expected), "{expected}: {run}");
    }
    assert_eq!(
        fs::read_dir(test.path()).unwrap().count(),
        0,
        "nothing was written"
    );
}

#[test]
fn findings_on_a_list_name_row_and_column() {
    let test = with_list();
    let run = test.run(&["validate", "datensaetze.csv", "--format", "json"]);
    assert_eq!(run.code, Some(1), "{run}");
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let findings = report["findings"].as_array().unwrap();
    assert!(findings.len() > 5, "{run}");
    for finding in findings {
        assert!(finding["cell"].is_string(), "{finding}");
        assert_eq!(finding["file"], "datensaetze.csv");
    }
    let at = |rule: &str| {
        let found = findings.iter().find(|finding| finding["rule"] == rule);
        found.ok_or(rule).unwrap()["cell"].clone()
    };
    assert_eq!(at("authoring-value-form"), "F2");
    assert_eq!(at("dataset-title-missing"), "A3");
    let entries: Vec<_> = findings
        .iter()
        .filter(|finding| finding["rule"] == "authoring-entry-not-listed")
        .map(|finding| finding["cell"].as_str().unwrap())
        .collect();
    assert_eq!(entries, ["D3", "E3", "H3"]);
}

#[test]
fn the_answer_comes_in_a_copy_of_the_list() {
    let test = with_list();
    let run = test.run(&["validate", "datensaetze.csv", "--review-copy"]);
    assert_eq!(run.code, Some(1), "{run}");
    let copy = fs::read(test.path().join("datensaetze.geprueft.xlsx")).unwrap();
    let limits = kolophon_tabular::Limits::default();
    let workbook = kolophon_tabular::read("datensaetze.geprueft.xlsx", &copy, &limits).unwrap();
    let to_do = workbook.sheets.last().unwrap();
    assert_eq!(to_do.name.as_deref(), Some("Zu tun"));
    let cells = to_do.rows.iter().flat_map(|row| &row.cells);
    let texts: Vec<String> = cells.map(|cell| cell.text().into_owned()).collect();
    let text = texts.join(" ");
    assert!(text.contains("F2") && text.contains("31.02.2026"), "{text}");
    // The copy is no second list.
    let again = test.run(&["validate", ".", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&again.stdout).unwrap();
    assert_eq!(report["summary"]["datasets"], 2, "{again}");
}

#[test]
fn a_list_leads_to_rdf_and_back() {
    let (test, _) = begun();
    for format in ["xlsx", "csv", "yaml", "json", "toml"] {
        let folder = format!("als-{format}");
        let run = test.run(&["export", "daten", "--format", format, "--output", &folder]);
        assert_eq!(run.code, Some(0), "{format}: {run}");
        let exported = Path::new(&folder).join("musterstadt");
        let settings = test.path().join("daten/kolophon.toml");
        fs::copy(settings, test.path().join(&folder).join("kolophon.toml")).unwrap();
        let turtle = |path: &str| {
            let run = test.run(&["export", path, "--format", "nt"]);
            assert_eq!(run.code, Some(0), "{path}: {run}");
            let mut lines: Vec<String> = run.stdout.lines().map(str::to_owned).collect();
            lines.sort();
            lines
        };
        assert!(test.path().join(&exported).is_dir());
        assert_eq!(turtle("daten"), turtle(&folder), "{format}");
        let again = test.run(&["export", "daten", "--format", format, "--output", &folder]);
        assert_eq!(again.code, Some(7), "{format}: {again}");
    }
}

/// Editors find the schema in the repository; the program prints the same.
#[test]
fn the_schema_of_a_dataset_is_that_of_the_repository() {
    let test = CliTest::new();
    let printed: serde_json::Value = serde_json::from_str(&test.run(&["schema", "dataset"]).stdout).unwrap();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas/authoring/dataset.schema.json");
    let kept: serde_json::Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    assert_eq!(printed, kept);
    jsonschema::validator_for(&printed).unwrap();
}

#[test]
fn export_needs_a_place_for_files() {
    let (test, _) = begun();
    let run = test.run(&["export", "daten", "--format", "xlsx"]);
    assert_eq!(run.code, Some(2), "{run}");
    assert!(run.stderr.contains("--output ORDNER"), "{run}");
}

#[test]
fn a_catalogue_of_another_portal_moves_in_and_is_read_with_the_rest() {
    let (test, _) = begun();
    test.file(
        "alt.ttl",
        "@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .\n\
         <https://alt.example/> a dcat:Catalog ; dcat:dataset <https://alt.example/a> .\n\
         <https://alt.example/a> a dcat:Dataset ; dct:title \"Alter Satz\"@de ; dct:identifier \"a-1\" .\n",
    );
    let nowhere = test.run(&["uebernehmen", "alt.ttl", "--city", "musterstadt"]);
    assert_eq!(nowhere.code, Some(2), "{nowhere}");
    assert!(nowhere.stderr.contains("kolophon init"), "{nowhere}");
    let import = [
        "uebernehmen",
        "alt.ttl",
        "--city",
        "musterstadt",
        "--output",
        "daten/musterstadt/uebernommen",
    ];
    let run = test.run(&import);
    assert_eq!(run.code, Some(0), "{run}");
    assert!(run.stderr.contains("Übernommen: 1 Datensatz"), "{run}");
    assert!(
        run.stderr.ends_with("kolophon validate [directory]/daten\n"),
        "{run}"
    );
    let rdf = test.run(&["export", "daten", "--format", "nt"]);
    for line in [
        "<https://alt.example/a> <http://purl.org/dc/terms/identifier> \"a-1\" .",
        "<https://daten.musterstadt.de/musterstadt/catalog> <http://www.w3.org/ns/dcat#dataset> <https://alt.example/a> .",
    ] {
        assert!(rdf.stdout.contains(line), "{line}\nis not in\n{rdf}");
    }
    let again = test.run(&import);
    assert_eq!(again.code, Some(7), "{again}");
    let unknown = test.run(&["import", "alt.ttl", "--city", "mainz", "--output", "daten/neu"]);
    assert_eq!(unknown.code, Some(2), "{unknown}");
    assert!(unknown.stderr.contains("Dort stehen: musterstadt."), "{unknown}");
}
