//! Property paths: parsing, evaluation and writing (<https://www.w3.org/TR/shacl/#property-paths>).

use std::{fmt, slice};

use kolophon_graph::{Term, TermId};

use crate::binding::Binding;
use crate::error::ShapesErrorKind;
use crate::node::Node;
use crate::parse::Compiler;
use crate::report::Tell;
use crate::shapes::{PredicateIndex, Shapes};
use crate::vocab::{rdf, sh};

/// A property path of one of the seven kinds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Path {
    Predicate(PredicateIndex),
    Inverse(Box<Self>),
    Sequence(Vec<Self>),
    Alternative(Vec<Self>),
    ZeroOrMore(Box<Self>),
    OneOrMore(Box<Self>),
    ZeroOrOne(Box<Self>),
}

/// Deeper paths are refused, so that no shapes graph overflows the stack.
const MAX_DEPTH: usize = 64;

/// Longer paths are refused: a path that names another twice can double at every level.
const MAX_LENGTH: usize = 4096;

/// Which way a path is walked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Direction {
    Forward,
    Backward,
}

impl Direction {
    fn reversed(self) -> Self {
        match self {
            Self::Forward => Self::Backward,
            Self::Backward => Self::Forward,
        }
    }
}

impl Path {
    /// Reads the path that `node` describes.
    ///
    /// A node that is both a list and the subject of a path property is read as the list, as the W3C suite asks.
    pub(crate) fn parse(compiler: &mut Compiler<'_>, node: TermId) -> Result<Self, ShapesErrorKind> {
        Self::parse_at(compiler, node, 0, &mut 0)
    }

    fn parse_at(
        compiler: &mut Compiler<'_>,
        node: TermId,
        depth: usize,
        length: &mut usize,
    ) -> Result<Self, ShapesErrorKind> {
        let invalid = |reason| Err(ShapesErrorKind::InvalidPath { reason });
        if depth > MAX_DEPTH {
            return Err(ShapesErrorKind::TooDeep { limit: MAX_DEPTH });
        }
        *length += 1;
        if *length > MAX_LENGTH {
            return invalid("it is too long");
        }
        if node.is_iri() && !compiler.is(node, rdf::NIL) {
            return Ok(Self::Predicate(compiler.predicate(node)));
        }
        if node.is_literal() {
            return invalid("a literal is no path");
        }
        if compiler.is(node, rdf::NIL) || compiler.has(node, rdf::FIRST) {
            let members = Self::members(compiler, node, sh::PATH, depth, length)?;
            return Ok(Self::Sequence(members));
        }
        let mut found = None;
        for kind in [
            sh::INVERSE_PATH,
            sh::ALTERNATIVE_PATH,
            sh::ZERO_OR_MORE_PATH,
            sh::ONE_OR_MORE_PATH,
            sh::ZERO_OR_ONE_PATH,
        ] {
            for value in compiler.objects(node, kind) {
                if found.replace((kind, value)).is_some() {
                    return invalid("a node has more than one path property");
                }
            }
        }
        let Some((kind, value)) = found else {
            return invalid("a blank node has none of the path properties");
        };
        if kind == sh::ALTERNATIVE_PATH {
            return Ok(Self::Alternative(Self::members(
                compiler, value, kind, depth, length,
            )?));
        }
        let inner = Box::new(Self::parse_at(compiler, value, depth + 1, length)?);
        Ok(match kind {
            sh::INVERSE_PATH => Self::Inverse(inner),
            sh::ZERO_OR_MORE_PATH => Self::ZeroOrMore(inner),
            sh::ONE_OR_MORE_PATH => Self::OneOrMore(inner),
            _ => Self::ZeroOrOne(inner),
        })
    }

    fn members(
        compiler: &mut Compiler<'_>,
        list: TermId,
        parameter: &str,
        depth: usize,
        length: &mut usize,
    ) -> Result<Vec<Self>, ShapesErrorKind> {
        let members = compiler.list(list, parameter)?;
        if members.len() < 2 {
            return Err(ShapesErrorKind::InvalidPath {
                reason: "a list of paths has at least two members",
            });
        }
        members
            .into_iter()
            .map(|member| Self::parse_at(compiler, member, depth + 1, length))
            .collect()
    }

    /// The predicate of a path that is no more than that.
    pub(crate) fn as_predicate(&self) -> Option<PredicateIndex> {
        match self {
            Self::Predicate(index) => Some(*index),
            _ => None,
        }
    }

    /// The nodes at the other end of the path, sorted, each once
    /// (value nodes are a set: <https://www.w3.org/TR/shacl/#value-nodes>).
    pub(crate) fn evaluate(&self, binding: &Binding<'_>, start: Node, values: &mut Vec<Node>) {
        values.clear();
        self.walk(binding, start, Direction::Forward, values);
        values.sort_unstable();
        values.dedup();
    }

    fn walk(&self, binding: &Binding<'_>, start: Node, direction: Direction, ends: &mut Vec<Node>) {
        match self {
            Self::Predicate(index) => walk_predicate(binding, *index, start, direction, ends),
            Self::Inverse(path) => path.walk(binding, start, direction.reversed(), ends),
            Self::Sequence(steps) => {
                let mut nodes = vec![start];
                for step in 0..steps.len() {
                    let step = match direction {
                        Direction::Forward => &steps[step],
                        Direction::Backward => &steps[steps.len() - 1 - step],
                    };
                    let mut next = Vec::new();
                    for node in nodes {
                        step.walk(binding, node, direction, &mut next);
                    }
                    next.sort_unstable();
                    next.dedup();
                    nodes = next;
                }
                ends.append(&mut nodes);
            }
            Self::Alternative(paths) => {
                for path in paths {
                    path.walk(binding, start, direction, ends);
                }
            }
            Self::ZeroOrOne(path) => {
                ends.push(start);
                path.walk(binding, start, direction, ends);
            }
            Self::ZeroOrMore(path) => {
                ends.push(start);
                path.reach(binding, start, direction, ends);
            }
            Self::OneOrMore(path) => path.reach(binding, start, direction, ends),
        }
    }

    /// Adds every node that one or more steps lead to.
    fn reach(&self, binding: &Binding<'_>, start: Node, direction: Direction, ends: &mut Vec<Node>) {
        let mut seen = rustc_hash::FxHashSet::default();
        let mut open = vec![start];
        let mut next = Vec::new();
        while let Some(node) = open.pop() {
            self.walk(binding, node, direction, &mut next);
            for node in next.drain(..) {
                if seen.insert(node) {
                    ends.push(node);
                    open.push(node);
                }
            }
        }
    }

    /// The path in the syntax of SPARQL 1.1.
    pub(crate) fn display<'a>(&'a self, shapes: &'a Shapes) -> DisplayPath<'a> {
        DisplayPath { path: self, shapes }
    }

    /// Tells `subject predicate path`, with the path as SHACL spells it; its blank nodes have labels that begin with
    /// `label`.
    pub(crate) fn tell(
        &self,
        subject: Term<'_>,
        predicate: &str,
        shapes: &Shapes,
        label: &str,
        tell: &mut Tell<'_>,
    ) {
        let (property, paths) = match self {
            Self::Predicate(index) => {
                return tell(subject, predicate, Term::Iri(shapes.predicate_iri(*index)));
            }
            Self::Sequence(paths) => return tell_list(subject, predicate, paths, shapes, label, tell),
            Self::Alternative(paths) => (sh::ALTERNATIVE_PATH, paths.as_slice()),
            Self::Inverse(path) => (sh::INVERSE_PATH, slice::from_ref(&**path)),
            Self::ZeroOrMore(path) => (sh::ZERO_OR_MORE_PATH, slice::from_ref(&**path)),
            Self::OneOrMore(path) => (sh::ONE_OR_MORE_PATH, slice::from_ref(&**path)),
            Self::ZeroOrOne(path) => (sh::ZERO_OR_ONE_PATH, slice::from_ref(&**path)),
        };
        let label = format!("{label}.path");
        let node = Term::BlankNode(&label);
        tell(subject, predicate, node);
        match paths {
            [path] if property != sh::ALTERNATIVE_PATH => path.tell(node, property, shapes, &label, tell),
            paths => tell_list(node, property, paths, shapes, &label, tell),
        }
    }
}

fn walk_predicate(
    binding: &Binding<'_>,
    index: PredicateIndex,
    start: Node,
    direction: Direction,
    ends: &mut Vec<Node>,
) {
    if direction == Direction::Forward {
        binding.add_groups(start, index, ends);
    }
    let (Some(start), Some(predicate)) = (start.data(), binding.predicate(index)) else {
        return;
    };
    match direction {
        Direction::Forward => {
            let column = binding.column(index);
            let from = column.partition_point(|triple| triple.subject < start);
            let values = column[from..].iter().take_while(|triple| triple.subject == start);
            ends.extend(values.map(|triple| Node::Data(triple.object)));
        }
        Direction::Backward => ends.extend(binding.data.subjects(predicate, start).map(Node::Data)),
    }
}

fn tell_list(
    subject: Term<'_>,
    predicate: &str,
    paths: &[Path],
    shapes: &Shapes,
    label: &str,
    tell: &mut Tell<'_>,
) {
    let labels: Vec<String> = (0..paths.len()).map(|at| format!("{label}.{at}")).collect();
    let cell = |at: usize| {
        labels
            .get(at)
            .map_or(Term::Iri(rdf::NIL), |label| Term::BlankNode(label))
    };
    tell(subject, predicate, cell(0));
    for (at, path) in paths.iter().enumerate() {
        path.tell(cell(at), rdf::FIRST, shapes, &labels[at], tell);
        tell(cell(at), rdf::REST, cell(at + 1));
    }
}

/// A path as SPARQL writes it.
#[derive(Debug)]
pub(crate) struct DisplayPath<'a> {
    path: &'a Path,
    shapes: &'a Shapes,
}

impl fmt::Display for DisplayPath<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = |path: &Path, f: &mut fmt::Formatter<'_>| match path {
            Path::Predicate(_) => path.display(self.shapes).fmt(f),
            _ => write!(f, "({})", path.display(self.shapes)),
        };
        let joined = |paths: &[Path], separator: &str, f: &mut fmt::Formatter<'_>| {
            for (at, path) in paths.iter().enumerate() {
                if at > 0 {
                    f.write_str(separator)?;
                }
                inner(path, f)?;
            }
            Ok(())
        };
        let repeated = |path: &Path, sign: &str, f: &mut fmt::Formatter<'_>| {
            inner(path, f)?;
            f.write_str(sign)
        };
        match self.path {
            Path::Predicate(index) => write!(f, "<{}>", self.shapes.predicate_iri(*index)),
            Path::Inverse(path) => {
                f.write_str("^")?;
                inner(path, f)
            }
            Path::Sequence(paths) => joined(paths, "/", f),
            Path::Alternative(paths) => joined(paths, "|", f),
            Path::ZeroOrMore(path) => repeated(path, "*", f),
            Path::OneOrMore(path) => repeated(path, "+", f),
            Path::ZeroOrOne(path) => repeated(path, "?", f),
        }
    }
}

#[cfg(test)]
mod tests {
    use kolophon_graph::TermId;

    use crate::testing::{check, error, graph};
    use crate::{Shapes, validate};

    const DATA: &str = "e:a e:p e:b ; e:q e:c . e:b e:p e:c ; e:q e:d . e:c e:p e:a .";

    /// The value nodes of a path at `e:a`, made visible by a constraint that fails for each.
    fn values(path: &str, expected: &[&str]) {
        let shapes = format!("e:S sh:targetNode e:a ; sh:property [ sh:path {path} ; sh:in () ] .");
        let shapes = Shapes::from_graph(&graph(&shapes)).unwrap();
        let data = graph(DATA);
        let report = validate(&shapes, &data).unwrap();
        let mut found: Vec<&str> = report
            .results
            .iter()
            .map(|result| report.terms(&shapes, &data).node(result.value.unwrap()).value())
            .collect();
        found.sort_unstable();
        let expected: Vec<String> = expected.iter().map(|name| format!("http://e/{name}")).collect();
        assert_eq!(found, expected, "{path}");
    }

    #[test]
    fn the_seven_kinds() {
        values("e:p", &["b"]);
        values("[ sh:inversePath e:p ]", &["c"]);
        values("( e:p e:q )", &["d"]);
        values("[ sh:alternativePath ( e:p e:q ) ]", &["b", "c"]);
        values("[ sh:zeroOrMorePath e:p ]", &["a", "b", "c"]);
        values("[ sh:oneOrMorePath e:q ]", &["c"]);
        values("[ sh:zeroOrOnePath e:p ]", &["a", "b"]);
    }

    #[test]
    fn kinds_combine_and_values_come_once() {
        values("[ sh:inversePath ( e:p e:p ) ]", &["b"]);
        values("[ sh:oneOrMorePath [ sh:inversePath e:p ] ]", &["a", "b", "c"]);
        values("( [ sh:zeroOrMorePath e:p ] e:q )", &["c", "d"]);
        values("[ sh:alternativePath ( ( e:p e:p ) e:q ) ]", &["c"]);
    }

    #[test]
    fn a_path_is_written_as_sparql_writes_it() {
        check(
            "e:S sh:targetNode e:a ; sh:property [ sh:minCount 9 ;
                 sh:path ( [ sh:inversePath e:p ] [ sh:alternativePath ( e:q [ sh:oneOrMorePath e:p ] ) ] ) ] .",
            DATA,
            &["MinCount e:a (^e:p)/(e:q|(e:p+))"],
        );
    }

    #[test]
    fn a_path_in_a_report_reads_back_as_the_same_path() {
        let path = "( [ sh:inversePath e:p ] [ sh:alternativePath ( e:q [ sh:zeroOrMorePath e:p ] ) ] )";
        let shapes = format!("e:S sh:targetNode e:a ; sh:property [ sh:path {path} ; sh:minCount 9 ] .");
        let shapes = Shapes::from_graph(&graph(&shapes)).unwrap();
        let data = graph(DATA);
        let written = validate(&shapes, &data).unwrap().to_graph(&shapes, &data);
        let result_path = written.iri("http://www.w3.org/ns/shacl#resultPath").unwrap();
        let node: TermId = written.column(result_path)[0].object;
        let mut compiler = crate::parse::Compiler::new(&written);
        let read = super::Path::parse(&mut compiler, node).unwrap();
        assert_eq!([read], *shapes.paths);
    }

    #[test]
    fn ill_formed_paths_are_refused() {
        for path in [
            "'text'",
            "[]",
            "()",
            "( e:p )",
            "[ sh:inversePath e:p ; sh:zeroOrMorePath e:p ]",
            "_:circle . _:circle sh:inversePath _:circle",
        ] {
            let error = error(&format!(
                "e:S sh:targetNode e:a ; sh:minCount 1 ; sh:path {path} ."
            ));
            assert!(error.contains("path"), "{path}: {error}");
        }
    }

    #[test]
    fn a_path_that_doubles_at_every_level_is_refused() {
        let levels: Vec<String> = (0..40)
            .map(|level| (level, level + 1))
            .map(|(level, next)| format!("_:p{level} sh:alternativePath ( _:p{next} _:p{next} ) ."))
            .collect();
        let levels = levels.join("\n");
        let shapes = format!(
            "e:S sh:targetNode e:a ; sh:minCount 1 ; sh:path _:p0 . {levels} _:p40 sh:inversePath e:p ."
        );
        assert!(error(&shapes).contains("too long"));
    }
}
