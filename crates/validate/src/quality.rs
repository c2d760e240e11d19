//! How good the descriptions are, counted as the portals count: data.europa.eu's points and `GovData`'s dashboard.
//!
//! [`assess`] checks the documents against the profile `mqa` and turns broken rules into lost points, so that every lost
//! point has a rule and a place. The points of a dataset are its own and those of its best distribution; the points of
//! a catalogue are the mean of its datasets ([methodology](https://data.europa.eu/mqa/methodology)).
//!
//! ```
//! use kolophon_dcat::Document;
//! use kolophon_validate::quality::{Answers, Dimension, assess};
//!
//! let text = "@prefix dcat: <http://www.w3.org/ns/dcat#> .\n\
//!             <https://daten.example/a> a dcat:Dataset ; dcat:keyword \"Baum\"@de .\n";
//! let quality = assess(&[Document::new("a.ttl", text.into())], |_| Answers::unasked());
//! let dataset = &quality.catalogues[0].datasets[0];
//! assert_eq!(dataset.points_in(Dimension::Findability), 30);
//! let theme = dataset.counted().find(|counted| counted.metric.id == "categoryAvailability").unwrap();
//! assert_eq!(theme.losses[0].rule.as_str(), "dataset-theme-recommended");
//! ```

mod address;
mod csv;
mod dqv;
mod gain;
mod govdata;
mod json;
mod measure;
mod metric;
mod score;

use kolophon_dcat::{Document, ReadError};

pub use self::address::{Answer, Answers};
pub use self::csv::write_csv;
pub use self::dqv::{NamedGraph, all_graphs, graphs};
pub use self::gain::{Gain, Mending};
pub use self::govdata::{DashboardMeasurement, DashboardMetric};
pub use self::json::{json_schema, write_json};
pub use self::metric::{Dimension, METRICS, MOST_POINTS, MOST_POINTS_OFFLINE, Metric, NAMESPACE, Subject};
pub use self::score::{
    CatalogueQuality, Counted, DatasetQuality, DistributionQuality, Loss, Measurement, Rating, Value,
};
use crate::profile::Profile;
use crate::repair::{Safety, Scope, repair};
use crate::{Checked, Material};

/// What an assessment brought to light.
#[derive(Debug)]
pub struct Quality {
    /// The catalogues by address; last what belongs to none.
    pub catalogues: Vec<CatalogueQuality>,
    /// What gains most, over all catalogues.
    pub gains: Vec<Gain>,
    /// The points that the repairs gain which need nobody's decision (`kolophon fix --write`), over all datasets.
    pub gained_safely: i64,
    /// Whether the addresses were asked; else two metrics are not measured.
    pub addresses_asked: bool,
    /// The documents that could not be read. What they hold is not counted.
    pub unreadable: Vec<ReadError>,
}

impl Quality {
    /// The points that a dataset can have in this assessment.
    #[must_use]
    pub fn most_points(&self) -> i32 {
        if self.addresses_asked {
            MOST_POINTS
        } else {
            MOST_POINTS_OFFLINE
        }
    }

    /// The number of datasets.
    #[must_use]
    pub fn datasets(&self) -> usize {
        self.catalogues
            .iter()
            .map(|catalogue| catalogue.datasets.len())
            .sum()
    }
}

/// Which state of the files is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// As they are.
    AsTheyAre,
    /// After all repairs that need nobody's decision.
    Mended,
}

/// Measures the documents. `ask` is given every access and download URL once, sorted, and says what they answered.
#[must_use]
pub fn assess(documents: &[Document], ask: impl FnOnce(&[&str]) -> Answers) -> Quality {
    assess_material(
        |stage| match stage {
            Stage::AsTheyAre => Material::of(documents),
            Stage::Mended => {
                let documents: Vec<Document> = documents.iter().cloned().map(Document::loaded).collect();
                Material::of(&repair(&documents, Scope::All, Safety::Safe).documents)
            }
        },
        ask,
    )
}

/// Measures what `read` reads, which is asked for it once for each thing that is measured.
#[must_use]
pub fn assess_material(read: impl Fn(Stage) -> Material, ask: impl FnOnce(&[&str]) -> Answers) -> Quality {
    let checked = read(Stage::AsTheyAre).check(Profile::mqa());
    let answers = ask(&address::all(&checked.graph));
    let mut catalogues = measure::catalogues(&checked, &answers);
    govdata::measure(
        &read(Stage::AsTheyAre).check(Profile::govdata_mqa()),
        &mut catalogues,
    );
    let mut gains = gain::gains(&catalogues, &answers);
    let gained_safely = if checked
        .report
        .findings
        .iter()
        .any(|finding| finding.fix.is_some())
    {
        let mended = measure::catalogues(&read(Stage::Mended).check(Profile::mqa()), &answers);
        gain::count_safe(&mut gains, &gain::gains(&mended, &answers));
        total(&mended) - total(&catalogues)
    } else {
        0
    };
    let Checked { unreadable, .. } = checked;
    Quality {
        catalogues,
        gains,
        gained_safely,
        addresses_asked: answers.were_asked(),
        unreadable,
    }
}

fn total(catalogues: &[CatalogueQuality]) -> i64 {
    let datasets = catalogues.iter().flat_map(|catalogue| &catalogue.datasets);
    datasets.map(|dataset| i64::from(dataset.points())).sum()
}
