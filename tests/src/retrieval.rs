//! How well search finds: judged questions over real catalogues, and the measures of the field.

mod baseline;
mod corpus;
mod judgement;
mod measure;

pub use self::baseline::Baseline;
pub use self::corpus::datasets;
pub use self::judgement::{Half, Judged, judged};
pub use self::measure::{Figures, figures};

use kolophon_search::{Request, Snapshot};

/// So many results of a question are judged.
pub const DEPTH: usize = 10;

/// Something that answers a question with addresses of datasets, the best first.
pub trait Engine {
    /// At most [`DEPTH`] addresses.
    fn find(&self, question: &str) -> Vec<String>;
}

impl Engine for Snapshot {
    fn find(&self, question: &str) -> Vec<String> {
        let request = Request {
            query: question.to_owned(),
            limit: DEPTH,
            ..Request::default()
        };
        let answer = self.search(&request).expect("the index in memory can be read");
        answer.hits.into_iter().map(|hit| hit.iri).collect()
    }
}
