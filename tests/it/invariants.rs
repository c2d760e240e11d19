//! The invariants of `ARCHITECTURE.md`, held against the source text.

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn manifest(crate_name: &str) -> String {
    fs::read_to_string(root().join("crates").join(crate_name).join("Cargo.toml")).unwrap()
}

/// The dependencies of a crate without those of its tests.
fn dependencies(crate_name: &str) -> Vec<String> {
    let manifest = manifest(crate_name);
    let mut section = "";
    let mut names = Vec::new();
    for line in manifest.lines() {
        if line.starts_with('[') {
            section = line;
        } else if section == "[dependencies]"
            && let Some((name, _)) = line.split_once(['.', ' ', '='])
        {
            names.push(name.to_owned());
        }
    }
    names
}

/// All Rust files of the crates, with their text.
fn sources() -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    collect(&root().join("crates"), &mut files);
    files.sort();
    files
        .into_iter()
        .map(|path| (path.clone(), fs::read_to_string(path).unwrap()))
        .collect()
}

fn collect(directory: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && path.file_name().is_some_and(|name| name != "target") {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

fn crate_of(path: &Path) -> String {
    let relative = path.strip_prefix(root().join("crates")).unwrap();
    relative
        .components()
        .next()
        .unwrap()
        .as_os_str()
        .to_str()
        .unwrap()
        .to_owned()
}

/// The text without comments, string contents aside: enough to see which paths are named.
fn code(text: &str) -> String {
    text.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

fn only_in(name: &str, allowed: &str) {
    // Tests may look around as they like.
    let is_test = |path: &Path| {
        // The workspace lies beside this package, which is called `tests` too.
        let inside = path.strip_prefix(root()).unwrap();
        inside.components().any(|part| part.as_os_str() == "tests")
            || path.ends_with("tests.rs")
            // An example is a small program of its own.
            || inside.components().any(|part| part.as_os_str() == "examples")
            // Cargo talks to build scripts by the environment and their output.
            || path.ends_with("build.rs")
    };
    for (path, text) in sources().into_iter().filter(|(path, _)| !is_test(path)) {
        if crate_of(&path) != allowed {
            assert!(
                !code(&text).contains(name),
                "{} names {name}, which only {allowed} may",
                path.display()
            );
        }
    }
}

#[test]
fn a_crate_uses_only_the_crates_below_it() {
    let layers: [(&str, &[&str]); 12] = [
        ("diagnostic", &[]),
        ("graph", &[]),
        ("dcat", &["graph"]),
        ("shacl", &["graph"]),
        ("tabular", &["diagnostic", "graph"]),
        ("validate", &["diagnostic", "graph", "dcat", "shacl"]),
        ("store", &["graph", "dcat"]),
        ("search", &["graph", "dcat"]),
        ("authoring", &["diagnostic", "graph", "dcat", "tabular"]),
        (
            "publish",
            &[
                "diagnostic",
                "graph",
                "dcat",
                "tabular",
                "authoring",
                "validate",
                "store",
                "search",
            ],
        ),
        (
            "server",
            &[
                "diagnostic",
                "graph",
                "dcat",
                "validate",
                "store",
                "search",
                "publish",
            ],
        ),
        (
            "cli",
            &[
                "diagnostic",
                "graph",
                "dcat",
                "shacl",
                "tabular",
                "authoring",
                "validate",
                "store",
                "search",
                "publish",
                "server",
            ],
        ),
    ];
    for (name, below) in layers {
        for dependency in dependencies(name) {
            if let Some(ours) = dependency.strip_prefix("kolophon-") {
                assert!(below.contains(&ours), "{name} must not use {ours}");
            }
        }
    }
}

#[test]
fn only_the_store_knows_an_engine() {
    only_in("oxigraph::", "store");
    for name in [
        "diagnostic",
        "graph",
        "dcat",
        "shacl",
        "tabular",
        "validate",
        "publish",
        "server",
        "cli",
    ] {
        assert!(
            !dependencies(name).contains(&"oxigraph".to_owned()),
            "{name} depends on oxigraph"
        );
    }
}

#[test]
fn only_the_server_knows_axum() {
    only_in("axum::", "server");
}

#[test]
fn only_the_command_line_knows_clap_environment_and_output() {
    only_in("clap::", "cli");
    only_in("env::var", "cli");
    only_in("println!", "cli");
    only_in("process::exit", "cli");
}

#[test]
fn one_function_is_unsafe() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    assert!(
        manifest.contains("unsafe_code = \"deny\""),
        "nothing else may be unsafe"
    );
    let forms = [
        "unsafe_code",
        "unsafe {",
        "unsafe fn",
        "unsafe impl",
        "unsafe extern",
    ];
    let uses: Vec<(PathBuf, usize)> = sources()
        .into_iter()
        .map(|(path, text)| {
            let code = code(&text);
            (path, forms.iter().map(|form| code.matches(form).count()).sum())
        })
        .filter(|(_, count)| *count > 0)
        .collect();
    // The lint that is lifted for the function, and the block.
    assert_eq!(uses, [(root().join("crates/graph/src/snapshot/map.rs"), 2)]);
}

#[test]
fn there_is_one_graph() {
    for (path, text) in sources() {
        let crate_name = crate_of(&path);
        if crate_name != "graph" && crate_name != "store" {
            assert!(!code(&text).contains("struct GraphBuilder"), "{}", path.display());
        }
    }
}

#[test]
fn findings_are_never_errors() {
    for (path, text) in sources() {
        assert!(!code(&text).contains("Err(Finding"), "{}", path.display());
        assert!(
            !code(&text).contains(", Finding>"),
            "{} returns a finding as an error",
            path.display()
        );
    }
}

#[test]
fn files_are_short_and_say_what_they_are_for() {
    for (path, text) in sources() {
        assert!(text.lines().count() <= 650, "{} is too long", path.display());
        assert!(
            text.starts_with("//!"),
            "{} does not say what it is for",
            path.display()
        );
        let name = path.file_stem().unwrap().to_str().unwrap();
        assert!(
            !["mod", "utils", "helpers", "common", "misc", "manager"].contains(&name),
            "{}",
            path.display()
        );
    }
}

#[test]
fn the_library_crates_do_not_read_the_clock() {
    for (path, text) in sources() {
        let inside = path.strip_prefix(root()).unwrap();
        // An example is a small program of its own.
        let is_other = ["tests", "examples"].iter().any(|folder| {
            let mut parts = inside.components();
            parts.any(|part| part.as_os_str() == *folder)
        });
        if !is_other && !["cli", "server", "store"].contains(&crate_of(&path).as_str()) {
            let text = text
                .split("#[cfg(test)]\nmod tests {")
                .next()
                .unwrap_or_default()
                .to_owned();
            for clock in ["SystemTime::now", "Instant::now", "Timestamp::now", "Zoned::now"] {
                assert!(!code(&text).contains(clock), "{} reads the clock", path.display());
            }
        }
    }
}
