//! [Create term definition](https://www.w3.org/TR/json-ld11-api/#create-term-definition).

use std::rc::Rc;

use kolophon_graph::Span;

use super::context::{
    Coercion, Container, Context, Expansion, Mapping, RelativeTo, TermDefinition, TermLanguage, is_absolute,
    is_blank_node,
};
use super::json::{Entry, Kind, Value};
use super::keyword::{Keyword, has_keyword_form};
use super::process::{Local, Progress, Role, direction, is_iri_or_blank_node, last};
use super::{Reader, code};

/// Terms that need each other in a longer chain than this are refused.
const LONGEST_CHAIN: usize = 64;

/// Why a term is not defined: the code and its place, or `None` when that is reported elsewhere.
type Failure = Option<(&'static str, Span)>;

impl<'a> Reader<'a, '_> {
    /// Defines a term of the context that is being processed, unless that is done or under way.
    pub(super) fn define_term(&mut self, result: &mut Context<'a>, local: &mut Local<'a>, term: &'a str) {
        let Some(entry) = local.entries.get(term).copied() else {
            return;
        };
        if local.progress.contains_key(term) {
            return;
        }
        local.progress.insert(term, Progress::Begun);
        // What the term meant so far does not count any more, unless that is protected.
        let previous = result.take_term(term);
        self.chain += 1;
        let definition = if self.chain > LONGEST_CHAIN {
            Err(Some((code::INVALID_IRI_MAPPING, entry.value.span)))
        } else {
            self.definition(result, local, entry)
        };
        self.chain -= 1;
        local.progress.insert(term, Progress::Done);
        match definition {
            Ok(Some(definition)) => self.set_definition(result, local, entry, definition, previous),
            Ok(None) => result.set_term(term, previous.filter(|previous| previous.is_protected)),
            Err(failure) => {
                local.progress.insert(term, Progress::Failed);
                if let Some((code, span)) = failure {
                    self.report_code(code, span);
                }
                result.set_term(term, previous.filter(|previous| previous.is_protected));
            }
        }
    }

    /// Puts a definition into the context unless it would change a protected one.
    fn set_definition(
        &mut self,
        result: &mut Context<'a>,
        local: &Local<'a>,
        entry: &'a Entry<'a>,
        definition: TermDefinition<'a>,
        previous: Option<Rc<TermDefinition<'a>>>,
    ) {
        if local.role != Role::PropertyScoped
            && let Some(previous) = previous.filter(|previous| previous.is_protected)
        {
            if !previous.means_the_same(&definition) {
                self.report_code(code::PROTECTED_TERM_REDEFINITION, entry.value.span);
            }
            result.set_term(&entry.key, Some(previous));
            return;
        }
        if let (true, Mapping::Iri(iri)) = (definition.is_prefix, &definition.mapping) {
            self.prefixes.push((
                entry.key_span,
                entry.key.as_ref().to_owned(),
                iri.as_ref().to_owned(),
            ));
        }
        result.set_term(&entry.key, Some(Rc::new(definition)));
    }

    /// The definition that an entry of a context makes; `None` for a key that is to be passed over.
    fn definition(
        &mut self,
        result: &mut Context<'a>,
        local: &mut Local<'a>,
        entry: &'a Entry<'a>,
    ) -> Result<Option<TermDefinition<'a>>, Failure> {
        let term: &'a str = &entry.key;
        let value = &entry.value;
        if term.is_empty() {
            return fail(code::INVALID_TERM_DEFINITION, value);
        }
        if term == "@type" {
            check_type_term(value)?;
        } else if Keyword::of(term).is_some() {
            return Err(Some((code::KEYWORD_REDEFINITION, entry.key_span)));
        } else if has_keyword_form(term) {
            return Ok(None);
        }
        let mut definition = TermDefinition {
            mapping: Mapping::Null,
            is_prefix: false,
            is_protected: local.is_protected,
            is_reverse: false,
            container: Container::default(),
            coercion: None,
            language: TermLanguage::Inherited,
            direction: None,
            index: None,
            nest: None,
            scoped: None,
        };
        let entries: &'a [Entry<'a>] = match &value.kind {
            Kind::Null => return Ok(Some(definition)),
            Kind::String(_) => &[],
            Kind::Object(entries) => entries,
            _ => return fail(code::INVALID_TERM_DEFINITION, value),
        };
        if last(entries, "@protected").is_some() {
            definition.is_protected = self.is_protected(entries);
        }
        if let Some(coercion) = last(entries, "@type") {
            definition.coercion = Some(self.coercion(result, local, coercion)?);
        }
        if let Some(reverse) = last(entries, "@reverse") {
            return self.reverse_definition(result, local, entries, reverse, definition);
        }
        // A plain string is short for its `@id`.
        let id = if entries.is_empty() && value.as_str().is_some() {
            Some(value)
        } else {
            last(entries, "@id")
        };
        match id {
            Some(id) if id.is_null() => {}
            Some(id) if id.as_str() != Some(term) => {
                let Some(mapping) = self.mapping_of_id(result, local, term, id)? else {
                    return Ok(None);
                };
                definition.is_prefix =
                    value.as_str().is_some() && !term.contains([':', '/']) && may_be_prefix(&mapping);
                definition.mapping = mapping;
            }
            _ => definition.mapping = self.mapping_of_term(result, local, term, value)?,
        }
        add_container(entries, &mut definition)?;
        self.add_index(result, local, entries, &mut definition)?;
        definition.scoped = last(entries, "@context");
        self.add_language(entries, &mut definition)?;
        add_nest_and_prefix(term, entries, &mut definition)?;
        check_keys(entries)?;
        Ok(Some(definition))
    }

    /// `@type` of a term.
    fn coercion(
        &mut self,
        result: &mut Context<'a>,
        local: &mut Local<'a>,
        value: &'a Value<'a>,
    ) -> Result<Coercion, Failure> {
        let Some(text) = value.as_str() else {
            return fail(code::INVALID_TYPE_MAPPING, value);
        };
        match self.expand_at(result, local, text, value)? {
            Expansion::Keyword(Keyword::Id) => Ok(Coercion::Id),
            Expansion::Keyword(Keyword::Vocab) => Ok(Coercion::Vocabulary),
            Expansion::Keyword(Keyword::Json) => Ok(Coercion::Json),
            Expansion::Keyword(Keyword::None) => Ok(Coercion::None),
            Expansion::Iri(iri) if is_absolute(&iri) => {
                self.check_iri(&iri, value.span);
                Ok(Coercion::Datatype(iri.into()))
            }
            _ => fail(code::INVALID_TYPE_MAPPING, value),
        }
    }

    fn reverse_definition(
        &mut self,
        result: &mut Context<'a>,
        local: &mut Local<'a>,
        entries: &'a [Entry<'a>],
        reverse: &'a Value<'a>,
        mut definition: TermDefinition<'a>,
    ) -> Result<Option<TermDefinition<'a>>, Failure> {
        if last(entries, "@id").is_some() || last(entries, "@nest").is_some() {
            return fail(code::INVALID_REVERSE_PROPERTY, reverse);
        }
        let Some(text) = reverse.as_str() else {
            return fail(code::INVALID_IRI_MAPPING, reverse);
        };
        if Keyword::of(text).is_none() && has_keyword_form(text) {
            return Ok(None);
        }
        definition.mapping = match self.expand_at(result, local, text, reverse)? {
            Expansion::Iri(iri) if is_iri_or_blank_node(&iri) => Mapping::Iri(iri.into()),
            _ => return fail(code::INVALID_IRI_MAPPING, reverse),
        };
        add_container(entries, &mut definition)?;
        let container = definition.container;
        if let Some(value) = last(entries, "@container")
            && ![Container::default(), Container::SET, Container::INDEX].contains(&container)
        {
            return fail(code::INVALID_REVERSE_PROPERTY, value);
        }
        self.add_index(result, local, entries, &mut definition)?;
        definition.scoped = last(entries, "@context");
        definition.is_reverse = true;
        check_keys(entries)?;
        Ok(Some(definition))
    }

    /// What a term stands for whose `@id` says it; `None` if that has the form of a keyword but is none.
    fn mapping_of_id(
        &mut self,
        result: &mut Context<'a>,
        local: &mut Local<'a>,
        term: &'a str,
        id: &'a Value<'a>,
    ) -> Result<Option<Mapping>, Failure> {
        let Some(text) = id.as_str() else {
            return fail(code::INVALID_IRI_MAPPING, id);
        };
        let mapping = match self.expand_at(result, local, text, id)? {
            Expansion::Keyword(Keyword::Context) => return fail(code::INVALID_KEYWORD_ALIAS, id),
            Expansion::Keyword(keyword) => Mapping::Keyword(keyword),
            Expansion::Iri(iri) if is_iri_or_blank_node(&iri) => Mapping::Iri(iri.into()),
            Expansion::Null if has_keyword_form(text) => return Ok(None),
            Expansion::Iri(_) | Expansion::Null => return fail(code::INVALID_IRI_MAPPING, id),
        };
        if is_like_an_iri(term) {
            // Such a term may not stand for another IRI than its own. Here it does not refer to itself.
            local.progress.insert(term, Progress::Done);
            let itself = self.expand_at(result, local, term, id)?;
            if !matches!((&itself, &mapping), (Expansion::Iri(a), Mapping::Iri(b)) if **a == **b) {
                return fail(code::INVALID_IRI_MAPPING, id);
            }
        }
        Ok(Some(mapping))
    }

    /// What a term stands for that must tell it by itself: by a prefix, as an IRI, or in the vocabulary.
    fn mapping_of_term(
        &mut self,
        result: &mut Context<'a>,
        local: &mut Local<'a>,
        term: &'a str,
        value: &'a Value<'a>,
    ) -> Result<Mapping, Failure> {
        if term == "@type" {
            return Ok(Mapping::Keyword(Keyword::Type));
        }
        if let Some((prefix, name)) = term.split_once(':')
            && !prefix.is_empty()
        {
            self.require_term(result, local, prefix)
                .map_err(|code| code.map(|code| (code, value.span)))?;
            if let Some(definition) = result.term(prefix)
                && let Mapping::Iri(namespace) = &definition.mapping
            {
                return Ok(Mapping::Iri(format!("{namespace}{name}").into()));
            }
        }
        let expansion = result.expand(term, RelativeTo::Vocabulary);
        match expansion {
            Expansion::Iri(iri) if is_iri_or_blank_node(&iri) => Ok(Mapping::Iri(iri.into())),
            _ => fail(code::INVALID_IRI_MAPPING, value),
        }
    }

    fn add_index(
        &mut self,
        result: &mut Context<'a>,
        local: &mut Local<'a>,
        entries: &'a [Entry<'a>],
        definition: &mut TermDefinition<'a>,
    ) -> Result<(), Failure> {
        let Some(value) = last(entries, "@index") else {
            return Ok(());
        };
        let Some(index) = value
            .as_str()
            .filter(|_| definition.container.has(Container::INDEX))
        else {
            return fail(code::INVALID_TERM_DEFINITION, value);
        };
        match self.expand_at(result, local, index, value)? {
            Expansion::Iri(iri) if is_absolute(&iri) => definition.index = Some(index),
            // `@index` itself is what an index map has without saying so.
            Expansion::Keyword(Keyword::Index) => {}
            _ => return fail(code::INVALID_TERM_DEFINITION, value),
        }
        Ok(())
    }

    fn add_language(
        &mut self,
        entries: &'a [Entry<'a>],
        definition: &mut TermDefinition<'a>,
    ) -> Result<(), Failure> {
        if definition.coercion.is_some() && last(entries, "@type").is_some() {
            return Ok(());
        }
        if let Some(value) = last(entries, "@language") {
            definition.language = match &value.kind {
                Kind::Null => TermLanguage::Without,
                Kind::String(language) => {
                    self.check_language(language, value.span);
                    TermLanguage::Tag(language.as_ref().into())
                }
                _ => return fail(code::INVALID_LANGUAGE_MAPPING, value),
            };
        }
        if let Some(value) = last(entries, "@direction") {
            let Some(direction) = direction(value) else {
                return fail(code::INVALID_BASE_DIRECTION, value);
            };
            definition.direction = Some(direction);
        }
        Ok(())
    }

    /// Expands a value of the context; a failure is at `value`.
    fn expand_at<'s>(
        &mut self,
        result: &mut Context<'a>,
        local: &mut Local<'a>,
        text: &'s str,
        value: &Value<'_>,
    ) -> Result<Expansion<'s>, Failure> {
        self.expand_in_context(result, local, text)
            .map_err(|code| code.map(|code| (code, value.span)))
    }
}

fn fail<T>(code: &'static str, at: &Value<'_>) -> Result<T, Failure> {
    Err(Some((code, at.span)))
}

/// The keyword `@type` may get a `@set` container and protection, nothing else.
fn check_type_term(value: &Value<'_>) -> Result<(), Failure> {
    let entries = value.as_object().filter(|entries| !entries.is_empty());
    let is_valid = entries.is_some_and(|entries| {
        entries.iter().all(|entry| match entry.key.as_ref() {
            "@container" => entry.value.as_str() == Some("@set"),
            "@protected" => true,
            _ => false,
        })
    });
    if is_valid {
        Ok(())
    } else {
        fail(code::KEYWORD_REDEFINITION, value)
    }
}

fn add_container<'a>(entries: &'a [Entry<'a>], definition: &mut TermDefinition<'a>) -> Result<(), Failure> {
    let Some(value) = last(entries, "@container") else {
        return Ok(());
    };
    if value.is_null() && last(entries, "@reverse").is_some() {
        return Ok(());
    }
    let mut container = Container::default();
    for element in value.as_elements() {
        match element.as_str().and_then(Keyword::of).and_then(Container::of) {
            Some(named) => container = container.with(named),
            None => return fail(code::INVALID_CONTAINER_MAPPING, element),
        }
    }
    if !container.is_valid() || container == Container::default() {
        return fail(code::INVALID_CONTAINER_MAPPING, value);
    }
    definition.container = container;
    if container.has(Container::TYPE) {
        match definition.coercion {
            None => definition.coercion = Some(Coercion::Id),
            Some(Coercion::Id | Coercion::Vocabulary) => {}
            Some(_) => return fail(code::INVALID_TYPE_MAPPING, value),
        }
    }
    Ok(())
}

fn add_nest_and_prefix<'a>(
    term: &str,
    entries: &'a [Entry<'a>],
    definition: &mut TermDefinition<'a>,
) -> Result<(), Failure> {
    if let Some(value) = last(entries, "@nest") {
        match value.as_str() {
            Some(nest) if nest == "@nest" || Keyword::of(nest).is_none() => definition.nest = Some(nest),
            _ => return fail(code::INVALID_NEST_VALUE, value),
        }
    }
    if let Some(value) = last(entries, "@prefix") {
        if term.contains([':', '/']) {
            return fail(code::INVALID_TERM_DEFINITION, value);
        }
        let Kind::Boolean(is_prefix) = value.kind else {
            return fail(code::INVALID_PREFIX_VALUE, value);
        };
        if is_prefix && matches!(definition.mapping, Mapping::Keyword(_)) {
            return fail(code::INVALID_TERM_DEFINITION, value);
        }
        definition.is_prefix = is_prefix;
    }
    Ok(())
}

fn check_keys(entries: &[Entry<'_>]) -> Result<(), Failure> {
    const KEYS: [&str; 11] = [
        "@id",
        "@reverse",
        "@container",
        "@context",
        "@direction",
        "@index",
        "@language",
        "@nest",
        "@prefix",
        "@protected",
        "@type",
    ];
    match entries.iter().find(|entry| !KEYS.contains(&entry.key.as_ref())) {
        Some(entry) => Err(Some((code::INVALID_TERM_DEFINITION, entry.key_span))),
        None => Ok(()),
    }
}

/// Whether a mapping ends in a character that sets off what follows, so that the term serves as a prefix unasked.
fn may_be_prefix(mapping: &Mapping) -> bool {
    match mapping {
        Mapping::Iri(iri) => is_blank_node(iri) || iri.ends_with([':', '/', '?', '#', '[', ']', '@']),
        Mapping::Keyword(_) | Mapping::Null => false,
    }
}

/// Whether a term has a slash, or a colon that is not its first or last character.
fn is_like_an_iri(term: &str) -> bool {
    let bytes = term.as_bytes();
    let inner = bytes.get(1..bytes.len() - 1).unwrap_or_default();
    inner.contains(&b':') || bytes.contains(&b'/')
}
