//! Draws safe repairs of a file at random, each with the lines it stands in, for people to judge.
//!
//! `cargo run -p kolophon-tests --example draw_repairs -- FILE NUMBER SEED`

#![expect(clippy::print_stdout, reason = "it is made to print")]

use std::error::Error;
use std::fs;

use kolophon_dcat::Document;
use kolophon_validate::repair::{Repair, Safety, Scope, repair};

/// The lines shown before and behind a place.
const AROUND: usize = 3;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, number, seed] = arguments.as_slice() else {
        return Err("FILE NUMBER SEED".into());
    };
    let (number, seed): (usize, u64) = (number.parse()?, seed.parse()?);
    let text = fs::read_to_string(file)?;
    let repaired = repair(
        &[Document::new(file.as_str(), text.clone().into_bytes())],
        Scope::All,
        Safety::Safe,
    );
    println!(
        "{} safe repairs; {number} of them, drawn with {seed}:\n",
        repaired.done.len()
    );
    let lines: Vec<&str> = text.lines().collect();
    for (count, drawn) in draw(&repaired.done, number, seed).into_iter().enumerate() {
        println!("{}. {} [{:?}]", count + 1, drawn.message.en, drawn.kind);
        println!("   - {}\n   + {}", drawn.old, drawn.new);
        let line = drawn.place.line as usize;
        let first = line.saturating_sub(AROUND + 1);
        for (at, text) in lines.iter().enumerate().take(line + AROUND).skip(first) {
            let mark = if at + 1 == line { '>' } else { ' ' };
            let shown: String = text.chars().take(160).collect();
            println!("   {mark} {:>6} {shown}", at + 1);
        }
        println!();
    }
    Ok(())
}

/// Some of the repairs, by a generator that gives the same for the same seed.
fn draw(repairs: &[Repair], number: usize, seed: u64) -> Vec<&Repair> {
    let mut left: Vec<&Repair> = repairs.iter().collect();
    let mut state = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut drawn = Vec::new();
    while drawn.len() < number && !left.is_empty() {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let at = usize::try_from(state >> 33).unwrap_or_default() % left.len();
        drawn.push(left.swap_remove(at));
    }
    drawn
}
