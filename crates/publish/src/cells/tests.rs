//! Lists in CSV, XLSX and ODS, mended cell by cell.

use kolophon_tabular::{CellOut, ColumnOut, Limits, SheetOut, read as read_table, write_ods};
use proptest::prelude::*;
use rust_xlsxwriter::{Formula, Workbook};

use super::*;
use crate::reading::nobodys_defaults;

const HEAD: &str = "Kurzname;Titel;Kategorie;Lizenz;Download-URL;Format\r\n";

fn csv(rows: &str) -> Vec<Document> {
    vec![Document::new(
        "datensaetze.csv",
        format!("{HEAD}{rows}").into_bytes(),
    )]
}

fn mended(documents: &[Document], level: Safety) -> MendedLists {
    mend(documents, &nobodys_defaults(), level)
}

fn text(mended: &MendedLists) -> String {
    String::from_utf8(mended.lists[0].after.clone()).unwrap()
}

fn changes(mended: &MendedLists) -> Vec<String> {
    let changes = mended.lists.iter().flat_map(|list| &list.changes);
    changes
        .map(|change| format!("{}: {} → {}", change.place, change.old, change.new))
        .collect()
}

#[test]
fn what_is_certain_is_mended_and_the_rest_stays_to_the_byte() {
    let list = "Kurzname;Titel;Lizenz;Webseite\r\nBäume Süd;\"Bäume \"\"Süd\"\"\";dl-by-de/2.0;\"https://a.example/b|c\"\r\n";
    let documents = [Document::new("datensaetze.csv", list.as_bytes().to_vec())];
    let mended = mended(&documents, Safety::Safe);
    assert_eq!(
        changes(&mended),
        [
            "datensaetze.csv!A2: Bäume Süd → baeume-sued",
            "datensaetze.csv!D2: https://a.example/b|c → https://a.example/b%7Cc",
        ]
    );
    let expected = list.replace("Bäume Süd;", "baeume-sued;").replace("b|c", "b%7Cc");
    assert_eq!(text(&mended), expected);
    assert_eq!(mended.done.len(), 2);
    assert_eq!(mended.open, []);
}

#[test]
fn a_list_of_libreoffice_stays_one() {
    let text = |text: &str| CellOut::text(text);
    let sheet = SheetOut {
        name: "Datensätze".to_owned(),
        columns: ["Kurzname", "Titel", "Lizenz", "Webseite"]
            .map(ColumnOut::new)
            .to_vec(),
        rows: vec![
            ["Bäume Süd", "Bäume", "dl-by-de/2.0", "https://a.example/b|c"]
                .map(text)
                .to_vec(),
        ],
    };
    let documents = [Document::new("datensaetze.ods", write_ods(&[sheet]).unwrap())];
    let mended = mended(&documents, Safety::Safe);
    assert_eq!(
        changes(&mended),
        [
            "datensaetze.ods!Datensätze:A2: Bäume Süd → baeume-sued",
            "datensaetze.ods!Datensätze:D2: https://a.example/b|c → https://a.example/b%7Cc",
        ]
    );
    let after = read_table("datensaetze.ods", &mended.lists[0].after, &Limits::default()).unwrap();
    let row: Vec<_> = after.sheets[0].rows[1]
        .cells
        .iter()
        .map(|cell| cell.text())
        .collect();
    assert_eq!(
        row,
        ["baeume-sued", "Bäume", "dl-by-de/2.0", "https://a.example/b%7Cc"]
    );
}

#[test]
fn a_blank_in_an_address_is_encoded_when_asked_for_but_two_addresses_stay_two() {
    let list = |page: &str| {
        let text = format!("Kurzname;Titel;Lizenz;Webseite\r\na;A;dl-by-de/2.0;{page}\r\n");
        [Document::new("datensaetze.csv", text.into_bytes())]
    };
    let safe = mended(&list("https://a.example/b c"), Safety::Safe);
    assert_eq!((safe.lists.len(), safe.open.len()), (0, 1));
    let asked = mended(&list("https://a.example/b c"), Safety::Unsafe);
    assert_eq!(
        changes(&asked),
        ["datensaetze.csv!D2: https://a.example/b c → https://a.example/b%20c"]
    );
    let two = mended(&list("https://a.example/b https://a.example/c"), Safety::Unsafe);
    assert_eq!((two.lists.len(), two.open.len()), (0, 0));
}

#[test]
fn what_would_change_something_else_is_left_to_people() {
    // A file without format and short name is called by the ending of its address.
    let list = "Kurzname;Titel;Lizenz;Download-URL\r\na;A;dl-by-de/2.0;https://a.example/f.c|v\r\n";
    let documents = [Document::new("datensaetze.csv", list.as_bytes().to_vec())];
    let safe = mended(&documents, Safety::Safe);
    assert_eq!(safe.lists, []);
    assert_eq!(safe.open.len(), 1);
    assert_eq!(safe.open[0].safety, Safety::Unsafe);
    let asked = mended(&documents, Safety::Unsafe);
    assert_eq!(
        changes(&asked),
        ["datensaetze.csv!D2: https://a.example/f.c|v → https://a.example/f.c%7Cv"]
    );
}

#[test]
fn the_files_of_a_dataset_stay_with_it_under_its_new_short_name() {
    let documents = [
        Document::new(
            "datensaetze.csv",
            "Kurzname;Titel;Lizenz\r\nBäume;A;dl-by-de/2.0\r\n".into(),
        ),
        Document::new(
            "dateien.csv",
            "Datensatz;Download-URL;Format\r\nBäume;https://a.example/a.csv;CSV\r\n".into(),
        ),
    ];
    let safe = mended(&documents, Safety::Safe);
    assert_eq!(changes(&safe), ["datensaetze.csv!A2: Bäume → baeume"]);
    assert_eq!(safe.documents[1].in_memory(), documents[1].in_memory());
}

#[test]
fn a_guess_is_made_only_when_asked_for() {
    let rows = "a;A;Umwelt;dl-by-de/2.0;https://a.example/;CSVV\r\n";
    let documents = csv(rows);
    let safe = mended(&documents, Safety::Safe);
    assert_eq!(safe.lists, []);
    assert_eq!(safe.open.len(), 1, "{:?}", safe.open);
    assert_eq!(safe.open[0].place.to_string(), "datensaetze.csv!F2");
    let guessed = mended(&documents, Safety::Unsafe);
    assert_eq!(changes(&guessed), ["datensaetze.csv!F2: CSVV → CSV"]);
    assert_eq!(guessed.open, []);
}

#[test]
fn a_heading_with_a_slip_is_a_guess() {
    let list = format!(
        "{}a;A;Umwelt;dl-by-de/2.0;https://a.example/;CSV\r\n",
        HEAD.replace("Kategorie", "Kategorei")
    );
    let documents = [Document::new("datensaetze.csv", list.clone().into_bytes())];
    assert_eq!(mended(&documents, Safety::Safe).lists, []);
    let guessed = mended(&documents, Safety::Unsafe);
    assert_eq!(changes(&guessed), ["datensaetze.csv!C1: Kategorei → Kategorie"]);
    assert_eq!(text(&guessed), list.replace("Kategorei", "Kategorie"));
}

#[test]
fn a_guess_that_would_make_two_columns_one_is_not_made() {
    let list = format!(
        "{}a;A;Umwelt;dl-by-de/2.0;https://a.example/;CSV;x\r\n",
        HEAD.replace("Format", "Format;Titell")
    );
    let documents = [Document::new("datensaetze.csv", list.into_bytes())];
    let guessed = mended(&documents, Safety::Unsafe);
    assert_eq!(guessed.lists, []);
    assert_eq!(guessed.open, []);
}

#[test]
fn of_several_values_in_a_cell_only_the_one_changes() {
    let rows = "a;A;Umwelt; Vekehr;dl-by-de/2.0;https://a.example/;CSV\r\n"
        .replace("Umwelt; Vekehr", "\"Umwelt; Vekehr\"");
    let guessed = mended(&csv(&rows), Safety::Unsafe);
    assert_eq!(changes(&guessed).len(), 1, "{:?}", guessed.open);
    assert!(
        text(&guessed).contains("\"Umwelt; Verkehr\""),
        "{}",
        text(&guessed)
    );
}

/// A workbook whose address is typed, or computed by a formula.
fn workbook(is_computed: bool) -> Vec<Document> {
    const ADDRESS: &str = "https://a.example/b|c";
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("Datensätze").unwrap();
    for (column, name) in (0..).zip(["Kurzname", "Titel", "Lizenz", "Webseite"]) {
        sheet.write_string(0, column, name).unwrap();
    }
    for (column, text) in (0..).zip(["Bäume", "Bäume", "dl-by-de/2.0"]) {
        sheet.write_string(1, column, text).unwrap();
    }
    if is_computed {
        let formula = Formula::new("=\"https://a.example/b|\"&\"c\"").set_result(ADDRESS);
        sheet.write_formula(1, 3, formula).unwrap();
    } else {
        sheet.write_string(1, 3, ADDRESS).unwrap();
    }
    vec![Document::new(
        "datensaetze.xlsx",
        workbook.save_to_buffer().unwrap(),
    )]
}

#[test]
fn a_workbook_is_mended_in_its_cells() {
    let mended = mended(&workbook(false), Safety::Safe);
    assert_eq!(
        changes(&mended),
        [
            "datensaetze.xlsx!Datensätze:A2: Bäume → baeume",
            "datensaetze.xlsx!Datensätze:D2: https://a.example/b|c → https://a.example/b%7Cc",
        ]
    );
    let read = read_table("datensaetze.xlsx", &mended.lists[0].after, &Limits::default()).unwrap();
    let cells: Vec<String> = read.sheets[0].rows[1]
        .cells
        .iter()
        .map(|cell| cell.text().into_owned())
        .collect();
    assert_eq!(
        cells,
        ["baeume", "Bäume", "dl-by-de/2.0", "https://a.example/b%7Cc"]
    );
}

#[test]
fn a_formula_is_never_lost() {
    let mended = mended(&workbook(true), Safety::Unsafe);
    assert_eq!(
        changes(&mended),
        ["datensaetze.xlsx!Datensätze:A2: Bäume → baeume"]
    );
    let read = read_table("datensaetze.xlsx", &mended.lists[0].after, &Limits::default()).unwrap();
    let computed = read.sheets[0].rows[1].cell(4).unwrap();
    assert_eq!(
        computed.formula.as_deref(),
        Some("\"https://a.example/b|\"&\"c\"")
    );
    assert_eq!(mended.open.len(), 1);
    let reason = mended.open[0].reason.as_ref().unwrap();
    assert!(reason.de.contains("Formel"), "{reason:?}");
}

proptest! {
    /// Whatever stands in the cells: mending never panics, and what is certain leaves nothing certain to do.
    #[test]
    fn mending_twice_is_mending_once(cells in prop::collection::vec("[a-zA-ZäÖ <>;\"|.:/%-]{0,12}", 6)) {
        let quoted: Vec<String> = cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
        let once = mended(&csv(&format!("{}\r\n", quoted.join(";"))), Safety::Safe);
        let twice = mended(&once.documents, Safety::Safe);
        prop_assert_eq!(changes(&twice), Vec::<String>::new());
    }
}
