//! Choices and their numbers.

use super::{HALLE, MAINZ, request, sorted};
use crate::dataset::{BoundingBox, Period};
use crate::request::{Answer, FacetName, Filters, Request, Updated};
use crate::testing::{ask, found, index};

fn counts(answer: &Answer, name: FacetName) -> Vec<(String, u64)> {
    let facet = answer.facets.iter().find(|facet| facet.facet == name).unwrap();
    let mut values: Vec<(String, u64)> = facet
        .values
        .iter()
        .map(|one| (one.value.key.clone(), one.count))
        .collect();
    values.sort();
    values
}

fn pairs(expected: &[(&str, u64)]) -> Vec<(String, u64)> {
    expected
        .iter()
        .map(|(key, count)| ((*key).to_owned(), *count))
        .collect()
}

#[test]
fn values_of_one_facet_are_alternatives_and_count_for_the_others() {
    let index = index();
    let mut asked = request("");
    asked.filters.formats = vec!["JSON".to_owned()];
    let answer = index.snapshot().search(&asked).unwrap();
    assert_eq!(found(&answer), [HALLE]);
    let formats = pairs(&[("CSV", 3), ("GeoJSON", 1), ("JSON", 1), ("WMS", 1), ("XLSX", 1)]);
    assert_eq!(
        counts(&answer, FacetName::Format),
        formats,
        "as if nothing were chosen there"
    );
    assert_eq!(
        counts(&answer, FacetName::City),
        pairs(&[("halle", 1)]),
        "only of what is chosen"
    );

    asked.filters.formats.push("XLSX".to_owned());
    asked.filters.cities = vec!["mainz".to_owned()];
    let answer = index.snapshot().search(&asked).unwrap();
    assert_eq!(found(&answer), ["mainz/haushalt-2025"]);
    let formats = pairs(&[("CSV", 2), ("GeoJSON", 1), ("JSON", 0), ("XLSX", 1)]);
    assert_eq!(
        counts(&answer, FacetName::Format),
        formats,
        "in Mainz, and what is chosen stays in sight"
    );
    assert_eq!(
        counts(&answer, FacetName::City),
        pairs(&[("halle", 1), ("mainz", 1)]),
        "of these formats"
    );
    assert_eq!(counts(&answer, FacetName::Publisher), [], "of what fits both");

    asked.filters.cities = vec!["nirgends".to_owned()];
    let answer = index.snapshot().search(&asked).unwrap();
    assert_eq!(answer.total, 0);
    let city = &answer.facets[0];
    assert!(
        city.values
            .iter()
            .any(|one| one.value.key == "nirgends" && one.is_chosen && one.count == 0)
    );
}

#[test]
fn every_number_of_a_facet_is_what_choosing_it_finds() {
    let index = index();
    let snapshot = index.snapshot();
    let mut asked = request("plätze ODER kataster");
    asked.filters.high_value = vec![false];
    let answer = snapshot.search(&asked).unwrap();
    let mut checked = 0;
    for facet in &answer.facets {
        for value in &facet.values {
            let key = value.value.key.clone();
            let mut chosen = asked.clone();
            let filters = &mut chosen.filters;
            match facet.facet {
                FacetName::City => filters.cities = vec![key],
                FacetName::Theme => filters.themes = vec![key],
                FacetName::Format => filters.formats = vec![key],
                FacetName::Licence => filters.licences = vec![key],
                FacetName::Publisher => filters.publishers = vec![key],
                FacetName::HighValue => filters.high_value = vec![key == "true"],
                FacetName::Updated => filters.updated = vec![Updated::named(&key).unwrap()],
            }
            assert_eq!(
                snapshot.search(&chosen).unwrap().total,
                value.count,
                "{:?} {:?}",
                facet.facet,
                value.value
            );
            checked += 1;
        }
    }
    assert!(checked >= 12, "{checked}");
}

#[test]
fn rare_values_are_counted_and_not_listed() {
    let index = index();
    let mut asked = request("");
    asked.facet_values = 2;
    asked.filters.formats = vec!["XLSX".to_owned()];
    let answer = index.snapshot().search(&asked).unwrap();
    let formats = answer
        .facets
        .iter()
        .find(|facet| facet.facet == FacetName::Format)
        .unwrap();
    let keys: Vec<&str> = formats.values.iter().map(|one| one.value.key.as_str()).collect();
    assert_eq!((keys, formats.others), (vec!["CSV", "GeoJSON", "XLSX"], 2));
}

#[test]
fn dates_fall_into_one_bucket_each() {
    let index = index();
    let answer = ask(&index, "");
    let updated = answer.facets.last().unwrap();
    let values: Vec<(&str, u64)> = updated
        .values
        .iter()
        .map(|one| (one.value.key.as_str(), one.count))
        .collect();
    assert_eq!(
        values,
        [
            ("week", 1),
            ("month", 1),
            ("year", 1),
            ("older", 1),
            ("unknown", 2)
        ],
        "in the order of time"
    );
    assert_eq!(values.iter().map(|(_, count)| count).sum::<u64>(), answer.total);
    let mut asked = request("");
    asked.filters.updated = vec![Updated::Week, Updated::Month];
    assert_eq!(index.snapshot().search(&asked).unwrap().total, 2);
}

#[test]
fn areas_and_times_have_to_meet() {
    let index = index();
    let find = |filters: Filters| {
        let asked = Request {
            filters,
            ..request("")
        };
        sorted(&index.snapshot().search(&asked).unwrap())
    };
    let around_mainz = BoundingBox::new(8.0, 49.0, 8.2, 50.0);
    assert_eq!(
        find(Filters {
            area: around_mainz,
            ..Filters::default()
        }),
        ["mainz/baumkataster", MAINZ]
    );
    let of_2026 = Some(Period::of_year(2026));
    assert_eq!(
        find(Filters {
            period: of_2026,
            ..Filters::default()
        }),
        [MAINZ]
    );
    let both = Filters {
        area: BoundingBox::new(11.0, 51.0, 12.0, 52.0),
        period: of_2026,
        ..Filters::default()
    };
    assert!(find(both).is_empty());
}
