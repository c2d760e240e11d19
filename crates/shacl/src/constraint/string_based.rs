//! Constraints on text (<https://www.w3.org/TR/shacl/#core-components-string>).

use std::ops::ControlFlow;
use std::sync::Arc;

use kolophon_graph::{Term, TermId};

use super::{Constraints, Kind};
use crate::ShapesError;
use crate::component::Component;
use crate::error::ShapesErrorKind;
use crate::node::Node;
use crate::parse::{Compiler, Parameter};
use crate::regex::Pattern;
use crate::validate::{Collector, Context};
use crate::vocab::sh;

/// Constraints on the text of IRIs and literals, and on languages.
#[derive(Debug)]
pub(crate) enum StringBased {
    /// [`sh:minLength`](https://www.w3.org/TR/shacl/#MinLengthConstraintComponent)
    MinLength(usize),
    /// [`sh:maxLength`](https://www.w3.org/TR/shacl/#MaxLengthConstraintComponent)
    MaxLength(usize),
    /// [`sh:pattern`](https://www.w3.org/TR/shacl/#PatternConstraintComponent)
    Pattern(Arc<Pattern>),
    /// [`sh:languageIn`](https://www.w3.org/TR/shacl/#LanguageInConstraintComponent): language ranges in lower case
    LanguageIn(Vec<Box<str>>),
    /// [`sh:uniqueLang`](https://www.w3.org/TR/shacl/#UniqueLangConstraintComponent)
    UniqueLang,
}

pub(super) fn compile(
    compiler: &mut Compiler<'_>,
    shape: TermId,
    constraints: &mut Constraints,
) -> Result<(), ShapesError> {
    for parameter in compiler.single_parameter(shape, sh::MIN_LENGTH) {
        let length = StringBased::MinLength(compiler.count(parameter)?);
        constraints.push(compiler, parameter, Kind::StringBased(length));
    }
    for parameter in compiler.single_parameter(shape, sh::MAX_LENGTH) {
        let length = StringBased::MaxLength(compiler.count(parameter)?);
        constraints.push(compiler, parameter, Kind::StringBased(length));
    }
    let flags = flags(compiler, shape)?;
    for parameter in compiler.parameters(shape, sh::PATTERN) {
        let pattern = string(compiler, parameter)?;
        let regex = compiler.pattern(pattern, flags).map_err(|reason| {
            let pattern = pattern.to_owned();
            compiler.error(parameter, ShapesErrorKind::InvalidPattern { pattern, reason })
        })?;
        constraints.push(
            compiler,
            parameter,
            Kind::StringBased(StringBased::Pattern(regex)),
        );
    }
    for parameter in compiler.single_parameter(shape, sh::LANGUAGE_IN) {
        let mut ranges = Vec::new();
        for member in compiler.parameter_list(parameter)? {
            ranges.push(
                string(compiler, parameter.member(member))?
                    .to_ascii_lowercase()
                    .into(),
            );
        }
        let languages = StringBased::LanguageIn(ranges);
        constraints.push(compiler, parameter, Kind::StringBased(languages));
    }
    let unique = compiler.is_true(shape, sh::UNIQUE_LANG);
    for parameter in compiler.property_parameter(shape, sh::UNIQUE_LANG) {
        if unique {
            constraints.push(compiler, parameter, Kind::StringBased(StringBased::UniqueLang));
            break;
        }
    }
    Ok(())
}

/// The flags of a shape's patterns; of several the first by its text.
fn flags<'g>(compiler: &mut Compiler<'g>, shape: TermId) -> Result<&'g str, ShapesError> {
    let parameters = compiler.single_parameter(shape, sh::FLAGS);
    let flags = parameters
        .into_iter()
        .map(|parameter| string(compiler, parameter));
    let flags: Vec<&'g str> = flags.collect::<Result<_, _>>()?;
    Ok(flags.into_iter().min().unwrap_or_default())
}

fn string<'g>(compiler: &Compiler<'g>, parameter: Parameter) -> Result<&'g str, ShapesError> {
    match compiler.text(parameter.value) {
        Term::Literal {
            value,
            datatype: kolophon_graph::XSD_STRING,
            ..
        } => Ok(value),
        _ => Err(compiler.invalid(parameter, "an xsd:string")),
    }
}

impl StringBased {
    pub(super) fn component(&self) -> Component {
        match self {
            Self::MinLength(_) => Component::MinLength,
            Self::MaxLength(_) => Component::MaxLength,
            Self::Pattern(_) => Component::Pattern,
            Self::LanguageIn(_) => Component::LanguageIn,
            Self::UniqueLang => Component::UniqueLang,
        }
    }

    pub(super) fn evaluate<C: Collector>(&self, context: &mut Context<'_, C>) -> ControlFlow<()> {
        match self {
            Self::MinLength(length) => fail_texts(context, |text| text.chars().count() >= *length),
            Self::MaxLength(length) => fail_texts(context, |text| text.chars().count() <= *length),
            Self::Pattern(regex) => fail_texts(context, |text| regex.is_match(text)),
            Self::LanguageIn(ranges) => context.fail_values(|context, value| {
                let language = language(context, value);
                language.is_some_and(|tag| ranges.iter().any(|range| matches(tag, range)))
            }),
            Self::UniqueLang => fail_repeated_languages(context),
        }
    }
}

/// Reports values whose text does not pass; blank nodes have no text and fail.
fn fail_texts<C: Collector>(context: &mut Context<'_, C>, passes: impl Fn(&str) -> bool) -> ControlFlow<()> {
    context.fail_values(|context, value| match context.text(value) {
        Term::Iri(text) | Term::Literal { value: text, .. } => passes(text),
        Term::BlankNode(_) => false,
    })
}

/// One result for every language that more than one value has.
fn fail_repeated_languages<C: Collector>(context: &mut Context<'_, C>) -> ControlFlow<()> {
    let mut languages: Vec<&str> = Vec::new();
    for value in context.values.iter() {
        languages.extend(language(context, value));
    }
    languages.sort_unstable();
    let repeated = languages
        .chunk_by(|a, b| a == b)
        .filter(|same| same.len() > 1)
        .count();
    for _ in 0..repeated {
        context.fail(None)?;
    }
    ControlFlow::Continue(())
}

fn language<'a, C: Collector>(context: &'a Context<'_, C>, value: Node) -> Option<&'a str> {
    match context.text(value) {
        Term::Literal { language, .. } => language.filter(|tag| !tag.is_empty()),
        Term::Iri(_) | Term::BlankNode(_) => None,
    }
}

/// Basic filtering of RFC 4647, as `langMatches` of SPARQL does it; both are in lower case.
fn matches(tag: &str, range: &str) -> bool {
    if range == "*" {
        return true;
    }
    tag.strip_prefix(range)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

#[cfg(test)]
mod tests {
    use crate::testing::{check, error};

    #[test]
    fn lengths_count_characters_of_iris_and_literals() {
        check(
            "e:S sh:targetNode e:x ; sh:property [ sh:path e:p ; sh:minLength 2 ; sh:maxLength 3 ] .",
            "e:x e:p 'ü', 'üü', 'üüü', 'üüüü', 7, [] .",
            &[
                "MinLength e:x e:p \"ü\"",
                "MinLength e:x e:p \"7\"^^xsd:integer",
                "MinLength e:x e:p _:b",
                "MaxLength e:x e:p \"üüüü\"",
                "MaxLength e:x e:p _:b",
            ],
        );
    }

    #[test]
    fn patterns_are_searched_for_and_know_flags() {
        check(
            "e:S sh:targetNode e:x ; sh:property [ sh:path e:p ; sh:pattern '^AB' ; sh:flags 'i' ] .",
            "e:x e:p 'abc', 'ABC', 'xab', [] .",
            &["Pattern e:x e:p \"xab\"", "Pattern e:x e:p _:b"],
        );
    }

    #[test]
    fn a_pattern_that_is_none_is_an_error_with_its_place() {
        let error = error("e:S sh:targetNode e:x ; sh:pattern '(' .");
        assert!(error.contains("e/S") && error.contains("\"(\""), "{error}");
    }

    #[test]
    fn languages_match_by_prefix_of_subtags() {
        check(
            "e:S sh:targetNode e:x ; sh:property [ sh:path e:p ; sh:languageIn ( 'de' 'EN' ) ] .",
            "e:x e:p 'a'@de, 'b'@de-AT, 'c'@en-gb, 'd'@fr, 'e'@den, 'f' .",
            &[
                "LanguageIn e:x e:p \"d\"@fr",
                "LanguageIn e:x e:p \"e\"@den",
                "LanguageIn e:x e:p \"f\"",
            ],
        );
    }

    #[test]
    fn every_repeated_language_is_one_result() {
        check(
            "e:S sh:targetNode e:x ; sh:property [ sh:path e:p ; sh:uniqueLang true ] .",
            "e:x e:p 'a'@de, 'b'@DE, 'c'@de, 'd'@en, 'e'@en, 'f'@fr, 'g', 'h' .",
            &["UniqueLang e:x e:p", "UniqueLang e:x e:p"],
        );
    }
}
