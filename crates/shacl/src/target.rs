//! Targets: which nodes a shape is about (<https://www.w3.org/TR/shacl/#targets>).

use kolophon_graph::TermId;

use crate::ShapesError;
use crate::binding::Binding;
use crate::node::{Node, ShapeTermId};
use crate::parse::Compiler;
use crate::shapes::{ClassIndex, PredicateIndex};
use crate::vocab::sh;

/// One target declaration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Target {
    /// [`sh:targetNode`](https://www.w3.org/TR/shacl/#targetNode)
    Node(ShapeTermId),
    /// [`sh:targetClass`](https://www.w3.org/TR/shacl/#targetClass) and
    /// [implicit class targets](https://www.w3.org/TR/shacl/#implicit-targetClass)
    Class(ClassIndex),
    /// [`sh:targetSubjectsOf`](https://www.w3.org/TR/shacl/#targetSubjectsOf)
    SubjectsOf(PredicateIndex),
    /// [`sh:targetObjectsOf`](https://www.w3.org/TR/shacl/#targetObjectsOf)
    ObjectsOf(PredicateIndex),
}

impl Target {
    /// The targets of one shape, implicit ones included.
    pub(crate) fn compile(compiler: &mut Compiler<'_>, shape: TermId) -> Result<Vec<Self>, ShapesError> {
        let mut targets = Vec::new();
        for parameter in compiler.parameters(shape, sh::TARGET_NODE) {
            if parameter.value.is_blank_node() {
                return Err(compiler.invalid(parameter, "an IRI or a literal"));
            }
            targets.push(Self::Node(compiler.term(parameter.value)));
        }
        for parameter in compiler.parameters(shape, sh::TARGET_CLASS) {
            let class = compiler.iri(parameter)?;
            targets.push(Self::Class(compiler.class(class)));
        }
        if compiler.is_implicit_class(shape) {
            targets.push(Self::Class(compiler.class(shape)));
        }
        for parameter in compiler.parameters(shape, sh::TARGET_SUBJECTS_OF) {
            let predicate = compiler.iri(parameter)?;
            targets.push(Self::SubjectsOf(compiler.predicate(predicate)));
        }
        for parameter in compiler.parameters(shape, sh::TARGET_OBJECTS_OF) {
            let predicate = compiler.iri(parameter)?;
            targets.push(Self::ObjectsOf(compiler.predicate(predicate)));
        }
        Ok(targets)
    }

    /// The union of the targets in the data, sorted, each node once.
    pub(crate) fn focus_nodes(targets: &[Self], binding: &Binding<'_>) -> Vec<Node> {
        let mut nodes = Vec::new();
        for target in targets {
            match target {
                Self::Node(term) => nodes.push(binding.node(*term)),
                Self::Class(class) => {
                    nodes.extend(binding.class(*class).list.iter().copied().map(Node::Data));
                }
                Self::SubjectsOf(predicate) => {
                    let subjects = binding.column(*predicate).iter().map(|triple| triple.subject);
                    nodes.extend(subjects.map(Node::Data));
                }
                Self::ObjectsOf(predicate) => {
                    let objects = binding.column(*predicate).iter().map(|triple| triple.object);
                    nodes.extend(objects.map(Node::Data));
                }
            }
        }
        if !nodes.is_sorted_by(|a, b| a < b) {
            nodes.sort_unstable();
            nodes.dedup();
        }
        nodes
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::check;

    const DATA: &str = "e:x a e:C ; e:p e:y . e:sub a e:D . e:D rdfs:subClassOf e:C . e:y e:p 'text' .";

    fn targets(declaration: &str, expected: &[&str]) {
        let expected: Vec<String> = expected
            .iter()
            .map(|node| format!("Not {node} - {node}"))
            .collect();
        let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
        check(&format!("e:S {declaration} ; sh:not [] ."), DATA, &expected);
    }

    #[test]
    fn every_kind_of_target() {
        targets(
            "sh:targetNode e:x, e:absent, 'text', 'absent'",
            &["e:x", "e:absent", "\"text\"", "\"absent\""],
        );
        targets("sh:targetClass e:C", &["e:x", "e:sub"]);
        targets("sh:targetClass e:Unknown", &[]);
        targets("sh:targetSubjectsOf e:p", &["e:x", "e:y"]);
        targets("sh:targetObjectsOf e:p", &["e:y", "\"text\""]);
    }

    #[test]
    fn targets_are_a_union() {
        targets(
            "sh:targetClass e:C, e:D ; sh:targetNode e:x ; sh:targetObjectsOf e:p",
            &["e:x", "e:sub", "e:y", "\"text\""],
        );
    }

    #[test]
    fn a_shape_that_is_a_class_is_its_own_target() {
        check(
            "e:C a rdfs:Class, sh:NodeShape ; sh:not [] .",
            DATA,
            &["Not e:x - e:x", "Not e:sub - e:sub"],
        );
        check(
            "e:C a owl:Class ; sh:not [] . owl:Class rdfs:subClassOf rdfs:Class .",
            DATA,
            &["Not e:x - e:x", "Not e:sub - e:sub"],
        );
        check("e:C a rdfs:Class .", DATA, &[]);
    }
}
