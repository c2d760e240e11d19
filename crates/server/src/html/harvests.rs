//! The page of the harvests: did the portal come, and did it get everything?

use askama::Template;
use kolophon_publish::feed::german_time;
use kolophon_publish::harvest::{Answer, Outcome, Walk, when};

use crate::app::App;
use crate::html::Layout;

/// The most walks on the page.
const MOST: usize = 100;

/// The page of the harvests.
#[derive(Debug, Template)]
#[template(path = "harvests.html")]
pub(crate) struct HarvestsPage {
    layout: Layout,
    answers: Vec<String>,
    walks: Vec<WalkEntry>,
    json: String,
}

/// A row of the table.
#[derive(Debug)]
struct WalkEntry {
    when: String,
    who: String,
    what: String,
    format: String,
    pages: usize,
    of: usize,
    datasets: usize,
    generation: String,
    outcome: &'static str,
}

impl HarvestsPage {
    pub(crate) fn new(app: &App, answers: &[Answer], walks: &[Walk]) -> Self {
        let zone = german_time();
        let entry = |walk: &Walk| WalkEntry {
            when: when(&walk.begun, &zone).0,
            who: walk.harvester.clone().unwrap_or_else(|| walk.agent.clone()),
            what: if walk.city.is_empty() {
                "alle Kommunen".to_owned()
            } else {
                walk.city.clone()
            },
            format: walk.format.clone(),
            pages: walk.pages,
            of: walk.of,
            datasets: walk.datasets,
            generation: walk.generation.clone(),
            outcome: match walk.outcome {
                Outcome::Complete => "vollständig",
                Outcome::Aborted => "abgebrochen",
                Outcome::Begun => "nicht beendet",
            },
        };
        Self {
            layout: Layout::new(app),
            answers: answers.iter().map(|answer| answer.sentence(&zone).de).collect(),
            walks: walks.iter().take(MOST).map(entry).collect(),
            json: app.addresses.path("/api/v1/harvests"),
        }
    }
}
