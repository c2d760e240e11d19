//! What somebody typed, read as a question. Every text is one; nothing is an error.
//!
//! | typed | means |
//! |---|---|
//! | `kita plätze` | both words, in any form and anywhere |
//! | `"freie Plätze"`, `„freie Plätze“` | exactly these words in a row |
//! | `-schule`, `-"freie Plätze"` | not this |
//! | `kita ODER hort`, `kita \| hort` | one of the two (also `OR`) |
//! | `baum*` | words that begin so |
//! | `titel:baum`, `format:csv`, `jahr:2025`, `-lizenz:by` | only there; the names are those of [`Field`] |
//!
//! Anything else that looks like a sign is a blank. A name before a colon that is no field is a word like others, so
//! `10:30` and `https://…` do no harm. What is longer than [`LONGEST`] or has more than [`MOST_CLAUSES`] parts is cut, and
//! [`Query::is_cut`] says so.

mod parse;

/// So many bytes of a question are read.
pub const LONGEST: usize = 512;
/// So many words, phrases and filters of a question are looked for.
pub const MOST_CLAUSES: usize = 16;
/// So many words of a phrase are looked for.
pub const MOST_WORDS_OF_A_PHRASE: usize = 12;

/// A question.
///
/// ```
/// use kolophon_search::query::{Field, Query, What};
///
/// let query = Query::parse("titel:Haushalt 2025 -\"Entwurf 1\" \"");
/// assert_eq!(query.wanted.len(), 2);
/// assert_eq!(query.wanted[0].any_of[0].field, Some(Field::Title));
/// assert_eq!(query.excluded[0].what, What::Phrase("Entwurf 1".to_owned()));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// What has to be found.
    pub wanted: Vec<Choice>,
    /// What must not be found.
    pub excluded: Vec<Clause>,
    /// Whether the question was longer than what is read of it.
    pub is_cut: bool,
}

/// One of several clauses, joined by `ODER`; mostly one alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The clauses; never empty.
    pub any_of: Vec<Clause>,
}

/// A word or a phrase, anywhere or in one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// Where it is looked for; `None` is anywhere.
    pub field: Option<Field>,
    /// What is looked for.
    pub what: What,
}

/// What is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A word in any form; with a hyphen it may be several (`B-Plan`).
    Word(String),
    /// Words that begin so.
    Beginning(String),
    /// Words in a row, exactly so.
    Phrase(String),
}

/// A part of a dataset's description that a clause may be restricted to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// `titel:`, `title:`
    Title,
    /// `schlagwort:`, `keyword:`, `tag:`
    Keyword,
    /// `beschreibung:`, `description:`
    Description,
    /// `herausgeber:`, `publisher:`
    Publisher,
    /// `kategorie:`, `theme:`
    Theme,
    /// `format:`
    Format,
    /// `lizenz:`, `licence:`, `license:`
    Licence,
    /// `kommune:`, `stadt:`, `ort:`, `city:`, `place:`: the city that publishes, and places the data is about
    Place,
    /// `jahr:`, `year:`: a year the data is about
    Year,
}

impl Field {
    /// The field of that name, in small or capital letters.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        const NAMES: [(&str, Field); 22] = [
            ("titel", Field::Title),
            ("title", Field::Title),
            ("schlagwort", Field::Keyword),
            ("keyword", Field::Keyword),
            ("tag", Field::Keyword),
            ("beschreibung", Field::Description),
            ("description", Field::Description),
            ("herausgeber", Field::Publisher),
            ("publisher", Field::Publisher),
            ("kategorie", Field::Theme),
            ("theme", Field::Theme),
            ("format", Field::Format),
            ("lizenz", Field::Licence),
            ("licence", Field::Licence),
            ("license", Field::Licence),
            ("kommune", Field::Place),
            ("stadt", Field::Place),
            ("ort", Field::Place),
            ("city", Field::Place),
            ("place", Field::Place),
            ("jahr", Field::Year),
            ("year", Field::Year),
        ];
        NAMES
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, field)| *field)
    }
}

impl Query {
    /// Reads a question. Takes time in proportion to [`LONGEST`] at most, whatever the text.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        parse::parse(text)
    }

    /// Whether nothing is asked for, so that everything is found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.wanted.is_empty() && self.excluded.is_empty()
    }
}

#[cfg(test)]
mod tests;
