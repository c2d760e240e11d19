//! The data files of real municipalities.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Once;

use kolophon_tabular::{Limits, RemarkKind, TableFormat, Workbook, read};

fn corpus() -> Option<PathBuf> {
    static SAID: Once = Once::new();
    let named = env::var_os("KOLOPHON_CORPUS").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let found = named.unwrap_or(beside).join("municipal");
    if found.is_dir() {
        return Some(found);
    }
    SAID.call_once(|| eprintln!("SKIPPED: no test corpus; set KOLOPHON_CORPUS"));
    None
}

fn tables(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            tables(&path, found);
        } else if path
            .extension()
            .is_some_and(|ending| ["csv", "tsv", "xlsx", "ods"].iter().any(|known| ending == *known))
        {
            found.push(path);
        }
    }
    found.sort();
}

fn all() -> Vec<(String, Vec<u8>)> {
    let Some(folder) = corpus() else { return Vec::new() };
    let mut paths = Vec::new();
    tables(&folder, &mut paths);
    assert!(paths.len() > 100, "{} tables", paths.len());
    paths
        .into_iter()
        .map(|path| {
            let name = path.strip_prefix(&folder).unwrap().to_string_lossy().into_owned();
            (name, fs::read(path).unwrap())
        })
        .collect()
}

/// How many rows have another width than the header.
fn ragged(workbook: &Workbook) -> usize {
    let ragged = workbook
        .remarks
        .iter()
        .filter(|remark| matches!(remark.kind, RemarkKind::RaggedRow { .. }));
    ragged.map(|remark| remark.count as usize).sum()
}

#[test]
fn real_tables_are_read_with_plausible_columns() {
    for (name, bytes) in all() {
        let workbook =
            read(&name, &bytes, &Limits::default()).unwrap_or_else(|error| panic!("{name}: {error}"));
        let header = workbook.sheets[0].rows.first();
        let columns = header
            .and_then(|row| row.cells.last())
            .map_or(0, |cell| cell.column);
        assert!(columns >= 2, "{name}: {columns} columns");
        assert!(ragged(&workbook) * 20 <= workbook.sheets[0].rows.len(), "{name}");
        assert_eq!(TableFormat::of(&name, &bytes), Some(TableFormat::Csv));
    }
}

#[test]
fn spans_of_real_tables_hold_their_cells() {
    for (name, bytes) in all() {
        let workbook = read(&name, &bytes, &Limits::default()).unwrap();
        for row in &workbook.sheets[0].rows {
            for cell in &row.cells {
                let text = workbook.source.text().get(cell.span.range());
                let text = text.unwrap_or_else(|| panic!("{name}: {:?}", cell.span));
                let place = workbook.source.cell(cell.span.start).unwrap();
                assert_eq!((place.row, place.column), (row.number, cell.column), "{name}");
                if !text.contains(['"', '\'', '\\']) {
                    assert_eq!(text, cell.text(), "{name}");
                }
            }
        }
    }
}

#[test]
fn real_tables_are_read_as_the_csv_crate_reads_them() {
    for (name, bytes) in all() {
        let workbook = read(&name, &bytes, &Limits::default()).unwrap();
        let separator = workbook.dialect.unwrap().separator;
        let records = crate::csv_oracle::by_csv_crate(workbook.source.text(), separator);
        let theirs: Vec<String> = records
            .into_iter()
            .flatten()
            .filter(|text| !text.is_empty())
            .collect();
        let ours = crate::csv_oracle::cells(&workbook)
            .into_iter()
            .map(|(.., text)| text);
        assert_eq!(ours.collect::<Vec<_>>(), theirs, "{name}");
    }
}
