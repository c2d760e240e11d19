//! From findings to measurements.

use kolophon_dcat::vocab::{dcat, dcterms, rdf};
use kolophon_diagnostic::{Finding, RuleId, Severity};
use kolophon_graph::{Graph, Term, TermId, TripleIndex};
use rustc_hash::{FxHashMap, FxHashSet};

use super::address::{Answer, Answers};
use super::metric::{METRICS, Method, Metric, Subject};
use super::score::{CatalogueQuality, DatasetQuality, DistributionQuality, Loss, Measurement, Value};
use crate::check::Checked;
use crate::owner::Owners;
use crate::place;
use crate::profile::Profile;
use crate::result::node_text;

/// The rule that a dataset without distribution breaks.
const WITHOUT_DISTRIBUTION: &[&str] = &["dataset-distribution-recommended"];

/// How the rules end that an address breaks by not answering.
const NOT_REACHABLE: &str = "-not-reachable";

/// The catalogues of documents that were checked against the profile `mqa`, without what `GovData` counts.
pub(super) fn catalogues(checked: &Checked, answers: &Answers) -> Vec<CatalogueQuality> {
    let graph = &checked.graph;
    let measure = Measure::new(checked, answers);
    let mut datasets = measure.owners.datasets();
    datasets.sort_by_key(|dataset| graph.term(*dataset).value());
    let mut left: FxHashSet<TermId> = datasets.iter().copied().collect();
    let mut catalogues = Vec::new();
    for catalog in measure.catalogs() {
        let listed: FxHashSet<TermId> = measure.objects(catalog, dcat::DATASET).collect();
        let own = datasets
            .iter()
            .filter(|dataset| listed.contains(dataset) && left.remove(dataset));
        let own: Vec<DatasetQuality> = own.map(|dataset| measure.dataset(*dataset)).collect();
        if !own.is_empty() {
            catalogues.push(CatalogueQuality {
                node: Some(node_text(graph.term(catalog))),
                title: measure.title(catalog),
                datasets: own,
                dashboard: Vec::new(),
            });
        }
    }
    let rest = datasets.iter().filter(|dataset| left.contains(dataset));
    let rest: Vec<DatasetQuality> = rest.map(|dataset| measure.dataset(*dataset)).collect();
    if !rest.is_empty() {
        catalogues.push(CatalogueQuality {
            node: None,
            title: None,
            datasets: rest,
            dashboard: Vec::new(),
        });
    }
    catalogues
}

/// The node that a finding calls its focus.
pub(super) fn node(graph: &Graph, focus: &str) -> Option<TermId> {
    match focus.strip_prefix("_:") {
        Some(label) => graph.dictionary().get(Term::BlankNode(label)),
        None => graph.iri(focus),
    }
}

struct Measure<'a> {
    graph: &'a Graph,
    owners: Owners<'a>,
    answers: &'a Answers,
    /// The findings by the node they are about.
    broken: FxHashMap<TermId, Vec<&'a Finding>>,
    /// What DCAT-AP forbids.
    forbidden: FxHashSet<&'static RuleId>,
}

impl<'a> Measure<'a> {
    fn new(checked: &'a Checked, answers: &'a Answers) -> Self {
        let graph = &checked.graph;
        let mut broken: FxHashMap<TermId, Vec<&Finding>> = FxHashMap::default();
        for finding in checked
            .report
            .findings
            .iter()
            .filter(|finding| finding.result.is_some())
        {
            let focus = finding.focus.as_deref();
            if let Some(node) = focus.and_then(|focus| node(graph, focus)) {
                broken.entry(node).or_default().push(finding);
            }
        }
        let rules = Profile::dcat_ap().rules().into_iter();
        let forbidden = rules.filter(|rule| rule.severity == Severity::Error);
        Self {
            graph,
            owners: Owners::new(graph),
            answers,
            broken,
            forbidden: forbidden.map(|rule| &rule.id).collect(),
        }
    }

    /// The catalogues, by address.
    fn catalogs(&self) -> Vec<TermId> {
        let ids = self.graph.iri(rdf::TYPE).zip(self.graph.iri(dcat::CATALOG));
        let mut catalogs: Vec<TermId> = ids
            .map(|(rdf_type, class)| self.graph.subjects(rdf_type, class).collect())
            .unwrap_or_default();
        catalogs.sort_by_key(|catalog| self.graph.term(*catalog).value());
        catalogs
    }

    fn dataset(&self, dataset: TermId) -> DatasetQuality {
        let distributions = self.objects(dataset, dcat::DISTRIBUTION);
        let distributions = distributions.filter(|object| !object.is_literal());
        DatasetQuality {
            node: node_text(self.graph.term(dataset)),
            title: self.title(dataset),
            measurements: self.measurements(dataset, Subject::Dataset),
            distributions: distributions
                .map(|distribution| DistributionQuality {
                    node: node_text(self.graph.term(distribution)),
                    measurements: self.measurements(distribution, Subject::Distribution),
                })
                .collect(),
            without_distribution: self.losses(dataset, WITHOUT_DISTRIBUTION),
        }
    }

    fn measurements(&self, node: TermId, subject: Subject) -> Vec<Measurement> {
        let of_it = METRICS.iter().filter(|metric| metric.subject == subject);
        of_it.map(|metric| self.measurement(node, metric)).collect()
    }

    fn measurement(&self, node: TermId, metric: &'static Metric) -> Measurement {
        if let Method::Status(property) = metric.method {
            return self.status(node, metric, property);
        }
        let losses = match metric.method {
            Method::Compliance => self.violations(node),
            Method::Rules | Method::Status(_) => self.losses(node, metric.rules),
        };
        Measurement {
            metric,
            value: if losses.is_empty() {
                Value::Met
            } else {
                Value::Unmet
            },
            answer: None,
            losses,
        }
    }

    /// Whether one of the addresses answers.
    fn status(&self, node: TermId, metric: &'static Metric, property: &str) -> Measurement {
        let property = self.graph.iri(property);
        let stated: Vec<TripleIndex> = property
            .into_iter()
            .flat_map(|property| self.graph.property(node, property))
            .collect();
        let answers = stated.iter().filter_map(|index| self.answer(*index));
        let answers: Vec<Answer> = answers.collect();
        let mut reachable = answers.iter().filter(|answer| answer.is_reachable());
        let best = reachable.next().or_else(|| answers.first());
        let value = match best {
            Some(answer) if answer.is_reachable() => Value::Met,
            None if !self.answers.were_asked() && !stated.is_empty() => Value::Unmeasured,
            _ => Value::Unmet,
        };
        let mut losses = Vec::new();
        if value == Value::Unmet {
            losses = self.losses(node, metric.rules);
            let rule = metric.rules.iter().find(|rule| rule.ends_with(NOT_REACHABLE));
            losses.extend(rule.iter().flat_map(|rule| {
                stated.iter().map(|index| Loss {
                    rule: RuleId::new(**rule),
                    place: place::of_object(self.graph, *index),
                })
            }));
        }
        Measurement {
            metric,
            value,
            answer: best.copied(),
            losses,
        }
    }

    /// What the address of a triple answered.
    fn answer(&self, index: TripleIndex) -> Option<Answer> {
        self.answers
            .of(self.graph.term(self.graph.triple(index).object).value())
    }

    /// The rules that a node breaks, of these.
    fn losses(&self, node: TermId, rules: &[&str]) -> Vec<Loss> {
        let findings = self.broken.get(&node).into_iter().flatten();
        let mut losses: Vec<Loss> = findings
            .filter(|finding| rules.contains(&finding.rule.as_str()))
            .map(|finding| loss(finding))
            .collect();
        losses.sort();
        losses.dedup();
        losses
    }

    /// What DCAT-AP forbids, on the dataset and on all that can be reached from it, up to the next resource.
    fn violations(&self, dataset: TermId) -> Vec<Loss> {
        let mut losses = Vec::new();
        let mut seen = FxHashSet::from_iter([dataset]);
        let mut waiting = vec![dataset];
        while let Some(node) = waiting.pop() {
            let findings = self.broken.get(&node).into_iter().flatten();
            let forbidden = findings.filter(|finding| self.forbidden.contains(&finding.rule));
            losses.extend(forbidden.map(|finding| loss(finding)));
            for index in self.graph.outgoing(node) {
                let object = self.graph.triple(index).object;
                let is_own = !object.is_literal() && !self.owners.is_resource(object);
                if self.graph.position(index).is_known() && is_own && seen.insert(object) {
                    waiting.push(object);
                }
            }
        }
        losses.sort();
        losses.dedup();
        losses
    }

    fn objects(&self, subject: TermId, property: &str) -> impl Iterator<Item = TermId> + use<'_, 'a> {
        let property = self.graph.iri(property);
        property
            .into_iter()
            .flat_map(move |property| self.graph.objects(subject, property))
    }

    /// The title: the German one, else one without a language, else the first.
    fn title(&self, node: TermId) -> Option<String> {
        let titles = self
            .objects(node, dcterms::TITLE)
            .map(|title| self.graph.term(title));
        let rank = |title: &Term<'_>| match title {
            Term::Literal {
                language: Some(tag), ..
            } if tag.starts_with("de") => 0,
            Term::Literal { language: None, .. } => 1,
            _ => 2,
        };
        let best = titles.min_by_key(|title| (rank(title), title.value()));
        best.map(|title| title.value().to_owned())
    }
}

fn loss(finding: &Finding) -> Loss {
    Loss {
        rule: finding.rule.clone(),
        place: finding.place.clone(),
    }
}
