//! Profiles: which rules hold.

use std::sync::LazyLock;

use kolophon_dcat::vocab::rdfs;
use kolophon_dcat::{Document, ReadError, read};
use kolophon_diagnostic::Text;
use kolophon_graph::{Graph, GraphBuilder, Position, Term, TermId, Triple};
use kolophon_shacl::{Shapes, ShapesError};
use rustc_hash::FxHashMap;
use thiserror::Error;

use crate::codelist;

/// A set of rules to check against: compiled shapes, what to say about each, and the code lists they refer to.
#[derive(Debug)]
pub struct Profile {
    name: String,
    shapes: Shapes,
    notes: FxHashMap<String, Notes>,
    background: Graph,
}

/// What a shape says about itself besides its message.
#[derive(Clone, Debug, Default)]
pub(crate) struct Notes {
    pub(crate) why: Option<Text>,
    pub(crate) mend: Option<Text>,
}

/// Why shapes cannot be used as a profile.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ProfileError {
    /// A shapes file cannot be read.
    #[error("the shapes cannot be read")]
    Read(#[from] ReadError),
    /// A shape cannot be understood.
    #[error("the shapes cannot be understood")]
    Shapes(#[from] ShapesError),
}

/// The namespace of `why` and `mend`, which Kolophon's own shapes carry.
const DEFINITION: &str = "https://kolophon.dev/def#";

macro_rules! shape_files {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_str!(concat!("../../../schemas/dcat-ap-de/3.0/", $name, ".ttl")))),*]
    };
}

/// Our shapes for DCAT-AP.de 3.0, one file per class, and the subclass facts they rely on.
static DCAT_AP_DE_3_0: [(&str, &str); 15] = shape_files![
    "agent",
    "attribution",
    "catalog",
    "catalog-record",
    "checksum",
    "classes",
    "contact",
    "data-service",
    "dataset",
    "dataset-series",
    "distribution",
    "identifier",
    "location",
    "period-of-time",
    "relationship",
];

impl Profile {
    /// The names of all profiles, the default first.
    pub const NAMES: [&'static str; 1] = ["dcat-ap-de"];

    /// The profile of that name.
    #[must_use]
    pub fn by_name(name: &str) -> Option<&'static Self> {
        (name == Self::NAMES[0]).then(Self::dcat_ap_de)
    }

    /// DCAT-AP.de 3.0 as the specification says it.
    #[must_use]
    pub fn dcat_ap_de() -> &'static Self {
        static PROFILE: LazyLock<Profile> = LazyLock::new(|| {
            #[expect(
                clippy::expect_used,
                reason = "the shapes are part of the program; a test compiles them"
            )]
            Profile::from_shapes(Profile::NAMES[0], &own_shapes())
                .expect("the program's own shapes are well-formed")
        });
        &PROFILE
    }

    /// The same profile with more shapes.
    ///
    /// # Errors
    /// When a file cannot be read or its shapes cannot be understood.
    pub fn with_shapes(&self, more: &[Document]) -> Result<Self, ProfileError> {
        let mut documents = own_shapes();
        documents.extend_from_slice(more);
        Self::from_shapes(&self.name, &documents)
    }

    /// The profile's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The compiled shapes.
    #[must_use]
    pub fn shapes(&self) -> &Shapes {
        &self.shapes
    }

    pub(crate) fn notes(&self, shape: &str) -> Notes {
        self.notes.get(shape).cloned().unwrap_or_default()
    }

    /// The triples that are laid under the data: code list membership and subclasses. None has a position.
    pub(crate) fn push_background(&self, builder: &mut GraphBuilder) {
        for triple in self.background.triples() {
            let mut copy = |id: TermId| builder.term(self.background.term(id));
            let triple = Triple::new(copy(triple.subject), copy(triple.predicate), copy(triple.object));
            builder.push(triple, Position::UNKNOWN);
        }
    }

    fn from_shapes(name: &str, documents: &[Document]) -> Result<Self, ProfileError> {
        let mut builder = GraphBuilder::new();
        for document in documents {
            read(document, &mut builder)?;
        }
        let graph = builder.finish();
        let shapes = Shapes::from_graph(&graph)?;
        Ok(Self {
            name: name.to_owned(),
            shapes,
            notes: notes(&graph),
            background: background(&graph),
        })
    }
}

fn own_shapes() -> Vec<Document> {
    let document =
        |(name, text): &(&str, &str)| Document::new(format!("{name}.ttl"), text.as_bytes().to_vec());
    DCAT_AP_DE_3_0.iter().map(document).collect()
}

fn background(shapes: &Graph) -> Graph {
    let mut builder = GraphBuilder::new();
    codelist::push_membership(&mut builder);
    if let Some(sub_class_of) = shapes.iri(rdfs::SUB_CLASS_OF) {
        for triple in shapes.column(sub_class_of) {
            let mut copy = |id: TermId| builder.term(shapes.term(id));
            let triple = Triple::new(copy(triple.subject), copy(triple.predicate), copy(triple.object));
            builder.push(triple, Position::UNKNOWN);
        }
    }
    builder.finish()
}

fn notes(graph: &Graph) -> FxHashMap<String, Notes> {
    let property = |name: &str| graph.iri(&format!("{DEFINITION}{name}"));
    let (why, mend) = (property("why"), property("mend"));
    let texts = |shape, property: Option<TermId>| {
        text(graph.objects(shape, property?).map(|object| graph.term(object)))
    };
    let mut notes = FxHashMap::default();
    for shape in graph.all_subjects() {
        let found = Notes {
            why: texts(shape, why),
            mend: texts(shape, mend),
        };
        if found.why.is_some() || found.mend.is_some() {
            notes.insert(graph.term(shape).value().to_owned(), found);
        }
    }
    notes
}

/// A text from literals in several languages; where one language is missing, the other takes its place.
pub(crate) fn text<'a>(literals: impl Iterator<Item = Term<'a>>) -> Option<Text> {
    let (mut de, mut en, mut other) = (None, None, None);
    for literal in literals {
        let Term::Literal { value, language, .. } = literal else {
            continue;
        };
        match language.map(|language| language.split('-').next().unwrap_or_default()) {
            Some("de") => de = de.or(Some(value)),
            Some("en") => en = en.or(Some(value)),
            _ => other = other.or(Some(value)),
        }
    }
    let first = de.or(en).or(other)?;
    Some(Text::new(
        de.unwrap_or(en.or(other).unwrap_or(first)),
        en.unwrap_or(other.unwrap_or(first)),
    ))
}
