//! What generations did, in memory.

use super::*;
use crate::load::{Extent, Facts};
use crate::plan::Kind;
use crate::testing::{agree, edited_file, file, fresh_store, iri, prepared, publish};

#[test]
fn each_generation_is_told_although_later_ones_changed_it_again() {
    let store = fresh_store();
    publish(&store, &[file("a")]);
    publish(&store, &[edited_file("a", "Stadtgrün", "Grün")]);
    publish(&store, &[edited_file("a", "Stadtgrün", "Parks")]);
    agree(
        prepared(
            &store,
            &[edited_file("b", "Stadtgrün", "Parks")],
            Extent::Complete,
            &Facts::default(),
        ),
        &store,
    );
    let told: Vec<Vec<(Action, String, String)>> = (1..=4)
        .map(|generation| {
            let entry = store.entry("musterstadt", generation).unwrap().unwrap();
            let changes = changes_of(&store, &entry).unwrap();
            let datasets = changes.into_iter().filter(|change| change.kind == Kind::Dataset);
            datasets
                .map(|change| {
                    let values = change.properties.iter().flat_map(|change| &change.added);
                    let added: Vec<&str> = values.map(|value| value.text.as_str()).collect();
                    (change.action, change.iri, added.join(" "))
                })
                .collect()
        })
        .collect();
    let line = |action, name: &str, added: &str| vec![(action, iri(name), added.to_owned())];
    assert_eq!(
        told,
        [
            line(Action::Added, "a", ""),
            line(Action::Changed, "a", "Grün"),
            line(Action::Changed, "a", "Parks"),
            line(Action::Moved, "b", ""),
        ]
    );
}
