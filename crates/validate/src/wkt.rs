//! Geometry texts: what publishers write into one literal, as Well-Known Text.

use serde_json::Value;

/// A geometry as [WKT](https://www.ogc.org/standard/sfa/), which `GeoSPARQL` literals hold.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Geometry {
    /// The text.
    pub(crate) text: String,
    /// Its form.
    pub(crate) form: Form,
    /// Whether it was written as `GeoJSON`.
    pub(crate) is_from_geo_json: bool,
    name: String,
    /// All numbers in their order.
    numbers: Vec<f64>,
}

/// What a geometry is fit for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// A single point: a centre.
    Point,
    /// A rectangle along the axes: an extent.
    Rectangle,
    /// Anything else.
    Other,
}

impl Geometry {
    /// Whether both are the same geometry, however their numbers are written.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.name == other.name && self.numbers == other.numbers
    }
}

const KINDS: [&str; 7] = [
    "POINT",
    "LINESTRING",
    "POLYGON",
    "MULTIPOINT",
    "MULTILINESTRING",
    "MULTIPOLYGON",
    "ENVELOPE",
];

/// The geometry of a WKT text or a `GeoJSON` object, as real catalogues write them into `locn:geometry`.
pub(crate) fn from_text(text: &str) -> Option<Geometry> {
    let text = text.trim();
    if text.starts_with('{') {
        return from_geo_json(text);
    }
    let body = match text.strip_prefix('<') {
        Some(rest) => rest.split_once('>')?.1.trim(),
        None => text,
    };
    from_wkt(text, body)
}

/// A geometry from its text, and the text without the address of its coordinate system.
fn from_wkt(text: &str, body: &str) -> Option<Geometry> {
    let open = body.find('(')?;
    let (head, rest) = body.split_at(open);
    let mut words = head.split_whitespace();
    let name = words.next()?.to_ascii_uppercase();
    let dimension = words.next().map(str::to_ascii_uppercase);
    let known_dimension = dimension
        .as_deref()
        .is_none_or(|word| ["Z", "M", "ZM"].contains(&word));
    if !KINDS.contains(&name.as_str()) || !known_dimension || words.next().is_some() || !is_balanced(rest) {
        return None;
    }
    let positions = positions_of_wkt(rest, name == "ENVELOPE")?;
    let numbers: Vec<f64> = positions.concat();
    let form = match name.as_str() {
        "POINT" => (positions.len() == 1).then_some(Form::Point)?,
        "ENVELOPE" => (numbers.len() == 4).then_some(Form::Rectangle)?,
        "POLYGON" if is_rectangle(&positions) => Form::Rectangle,
        _ => Form::Other,
    };
    Some(Geometry {
        text: text.to_owned(),
        form,
        is_from_geo_json: false,
        name,
        numbers,
    })
}

fn is_balanced(text: &str) -> bool {
    let mut depth = 0_i32;
    for (at, character) in text.char_indices() {
        match character {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth < 1 && at + 1 < text.len() {
            return false;
        }
    }
    depth == 0
}

/// The positions between the brackets, each with its numbers; an envelope has single numbers.
fn positions_of_wkt(text: &str, is_envelope: bool) -> Option<Vec<Vec<f64>>> {
    let flat = text.replace(['(', ')'], " ");
    let positions = flat.split(',').map(|position| {
        let numbers: Option<Vec<f64>> = position.split_whitespace().map(finite).collect();
        let expected = if is_envelope { 1..=1 } else { 2..=4 };
        numbers.filter(|numbers| expected.contains(&numbers.len()))
    });
    positions.collect()
}

fn finite(text: &str) -> Option<f64> {
    let written = text.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b));
    let number: f64 = text.parse().ok().filter(|_| written)?;
    number.is_finite().then_some(number)
}

/// A closed ring of four corners with two longitudes and two latitudes.
fn is_rectangle(positions: &[Vec<f64>]) -> bool {
    let [first, second, third, fourth, last] = positions else {
        return false;
    };
    let closed = first == last && positions.iter().all(|position| position.len() == 2);
    closed && (along([first, second, third, fourth]) || along([second, third, fourth, first]))
}

/// Whether the sides are up, across, down and back.
#[expect(
    clippy::float_cmp,
    reason = "the same number is written twice, nothing is calculated"
)]
fn along([first, second, third, fourth]: [&Vec<f64>; 4]) -> bool {
    first[0] == second[0]
        && second[1] == third[1]
        && third[0] == fourth[0]
        && fourth[1] == first[1]
        && first[0] != third[0]
        && first[1] != third[1]
}

fn from_geo_json(text: &str) -> Option<Geometry> {
    let object: Value = serde_json::from_str(text).ok()?;
    let kind = object.get("type")?.as_str()?;
    let coordinates = positions(object.get("coordinates")?)?;
    let text = match kind {
        "Point" => format!("POINT({coordinates})"),
        "LineString" | "Polygon" | "MultiPoint" | "MultiLineString" | "MultiPolygon" => {
            format!("{}{coordinates}", kind.to_ascii_uppercase())
        }
        _ => return None,
    };
    // A coordinate system of its own, or anything else that is said, would be lost.
    let says_more = object
        .as_object()?
        .keys()
        .any(|key| !["type", "coordinates"].contains(&key.as_str()));
    let geometry = from_wkt(&text, &text)?;
    (!says_more).then_some(Geometry {
        is_from_geo_json: true,
        ..geometry
    })
}

/// `[[8.2, 50.0], [8.3, 50.1]]` as `(8.2 50.0, 8.3 50.1)`; a single position without brackets. A height would be lost.
fn positions(coordinates: &Value) -> Option<String> {
    let items = coordinates.as_array()?;
    if items.first()?.is_number() {
        let [longitude, latitude] = items.as_slice() else {
            return None;
        };
        return Some(format!("{} {}", longitude.as_number()?, latitude.as_number()?));
    }
    let parts: Option<Vec<String>> = items.iter().map(positions).collect();
    Some(format!("({})", parts?.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<(&str, Form)>) {
        let found = from_text(text).map(|geometry| (geometry.text, geometry.form));
        assert_eq!(
            found,
            expected.map(|(text, form)| (text.to_owned(), form)),
            "{text}"
        );
    }

    #[test]
    fn geometry_texts_become_wkt() {
        check(
            "POLYGON((8 50, 9 50, 9 51, 8 50))",
            Some(("POLYGON((8 50, 9 50, 9 51, 8 50))", Form::Other)),
        );
        check(
            "POLYGON ((8 50, 9 50, 9 51, 8 51, 8 50))",
            Some(("POLYGON ((8 50, 9 50, 9 51, 8 51, 8 50))", Form::Rectangle)),
        );
        check(
            "ENVELOPE(8, 9, 51, 50)",
            Some(("ENVELOPE(8, 9, 51, 50)", Form::Rectangle)),
        );
        check("POINT(8.27 50)", Some(("POINT(8.27 50)", Form::Point)));
        check(
            "<http://www.opengis.net/def/crs/EPSG/0/25832> POINT(444444 5555555)",
            Some((
                "<http://www.opengis.net/def/crs/EPSG/0/25832> POINT(444444 5555555)",
                Form::Point,
            )),
        );
        check(
            r#"{"type": "Point", "coordinates": [8.27, 50.0]}"#,
            Some(("POINT(8.27 50.0)", Form::Point)),
        );
        check(
            r#"{"type":"Polygon","coordinates":[[[8,50],[9,50],[9,51],[8,50]]]}"#,
            Some(("POLYGON((8 50, 9 50, 9 51, 8 50))", Form::Other)),
        );
    }

    #[test]
    fn what_would_lose_something_stays() {
        for text in [
            r#"{"type":"Polygon","coordinates":[[[8"#,
            r#"{"type":"Point","coordinates":[8, 50, 120]}"#,
            r#"{"type":"Point","coordinates":[8, 50],"crs":{"type":"name"}}"#,
            "SRID=25832;POINT(1 2)",
            "POINT(8.27, 50)",
            "POINT(8,27 50,0)",
            "POLYGON((8 50, 9 50",
            "POINT(1 2) POINT(3 4)",
            "Mainz",
            "",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn one_geometry_in_two_notations_is_the_same() {
        let json = from_text(r#"{"type": "Point", "coordinates": [8.0, 50.5]}"#).unwrap();
        assert!(from_text("POINT (8 50.50)").unwrap().is_same(&json));
        assert!(!from_text("POINT (8 50.51)").unwrap().is_same(&json));
    }
}
