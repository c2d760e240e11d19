//! The judged questions: `tests/retrieval/questions.txt`.

use std::fs;
use std::io;
use std::path::Path;

use kolophon_search::Dataset;
use unicode_normalization::UnicodeNormalization as _;

/// Which half of the questions one belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Half {
    /// Looked at while the search was written.
    Development,
    /// Judged and then left alone; only its means were looked at.
    HeldOut,
}

/// A question, and which datasets answer it how well.
#[derive(Clone, Debug)]
pub struct Judged {
    /// As somebody types it.
    pub question: String,
    /// The half it belongs to.
    pub half: Half,
    /// Address and grade: 3 is what was asked for, 2 answers it too, 1 has to do with it.
    pub grades: Vec<(String, u8)>,
}

impl Judged {
    /// The grade of a dataset; 0 for all that are not named.
    #[must_use]
    pub fn grade(&self, iri: &str) -> u8 {
        let found = self.grades.iter().find(|(judged, _)| judged == iri);
        found.map_or(0, |(_, grade)| *grade)
    }
}

/// Reads the questions. A judgement names a dataset by the city's short name and its title, or the beginning of it before
/// `*`; titles stand for themselves, so that the list can be read.
///
/// # Errors
/// The file cannot be read, or a line names no dataset, which would silently make a question easier.
pub fn judged(datasets: &[Dataset]) -> io::Result<Vec<Judged>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("retrieval/questions.txt");
    let text = fs::read_to_string(path)?;
    let mut questions: Vec<Judged> = Vec::new();
    let wrong =
        |line: &str, what: &str| io::Error::new(io::ErrorKind::InvalidData, format!("{what}: {line}"));
    for line in text
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        if let Some(question) = line.strip_prefix("? ") {
            questions.push(Judged {
                question: question.to_owned(),
                // Every second one, in the order in which they were written.
                half: if questions.len().is_multiple_of(2) {
                    Half::Development
                } else {
                    Half::HeldOut
                },
                grades: Vec::new(),
            });
            continue;
        }
        let mut parts = line.trim_start().splitn(3, ' ');
        let (Some(grade), Some(city), Some(title)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(wrong(line, "no judgement"));
        };
        let grade: u8 = grade
            .parse()
            .map_err(|error: std::num::ParseIntError| wrong(line, &format!("no grade: {error}")))?;
        let meant: Vec<&Dataset> = datasets
            .iter()
            .filter(|dataset| dataset.city.key == city && is_called(&dataset.title, title))
            .collect();
        if meant.is_empty() {
            return Err(wrong(line, "no such dataset"));
        }
        let question = questions.last_mut().ok_or_else(|| wrong(line, "no question"))?;
        for dataset in meant {
            if !question.grades.iter().any(|(iri, _)| *iri == dataset.iri) {
                question.grades.push((dataset.iri.clone(), grade));
            }
        }
    }
    match questions.iter().find(|question| question.grades.is_empty()) {
        Some(question) => Err(wrong(&question.question, "no judgement")),
        None => Ok(questions),
    }
}

/// Some titles have their umlauts in two characters.
fn is_called(title: &str, judged: &str) -> bool {
    let title: String = title.nfc().collect();
    match judged.strip_suffix('*') {
        Some(beginning) => title.starts_with(beginning),
        None => title == judged,
    }
}
