//! `kolophon fix` and `kolophon upgrade`.

use std::fs;

use crate::cli_test::CliTest;

const CATALOGUE: &str = "\
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix adms: <http://www.w3.org/ns/adms#> .

# Das Baumkataster
<https://daten.example/d> a dcat:Dataset ;
    dct:title \"Bäume\"@de ;
    dct:description \"Alle Bäume der Stadt.\"@de ;
    dct:language \"de\" ;   # die Sprache
    dct:publisher <https://daten.example/stadt> ;
    dcat:distribution <https://daten.example/f> .

<https://daten.example/f> a dcat:Distribution ;
    dcat:accessURL \"https://daten.example/f.csv\" ;
    adms:status <http://purl.org/adms/status/Completed> ;
    dct:license \"CC BY\" .

<https://daten.example/stadt> a foaf:Agent ; foaf:name \"Musterstadt\"@de .
";

#[test]
fn without_write_the_changes_are_shown_and_nothing_is_written() {
    let test = CliTest::new();
    test.file("katalog.ttl", CATALOGUE);
    for language in ["de", "en"] {
        let run = test.run(&["fix", "katalog.ttl", "--lang", language]);
        assert_eq!(run.code, Some(1), "{run}");
        insta::assert_snapshot!(format!("fix_{language}"), run);
    }
    assert_eq!(
        fs::read_to_string(test.path().join("katalog.ttl")).unwrap(),
        CATALOGUE
    );
}

#[test]
fn written_once_a_second_run_changes_nothing() {
    let test = CliTest::new();
    test.file("katalog.ttl", CATALOGUE);
    let first = test.run(&["beheben", "katalog.ttl", "--write"]);
    assert_eq!((first.code, first.stdout.as_str()), (Some(1), ""), "{first}");
    assert!(
        first
            .stderr
            .starts_with("3 Stellen behoben, 1 muss ein Mensch entscheiden."),
        "{first}"
    );
    assert_eq!(first.stderr.lines().last(), Some("kolophon validate katalog.ttl"));
    let text = fs::read_to_string(test.path().join("katalog.ttl")).unwrap();
    assert!(text.contains("language/DEU> ;   # die Sprache"), "{text}");
    assert!(text.contains("dct:license \"CC BY\""), "{text}");
    assert_eq!(fs::read_dir(test.path()).unwrap().count(), 1);

    let second = test.run(&["fix", "katalog.ttl", "--write"]);
    assert_eq!((second.code, second.stdout.as_str()), (Some(1), ""), "{second}");
    assert!(second.stderr.starts_with("0 Stellen behoben"), "{second}");
    assert_eq!(fs::read_to_string(test.path().join("katalog.ttl")).unwrap(), text);

    let guessed = test.run(&["fix", "katalog.ttl", "--unsafe", "--write", "--diff"]);
    assert_eq!(guessed.code, Some(0), "{guessed}");
    assert!(
        guessed
            .stdout
            .contains("+    dct:license <http://dcat-ap.de/def/licenses/cc-by> ."),
        "{guessed}"
    );
    assert_eq!(
        guessed.stderr.lines().last(),
        Some("kolophon validate katalog.ttl")
    );
}

#[test]
fn validate_names_fix_when_something_can_be_mended() {
    let test = CliTest::new();
    test.file("katalog.ttl", CATALOGUE);
    let run = test.run(&["validate", "katalog.ttl"]);
    assert_eq!(
        run.stdout.lines().last(),
        Some("kolophon fix katalog.ttl"),
        "{run}"
    );
}

#[test]
fn an_upgrade_moves_only_what_3_0_asks_for() {
    let test = CliTest::new();
    test.file("katalog.ttl", CATALOGUE);
    let shown = test.run(&["upgrade", "katalog.ttl"]);
    assert_eq!(shown.code, Some(1), "{shown}");
    assert_eq!(shown.stdout.matches("\n+ ").count(), 1, "{shown}");
    assert!(shown.stdout.contains("distribution-status/COMPLETED>"), "{shown}");
    assert!(
        shown.stderr.starts_with("1 Stelle lässt sich umstellen"),
        "{shown}"
    );
    assert_eq!(
        shown.stderr.lines().last(),
        Some("kolophon upgrade katalog.ttl --write")
    );
    let written = test.run(&["upgrade", "katalog.ttl", "--write"]);
    assert!(
        written
            .stderr
            .starts_with("1 Stelle umgestellt, 1 muss ein Mensch entscheiden."),
        "{written}"
    );
    assert!(
        written
            .stderr
            .contains("Für 2 weitere Stellen weiß kolophon fix Rat."),
        "{written}"
    );
    assert_eq!(
        written.stderr.lines().last(),
        Some("kolophon fix katalog.ttl"),
        "{written}"
    );
}

#[test]
fn what_cannot_be_read_is_named_and_the_others_are_mended() {
    let test = CliTest::new();
    test.file("katalog.ttl", CATALOGUE)
        .file("leer.ttl", "")
        .file("liste.xyz", "a;b");
    fs::write(test.path().join("alt.ttl"), b"<urn:a> <urn:b> \"B\xe4ume\" .").unwrap();
    fs::write(test.path().join("bild.ttl"), [0_u8, 0x9f, 0xff, 0xfe, 1]).unwrap();
    let run = test.run(&[
        "fix",
        "--write",
        "katalog.ttl",
        "leer.ttl",
        "liste.xyz",
        "alt.ttl",
        "bild.ttl",
        "weg.ttl",
    ]);
    assert_eq!(run.code, Some(3), "{run}");
    for name in [
        "liste.xyz:",
        "leer.ttl: Die Datei ist leer",
        "Zeichenkodierung 1",
        "bild.ttl: Das ist keine Textdatei",
        "weg.ttl: Diese Datei",
    ] {
        assert!(run.stderr.contains(name), "{name} in {run}");
    }
    let text = fs::read_to_string(test.path().join("katalog.ttl")).unwrap();
    assert!(text.contains("language/DEU>"), "{text}");
    assert_eq!(
        fs::read_to_string(test.path().join("alt.ttl")).unwrap(),
        "<urn:a> <urn:b> \"Bäume\" ."
    );
}

#[test]
fn standard_input_is_shown_but_not_written() {
    let test = CliTest::new();
    let shown = test.run_with_input(&["fix", "-"], CATALOGUE);
    assert_eq!(shown.code, Some(1), "{shown}");
    assert!(shown.stdout.contains("+++ stdin"), "{shown}");
    let refused = test.run_with_input(&["fix", "-", "--write"], CATALOGUE);
    assert_eq!(refused.code, Some(2), "{refused}");
}

#[test]
fn a_folder_without_a_dataset_is_told_as_by_validate() {
    let test = CliTest::new();
    test.file("ordner/a.ttl", "<urn:a> <urn:b> <urn:c> .\n");
    let run = test.run(&["fix", "ordner"]);
    assert_eq!(run.code, Some(3), "{run}");
    assert!(run.stderr.contains("kein Datensatz"), "{run}");
}

#[test]
fn a_list_is_mended_in_its_cells() {
    const LIST: &str = "Kurzname;Titel;Beschreibung;Kategorie;Lizenz;Stand;Webseite;Download-URL;Format\r\n\
                        Spielplätze Süd;Spielplätze;Alle Spielplätze;Umwelt;dl-by-de/2.0;01.02.2026;https://www.musterstadt.de/s|p;https://www.musterstadt.de/s.csv;CSVV\r\n";
    let test = CliTest::new();
    test.file("datensaetze.csv", LIST);
    let shown = test.run(&["fix", "datensaetze.csv"]);
    assert_eq!(shown.code, Some(1), "{shown}");
    assert_eq!(
        shown.stdout,
        "datensaetze.csv!A2: Spielplätze Süd → spielplaetze-sued\n\
         datensaetze.csv!G2: https://www.musterstadt.de/s|p → https://www.musterstadt.de/s%7Cp\n",
        "{shown}"
    );
    assert!(
        shown.stderr.starts_with("2 Stellen lassen sich beheben"),
        "{shown}"
    );
    assert!(
        shown.stderr.contains("„CSVV“ wird zum Eintrag der Liste: „CSV“"),
        "{shown}"
    );
    assert_eq!(
        shown.stderr.lines().last(),
        Some("kolophon fix datensaetze.csv --write")
    );
    let list = || fs::read_to_string(test.path().join("datensaetze.csv")).unwrap();
    assert_eq!(list(), LIST);

    let written = test.run(&["fix", "datensaetze.csv", "--write"]);
    assert_eq!(written.stdout, "", "{written}");
    let safe = LIST
        .replace("Spielplätze Süd", "spielplaetze-sued")
        .replace("/s|p;", "/s%7Cp;");
    assert_eq!(list(), safe);

    let guessed = test.run(&["fix", "datensaetze.csv", "--unsafe", "--write", "--diff"]);
    assert_eq!(guessed.stdout, "datensaetze.csv!I2: CSVV → CSV\n", "{guessed}");
    assert_eq!(list(), safe.replace("CSVV", "CSV"));
}

#[cfg(unix)]
#[test]
fn a_protected_file_is_left_and_named() {
    use std::os::unix::fs::PermissionsExt as _;
    let test = CliTest::new();
    test.file("katalog.ttl", CATALOGUE);
    let path = test.path().join("katalog.ttl");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
    let run = test.run(&["fix", "katalog.ttl", "--write"]);
    assert_eq!(run.code, Some(3), "{run}");
    assert!(
        run.stderr.contains("katalog.ttl: Die Datei ist schreibgeschützt"),
        "{run}"
    );
    assert_eq!(fs::read_to_string(path).unwrap(), CATALOGUE);
}

#[test]
fn what_could_not_be_written_is_not_called_mended() {
    let test = CliTest::new();
    test.file("katalog.ttl", CATALOGUE);
    let path = test.path().join("katalog.ttl");
    let mut rights = fs::metadata(&path).unwrap().permissions();
    rights.set_readonly(true);
    fs::set_permissions(&path, rights).unwrap();
    let run = test.run(&["fix", "katalog.ttl", "--write"]);
    assert_eq!(run.code, Some(3), "{run}");
    assert!(run.stderr.contains("schreibgeschützt"), "{run}");
    assert!(!run.stderr.contains("Stellen behoben"), "{run}");
    assert_eq!(fs::read_to_string(&path).unwrap(), CATALOGUE);
}
