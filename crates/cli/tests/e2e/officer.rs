//! An officer's day: what is saved in a list stands on the page; and the whole way from nothing to a page.

use std::fs;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use kolophon_tabular::{CellEdit, Limits, TableFormat, read, replace_cells};

use crate::kolophon::{Server, run, sample};

/// Replaces a text in a workbook, as saving it in a spreadsheet does.
fn edit(path: &Path, old: &str, new: &str) {
    let bytes = fs::read(path).unwrap();
    let workbook = read("liste.xlsx", &bytes, &Limits::default()).unwrap();
    let found = workbook.sheets.iter().find_map(|sheet| {
        let mut rows = sheet.rows.iter();
        rows.find_map(|row| {
            let cell = row.cells.iter().find(|cell| cell.text() == old)?;
            Some((sheet.name.as_deref().map(str::to_owned), row.number, cell.column))
        })
    });
    let (sheet, row, column) = found.ok_or(old).unwrap();
    let edit = CellEdit {
        sheet,
        row,
        column,
        text: new.to_owned(),
    };
    fs::write(path, replace_cells(&bytes, TableFormat::Xlsx, &[edit]).unwrap()).unwrap();
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

fn page(server: &Server, path: &str) -> String {
    String::from_utf8(server.get_as(path, "text/html").body).unwrap()
}

/// Waits until a page says something.
fn await_page(server: &Server, path: &str, text: &str) {
    let started = Instant::now();
    while !page(server, path).contains(text) {
        assert!(
            started.elapsed() < Duration::from_secs(30),
            "{path} does not say {text}"
        );
        sleep(Duration::from_millis(100));
    }
}

#[test]
fn a_title_saved_in_the_list_stands_on_the_page() {
    let folder = tempfile::tempdir().unwrap();
    let (files, data) = (folder.path().join("catalog"), folder.path().join("data"));
    copy(&sample(), &files);
    let server = Server::try_start(&data, &[files.to_str().unwrap(), "--watch"]).unwrap();
    let path = "/halle-saale/dataset/baumkataster";
    assert!(page(&server, path).contains("<h1"), "the page is there");
    edit(
        &files.join("halle-saale/datensaetze.xlsx"),
        "Baumkataster",
        "Bäume der Stadt Halle",
    );
    await_page(&server, path, "Bäume der Stadt Halle");
}

#[test]
fn from_nothing_to_a_page() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (city, data, plan) = (at("daten"), at("data"), at("plan.json"));
    let done = |arguments: &[&str], code: i32| {
        let output = run(arguments);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
        String::from_utf8(output.stdout).unwrap()
    };
    done(
        &[
            "init",
            &city,
            "--name",
            "Stadt Musterstadt",
            "--key",
            "07315000",
            "--contact",
            "opendata@musterstadt.de",
            "--base",
            "https://daten.musterstadt.de",
        ],
        0,
    );
    let list = folder.path().join("daten/musterstadt/datensaetze.xlsx");
    edit(
        &list,
        "Baumkataster (Beispiel, bitte ersetzen)",
        "Bäume in Musterstadt",
    );
    // A mistake is found in its cell, and mended there.
    edit(&list, "CSV", "CVS");
    let found = done(&["validate", &city], 1);
    assert!(found.contains("datensaetze.xlsx!"), "{found}");
    edit(&list, "CVS", "CSV");
    done(&["validate", &city], 0);
    let shown = done(&["plan", &city, "--data-dir", &data, "--out", &plan], 0);
    assert!(shown.contains("Bäume in Musterstadt"), "{shown}");
    done(&["load", "--plan", &plan, "--data-dir", &data], 0);
    let server = Server::start(Path::new(&data));
    let page = page(&server, "/musterstadt/dataset/baeume");
    assert!(page.contains("Bäume in Musterstadt"), "{page}");
    let file = server.get("/musterstadt/dataset/baeume/datei/baeume.csv");
    assert_eq!(file.status, 200);
    assert!(String::from_utf8(file.body).unwrap().contains("Winterlinde"));
}
