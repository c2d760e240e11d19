//! A load that is killed leaves the old catalogue or the new one, never something between.

use std::process::Stdio;
use std::time::Duration;

use crate::kolophon::{command, load, run};

const DATASETS: usize = 150;

fn write_catalog(path: &std::path::Path, version: &str) {
    let right = include_str!("../../../../tests/officers/00-richtig.ttl");
    let (prefixes, body) = right.split_once("\n\n").unwrap();
    let mut text = prefixes.to_owned();
    for number in 0..DATASETS {
        text.push_str("\n\n");
        text.push_str(
            &body
                .replace("baumkataster", &format!("satz-{number}"))
                .replace("Stadtgrün", version),
        );
    }
    std::fs::write(path, text).unwrap();
}

fn versions(data: &std::path::Path) -> Vec<String> {
    let query = "SELECT ?v (COUNT(*) AS ?n) WHERE { ?d a <http://www.w3.org/ns/dcat#Dataset> ; <http://www.w3.org/ns/dcat#keyword> ?v FILTER(STRSTARTS(STR(?v), \"Fassung\")) } GROUP BY ?v ORDER BY ?v";
    let output = run(&[
        "query",
        query,
        "--format",
        "csv",
        "--data-dir",
        data.to_str().unwrap(),
    ]);
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().skip(1).map(|line| line.trim().to_owned()).collect()
}

#[test]
fn a_killed_load_leaves_the_old_or_the_new_catalogue() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("data");
    let file = directory.path().join("katalog.ttl");
    write_catalog(&file, "Fassung 0");
    let path = file.to_str().unwrap();
    load(&data, &[path, "--city", "musterstadt"]);
    assert_eq!(versions(&data), [format!("Fassung 0,{DATASETS}")]);
    let mut current = 0;
    let mut killed_early = 0;
    for round in 1..=8u64 {
        write_catalog(&file, &format!("Fassung {round}"));
        let mut child = command()
            .args([
                "load",
                path,
                "--city",
                "musterstadt",
                "--data-dir",
                data.to_str().unwrap(),
            ])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(60 * round));
        child.kill().ok();
        child.wait().unwrap();
        let found = versions(&data);
        let [found] = found.as_slice() else {
            panic!("round {round}: a mixture {found:?}")
        };
        if *found == format!("Fassung {round},{DATASETS}") {
            current = round;
        } else {
            killed_early += 1;
            assert_eq!(*found, format!("Fassung {current},{DATASETS}"), "round {round}");
        }
    }
    assert!(killed_early > 0, "no load was killed before its end");
    load(&data, &[path, "--city", "musterstadt"]);
    assert_eq!(versions(&data), [format!("Fassung 8,{DATASETS}")]);
}
