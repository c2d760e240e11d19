//! From tokens to terms: prefixes, the base IRI, escapes, and what is wrong with them.

use kolophon_graph::{Span, TermId};
use oxiri::{Iri, IriRef};
use rustc_hash::FxHashMap;

use super::super::{Input, SyntaxIssueKind};
use super::escape::{Escapes, unescape};
use super::lexer::{Token, TokenKind};
use crate::names::{is_language_tag, is_plain_name, is_plain_web_address};
use crate::vocab::xsd;

/// What names mean at one place of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Environment {
    base: Option<Iri<String>>,
    prefixes: FxHashMap<String, Namespace>,
}

/// What a prefix stands for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Namespace {
    iri: String,
    /// Whether every plain local name behind it makes a valid IRI.
    takes_plain_names: bool,
}

impl Environment {
    /// That at the beginning of a text.
    pub(super) fn new(base: Option<&str>) -> Self {
        Self {
            base: base.and_then(|base| Iri::parse(base.to_owned()).ok()),
            prefixes: FxHashMap::default(),
        }
    }
}

/// Turns tokens into terms of the builder.
pub(super) struct Terms<'a> {
    text: &'a str,
    environment: Environment,
    /// The terms of tokens met before: catalogues repeat their names. Wrong ones are not kept, so that each is reported.
    known: FxHashMap<&'a str, TermId>,
    datatypes: FxHashMap<&'a str, Box<str>>,
    unescaped: String,
    resolved: String,
}

impl<'a> Terms<'a> {
    pub(super) fn new(text: &'a str, environment: Environment) -> Self {
        Self {
            text,
            environment,
            known: FxHashMap::default(),
            datatypes: FxHashMap::default(),
            unescaped: String::new(),
            resolved: String::new(),
        }
    }

    /// What names mean behind all that was read.
    pub(super) fn into_environment(self) -> Environment {
        self.environment
    }

    /// `@prefix`: `name` is the token of the prefix with its colon.
    pub(super) fn declare_prefix(&mut self, input: &mut Input<'_>, name: Token, iri: Token) {
        let valid = self.resolve(input, iri);
        let prefix = self.slice(name).trim_end_matches(':');
        let namespace = Namespace {
            iri: self.resolved.clone(),
            takes_plain_names: valid && self.resolved.ends_with(['/', '#']),
        };
        self.environment.prefixes.insert(prefix.to_owned(), namespace);
        input.declare_prefix(prefix, &self.resolved);
        self.forget();
    }

    /// `@base`
    pub(super) fn set_base(&mut self, input: &mut Input<'_>, iri: Token) {
        if self.resolve(input, iri) {
            self.environment.base = Iri::parse(self.resolved.clone()).ok();
        }
        self.forget();
    }

    fn forget(&mut self) {
        self.known.clear();
        self.datatypes.clear();
    }

    /// The term of an IRI or a prefixed name.
    pub(super) fn iri(&mut self, input: &mut Input<'_>, token: Token) -> TermId {
        let key = self.slice(token);
        if let Some(term) = self.known.get(key) {
            return *term;
        }
        let valid = self.resolve(input, token);
        let term = input.builder.iri(&self.resolved);
        if valid {
            self.known.insert(key, term);
        }
        term
    }

    /// The term of a blank node's label.
    pub(super) fn blank_node(&mut self, input: &mut Input<'_>, token: Token) -> TermId {
        let (text, source) = (self.text, input.source);
        *self
            .known
            .entry(&text[token.start..token.end])
            .or_insert_with(|| {
                input
                    .builder
                    .blank_node(source, &text[token.start + 2..token.end])
            })
    }

    /// A string without datatype and language.
    pub(super) fn string(&mut self, input: &mut Input<'_>, token: Token) -> TermId {
        let value = self.lexical_form(input, token);
        input.builder.string_literal(value)
    }

    /// A string with a datatype.
    pub(super) fn typed(&mut self, input: &mut Input<'_>, token: Token, datatype: Token) -> TermId {
        let key = self.slice(datatype);
        // The IRI is taken out, for the value's escapes need the whole of `self`.
        let known = self.datatypes.remove(key);
        let keep = known.is_some() || self.resolve(input, datatype);
        let iri = known.unwrap_or_else(|| self.resolved.as_str().into());
        let value = self.lexical_form(input, token);
        let term = input.builder.typed_literal(value, &iri);
        if keep {
            self.datatypes.insert(key, iri);
        }
        term
    }

    /// A string with a language tag. A tag that is empty makes no language.
    pub(super) fn tagged(&mut self, input: &mut Input<'_>, token: Token, tag: Token) -> TermId {
        let language = &self.slice(tag)[1..];
        if !is_language_tag(language) {
            let kind = SyntaxIssueKind::InvalidLanguageTag {
                tag: language.to_owned(),
            };
            input.report(kind, tag.span());
        }
        let value = self.lexical_form(input, token);
        if language.is_empty() {
            input.builder.string_literal(value)
        } else {
            input.builder.language_literal(value, language)
        }
    }

    /// A number.
    pub(super) fn number(&mut self, input: &mut Input<'_>, token: Token) -> TermId {
        let datatype = match token.kind {
            TokenKind::Integer => xsd::INTEGER,
            TokenKind::Decimal => xsd::DECIMAL,
            _ => xsd::DOUBLE,
        };
        input.builder.typed_literal(self.slice(token), datatype)
    }

    fn slice(&self, token: Token) -> &'a str {
        &self.text[token.start..token.end]
    }

    /// What stands between a string's quotation marks.
    fn lexical_form(&mut self, input: &mut Input<'_>, token: Token) -> &str {
        let TokenKind::String { quotes, escaped } = token.kind else {
            return self.slice(token);
        };
        let (start, end) = (token.start + quotes, token.end - quotes);
        if !escaped {
            return &self.text[start..end];
        }
        self.unescape(input, start, end, Escapes::String);
        &self.unescaped
    }

    /// Puts the text of that range without its escapes into `unescaped`; says whether all of them are right.
    fn unescape(&mut self, input: &mut Input<'_>, start: usize, end: usize, escapes: Escapes) -> bool {
        self.unescaped.clear();
        let raw = &self.text[start..end];
        let invalid = unescape(raw, escapes, &mut self.unescaped);
        for range in &invalid {
            let kind = SyntaxIssueKind::InvalidEscape {
                sequence: raw[range.clone()].to_owned(),
            };
            input.report(kind, Span::new(start + range.start, start + range.end));
        }
        invalid.is_empty()
    }

    /// Puts the IRI of a token into `resolved`, reporting what is wrong; says whether it is right.
    fn resolve(&mut self, input: &mut Input<'_>, token: Token) -> bool {
        self.resolved.clear();
        match token.kind {
            TokenKind::PrefixedName { colon, escaped } => self.expand(input, token, colon, escaped),
            TokenKind::Iri { escaped } => self.resolve_reference(input, token, escaped),
            _ => true,
        }
    }

    fn expand(&mut self, input: &mut Input<'_>, token: Token, colon: usize, escaped: bool) -> bool {
        let prefix = &self.text[token.start..colon];
        let Some(namespace) = self.environment.prefixes.get(prefix) else {
            let kind = SyntaxIssueKind::UndefinedPrefix {
                prefix: prefix.to_owned(),
            };
            input.report(kind, token.span());
            self.resolved.push_str(self.slice(token));
            return false;
        };
        self.resolved.push_str(&namespace.iri);
        if escaped {
            let escapes_are_right = self.unescape(input, colon + 1, token.end, Escapes::LocalName);
            self.resolved.push_str(&self.unescaped);
            if !escapes_are_right {
                return false;
            }
        } else {
            let local = &self.text[colon + 1..token.end];
            self.resolved.push_str(local);
            if namespace.takes_plain_names && is_plain_name(local) {
                return true;
            }
        }
        let valid = Iri::parse(self.resolved.as_str()).is_ok();
        if !valid {
            self.report_invalid(input, token);
        }
        valid
    }

    fn resolve_reference(&mut self, input: &mut Input<'_>, token: Token, escaped: bool) -> bool {
        let (start, end) = (token.start + 1, token.end - 1);
        let escapes_are_right = !escaped || self.unescape(input, start, end, Escapes::Iri);
        let reference = if escaped {
            self.unescaped.as_str()
        } else {
            &self.text[start..end]
        };
        if !escaped && is_plain_web_address(reference) {
            self.resolved.push_str(reference);
            return true;
        }
        let valid = if let Some(base) = &self.environment.base {
            let parsed = IriRef::parse(reference);
            let is_reference = parsed.is_ok();
            let parsed = parsed.unwrap_or_else(|_| IriRef::parse_unchecked(reference));
            let resolution = base.resolve_into(&parsed, &mut self.resolved);
            is_reference && resolution.is_ok()
        } else {
            self.resolved.push_str(reference);
            Iri::parse(reference).is_ok()
        };
        if !valid && has_scheme(reference) {
            // Resolution may tidy the path; a wrong IRI is kept as it is written.
            self.resolved.clear();
            self.resolved.push_str(reference);
        }
        if !valid && escapes_are_right {
            self.report_invalid(input, token);
        }
        valid
    }

    fn report_invalid(&self, input: &mut Input<'_>, token: Token) {
        let kind = SyntaxIssueKind::InvalidIri {
            iri: self.resolved.clone(),
        };
        input.report(kind, token.span());
    }
}

/// Whether a reference begins with a scheme and a colon ([RFC 3986 §3.1](https://www.rfc-editor.org/rfc/rfc3986#section-3.1)).
fn has_scheme(reference: &str) -> bool {
    let Some((scheme, _)) = reference.split_once(':') else {
        return false;
    };
    scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
}
