//! Where the test corpus lies.

use std::path::{Path, PathBuf};
use std::sync::Once;

/// The corpus folder: `KOLOPHON_CORPUS`, else `../shared/corpus` beside the workspace or above it.
///
/// `None` means that the calling test is skipped; it is said once, loudly.
#[must_use]
pub fn folder() -> Option<PathBuf> {
    static SKIPPED: Once = Once::new();
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    #[expect(
        clippy::disallowed_methods,
        reason = "tests are told by the environment where the corpus lies"
    )]
    let named = std::env::var("KOLOPHON_CORPUS").ok().map(PathBuf::from);
    let places = [
        workspace.join("../shared/corpus"),
        workspace.join("../../shared/corpus"),
    ];
    let found = named.into_iter().chain(places).find(|place| place.is_dir());
    if found.is_none() {
        #[expect(
            clippy::print_stderr,
            reason = "a skipped test must not look like a passed one"
        )]
        SKIPPED.call_once(|| eprintln!("SKIPPED: no test corpus; set KOLOPHON_CORPUS to its folder"));
    }
    found
}

/// All files below a folder, sorted by path.
///
/// # Errors
/// The folder cannot be read.
pub fn files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}
