//! What a city's settings say of every dataset that says nothing itself.

/// The settings of one city, as reading and writing need them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Defaults {
    /// The base of all permanent IRIs, without a slash at the end: `https://daten.example`.
    pub base: String,
    /// The short name of the city in IRIs: `mainz`.
    pub city: String,
    /// The language tag of texts that name none: `de`. Empty for texts without a language.
    pub language: String,
    /// Who publishes.
    pub publisher: Option<AgentDefault>,
    /// Whom to ask.
    pub contact: Option<ContactDefault>,
    /// The licence of distributions, as an IRI.
    pub licence: Option<String>,
    /// The region covered.
    pub place: Option<PlaceDefault>,
    /// The `GovData` contributor, as an IRI.
    pub contributor_id: Option<String>,
    /// The IRI of the catalogue that lists every dataset; `None` lists them nowhere.
    pub catalogue: Option<String>,
}

/// The usual publisher.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AgentDefault {
    /// Its IRI.
    pub iri: String,
    /// Its name, in the city's language.
    pub name: String,
    /// Its kind, as an IRI of the list `publisher-type`.
    pub kind: Option<String>,
}

/// The usual contact point.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContactDefault {
    /// Its name, in the city's language; empty when there is none.
    pub name: String,
    /// The e-mail address, without `mailto:`.
    pub email: String,
}

/// The usual region.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlaceDefault {
    /// Its name, in the city's language; empty when there is none.
    pub name: String,
    /// The official regional key (ARS, 12 digits) or municipality key (AGS, 8 digits).
    pub regional_key: String,
}

impl Defaults {
    /// The root of the city's IRIs: `https://daten.example/mainz`.
    #[must_use]
    pub fn root(&self) -> String {
        format!("{}/{}", self.base.trim_end_matches('/'), self.city)
    }

    /// The IRI of a dataset with that short name.
    #[must_use]
    pub fn dataset(&self, slug: &str) -> String {
        format!("{}/dataset/{slug}", self.root())
    }

    /// The IRI of a series with that short name.
    #[must_use]
    pub fn series(&self, slug: &str) -> String {
        format!("{}/series/{slug}", self.root())
    }

    /// The IRI of a data service with that short name that belongs to no single dataset.
    #[must_use]
    pub fn service(&self, slug: &str) -> String {
        format!("{}/service/{slug}", self.root())
    }

    /// The IRI of an agent with that short name.
    #[must_use]
    pub fn agent(&self, slug: &str) -> String {
        format!("{}#{slug}", self.root())
    }

    /// The IRI of the catalogue when a file describes one without naming it.
    #[must_use]
    pub fn catalogue_iri(&self) -> String {
        self.catalogue
            .clone()
            .unwrap_or_else(|| format!("{}/catalog", self.root()))
    }
}
