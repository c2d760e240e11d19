//! The values of terms, read from their text without a detour through owned terms.
//!
//! Sorting and filtering ask for the value of a term at every comparison.

use spareval::ExpressionTerm;

use crate::term::{Term, XSD_STRING};

/// The value of a term: the same as [`ExpressionTerm`] has for the owned term.
pub(super) fn of(term: Term<'_>) -> ExpressionTerm {
    match term {
        Term::Literal {
            value,
            language: Some(language),
            ..
        } => ExpressionTerm::LangStringLiteral {
            value: value.to_owned(),
            language: language.to_owned(),
        },
        Term::Literal {
            value,
            datatype: XSD_STRING,
            ..
        } => ExpressionTerm::StringLiteral(value.to_owned()),
        Term::Literal { value, datatype, .. } => {
            frequent(value, datatype).unwrap_or_else(|| term.to_oxrdf().into())
        }
        Term::Iri(_) | Term::BlankNode(_) => term.to_oxrdf().into(),
    }
}

/// The datatypes that catalogues are full of. Others, and values that their datatype does not have, take the long way.
fn frequent(value: &str, datatype: &str) -> Option<ExpressionTerm> {
    let name = datatype.strip_prefix("http://www.w3.org/2001/XMLSchema#")?;
    Some(match name {
        "date" => ExpressionTerm::DateLiteral(value.parse().ok()?),
        "dateTime" => ExpressionTerm::DateTimeLiteral(value.parse().ok()?),
        "integer" => ExpressionTerm::IntegerLiteral(value.parse().ok()?),
        "decimal" => ExpressionTerm::DecimalLiteral(value.parse().ok()?),
        "double" => ExpressionTerm::DoubleLiteral(value.parse().ok()?),
        "boolean" => ExpressionTerm::BooleanLiteral(value.parse().ok()?),
        "gYear" => ExpressionTerm::GYearLiteral(value.parse().ok()?),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_those_of_the_evaluator() {
        let types = [
            "string",
            "date",
            "dateTime",
            "dateTimeStamp",
            "integer",
            "int",
            "nonNegativeInteger",
            "decimal",
            "double",
            "float",
            "boolean",
            "gYear",
            "gYearMonth",
            "duration",
            "time",
            "anyURI",
            "unknown",
        ];
        let values = [
            "",
            "1",
            "01",
            "-1",
            "1.50",
            "1e3",
            "NaN",
            "INF",
            "true",
            "0",
            "2025",
            "2025-02",
            "2025-02-28",
            "2025-02-30",
            "2025-02-28Z",
            "2025-02-28T10:00:00",
            "2025-02-28T10:00:00+01:00",
            "P1D",
            "10:00:00",
            " 1",
            "Haushalt",
            "99999999999999999999999",
        ];
        for value in values {
            for name in types {
                let datatype = format!("http://www.w3.org/2001/XMLSchema#{name}");
                let term = Term::Literal {
                    value,
                    datatype: &datatype,
                    language: None,
                };
                let expected = ExpressionTerm::from(term.to_oxrdf());
                assert!(of(term) == expected, "{value} as {name}");
            }
            let term = Term::Literal {
                value,
                datatype: crate::RDF_LANG_STRING,
                language: Some("de"),
            };
            assert!(
                of(term) == ExpressionTerm::from(term.to_oxrdf()),
                "{value} in German"
            );
        }
        assert!(of(Term::Iri("urn:a")) == ExpressionTerm::from(Term::Iri("urn:a").to_oxrdf()));
        assert!(of(Term::BlankNode("a")) == ExpressionTerm::from(Term::BlankNode("a").to_oxrdf()));
    }
}
