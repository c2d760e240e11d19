//! Known wrong spellings and the right address for each: `schemas/mappings/*.tsv`, two columns, from and to.

use std::sync::LazyLock;

use kolophon_dcat::vocab::{adms, dcat, dcatap, dcterms, spdx};
use rustc_hash::FxHashMap;

/// The right value for a wrong one of a property, if the tables or the rules know it.
#[must_use]
pub(crate) fn right_value(property: &str, wrong: &str) -> Option<String> {
    let wrong = wrong.trim();
    let table = match property {
        dcterms::LANGUAGE => &*LANGUAGES,
        dcterms::LICENSE => &*LICENCES,
        dcterms::FORMAT => &*FORMATS,
        dcterms::ACCESS_RIGHTS => &*ACCESS_RIGHTS,
        dcat::THEME => &*THEMES,
        adms::STATUS => &*STATUSES,
        spdx::ALGORITHM => &*HASH_ALGORITHMS,
        dcterms::ACCRUAL_PERIODICITY => &*FREQUENCIES,
        dcatap::AVAILABILITY => &*AVAILABILITIES,
        dcat::MEDIA_TYPE | dcat::COMPRESS_FORMAT | dcat::PACKAGE_FORMAT => {
            let known = MEDIA_TYPES.get(key(wrong).as_str());
            return known
                .map(|right| (*right).to_owned())
                .or_else(|| media_type(wrong));
        }
        _ => return None,
    };
    let by_name = || {
        // An address of one's own often ends in the name of what is meant: `…/thema/umwelt`.
        let (_, name) = wrong.trim_end_matches(['/', '#']).rsplit_once(['/', '#'])?;
        NAMED_BY_LAST_SEGMENT
            .contains(&property)
            .then(|| table.get(key(name).as_str()))?
    };
    table
        .get(key(wrong).as_str())
        .or_else(by_name)
        .map(|right| (*right).to_owned())
}

/// Properties whose values are single names. The last segment of a licence's address is only its version.
const NAMED_BY_LAST_SEGMENT: [&str; 4] = [
    dcat::THEME,
    dcterms::FORMAT,
    dcterms::LANGUAGE,
    dcterms::ACCESS_RIGHTS,
];

/// The IANA address of a media type written as text or with another host.
fn media_type(wrong: &str) -> Option<String> {
    let name = wrong.rsplit_once("/media-types/").map_or(wrong, |(_, name)| name);
    let name = name.split(';').next().unwrap_or_default().trim();
    let (top, sub) = name.split_once('/')?;
    let is_token = |text: &str| {
        !text.is_empty()
            && text
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "!#$&^_.+-".contains(c))
    };
    let known = [
        "application",
        "audio",
        "font",
        "image",
        "message",
        "model",
        "multipart",
        "text",
        "video",
    ];
    (known.contains(&top) && is_token(sub)).then(|| {
        format!(
            "https://www.iana.org/assignments/media-types/{top}/{}",
            sub.to_ascii_lowercase()
        )
    })
}

type Table = FxHashMap<String, &'static str>;

macro_rules! tables {
    ($($table:ident = $file:literal),* $(,)?) => {
        $(static $table: LazyLock<Table> = LazyLock::new(|| {
            parse(include_str!(concat!("../../../schemas/mappings/", $file, ".tsv")))
        });)*
    };
}

tables! {
    ACCESS_RIGHTS = "access-rights",
    AVAILABILITIES = "availabilities",
    FORMATS = "formats",
    FREQUENCIES = "frequencies",
    HASH_ALGORITHMS = "hash-algorithms",
    LANGUAGES = "languages",
    LICENCES = "licences",
    MEDIA_TYPES = "media-types",
    STATUSES = "statuses",
    THEMES = "themes",
}

fn parse(table: &'static str) -> Table {
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| line.split_once('\t'))
        .map(|(from, to)| (key(from), to.trim()))
        .collect()
}

/// People write the same thing with other case, blanks and slashes at the end.
fn key(text: &str) -> String {
    let text = text.trim().trim_end_matches('/').to_lowercase();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn media_types_become_iana_addresses() {
        let right = Some("https://www.iana.org/assignments/media-types/text/csv".to_owned());
        for wrong in [
            "text/csv",
            " text/csv; charset=utf-8",
            "http://example.org/media-types/text/csv",
        ] {
            assert_eq!(right_value(dcat::MEDIA_TYPE, wrong), right, "{wrong}");
        }
        assert_eq!(right_value(dcat::MEDIA_TYPE, "CSV"), right);
        assert_eq!(right_value(dcat::MEDIA_TYPE, "Tabelle"), None);
    }

    #[test]
    fn wrong_spellings_become_addresses() {
        for (property, wrong, right) in [
            (
                dcterms::LANGUAGE,
                "de",
                "http://publications.europa.eu/resource/authority/language/DEU",
            ),
            (
                dcterms::FORMAT,
                "CSV",
                "http://publications.europa.eu/resource/authority/file-type/CSV",
            ),
            (
                dcterms::LICENSE,
                "https://www.dcat-ap.de/def/licenses/cc-by",
                "http://dcat-ap.de/def/licenses/cc-by",
            ),
        ] {
            assert_eq!(right_value(property, wrong).as_deref(), Some(right), "{wrong}");
        }
    }
}
