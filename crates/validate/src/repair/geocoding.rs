//! The addresses of administrative areas: one spelling of the namespace, whatever `http`, `www.` and slashes say.

use kolophon_dcat::vocab::{dcatde, dcterms};

use super::change::{Change, Object};
use super::kind::Kind;
use super::subject::{Class, Statement};

const NAMESPACE: &str = "http://dcat-ap.de/def/politicalGeocoding/";

/// The lists below the namespace, and how many digits their keys have.
const KEYS: [(&str, usize); 6] = [
    ("stateKey", 2),
    ("governmentDistrictKey", 3),
    ("districtKey", 5),
    ("municipalAssociationKey", 9),
    ("municipalityKey", 8),
    ("regionalKey", 12),
];

pub(super) fn change(statement: &Statement<'_>) -> Option<Change> {
    let is_place = [dcterms::SPATIAL, dcatde::POLITICAL_GEOCODING_URI].contains(&statement.property);
    if !is_place || !statement.is_about(&[Class::Catalog, Class::Dataset, Class::DatasetSeries]) {
        return None;
    }
    let iri = of_today(statement.object.value())?;
    let unchanged = statement.object.as_iri() == Some(iri.as_str());
    (!unchanged && !statement.object_is_described())
        .then(|| Change::object(Kind::Geocoding, Object::Iri(iri)))
}

fn of_today(iri: &str) -> Option<String> {
    let rest = iri.trim().split_once("://").map(|(_, rest)| rest)?;
    let rest = rest.strip_prefix("www.").unwrap_or(rest);
    let (list, key) = rest
        .strip_prefix("dcat-ap.de/def/politicalGeocoding/")?
        .trim_end_matches('/')
        .split_once('/')?;
    let is_key = KEYS.iter().any(|(known, digits)| {
        *known == list && key.len() == *digits && key.bytes().all(|b| b.is_ascii_digit())
    });
    is_key.then(|| format!("{NAMESPACE}{list}/{key}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_an_area_become_one() {
        let right = "http://dcat-ap.de/def/politicalGeocoding/stateKey/12";
        for wrong in [
            "https://www.dcat-ap.de/def/politicalGeocoding/stateKey/12",
            "http://dcat-ap.de/def/politicalGeocoding/stateKey/12/",
            right,
        ] {
            assert_eq!(of_today(wrong).as_deref(), Some(right), "{wrong}");
        }
        for other in [
            "http://dcat-ap.de/def/politicalGeocoding/stateKey/1",
            "http://dcat-ap.de/def/politicalGeocoding/Level/state",
            "https://sws.geonames.org/2874225/",
        ] {
            assert_eq!(of_today(other), None, "{other}");
        }
    }
}
