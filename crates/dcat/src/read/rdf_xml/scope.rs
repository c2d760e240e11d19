//! What elements inherit: namespaces, language and base IRI.

use oxiri::Iri;
use rustc_hash::FxHashMap;

/// The namespace of the RDF syntax.
pub(super) const RDF_NAMESPACE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

const XML_NAMESPACE: &str = "http://www.w3.org/XML/1998/namespace";

/// A namespace by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct NamespaceId(u32);

impl NamespaceId {
    /// The namespace of the RDF syntax.
    pub(super) const RDF: Self = Self(0);
}

/// What is in force at one place of the document.
///
/// Three stacks: an element that declares something pushes, and [`leave`](Self::leave) takes it away again.
#[derive(Debug)]
pub(super) struct Scope<'t> {
    bindings: Vec<Binding<'t>>,
    newest: FxHashMap<&'t str, usize>,
    namespaces: Vec<String>,
    by_iri: FxHashMap<String, NamespaceId>,
    languages: Vec<String>,
    bases: Vec<Option<Iri<String>>>,
    rdf_is_implied: bool,
}

/// A prefix and the namespace it stands for; `None` when `xmlns=""` takes the default namespace away.
#[derive(Debug)]
struct Binding<'t> {
    prefix: &'t str,
    namespace: Option<NamespaceId>,
    shadowed: Option<usize>,
}

/// What a prefix stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// This namespace.
    Namespace(NamespaceId),
    /// Nothing, by `xmlns=""`.
    NoNamespace,
    /// It is declared nowhere.
    Undeclared,
}

/// The heights of the stacks before an element.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    bindings: u32,
    languages: u32,
    bases: u32,
}

impl<'t> Scope<'t> {
    /// The scope outside the root element.
    pub(super) fn new(base: &str) -> Self {
        let mut scope = Self {
            bindings: Vec::new(),
            newest: FxHashMap::default(),
            namespaces: Vec::new(),
            by_iri: FxHashMap::default(),
            languages: Vec::new(),
            bases: vec![Iri::parse(base.to_owned()).ok()],
            rdf_is_implied: false,
        };
        scope.namespace(RDF_NAMESPACE);
        let xml = scope.namespace(XML_NAMESPACE);
        scope.bind("xml", Some(xml));
        scope
    }

    /// The number of a namespace.
    pub(super) fn namespace(&mut self, iri: &str) -> NamespaceId {
        if let Some(id) = self.by_iri.get(iri) {
            return *id;
        }
        let id = NamespaceId(u32::try_from(self.namespaces.len()).unwrap_or(u32::MAX));
        self.namespaces.push(iri.to_owned());
        self.by_iri.insert(iri.to_owned(), id);
        id
    }

    /// Whether the namespace was met before.
    pub(super) fn knows_namespace(&self, iri: &str) -> bool {
        self.by_iri.contains_key(iri)
    }

    /// The IRI of a namespace.
    pub(super) fn namespace_iri(&self, id: NamespaceId) -> &str {
        &self.namespaces[id.0 as usize]
    }

    /// What a prefix stands for here.
    pub(super) fn lookup(&self, prefix: &str) -> Meaning {
        let Some(index) = self.newest.get(prefix) else {
            return if self.rdf_is_implied && prefix == "rdf" {
                Meaning::Namespace(NamespaceId::RDF)
            } else {
                Meaning::Undeclared
            };
        };
        match self.bindings[*index].namespace {
            Some(namespace) => Meaning::Namespace(namespace),
            None => Meaning::NoNamespace,
        }
    }

    /// Declares a prefix, or with the empty prefix the default namespace.
    pub(super) fn bind(&mut self, prefix: &'t str, namespace: Option<NamespaceId>) {
        let shadowed = self.newest.insert(prefix, self.bindings.len());
        self.bindings.push(Binding {
            prefix,
            namespace,
            shadowed,
        });
    }

    /// Lets `rdf` mean the RDF namespace wherever it is not declared.
    pub(super) fn imply_rdf(&mut self) {
        self.rdf_is_implied = true;
    }

    /// The language in force; `None` when there is none or `xml:lang=""` took it away.
    pub(super) fn language(&self) -> Option<&str> {
        self.languages
            .last()
            .map(String::as_str)
            .filter(|language| !language.is_empty())
    }

    /// Puts a language in force.
    pub(super) fn set_language(&mut self, language: String) {
        self.languages.push(language);
    }

    /// The base IRI in force.
    pub(super) fn base(&self) -> Option<&Iri<String>> {
        self.bases.last().and_then(Option::as_ref)
    }

    /// Puts a base IRI in force.
    pub(super) fn set_base(&mut self, base: Iri<String>) {
        self.bases.push(Some(base));
    }

    /// What to hand to [`leave`](Self::leave) at the end of an element that begins here.
    pub(super) fn mark(&self) -> Mark {
        let height = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        Mark {
            bindings: height(self.bindings.len()),
            languages: height(self.languages.len()),
            bases: height(self.bases.len()),
        }
    }

    /// Takes away what was declared since the mark.
    pub(super) fn leave(&mut self, mark: Mark) {
        while self.bindings.len() > mark.bindings as usize {
            let Some(binding) = self.bindings.pop() else { break };
            match binding.shadowed {
                Some(index) => self.newest.insert(binding.prefix, index),
                None => self.newest.remove(binding.prefix),
            };
        }
        self.languages.truncate(mark.languages as usize);
        self.bases.truncate(mark.bases as usize);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations_end_with_their_element() {
        let mut scope = Scope::new("http://example.org/");
        let one = scope.namespace("urn:one");
        let two = scope.namespace("urn:two");
        scope.bind("p", Some(one));
        let mark = scope.mark();
        scope.bind("p", Some(two));
        scope.bind("", Some(two));
        scope.set_language("de".to_owned());
        assert_eq!(scope.lookup("p"), Meaning::Namespace(two));
        assert_eq!(scope.language(), Some("de"));
        scope.leave(mark);
        assert_eq!(scope.lookup("p"), Meaning::Namespace(one));
        assert_eq!(scope.lookup(""), Meaning::Undeclared);
        assert_eq!(scope.language(), None);
    }
}
