//! Where the time of a validation goes: reading, compiling shapes, validating; and what checking one dataset again costs.
//!
//! ```sh
//! cargo run --release -p kolophon-tests --example phases -- SHAPES… -- DATA…
//! ```
#![expect(clippy::print_stdout, reason = "its output is what it is for")]

use std::env;
use std::error::Error;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Instant;

use kolophon_dcat::{Document, read};
use kolophon_graph::GraphBuilder;
use kolophon_shacl::{Consumer, Shapes, Terms, ValidationResult, validate, validate_into};

/// The repetitions behind a figure for something short.
const REPETITIONS: u32 = 100;

/// Counts results and keeps none.
struct Count;

impl Consumer for Count {
    type Part = usize;

    fn begin(&self, _: usize) -> usize {
        0
    }

    fn result(&self, part: &mut usize, _: ValidationResult, _: Terms<'_>) {
        *part += 1;
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let (shapes, data) = arguments
        .iter()
        .position(|argument| argument == "--")
        .map(|at| (&arguments[..at], &arguments[at + 1..]))
        .ok_or("usage: phases SHAPES… -- DATA…")?;

    let mut builder = GraphBuilder::new();
    read_all(shapes, &mut builder)?;
    let shapes_graph = builder.finish();
    let started = Instant::now();
    let shapes = Shapes::from_graph(&shapes_graph)?;
    println!("{:>10.1?}  {} shapes compiled", started.elapsed(), shapes.len());

    let builder = GraphBuilder::without_positions();
    let mut builder = match shapes.mentioned_predicates() {
        Some(predicates) => builder.keeping(predicates),
        None => builder,
    };
    let started = Instant::now();
    read_all(data, &mut builder)?;
    let graph = builder.finish();
    let reading = started.elapsed();
    println!("{reading:>10.1?}  {} triples read", graph.len());

    let started = Instant::now();
    let mut results = 0;
    validate_into(&shapes, &graph, &Count, |part| {
        results += part;
        ControlFlow::Continue(())
    })?;
    let validating = started.elapsed();
    let share = 100.0 * validating.as_secs_f64() / reading.as_secs_f64();
    println!("{validating:>10.1?}  validated, {results} results ({share:.1} % of reading)");

    if graph.len() < 5_000 {
        let started = Instant::now();
        for _ in 0..REPETITIONS {
            validate(&shapes, &graph)?;
        }
        println!("{:>10.1?}  validated again", started.elapsed() / REPETITIONS);
    }
    Ok(())
}

fn read_all(paths: &[String], builder: &mut GraphBuilder) -> Result<(), Box<dyn Error>> {
    for path in paths {
        let mut files = vec![Path::new(path).to_owned()];
        if files[0].is_dir() {
            files = kolophon_tests::corpus::files(&files[0])?;
        }
        for file in files {
            let name = file.display().to_string();
            read(
                &Document::file(name, file).with_base("http://example.org/base/"),
                builder,
            )?;
        }
    }
    Ok(())
}
