//! The 23 metrics of data.europa.eu: what each is about, its points, and the rules that explain lost ones.
//!
//! Names and points are those of the [methodology](https://data.europa.eu/mqa/methodology) and of its
//! [vocabulary](https://github.com/piveau-data/piveau-vocabularies).

use kolophon_dcat::vocab::dcat::{ACCESS_URL, DOWNLOAD_URL};
use kolophon_diagnostic::Text;

/// The namespace of metrics and dimensions.
pub const NAMESPACE: &str = "https://piveau.eu/ns/voc#";

/// The part of quality that a metric belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dimension {
    /// Can people find the data?
    Findability,
    /// Can they get at them?
    Accessibility,
    /// Can programs work with them?
    Interoperability,
    /// Is it clear what is allowed, and whom to ask?
    Reusability,
    /// What else is good to know?
    Contextuality,
}

impl Dimension {
    /// All, in the order of the methodology.
    pub const ALL: [Self; 5] = [
        Self::Findability,
        Self::Accessibility,
        Self::Interoperability,
        Self::Reusability,
        Self::Contextuality,
    ];

    /// The name in the methodology.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Findability => "findability",
            Self::Accessibility => "accessibility",
            Self::Interoperability => "interoperability",
            Self::Reusability => "reusability",
            Self::Contextuality => "contextuality",
        }
    }

    /// The name for people.
    #[must_use]
    pub fn name(self) -> Text {
        let (de, en) = match self {
            Self::Findability => ("Auffindbarkeit", "Findability"),
            Self::Accessibility => ("Zugänglichkeit", "Accessibility"),
            Self::Interoperability => ("Verarbeitbarkeit", "Interoperability"),
            Self::Reusability => ("Nachnutzbarkeit", "Reusability"),
            Self::Contextuality => ("Zusatzangaben", "Contextuality"),
        };
        Text::new(de, en)
    }

    /// The points that can be had.
    #[must_use]
    pub fn points(self) -> i32 {
        let of_it = METRICS.iter().filter(|metric| metric.dimension == self);
        of_it.map(|metric| metric.points).sum()
    }
}

/// What a metric looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The dataset.
    Dataset,
    /// Each distribution; the best one counts.
    Distribution,
}

/// How a metric is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    /// By the rules it names: it is met where none of them is broken.
    Rules,
    /// By all rules of DCAT-AP, over all that belongs to the dataset.
    Compliance,
    /// By asking the address that the property states.
    Status(&'static str),
}

/// One metric.
#[derive(Debug)]
pub struct Metric {
    /// The name in the methodology; behind [`NAMESPACE`] it is the metric's IRI.
    pub id: &'static str,
    /// The dimension.
    pub dimension: Dimension,
    /// What it looks at.
    pub subject: Subject,
    /// The points when it is met.
    pub points: i32,
    /// The points when it is not: 0 or fewer.
    pub otherwise: i32,
    /// The rules of the profile `mqa` that explain lost points. For `dcatApCompliance` all that DCAT-AP forbids.
    pub rules: &'static [&'static str],
    pub(super) method: Method,
    name: (&'static str, &'static str),
}

impl Metric {
    /// The name for people.
    #[must_use]
    pub fn name(&self) -> Text {
        let (de, en) = self.name;
        Text::new(de, en)
    }

    /// Whether only the network can tell.
    #[must_use]
    pub fn needs_network(&self) -> bool {
        matches!(self.method, Method::Status(_))
    }

    /// The metric of that name.
    #[must_use]
    pub fn by_id(id: &str) -> Option<&'static Self> {
        METRICS.iter().find(|metric| metric.id == id)
    }
}

/// All points together.
pub const MOST_POINTS: i32 = 405;

/// The points that can be had without asking the network.
pub const MOST_POINTS_OFFLINE: i32 = 325;

macro_rules! metrics {
    ($($dimension:ident $subject:ident $id:literal $points:literal $(or $otherwise:literal)? ($de:literal, $en:literal)
       $method:ident $(($property:expr))? [$($rule:literal),* $(,)?];)*) => {
        /// All metrics, in the order of the methodology.
        pub static METRICS: [Metric; 23] = [$(Metric {
            id: $id,
            dimension: Dimension::$dimension,
            subject: Subject::$subject,
            points: $points,
            otherwise: 0 $(+ $otherwise)?,
            rules: &[$($rule),*],
            method: Method::$method $(($property))?,
            name: ($de, $en),
        }),*];
    };
}

metrics! {
    Findability Dataset "keywordAvailability" 30 ("Schlagwort", "Keyword")
        Rules ["dataset-keyword-recommended"];
    Findability Dataset "categoryAvailability" 30 ("Kategorie", "Theme")
        Rules ["dataset-theme-recommended"];
    Findability Dataset "spatialAvailability" 20 ("Gebiet", "Spatial coverage")
        Rules ["dataset-spatial-recommended"];
    Findability Dataset "temporalAvailability" 20 ("Zeitraum", "Temporal coverage")
        Rules ["dataset-temporal-missing"];

    Accessibility Distribution "accessUrlStatusCode" 50 ("Zugangs-URL antwortet", "Access URL answers")
        Status(ACCESS_URL) ["distribution-access-url-missing", "distribution-access-url-not-reachable"];
    Accessibility Distribution "downloadUrlAvailability" 20 ("Download-URL", "Download URL")
        Rules ["distribution-download-url-missing"];
    Accessibility Distribution "downloadUrlStatusCode" 30 ("Download-URL antwortet", "Download URL answers")
        Status(DOWNLOAD_URL) ["distribution-download-url-missing", "distribution-download-url-not-reachable"];

    Interoperability Distribution "formatAvailability" 20 or -5 ("Format", "Format")
        Rules ["distribution-format-recommended"];
    Interoperability Distribution "mediaTypeAvailability" 10 or -5 ("Medientyp", "Media type")
        Rules ["distribution-media-type-recommended"];
    Interoperability Distribution "formatMediaTypeVocabularyAlignment" 10 ("Format und Medientyp aus den Listen", "Format and media type from the lists")
        Rules [
            "distribution-format-recommended",
            "distribution-format-is-text",
            "distribution-format-not-listed",
            "distribution-media-type-recommended",
            "distribution-media-type-is-text",
            "distribution-media-type-not-listed",
        ];
    Interoperability Distribution "formatMediaTypeNonProprietary" 20 ("Format herstellerunabhängig", "Format non-proprietary")
        Rules ["distribution-format-proprietary"];
    Interoperability Distribution "formatMediaTypeMachineInterpretable" 20 ("Format maschinenlesbar", "Format machine-readable")
        Rules ["distribution-format-not-machine-readable"];
    Interoperability Dataset "dcatApCompliance" 30 ("nach DCAT-AP richtig", "DCAT-AP compliant")
        Compliance [];

    Reusability Distribution "licenceAvailability" 20 ("Lizenz", "Licence")
        Rules ["distribution-license-missing"];
    Reusability Distribution "knownLicence" 10 ("Lizenz bekannt", "Licence known")
        Rules ["distribution-license-not-known"];
    Reusability Dataset "accessRightsAvailability" 10 ("Zugangsrechte", "Access rights")
        Rules ["dataset-access-rights-missing"];
    Reusability Dataset "accessRightsVocabularyAlignment" 5 ("Zugangsrechte aus der Liste", "Access rights from the list")
        Rules ["dataset-access-rights-missing", "dataset-access-rights-is-text", "dataset-access-rights-not-listed"];
    Reusability Dataset "contactPointAvailability" 20 ("Ansprechstelle", "Contact point")
        Rules ["dataset-contact-point-recommended"];
    Reusability Dataset "publisherAvailability" 10 ("Herausgeber", "Publisher")
        Rules ["dataset-publisher-missing"];

    Contextuality Distribution "rightsAvailability" 5 ("Rechteangabe", "Rights statement")
        Rules ["distribution-rights-missing"];
    Contextuality Distribution "byteSizeAvailability" 5 ("Dateigröße", "Byte size")
        Rules ["distribution-byte-size-missing"];
    Contextuality Dataset "dateIssuedAvailability" 5 ("Veröffentlichungsdatum", "Date of issue")
        Rules ["dataset-issued-recommended"];
    Contextuality Dataset "dateModifiedAvailability" 5 ("Änderungsdatum", "Date of modification")
        Rules ["dataset-modified-missing"];
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Profile;

    #[test]
    fn the_points_are_those_of_the_methodology() {
        let points = Dimension::ALL.map(Dimension::points);
        assert_eq!(points, [100, 100, 110, 75, 20]);
        assert_eq!(points.iter().sum::<i32>(), MOST_POINTS);
        let offline = METRICS.iter().filter(|metric| !metric.needs_network());
        assert_eq!(
            offline.map(|metric| metric.points).sum::<i32>(),
            MOST_POINTS_OFFLINE
        );
    }

    #[test]
    fn every_metric_is_explained_by_rules_of_its_profile() {
        let rules = Profile::mqa().rules();
        for metric in &METRICS {
            assert_eq!(
                metric.rules.is_empty(),
                metric.method == Method::Compliance,
                "{}",
                metric.id
            );
            for rule in metric.rules {
                assert!(
                    rules.iter().any(|known| known.id.as_str() == *rule),
                    "{}: {rule}",
                    metric.id
                );
            }
        }
    }
}
