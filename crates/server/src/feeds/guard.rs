//! No feed that has lost datasets by accident is served: portals would delete them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use kolophon_diagnostic::Text;
use kolophon_publish::harvest::{Ledger, Shrink};
use kolophon_store::State;
use serde_json::json;

use crate::feeds::Feed;
use crate::problem::{Problem, ProblemKind};

/// Compares what is published with what was served last.
#[derive(Debug)]
pub(crate) struct Guard {
    ledger: Ledger,
    /// The state for which a feed was found sound.
    sound: Mutex<BTreeMap<Feed, Weak<State>>>,
}

impl Guard {
    pub(crate) fn new(ledger: Ledger) -> Self {
        Self {
            ledger,
            sound: Mutex::default(),
        }
    }

    /// Refuses a feed that has lost more than anybody took out.
    ///
    /// # Errors
    /// 503 when it has, or when it is not known what was served last.
    pub(crate) fn pass(&self, state: &Arc<State>, feed: &Feed) -> Result<(), Problem> {
        let mut sound = self.sound.lock().unwrap_or_else(PoisonError::into_inner);
        let known = sound.get(feed);
        if known.is_some_and(|known| std::ptr::eq(known.as_ptr(), Arc::as_ptr(state))) {
            return Ok(());
        }
        let shrunk = self
            .ledger
            .check(state, feed.city())
            .map_err(|error| Problem::new(ProblemKind::StoreUnavailable).because(error))?;
        if shrunk.is_empty() {
            sound.insert(feed.clone(), Arc::downgrade(state));
            Ok(())
        } else {
            Err(refusal(&shrunk))
        }
    }
}

fn refusal(shrunk: &[Shrink]) -> Problem {
    let what = |one: &Shrink| {
        let Shrink {
            city,
            before,
            now,
            missing,
        } = one;
        Text::new(
            format!(
                "{city}: zuletzt ausgeliefert wurden {before} Datensätze, jetzt sind es {now}; {missing} fehlen, ohne dass sie jemand entfernt hat."
            ),
            format!(
                "{city}: {before} datasets were served last, now there are {now}; {missing} are missing that nobody removed."
            ),
        )
    };
    let (mut de, mut en): (Vec<String>, Vec<String>) = shrunk
        .iter()
        .map(|one| {
            let text = what(one);
            (text.de, text.en)
        })
        .unzip();
    if let Some(first) = shrunk.first() {
        let command = format!(
            "kolophon harvests --city {} --allow-removals {}",
            first.city, first.missing
        );
        de.push(format!("Wenn das so sein soll: {command}"));
        en.push(format!("If this is meant: {command}"));
    }
    let (de, en) = (de.join(" "), en.join(" "));
    let cities: Vec<&str> = shrunk.iter().map(|one| one.city.as_str()).collect();
    Problem::new(ProblemKind::FeedShrunk)
        .with_detail(Text::new(de, en))
        .with("cities", json!(cities))
}
