//! Turns the sample catalogue into other forms: `cargo test -p kolophon-authoring --test it convert -- --ignored`.
//!
//! Mainz becomes YAML, Halle (Saale) a workbook, Wiesbaden CSV, as `catalog/` shows. The files go to the folder that
//! `KOLOPHON_CONVERT` names, and are compared with those they come from before anything is written.

use std::fs;
use std::path::PathBuf;

use kolophon_authoring::{Defaults, Form, write};
use kolophon_diagnostic::Language;

use crate::lists::TABLES;
use crate::round_trip::{assert_same, read_back};
use crate::sample::{city, defaults};

const FORMS: [(&str, Form, &str); 3] = [
    ("mainz", Form::Yaml, "Mainz"),
    ("halle-saale", Form::Xlsx, "Halle (Saale)"),
    ("wiesbaden", Form::Csv, "Wiesbaden"),
];

#[test]
#[ignore = "writes files"]
fn convert() {
    let folder = PathBuf::from(std::env::var_os("KOLOPHON_CONVERT").unwrap());
    for (slug, form, name) in FORMS {
        let graph = city(slug);
        // What an office would rather see written than know from the settings.
        let settings = Defaults {
            publisher: None,
            contact: None,
            place: None,
            licence: None,
            ..defaults(slug)
        };
        let mut files = write(&graph, form, &settings, &*TABLES, Language::German).unwrap();
        if form == Form::Yaml {
            for file in &mut files {
                let comment = format!(
                    "# {name}. Beispieldaten: frei erfunden, um Kolophon zu zeigen.\n\
                     # yaml-language-server: $schema=../../schemas/authoring/dataset.schema.json\n"
                );
                file.bytes.splice(0..0, comment.into_bytes());
            }
        }
        for settings in [settings, defaults(slug)] {
            assert_same(&graph, &read_back(&files, form, &settings), slug);
        }
        fs::create_dir_all(folder.join(slug)).unwrap();
        for file in &files {
            fs::write(folder.join(slug).join(&file.name), &file.bytes).unwrap();
        }
    }
}
