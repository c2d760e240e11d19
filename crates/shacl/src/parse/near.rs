//! The names that SHACL and XML Schema define, and the one that a misspelt name is likely to mean.

/// The local names of SHACL, SHACL-SPARQL and SHACL Advanced Features.
#[rustfmt::skip]
pub(super) const SHACL: &[&str] = &[
    "AbstractResult", "AndConstraintComponent", "BlankNode", "BlankNodeOrIRI", "BlankNodeOrLiteral",
    "ClassConstraintComponent", "ClosedConstraintComponent", "ConstraintComponent",
    "DatatypeConstraintComponent", "DisjointConstraintComponent", "EqualsConstraintComponent",
    "ExpressionConstraintComponent", "Function", "HasValueConstraintComponent", "IRI", "IRIOrLiteral",
    "InConstraintComponent", "Info", "JSConstraint", "JSConstraintComponent", "JSExecutable", "JSFunction",
    "JSLibrary", "JSRule", "JSTarget", "JSTargetType", "JSValidator", "LanguageInConstraintComponent",
    "LessThanConstraintComponent", "LessThanOrEqualsConstraintComponent", "Literal",
    "MaxCountConstraintComponent", "MaxExclusiveConstraintComponent", "MaxInclusiveConstraintComponent",
    "MaxLengthConstraintComponent", "MinCountConstraintComponent", "MinExclusiveConstraintComponent",
    "MinInclusiveConstraintComponent", "MinLengthConstraintComponent", "NodeConstraintComponent",
    "NodeKind", "NodeKindConstraintComponent", "NodeShape", "NotConstraintComponent",
    "OrConstraintComponent", "Parameter", "Parameterizable", "PatternConstraintComponent",
    "PrefixDeclaration", "PropertyConstraintComponent", "PropertyGroup", "PropertyShape",
    "QualifiedMaxCountConstraintComponent", "QualifiedMinCountConstraintComponent", "ResultAnnotation",
    "Rule", "SPARQLAskExecutable", "SPARQLAskValidator", "SPARQLConstraint", "SPARQLConstraintComponent",
    "SPARQLConstructExecutable", "SPARQLExecutable", "SPARQLFunction", "SPARQLRule",
    "SPARQLSelectExecutable", "SPARQLSelectValidator", "SPARQLTarget", "SPARQLTargetType",
    "SPARQLUpdateExecutable", "Severity", "Shape", "Target", "TargetType", "TripleRule",
    "UniqueLangConstraintComponent", "ValidationReport", "ValidationResult", "Validator", "Violation",
    "Warning", "XoneConstraintComponent", "alternativePath", "and", "annotationProperty", "annotationValue",
    "annotationVarName", "ask", "class", "closed", "condition", "conforms", "construct", "count",
    "datatype", "deactivated", "declare", "defaultValue", "desc", "description", "detail", "disjoint",
    "distinct", "else", "entailment", "equals", "exists", "expression", "filterShape", "flags", "focusNode",
    "group", "groupConcat", "hasValue", "if", "ignoredProperties", "in", "intersection", "inversePath",
    "js", "jsFunctionName", "jsLibrary", "jsLibraryURL", "labelTemplate", "languageIn", "lessThan",
    "lessThanOrEquals", "limit", "max", "maxCount", "maxExclusive", "maxInclusive", "maxLength", "message",
    "min", "minCount", "minExclusive", "minInclusive", "minLength", "minus", "name", "namespace", "node",
    "nodeKind", "nodeValidator", "nodes", "not", "object", "offset", "oneOrMorePath", "optional", "or",
    "order", "orderBy", "parameter", "path", "pattern", "predicate", "prefix", "prefixes", "property",
    "propertyValidator", "qualifiedMaxCount", "qualifiedMinCount", "qualifiedValueShape",
    "qualifiedValueShapesDisjoint", "result", "resultAnnotation", "resultMessage", "resultPath",
    "resultSeverity", "returnType", "rule", "select", "separator", "severity", "shapesGraph",
    "shapesGraphWellFormed", "sourceConstraint", "sourceConstraintComponent", "sourceShape", "sparql",
    "subject", "suggestedShapesGraph", "sum", "target", "targetClass", "targetNode", "targetObjectsOf",
    "targetSubjectsOf", "then", "this", "union", "uniqueLang", "update", "validator", "value", "xone",
    "zeroOrMorePath", "zeroOrOnePath",
];

/// The local names of the datatypes of XML Schema.
#[rustfmt::skip]
pub(super) const DATATYPES: &[&str] = &[
    "ENTITIES", "ENTITY", "ID", "IDREF", "IDREFS", "NCName", "NMTOKEN", "NMTOKENS", "NOTATION", "Name",
    "QName", "anyAtomicType", "anySimpleType", "anyType", "anyURI", "base64Binary", "boolean", "byte",
    "date", "dateTime", "dateTimeStamp", "dayTimeDuration", "decimal", "double", "duration", "float",
    "gDay", "gMonth", "gMonthDay", "gYear", "gYearMonth", "hexBinary", "int", "integer", "language", "long",
    "negativeInteger", "nonNegativeInteger", "nonPositiveInteger", "normalizedString", "positiveInteger",
    "short", "string", "time", "token", "unsignedByte", "unsignedInt", "unsignedLong", "unsignedShort",
    "yearMonthDuration",
];

/// The name that looks most alike, if one is near enough to be meant.
pub(super) fn nearest(names: &[&str], written: &str) -> Option<String> {
    let is_class = written.starts_with(char::is_uppercase);
    let written = written.to_lowercase();
    let limit = (written.chars().count() / 3).clamp(1, 3);
    let distance = |name: &&str| distance(&name.to_lowercase(), &written, limit);
    let near = names.iter().filter_map(|name| {
        let is_other = name.starts_with(char::is_uppercase) != is_class;
        Some((distance(name)?, is_other, *name))
    });
    near.min().map(|(_, _, name)| name.to_owned())
}

/// The number of letters to change, add or leave out, if it is not above the limit.
fn distance(one: &str, other: &str, limit: usize) -> Option<usize> {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (line, a) in one.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = line + 1;
        for (at, b) in other.iter().enumerate() {
            let changed = diagonal + usize::from(a != *b);
            diagonal = row[at + 1];
            row[at + 1] = changed.min(row[at] + 1).min(row[at + 1] + 1);
        }
    }
    row.last().copied().filter(|distance| *distance <= limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_name_is_recognised() {
        for (written, expected) in [
            ("mincount", Some("minCount")),
            ("minCuont", Some("minCount")),
            ("targetClas", Some("targetClass")),
            ("klass", Some("class")),
            ("severty", Some("severity")),
            ("somethingElse", None),
            ("x", None),
        ] {
            assert_eq!(nearest(SHACL, written).as_deref(), expected, "{written}");
        }
        assert_eq!(nearest(DATATYPES, "sting").as_deref(), Some("string"));
    }
}
