//! The part of Solr's query language that clients of CKAN use: fields, quoted values, `+`, `-`, `AND`, `OR`, `NOT`,
//! brackets, ranges of dates, and a `*` at the end of a word.

/// A condition on datasets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Condition {
    /// Everything: `*:*`.
    Any,
    /// A word in a field; without a field in title, text or keywords.
    Word { field: Option<String>, word: String },
    /// A field between two values, both included; `*` is an open end.
    Range { field: String, from: String, to: String },
    /// Not that.
    Not(Box<Self>),
    /// All of these.
    All(Vec<Self>),
    /// At least one of these.
    Some(Vec<Self>),
}

/// What to know of a dataset to judge it.
pub(super) trait Facts {
    /// Why it cannot be known.
    type Error;

    /// Whether a field has a value that is `word`, or begins with it when it ends in `*`.
    fn has(&self, field: Option<&str>, word: &str) -> Result<bool, Self::Error>;

    /// Whether a field lies between two values.
    fn between(&self, field: &str, from: &str, to: &str) -> Result<bool, Self::Error>;
}

impl Condition {
    /// Reads a query; nothing at all is everything.
    ///
    /// # Errors
    /// When brackets or quotation marks are not closed, or something is missing.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let tokens = tokens(text)?;
        if tokens.is_empty() {
            return Ok(Self::Any);
        }
        let mut parser = Parser {
            tokens,
            at: 0,
            depth: 0,
        };
        let condition = parser.any_of()?;
        if parser.at < parser.tokens.len() {
            return Err(format!("nicht erwartet: {}", parser.tokens[parser.at].shown()));
        }
        Ok(condition)
    }

    /// Whether a dataset fulfils it.
    pub(super) fn holds<F: Facts>(&self, facts: &F) -> Result<bool, F::Error> {
        match self {
            Self::Any => Ok(true),
            Self::Word { field, word } => facts.has(field.as_deref(), word),
            Self::Range { field, from, to } => facts.between(field, from, to),
            Self::Not(condition) => Ok(!condition.holds(facts)?),
            Self::All(conditions) => {
                for condition in conditions {
                    if !condition.holds(facts)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Self::Some(conditions) => {
                for condition in conditions {
                    if condition.holds(facts)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Open,
    Close,
    Plus,
    Minus,
    And,
    Or,
    Not,
    /// `name:` before a value.
    Field(String),
    Word(String),
    Range(String, String),
}

impl Token {
    fn shown(&self) -> String {
        match self {
            Self::Open => "(".to_owned(),
            Self::Close => ")".to_owned(),
            Self::Plus => "+".to_owned(),
            Self::Minus => "-".to_owned(),
            Self::And => "AND".to_owned(),
            Self::Or => "OR".to_owned(),
            Self::Not => "NOT".to_owned(),
            Self::Field(name) => format!("{name}:"),
            Self::Word(word) => word.clone(),
            Self::Range(from, to) => format!("[{from} TO {to}]"),
        }
    }
}

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, after) = match first {
            '(' => (Token::Open, &rest[1..]),
            ')' => (Token::Close, &rest[1..]),
            '+' => (Token::Plus, &rest[1..]),
            '-' | '!' => (Token::Minus, &rest[1..]),
            '[' | '{' => range(rest)?,
            '"' => quoted(rest)?,
            _ => word(rest),
        };
        tokens.push(token);
        rest = after.trim_start();
    }
    Ok(tokens)
}

fn range(text: &str) -> Result<(Token, &str), String> {
    let unclosed = || "eine eckige Klammer ist nicht geschlossen".to_owned();
    let end = text.find([']', '}']).ok_or_else(unclosed)?;
    let inside = text[1..end].trim();
    let (from, to) = inside
        .split_once(" TO ")
        .ok_or_else(|| format!("kein Bereich: [{inside}]"))?;
    let bare = |value: &str| value.trim().trim_matches('"').to_owned();
    Ok((Token::Range(bare(from), bare(to)), &text[end + 1..]))
}

fn quoted(text: &str) -> Result<(Token, &str), String> {
    let mut value = String::new();
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            '\\' if !escaped => escaped = true,
            '"' if !escaped => return Ok((Token::Word(value), &text[at + 1..])),
            _ => {
                value.push(c);
                escaped = false;
            }
        }
    }
    Err("ein Anführungszeichen ist nicht geschlossen".to_owned())
}

fn word(text: &str) -> (Token, &str) {
    let mut value = String::new();
    let mut escaped = false;
    let mut end = text.len();
    for (at, c) in text.char_indices() {
        if escaped {
            value.push(c);
            escaped = false;
            continue;
        }
        match c {
            '\\' => escaped = true,
            ':' if at > 0 && value != "*" => return (Token::Field(value), &text[at + 1..]),
            c if c.is_whitespace() || matches!(c, '(' | ')' | '"' | '[' | ']') => {
                end = at;
                break;
            }
            _ => value.push(c),
        }
    }
    // A bracket that was never opened would stand still here.
    if end == 0 {
        end = text.chars().next().map_or(0, char::len_utf8);
    }
    let token = match value.as_str() {
        "AND" | "&&" => Token::And,
        "OR" | "||" => Token::Or,
        "NOT" => Token::Not,
        _ => Token::Word(value),
    };
    (token, &text[end..])
}

/// Brackets deeper than this are no query of a person.
const DEEPEST: usize = 50;

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
}

impl Parser {
    fn next_is(&mut self, token: &Token) -> bool {
        let is = self.tokens.get(self.at) == Some(token);
        self.at += usize::from(is);
        is
    }

    fn any_of(&mut self) -> Result<Condition, String> {
        let mut some = vec![self.all_of()?];
        while self.next_is(&Token::Or) {
            some.push(self.all_of()?);
        }
        Ok(one_or(some, Condition::Some))
    }

    fn all_of(&mut self) -> Result<Condition, String> {
        let mut all = vec![self.signed()?];
        while !matches!(self.tokens.get(self.at), None | Some(Token::Close | Token::Or)) {
            self.next_is(&Token::And);
            all.push(self.signed()?);
        }
        Ok(one_or(all, Condition::All))
    }

    fn signed(&mut self) -> Result<Condition, String> {
        if self.next_is(&Token::Minus) || self.next_is(&Token::Not) {
            return Ok(Condition::Not(Box::new(self.value(None)?)));
        }
        self.next_is(&Token::Plus);
        self.value(None)
    }

    fn value(&mut self, field: Option<&str>) -> Result<Condition, String> {
        let token = self.tokens.get(self.at).cloned();
        self.at += 1;
        match token {
            Some(Token::Field(name)) if field.is_none() => self.value(Some(&name)),
            Some(Token::Word(word)) if word == "*:*" => Ok(Condition::Any),
            Some(Token::Word(word)) => Ok(Condition::Word {
                field: field.map(str::to_owned),
                word,
            }),
            Some(Token::Range(from, to)) => {
                let field = field.ok_or("ein Bereich ohne Feld")?.to_owned();
                Ok(Condition::Range { field, from, to })
            }
            Some(Token::Open) => {
                self.depth += 1;
                if self.depth > DEEPEST {
                    return Err("zu viele Klammern".to_owned());
                }
                let inside = self.any_of()?;
                self.depth -= 1;
                if !self.next_is(&Token::Close) {
                    return Err("eine Klammer ist nicht geschlossen".to_owned());
                }
                Ok(match field {
                    Some(field) => in_field(inside, field),
                    None => inside,
                })
            }
            Some(token) => Err(format!("nicht erwartet: {}", token.shown())),
            None => Err("am Ende fehlt etwas".to_owned()),
        }
    }
}

fn one_or(mut conditions: Vec<Condition>, many: impl Fn(Vec<Condition>) -> Condition) -> Condition {
    match (conditions.len(), conditions.pop()) {
        (1, Some(one)) => one,
        (_, last) => {
            conditions.extend(last);
            many(conditions)
        }
    }
}

/// `groups:(a OR b)` is `groups:a OR groups:b`.
fn in_field(condition: Condition, name: &str) -> Condition {
    let each = |all: Vec<Condition>| all.into_iter().map(|one| in_field(one, name)).collect();
    match condition {
        Condition::Word { field: None, word } => Condition::Word {
            field: Some(name.to_owned()),
            word,
        },
        Condition::Not(one) => Condition::Not(Box::new(in_field(*one, name))),
        Condition::All(all) => Condition::All(each(all)),
        Condition::Some(some) => Condition::Some(each(some)),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A dataset of Mainz about trees.
    struct Trees;

    impl Facts for Trees {
        type Error = ();

        fn has(&self, field: Option<&str>, word: &str) -> Result<bool, ()> {
            Ok(match field {
                Some("organization") => word == "mainz",
                Some("groups") => word == "envi",
                Some("title") | None => word.trim_end_matches('*') == "baum" || word == "Bäume in Mainz",
                Some(_) => false,
            })
        }

        fn between(&self, field: &str, from: &str, to: &str) -> Result<bool, ()> {
            Ok(field == "metadata_modified"
                && (from == "*" || from <= "2026-03")
                && (to == "*" || to >= "2026-03"))
        }
    }

    #[test]
    fn what_harvesters_ask_is_understood() {
        for (query, expected) in [
            ("", true),
            ("*:*", true),
            ("baum", true),
            ("haus", false),
            ("organization:mainz", true),
            ("organization:halle OR organization:mainz", true),
            ("organization:halle organization:mainz", false),
            ("+organization:mainz -groups:envi", false),
            ("-organization:halle", true),
            ("organization:(halle OR mainz) AND groups:\"envi\"", true),
            ("NOT organization:mainz", false),
            ("metadata_modified:[2026-01-01T00:00:00Z TO *]", true),
            ("metadata_modified:[* TO 2025-01-01T00:00:00Z]", false),
            ("title:\"Bäume in Mainz\"", true),
            ("title:baum*", true),
            ("harvest_source_id:x", false),
            ("-harvest_source_id:x", true),
            ("(baum OR haus) AND (organization:mainz)", true),
        ] {
            assert_eq!(
                Condition::parse(query).unwrap().holds(&Trees),
                Ok(expected),
                "{query}"
            );
        }
    }

    #[test]
    fn what_is_no_query_is_told() {
        for query in [
            "(", "title:", "\"offen", "[a TO b]", "a OR", "a)", "x:[1]", "x:[1 TO", "AND", "()",
        ] {
            assert!(Condition::parse(query).is_err(), "{query}");
        }
        assert!(Condition::parse(&"(".repeat(100_000)).is_err());
    }

    proptest! {
        #[test]
        fn no_query_panics_or_never_ends(query in "[a-z:()\\[\\]\"+\\- *ORANDT\\\\ä]{0,40}") {
            if let Ok(condition) = Condition::parse(&query) {
                condition.holds(&Trees).unwrap();
            }
        }
    }
}
