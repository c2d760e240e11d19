//! Makes the table of the rule pages: the files of `docs/rules/`, sorted by name, so that one is found without reading
//! the others.

#![expect(
    clippy::disallowed_methods,
    reason = "cargo tells a build script by the environment where it works"
)]

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../../docs/rules");
    println!("cargo:rerun-if-changed={}", folder.display());
    let mut pages = Vec::new();
    for entry in fs::read_dir(&folder)? {
        let path = entry?.path();
        let is_page = path.extension().is_some_and(|ending| ending == "md");
        let name = path
            .file_stem()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        if is_page && name != "README" {
            pages.push((name.to_owned(), path.clone()));
        }
    }
    pages.sort();
    let out: PathBuf = Path::new(&env::var("OUT_DIR")?).join("pages.rs");
    let mut table = String::from("[\n");
    for (name, path) in &pages {
        writeln!(
            table,
            "    ({name:?}, include_str!({:?})),",
            path.display().to_string()
        )?;
    }
    table.push_str("]\n");
    fs::write(out, table)?;
    fs::write(
        Path::new(&env::var("OUT_DIR")?).join("number_of_pages.rs"),
        pages.len().to_string(),
    )?;
    Ok(())
}
