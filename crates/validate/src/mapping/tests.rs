//! What each table knows, and what it must not know.

use super::*;
use kolophon_dcat::vocab::geodcatap;

const LICENCES_LIST: &str = "http://dcat-ap.de/def/licenses/";
const AUTHORITY: &str = "http://publications.europa.eu/resource/authority/";

fn sure(property: &str, value: &str) -> Option<String> {
    let found = meaning(property, value).filter(|found| found.certainty == Certainty::Sure)?;
    assert!(found.candidates.is_empty(), "{value}");
    Some(found.iri)
}

fn candidates(property: &str, value: &str) -> Vec<String> {
    let found = meaning(property, value).filter(|found| found.certainty == Certainty::Unsure);
    found.map(|found| found.candidates).unwrap_or_default()
}

#[test]
fn exact_names_and_addresses_of_licences_are_sure() {
    for (right, spellings) in [
        (
            "dl-by-de/2.0",
            &[
                "dl-de/by-2-0",
                "dl-de-by-2.0",
                "DL-DE/BY 2.0",
                "Datenlizenz Deutschland – Namensnennung – Version 2.0",
                "Datenlizenz Deutschland Namensnennung 2.0",
                "https://www.govdata.de/dl-de/by-2-0",
                "http://www.govdata.de/dl-de/by-2-0/",
                "https://www.dcat-ap.de/def/licenses/dl-by-de/2.0",
                "http://dcat-ap.de/def/licenses/dl-by-de/2_0",
                "http://publications.europa.eu/resource/authority/licence/DLDE_BY_2_0",
            ][..],
        ),
        (
            "dl-zero-de/2.0",
            &["dl-de/zero-2-0", "Datenlizenz Deutschland Zero 2.0"],
        ),
        (
            "dl-by-de/1.0",
            &["dl-de/by-1-0", "https://www.govdata.de/dl-de/by-1-0"],
        ),
        (
            "cc-by/4.0",
            &[
                "CC BY 4.0",
                "cc-by-4.0",
                "CC-BY-4.0",
                "Creative Commons Namensnennung 4.0 International",
                "https://creativecommons.org/licenses/by/4.0/",
                "http://creativecommons.org/licenses/by/4.0/deed.de",
                "https://creativecommons.org/licenses/by/4.0/legalcode",
            ],
        ),
        (
            "cc-by-de/3.0",
            &["CC BY 3.0 DE", "https://creativecommons.org/licenses/by/3.0/de/"],
        ),
        (
            "cc-by-sa/4.0",
            &["CC BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0/"],
        ),
        (
            "cc-by-nc/4.0",
            &["http://dcat-ap.de/def/licenses/cc-by-nc-de/4_0"],
        ),
        (
            "cc-by",
            &[
                "https://www.dcat-ap.de/def/licenses/cc-by",
                "http://www.opendefinition.org/licenses/cc-by",
            ],
        ),
        (
            "cc-zero",
            &[
                "CC0",
                "CC0 1.0",
                "CC0-1.0",
                "https://creativecommons.org/publicdomain/zero/1.0/",
            ],
        ),
        (
            "odbl",
            &["ODbL", "https://opendatacommons.org/licenses/odbl/1.0/"],
        ),
        (
            "officialWork",
            &["http://dcat-ap.de/def/licenses/official-work", "Amtliches Werk"],
        ),
        (
            "geonutz/20130319",
            &["GeoNutzV", "https://www.gesetze-im-internet.de/geonutzv/"],
        ),
    ] {
        for spelling in spellings {
            assert_eq!(
                sure(dcterms::LICENSE, spelling),
                Some(format!("{LICENCES_LIST}{right}")),
                "{spelling}"
            );
        }
    }
}

#[test]
fn a_licence_without_its_version_is_never_sure() {
    for (name, first) in [
        ("CC BY", "cc-by"),
        ("cc-by", "cc-by"),
        ("Creative Commons Namensnennung", "cc-by"),
        ("CC BY-SA", "cc-by-sa"),
        ("CC BY-NC", "cc-by-nc"),
        ("CC BY 3.0", "cc-by-de/3.0"),
        ("https://creativecommons.org/licenses/by/3.0/", "cc-by-de/3.0"),
        ("dl-de/by", "dl-by-de/2.0"),
        ("Datenlizenz Deutschland Namensnennung", "dl-by-de/2.0"),
        ("Datenlizenz Deutschland", "dl-by-de/2.0"),
        ("GPL", "gpl/3.0"),
    ] {
        assert_eq!(sure(dcterms::LICENSE, name), None, "{name}");
        assert_eq!(
            candidates(dcterms::LICENSE, name).first(),
            Some(&format!("{LICENCES_LIST}{first}")),
            "{name}"
        );
    }
    assert_eq!(candidates(dcterms::LICENSE, "CC BY").len(), 3);
}

#[test]
fn other_licences_are_not_known() {
    for name in [
        "Nutzungsbedingungen der LHP",
        "http://wiki.data.gouv.fr/wiki/Licence_Ouverte_/_Open_Licence",
        "CC BY 4.1",
        "CC BY 2.0",
        "CC BY-NC-ND 4.0",
        "CC BY 4.0 oder dl-de/by-2-0",
        "https://creativecommons.org/licenses/by-nc-sa/4.0/",
        "https://creativecommons.org/licenses/by/4.0/beispiel",
        "https://example.org/licenses/cc-by/4.0",
        "frei",
        "",
        "-",
    ] {
        assert_eq!(meaning(dcterms::LICENSE, name), None, "{name}");
    }
    assert_eq!(
        meaning(dcterms::LICENSE, "http://dcat-ap.de/def/licenses/cc-by"),
        None,
        "right already"
    );
}

#[test]
fn wrong_spellings_become_entries() {
    for (property, wrong, right) in [
        (dcterms::LANGUAGE, "de", "language/DEU"),
        (
            dcterms::LANGUAGE,
            "http://publications.europa.eu/resource/authority/language/GER",
            "language/DEU",
        ),
        (
            dcterms::LANGUAGE,
            "https://publications.europa.eu/resource/authority/language/DEU/",
            "language/DEU",
        ),
        (
            dcterms::LANGUAGE,
            "http://publications.europa.eu/mdr/authority/language/DEU",
            "language/DEU",
        ),
        (
            dcterms::LANGUAGE,
            "http://id.loc.gov/vocabulary/iso639-1/de",
            "language/DEU",
        ),
        (dcterms::LANGUAGE, "Deutsch", "language/DEU"),
        (dcterms::FORMAT, "CSV", "file-type/CSV"),
        (dcterms::FORMAT, ".csv", "file-type/CSV"),
        (dcterms::FORMAT, "text/csv; charset=utf-8", "file-type/CSV"),
        (
            dcterms::FORMAT,
            "http://publications.europa.eu/resource/authority/file-type/WMS",
            "file-type/WMS_SRVC",
        ),
        (
            dcterms::FORMAT,
            "http://publications.europa.eu/resource/authority/file-type/csv",
            "file-type/CSV",
        ),
        (dcterms::ACCRUAL_PERIODICITY, "jährlich", "frequency/ANNUAL"),
        (
            dcterms::ACCRUAL_PERIODICITY,
            "http://publications.europa.eu/resource/authority/frequency/IRREGULAR",
            "frequency/IRREG",
        ),
        (
            dcterms::ACCRUAL_PERIODICITY,
            "http://purl.org/cld/freq/daily",
            "frequency/DAILY",
        ),
        (dcterms::ACCESS_RIGHTS, "public", "access-right/PUBLIC"),
        (dcat::THEME, "umwelt_klima", "data-theme/ENVI"),
        (dcat::THEME, "Wirtschaft und Finanzen", "data-theme/ECON"),
        (
            adms::STATUS,
            "http://purl.org/adms/status/Completed",
            "distribution-status/COMPLETED",
        ),
        (
            dcatap::AVAILABILITY,
            "http://dcat-ap.de/def/plannedAvailability/stable",
            "planned-availability/STABLE",
        ),
    ] {
        assert_eq!(
            sure(property, wrong),
            Some(format!("{AUTHORITY}{right}")),
            "{wrong}"
        );
    }
    let md5 = Some("http://spdx.org/rdf/terms#checksumAlgorithm_md5".to_owned());
    for wrong in [
        "MD5",
        "http://dcat-ap.de/def/hashAlgorithms/md/5",
        "https://spdx.org/rdf/terms#checksumAlgorithm_md5",
    ] {
        assert_eq!(sure(spdx::ALGORITHM, wrong), md5, "{wrong}");
    }
}

#[test]
fn what_could_mean_several_things_is_a_guess() {
    for (property, wrong) in [
        (dcat::THEME, "https://daten.example/thema/Politik%20und%20Wahlen"),
        (dcat::THEME, "bildung_wissenschaft"),
        (dcat::THEME, "Infrastruktur, Bauen und Wohnen"),
        (dcterms::LANGUAGE, "https://daten.example/sprache/de"),
        (dcterms::FORMAT, "https://daten.example/format/csv"),
        (dcterms::FORMAT, "Excel"),
        (dcterms::ACCRUAL_PERIODICITY, "biannually"),
    ] {
        assert_eq!(sure(property, wrong), None, "{wrong}");
        assert!(!candidates(property, wrong).is_empty(), "{wrong}");
    }
}

#[test]
fn what_no_table_knows_stays() {
    for (property, value) in [
        (dcterms::LANGUAGE, "Deutsch, Englisch"),
        (dcterms::LANGUAGE, "TODO:"),
        (dcterms::FORMAT, "diverse"),
        (
            dcterms::ACCRUAL_PERIODICITY,
            "http://publications.europa.eu/resource/authority/frequency/TODO",
        ),
        (dcat::THEME, "https://daten.example/thema/sonstiges"),
        (spdx::ALGORITHM, "http://dcat-ap.de/def/hashAlgorithms/md/1"),
        (dcterms::TITLE, "CSV"),
    ] {
        assert_eq!(meaning(property, value), None, "{value}");
    }
}

#[test]
fn media_types_become_the_addresses_that_are_registered() {
    let csv = Some("https://www.iana.org/assignments/media-types/text/csv".to_owned());
    for wrong in [
        "text/csv",
        " Text/CSV; charset=utf-8",
        "CSV",
        "https://iana.org/assignments/media-types/text/csv",
    ] {
        assert_eq!(sure(dcat::MEDIA_TYPE, wrong), csv, "{wrong}");
    }
    assert_eq!(
        sure(dcat::MEDIA_TYPE, "http://example.org/media-types/text/csv"),
        None
    );
    assert!(!candidates(dcat::MEDIA_TYPE, "http://example.org/media-types/text/csv").is_empty());
    for unknown in [
        "Tabelle",
        "application/x-shapefile",
        "http://www.iana.org/assignments/media-types/text/csv",
        "text/",
        "https://www.iana.org/assignments/media-types/text/csv",
    ] {
        assert_eq!(meaning(dcat::MEDIA_TYPE, unknown), None, "{unknown}");
    }
}

#[test]
fn every_row_leads_to_an_entry_of_its_list() {
    let tables: [&Table; 9] = [
        &ACCESS_RIGHTS,
        &AVAILABILITIES,
        &FORMATS,
        &FREQUENCIES,
        &HASH_ALGORITHMS,
        &LANGUAGES,
        &LICENCES,
        &STATUSES,
        &THEMES,
    ];
    for table in tables {
        assert!(!table.listed.is_empty() && !table.namespace.is_empty());
        let targets: FxHashSet<&str> = table.entries.values().flatten().copied().collect();
        assert_eq!(
            targets.difference(&table.listed).collect::<Vec<_>>(),
            Vec::<&&str>::new()
        );
    }
}

#[test]
fn older_properties_have_a_successor() {
    for old in ["originator", "1.0/originator", "1_0/originator"] {
        let old = format!("{}{old}", dcatde::NAMESPACE);
        assert_eq!(successor(&old), Some(geodcatap::ORIGINATOR), "{old}");
    }
    assert_eq!(successor("https://schema.org/startDate"), Some(dcat::START_DATE));
    assert_eq!(successor(dcatde::LEGAL_BASIS), None);
    assert_eq!(successor(dcterms::TITLE), None);
}
