//! Profiles: which rules hold.

mod described;
mod rule;
mod table;

use std::sync::OnceLock;

use kolophon_dcat::vocab::rdfs;
use kolophon_dcat::{Document, ReadError, read};
use kolophon_diagnostic::Text;
use kolophon_graph::{Graph, GraphBuilder, Position, TermId, Triple};
use kolophon_shacl::{Shapes, ShapesError};
use rustc_hash::FxHashMap;
use thiserror::Error;

pub use self::rule::Rule;
pub(crate) use self::rule::{severity, text};
pub(crate) use self::table::Check;
use self::table::{Definition, File, PROFILES};
use crate::codelist;

/// The namespace whose local names are Kolophon's rule ids.
pub(crate) const RULES: &str = "https://kolophon.dev/regel/";

/// The namespace of `quirk`, which Kolophon's own shapes carry, and of the facts about code list values.
pub(crate) const DEFINITION: &str = "https://kolophon.dev/def#";

pub(crate) const SHACL: &str = "http://www.w3.org/ns/shacl#";

/// A set of rules to check against: compiled shapes, what to say about each, and the code lists they refer to.
#[derive(Debug)]
pub struct Profile {
    definition: &'static Definition,
    shapes: Shapes,
    rules: FxHashMap<String, Rule>,
    background: Graph,
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

impl Profile {
    /// The names of all profiles, the default first.
    pub const NAMES: [&'static str; PROFILES.len()] = {
        let mut names = [""; PROFILES.len()];
        let mut index = 0;
        while index < PROFILES.len() {
            names[index] = PROFILES[index].name;
            index += 1;
        }
        names
    };

    /// The profile of that name. `-3.0`, the version that holds today, may be added to a name that has no version.
    ///
    /// ```
    /// use kolophon_validate::Profile;
    ///
    /// assert_eq!(Profile::by_name("govdata-3.0").map(Profile::name), Some("govdata"));
    /// assert!(Profile::by_name("unbekannt").is_none());
    /// ```
    #[must_use]
    pub fn by_name(name: &str) -> Option<&'static Self> {
        let is = |name: &str| Self::NAMES.iter().position(|known| *known == name);
        Some(Self::at(is(name).or_else(|| is(name.strip_suffix("-3.0")?))?))
    }

    /// DCAT-AP.de 3.0 as the specification says it.
    #[must_use]
    pub fn dcat_ap_de() -> &'static Self {
        Self::at(0)
    }

    /// What `GovData`'s validator reports today, quirks included.
    #[must_use]
    pub fn govdata() -> &'static Self {
        Self::at(1)
    }

    /// What harvesters need so that nothing is lost or doubled.
    #[must_use]
    pub fn harvest() -> &'static Self {
        Self::at(2)
    }

    /// DCAT-AP 3.0, the European profile.
    #[must_use]
    pub fn dcat_ap() -> &'static Self {
        Self::at(5)
    }

    /// What `GovData`'s quality dashboard counts.
    #[must_use]
    pub fn govdata_mqa() -> &'static Self {
        Self::at(7)
    }

    /// What data.europa.eu scores.
    #[must_use]
    pub fn mqa() -> &'static Self {
        Self::at(8)
    }

    fn at(index: usize) -> &'static Self {
        static BUILT: [OnceLock<Profile>; PROFILES.len()] = [const { OnceLock::new() }; PROFILES.len()];
        BUILT[index].get_or_init(|| {
            #[expect(
                clippy::expect_used,
                reason = "the shapes are part of the program; a test compiles them"
            )]
            Self::build(&PROFILES[index], &[]).expect("the program's own shapes are well-formed")
        })
    }

    /// The same profile with more shapes.
    ///
    /// # Errors
    /// When a file cannot be read or its shapes cannot be understood.
    pub fn with_shapes(&self, more: &[Document]) -> Result<Self, ProfileError> {
        Self::build(self.definition, more)
    }

    /// The profile's name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.definition.name
    }

    /// What the profile is, as half a sentence.
    #[must_use]
    pub fn title(&self) -> Text {
        let (de, en) = self.definition.title;
        Text::new(de, en)
    }

    /// Name and title of all profiles, the default first.
    pub fn titles() -> impl Iterator<Item = (&'static str, Text)> {
        PROFILES.iter().map(|definition| {
            let (de, en) = definition.title;
            (definition.name, Text::new(de, en))
        })
    }

    /// The compiled shapes.
    #[must_use]
    pub fn shapes(&self) -> &Shapes {
        &self.shapes
    }

    /// The rules, sorted by id.
    #[must_use]
    pub fn rules(&self) -> Vec<&Rule> {
        let mut rules: Vec<&Rule> = self.rules.values().collect();
        rules.sort_by(|a, b| a.id.cmp(&b.id));
        rules
    }

    /// What the rule behind a shape says about itself.
    pub(crate) fn rule(&self, shape: &str) -> Option<&Rule> {
        self.rules.get(shape)
    }

    /// What is to be checked besides the shapes.
    pub(crate) fn checks(&self) -> &'static [Check] {
        self.definition.checks
    }

    /// The triples that are laid under the data: facts about code list values, and subclasses. None has a position.
    pub(crate) fn push_background(&self, builder: &mut GraphBuilder) {
        for triple in self.background.triples() {
            let mut copy = |id: TermId| builder.term(self.background.term(id));
            let triple = Triple::new(copy(triple.subject), copy(triple.predicate), copy(triple.object));
            builder.push(triple, Position::UNKNOWN);
        }
    }

    fn build(definition: &'static Definition, more: &[Document]) -> Result<Self, ProfileError> {
        let mut builder = GraphBuilder::new();
        read_files(definition.shapes, &mut builder)?;
        for document in more {
            read(document, &mut builder)?;
        }
        let mut graph = builder.finish();
        for files in definition.extends {
            graph = described::extended(&graph, &graph_of(files)?);
        }
        for files in definition.described_in {
            graph = described::with_descriptions(&graph, &graph_of(files)?);
        }
        Ok(Self {
            definition,
            shapes: Shapes::from_graph(&graph)?.with_membership(&codelist::membership()),
            rules: rule::rules(&graph),
            background: background(&graph),
        })
    }
}

/// The shapes of the default profile as a graph.
pub(crate) fn own_shapes() -> Result<Graph, ReadError> {
    let mut builder = GraphBuilder::new();
    read_files(PROFILES[0].shapes, &mut builder)?;
    Ok(builder.finish())
}

fn graph_of(files: &[File]) -> Result<Graph, ReadError> {
    let mut builder = GraphBuilder::new();
    read_files(&[files], &mut builder)?;
    Ok(builder.finish())
}

fn read_files(files: &[&[File]], builder: &mut GraphBuilder) -> Result<(), ReadError> {
    for file in files.iter().copied().flatten() {
        read(
            &Document::new(file.path, file.turtle.as_bytes().to_vec()),
            builder,
        )?;
    }
    Ok(())
}

fn background(shapes: &Graph) -> Graph {
    let mut builder = GraphBuilder::new();
    codelist::push_facts(&mut builder);
    if let Some(sub_class_of) = shapes.iri(rdfs::SUB_CLASS_OF) {
        for triple in shapes.column(sub_class_of) {
            let mut copy = |id: TermId| builder.term(shapes.term(id));
            let triple = Triple::new(copy(triple.subject), copy(triple.predicate), copy(triple.object));
            builder.push(triple, Position::UNKNOWN);
        }
    }
    builder.finish()
}
