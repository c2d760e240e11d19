//! Areas as rectangles, read from the geometries that catalogues write.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Geometries longer than this are read no further: their extent is known long before.
const LONGEST_GEOMETRY: usize = 4 * 1024 * 1024;

/// A rectangle in degrees of WGS 84.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct BoundingBox {
    west: f64,
    south: f64,
    east: f64,
    north: f64,
}

impl BoundingBox {
    /// The rectangle, or `None` when a number is none, lies outside of the earth, or the corners are the wrong way round.
    ///
    /// ```
    /// use kolophon_search::BoundingBox;
    ///
    /// assert!(BoundingBox::new(8.1, 49.9, 8.4, 50.1).is_some());
    /// assert!(BoundingBox::new(8.4, 49.9, 8.1, 50.1).is_none());
    /// assert!(BoundingBox::new(f64::NAN, 49.9, 8.1, 50.1).is_none());
    /// ```
    #[must_use]
    pub fn new(west: f64, south: f64, east: f64, north: f64) -> Option<Self> {
        let is_on_earth = |longitude: f64, latitude: f64| longitude.abs() <= 180.0 && latitude.abs() <= 90.0;
        (is_on_earth(west, south) && is_on_earth(east, north) && west <= east && south <= north).then_some(
            Self {
                west,
                south,
                east,
                north,
            },
        )
    }

    /// West, south, east and north, in degrees.
    #[must_use]
    pub fn edges(self) -> [f64; 4] {
        [self.west, self.south, self.east, self.north]
    }

    /// The rectangle around a geometry: WKT (also as a `geo:wktLiteral` with its coordinate system) or `GeoJSON`.
    ///
    /// ```
    /// use kolophon_search::BoundingBox;
    ///
    /// let mainz = BoundingBox::around("POLYGON((8.1 49.9, 8.4 49.9, 8.4 50.1, 8.1 49.9))");
    /// assert_eq!(mainz, BoundingBox::new(8.1, 49.9, 8.4, 50.1));
    /// ```
    #[must_use]
    pub fn around(geometry: &str) -> Option<Self> {
        let text = geometry.trim();
        if text.len() > LONGEST_GEOMETRY {
            return None;
        }
        let positions = if text.starts_with('{') {
            let value: Value = serde_json::from_str(text).ok()?;
            let mut positions = Vec::new();
            collect(&value, &mut positions);
            positions
        } else {
            positions_of_wkt(text)?
        };
        Self::of_positions(&positions)
    }

    /// Whether the two have a point in common.
    #[must_use]
    pub fn meets(self, other: Self) -> bool {
        self.west <= other.east
            && other.west <= self.east
            && self.south <= other.north
            && other.south <= self.north
    }

    fn of_positions(positions: &[(f64, f64)]) -> Option<Self> {
        let (first, rest) = positions.split_first()?;
        let start = (first.0, first.1, first.0, first.1);
        let (west, south, east, north) = rest.iter().fold(start, |(west, south, east, north), (x, y)| {
            (west.min(*x), south.min(*y), east.max(*x), north.max(*y))
        });
        Self::new(west, south, east, north)
    }
}

/// Every position of a `GeoJSON` object ([RFC 7946 §3.1.1](https://www.rfc-editor.org/rfc/rfc7946#section-3.1.1)).
fn collect(value: &Value, positions: &mut Vec<(f64, f64)>) {
    match value {
        Value::Array(members) => {
            let numbers: Vec<f64> = members.iter().map_while(Value::as_f64).collect();
            match numbers.as_slice() {
                [x, y, ..] if numbers.len() == members.len() => positions.push((*x, *y)),
                _ => members.iter().for_each(|member| collect(member, positions)),
            }
        }
        Value::Object(members) => {
            for name in ["coordinates", "geometry", "geometries", "features"] {
                if let Some(member) = members.get(name) {
                    collect(member, positions);
                }
            }
        }
        _ => {}
    }
}

fn positions_of_wkt(text: &str) -> Option<Vec<(f64, f64)>> {
    let (system, body) = coordinate_system(text);
    let (kind, coordinates) = body.split_once('(')?;
    if kind.trim().eq_ignore_ascii_case("ENVELOPE") || kind.trim().eq_ignore_ascii_case("BBOX") {
        return envelope(coordinates);
    }
    let swapped = system.is_some_and(|system| system.contains("EPSG") && system.contains("4326"));
    let mut positions = Vec::new();
    for position in coordinates.split([',', '(', ')']) {
        let mut numbers = position.split_whitespace();
        let (Some(x), Some(y)) = (numbers.next(), numbers.next()) else {
            continue;
        };
        let (x, y) = (x.parse().ok()?, y.parse().ok()?);
        positions.push(if swapped { (y, x) } else { (x, y) });
    }
    Some(positions)
}

/// `ENVELOPE(west, east, north, south)`, as the catalogue service of the OGC and Solr write it.
fn envelope(coordinates: &str) -> Option<Vec<(f64, f64)>> {
    let mut numbers = coordinates
        .trim_end_matches([')', ' '])
        .split(',')
        .map(|number| number.trim().parse::<f64>());
    let mut next = || numbers.next()?.ok();
    let (west, east, north, south) = (next()?, next()?, next()?, next()?);
    Some(vec![(west, south), (east, north)])
}

/// The coordinate system before the geometry (`<http://www.opengis.net/def/crs/EPSG/0/4326>`), and the geometry.
/// `SRID=4326;` of `PostGIS` says nothing about the order: there it is always x, y.
fn coordinate_system(text: &str) -> (Option<&str>, &str) {
    if let Some((system, body)) = text.strip_prefix('<').and_then(|rest| rest.split_once('>')) {
        return (Some(system), body.trim_start());
    }
    match text.split_once(';') {
        Some((head, body)) if head.starts_with("SRID") => (None, body),
        _ => (None, text),
    }
}
