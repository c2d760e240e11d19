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
    /// Those of another profile that hold too, unless `shapes` states something anew.
    pub(crate) extends: &'static [&'static [File]],
    /// Where the rules are described that `shapes` only names; the first that does counts.
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
    /// Does a part of the catalogue refer back to the catalogue?
    CatalogLinks,
    /// Do the addresses mean the same to everybody?
    Addresses,
    /// Do the texts survive the way through every format?
    Texts,
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

const DCAT_AP_DE_2_0: &[File] = files!("dcat-ap-de/2.0":
    "agent",
    "attribution",
    "catalog",
    "catalog-record",
    "checksum",
    "contact",
    "data-service",
    "dataset",
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

const DCAT_AP_3_0: &[File] = files!("dcat-ap/3.0":
    "agent",
    "catalog",
    "catalog-record",
    "checksum",
    "concept",
    "concept-scheme",
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

const HVD_3_0: &[File] = files!("hvd/3.0":
    "catalog",
    "catalog-record",
    "contact",
    "data-service",
    "dataset",
    "dataset-series",
    "distribution",
);

const KONVENTIONEN_3_0: &[File] = files!("konventionen/3.0": "dataset", "distribution", "other");

const MQA: &[File] = files!("mqa": "dataset", "distribution", "licences");

const GOVDATA_MQA: &[File] = files!("govdata-mqa": "dataset", "distribution");

const HARVEST: &[File] = files!("harvest": "dataset", "dataset-series", "distribution", "shared");

/// The texts of the checks in Rust that hold in every profile.
const IDENTITY: &[File] = files!("checks": "identity", "files");

/// The texts of [`Check::DataFiles`].
const DATA_FILES: &[File] = files!("checks": "data-files");

/// What [`Check::CatalogLinks`], [`Check::Addresses`] and [`Check::Texts`] say.
const HARVEST_CHECKS: &[File] = files!("checks": "harvest");

/// What only the network can tell: the texts of [`quality`](crate::quality).
const QUALITY_CHECKS: &[File] = files!("checks": "quality");

/// All profiles, the default first.
pub(crate) static PROFILES: [Definition; 9] = [
    Definition {
        name: "dcat-ap-de",
        title: (
            "DCAT-AP.de 3.0, wie die Spezifikation es sagt",
            "DCAT-AP.de 3.0 as the specification says it",
        ),
        shapes: &[CLASSES, IDENTITY, DATA_FILES, DCAT_AP_DE_3_0],
        extends: &[],
        described_in: &[],
        checks: &[Check::DataFiles],
    },
    Definition {
        name: "govdata",
        title: (
            "was die Prüfung von GovData heute meldet, mit ihren Eigenheiten",
            "what GovData's validator reports today, quirks included",
        ),
        shapes: &[CLASSES, IDENTITY, GOVDATA_3_0],
        extends: &[],
        described_in: &[DCAT_AP_DE_3_0],
        checks: &[],
    },
    Definition {
        name: "harvest",
        title: (
            "was die Abholung durch Portale braucht, damit nichts verloren geht",
            "what harvesters need so that nothing is lost",
        ),
        shapes: &[CLASSES, IDENTITY, HARVEST, HARVEST_CHECKS],
        extends: &[],
        described_in: &[KONVENTIONEN_3_0, DCAT_AP_DE_3_0],
        checks: &[Check::CatalogLinks, Check::Addresses, Check::Texts],
    },
    Definition {
        name: "konventionen",
        title: (
            "DCAT-AP.de 3.0 und die Konventionen des Handbuchs, auf 3.0 übertragen",
            "DCAT-AP.de 3.0 and the conventions of the handbook, restated for 3.0",
        ),
        shapes: &[CLASSES, IDENTITY, DATA_FILES, KONVENTIONEN_3_0],
        extends: &[DCAT_AP_DE_3_0],
        described_in: &[],
        checks: &[Check::DataFiles],
    },
    Definition {
        name: "dcat-ap-de-2.0",
        title: (
            "DCAT-AP.de 2.0 mit den Konventionen des Handbuchs",
            "DCAT-AP.de 2.0 with the conventions of the handbook",
        ),
        shapes: &[CLASSES, IDENTITY, DATA_FILES, DCAT_AP_DE_2_0],
        extends: &[],
        described_in: &[KONVENTIONEN_3_0, DCAT_AP_DE_3_0],
        checks: &[Check::DataFiles],
    },
    Definition {
        name: "dcat-ap",
        title: (
            "DCAT-AP 3.0, das europäische Profil",
            "DCAT-AP 3.0, the European profile",
        ),
        shapes: &[CLASSES, IDENTITY, DCAT_AP_3_0],
        extends: &[],
        described_in: &[GOVDATA_3_0, DCAT_AP_DE_3_0],
        checks: &[],
    },
    Definition {
        name: "hvd",
        title: (
            "DCAT-AP HVD 3.0, für Kataloge nur mit hochwertigen Datensätzen",
            "DCAT-AP HVD 3.0, for catalogues of high-value datasets only",
        ),
        shapes: &[CLASSES, IDENTITY, HVD_3_0],
        extends: &[],
        described_in: &[DCAT_AP_3_0, GOVDATA_3_0, DCAT_AP_DE_3_0],
        checks: &[],
    },
    Definition {
        name: "govdata-mqa",
        title: (
            "was die Qualitätsübersicht von GovData zählt",
            "what GovData's quality dashboard counts",
        ),
        shapes: &[CLASSES, IDENTITY, GOVDATA_MQA],
        extends: &[],
        described_in: &[KONVENTIONEN_3_0, DCAT_AP_DE_3_0],
        checks: &[],
    },
    Definition {
        name: "mqa",
        title: (
            "was data.europa.eu bewertet: was Punkte kostet, und DCAT-AP 3.0",
            "what data.europa.eu scores: what costs points, and DCAT-AP 3.0",
        ),
        shapes: &[CLASSES, IDENTITY, MQA, QUALITY_CHECKS],
        extends: &[DCAT_AP_3_0],
        described_in: &[
            GOVDATA_3_0,
            DCAT_AP_DE_3_0,
            KONVENTIONEN_3_0,
            HARVEST,
            DCAT_AP_DE_2_0,
        ],
        checks: &[],
    },
];
