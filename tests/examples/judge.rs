//! How well search finds, beside the search that CKAN comes with.
//!
//! ```sh
//! cargo run --release -p kolophon-tests --example judge              # means of both halves
//! cargo run --release -p kolophon-tests --example judge -- details   # the questions of the development half
//! cargo run --release -p kolophon-tests --example judge -- datasets  # what there is to be found
//! ```
#![expect(clippy::print_stdout, reason = "its output is what it is for")]

use std::env;
use std::error::Error;

use kolophon_search::{Dataset, Index};
use kolophon_tests::retrieval::{Baseline, Engine, Half, Judged, datasets, figures, judged};

fn main() -> Result<(), Box<dyn Error>> {
    let datasets = datasets()?.ok_or("there is no test corpus")?;
    let command = env::args().nth(1);
    if command.as_deref() == Some("datasets") {
        list(&datasets);
        return Ok(());
    }
    let questions = judged(&datasets)?;
    let baseline = Baseline::new(&datasets)?;
    let index = Index::in_memory(1, datasets.iter().cloned())?;
    let snapshot = index.snapshot();
    if command.as_deref() == Some("details") {
        details(&datasets, &questions, snapshot.as_ref(), &baseline);
    }
    println!("{} questions about {} datasets", questions.len(), datasets.len());
    println!(
        "{:<24} {:<10} {:>8} {:>8} {:>10}",
        "questions", "search", "nDCG@10", "MRR", "success@1"
    );
    let halves: [(&str, &[Half]); 3] = [
        ("development half", &[Half::Development]),
        ("held-out half", &[Half::HeldOut]),
        ("all", &[Half::Development, Half::HeldOut]),
    ];
    for (name, halves) in halves {
        let engines: [(&str, &dyn Engine); 2] = [("Kolophon", snapshot.as_ref()), ("CKAN", &baseline)];
        for (engine_name, engine) in engines {
            let of_half = questions
                .iter()
                .filter(|question| halves.contains(&question.half));
            let figures = figures(engine, of_half);
            println!(
                "{name:<24} {engine_name:<10} {:>8.3} {:>8.3} {:>10.3}",
                figures.ndcg, figures.mrr, figures.success
            );
        }
    }
    Ok(())
}

fn list(datasets: &[Dataset]) {
    for dataset in datasets {
        println!("{} {}", dataset.city.key, dataset.title);
    }
}

/// What was found for each question of the development half; the other half is not looked at.
fn details(datasets: &[Dataset], questions: &[Judged], search: &dyn Engine, baseline: &dyn Engine) {
    for question in questions
        .iter()
        .filter(|question| question.half == Half::Development)
    {
        let one = |engine| figures(engine, [question]).ndcg;
        println!(
            "? {}  {:.2} (CKAN {:.2})",
            question.question,
            one(search),
            one(baseline)
        );
        let found = search.find(&question.question);
        for iri in &found {
            let dataset = datasets.iter().find(|dataset| dataset.iri == *iri);
            let (city, title) = dataset.map_or(("", ""), |one| (one.city.key.as_str(), one.title.as_str()));
            println!("    {} {city} {title}", question.grade(iri));
        }
        for (iri, grade) in question.grades.iter().filter(|(iri, _)| !found.contains(iri)) {
            let title = datasets
                .iter()
                .find(|dataset| dataset.iri == *iri)
                .map(|one| one.title.as_str());
            println!("    – missed, {grade}: {}", title.unwrap_or(iri));
        }
    }
}
