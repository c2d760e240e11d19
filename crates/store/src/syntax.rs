//! What can be said about a query before it is parsed.
//!
//! The parser goes down one stack frame per bracket: a few hundred brackets overflow a small stack, and that cannot be
//! caught. So brackets are counted first, as [SPARQL's tokens](https://www.w3.org/TR/sparql11-query/#sparqlGrammar) have
//! it: not those in strings, IRIs and comments.

/// No honest query nests deeper.
pub(crate) const MAX_DEPTH: usize = 128;

/// What a first look finds.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct FirstLook {
    /// The deepest nesting of brackets of all kinds.
    pub(crate) depth: usize,
    /// Whether `SERVICE` stands there as a keyword.
    pub(crate) has_service: bool,
    /// Whether a keyword stands there that only updates have.
    pub(crate) has_update: bool,
}

const UPDATE_KEYWORDS: [&str; 9] = [
    "INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY",
];

/// Looks at the tokens of a query.
pub(crate) fn first_look(query: &str) -> FirstLook {
    let mut look = FirstLook::default();
    let mut depth = 0_usize;
    let mut rest = query;
    let mut before = ' ';
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '#' => rest.find(['\n', '\r']).unwrap_or(rest.len()),
            '"' | '\'' => string_length(rest, c),
            '<' => iri_length(rest).unwrap_or(1),
            '\\' => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
            '{' | '(' | '[' => {
                depth += 1;
                look.depth = look.depth.max(depth);
                1
            }
            '}' | ')' | ']' => {
                depth = depth.saturating_sub(1);
                1
            }
            c if is_word(c) => {
                let length = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
                let is_prefix = rest[length..].starts_with(':');
                if !matches!(before, '?' | '$' | ':' | '@') && !is_prefix {
                    look.keyword(&rest[..length]);
                }
                length
            }
            c => c.len_utf8(),
        };
        let (token, after) = rest.split_at(length);
        before = token.chars().next_back().unwrap_or(' ');
        rest = after;
    }
    look
}

/// Whether a query calls a function that neither SPARQL nor XML Schema has, such as one of an engine's own. `query` is
/// written as the parser writes it: every IRI in full, and its arguments right behind the function.
pub(crate) fn calls_foreign_function(query: &str) -> bool {
    const XSD: &str = "<http://www.w3.org/2001/XMLSchema#";

    let mut rest = query;
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '"' | '\'' => string_length(rest, c),
            '<' => iri_length(rest).unwrap_or(1),
            c => c.len_utf8(),
        };
        let (token, after) = rest.split_at(length);
        if token.ends_with('>') && after.starts_with('(') && !token.starts_with(XSD) && token.len() > 1 {
            return true;
        }
        rest = after;
    }
    false
}

impl FirstLook {
    fn keyword(&mut self, word: &str) {
        self.has_service |= word.eq_ignore_ascii_case("SERVICE");
        self.has_update |= UPDATE_KEYWORDS
            .iter()
            .any(|keyword| word.eq_ignore_ascii_case(keyword));
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '%')
}

/// The length of a string that begins with `quote`; to the end of the text if it is not closed.
fn string_length(text: &str, quote: char) -> usize {
    let long: String = [quote; 3].iter().collect();
    let end = if text.starts_with(&long) {
        long.as_str()
    } else {
        &long[..1]
    };
    let mut at = end.len();
    while let Some(c) = text[at..].chars().next() {
        if text[at..].starts_with(end) {
            return at + end.len();
        }
        // A short string cannot go over the end of a line: there it is a syntax error, and brackets count again.
        if end.len() == 1 && matches!(c, '\n' | '\r') {
            return at;
        }
        at += c.len_utf8();
        if c == '\\' {
            at += text[at..].chars().next().map_or(0, char::len_utf8);
        }
    }
    at
}

/// The length of an IRI in angle brackets; `None` when `<` is a comparison.
fn iri_length(text: &str) -> Option<usize> {
    let end = text[1..].find(|c: char| c <= ' ' || "<>\"{}|^`\\".contains(c))? + 1;
    text[end..].starts_with('>').then_some(end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn depth(query: &str) -> usize {
        first_look(query).depth
    }

    #[test]
    fn functions_of_an_engine_are_foreign() {
        let calls = |query: &str| {
            let parsed = spargebra::SparqlParser::new().parse_query(query).unwrap();
            calls_foreign_function(&parsed.to_string())
        };
        for foreign in [
            "SELECT (<bif:user>() AS ?u) {}",
            "PREFIX b: <bif:> SELECT * { ?s ?p ?o FILTER(b:contains(?o, 'x') > 1) }",
            "SELECT * { ?s ?p ?o } ORDER BY <sql:x>(?o)",
            "SELECT (<http://e/sum>(?o) AS ?n) { ?s ?p ?o }",
            "ASK { { SELECT * { BIND(<bif:x>(1) AS ?x) } } }",
        ] {
            assert!(calls(foreign), "{foreign}");
        }
        for own in [
            "SELECT (STRLEN(?o) AS ?n) { ?s ?p ?o FILTER(<http://www.w3.org/2001/XMLSchema#integer>(?o) > 1) }",
            "SELECT * { ?s (<http://e/p>|^<http://e/q>)+/<http://e/r> ?o FILTER(?o < 3 && ?o > (1)) }",
            "SELECT * { VALUES (?a ?b) { (<http://e/a> <http://e/b>) } FILTER(?a IN (<http://e/a>, <http://e/c>)) }",
            "SELECT * { ?s ?p '<bif:x>(' }",
        ] {
            assert!(!calls(own), "{own}");
        }
    }

    #[test]
    fn brackets_count_where_they_are_tokens() {
        assert_eq!(depth("SELECT * { { ?s ?p [ ?q (1 2) ] } }"), 4);
        assert_eq!(depth("{ } { }"), 1);
        assert_eq!(depth("ASK { ?s ?p '{{{{', \"((\\\"((\", '''[['[[''' }"), 1);
        assert_eq!(depth("ASK { ?s <http://e/(#)> ?o } # ((((("), 1);
        assert_eq!(depth("ASK { FILTER(?a < ?b && (?c > 1)) }"), 3);
        assert_eq!(depth("ASK { ?s ?p 'not closed {{{\n ((( }"), 4);
        assert_eq!(depth("ASK { ?s e:a\\(b ?o }"), 1);
        assert_eq!(depth(&"{".repeat(1000)), 1000);
    }

    #[test]
    fn keywords_are_no_variables_prefixes_or_local_names() {
        assert!(first_look("SELECT * { service SILENT <http://e/> {} }").has_service);
        assert!(first_look("SELECT*{SERVICE?x{}}").has_service);
        let harmless = "PREFIX service: <http://e/service> SELECT ?service { ?service service:a e:service # SERVICE\n, 'SERVICE' }";
        assert_eq!(
            first_look(harmless),
            FirstLook {
                depth: 1,
                ..FirstLook::default()
            }
        );
        assert!(first_look("PREFIX e: <http://e/> insert data { e:a e:b e:c }").has_update);
        assert!(!first_look("SELECT ?insert { ?insert e:delete 'DROP' }").has_update);
    }
}
