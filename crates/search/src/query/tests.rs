//! What is typed, and what it means.

use proptest::prelude::*;

use super::*;

/// A query as text: `titel:word`, `[phrase]`, `word*`, `(a|b)`, `-word`.
fn read(text: &str) -> String {
    let query = Query::parse(text);
    let clause = |clause: &Clause| {
        let field = clause.field.map_or(String::new(), |field| format!("{field:?}:"));
        match &clause.what {
            What::Word(word) => format!("{field}{word}"),
            What::Beginning(word) => format!("{field}{word}*"),
            What::Phrase(words) => format!("{field}[{words}]"),
        }
    };
    let wanted = query.wanted.iter().map(|choice| {
        let all: Vec<String> = choice.any_of.iter().map(clause).collect();
        if all.len() == 1 {
            all[0].clone()
        } else {
            format!("({})", all.join("|"))
        }
    });
    let excluded = query.excluded.iter().map(|one| format!("-{}", clause(one)));
    wanted.chain(excluded).collect::<Vec<_>>().join(" ")
}

#[test]
fn words_phrases_exclusions_beginnings() {
    assert_eq!(read("kita plätze"), "kita plätze");
    assert_eq!(read("  B-Plan   Mainz-Bingen "), "B-Plan Mainz-Bingen");
    assert_eq!(read("\"freie Plätze\" kita"), "[freie Plätze] kita");
    assert_eq!(read("„freie Plätze“ «a b» ”c d”"), "[freie Plätze] [a b] [c d]");
    assert_eq!(read("kita -schule –hort -\"a b\""), "kita -schule -hort -[a b]");
    assert_eq!(read("baum* b* *"), "baum* b");
    assert_eq!(
        read("kita/hort, krippe; tagespflege."),
        "kita hort krippe tagespflege"
    );
    assert_eq!(read("+kita +plätze"), "kita plätze");
}

#[test]
fn fields_are_those_that_are_known() {
    assert_eq!(read("titel:Haushalt FORMAT:csv"), "Title:Haushalt Format:csv");
    assert_eq!(
        read("titel:\"Haushalt 2025\" -lizenz:by stadt:„Halle (Saale)“"),
        "Title:[Haushalt 2025] Place:[Halle (Saale)] -Licence:by"
    );
    assert_eq!(
        read("10:30 https://daten.example/x foo:bar"),
        "10 30 https daten example x foo bar"
    );
    assert_eq!(read("titel: Haushalt"), "titel Haushalt");
    for name in [
        "titel",
        "schlagwort",
        "beschreibung",
        "herausgeber",
        "kategorie",
        "format",
        "lizenz",
        "kommune",
        "jahr",
        "year",
    ] {
        assert!(Field::named(name).is_some(), "{name}");
    }
}

#[test]
fn alternatives_are_joined() {
    assert_eq!(read("kita ODER hort plätze"), "(kita|hort) plätze");
    assert_eq!(read("kita OR hort | \"a b\""), "(kita|hort|[a b])");
    assert_eq!(read("format:csv ODER format:json"), "(Format:csv|Format:json)");
    assert_eq!(read("ODER kita ODER"), "kita");
    assert_eq!(read("kita ODER -hort"), "kita -hort");
    assert_eq!(read("kita oder hort"), "kita oder hort", "small, it is a word");
    assert_eq!(read("\"ODER\""), "[ODER]");
}

#[test]
fn half_a_question_is_one_too() {
    for (text, expected) in [
        ("\"kita", "kita"),
        ("kita\"", "kita"),
        ("\"\" kita", "kita"),
        ("\"", ""),
        ("-", ""),
        ("- kita", "kita"),
        ("--kita", "kita"),
        ("*:*", ""),
        ("((kita) AND (plätze", "kita AND plätze"),
        ("titel:", "titel"),
        ("", ""),
        ("\0\u{202e}kita", "kita"),
    ] {
        assert_eq!(read(text), expected, "{text:?}");
    }
    assert!(Query::parse(" \" - ").is_empty());
}

#[test]
fn what_is_too_long_is_cut_and_says_so() {
    let many = "wort ".repeat(MOST_CLAUSES + 5);
    let query = Query::parse(&many);
    assert_eq!((query.wanted.len(), query.is_cut), (MOST_CLAUSES, true));
    let excluded = Query::parse(&"-wort ".repeat(40));
    assert_eq!((excluded.excluded.len(), excluded.is_cut), (MOST_CLAUSES, true));
    let long = "ä".repeat(LONGEST);
    let query = Query::parse(&long);
    assert!(query.is_cut && query.wanted.len() == 1);
    assert!(!Query::parse(&"wort ".repeat(MOST_CLAUSES)).is_cut);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn every_text_is_a_question_within_bounds(text in "([-+\"„“”«»*|:() ]|titel:|ODER|[a-zäß0-9]{1,6}|\\PC){0,80}") {
        let query = Query::parse(&text);
        let clauses: usize = query.wanted.iter().map(|choice| choice.any_of.len()).sum();
        prop_assert!(clauses + query.excluded.len() <= MOST_CLAUSES);
        let all = query.wanted.iter().flat_map(|choice| &choice.any_of).chain(&query.excluded);
        for clause in all {
            let (What::Word(text) | What::Beginning(text) | What::Phrase(text)) = &clause.what;
            prop_assert!(text.chars().any(char::is_alphanumeric));
            prop_assert!(text.len() <= LONGEST);
        }
        prop_assert!(query.wanted.iter().all(|choice| !choice.any_of.is_empty()));
    }

    #[test]
    fn plain_words_are_found_again(words in proptest::collection::vec("[a-zäöü]{3,10}", 1..10)) {
        let query = Query::parse(&words.join(" "));
        prop_assert_eq!(query.wanted.len(), words.len());
        prop_assert!(!query.is_cut);
    }
}
