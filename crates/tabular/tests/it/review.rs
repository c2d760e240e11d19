//! The review copy: nothing is lost, and what was added is found again.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use kolophon_tabular::{
    CellNote, CellOut, ColumnOut, CsvStyle, Limits, Mark, SheetOut, TableError, TableFormat, Value, read,
    review_copy, write_csv, write_xlsx,
};

use crate::package::Book;

fn note(row: u32, column: u32, text: &str, mark: Mark) -> CellNote {
    CellNote {
        sheet: None,
        row,
        column,
        text: text.to_owned(),
        mark,
    }
}

fn todo() -> SheetOut {
    SheetOut {
        name: "Zu tun".to_owned(),
        columns: vec![ColumnOut::new("Stelle"), ColumnOut::new("Was ist zu tun?")],
        rows: vec![
            vec![CellOut::text("B2"), CellOut::text("Lizenz nachtragen & prüfen")],
            vec![
                CellOut::text("C4").with_mark(Mark::Error),
                CellOut::value(Value::Number(3.0)),
            ],
        ],
    }
}

/// The parts of a package, unpacked.
fn parts(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = ::zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut parts = BTreeMap::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).unwrap();
        let name = file.name().unwrap().into_owned();
        let mut content = Vec::new();
        file.read_to_end(&mut content).unwrap();
        parts.insert(name, content);
    }
    parts
}

fn text(parts: &BTreeMap<String, Vec<u8>>, name: &str) -> String {
    String::from_utf8(parts[name].clone()).unwrap()
}

fn officers_list() -> Vec<u8> {
    let table = SheetOut {
        name: "Datensätze".to_owned(),
        columns: vec![ColumnOut::new("Titel"), ColumnOut::new("Lizenz")],
        rows: vec![
            vec![CellOut::text("Bäume"), CellOut::text("frei")],
            vec![
                CellOut::text("Kitas").with_note("Eine alte Notiz."),
                CellOut::default(),
            ],
        ],
    };
    let files = SheetOut {
        name: "Dateien".to_owned(),
        columns: vec![ColumnOut::new("Name")],
        rows: vec![vec![CellOut::text("baeume.csv")]],
    };
    write_xlsx(&[table, files]).unwrap()
}

/// Every part is well-formed XML and has a content type, and every relation leads to a part.
fn assert_sound(bytes: &[u8]) {
    let parts = parts(bytes);
    let types = text(&parts, "[Content_Types].xml");
    for name in parts.keys() {
        let content = text(&parts, name);
        let mut reader = quick_xml::Reader::from_str(&content);
        while !matches!(reader.read_event().unwrap(), quick_xml::events::Event::Eof) {}
        let ending = name.rsplit('.').next().unwrap();
        assert!(
            types.contains(&format!("PartName=\"/{name}\""))
                || types.contains(&format!("Extension=\"{ending}\"")),
            "{name} has no content type"
        );
        let Some((folder, _)) = name.split_once("_rels/") else {
            continue;
        };
        for target in content.split("Target=\"").skip(1) {
            let target = target.split('"').next().unwrap();
            let relative = format!("{folder}{target}").replace("worksheets/../", "");
            let path = target.strip_prefix('/').unwrap_or(&relative);
            assert!(parts.contains_key(path), "{name} leads to {path}");
        }
    }
}

#[test]
fn a_copy_has_colours_notes_and_a_list_of_what_is_to_be_done() {
    let original = officers_list();
    let notes = [
        note(
            2,
            2,
            "„frei“ ist keine Lizenz.\nMeinten Sie „dl-de/by-2-0“?",
            Mark::Error,
        ),
        note(3, 2, "Die Lizenz fehlt.", Mark::Warning),
        note(3, 1, "Bitte ausschreiben.", Mark::Tip),
        note(9, 5, "Hier fehlt etwas.", Mark::Tip),
        note(2, 2, "Zweite Notiz.", Mark::Warning),
    ];
    let (copy, losses) = review_copy(&original, TableFormat::Xlsx, &notes, &todo()).unwrap();
    assert_eq!(losses, []);
    assert_sound(&copy);

    let before = read("a.xlsx", &original, &Limits::default()).unwrap();
    let after = read("a.xlsx", &copy, &Limits::default()).unwrap();
    let values = |workbook: &kolophon_tabular::Workbook, sheet: usize| {
        let rows = workbook.sheets[sheet].rows.iter();
        rows.flat_map(|row| {
            row.cells
                .iter()
                .map(|cell| (row.number, cell.column, cell.value.clone()))
        })
        .collect::<Vec<_>>()
    };
    let names: Vec<_> = after
        .sheets
        .iter()
        .map(|sheet| sheet.name.as_deref().unwrap())
        .collect();
    assert_eq!(names, ["Datensätze", "Dateien", "Zu tun"]);
    assert_eq!(values(&after, 0), values(&before, 0));
    assert_eq!(values(&after, 1), values(&before, 1));
    let todo = values(&after, 2);
    assert_eq!(todo.len(), 6);
    assert_eq!(todo[3].2, Value::Text("Lizenz nachtragen & prüfen".to_owned()));

    let (old, new) = (parts(&original), parts(&copy));
    for untouched in [
        "xl/worksheets/sheet2.xml",
        "xl/sharedStrings.xml",
        "xl/theme/theme1.xml",
    ] {
        assert_eq!(old[untouched], new[untouched], "{untouched}");
    }
    let comments = text(&new, "xl/comments1.xml");
    assert!(comments.contains("Eine alte Notiz."), "{comments}");
    assert!(comments.contains("\nKolophon: Bitte ausschreiben."), "{comments}");
    assert!(
        comments.contains("<comment ref=\"B2\" authorId=\"1\"><text><r><t xml:space=\"preserve\">„frei“ ist keine Lizenz.\nMeinten Sie „dl-de/by-2-0“?\n\nZweite Notiz.</t>"),
        "{comments}"
    );
    let drawing = text(&new, "xl/drawings/vmlDrawing1.vml");
    assert_eq!(drawing.matches("<v:shape ").count(), 4, "{drawing}");
    assert!(
        drawing.contains("<x:Row>8</x:Row><x:Column>4</x:Column>"),
        "{drawing}"
    );
}

/// The fill colour of a cell, as the styles part says.
fn colour(copy: &[u8], sheet: &str, cell: &str) -> String {
    let parts = parts(copy);
    let sheet = text(&parts, sheet);
    let tag = sheet
        .split(&format!("<c r=\"{cell}\""))
        .nth(1)
        .unwrap()
        .split('>')
        .next()
        .unwrap();
    let style: usize = tag
        .split(" s=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    let styles = text(&parts, "xl/styles.xml");
    let inside = |name: &str| {
        let open = styles.split(&format!("<{name} ")).nth(1).unwrap();
        open.split(&format!("</{name}>")).next().unwrap().to_owned()
    };
    let formats = inside("cellXfs");
    let declared: usize = formats.split('"').nth(1).unwrap().parse().unwrap();
    assert_eq!(declared, formats.matches("<xf ").count(), "{formats}");
    let format = formats.split("<xf ").nth(style + 1).unwrap().to_owned();
    let fill: usize = format
        .split("fillId=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    let fills = inside("fills");
    let fill = fills.split("<fill>").nth(fill + 1).unwrap().to_owned();
    let colour = fill
        .split("rgb=\"")
        .nth(1)
        .unwrap_or("none")
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    format!(
        "{colour} {}",
        format
            .split("numFmtId=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
    )
}

#[test]
fn cells_keep_their_format_and_get_the_colour_of_the_gravest_mark() {
    let dates = SheetOut {
        name: "A".to_owned(),
        columns: Vec::new(),
        rows: vec![vec![
            CellOut::value(Value::Date(jiff::civil::date(2025, 1, 31))),
            CellOut::text("x"),
        ]],
    };
    let original = write_xlsx(&[dates]).unwrap();
    let notes = [
        note(1, 1, "a", Mark::Tip),
        note(1, 1, "b", Mark::Error),
        note(1, 2, "c", Mark::Warning),
        note(2, 1, "d", Mark::Tip),
    ];
    let (copy, _) = review_copy(&original, TableFormat::Xlsx, &notes, &todo()).unwrap();
    assert_sound(&copy);
    let sheet = "xl/worksheets/sheet1.xml";
    assert!(
        colour(&copy, sheet, "A1").starts_with("FFF8CBAD 16"),
        "{}",
        colour(&copy, sheet, "A1")
    );
    assert_eq!(colour(&copy, sheet, "B1"), "FFFFF2CC 0");
    assert_eq!(colour(&copy, sheet, "A2"), "FFDDEBF7 0");
    let read = read("a.xlsx", &copy, &Limits::default()).unwrap();
    assert_eq!(
        read.sheets[0].rows[0].cells[0].value,
        Value::Date(jiff::civil::date(2025, 1, 31))
    );
}

#[test]
fn formulas_stay_and_a_poor_workbook_gets_what_it_lacks() {
    let sheet = "<sheetData><row r=\"1\"><c r=\"A1\"><f>SUM(B1:B2)</f><v>3</v></c></row></sheetData><pageMargins left=\"1\" right=\"1\" top=\"1\" bottom=\"1\" header=\"1\" footer=\"1\"/><extLst/>";
    let styles = "<numFmts count=\"1\"><numFmt numFmtId=\"164\" formatCode=\"0.0\"/></numFmts>";
    for book in [Book::of(sheet), Book::of(sheet).with_styles(styles)] {
        let original = book.bytes();
        let (copy, _) = review_copy(
            &original,
            TableFormat::Xlsx,
            &[note(1, 1, "prüfen", Mark::Error)],
            &todo(),
        )
        .unwrap();
        let after = read("a.xlsx", &copy, &Limits::default()).unwrap();
        assert_eq!(
            after.sheets[0].rows[0].cells[0].formula.as_deref(),
            Some("SUM(B1:B2)")
        );
        assert_eq!(after.sheets[1].rows.len(), 3);
        assert_eq!(colour(&copy, "xl/worksheets/sheet1.xml", "A1"), "FFF8CBAD 0");
        let sheet = text(&parts(&copy), "xl/worksheets/sheet1.xml");
        let (drawing, list) = (
            sheet.find("<legacyDrawing").unwrap(),
            sheet.find("<extLst").unwrap(),
        );
        assert!(
            sheet.find("<pageMargins").unwrap() < drawing && drawing < list,
            "{sheet}"
        );
    }
}

#[test]
fn a_second_list_of_what_is_to_be_done_gets_another_name() {
    let (first, _) = review_copy(&officers_list(), TableFormat::Xlsx, &[], &todo()).unwrap();
    let notes = [note(2, 1, "noch einmal", Mark::Error)];
    let (second, _) = review_copy(&first, TableFormat::Xlsx, &notes, &todo()).unwrap();
    let (third, _) = review_copy(&second, TableFormat::Xlsx, &notes, &todo()).unwrap();
    assert_sound(&third);
    let workbook = read("a.xlsx", &third, &Limits::default()).unwrap();
    let names: Vec<_> = workbook
        .sheets
        .iter()
        .map(|sheet| sheet.name.as_deref().unwrap())
        .collect();
    assert_eq!(
        names,
        ["Datensätze", "Dateien", "Zu tun", "Zu tun (2)", "Zu tun (3)"]
    );
}

#[test]
fn a_csv_file_becomes_a_workbook_with_its_cells_in_their_places() {
    let list = SheetOut {
        name: String::new(),
        columns: vec![ColumnOut::new("Titel"), ColumnOut::new("Schlüssel")],
        rows: vec![vec![CellOut::text("Bäume"), CellOut::text("05100000")]],
    };
    let original = write_csv(&list, CsvStyle::GermanExcel).unwrap();
    let notes = [
        note(2, 2, "Gibt es nicht.", Mark::Error),
        note(4, 1, "Fehlt.", Mark::Tip),
    ];
    let (copy, losses) = review_copy(&original, TableFormat::Csv, &notes, &todo()).unwrap();
    assert_eq!(losses, []);
    assert_sound(&copy);
    let workbook = read("a.xlsx", &copy, &Limits::default()).unwrap();
    let cells = crate::csv_oracle::cells(&workbook);
    assert_eq!(cells[3], (2, 2, "05100000".to_owned()));
    let comments = text(&parts(&copy), "xl/comments1.xml");
    assert!(
        comments.contains("ref=\"B2\"") && comments.contains("ref=\"A4\""),
        "{comments}"
    );
    let far = review_copy(
        &original,
        TableFormat::Csv,
        &[note(1_000_000, 1, "x", Mark::Tip)],
        &todo(),
    );
    assert!(matches!(far, Err(TableError::NoSuchCell { .. })));
}

#[test]
fn a_note_at_a_sheet_that_does_not_exist_is_an_error() {
    let mark = CellNote {
        sheet: Some("Anderes".to_owned()),
        ..note(1, 1, "x", Mark::Error)
    };
    let error = review_copy(&officers_list(), TableFormat::Xlsx, &[mark], &todo()).unwrap_err();
    assert!(matches!(error, TableError::NoSuchCell { .. }), "{error}");
}
