//! The assessment for people: a bar per dimension, what gains most, and where.

use kolophon_diagnostic::{Language, Text, one_line};
use kolophon_validate::quality::{
    CatalogueQuality, Counted, DatasetQuality, Dimension, Gain, Loss, MOST_POINTS, Mending, Quality, Rating,
    Subject, Value,
};

/// The most lines a short page has.
const MOST_LINES: usize = 60;
/// The most catalogues that a short page shows.
const MOST_CATALOGUES: usize = 4;
/// The width of a full bar.
const BAR: usize = 20;

/// What a page says.
pub(super) struct Page<'a> {
    pub(super) quality: &'a Quality,
    pub(super) shows_all: bool,
    pub(super) next_command: Option<String>,
}

impl Page<'_> {
    /// The lines, the next command last.
    pub(super) fn lines(&self, language: Language) -> Vec<String> {
        let mut lines = self.heading(language);
        let catalogues = &self.quality.catalogues;
        let shown = if self.shows_all {
            catalogues.len()
        } else {
            MOST_CATALOGUES
        };
        for catalogue in catalogues.iter().take(shown) {
            lines.push(String::new());
            lines.extend(self.catalogue(catalogue, language));
        }
        if let Some(hidden) = catalogues.len().checked_sub(shown).filter(|hidden| *hidden > 0) {
            lines.push(match language {
                Language::German => format!("… {hidden} weitere Kataloge mit --all"),
                Language::English => format!("… {hidden} more catalogues with --all"),
            });
        }
        let last = self.last(language);
        lines.extend(self.gains(MOST_LINES.saturating_sub(lines.len() + last.len()), language));
        if self.shows_all {
            let datasets = catalogues.iter().flat_map(|catalogue| &catalogue.datasets);
            lines.extend(datasets.flat_map(|dataset| self.dataset(dataset, language)));
        }
        lines.extend(last);
        lines
    }

    fn heading(&self, language: Language) -> Vec<String> {
        let most = self.quality.most_points();
        let rest = MOST_POINTS - most;
        match (language, self.quality.addresses_asked) {
            (Language::German, true) => {
                vec![format!("Qualität nach data.europa.eu: höchstens {most} Punkte.")]
            }
            (Language::English, true) => {
                vec![format!("Quality after data.europa.eu: at most {most} points.")]
            }
            (Language::German, false) => vec![
                format!(
                    "Qualität nach data.europa.eu: ohne Netz sind {most} von {MOST_POINTS} Punkten messbar."
                ),
                format!("Die anderen {rest} gibt es für Adressen, die antworten."),
            ],
            (Language::English, false) => vec![
                format!("Quality after data.europa.eu: without the network {most} of {MOST_POINTS} points"),
                format!("can be measured. The other {rest} are given for addresses that answer."),
            ],
        }
    }

    fn catalogue(&self, catalogue: &CatalogueQuality, language: Language) -> Vec<String> {
        let datasets = catalogue.datasets.len();
        let points = number(catalogue.points(), language);
        let most = self.quality.most_points();
        let name = name(catalogue);
        let name = name.in_language(language);
        let rating = rating(catalogue, language);
        let (heading, sum, of) = match language {
            Language::German => (
                format!("{name} ({})", count(datasets, "Datensatz", "Datensätze")),
                format!("  {points} von {most} Punkten: {rating}"),
                "von",
            ),
            Language::English => (
                format!("{name} ({})", count(datasets, "dataset", "datasets")),
                format!("  {points} of {most} points: {rating}"),
                "of",
            ),
        };
        let mut lines = vec![heading, sum];
        for dimension in Dimension::ALL {
            let points = catalogue.points_in(dimension);
            let most = self.most_points_in(dimension);
            let title = dimension.name();
            lines.push(format!(
                "  {:<17} [{}] {:>5} {of} {most}",
                title.in_language(language),
                bar(points, most),
                number(points, language)
            ));
        }
        lines.extend(dashboard(catalogue, language));
        lines
    }

    /// The points that can be had in a dimension in this assessment.
    fn most_points_in(&self, dimension: Dimension) -> i32 {
        match dimension {
            Dimension::Accessibility => dimension.points() - (MOST_POINTS - self.quality.most_points()),
            _ => dimension.points(),
        }
    }

    fn gains(&self, room: usize, language: Language) -> Vec<String> {
        let gains = &self.quality.gains;
        if gains.is_empty() {
            return vec![
                String::new(),
                match language {
                    Language::German => "Mehr Punkte gibt es nicht.".to_owned(),
                    Language::English => "There are no more points to be had.".to_owned(),
                },
            ];
        }
        let mut lines = vec![
            String::new(),
            match language {
                Language::German => "Was am meisten bringt (Punkte über alle Datensätze):".to_owned(),
                Language::English => "What gains most (points over all datasets):".to_owned(),
            },
        ];
        let room = room.saturating_sub(4);
        let shown = if self.shows_all || gains.len() <= room {
            gains.len()
        } else {
            room
        };
        lines.extend(gains.iter().take(shown).map(|gain| row(gain, language)));
        if shown < gains.len() {
            let hidden = gains.len() - shown;
            lines.push(match language {
                Language::German => format!("… {hidden} weitere mit --all"),
                Language::English => format!("… {hidden} more with --all"),
            });
        }
        if self.quality.gained_safely > 0 {
            let points = self.quality.gained_safely;
            lines.push(match language {
                Language::German => {
                    format!("{points} Punkte davon bringt „kolophon fix“, ohne dass jemand entscheiden muss.")
                }
                Language::English => {
                    format!("{points} of the points “kolophon fix” gains without anybody's decision.")
                }
            });
        }
        lines
    }

    fn dataset(&self, dataset: &DatasetQuality, language: Language) -> Vec<String> {
        let title = one_line(dataset.title.as_deref().unwrap_or(&dataset.node));
        let (points, most) = (dataset.points(), self.quality.most_points());
        let mut lines = vec![
            String::new(),
            match language {
                Language::German => format!("{title}: {points} von {most} Punkten"),
                Language::English => format!("{title}: {points} of {most} points"),
            },
            format!("  {}", one_line(&dataset.node)),
        ];
        let mut absent = 0;
        for counted in self.lost(dataset) {
            let lost = counted.metric.points - counted.points;
            if counted.metric.subject == Subject::Distribution && dataset.distributions.is_empty() {
                absent += lost;
                continue;
            }
            let name = counted.metric.name();
            lines.push(format!("  −{lost:<3} {}", name.in_language(language)));
            lines.extend(counted.losses.iter().map(loss));
        }
        if absent > 0 {
            let name = Mending::Distribution.name();
            lines.push(format!("  −{absent:<3} {}", name.in_language(language)));
            lines.extend(dataset.without_distribution.iter().map(loss));
        }
        if lines.len() > 3 { lines } else { Vec::new() }
    }

    /// The metrics that are not met; of what only the network can tell, none unless it was asked.
    fn lost<'a>(&self, dataset: &'a DatasetQuality) -> impl Iterator<Item = Counted<'a>> {
        let asked = self.quality.addresses_asked;
        let unmet = dataset.counted().filter(|counted| counted.value == Value::Unmet);
        unmet.filter(move |counted| asked || !counted.metric.needs_network())
    }

    fn last(&self, language: Language) -> Vec<String> {
        let Some(command) = &self.next_command else {
            return Vec::new();
        };
        let heading = match language {
            Language::German => "Als Nächstes:",
            Language::English => "Next:",
        };
        vec![String::new(), heading.to_owned(), command.clone()]
    }
}

/// The catalogue's title, else its address.
pub(super) fn name(catalogue: &CatalogueQuality) -> Text {
    match catalogue.title.as_ref().or(catalogue.node.as_ref()) {
        Some(name) => Text::new(one_line(name), one_line(name)),
        None => Text::new("Datensätze ohne Katalog", "Datasets without a catalogue"),
    }
}

/// One decimal, with the comma of the language.
pub(super) fn number(number: f64, language: Language) -> String {
    let text = format!("{number:.1}");
    match language {
        Language::German => text.replace('.', ","),
        Language::English => text,
    }
}

/// `gut, ausgezeichnet wenn alle Adressen antworten`
fn rating(catalogue: &CatalogueQuality, language: Language) -> String {
    let now = Rating::of(catalogue.points());
    let best = Rating::of(catalogue.points_at_best());
    let name = |rating: Rating| rating.name().in_language(language).to_owned();
    if now == best {
        return name(now);
    }
    match language {
        Language::German => format!("{}; {}, wenn alle Adressen antworten", name(now), name(best)),
        Language::English => format!("{}; {} if all addresses answer", name(now), name(best)),
    }
}

/// `GovData, Datensätze: Schlagwort 6/6 · …`, and the same for distributions.
fn dashboard(catalogue: &CatalogueQuality, language: Language) -> Vec<String> {
    let headings = match language {
        Language::German => [
            (Subject::Dataset, "Datensätze"),
            (Subject::Distribution, "Dateien"),
        ],
        Language::English => [
            (Subject::Dataset, "datasets"),
            (Subject::Distribution, "distributions"),
        ],
    };
    let line = |(subject, heading): (Subject, &str)| {
        let of_it = catalogue
            .dashboard
            .iter()
            .filter(|measurement| measurement.metric.subject == subject);
        let counts = of_it.map(|measurement| {
            let name = measurement.metric.name();
            format!(
                "{} {}/{}",
                name.in_language(language),
                measurement.met,
                measurement.of
            )
        });
        format!("  GovData, {heading}: {}", counts.collect::<Vec<_>>().join(" · "))
    };
    headings.map(line).to_vec()
}

/// `  +120  Kategorie, 4 Datensätze (dataset-theme-recommended)`
fn row(gain: &Gain, language: Language) -> String {
    let name = gain.mending.name();
    let name = name.in_language(language);
    let (places, safe) = match language {
        Language::German => (
            count(gain.datasets, "Datensatz", "Datensätze"),
            (gain.safe_places > 0).then(|| {
                let places = count(gain.safe_places, "Stelle", "Stellen");
                format!(", {places} behebt „kolophon fix“")
            }),
        ),
        Language::English => (
            count(gain.datasets, "dataset", "datasets"),
            (gain.safe_places > 0).then(|| {
                let places = count(gain.safe_places, "place", "places");
                format!(", “kolophon fix” mends {places}")
            }),
        ),
    };
    let rule = gain.rules.first().map(|(rule, _)| format!(" ({rule})"));
    format!(
        "  +{:<5} {name}: {places}{}{}",
        gain.points,
        safe.unwrap_or_default(),
        rule.unwrap_or_default()
    )
}

fn bar(points: f64, most: i32) -> String {
    let share = (points / f64::from(most)).clamp(0.0, 1.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "between 0 and the width"
    )]
    let full = (share * BAR as f64).floor() as usize;
    format!("{}{}", "#".repeat(full), "·".repeat(BAR - full))
}

fn count(number: usize, singular: &str, plural: &str) -> String {
    format!("{number} {}", if number == 1 { singular } else { plural })
}

fn loss(loss: &Loss) -> String {
    let place = loss.place.as_ref();
    let place = place.map(|place| format!("{}  ", one_line(&place.to_string())));
    format!("       {}{}", place.unwrap_or_default(), loss.rule)
}
