//! The daily question: did the portal come last night, and did it get everything?

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use kolophon_diagnostic::Text;

use super::{Harvester, Outcome, Walk};

/// What there is to say about a portal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The portal, by its name or the product it calls itself.
    pub who: String,
    /// Whether it came within the last day and got every page.
    pub complete: bool,
    /// The walk that the answer is about: the latest complete one of the last day, else the latest.
    pub walk: Option<Walk>,
    /// Whether that walk is of the last day.
    pub recent: bool,
}

impl Answer {
    /// The answers for each portal that has a name; without any, for whoever came last.
    #[must_use]
    pub fn of(walks: &[Walk], harvesters: &[Harvester], now: Timestamp) -> Vec<Self> {
        if harvesters.is_empty() {
            let who = |walk: &Walk| walk.harvester.clone().unwrap_or_else(|| walk.agent.clone());
            let programs = walks.iter().filter(|walk| walk.agent != "Browser");
            let newest = programs.clone().next().map(who);
            let about = |name: String| {
                let own: Vec<&Walk> = programs.filter(|walk| who(walk) == name).collect();
                Self::about(&name, &own, now)
            };
            return newest.map(about).into_iter().collect();
        }
        let about = |harvester: &Harvester| {
            let is_own = |walk: &&Walk| walk.harvester.as_deref() == Some(&harvester.name);
            let own: Vec<&Walk> = walks.iter().filter(is_own).collect();
            Self::about(&harvester.name, &own, now)
        };
        harvesters.iter().map(about).collect()
    }

    /// `walks` are the portal's, the latest first.
    fn about(who: &str, walks: &[&Walk], now: Timestamp) -> Self {
        let yesterday = now.checked_sub(24.hours()).unwrap_or(now);
        let is_recent = |walk: &Walk| {
            walk.begun
                .parse()
                .is_ok_and(|begun: Timestamp| begun >= yesterday)
        };
        let is_complete = |walk: &&&Walk| is_recent(walk) && walk.outcome == Outcome::Complete;
        let complete = walks.iter().find(is_complete);
        let walk = complete.or(walks.first()).copied();
        Self {
            who: who.to_owned(),
            complete: complete.is_some(),
            recent: walk.is_some_and(is_recent),
            walk: walk.cloned(),
        }
    }

    /// The answer in one sentence, times in that zone.
    #[must_use]
    pub fn sentence(&self, zone: &TimeZone) -> Text {
        let who = &self.who;
        let Some(walk) = &self.walk else {
            return Text::new(
                format!("Nein: {who} war noch nie da."),
                format!("No: {who} has never been here."),
            );
        };
        let (de, en) = when(&walk.begun, zone);
        let (what_de, what_en) = if walk.city.is_empty() {
            ("alle Kommunen".to_owned(), "all cities".to_owned())
        } else {
            (walk.city.clone(), walk.city.clone())
        };
        let (pages, of, datasets, generation) = (walk.pages, walk.of, walk.datasets, &walk.generation);
        if self.complete {
            return Text::new(
                format!(
                    "Ja: {who} hat {what_de} am {de} vollständig abgeholt ({pages} von {of} Seiten, {datasets} Datensätze, Veröffentlichungsstand {generation})."
                ),
                format!(
                    "Yes: {who} fetched {what_en} completely on {en} ({pages} of {of} pages, {datasets} datasets, generation {generation})."
                ),
            );
        }
        match (self.recent, walk.outcome) {
            (true, Outcome::Begun) => Text::new(
                format!("Noch nicht: {who} holt {what_de} seit {de} ab und hat {pages} von {of} Seiten."),
                format!(
                    "Not yet: {who} has been fetching {what_en} since {en} and has {pages} of {of} pages."
                ),
            ),
            (true, _) => Text::new(
                format!("Nein: {who} hat {what_de} am {de} nur zum Teil abgeholt ({pages} von {of} Seiten)."),
                format!("No: {who} fetched only a part of {what_en} on {en} ({pages} of {of} pages)."),
            ),
            (false, _) => Text::new(
                format!("Nein: {who} war seit mehr als einem Tag nicht da, zuletzt am {de}."),
                format!("No: {who} has not been here for more than a day; last on {en}."),
            ),
        }
    }
}

/// A time as people write it, in German and English.
#[must_use]
pub fn when(time: &str, zone: &TimeZone) -> (String, String) {
    match time.parse::<Timestamp>() {
        Ok(time) => {
            let here = time.to_zoned_datetime(zone.clone());
            (
                here.strftime("%d.%m.%Y um %H:%M").to_string(),
                here.strftime("%Y-%m-%d at %H:%M").to_string(),
            )
        }
        Err(_) => (time.to_owned(), time.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walk(harvester: &str, begun: &str, pages: usize, outcome: Outcome) -> Walk {
        Walk {
            id: begun.to_owned(),
            city: "mainz".to_owned(),
            harvester: Some(harvester.to_owned()),
            agent: "python-requests/2".to_owned(),
            format: "rdf".to_owned(),
            profile: "dcat-ap-de".to_owned(),
            since: None,
            generation: "12".to_owned(),
            begun: begun.to_owned(),
            last: begun.to_owned(),
            pages,
            of: 2,
            datasets: 120,
            outcome,
        }
    }

    #[test]
    fn the_first_word_is_the_answer() {
        let now: Timestamp = "2026-11-27T08:00:00Z".parse().unwrap();
        let portal = Harvester {
            key: "rlp".to_owned(),
            name: "Landesportal".to_owned(),
            user_agent: None,
        };
        let sentence = |walks: &[Walk]| -> String {
            let answers = Answer::of(walks, std::slice::from_ref(&portal), now);
            answers[0].sentence(&TimeZone::UTC).de
        };
        let night = "2026-11-27T02:12:00Z";
        assert_eq!(
            sentence(&[walk("Landesportal", night, 2, Outcome::Complete)]),
            "Ja: Landesportal hat mainz am 27.11.2026 um 02:12 vollständig abgeholt (2 von 2 Seiten, 120 Datensätze, Veröffentlichungsstand 12)."
        );
        // A second try that fails does not undo the first.
        let later = walk("Landesportal", "2026-11-27T07:00:00Z", 1, Outcome::Aborted);
        assert!(
            sentence(&[later.clone(), walk("Landesportal", night, 2, Outcome::Complete)]).starts_with("Ja:")
        );
        assert!(sentence(&[later]).contains("nur zum Teil abgeholt (1 von 2 Seiten)"));
        let old = walk("Landesportal", "2026-11-20T02:12:00Z", 2, Outcome::Complete);
        assert!(sentence(&[old]).starts_with("Nein: Landesportal war seit mehr als einem Tag nicht da"));
        assert!(
            sentence(&[walk("Andere", night, 2, Outcome::Complete)])
                .starts_with("Nein: Landesportal war noch nie")
        );
        assert!(sentence(&[walk("Landesportal", night, 1, Outcome::Begun)]).starts_with("Noch nicht:"));
        assert_eq!(Answer::of(&[], &[], now), []);
        let unnamed = walk("Andere", night, 2, Outcome::Complete);
        assert!(Answer::of(&[unnamed], &[], now)[0].complete);
    }
}
