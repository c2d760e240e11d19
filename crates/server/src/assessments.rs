//! How good the descriptions of datasets are, worked out when somebody asks and kept until they are published anew.
//!
//! A dataset is assessed as it is published: as the Turtle that its address answers with, so that every place in an answer is
//! a place in a document that can be fetched.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use kolophon_dcat::{Charset, Document, Format, PREFIXES, WriteOptions, write};
use kolophon_diagnostic::{Format as ReportFormat, Language, RenderOptions, render};
use kolophon_store::Resource;
use kolophon_validate::quality::{Answers, assess, write_json};
use kolophon_validate::{Profile, check};

use crate::addresses::dataset_path;
use crate::app::App;
use crate::problem::{Problem, ProblemKind};

/// So many assessments are kept.
const MOST_KEPT: usize = 2_000;

/// What is worked out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Assessment {
    /// The points that portals give, as `kolophon quality --format json` writes them.
    Quality,
    /// The findings, as `kolophon validate --format json` writes them.
    Findings(Language),
}

/// Assessments of what is published.
#[derive(Debug, Default)]
pub(crate) struct Assessments {
    kept: Mutex<HashMap<(String, Assessment), (String, Bytes)>>,
}

impl Assessments {
    /// The assessment of a dataset as JSON.
    ///
    /// # Errors
    /// When what is published cannot be read.
    pub(crate) fn of(&self, app: &App, resource: &Resource, wanted: Assessment) -> Result<Bytes, Problem> {
        let key = (resource.iri.clone(), wanted);
        let version = format!("{} {}", resource.generation, resource.content_hash);
        {
            let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some((known, json)) = kept.get(&key)
                && *known == version
            {
                return Ok(json.clone());
            }
        }
        let json: Bytes = work_out(app, resource, wanted)?.into();
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST_KEPT {
            kept.clear();
        }
        kept.insert(key, (version, json.clone()));
        Ok(json)
    }
}

fn work_out(app: &App, resource: &Resource, wanted: Assessment) -> Result<Vec<u8>, Problem> {
    let document = document(app, resource)?;
    let mut json = Vec::new();
    let written = match wanted {
        Assessment::Quality => write_json(&assess(&[document], |_| Answers::unasked()), &mut json),
        Assessment::Findings(language) => {
            let options = RenderOptions {
                format: ReportFormat::Json,
                language,
                ..RenderOptions::default()
            };
            render(
                &check(&[document], profile(app, resource)).report,
                &options,
                &mut json,
            )
        }
    };
    written.map_err(|error| Problem::new(ProblemKind::Internal).because(error))?;
    Ok(json)
}

/// The dataset as its address answers in Turtle.
fn document(app: &App, resource: &Resource) -> Result<Document, Problem> {
    let options = WriteOptions {
        format: Format::Turtle,
        prefixes: PREFIXES,
        charset: Charset::Utf8,
    };
    let turtle = write(&app.graph(&resource.iri)?, &options)
        .map_err(|error| Problem::new(ProblemKind::Internal).because(error))?;
    let path = dataset_path(&resource.city, &resource.slug);
    let name = app.addresses.absolute(&format!("{path}.ttl"));
    Ok(Document::new(name, turtle.into()).with_format(Format::Turtle))
}

/// The profile that the city's descriptions are checked against.
fn profile(app: &App, resource: &Resource) -> &'static Profile {
    let index = app.index();
    let city = index.state().cities.get(&resource.city);
    city.and_then(|city| Profile::by_name(&city.profile))
        .unwrap_or_else(Profile::dcat_ap_de)
}
