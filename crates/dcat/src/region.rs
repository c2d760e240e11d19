//! The official keys of German territories: what a regional key says about Land, municipality and addresses.
//!
//! The regional key (Amtlicher Regionalschlüssel, ARS) has twelve digits: Land (2), district region (1), district (2),
//! association of municipalities (4), municipality (3). The municipality key (Amtlicher Gemeindeschlüssel, AGS) is the
//! same without the association.

use thiserror::Error;

/// Where the code lists of the political geocoding lie, without a slash at the end.
const GEOCODING: &str = "http://dcat-ap.de/def/politicalGeocoding";
/// Where `GovData`'s contributors lie, with a slash at the end.
const CONTRIBUTORS: &str = "http://dcat-ap.de/def/contributors/";

/// A municipality by its official keys.
///
/// ```
/// use kolophon_dcat::Region;
///
/// let mainz = Region::of_key("07 315 000")?;
/// assert_eq!(mainz.regional_key(), Some("073150000000"));
/// assert_eq!(mainz.municipality_key(), "07315000");
/// assert_eq!(mainz.state().name, "Rheinland-Pfalz");
/// # Ok::<(), kolophon_dcat::RegionError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    regional: Option<String>,
    municipality: String,
    state: &'static State,
}

/// A Land.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct State {
    /// The first two digits of all its keys.
    pub key: &'static str,
    /// Its name.
    pub name: &'static str,
    /// The last part of the IRI under which `GovData` knows the portal of the Land; `None` where it lists none.
    contributor: Option<&'static str>,
}

/// Why a text is no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum RegionError {
    /// There is something else than digits and blanks.
    #[error("a key consists of digits only")]
    NotDigits,
    /// Only keys of 8 and of 12 digits name a municipality.
    #[error("a key has 12 digits (ARS) or 8 digits (AGS), this one has {found}")]
    Length {
        /// The digits there are.
        found: usize,
    },
    /// No Land begins so.
    #[error("no Land has the number {0}{1}", .key[0], .key[1])]
    UnknownState {
        /// The first two digits.
        key: [char; 2],
    },
}

impl Region {
    /// The municipality of a regional or municipality key; blanks between the digits do no harm.
    ///
    /// # Errors
    /// When the text is no such key.
    pub fn of_key(text: &str) -> Result<Self, RegionError> {
        let digits: String = text
            .chars()
            .filter(|character| !character.is_whitespace())
            .collect();
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(RegionError::NotDigits);
        }
        let (regional, municipality) = match digits.len() {
            12 => {
                let municipality = format!("{}{}", &digits[..5], &digits[9..]);
                (Some(digits), municipality)
            }
            8 => (regional_of_town(&digits), digits),
            found => return Err(RegionError::Length { found }),
        };
        let state = STATES.iter().find(|state| municipality.starts_with(state.key));
        let state = state.ok_or_else(|| {
            let mut key = municipality.chars();
            let mut next = || key.next().unwrap_or('0');
            RegionError::UnknownState {
                key: [next(), next()],
            }
        })?;
        Ok(Self {
            regional,
            municipality,
            state,
        })
    }

    /// The regional key of twelve digits. The municipality key alone does not tell it, except for a town that is a
    /// district of its own.
    #[must_use]
    pub fn regional_key(&self) -> Option<&str> {
        self.regional.as_deref()
    }

    /// The municipality key of eight digits.
    #[must_use]
    pub fn municipality_key(&self) -> &str {
        &self.municipality
    }

    /// The Land it lies in.
    #[must_use]
    pub fn state(&self) -> &'static State {
        self.state
    }

    /// The IRI for `dcterms:spatial` or `owl:sameAs`: that of the regional key, else that of the municipality key
    /// (<https://www.dcat-ap.de/def/politicalGeocoding/>).
    #[must_use]
    pub fn iri(&self) -> String {
        match &self.regional {
            Some(key) => format!("{GEOCODING}/regionalKey/{key}"),
            None => format!("{GEOCODING}/municipalityKey/{}", self.municipality),
        }
    }
}

/// The regional key of a town that belongs to no district: neither its association nor its municipality has a number.
fn regional_of_town(municipality: &str) -> Option<String> {
    let district = municipality.strip_suffix("000")?;
    Some(format!("{district}0000000"))
}

impl State {
    /// The IRI of the Land's own portal as `dcatde:contributorID`: through it the data reach `GovData`.
    #[must_use]
    pub fn contributor_id(&self) -> Option<String> {
        Some(format!("{CONTRIBUTORS}{}", self.contributor?))
    }
}

/// The Länder by number, with the contributors that `GovData` lists for them.
static STATES: [State; 16] = [
    state("01", "Schleswig-Holstein", Some("schleswigHolstein")),
    state("02", "Hamburg", Some("transparenzportalHamburg")),
    state("03", "Niedersachsen", Some("landNiedersachsen")),
    state("04", "Bremen", Some("transparenzportalBremen")),
    state("05", "Nordrhein-Westfalen", Some("openNRW")),
    state("06", "Hessen", Some("hessen")),
    state(
        "07",
        "Rheinland-Pfalz",
        Some("openGovernmentDataPortalRheinlandPfalz"),
    ),
    state("08", "Baden-Württemberg", Some("datenBW")),
    state("09", "Bayern", Some("openDataBayern")),
    state("10", "Saarland", None),
    state("11", "Berlin", Some("berlinOpenData")),
    state("12", "Brandenburg", Some("landBrandenburg")),
    state("13", "Mecklenburg-Vorpommern", Some("mecklenburgVorpommern")),
    state("14", "Sachsen", Some("freistaatSachsen")),
    state("15", "Sachsen-Anhalt", Some("landSachsenAnhalt")),
    state("16", "Thüringen", None),
];

const fn state(key: &'static str, name: &'static str, contributor: Option<&'static str>) -> State {
    State {
        key,
        name,
        contributor,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> (Option<String>, String, &'static str) {
        let region = Region::of_key(text).unwrap();
        (
            region.regional_key().map(str::to_owned),
            region.municipality_key().to_owned(),
            region.state().name,
        )
    }

    #[test]
    fn a_regional_key_tells_the_municipality_key() {
        let reutlingen = (
            Some("084150061061".to_owned()),
            "08415061".to_owned(),
            "Baden-Württemberg",
        );
        assert_eq!(keys("084150061061"), reutlingen);
        assert_eq!(keys(" 08 4 15 0061 061 "), reutlingen);
    }

    #[test]
    fn a_municipality_key_tells_the_regional_key_of_a_town_without_district_only() {
        assert_eq!(
            keys("06414000"),
            (Some("064140000000".to_owned()), "06414000".to_owned(), "Hessen")
        );
        assert_eq!(
            keys("08415061"),
            (None, "08415061".to_owned(), "Baden-Württemberg")
        );
        assert_eq!(
            Region::of_key("08415061").unwrap().iri(),
            "http://dcat-ap.de/def/politicalGeocoding/municipalityKey/08415061"
        );
    }

    #[test]
    fn what_is_no_key_says_why() {
        let error = |text| Region::of_key(text).unwrap_err();
        assert_eq!(error("Mainz"), RegionError::NotDigits);
        assert_eq!(error("7315000"), RegionError::Length { found: 7 });
        assert_eq!(error(""), RegionError::Length { found: 0 });
        assert_eq!(error("17315000").to_string(), "no Land has the number 17");
        assert_eq!(error("٠٧٣١٥٠٠٠"), RegionError::NotDigits);
    }
}
