//! Prefix declarations (<https://www.w3.org/TR/shacl/#sparql-prefixes>).

use std::collections::BTreeMap;

use kolophon_graph::TermId;

use crate::ShapesError;
use crate::error::ShapesErrorKind;
use crate::parse::{Compiler, Parameter};
use crate::vocab::{owl, sh};

/// The prefixes that the `sh:prefixes` of a query declare, those of imported ontologies included.
pub(super) fn prefixes(
    compiler: &Compiler<'_>,
    holder: TermId,
    query: Parameter,
) -> Result<BTreeMap<String, String>, ShapesError> {
    let mut prefixes = BTreeMap::new();
    let mut nodes = compiler.objects(holder, sh::PREFIXES);
    let mut next = 0;
    while let Some(node) = nodes.get(next).copied() {
        next += 1;
        for declaration in compiler.objects(node, sh::DECLARE) {
            let (prefix, namespace) = declared(compiler, declaration).ok_or_else(|| {
                invalid(
                    compiler,
                    query,
                    "a sh:declare needs one sh:prefix and one sh:namespace",
                )
            })?;
            if let Some(known) = prefixes.insert(prefix.clone(), namespace.clone())
                && known != namespace
            {
                let reason = format!("the prefix {prefix} is declared as <{known}> and as <{namespace}>");
                return Err(invalid(compiler, query, &reason));
            }
        }
        for import in compiler.objects(node, owl::IMPORTS) {
            if !nodes.contains(&import) {
                nodes.push(import);
            }
        }
    }
    Ok(prefixes)
}

fn declared(compiler: &Compiler<'_>, declaration: TermId) -> Option<(String, String)> {
    let one = |property| match compiler.objects(declaration, property).as_slice() {
        [value] if value.is_literal() => Some(compiler.text(*value).value().to_owned()),
        _ => None,
    };
    Some((one(sh::PREFIX)?, one(sh::NAMESPACE_OF)?))
}

fn invalid(compiler: &Compiler<'_>, query: Parameter, reason: &str) -> ShapesError {
    let reason = reason.to_owned();
    compiler.error(query, ShapesErrorKind::InvalidQuery { reason })
}

#[cfg(test)]
mod tests {
    use crate::testing::{check, error};

    const QUERY: &str = "sh:select 'SELECT $this ?value WHERE { $this x:p ?value FILTER(?value != y:a) }'";

    #[test]
    fn prefixes_are_imported() {
        check(
            &format!(
                "e:S sh:targetNode e:x ; sh:sparql [ sh:prefixes e:A ; {QUERY} ] .
                 e:A owl:imports e:B ; sh:declare [ sh:prefix 'x' ; sh:namespace 'http://e/'^^xsd:anyURI ] .
                 e:B owl:imports e:A ; sh:declare [ sh:prefix 'y' ; sh:namespace 'http://e/'^^xsd:anyURI ] ."
            ),
            "e:x e:p e:a, e:b .",
            &["SPARQL e:x - e:b"],
        );
    }

    #[test]
    fn prefixes_that_are_missing_or_contradict_are_errors() {
        let query = format!("e:S sh:targetNode e:x ; sh:sparql [ sh:prefixes e:A ; {QUERY} ] .");
        for (declarations, expected) in [
            ("", "x"),
            ("e:A sh:declare [ sh:prefix 'x' ] .", "sh:namespace"),
            (
                "e:A sh:declare [ sh:prefix 'x' ; sh:namespace 'urn:a' ], [ sh:prefix 'x' ; sh:namespace 'urn:b' ] .",
                "urn:b",
            ),
            (
                "e:A sh:declare [ sh:prefix 'x' ; sh:namespace 'no IRI' ] .",
                "no IRI",
            ),
        ] {
            let error = error(&format!("{query} {declarations}"));
            assert!(
                error.contains("<http://e/S>") && error.contains(expected),
                "{error}"
            );
        }
    }
}
