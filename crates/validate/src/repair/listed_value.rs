//! Values of code lists: names, older entries and other spellings become the entry meant.

use kolophon_dcat::vocab::{adms, dcat, dcatap, dcatde, dcterms, spdx};
use kolophon_graph::Term;

use super::change::{Change, Object};
use super::kind::Kind;
use super::subject::{Class, Statement};
use crate::mapping::{self, Certainty};

pub(super) fn change(statement: &Statement<'_>) -> Option<Change> {
    if !has_list(statement) || matches!(statement.object, Term::BlankNode(_)) {
        return None;
    }
    let value = statement.object.value();
    if statement
        .object
        .as_iri()
        .is_some_and(|iri| mapping::is_listed(statement.property, iri))
    {
        return None;
    }
    let meaning = mapping::meaning(statement.property, value)?;
    let change = Change::object(Kind::of_list(statement.property), Object::Iri(meaning.iri));
    Some(match meaning.certainty {
        Certainty::Sure => change,
        Certainty::Unsure => Change {
            candidates: meaning.candidates,
            ..change.only_after_a_look(
                "Gemeint sein kann auch etwas anderes.",
                "Something else could be meant.",
            )
        },
    })
}

/// Whether the values of the property come from a list, for things of that class.
fn has_list(statement: &Statement<'_>) -> bool {
    use Class::{Agent, Catalog, CatalogRecord, Checksum, DataService, Dataset, DatasetSeries, Distribution};
    let classes: &[Class] = match statement.property {
        dcterms::LICENSE => &[Catalog, DataService, Distribution],
        dcterms::FORMAT => &[DataService, Distribution],
        dcat::MEDIA_TYPE | dcat::COMPRESS_FORMAT | dcat::PACKAGE_FORMAT | adms::STATUS => &[Distribution],
        dcterms::LANGUAGE => &[Catalog, CatalogRecord, Dataset, Distribution],
        dcat::THEME | dcatap::HVD_CATEGORY => &[Dataset, DatasetSeries, DataService],
        dcterms::ACCRUAL_PERIODICITY => &[Dataset, DatasetSeries],
        dcterms::ACCESS_RIGHTS => &[Dataset, DataService, Distribution],
        spdx::ALGORITHM => &[Checksum],
        dcatap::AVAILABILITY => &[Catalog, DataService, Dataset, Distribution],
        dcatde::CONTRIBUTOR_ID | dcatde::POLITICAL_GEOCODING_LEVEL_URI => &[Dataset],
        dcterms::TYPE => &[Agent],
        _ => return false,
    };
    statement.is_about(classes)
}
