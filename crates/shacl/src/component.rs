//! Constraint components (<https://www.w3.org/TR/shacl/#constraint-components>).

use crate::node::ShapeTermId;
use crate::shapes::Shapes;
use crate::vocab::sh;

/// Defines the components with their local names.
macro_rules! components {
    ($($name:ident = $local:literal),+ $(,)?) => {
        /// The kind of a constraint.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Component {
            $(
                #[doc = concat!("`sh:", $local, "ConstraintComponent`")]
                $name,
            )+
            /// A component that the shapes declare themselves
            /// (<https://www.w3.org/TR/shacl/#sparql-constraint-components>).
            Custom(ShapeTermId),
        }

        impl Component {
            /// The components of SHACL itself.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The IRI of a component of SHACL itself; for all see [`Shapes::component_iri`].
            #[must_use]
            pub fn standard_iri(self) -> Option<&'static str> {
                match self {
                    $(Self::$name => Some(concat!(
                        "http://www.w3.org/ns/shacl#", $local, "ConstraintComponent"
                    )),)+
                    Self::Custom(_) => None,
                }
            }
        }
    };
}

components! {
    Class = "Class", Datatype = "Datatype", NodeKind = "NodeKind", MinCount = "MinCount", MaxCount = "MaxCount",
    MinExclusive = "MinExclusive", MinInclusive = "MinInclusive", MaxExclusive = "MaxExclusive",
    MaxInclusive = "MaxInclusive", MinLength = "MinLength", MaxLength = "MaxLength", Pattern = "Pattern",
    LanguageIn = "LanguageIn", UniqueLang = "UniqueLang", Equals = "Equals", Disjoint = "Disjoint",
    LessThan = "LessThan", LessThanOrEquals = "LessThanOrEquals", Not = "Not", And = "And", Or = "Or", Xone = "Xone",
    Node = "Node", QualifiedMinCount = "QualifiedMinCount", QualifiedMaxCount = "QualifiedMaxCount",
    Closed = "Closed", HasValue = "HasValue", In = "In", Sparql = "SPARQL", Expression = "Expression",
}

impl Shapes {
    /// The IRI of a component.
    #[must_use]
    pub fn component_iri(&self, component: Component) -> &str {
        match component {
            Component::Custom(id) => self.term(id).value(),
            standard => standard.standard_iri().unwrap_or_default(),
        }
    }

    /// The name of a component without SHACL's namespace, such as `MinCountConstraintComponent`; of a component that the
    /// shapes declare themselves the whole IRI.
    #[must_use]
    pub fn component_name(&self, component: Component) -> &str {
        let iri = self.component_iri(component);
        iri.strip_prefix(sh::NAMESPACE).unwrap_or(iri)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn components_have_the_names_of_the_specification() {
        let shapes = Shapes::default();
        assert_eq!(Component::ALL.len(), 30);
        assert_eq!(shapes.component_name(Component::Xone), "XoneConstraintComponent");
        assert_eq!(
            shapes.component_iri(Component::QualifiedMinCount),
            "http://www.w3.org/ns/shacl#QualifiedMinCountConstraintComponent"
        );
        assert_eq!(
            shapes.component_iri(Component::Sparql),
            "http://www.w3.org/ns/shacl#SPARQLConstraintComponent"
        );
    }
}
