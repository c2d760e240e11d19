//! Which profiles there are: a table of shape files and further checks.
//!
//! A profile reuses the shapes of another by listing their files. A rule that a file only names is described in the
//! files of the profile it comes from (see [`described`](super::described)).

/// A file of shapes that is part of the program.
#[derive(Debug)]
pub(crate) struct File {
    /// Its path below `schemas/`.
    pub(crate) path: &'static str,
    /// What it says, in Turtle.
    pub(crate) turtle: &'static str,
}

/// What a profile is made of.
#[derive(Debug)]
pub(crate) struct Definition {
    /// The name people type.
    pub(crate) name: &'static str,
    /// What it is, in German and English.
    pub(crate) title: (&'static str, &'static str),
    /// The shapes that hold.
    pub(crate) shapes: &'static [&'static [File]],
    /// Where the rules are described that `shapes` only names.
    pub(crate) described_in: &'static [&'static [File]],
    /// What SHACL cannot say.
    pub(crate) checks: &'static [Check],
}

/// A check in Rust that a profile may ask for. What concerns the reading of the files and the identity of the datasets
/// is checked in every profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Check {
    /// Is what the metadata say about a data file beside them true?
    DataFiles,
}

macro_rules! files {
    ($folder:literal: $($name:literal),* $(,)?) => {
        &[$(File {
            path: concat!($folder, "/", $name, ".ttl"),
            turtle: include_str!(concat!("../../../../schemas/", $folder, "/", $name, ".ttl")),
        }),*]
    };
}

/// The few subclass facts that every profile relies on.
const CLASSES: &[File] = files!("dcat-ap-de/3.0": "classes");

const DCAT_AP_DE_3_0: &[File] = files!("dcat-ap-de/3.0":
    "agent",
    "attribution",
    "catalog",
    "catalog-record",
    "checksum",
    "contact",
    "data-service",
    "dataset",
    "dataset-series",
    "distribution",
    "identifier",
    "location",
    "period-of-time",
    "relationship",
);

const GOVDATA_3_0: &[File] = files!("govdata/3.0":
    "agent",
    "attribution",
    "catalog",
    "catalog-record",
    "checksum",
    "contact",
    "data-service",
    "dataset",
    "dataset-series",
    "distribution",
    "identifier",
    "license-document",
    "location",
    "period-of-time",
    "relationship",
);

/// All profiles, the default first.
pub(crate) static PROFILES: [Definition; 2] = [
    Definition {
        name: "dcat-ap-de",
        title: (
            "DCAT-AP.de 3.0, wie die Spezifikation es sagt",
            "DCAT-AP.de 3.0 as the specification says it",
        ),
        shapes: &[CLASSES, DCAT_AP_DE_3_0],
        described_in: &[],
        checks: &[Check::DataFiles],
    },
    Definition {
        name: "govdata",
        title: (
            "was die Prüfung von GovData heute meldet, mit ihren Eigenheiten",
            "what GovData's validator reports today, quirks included",
        ),
        shapes: &[CLASSES, GOVDATA_3_0],
        described_in: &[DCAT_AP_DE_3_0],
        checks: &[],
    },
];
