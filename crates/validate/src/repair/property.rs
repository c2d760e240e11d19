//! Properties of earlier versions of DCAT-AP.de: the property of today takes over the value.

use kolophon_dcat::vocab::{dcat, dcatap, dcatde, dcterms, geodcatap, owl};
use kolophon_graph::Term;

use super::change::{Change, Object, Safety};
use super::kind::Kind;
use super::subject::{Class, Statement};
use crate::mapping;

pub(super) fn change(statement: &Statement<'_>) -> Option<Change> {
    let property = mapping::successor(statement.property)?;
    let kind = kind(statement, property)?;
    let renamed = statement.with_property(property);
    let value = super::value_change(&renamed);
    if !takes(&renamed, value.as_ref()) {
        return None;
    }
    let (safety, object, candidates, reason) = match value {
        Some(value) => (value.safety, value.object, value.candidates, value.reason),
        None => (Safety::Safe, Object::Unchanged, Vec::new(), None),
    };
    let change = Change {
        kind,
        safety,
        predicate: Some(property),
        object,
        candidates,
        reason,
    };
    if property == dcat::HAS_VERSION && !renamed.object_is(Class::Dataset) {
        return Some(change.only_after_a_look(
            "Die andere Fassung ist hier nicht als Datensatz beschrieben.",
            "The other version is not described as a dataset here.",
        ));
    }
    Some(change)
}

fn kind(statement: &Statement<'_>, property: &str) -> Option<Kind> {
    use Class::{Catalog, DataService, Dataset, DatasetSeries, Distribution, PeriodOfTime};
    let (kind, classes): (Kind, &[Class]) = match property {
        dcat::START_DATE | dcat::END_DATE => (Kind::Period, &[PeriodOfTime]),
        geodcatap::ORIGINATOR | geodcatap::CUSTODIAN => (Kind::Role, &[Dataset, DatasetSeries]),
        dcatap::AVAILABILITY => (Kind::Availability, &[Catalog, DataService, Dataset, Distribution]),
        dcterms::SPATIAL => (Kind::Geocoding, &[Catalog, Dataset, DatasetSeries]),
        dcat::VERSION if statement.property == owl::VERSION_INFO => (Kind::Version, &[Dataset]),
        dcat::HAS_VERSION => (Kind::Version, &[Dataset]),
        _ if property.starts_with(dcatde::NAMESPACE) => {
            (Kind::OldProperty, &[Catalog, Dataset, Distribution])
        }
        _ => return None,
    };
    statement.is_about(classes).then_some(kind)
}

/// Whether the property of today can hold the value.
fn takes(statement: &Statement<'_>, value: Option<&Change>) -> bool {
    let becomes_iri = matches!(
        value,
        Some(Change {
            object: Object::Iri(_),
            ..
        })
    );
    let is_text = matches!(statement.object, Term::Literal { .. }) && !becomes_iri;
    let occupied = || {
        statement
            .others(statement.property)
            .any(|other| other != statement.triple.object)
    };
    match statement.property {
        dcat::START_DATE | dcat::END_DATE | dcat::VERSION => !occupied(),
        dcatap::AVAILABILITY => {
            let listed = statement
                .object
                .as_iri()
                .is_some_and(|iri| mapping::is_listed(statement.property, iri));
            !occupied() && (becomes_iri || listed)
        }
        dcterms::SPATIAL | geodcatap::ORIGINATOR | geodcatap::CUSTODIAN | dcat::HAS_VERSION => !is_text,
        _ => true,
    }
}
