//! What is said of each thing, as entries.

use std::collections::{BTreeMap, BTreeSet};

use kolophon_dcat::vocab::rdf;
use kolophon_diagnostic::Language;
use kolophon_graph::{Graph, TermId, TermKind, TripleIndex};

use super::out::{File, Key, Out};
use super::plan::{COMMON, Layout, Plan, Root, agents};
use crate::codelists::CodeLists;
use crate::defaults::Defaults;
use crate::field::{Class, Field, Kind, Own};
use crate::name::{is_slug, slug_of};
use crate::scalar::Scalars;
use crate::scope::Scope;
use crate::term::{Term, compacted};

/// Writes one graph; remembers what is said already.
pub(super) struct Writer<'g> {
    pub(super) graph: &'g Graph,
    pub(super) layout: Layout,
    pub(super) defaults: &'g Defaults,
    pub(super) lists: &'g dyn CodeLists,
    pub(super) language: Language,
    pub(super) plan: Plan,
    /// The triples that are said.
    said: BTreeSet<TripleIndex>,
    /// The nodes that are described.
    pub(super) described: BTreeSet<TermId>,
    labels: BTreeMap<TermId, String>,
    /// The file that is being written.
    pub(super) file: usize,
}

impl<'g> Writer<'g> {
    pub(super) fn new(
        graph: &'g Graph,
        layout: Layout,
        defaults: &'g Defaults,
        lists: &'g dyn CodeLists,
        language: Language,
    ) -> Self {
        Self {
            graph,
            layout,
            defaults,
            lists,
            language,
            plan: Plan::new(graph, layout),
            said: BTreeSet::new(),
            described: BTreeSet::new(),
            labels: BTreeMap::new(),
            file: COMMON,
        }
    }

    /// All files, the common one last.
    pub(super) fn files(mut self) -> Vec<File> {
        let roots = self.plan.roots.clone();
        self.described.extend(roots.iter().map(|root| root.id));
        let mut outs: BTreeMap<usize, Vec<(Class, TermId, Out)>> = BTreeMap::new();
        let mut stems = Stems::default();
        let mut stem_of: BTreeMap<usize, String> = BTreeMap::new();
        for root in &roots {
            self.file = root.file;
            let stem = self.stem(root);
            let stem = if root.file == COMMON {
                String::new()
            } else {
                stems.unique(&stem)
            };
            let out = self.root(root, &stem);
            stem_of.entry(root.file).or_insert(stem);
            outs.entry(root.file)
                .or_default()
                .push((root.class, root.id, out));
        }
        for root in self.further_agents() {
            self.file = root.file;
            let out = self.root(&root, "");
            outs.entry(root.file)
                .or_default()
                .push((root.class, root.id, out));
        }
        let mut statements = self.statements(&outs);
        let mut files = Vec::new();
        let mut numbers: BTreeSet<usize> = outs.keys().copied().collect();
        numbers.extend(statements.keys().copied());
        let common = numbers.remove(&COMMON).then_some(COMMON);
        for number in numbers.into_iter().chain(common) {
            let mut parts: Vec<(Class, Vec<Out>)> = Vec::new();
            for (class, _, out) in outs.remove(&number).unwrap_or_default() {
                match parts.iter_mut().find(|(known, _)| *known == class) {
                    Some((_, outs)) => outs.push(out),
                    None => parts.push((class, vec![out])),
                }
            }
            parts.sort_by_key(|(class, _)| {
                let order = [
                    Class::Catalog,
                    Class::Dataset,
                    Class::DatasetSeries,
                    Class::DataService,
                    Class::Agent,
                ];
                order.iter().position(|known| known == class)
            });
            if let Some(statements) = statements.remove(&number) {
                parts.push((Class::Statement, statements));
            }
            let stem = match stem_of.get(&number) {
                Some(stem) if number != COMMON => stem.clone(),
                _ => stems.unique(&self.common_stem(&parts)),
            };
            files.push(File { stem, parts });
        }
        files
    }

    /// Agents that no field has led to: links with properties of other specifications do.
    fn further_agents(&mut self) -> Vec<Root> {
        let agents = agents(self.graph)
            .into_iter()
            .filter(|id| !self.described.contains(id) && !self.plan.is_withheld(*id));
        let agents: Vec<Root> = agents
            .map(|id| Root {
                class: Class::Agent,
                id,
                file: self.plan.file_of(id),
            })
            .collect();
        self.described.extend(agents.iter().map(|agent| agent.id));
        agents
    }

    fn common_stem(&self, parts: &[(Class, Vec<Out>)]) -> String {
        let stem = match self.layout {
            Layout::Sheets => "datensaetze",
            Layout::Files if parts.iter().any(|(class, _)| *class == Class::Catalog) => "katalog",
            Layout::Files => "weitere-angaben",
        };
        stem.to_owned()
    }

    /// The name of a root's file: its short name.
    fn stem(&self, root: &Root) -> String {
        let iri = self.graph.term(root.id).value();
        let slug = slug_of(
            iri.trim_end_matches('/')
                .rsplit(['/', '#'])
                .next()
                .unwrap_or_default(),
        );
        let own = match root.class {
            Class::Dataset => iri
                .strip_prefix(&self.defaults.dataset(""))
                .filter(|slug| is_slug(slug)),
            _ => None,
        };
        let slug = match own {
            Some(own) if !own.contains('.') => own.to_owned(),
            _ if slug.is_empty() => "ohne-namen".to_owned(),
            _ => slug,
        };
        match root.class {
            Class::DatasetSeries => format!("serie-{slug}"),
            Class::DataService => format!("dienst-{slug}"),
            _ => slug,
        }
    }

    /// The description of a root. `stem` is the name of its file, when it has one of its own.
    fn root(&mut self, root: &Root, stem: &str) -> Out {
        let term = self.term(root.id);
        let language = self.main_language(root);
        let mut scope = Scope::new(self.defaults, root.class, term.clone(), &language);
        let mut entries = self.root_name(root.class, &term, stem);
        if language != self.defaults.language
            && let Some(field) = root.class.field("text_language")
        {
            let tag = if language.is_empty() {
                "none".to_owned()
            } else {
                language.clone()
            };
            entries.push((Key::Field(field), Out::Text(tag)));
        }
        entries.extend(self.describe(root.class, root.id, &mut scope));
        if entries.is_empty() {
            // A file needs a line.
            entries = self.root_name(root.class, &term, "");
        }
        Out::Map(entries)
    }

    /// `slug` or `iri` of a root, unless its file says it.
    fn root_name(&self, class: Class, term: &Term, stem: &str) -> Vec<(Key, Out)> {
        let entry = |key: &str, text: String| {
            let field = class.field(key);
            field
                .map(|field| (Key::Field(field), Out::Text(text)))
                .into_iter()
                .collect()
        };
        let Some(iri) = term.as_iri() else {
            return entry("iri", term.written());
        };
        let start = match class {
            Class::Dataset => self.defaults.dataset(""),
            Class::DatasetSeries => self.defaults.series(""),
            Class::DataService => self.defaults.service(""),
            Class::Agent => self.defaults.agent(""),
            // A row needs a cell.
            _ if iri == self.defaults.catalogue_iri() && self.layout == Layout::Files => return Vec::new(),
            _ => return entry("iri", exact_if_needed(iri)),
        };
        match iri.strip_prefix(&start) {
            Some(slug) if class == Class::Dataset && slug == stem => Vec::new(),
            Some(slug) if is_slug(slug) => entry("slug", slug.to_owned()),
            _ => entry("iri", exact_if_needed(iri)),
        }
    }

    /// The language in which most texts of a root are written.
    fn main_language(&self, root: &Root) -> String {
        if root.class.field("text_language").is_none() {
            return self.defaults.language.clone();
        }
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for field in ["title", "description", "keyword"] {
            let predicate = root.class.field(field).and_then(Field::predicate);
            let Some(predicate) = predicate.and_then(|iri| self.graph.iri(iri)) else {
                continue;
            };
            for object in self.graph.objects(root.id, predicate) {
                if let kolophon_graph::Term::Literal { language, .. } = self.graph.term(object) {
                    *counts.entry(language.unwrap_or_default()).or_default() += 1;
                }
            }
        }
        let most = counts.values().copied().max().unwrap_or_default();
        let own = self.defaults.language.as_str();
        if most == 0 || counts.get(own) == Some(&most) {
            return own.to_owned();
        }
        let main = counts.into_iter().find(|(_, count)| *count == most);
        main.map_or_else(|| own.to_owned(), |(tag, _)| tag.to_owned())
    }

    /// All that fields can say of a node, in the order of the table of fields.
    pub(super) fn describe(&mut self, class: Class, id: TermId, scope: &mut Scope<'_>) -> Vec<(Key, Out)> {
        let fields = class.fields();
        let mut parts: Vec<Option<Out>> = fields.iter().map(|_| None).collect();
        let mut last = None;
        for (at, field) in fields.iter().enumerate() {
            parts[at] = match field.kind {
                Kind::Own(Own::Class) => self.class(class, id),
                Kind::Own(_) => None,
                // As in reading: what is meant depends on the data service.
                _ if class == Class::Distribution && field.key == "access_url" => {
                    last = Some(at);
                    None
                }
                _ => self.field(class, field, id, scope),
            };
        }
        if let Some(at) = last {
            parts[at] = self.field(class, &fields[at], id, scope);
        }
        let entries = fields.iter().zip(parts);
        entries
            .filter_map(|(field, part)| Some((Key::Field(field), part?)))
            .collect()
    }

    /// The classes, unless they are the usual ones.
    fn class(&mut self, class: Class, id: TermId) -> Option<Out> {
        let rdf_type = self.graph.iri(rdf::TYPE);
        let types: Vec<TripleIndex> = rdf_type
            .map(|p| self.graph.property(id, p).collect())
            .unwrap_or_default();
        let types: Vec<TripleIndex> = types
            .into_iter()
            .filter(|index| self.graph.triple(*index).object.is_iri())
            .collect();
        let names: BTreeSet<&str> = types
            .iter()
            .map(|index| self.graph.term(self.graph.triple(*index).object).value())
            .collect();
        self.said.extend(types);
        if names == class.types().iter().copied().collect() {
            return None;
        }
        Some(Out::of(
            names.into_iter().map(|iri| Out::Text(compacted(iri))).collect(),
        ))
    }

    pub(super) fn is_said(&self, index: TripleIndex) -> bool {
        self.said.contains(&index)
    }

    pub(super) fn say(&mut self, index: TripleIndex) {
        self.said.insert(index);
    }

    /// The term of a node; blank nodes get short labels.
    pub(super) fn term(&mut self, id: TermId) -> Term {
        if id.kind() == TermKind::BlankNode {
            let number = self.labels.len() + 1;
            let label = self.labels.entry(id).or_insert_with(|| format!("b{number}"));
            return Term::Blank(label.clone());
        }
        Term::of(self.graph.term(id))
    }

    pub(super) fn scalars<'s>(&self, scope: &'s Scope<'_>, language: &'s str) -> Scalars<'s>
    where
        'g: 's,
    {
        Scalars {
            lists: self.lists,
            defaults: self.defaults,
            root: &scope.root,
            language,
        }
    }

    /// What is left, file by file.
    fn statements(&mut self, outs: &BTreeMap<usize, Vec<(Class, TermId, Out)>>) -> BTreeMap<usize, Vec<Out>> {
        let mut left: BTreeMap<(usize, TermId, TermId), Vec<TermId>> = BTreeMap::new();
        for subject in self.graph.all_subjects() {
            for index in self.graph.outgoing(subject) {
                if self.is_said(index) {
                    continue;
                }
                let triple = self.graph.triple(index);
                let withheld = self.plan.is_withheld(triple.subject) || self.plan.is_withheld(triple.object);
                let file = match (withheld, triple.object.is_blank_node()) {
                    (true, _) => COMMON,
                    // A blank node can only be named where it is described.
                    (false, true) => self.plan.file_of(triple.object),
                    (false, false) => self.plan.file_of(triple.subject),
                };
                left.entry((file, triple.subject, triple.predicate))
                    .or_default()
                    .push(triple.object);
            }
        }
        let mut statements: BTreeMap<usize, Vec<Out>> = BTreeMap::new();
        for ((file, subject, predicate), objects) in left {
            let root = match outs.get(&file).map(Vec::as_slice) {
                _ if self.layout == Layout::Sheets => None,
                Some([(Class::Dataset, root, _), rest @ ..])
                    if rest.iter().all(|(class, ..)| *class != Class::Dataset) =>
                {
                    self.graph.term(*root).as_iri()
                }
                _ => None,
            };
            let subject = self.term(subject);
            let objects: Vec<Out> = objects
                .into_iter()
                .map(|object| {
                    let term = self.term(object);
                    Out::Text(term.as_iri().map_or_else(|| term.written(), compacted))
                })
                .collect();
            let predicate = compacted(self.graph.term(predicate).value());
            let is_row = self.layout == Layout::Sheets;
            let groups: Vec<Out> = if is_row { objects } else { vec![Out::of(objects)] };
            for object in groups {
                let out = statement(root, &subject, predicate.clone(), object);
                statements.entry(file).or_default().push(out);
            }
        }
        statements
    }
}

fn statement(root: Option<&str>, subject: &Term, predicate: String, object: Out) -> Out {
    let key = |key: &str| Class::Statement.field(key).map(Key::Field);
    let about = match (subject.as_iri(), root) {
        (Some(iri), Some(root)) if iri == root => None,
        (Some(iri), Some(root)) if iri.strip_prefix(root).is_some_and(|rest| rest.starts_with('#')) => {
            Some(iri[root.len()..].to_owned())
        }
        _ => Some(subject.written()),
    };
    let parts = [
        key("subject").zip(about.map(Out::Text)),
        key("predicate").zip(Some(Out::Text(predicate))),
        key("object").zip(Some(object)),
    ];
    Out::Map(parts.into_iter().flatten().collect())
}

/// An IRI that reads as itself, else in exact writing.
fn exact_if_needed(iri: &str) -> String {
    if crate::scalar::is_absolute(iri) && !iri.starts_with('<') && iri.trim() == iri {
        iri.to_owned()
    } else {
        Term::iri(iri).written()
    }
}

/// Names that are taken.
#[derive(Debug, Default)]
struct Stems(BTreeSet<String>);

impl Stems {
    fn unique(&mut self, stem: &str) -> String {
        let mut unique = stem.to_owned();
        let mut number = 1;
        while !self.0.insert(unique.to_lowercase()) {
            number += 1;
            unique = format!("{stem}-{number}");
        }
        unique
    }
}
