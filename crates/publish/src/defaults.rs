//! What a city's settings say of every dataset that says nothing itself.

use kolophon_authoring::{AgentDefault, ContactDefault, Defaults, PlaceDefault};
use kolophon_validate::installation::CityConfig;

/// The kind of agent that a municipality is.
const LOCAL_AUTHORITY: &str = "http://purl.org/adms/publishertype/LocalAuthority";

/// The defaults of a city of an installation.
#[must_use]
pub fn defaults(city: &CityConfig) -> Defaults {
    Settings {
        slug: &city.slug,
        name: &city.name,
        base: &city.base,
        catalog: &city.catalog,
        contributor_id: city.contributor_id.as_deref(),
        key: city.ars.as_deref().or(city.ags.as_deref()),
        licence: city.licence.as_deref(),
        contact: city.contact.as_deref(),
    }
    .defaults()
}

/// The defaults of a city that is kept in a store.
#[cfg(feature = "store")]
#[must_use]
pub fn stored_defaults(city: &kolophon_store::City) -> Defaults {
    Settings {
        slug: &city.slug,
        name: &city.name,
        base: &city.base,
        catalog: &city.catalog,
        contributor_id: city.contributor_id.as_deref(),
        key: city.ars.as_deref().or(city.ags.as_deref()),
        licence: city.licence.as_deref(),
        contact: city.contact.as_deref(),
    }
    .defaults()
}

/// The settings that matter, wherever they are kept.
struct Settings<'a> {
    slug: &'a str,
    name: &'a str,
    base: &'a str,
    catalog: &'a str,
    contributor_id: Option<&'a str>,
    /// The regional key, else the municipality key.
    key: Option<&'a str>,
    licence: Option<&'a str>,
    contact: Option<&'a str>,
}

impl Settings<'_> {
    fn defaults(&self) -> Defaults {
        let mut defaults = Defaults {
            base: self.base.to_owned(),
            city: self.slug.to_owned(),
            language: "de".to_owned(),
            licence: self.licence.map(str::to_owned),
            contributor_id: self.contributor_id.map(str::to_owned),
            catalogue: Some(self.catalog.to_owned()),
            ..Defaults::default()
        };
        defaults.publisher = Some(AgentDefault {
            iri: defaults.agent("herausgeber"),
            name: self.name.to_owned(),
            kind: Some(LOCAL_AUTHORITY.to_owned()),
        });
        defaults.contact = self.contact.map(|email| ContactDefault {
            name: self.name.to_owned(),
            email: email.to_owned(),
        });
        defaults.place = self.key.map(|key| PlaceDefault {
            name: self.name.to_owned(),
            regional_key: key.to_owned(),
        });
        defaults
    }
}
