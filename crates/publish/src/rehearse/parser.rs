//! Reading a page as strictly, and as carelessly, as the harvesters' parsers do.
//!
//! The reader of Kolophon reads on behind a mistake and names it; here it is decided which mistakes a parser gives up
//! on. What is said of rdflib was tried with rdflib 7.6.0 in `Graph.parse(data=…)`, what is said of Jena with Apache Jena
//! 4.5.0 in `RDFParser.create().lang(…)`, save JSON-LD, which Jena leaves to Titanium
//! (titanium-json-ld, `JsonLdToRdf.java`: terms that are not well-formed are passed over).

use kolophon_dcat::vocab::dcat;
use kolophon_dcat::{Document, Format, ReadError, SyntaxIssue, SyntaxIssueKind, read};
use kolophon_diagnostic::Text;
use kolophon_graph::{Graph, GraphBuilder, Position, Term, TermId, Triple};

use super::record::{Record, instances};
use super::run_reason::RunReason;

/// What relative addresses are read against where the parser does not know the address of the page.
pub(super) const NOWHERE: &str = "http://relative.invalid/";

/// The characters that rdflib and Java's `URI` refuse in an address (rdflib, `rdflib/term.py`, `_invalid_uri_chars`).
pub(super) const REFUSED: [char; 10] = ['<', '>', '"', ' ', '{', '}', '|', '\\', '^', '`'];

/// The parsers in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Parser {
    /// rdflib, given the text without its address.
    Rdflib,
    /// Apache Jena, given the address of the first page.
    Jena,
}

/// A page that could be read.
#[derive(Debug, Default)]
pub(super) struct Parsed {
    pub(super) graph: Graph,
    /// Datasets that the parser passed over.
    pub(super) lost: Vec<Record>,
    /// Contexts that have to be fetched from elsewhere.
    pub(super) contexts: Vec<String>,
}

/// What a parser does about a mistake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reaction {
    /// It goes on as if nothing were.
    Passes,
    /// It gives up.
    Fails,
}

impl Parser {
    /// Reads a page.
    pub(super) fn parse(
        self,
        address: &str,
        text: &[u8],
        format: Format,
        first_page: &str,
        page: usize,
    ) -> Result<Parsed, RunReason> {
        if self.fails_on_byte_order_mark(format) && text.starts_with("\u{feff}".as_bytes()) {
            return Err(RunReason::ByteOrderMark {
                address: address.to_owned(),
            });
        }
        if text.iter().all(u8::is_ascii_whitespace) {
            return match format {
                // No statement is a correct document of these.
                Format::Turtle | Format::NTriples | Format::TriG | Format::NQuads => Ok(Parsed::default()),
                Format::RdfXml | Format::JsonLd => Err(RunReason::Empty {
                    address: address.to_owned(),
                }),
            };
        }
        let base = match self {
            Self::Rdflib => NOWHERE,
            Self::Jena => first_page,
        };
        let document = Document::new(address, text.to_vec())
            .with_base(base)
            .with_format(format);
        let mut builder = GraphBuilder::new();
        let reading = read(&document, &mut builder).map_err(|error| unreadable(address, &error))?;
        let source = builder.source(reading.source);
        let end = source.map_or(0, |source| source.text().trim_end().len());
        for issue in &reading.issues {
            if self.reaction(format, issue, end) == Reaction::Fails {
                let line = source.map_or(0, |source| source.line_column(issue.span.start).line);
                return Err(RunReason::Syntax {
                    address: address.to_owned(),
                    line,
                    what: what(&issue.kind),
                });
            }
        }
        let contexts = reading.issues.iter().filter_map(|issue| match &issue.kind {
            SyntaxIssueKind::RemoteContext { iri } => Some(iri.clone()),
            _ => None,
        });
        let contexts = contexts.collect();
        let graph = builder.finish();
        Ok(if format == Format::JsonLd {
            let (graph, lost) = self.without_ill_formed(graph, page);
            Parsed {
                graph,
                lost,
                contexts,
            }
        } else {
            Parsed {
                graph,
                lost: Vec::new(),
                contexts,
            }
        })
    }

    /// Jena skips the mark; rdflib finds it in the text, save in XML, where it may stand.
    fn fails_on_byte_order_mark(self, format: Format) -> bool {
        self == Self::Rdflib && format != Format::RdfXml
    }

    /// `end` is where the text ends.
    fn reaction(self, format: Format, issue: &SyntaxIssue, end: usize) -> Reaction {
        use SyntaxIssueKind as Kind;
        let fails_when = |fails| if fails { Reaction::Fails } else { Reaction::Passes };
        match &issue.kind {
            // Whoever decodes before has failed already; Jena puts U+FFFD, but for the XML parser.
            Kind::NotUtf8 => fails_when(self == Self::Jena && format == Format::RdfXml),
            Kind::InvalidIri { iri } => fails_when(self.fails_on_iri(format, iri)),
            // The one thing a tag must not have is an underscore: Turtle and N-Triples end there, and rdflib's
            // `Literal` raises in every syntax. Jena only warns where the tag stands in an attribute.
            Kind::InvalidLanguageTag { tag } => {
                let tag_is_read = is_read_as_language(tag);
                fails_when(!tag_is_read && (self == Self::Rdflib || is_line_based(format)))
            }
            Kind::MissingFullStop => {
                // At the very end Jena does without.
                let is_last = issue.span.start as usize >= end;
                fails_when(self == Self::Rdflib || !is_last || format != Format::Turtle)
            }
            Kind::UndefinedPrefix { .. }
            | Kind::UnexpectedToken { .. }
            | Kind::UnexpectedFullStop
            | Kind::UnescapedAmpersand
            | Kind::InvalidName { .. } => Reaction::Fails,
            // rdflib's N-Triples takes any.
            Kind::InvalidEscape { .. } => fails_when(self == Self::Jena || format != Format::NTriples),
            Kind::InvalidId { id } => fails_when(self == Self::Rdflib || id.contains(char::is_whitespace)),
            Kind::RepeatedId { .. } => fails_when(self == Self::Rdflib),
            Kind::RemoteContext { .. } | Kind::UnmappedTerm { .. } => Reaction::Passes,
            // rdflib takes JSON-LD as it comes; Titanium knows the codes of the standard.
            Kind::InvalidJsonLd { code } => fails_when(self == Self::Jena && !OWN_CODES.contains(code)),
        }
    }

    fn fails_on_iri(self, format: Format, iri: &str) -> bool {
        let has_blank = iri.contains(char::is_whitespace);
        match (self, format) {
            // Their terms are passed over, which is worse: see `without_ill_formed`.
            (_, Format::JsonLd) => false,
            (Self::Jena, _) => has_blank || iri.contains('<'),
            // Its pattern for addresses is `<([^:]+:[^\s"<>]*)>` (rdflib, `plugins/parsers/ntriples.py`).
            (Self::Rdflib, Format::NTriples | Format::NQuads) => {
                has_blank || iri.contains(['"', '<', '>']) || !iri.contains(':') || iri.starts_with(NOWHERE)
            }
            (Self::Rdflib, _) => false,
        }
    }

    /// The graph without terms that are passed over in JSON-LD, and the datasets that are lost by it.
    fn without_ill_formed(self, graph: Graph, page: usize) -> (Graph, Vec<Record>) {
        let is_passed_over = |id: TermId| match graph.term(id) {
            Term::Iri(iri) => match self {
                Self::Rdflib => iri.contains(char::is_whitespace),
                Self::Jena => iri.contains(REFUSED) || iri.contains(char::is_whitespace),
            },
            Term::Literal {
                language: Some(tag), ..
            } => self == Self::Jena && !is_read_as_language(tag),
            _ => false,
        };
        let is_gone = |triple: &Triple| is_passed_over(triple.subject) || is_passed_over(triple.object);
        if !graph.triples().iter().any(is_gone) {
            return (graph, Vec::new());
        }
        let lost = instances(&graph, dcat::DATASET_CLASS)
            .into_iter()
            .filter(|node| is_passed_over(*node))
            .map(|node| Record::of(&graph, node, page))
            .collect();
        let mut builder = GraphBuilder::new();
        for triple in graph.triples().iter().filter(|triple| !is_gone(triple)) {
            let mut copy = |id: TermId| builder.term(graph.term(id));
            let copied = Triple::new(copy(triple.subject), copy(triple.predicate), copy(triple.object));
            builder.push(copied, Position::UNKNOWN);
        }
        (builder.finish(), lost)
    }
}

/// Codes of the reader that no standard knows.
const OWN_CODES: [&str; 4] = [
    "no node object",
    "free-floating value",
    "repeated key",
    "blank node as property",
];

/// Letters, then parts of letters and digits behind hyphens: what all parsers take, however long.
fn is_read_as_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let first = parts.next().unwrap_or_default();
    !first.is_empty()
        && first.bytes().all(|byte| byte.is_ascii_alphabetic())
        && parts.all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

fn is_line_based(format: Format) -> bool {
    !matches!(format, Format::RdfXml | Format::JsonLd)
}

fn unreadable(address: &str, error: &ReadError) -> RunReason {
    let address = address.to_owned();
    match error {
        ReadError::Syntax { at, .. } => RunReason::Syntax {
            address,
            line: at.line,
            what: Text::new(
                "Von hier an ist der Text nicht zu verstehen",
                "From here on the text makes no sense",
            ),
        },
        _ => RunReason::NotUtf8 { address },
    }
}

/// What is wrong, in few words.
fn what(kind: &SyntaxIssueKind) -> Text {
    use SyntaxIssueKind as Kind;
    match kind {
        Kind::NotUtf8 => Text::new("ein Zeichen, das kein UTF-8 ist", "a character that is no UTF-8"),
        Kind::InvalidIri { iri } => Text::new(
            format!(
                "die Adresse {} enthält ein Zeichen, das dort nicht stehen darf",
                written(iri)
            ),
            format!(
                "the address {} contains a character that may not stand there",
                written(iri)
            ),
        ),
        Kind::InvalidLanguageTag { tag } => Text::new(
            format!("{tag} ist kein Kürzel einer Sprache"),
            format!("{tag} is no code of a language"),
        ),
        Kind::UndefinedPrefix { prefix } => Text::new(
            format!("die Abkürzung {prefix}: ist nirgends erklärt"),
            format!("the prefix {prefix}: is declared nowhere"),
        ),
        Kind::UnescapedAmpersand => Text::new("ein einzelnes &", "a single &"),
        Kind::MissingFullStop | Kind::UnexpectedFullStop => Text::new(
            "ein Punkt fehlt oder steht zu früh",
            "a full stop is missing or comes too early",
        ),
        Kind::InvalidEscape { sequence } => Text::new(
            format!("{sequence} steht für kein Zeichen"),
            format!("{sequence} stands for no character"),
        ),
        Kind::InvalidId { id } | Kind::RepeatedId { id } => Text::new(
            format!("der Name {id} ist nicht erlaubt oder doppelt"),
            format!("the name {id} is not allowed or used twice"),
        ),
        Kind::InvalidName { name } => Text::new(
            format!("{name} darf dort nicht stehen"),
            format!("{name} may not stand there"),
        ),
        Kind::UnexpectedToken { found, .. } if found.is_empty() => Text::new(
            "der Text bricht mittendrin ab",
            "the text breaks off in the middle",
        ),
        Kind::UnexpectedToken { .. }
        | Kind::RemoteContext { .. }
        | Kind::UnmappedTerm { .. }
        | Kind::InvalidJsonLd { .. } => {
            Text::new("der Text ist dort nicht richtig", "the text is not right there")
        }
    }
}

/// An address as it stands in the page.
pub(super) fn written(iri: &str) -> &str {
    iri.strip_prefix(NOWHERE).unwrap_or(iri)
}
