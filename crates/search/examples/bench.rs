//! What search costs: building, memory, size, and the time of a question with facets, on one thread.
//!
//! ```sh
//! cargo run --release -p kolophon-search --example bench -- 100000
//! ```
//!
//! The datasets are made up of words of municipal catalogues, each with its own combination, so that some words stand in
//! nearly all of them and others in a handful, as in real catalogues.
#![expect(clippy::print_stdout, reason = "its output is what it is for")]

use std::env;
use std::error::Error;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use kolophon_search::{
    BoundingBox, Concept, Dataset, Filters, Index, Moment, Opened, Period, Request, Sort, Updated,
};

/// Each question is asked so often.
const REPETITIONS: usize = 40;
/// 2026-03-01.
const TODAY: Moment = Moment(1_772_323_200);
const YEAR: i64 = 365 * 24 * 60 * 60;

const CITIES: [&str; 40] = [
    "Mainz",
    "Wiesbaden",
    "Halle",
    "Reutlingen",
    "Bremen",
    "Potsdam",
    "Köln",
    "Bonn",
    "Ulm",
    "Konstanz",
    "Karlsruhe",
    "Freiburg",
    "Münster",
    "Aachen",
    "Kassel",
    "Göttingen",
    "Erfurt",
    "Jena",
    "Gera",
    "Rostock",
    "Kiel",
    "Lübeck",
    "Oldenburg",
    "Osnabrück",
    "Trier",
    "Worms",
    "Speyer",
    "Koblenz",
    "Fulda",
    "Gießen",
    "Bamberg",
    "Würzburg",
    "Passau",
    "Regensburg",
    "Augsburg",
    "Kempten",
    "Cottbus",
    "Görlitz",
    "Zwickau",
    "Plauen",
];
const SUBJECTS: [&str; 40] = [
    "Kita",
    "Baum",
    "Straße",
    "Schule",
    "Wahl",
    "Haushalt",
    "Park",
    "Rad",
    "Verkehr",
    "Abfall",
    "Wasser",
    "Luft",
    "Lärm",
    "Wohnung",
    "Bau",
    "Gewerbe",
    "Bevölkerung",
    "Sport",
    "Kultur",
    "Museum",
    "Bibliothek",
    "Feuerwehr",
    "Friedhof",
    "Grün",
    "Klima",
    "Energie",
    "Solar",
    "Denkmal",
    "Markt",
    "Hund",
    "Jugend",
    "Senioren",
    "Pflege",
    "Tourismus",
    "Breitband",
    "Bus",
    "Tram",
    "Lade",
    "Spiel",
    "Boden",
];
const THINGS: [&str; 30] = [
    "Plätze",
    "Kataster",
    "Verzeichnis",
    "Standorte",
    "Statistik",
    "Ergebnisse",
    "Belegung",
    "Zählung",
    "Messwerte",
    "Kosten",
    "Anträge",
    "Genehmigungen",
    "Flächen",
    "Netz",
    "Wege",
    "Anlagen",
    "Einrichtungen",
    "Bezirke",
    "Karte",
    "Pläne",
    "Bestand",
    "Entwicklung",
    "Prognose",
    "Bericht",
    "Termine",
    "Zeiten",
    "Nutzung",
    "Qualität",
    "Versorgung",
    "Meldungen",
];
const THEMES: [&str; 13] = [
    "AGRI", "ECON", "EDUC", "ENER", "ENVI", "GOVE", "HEAL", "INTR", "JUST", "REGI", "SOCI", "TECH", "TRAN",
];
const FORMATS: [&str; 8] = ["CSV", "JSON", "XLSX", "GeoJSON", "WMS", "WFS", "PDF", "XML"];
const LICENCES: [&str; 4] = ["dl-by-de/2.0", "dl-zero-de/2.0", "cc-by/4.0", "cc-zero"];

/// Words and choices as people combine them, from the rare to what nearly every dataset has.
const QUESTIONS: [&str; 20] = [
    "kitaplätze mainz",
    "baumkataster",
    "Haushalt 2025",
    "wo gibt es freie parkplätze in köln",
    "strassenverzeichnis",
    "daten",
    "stadt",
    "beschreibung der daten der stadt",
    "baumkatster regensburg",
    "wahlergebnisse 2019 trier",
    "kindergarten",
    "öpnv haltestellen",
    "titel:solar format:csv",
    "\"Bestand und Entwicklung\"",
    "verkehrszählung -karlsruhe",
    "kita ODER schule ODER hort",
    "luft*",
    "müllabfuhrtermine konstanz 2024",
    "gibtesnicht baumkataster mainz",
    "",
];

fn main() -> Result<(), Box<dyn Error>> {
    let number: usize = env::args().nth(1).as_deref().unwrap_or("100000").parse()?;
    let place = env::temp_dir().join(format!("kolophon-search-bench-{number}"));
    drop(fs::remove_dir_all(&place));
    println!("{number} datasets, one thread");

    let started = Instant::now();
    let index = Index::build(&place, 1, datasets(number))?;
    report("build", started.elapsed());
    println!("{:<34} {:>9.1} MiB", "size on disk", mebibytes(size(&place)?));
    drop(index);
    let started = Instant::now();
    let opened = Index::open(&place)?;
    report("open, checking every byte", started.elapsed());
    let Opened::Ready(index) = opened else {
        return Err("the index cannot be opened".into());
    };
    println!("{:<34} {:>9.1} MiB", "memory in use (RSS)", resident());

    let started = Instant::now();
    let of_city = datasets(number).filter(|dataset| dataset.city.key == "mainz");
    index.update_city(2, "mainz", of_city)?;
    report("update one city of 40", started.elapsed());
    let started = Instant::now();
    index.rebuild(3, datasets(number))?;
    report("rebuild", started.elapsed());

    println!(
        "\n{:<38} {:>8} {:>8} {:>8}",
        "question (20 hits, 7 facets)", "found", "p50 ms", "p99 ms"
    );
    let snapshot = index.snapshot();
    let mut all = Vec::new();
    for (name, request) in requests() {
        let mut times = Vec::new();
        let mut found = 0;
        for _ in 0..REPETITIONS {
            let started = Instant::now();
            found = snapshot.search(&request)?.total;
            times.push(started.elapsed());
        }
        all.extend_from_slice(&times);
        line(&name, found, &mut times);
    }
    line("all questions", 0, &mut all);
    let mut times = Vec::new();
    for typed in ["ki", "kita pl", "baumkat", "haushalt 20", "s", "str"] {
        for _ in 0..REPETITIONS {
            let started = Instant::now();
            let suggestions = snapshot.suggest(typed, 10);
            times.push(started.elapsed());
            drop(suggestions);
        }
    }
    line("suggestions", 0, &mut times);
    println!("{:<34} {:>9.1} MiB", "memory in use (RSS)", resident());
    fs::remove_dir_all(&place)?;
    Ok(())
}

/// Every question by itself, with choices, and two that mean harm.
fn requests() -> Vec<(String, Request)> {
    let request = |query: &str| Request {
        query: query.to_owned(),
        today: TODAY,
        ..Request::default()
    };
    let mut requests: Vec<(String, Request)> = QUESTIONS
        .iter()
        .map(|query| ((*query).to_owned(), request(query)))
        .collect();
    let mut chosen = request("plätze");
    chosen.filters = Filters {
        cities: vec!["mainz".to_owned(), "köln".to_owned()],
        formats: vec!["CSV".to_owned()],
        updated: vec![Updated::Year, Updated::Month],
        ..Filters::default()
    };
    requests.push(("plätze + three choices".to_owned(), chosen));
    let mut placed = request("");
    placed.sort = Sort::Title;
    placed.filters.area = BoundingBox::new(8.0, 49.0, 9.0, 51.0);
    placed.filters.period = Some(Period::of_year(2020));
    requests.push(("area and time, by title".to_owned(), placed));
    let common = "stadt daten plätze karte bestand netz wege anlagen bezirke pläne bericht zeiten kosten mainz park schule";
    requests.push(("16 words that are everywhere".to_owned(), request(common)));
    let typos: Vec<String> = (0..16)
        .map(|number| format!("katastxrverzeichnjs{}", "abcdefghijklmnop".split_at(number).0))
        .collect();
    requests.push(("16 long words misspelt".to_owned(), request(&typos.join(" "))));
    requests
}

fn line(name: &str, found: u64, times: &mut [Duration]) {
    times.sort_unstable();
    let at =
        |percent: usize| times[(times.len() * percent / 100).min(times.len() - 1)].as_secs_f64() * 1000.0;
    let short: String = name.chars().take(37).collect();
    println!("{short:<38} {found:>8} {:>8.2} {:>8.2}", at(50), at(99));
}

fn report(what: &str, time: Duration) {
    println!("{what:<34} {:>9.2} s", time.as_secs_f64());
}

/// Numbers that look random and are the same in each run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % sides as u64).unwrap_or_default()
    }

    /// Up to so many degrees, in hundredths.
    fn degrees(&mut self, most: u16) -> f64 {
        let hundredths = u16::try_from(self.roll(usize::from(most) * 100)).unwrap_or_default();
        f64::from(hundredths) / 100.0
    }

    fn of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.roll(words.len())]
    }
}

fn datasets(number: usize) -> impl Iterator<Item = Dataset> {
    (0..number).map(|number| dataset(number as u64))
}

fn dataset(number: u64) -> Dataset {
    let mut dice = Dice((number + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    dice.roll(2);
    let city = dice.of(&CITIES);
    let slug = city.to_lowercase();
    let (subject, thing) = (dice.of(&SUBJECTS), dice.of(&THINGS));
    let (other, more) = (dice.of(&SUBJECTS), dice.of(&THINGS));
    let year = 2005 + i16::try_from(dice.roll(21)).unwrap_or_default();
    let title = match dice.roll(4) {
        0 => format!("{subject}{} {year}", thing.to_lowercase()),
        1 => format!("{subject}-{thing} in {city}"),
        2 => format!("{thing} {subject} {city} {year}"),
        _ => format!("{subject}{} nach {more} und {other}", thing.to_lowercase()),
    };
    // Names of streets and districts make up the long tail of a catalogue's words.
    let names: Vec<String> = (0..12)
        .map(|_| format!("{}{}weg", dice.of(&SUBJECTS), syllables(&mut dice)))
        .collect();
    let description = format!(
        "Beschreibung der Daten der Stadt {city}: {thing} und {more} zum Bereich {subject}, dazu {other} aus dem Jahr {year}. \
         Bestand und Entwicklung werden jährlich fortgeschrieben. Enthalten sind {}. Die Angaben sind ohne Gewähr.",
        names.join(", ")
    );
    let (west, south) = (6.0 + dice.degrees(8), 47.5 + dice.degrees(7));
    Dataset {
        iri: format!("https://daten.example/{slug}/dataset/{number}"),
        id: number.to_string(),
        city: Concept::new(slug, format!("Stadt {city}")),
        title,
        description,
        keywords: vec![subject.to_owned(), other.to_owned(), thing.to_owned()],
        publisher: Some(format!("Stadt {city}, Amt für {}", dice.of(&SUBJECTS))),
        themes: vec![Concept::named(dice.of(&THEMES)), Concept::named(dice.of(&THEMES))],
        licences: vec![Concept::named(dice.of(&LICENCES))],
        formats: vec![dice.of(&FORMATS).to_owned(), dice.of(&FORMATS).to_owned()],
        high_value: dice.roll(12) == 0,
        modified: Some(Moment(
            TODAY.0 - i64::try_from(dice.roll(1000)).unwrap_or_default() * YEAR / 300,
        )),
        periods: vec![Period::of_year(year)],
        boxes: BoundingBox::new(west, south, west + 0.2, south + 0.1)
            .into_iter()
            .collect(),
        places: vec![city.to_owned()],
        others: vec![format!("{thing} als Tabelle")],
        contents: Vec::new(),
    }
}

fn syllables(dice: &mut Dice) -> String {
    (0..2)
        .map(|_| {
            dice.of(&[
                "ber", "len", "mar", "son", "tal", "ried", "hof", "eck", "an", "ull", "os", "kir",
            ])
        })
        .collect()
}

fn size(folder: &Path) -> std::io::Result<u64> {
    let mut sum = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let metadata = entry.metadata()?;
        sum += if metadata.is_dir() {
            size(&entry.path())?
        } else {
            metadata.len()
        };
    }
    Ok(sum)
}

#[expect(clippy::cast_precision_loss, reason = "one digit is shown")]
fn mebibytes(bytes: u64) -> f64 {
    bytes as f64 / (1024.0 * 1024.0)
}

/// What the system says this process has in memory; 0 where it does not say.
fn resident() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kibibytes: u64 = line
        .and_then(|line| line.split_whitespace().next()?.parse().ok())
        .unwrap_or_default();
    mebibytes(kibibytes * 1024)
}
