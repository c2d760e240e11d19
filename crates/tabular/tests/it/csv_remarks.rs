//! What officers' CSV files are like, and what is said about it.

use kolophon_tabular::{
    ByteOrderMark, Certainty, Encoding, Escape, Limits, LineEnd, Remark, RemarkKind, SeparatorHint, Workbook,
    read,
};

fn open(text: impl AsRef<[u8]>) -> Workbook {
    read("liste.csv", text.as_ref(), &Limits::default()).unwrap()
}

/// The kinds of all remarks with the line of their places and their counts.
fn remarks(workbook: &Workbook) -> Vec<(RemarkKind, Option<u32>, u32)> {
    let line = |remark: &Remark| {
        let start = remark.span?.start;
        Some(workbook.source.line_column(start).line)
    };
    let remarks = workbook.remarks.iter();
    remarks
        .map(|remark| (remark.kind.clone(), line(remark), remark.count))
        .collect()
}

#[test]
fn a_tidy_file_has_no_remarks() {
    let workbook = open("Titel;Wert\r\nBäume;0,5\r\nKitas;1,5\r\n");
    assert_eq!(remarks(&workbook), []);
    let dialect = workbook.dialect.unwrap();
    assert_eq!(
        (dialect.separator, dialect.escape, dialect.line_end),
        (b';', Escape::Doubled, LineEnd::CrLf)
    );
    assert_eq!(
        (dialect.encoding, dialect.mark, dialect.hint),
        (Encoding::Utf8, ByteOrderMark::Absent, SeparatorHint::Absent)
    );
}

#[test]
fn the_encoding_is_named_with_the_first_character_that_was_guessed() {
    let workbook = open(b"Titel;Ort\nKita;Stra\xdfe\nB\xe4ume;K\xf6ln\n");
    let guessed = RemarkKind::EncodingGuessed {
        encoding: Encoding::Windows1252,
        certainty: Certainty::Likely,
    };
    assert_eq!(remarks(&workbook), [(guessed, Some(2), 1)]);
    let span = workbook.remarks[0].span.unwrap();
    assert_eq!(&workbook.source.text()[span.range()], "ß");
    assert_eq!(workbook.source.cell(span.start).unwrap().address(), "B2");

    let mixed = open([b"Titel;Ort\nStra\xdfe;x\n".as_slice(), "Bäume;Köln\n".as_bytes()].concat());
    assert_eq!(remarks(&mixed), [(RemarkKind::MixedEncoding, Some(2), 1)]);
    assert_eq!(mixed.sheets[0].rows[1].cells[0].text(), "Straße");
}

#[test]
fn remains_of_wrong_conversions_are_named() {
    let workbook = open("Titel;Ort\nBÃ¼cher;a\u{fffd}\nfÃ¼r;b\0\n");
    let twice = RemarkKind::DoublyEncoded {
        found: "Ã¼".to_owned(),
        meant: "ü".to_owned(),
    };
    assert_eq!(
        remarks(&workbook),
        [
            (RemarkKind::NulCharacters, Some(3), 1),
            (RemarkKind::BrokenCharacters, Some(2), 1),
            (twice, Some(2), 2)
        ]
    );
}

#[test]
fn titles_above_and_sources_below_are_kept_and_named() {
    let workbook = open(
        "Einwohnerzahl der Stadt\n\nJahr;Zahl;Anteil\n2023;220;1\n\n2024;221;2\n\nQuelle: Amt für Statistik\n",
    );
    assert_eq!(
        remarks(&workbook),
        [
            (RemarkKind::RowsAboveHeader { first: 1, header: 3 }, Some(1), 1),
            (RemarkKind::BlankRows { first: 5 }, Some(6), 1),
            (RemarkKind::RowsBelowTable { first: 8 }, Some(8), 1)
        ]
    );
    let numbers: Vec<_> = workbook.sheets[0].rows.iter().map(|row| row.number).collect();
    assert_eq!(numbers, [1, 3, 4, 6, 8]);
}

#[test]
fn a_last_row_with_only_its_key_is_no_source() {
    let workbook = open("Jahr;Zahl\n2023;220\n2024;221\n2025;\n");
    assert_eq!(remarks(&workbook), []);
}

#[test]
fn rows_of_another_width_are_named_each() {
    let workbook = open("a;b;c\n1;2;3\n1;2\n1;2;3;4\n1;2;3;;\n1;2;3\n1;2;3\n");
    let ragged = |row, found| RemarkKind::RaggedRow {
        row,
        found,
        expected: 3,
    };
    assert_eq!(
        remarks(&workbook),
        [
            (ragged(3, 2), Some(3), 1),
            (ragged(4, 4), Some(4), 1),
            (RemarkKind::SurplusSeparators, Some(5), 1)
        ]
    );
    let mut many = "a;b;c\n".to_owned();
    many.push_str(&"1;2;3\n".repeat(400));
    many.push_str(&"1;2\n".repeat(300));
    let workbook = open(many);
    assert_eq!(workbook.remarks.len(), 100);
    let count: u32 = workbook.remarks.iter().map(|remark| remark.count).sum();
    assert_eq!(count, 300);
    let last = workbook.remarks.last().unwrap();
    assert!(
        last.message()
            .de
            .ends_with("200 weitere Zeilen passen auch nicht."),
        "{last:?}"
    );
}

#[test]
fn the_hint_for_excel_is_no_row() {
    let workbook = open("sep=^\r\na^b\r\n1^2\r\n");
    let hint = RemarkKind::SeparatorLine { separator: '^' };
    assert_eq!(remarks(&workbook), [(hint, Some(1), 1)]);
    assert_eq!(workbook.sheets[0].rows[0].number, 1);
    assert_eq!(workbook.sheets[0].rows[0].cells[1].text(), "b");
}

#[test]
fn line_ends_and_quotes_out_of_order_are_named() {
    let workbook = open("a;b\r\n1;2\n3;4\r\n\"5\" x;\"6\n7;8\r\n");
    let mixed = RemarkKind::MixedLineEnds {
        crlf: 3,
        lf: 2,
        cr: 0,
    };
    assert_eq!(
        remarks(&workbook),
        [
            (RemarkKind::StrayQuote, Some(4), 1),
            (RemarkKind::UnclosedQuote, Some(4), 1),
            (mixed, Some(2), 1)
        ]
    );
    assert_eq!(workbook.dialect.unwrap().line_end, LineEnd::CrLf);
}

#[test]
fn a_single_column_is_read_and_named() {
    let workbook = open("Titel\nBäume\nKitas\n");
    assert_eq!(remarks(&workbook), [(RemarkKind::OneColumn, None, 1)]);
    assert_eq!(workbook.sheets[0].rows.len(), 3);
}

#[test]
fn blank_files_have_no_rows() {
    for text in ["\n\n\n", "\u{feff}", " \n"] {
        let workbook = open(text);
        assert!(workbook.sheets[0].rows.len() <= 1, "{text:?}");
    }
}

#[test]
fn empty_cells_have_a_place() {
    let workbook = open("a;b;c\n1;;3\n;;\n");
    let place = |offset| workbook.source.cell(offset).map(kolophon_graph::Cell::address);
    assert_eq!(place(8).as_deref(), Some("B2"));
    assert_eq!(place(11).as_deref(), Some("A3"));
    assert_eq!(workbook.sheets[0].rows.len(), 2);
}
