//! What operators watch, in the [text format](https://prometheus.io/docs/instrumenting/exposition_formats/) of Prometheus.
//!
//! It is served on a listener of its own: it says how much is asked, and that is nobody else's business.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::app::App;

/// The media type of the format.
pub(crate) const MEDIA_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// The upper ends of the classes of durations, in seconds.
const BOUNDS: [f64; 9] = [0.001, 0.005, 0.025, 0.1, 0.25, 1.0, 2.5, 10.0, 60.0];

/// The kinds of addresses that are told apart.
const KINDS: [&str; 6] = ["api", "catalog", "file", "page", "search", "sparql"];

/// Classes of status codes, from 1xx.
const CLASSES: usize = 5;

/// Counts since the start.
#[derive(Debug, Default)]
pub(crate) struct Metrics {
    requests: [[AtomicU64; CLASSES]; KINDS.len()],
    durations: [AtomicU64; BOUNDS.len()],
    duration_count: AtomicU64,
    duration_microseconds: AtomicU64,
    in_flight: AtomicU64,
    limited: AtomicU64,
    connections: AtomicU64,
}

/// A request that is being answered; it counts as such until this is dropped.
pub(crate) struct InFlight<'a>(&'a Metrics);

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.0.in_flight.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A connection that is open; it counts as such until this is dropped.
pub(crate) struct Open(Arc<App>);

impl Open {
    /// A connection begins.
    pub(crate) fn new(app: &Arc<App>) -> Self {
        app.metrics.connections.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(app))
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.metrics.connections.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Metrics {
    /// A request begins.
    pub(crate) fn begin(&self) -> InFlight<'_> {
        self.in_flight.fetch_add(1, Ordering::Relaxed);
        InFlight(self)
    }

    /// A request was answered.
    pub(crate) fn count(&self, path: &str, status: u16, duration: Duration) {
        let class = usize::from(status / 100).clamp(1, CLASSES) - 1;
        self.requests[kind(path)][class].fetch_add(1, Ordering::Relaxed);
        if status == 429 {
            self.limited.fetch_add(1, Ordering::Relaxed);
        }
        let seconds = duration.as_secs_f64();
        if let Some(at) = BOUNDS.iter().position(|bound| seconds <= *bound) {
            self.durations[at].fetch_add(1, Ordering::Relaxed);
        }
        self.duration_count.fetch_add(1, Ordering::Relaxed);
        let microseconds = u64::try_from(duration.as_micros()).unwrap_or(u64::MAX);
        self.duration_microseconds
            .fetch_add(microseconds, Ordering::Relaxed);
    }

    /// All of it, with what the server shows right now.
    pub(crate) fn text(app: &App) -> String {
        let mut out = String::new();
        app.metrics.push_requests(&mut out);
        app.metrics.push_durations(&mut out);
        let metrics = &app.metrics;
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let index = app.index();
        let generation = index.state().generation;
        let searched = app.search.generation();
        for (name, kind, help, value) in [
            (
                "kolophon_requests_in_flight",
                "gauge",
                "Requests being answered.",
                read(&metrics.in_flight),
            ),
            (
                "kolophon_requests_limited_total",
                "counter",
                "Requests refused because one client asked too much.",
                read(&metrics.limited),
            ),
            (
                "kolophon_connections",
                "gauge",
                "Open connections.",
                read(&metrics.connections),
            ),
            (
                "kolophon_generation",
                "gauge",
                "The generation that is published.",
                generation,
            ),
            (
                "kolophon_search_generation",
                "gauge",
                "The generation that is searched; 0 before the first index.",
                searched.unwrap_or(0),
            ),
            (
                "kolophon_search_behind",
                "gauge",
                "1 while the search does not show what is published.",
                u64::from(searched != Some(generation)),
            ),
            (
                "kolophon_datasets",
                "gauge",
                "Datasets that are published.",
                index.all().len() as u64,
            ),
            (
                "kolophon_cities",
                "gauge",
                "Cities.",
                index.state().cities.len() as u64,
            ),
            (
                "kolophon_writable",
                "gauge",
                "1 if there is room on the disk for a change.",
                u64::from(app.store.require_room().is_ok()),
            ),
            (
                "kolophon_query_slots_free",
                "gauge",
                "SPARQL queries that could begin at once.",
                app.query_slots.available_permits() as u64,
            ),
            (
                "kolophon_upload_slots_free",
                "gauge",
                "Uploads that could be read at once.",
                app.upload_slots.available_permits() as u64,
            ),
        ] {
            // Writing to a string does not fail.
            writeln!(out, "# HELP {name} {help}\n# TYPE {name} {kind}\n{name} {value}").unwrap_or_default();
        }
        out
    }

    fn push_requests(&self, out: &mut String) {
        let name = "kolophon_requests_total";
        writeln!(
            out,
            "# HELP {name} Requests that were answered.\n# TYPE {name} counter"
        )
        .unwrap_or_default();
        for (kind, classes) in KINDS.iter().zip(&self.requests) {
            for (class, counter) in (1..).zip(classes) {
                let value = counter.load(Ordering::Relaxed);
                writeln!(out, "{name}{{kind=\"{kind}\",status=\"{class}xx\"}} {value}").unwrap_or_default();
            }
        }
    }

    fn push_durations(&self, out: &mut String) {
        let name = "kolophon_request_seconds";
        writeln!(
            out,
            "# HELP {name} How long requests took.\n# TYPE {name} histogram"
        )
        .unwrap_or_default();
        let mut up_to = 0;
        for (bound, counter) in BOUNDS.iter().zip(&self.durations) {
            up_to += counter.load(Ordering::Relaxed);
            writeln!(out, "{name}_bucket{{le=\"{bound}\"}} {up_to}").unwrap_or_default();
        }
        // One that is counted just now is in no class yet: the sum of all is never smaller than a part.
        let count = self.duration_count.load(Ordering::Relaxed).max(up_to);
        let micros = self.duration_microseconds.load(Ordering::Relaxed);
        let (seconds, rest) = (micros / 1_000_000, micros % 1_000_000);
        writeln!(
            out,
            "{name}_bucket{{le=\"+Inf\"}} {count}\n{name}_sum {seconds}.{rest:06}\n{name}_count {count}"
        )
        .unwrap_or_default();
    }
}

/// What an address is, by its beginning and its end.
fn kind(path: &str) -> usize {
    let name = if path.starts_with("/sparql") {
        "sparql"
    } else if path.starts_with("/suche") || path.starts_with("/search") || path.starts_with("/api/v1/search")
    {
        "search"
    } else if path.starts_with("/api") {
        "api"
    } else if path.contains("/catalog.") {
        "catalog"
    } else if path.contains("/datei/") {
        "file"
    } else {
        "page"
    };
    KINDS.iter().position(|kind| *kind == name).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_histogram_adds_up() {
        let metrics = Metrics::default();
        for milliseconds in [0, 3, 3, 900, 90_000] {
            metrics.count("/api/v1/datasets", 200, Duration::from_millis(milliseconds));
        }
        let mut text = String::new();
        metrics.push_durations(&mut text);
        for line in [
            "kolophon_request_seconds_bucket{le=\"0.001\"} 1",
            "kolophon_request_seconds_bucket{le=\"0.005\"} 3",
            "kolophon_request_seconds_bucket{le=\"1\"} 4",
            "kolophon_request_seconds_bucket{le=\"60\"} 4",
            "kolophon_request_seconds_bucket{le=\"+Inf\"} 5",
            "kolophon_request_seconds_sum 90.906000",
            "kolophon_request_seconds_count 5",
        ] {
            assert!(text.lines().any(|found| found == line), "{line}\n{text}");
        }
    }

    #[test]
    fn addresses_have_kinds() {
        for (path, expected) in [
            ("/", "page"),
            ("/mainz/catalog.rdf", "catalog"),
            ("/suche", "search"),
            ("/sparql", "sparql"),
            ("/api/v1/datasets", "api"),
            ("/mainz/dataset/x/datei/y.csv", "file"),
        ] {
            assert_eq!(KINDS[kind(path)], expected, "{path}");
        }
    }
}
