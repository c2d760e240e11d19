//! Geometry texts: what publishers write into one literal, as Well-Known Text.

use serde_json::Value;

/// A geometry as [WKT](https://www.ogc.org/standard/sfa/), which `GeoSPARQL` literals hold.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Geometry {
    /// The text.
    pub(crate) text: String,
    /// A single point, fit for a centre, but not for an extent.
    pub(crate) is_point: bool,
}

/// The geometry of a WKT text or a `GeoJSON` object, as real catalogues write them into `locn:geometry`.
pub(crate) fn from_text(text: &str) -> Option<Geometry> {
    let text = text.trim();
    if text.starts_with('{') {
        return from_geo_json(text);
    }
    let without_srs = text
        .strip_prefix('<')
        .and_then(|rest| rest.split_once('>'))
        .map_or(text, |(_, rest)| rest.trim());
    let name: String = without_srs
        .chars()
        .take_while(char::is_ascii_alphabetic)
        .collect::<String>()
        .to_ascii_uppercase();
    let known = [
        "POINT",
        "LINESTRING",
        "POLYGON",
        "MULTIPOINT",
        "MULTILINESTRING",
        "MULTIPOLYGON",
        "ENVELOPE",
    ];
    known.contains(&name.as_str()).then(|| Geometry {
        text: text.to_owned(),
        is_point: name == "POINT",
    })
}

fn from_geo_json(text: &str) -> Option<Geometry> {
    let object: Value = serde_json::from_str(text).ok()?;
    let kind = object.get("type")?.as_str()?;
    let coordinates = positions(object.get("coordinates")?)?;
    match kind {
        "Point" => Some(Geometry {
            text: format!("POINT({coordinates})"),
            is_point: true,
        }),
        "LineString" | "Polygon" | "MultiPoint" | "MultiLineString" | "MultiPolygon" => Some(Geometry {
            text: format!("{}{coordinates}", kind.to_ascii_uppercase()),
            is_point: false,
        }),
        _ => None,
    }
}

/// `[[8.2, 50.0], [8.3, 50.1]]` as `(8.2 50.0, 8.3 50.1)`; a single position without brackets. Heights are dropped.
fn positions(coordinates: &Value) -> Option<String> {
    let items = coordinates.as_array()?;
    if items.first()?.is_number() {
        let (longitude, latitude) = (items.first()?.as_number()?, items.get(1)?.as_number()?);
        return Some(format!("{longitude} {latitude}"));
    }
    let parts: Option<Vec<String>> = items.iter().map(positions).collect();
    Some(format!("({})", parts?.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<(&str, bool)>) {
        let expected = expected.map(|(text, is_point)| Geometry {
            text: text.to_owned(),
            is_point,
        });
        assert_eq!(from_text(text), expected, "{text}");
    }

    #[test]
    fn geometry_texts_become_wkt() {
        check(
            "POLYGON((8 50, 9 50, 9 51, 8 50))",
            Some(("POLYGON((8 50, 9 50, 9 51, 8 50))", false)),
        );
        check("POINT(8.27 50)", Some(("POINT(8.27 50)", true)));
        check(
            r#"{"type": "Point", "coordinates": [8.27, 50.0]}"#,
            Some(("POINT(8.27 50.0)", true)),
        );
        check(
            r#"{"type":"Polygon","coordinates":[[[8,50],[9,50],[9,51],[8,50]]]}"#,
            Some(("POLYGON((8 50, 9 50, 9 51, 8 50))", false)),
        );
        check(r#"{"type":"Polygon","coordinates":[[[8"#, None);
        check("Mainz", None);
    }
}
