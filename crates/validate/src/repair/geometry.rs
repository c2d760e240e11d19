//! Geometries written as a text: a point is a centre, a rectangle an extent, everything else a geometry of its own.

use kolophon_dcat::vocab::{dcat, geosparql, locn};
use kolophon_graph::Term;

use super::change::{Change, Node, Object};
use super::kind::Kind;
use super::subject::{Class, Statement};
use crate::wkt::{self, Form, Geometry};

pub(super) fn change(statement: &Statement<'_>) -> Option<Change> {
    if statement.property != locn::GEOMETRY || !statement.is_about(&[Class::Location]) {
        return None;
    }
    let Term::Literal { value, .. } = statement.object else {
        return None;
    };
    let own = wkt::from_text(value)?;
    let geometries = all(statement)?;
    // What stands there as WKT and as GeoJSON is one geometry.
    let geometry = geometries
        .iter()
        .find(|other| other.is_same(&own))
        .cloned()
        .unwrap_or(own);
    let same_form = |other: &Geometry| other.form == geometry.form && !other.is_same(&geometry);
    if geometries.iter().any(same_form) {
        return None;
    }
    let property = match geometry.form {
        Form::Point => Some(dcat::CENTROID),
        Form::Rectangle => Some(dcat::BBOX),
        Form::Other => None,
    };
    let is_free = |property: &&str| {
        statement
            .others(property)
            .all(|other| statement.graph.term(other).value() == geometry.text)
    };
    Some(match property.filter(is_free) {
        Some(property) => Change {
            predicate: Some(property),
            ..Change::object(
                Kind::Geometry,
                Object::Typed(geometry.text, geosparql::WKT_LITERAL),
            )
        },
        None if geometries.iter().all(|other| other.is_same(&geometry)) => node(geometry.text),
        None => return None,
    })
}

fn node(text: String) -> Change {
    let node = Node {
        class: locn::GEOMETRY_CLASS,
        property: geosparql::AS_WKT,
        value: text,
        datatype: geosparql::WKT_LITERAL,
    };
    Change::object(Kind::Geometry, Object::Node(node))
}

/// All geometries of the place, those written as WKT first; `None` when one cannot be read or is a node already.
fn all(statement: &Statement<'_>) -> Option<Vec<Geometry>> {
    let texts = statement
        .others(locn::GEOMETRY)
        .map(|other| statement.graph.term(other));
    let geometries: Option<Vec<Geometry>> = texts
        .map(|term| match term {
            Term::Literal { value, .. } => wkt::from_text(value),
            Term::Iri(_) | Term::BlankNode(_) => None,
        })
        .collect();
    let mut geometries = geometries?;
    geometries.sort_by_key(|geometry| (geometry.is_from_geo_json, geometry.text.clone()));
    Some(geometries)
}
