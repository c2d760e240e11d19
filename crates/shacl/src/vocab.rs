//! The IRIs that shapes graphs and reports are written with.

/// Names of the SHACL vocabulary.
pub(crate) mod sh {
    macro_rules! names {
        ($($name:ident = $local:literal),+ $(,)?) => {
            $(pub(crate) const $name: &str = concat!("http://www.w3.org/ns/shacl#", $local);)+
        };
    }

    names! {
        ALTERNATIVE_PATH = "alternativePath",
        AND = "and",
        CLASS = "class",
        CLOSED = "closed",
        CONFORMS = "conforms",
        CONSTRAINT_COMPONENT = "ConstraintComponent",
        DATATYPE = "datatype",
        DEACTIVATED = "deactivated",
        DISJOINT = "disjoint",
        ENTAILMENT = "entailment",
        EQUALS = "equals",
        EXPRESSION = "expression",
        FLAGS = "flags",
        FOCUS_NODE = "focusNode",
        HAS_VALUE = "hasValue",
        IGNORED_PROPERTIES = "ignoredProperties",
        IN = "in",
        INVERSE_PATH = "inversePath",
        JS = "js",
        LANGUAGE_IN = "languageIn",
        LESS_THAN = "lessThan",
        LESS_THAN_OR_EQUALS = "lessThanOrEquals",
        MAX_COUNT = "maxCount",
        MAX_EXCLUSIVE = "maxExclusive",
        MAX_INCLUSIVE = "maxInclusive",
        MAX_LENGTH = "maxLength",
        MESSAGE = "message",
        MIN_COUNT = "minCount",
        MIN_EXCLUSIVE = "minExclusive",
        MIN_INCLUSIVE = "minInclusive",
        MIN_LENGTH = "minLength",
        NODE = "node",
        NODE_KIND = "nodeKind",
        NODE_SHAPE = "NodeShape",
        NOT = "not",
        ONE_OR_MORE_PATH = "oneOrMorePath",
        OR = "or",
        PARAMETER = "parameter",
        PATH = "path",
        PATTERN = "pattern",
        PROPERTY = "property",
        PROPERTY_SHAPE = "PropertyShape",
        QUALIFIED_MAX_COUNT = "qualifiedMaxCount",
        QUALIFIED_MIN_COUNT = "qualifiedMinCount",
        QUALIFIED_VALUE_SHAPE = "qualifiedValueShape",
        QUALIFIED_VALUE_SHAPES_DISJOINT = "qualifiedValueShapesDisjoint",
        RESULT = "result",
        RESULT_MESSAGE = "resultMessage",
        RESULT_PATH = "resultPath",
        RESULT_SEVERITY = "resultSeverity",
        RULE = "rule",
        SEVERITY = "severity",
        SOURCE_CONSTRAINT = "sourceConstraint",
        SOURCE_CONSTRAINT_COMPONENT = "sourceConstraintComponent",
        SOURCE_SHAPE = "sourceShape",
        SPARQL = "sparql",
        TARGET = "target",
        TARGET_CLASS = "targetClass",
        TARGET_NODE = "targetNode",
        TARGET_OBJECTS_OF = "targetObjectsOf",
        TARGET_SUBJECTS_OF = "targetSubjectsOf",
        UNIQUE_LANG = "uniqueLang",
        VALIDATION_REPORT = "ValidationReport",
        VALIDATION_RESULT = "ValidationResult",
        VALUE = "value",
        XONE = "xone",
        ZERO_OR_MORE_PATH = "zeroOrMorePath",
        ZERO_OR_ONE_PATH = "zeroOrOnePath",
    }

    #[cfg(feature = "sparql")]
    pub(crate) use self::beyond_core::*;

    /// Names that only SHACL-SPARQL and SHACL Advanced Features use.
    #[cfg(feature = "sparql")]
    mod beyond_core {
        names! {
            ASK = "ask",
            COUNT = "count",
            DECLARE = "declare",
            DESC = "desc",
            DISTINCT = "distinct",
            ELSE = "else",
            EXISTS = "exists",
            FILTER_SHAPE = "filterShape",
            IF = "if",
            INTERSECTION = "intersection",
            LABEL_TEMPLATE = "labelTemplate",
            LIMIT = "limit",
            MAX = "max",
            MIN = "min",
            NAMESPACE_OF = "namespace",
            NODES = "nodes",
            NODE_VALIDATOR = "nodeValidator",
            OFFSET = "offset",
            OPTIONAL = "optional",
            ORDER_BY = "orderBy",
            PREFIX = "prefix",
            PREFIXES = "prefixes",
            PROPERTY_VALIDATOR = "propertyValidator",
            SELECT = "select",
            SUM = "sum",
            THEN = "then",
            THIS = "this",
            UNION = "union",
            VALIDATOR = "validator",
        }
    }

    /// The namespace.
    pub(crate) const NAMESPACE: &str = "http://www.w3.org/ns/shacl#";
}

/// Names of RDF and RDF Schema.
pub(crate) mod rdf {
    pub(crate) const FIRST: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#first";
    pub(crate) const NIL: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#nil";
    pub(crate) const REST: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#rest";
    pub(crate) const TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
    pub(crate) const CLASS: &str = "http://www.w3.org/2000/01/rdf-schema#Class";
    pub(crate) const SUB_CLASS_OF: &str = "http://www.w3.org/2000/01/rdf-schema#subClassOf";
    pub(crate) const OWL_CLASS: &str = "http://www.w3.org/2002/07/owl#Class";
}

/// Names of XML Schema datatypes.
pub(crate) mod xsd {
    pub(crate) const NAMESPACE: &str = "http://www.w3.org/2001/XMLSchema#";
    pub(crate) const BOOLEAN: &str = "http://www.w3.org/2001/XMLSchema#boolean";
    pub(crate) const INTEGER: &str = "http://www.w3.org/2001/XMLSchema#integer";
    #[cfg(feature = "sparql")]
    pub(crate) const DECIMAL: &str = "http://www.w3.org/2001/XMLSchema#decimal";
    #[cfg(feature = "sparql")]
    pub(crate) const DOUBLE: &str = "http://www.w3.org/2001/XMLSchema#double";
}

/// Names of OWL.
#[cfg(feature = "sparql")]
pub(crate) mod owl {
    pub(crate) const IMPORTS: &str = "http://www.w3.org/2002/07/owl#imports";
}
