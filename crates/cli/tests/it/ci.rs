//! The examples under `docs/ci/`: YAML that can be read, options that exist, and a configuration that is taken.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use saphyr::{LoadableYamlNode as _, Yaml};

use crate::cli_test::CliTest;

fn example(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/ci");
    fs::read_to_string(folder.join(name)).unwrap()
}

/// The options behind `kolophon validate` in a text.
fn options(text: &str) -> BTreeSet<&str> {
    let calls = text
        .lines()
        .filter_map(|line| Some(line.split_once("kolophon validate ")?.1));
    calls
        .flat_map(str::split_whitespace)
        .map(|word| word.trim_matches('`'))
        .filter(|word| word.starts_with("--"))
        .collect()
}

#[test]
fn the_examples_are_yaml() {
    let gitlab = example("gitlab.yml");
    let documents = Yaml::load_from_str(&gitlab).unwrap();
    assert_eq!(documents.len(), 2, "a component has a header and a body");
    let inputs = &documents[0]["spec"]["inputs"];
    for input in gitlab.split("$[[ inputs.").skip(1) {
        let name = input.split(' ').next().unwrap();
        assert!(inputs.as_mapping_get(name).is_some(), "{name} is no input");
    }
    let job = &documents[1]["kolophon"];
    assert!(job["script"].as_sequence().is_some_and(|lines| !lines.is_empty()));
    assert!(job["artifacts"]["reports"]["codequality"].as_str().is_some());

    let github = example("github.yml");
    let documents = Yaml::load_from_str(&github).unwrap();
    let steps = documents[0]["jobs"]["validate"]["steps"].as_sequence().unwrap();
    assert!(steps.iter().any(|step| step.as_mapping_get("run").is_some()));
}

#[test]
fn every_option_and_format_of_the_examples_exists() {
    let test = CliTest::new();
    let help = test.run(&["validate", "--help"]).stdout;
    for name in ["gitlab.yml", "github.yml", "README.md"] {
        let text = example(name);
        let options = options(&text);
        assert!(!options.is_empty(), "{name}");
        for option in options {
            assert!(
                help.contains(&format!("{option} ")),
                "{name}: {option} is not in\n{help}"
            );
        }
        for format in text.split("--format ").skip(1) {
            let format = format.split(|c: char| !c.is_alphanumeric()).next().unwrap();
            assert!(help.contains(format), "{name}: {format}");
        }
    }
}

#[test]
fn the_configuration_of_the_readme_is_taken() {
    let readme = example("README.md");
    let (_, rest) = readme.split_once("```toml\n").unwrap();
    let (rules, _) = rest.split_once("```").unwrap();
    let test = CliTest::new();
    test.file(
        "kolophon.toml",
        &format!(
            "[installation]\nbase = \"https://daten.mainz.de\"\n[cities.mainz]\nname = \"Mainz\"\n{rules}"
        ),
    )
    .file(
        "mainz/a.ttl",
        "<https://daten.mainz.de/mainz/dataset/baeume> a <http://www.w3.org/ns/dcat#Dataset> .\n",
    );
    let run = test.run(&["validate", "mainz", "--all"]);
    assert_eq!(run.code, Some(1), "{run}");
    assert!(!run.stdout.contains("dataset-description-missing"), "{run}");
}
