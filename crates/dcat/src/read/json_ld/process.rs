//! [Context processing](https://www.w3.org/TR/json-ld11-api/#context-processing-algorithm).

use std::rc::Rc;

use kolophon_graph::Span;
use oxiri::Iri;
use rustc_hash::FxHashMap;

use super::super::SyntaxIssueKind;
use super::context::{Context, Expansion, RelativeTo, is_absolute, is_blank_node, resolve};
use super::json::{Entry, Kind, Value};
use super::{Reader, code};

/// Why a context is processed; that decides what it may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Role {
    /// It stands in a node object.
    Embedded,
    /// A property's term brings it along. It may redefine protected terms.
    PropertyScoped,
    /// A type's term brings it along. It holds for the node itself, not for nodes inside.
    TypeScoped,
}

/// A context that is being processed.
#[derive(Debug)]
pub(super) struct Local<'a> {
    /// Its entries by key; of a repeated key the last.
    pub(super) entries: FxHashMap<&'a str, &'a Entry<'a>>,
    pub(super) progress: FxHashMap<&'a str, Progress>,
    /// Whether its terms are protected unless they say otherwise.
    pub(super) is_protected: bool,
    pub(super) role: Role,
}

/// How far the definition of a term is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Progress {
    Begun,
    Done,
    Failed,
}

/// A processed context under what it was made from: the active context, the text, the role.
pub(super) type Processed<'a> = FxHashMap<(usize, &'a str, Role), (Rc<Context<'a>>, Rc<Context<'a>>)>;

/// Processed contexts are forgotten above this number.
const MOST_PROCESSED: usize = 4096;

impl<'a> Reader<'a, '_> {
    /// The context that `local` makes of `active`. What is wrong in it is reported and passed over.
    pub(super) fn process_context(
        &mut self,
        active: &Rc<Context<'a>>,
        local: &'a Value<'a>,
        role: Role,
    ) -> Rc<Context<'a>> {
        let written = &self.text[local.span.range()];
        let key = (Rc::as_ptr(active).addr(), written, role);
        if let Some((_, processed)) = self.processed.get(&key) {
            return Rc::clone(processed);
        }
        let issues_before = self.issues.len();
        let processed = self.process_new_context(active, local, role);
        if self.issues.len() == issues_before {
            if self.processed.len() >= MOST_PROCESSED {
                self.processed.clear();
            }
            // The active context is kept too, so that no other takes its address.
            let kept = (Rc::clone(active), Rc::clone(&processed));
            self.processed.insert(key, kept);
        }
        processed
    }

    fn process_new_context(
        &mut self,
        active: &Rc<Context<'a>>,
        local: &'a Value<'a>,
        role: Role,
    ) -> Rc<Context<'a>> {
        let mut result = Context::layer_upon(active);
        let propagates = match local.as_object().and_then(|entries| last(entries, "@propagate")) {
            Some(Value {
                kind: Kind::Boolean(propagates),
                ..
            }) => *propagates,
            _ => role != Role::TypeScoped,
        };
        if !propagates && result.previous.is_none() {
            result.previous = Some(Rc::clone(active));
        }
        let mut scoped = Vec::new();
        for context in local.as_elements() {
            match &context.kind {
                Kind::Null => {
                    if role != Role::PropertyScoped && result.has_protected_terms() {
                        self.report_code(code::INVALID_CONTEXT_NULLIFICATION, context.span);
                        continue;
                    }
                    scoped.clear();
                    let previous = result.previous.take();
                    result = Context::initial(self.base.clone());
                    result.previous = previous;
                }
                Kind::String(iri) => {
                    self.report_remote(&result, iri, context.span);
                    result.incomplete = true;
                }
                Kind::Object(entries) => self.process_entries(&mut result, entries, role, &mut scoped),
                _ => self.report_code(code::INVALID_LOCAL_CONTEXT, context.span),
            }
        }
        let result = Rc::new(result);
        // The scoped contexts are tried once, so that what is wrong in them is reported even if nothing uses them.
        for context in scoped {
            self.process_context(&result, context, Role::PropertyScoped);
        }
        result
    }

    fn process_entries(
        &mut self,
        result: &mut Context<'a>,
        entries: &'a [Entry<'a>],
        role: Role,
        scoped: &mut Vec<&'a Value<'a>>,
    ) {
        self.check_version(entries);
        self.process_import(result, entries);
        self.process_base(result, entries);
        self.process_vocabulary(result, entries);
        self.process_language(result, entries);
        self.check_direction(entries);
        self.check_propagate(entries);
        let mut local = Local {
            entries: FxHashMap::default(),
            progress: FxHashMap::default(),
            is_protected: self.is_protected(entries),
            role,
        };
        local
            .entries
            .extend(entries.iter().map(|entry| (entry.key.as_ref(), entry)));
        for entry in entries {
            if !is_context_keyword(&entry.key) {
                self.define_term(result, &mut local, &entry.key);
            }
        }
        for entry in entries {
            let definition = result.term(&entry.key);
            scoped.extend(definition.and_then(|definition| definition.scoped));
        }
    }

    fn check_version(&mut self, entries: &'a [Entry<'a>]) {
        if let Some(version) = last(entries, "@version") {
            let is_valid = match version.kind {
                Kind::Number(number) => number.parse() == Ok(1.1_f64),
                _ => false,
            };
            if !is_valid {
                self.report_code(code::INVALID_VERSION_VALUE, version.span);
            }
        }
    }

    fn process_import(&mut self, result: &mut Context<'a>, entries: &'a [Entry<'a>]) {
        if let Some(import) = last(entries, "@import") {
            match import.as_str() {
                Some(iri) => {
                    self.report_remote(result, iri, import.span);
                    result.incomplete = true;
                }
                None => self.report_code(code::INVALID_IMPORT_VALUE, import.span),
            }
        }
    }

    fn process_base(&mut self, result: &mut Context<'a>, entries: &'a [Entry<'a>]) {
        let Some(value) = last(entries, "@base") else {
            return;
        };
        if value.is_null() {
            result.base = None;
            return;
        }
        let base = value.as_str().and_then(|base| match &result.base {
            Some(outer) => Iri::parse(resolve(outer, base)).ok(),
            None => Iri::parse(base.to_owned()).ok(),
        });
        match base {
            Some(base) => result.base = Some(Rc::new(base)),
            None => self.report_code(code::INVALID_BASE_IRI, value.span),
        }
    }

    fn process_vocabulary(&mut self, result: &mut Context<'a>, entries: &'a [Entry<'a>]) {
        let Some(value) = last(entries, "@vocab") else {
            return;
        };
        if value.is_null() {
            result.vocabulary = None;
            return;
        }
        let vocabulary = value.as_str().and_then(|vocabulary| {
            match result.expand(vocabulary, RelativeTo::VocabularyThenDocument) {
                Expansion::Iri(iri) => Some(iri),
                Expansion::Null | Expansion::Keyword(_) => None,
            }
        });
        match vocabulary {
            Some(vocabulary) => result.vocabulary = Some(vocabulary.into()),
            None => self.report_code(code::INVALID_VOCAB_MAPPING, value.span),
        }
    }

    fn process_language(&mut self, result: &mut Context<'a>, entries: &'a [Entry<'a>]) {
        let Some(value) = last(entries, "@language") else {
            return;
        };
        match &value.kind {
            Kind::Null => result.language = None,
            Kind::String(language) => {
                self.check_language(language, value.span);
                result.language = Some(language.as_ref().into());
            }
            _ => self.report_code(code::INVALID_DEFAULT_LANGUAGE, value.span),
        }
    }

    /// The base direction is checked and else not used: RDF 1.1 literals have none.
    fn check_direction(&mut self, entries: &'a [Entry<'a>]) {
        if let Some(value) = last(entries, "@direction")
            && direction(value).is_none()
        {
            self.report_code(code::INVALID_BASE_DIRECTION, value.span);
        }
    }

    fn check_propagate(&mut self, entries: &'a [Entry<'a>]) {
        if let Some(value) = last(entries, "@propagate")
            && !matches!(value.kind, Kind::Boolean(_))
        {
            self.report_code(code::INVALID_PROPAGATE_VALUE, value.span);
        }
    }

    /// What `@protected` says; nothing means no.
    pub(super) fn is_protected(&mut self, entries: &'a [Entry<'a>]) -> bool {
        match last(entries, "@protected") {
            Some(Value {
                kind: Kind::Boolean(protected),
                ..
            }) => *protected,
            Some(value) => {
                self.report_code(code::INVALID_PROTECTED_VALUE, value.span);
                false
            }
            None => false,
        }
    }

    fn report_remote(&mut self, context: &Context<'a>, iri: &str, span: Span) {
        let iri = match &context.base {
            Some(base) => resolve(base, iri),
            None => iri.to_owned(),
        };
        self.report(SyntaxIssueKind::RemoteContext { iri }, span);
    }

    /// [IRI expansion](https://www.w3.org/TR/json-ld11-api/#iri-expansion) of a value of the context that is being
    /// processed: what it refers to is defined first.
    ///
    /// # Errors
    /// The code, if a term it needs is just being defined.
    pub(super) fn expand_in_context<'s>(
        &mut self,
        result: &mut Context<'a>,
        local: &mut Local<'a>,
        value: &'s str,
    ) -> Result<Expansion<'s>, Option<&'static str>> {
        self.require_term(result, local, value)?;
        if result.term(value).is_none()
            && let Some((prefix, name)) = value.split_once(':')
            && prefix != "_"
            && !name.starts_with("//")
        {
            self.require_term(result, local, prefix)?;
        }
        Ok(result.expand(value, RelativeTo::Vocabulary))
    }

    /// Defines a term of the context that is being processed, if it has that term and it is not defined yet.
    ///
    /// # Errors
    /// The code if the term is just being defined, or `None` if its definition failed and that is reported.
    pub(super) fn require_term(
        &mut self,
        result: &mut Context<'a>,
        local: &mut Local<'a>,
        term: &str,
    ) -> Result<(), Option<&'static str>> {
        let Some((&term, _)) = local.entries.get_key_value(term) else {
            return Ok(());
        };
        if is_context_keyword(term) {
            return Ok(());
        }
        self.define_term(result, local, term);
        match local.progress.get(term) {
            Some(Progress::Begun) => Err(Some(code::CYCLIC_IRI_MAPPING)),
            Some(Progress::Failed) => Err(None),
            Some(Progress::Done) | None => Ok(()),
        }
    }
}

/// The value of a key; of a repeated key the last.
pub(super) fn last<'a>(entries: &'a [Entry<'a>], key: &str) -> Option<&'a Value<'a>> {
    let entry = entries.iter().rev().find(|entry| entry.key == key)?;
    Some(&entry.value)
}

/// The base direction that a value names.
pub(super) fn direction(value: &Value<'_>) -> Option<&'static str> {
    match &value.kind {
        Kind::Null => Some(""),
        Kind::String(text) if text == "ltr" => Some("ltr"),
        Kind::String(text) if text == "rtl" => Some("rtl"),
        _ => None,
    }
}

/// Whether an expansion is something that a term can stand for.
pub(super) fn is_iri_or_blank_node(iri: &str) -> bool {
    is_absolute(iri) || is_blank_node(iri)
}

/// The keys of a context that are no terms.
fn is_context_keyword(key: &str) -> bool {
    matches!(
        key,
        "@base"
            | "@direction"
            | "@import"
            | "@language"
            | "@propagate"
            | "@protected"
            | "@version"
            | "@vocab"
    )
}
