//! What a regional key says agrees with the code lists.

use kolophon_dcat::Region;
use kolophon_validate::codelist;

fn current(list: &str, iri: &str) -> bool {
    let value = codelist::list(list).unwrap().find(iri);
    value.is_some_and(|value| value.status == "current")
}

#[test]
fn every_land_and_its_contributor_are_listed() {
    let mut contributors = 0;
    for number in 1..=16 {
        let region = Region::of_key(&format!("{number:02}000000")).unwrap();
        let state = region.state();
        let key = format!("http://dcat-ap.de/def/politicalGeocoding/stateKey/{}", state.key);
        assert!(current("state-key", &key), "{key}");
        if let Some(contributor) = state.contributor_id() {
            contributors += 1;
            assert!(current("contributors", &contributor), "{contributor}");
        }
    }
    assert_eq!(contributors, 14, "all but Saarland and Thüringen");
}
