//! From a SHACL result to a finding at the dataset's own triple.

use kolophon_dcat::vocab::schema;
use kolophon_diagnostic::{Finding, RuleId, Severity, ShaclResult, Text};
use kolophon_graph::{Graph, Term, TermId, TripleIndex};
use kolophon_shacl::{Node, ResultPath, Terms, ValidationError, ValidationResult};

use crate::consequence::consequence;
use crate::page::Page;
use crate::place;
use crate::profile::{Profile, RULES, severity, text};
use crate::proposal::Proposals;

/// What a node breaks that has neither of two properties.
const OR: &str = "http://www.w3.org/ns/shacl#OrConstraintComponent";

/// The finding for a result.
pub(crate) fn finding(
    graph: &Graph,
    profile: &Profile,
    proposals: &mut Proposals<'_>,
    terms: Terms<'_>,
    result: &ValidationResult,
) -> Finding {
    let shapes = profile.shapes();
    let shape = shapes.shape(result.source_shape);
    let rule = rule(profile, result);
    let mut own = own_triple(graph, terms, result);
    let outdated = match shapes.component_iri(result.component) {
        OR => outdated_properties(graph, &own),
        _ => Vec::new(),
    };
    own.triple = own.triple.or(outdated.first().copied());
    let fix = match outdated.as_slice() {
        [] => own.triple.and_then(|triple| proposals.of(&[triple])),
        triples => proposals.of(triples),
    };
    let page = Page::of(rule.as_str());
    let message =
        text(terms.messages(result).into_iter()).unwrap_or_else(|| default_message(profile, terms, result));
    let (consequence, blocking) = consequence(&rule);
    Finding {
        severity: severity(shapes.severity(result.severity)),
        message,
        why: page.map(Page::why),
        clause: page.and_then(|page| page.clause),
        mend: page.map(Page::mend),
        consequence,
        blocking,
        place: own.place(graph),
        dataset: None,
        focus: own.focus.map(|focus| node_text(graph.term(focus))),
        path: own.path,
        value: own.value.map(|value| node_text(graph.term(value))),
        fix,
        insertion: None,
        result: Some(ShaclResult {
            focus_node: terms.node(result.focus_node).to_string(),
            result_path: result.path.map(|path| path_text(terms, path)),
            value: result.value.map(|value| terms.node(value).to_string()),
            source_shape: shape.to_string(),
            component: shapes.component_iri(result.component).to_owned(),
        }),
        rule,
    }
}

/// The node a finding is about, as people name it: the IRI, `_:label`, or the text of a literal.
pub(crate) fn node_text(term: Term<'_>) -> String {
    match term {
        Term::Iri(value) | Term::Literal { value, .. } => value.to_owned(),
        Term::BlankNode(label) => format!("_:{label}"),
    }
}

/// The data's own node of a result, to find the dataset it belongs to.
pub(crate) fn focus(result: &ValidationResult) -> Option<TermId> {
    result
        .parents()
        .first()
        .map_or(result.focus_node, |parent| parent.focus_node)
        .data()
}

/// The triple a person would look at: of a result in a nested shape, the outermost one.
struct OwnTriple {
    focus: Option<TermId>,
    path: Option<String>,
    value: Option<TermId>,
    triple: Option<TripleIndex>,
}

impl OwnTriple {
    fn place(&self, graph: &Graph) -> Option<kolophon_diagnostic::Place> {
        let object = self.triple.and_then(|triple| place::of_object(graph, triple));
        object.or_else(|| place::of_node(graph, self.focus?))
    }
}

fn own_triple(graph: &Graph, terms: Terms<'_>, result: &ValidationResult) -> OwnTriple {
    let (focus, path, value) = match result.parents() {
        [] => (result.focus_node, result.path, result.value),
        // The value at the outermost triple is the node the next shape looked at.
        [outermost] => (
            outermost.focus_node,
            outermost.path.map(ResultPath::Shape),
            Some(result.focus_node),
        ),
        [outermost, next, ..] => (
            outermost.focus_node,
            outermost.path.map(ResultPath::Shape),
            Some(next.focus_node),
        ),
    };
    let (focus, value) = (focus.data(), value.and_then(Node::data));
    let path = path.and_then(|path| terms.predicate(path)).map(str::to_owned);
    let property = path.as_deref().and_then(|path| graph.iri(path));
    let triple = match (focus, property, value) {
        (Some(focus), Some(property), Some(value)) => place::written(graph, focus, property, value),
        // A property that stands too often is shown where it stands last.
        (Some(focus), Some(property), None) => last_written(graph, focus, property),
        _ => None,
    };
    OwnTriple {
        focus,
        path,
        value,
        triple,
    }
}

/// A node that fails as a whole may do so because its properties come from a vocabulary that is no longer used.
fn outdated_properties(graph: &Graph, own: &OwnTriple) -> Vec<TripleIndex> {
    let (Some(focus), None) = (own.focus, &own.path) else {
        return Vec::new();
    };
    let outgoing = graph
        .outgoing(focus)
        .filter(|index| graph.position(*index).is_known());
    let mut outdated: Vec<TripleIndex> = outgoing
        .filter(|index| {
            let property = graph.term(graph.triple(*index).predicate).value();
            [schema::START_DATE, schema::END_DATE].contains(&property)
        })
        .collect();
    outdated.sort_by_key(|index| (graph.position(*index).source, graph.position(*index).object));
    outdated
}

fn last_written(graph: &Graph, focus: TermId, property: TermId) -> Option<TripleIndex> {
    let written = graph
        .property(focus, property)
        .filter(|index| graph.position(*index).is_known());
    written.max_by_key(|index| (graph.position(*index).source, graph.position(*index).object))
}

fn rule(profile: &Profile, result: &ValidationResult) -> RuleId {
    let shape = profile.shapes().shape(result.source_shape).value();
    match shape.strip_prefix(RULES) {
        Some(rule) if !rule.is_empty() => RuleId::new(rule),
        _ => RuleId::new(foreign_rule(
            shape,
            profile.shapes().component_iri(result.component),
        )),
    }
}

/// Shapes that are not ours have no rule id: the last part of their IRI and the component give one.
fn foreign_rule(shape: &str, component: &str) -> String {
    let local = |iri: &str| iri.rsplit(['#', '/', ':']).next().unwrap_or_default().to_owned();
    let component = local(component);
    let component = component
        .strip_suffix("ConstraintComponent")
        .unwrap_or(&component);
    if shape.contains(':') {
        format!("{}-{component}", local(shape))
    } else {
        format!("shape-{component}")
    }
}

/// The property of a path that is no more than a property, else the path.
fn path_text(terms: Terms<'_>, path: ResultPath) -> String {
    match terms.predicate(path) {
        Some(predicate) => predicate.to_owned(),
        None => terms.path(path),
    }
}

/// The rule of the finding that rules could not be evaluated.
pub(crate) const NOT_EVALUATED: &str = "rules-not-evaluated";

/// Rules that could not be evaluated to their end have found nothing, which must not look like a valid catalogue.
pub(crate) fn not_evaluated(error: &ValidationError) -> Finding {
    let rule = RuleId::new(NOT_EVALUATED);
    let page = Page::of(rule.as_str());
    Finding {
        severity: Severity::Error,
        message: Text::new(
            format!(
                "Die Regeln konnten nicht zu Ende geprüft werden: {}",
                error.reason()
            ),
            format!("The rules could not be checked to the end: {}", error.reason()),
        ),
        why: page.map(Page::why),
        clause: page.and_then(|page| page.clause),
        mend: page.map(Page::mend),
        consequence: consequence(&rule).0,
        blocking: true,
        place: None,
        dataset: None,
        focus: error.focus_node().map(str::to_owned),
        path: None,
        value: None,
        fix: None,
        insertion: None,
        result: None,
        rule,
    }
}

/// For shapes without a message.
fn default_message(profile: &Profile, terms: Terms<'_>, result: &ValidationResult) -> Text {
    let property = result
        .path
        .map_or_else(String::new, |path| path_text(terms, path));
    let component = profile.shapes().component_iri(result.component);
    Text::new(
        format!("Die Angabe {property} entspricht nicht dem gewählten Regelwerk."),
        format!("The value of {property} does not fit the chosen profile ({component})."),
    )
}
