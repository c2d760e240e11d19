//! Message templates (<https://www.w3.org/TR/shacl/#sparql-constraints-validation>): `{?name}` and `{$name}`.

use kolophon_graph::Term;

use crate::node::{Node, ShapeTermId};
use crate::validate::Validator;

/// The messages with the values of their variables.
pub(super) fn messages(
    validator: &Validator<'_>,
    templates: &[ShapeTermId],
    value: impl Fn(&str) -> Option<String>,
) -> Vec<Node> {
    let message = |template: &ShapeTermId| {
        let term = validator.shapes.term(*template);
        match (filled(term.value(), &value), term) {
            (
                Some(text),
                Term::Literal {
                    datatype, language, ..
                },
            ) => {
                let term = Term::Literal {
                    value: &text,
                    datatype,
                    language,
                };
                validator.known_or_computed(term)
            }
            _ => validator.binding.node(*template),
        }
    };
    templates.iter().map(message).collect()
}

/// The text with values in place of variables; `None` if nothing is to be put in. A variable without value stays.
fn filled(template: &str, value: impl Fn(&str) -> Option<String>) -> Option<String> {
    let mut output = String::new();
    let mut rest = template;
    let mut is_filled = false;
    while let Some(start) = rest.find('{') {
        let (before, behind) = rest.split_at(start);
        output.push_str(before);
        let variable = behind.split_once('}').map(|(name, _)| &name[1..]);
        let name = variable.and_then(|name| name.strip_prefix(['?', '$']));
        if let Some((name, text)) = name.and_then(|name| Some((name, value(name)?))) {
            output.push_str(&text);
            rest = &behind[name.len() + 3..];
            is_filled = true;
        } else {
            output.push('{');
            rest = &behind[1..];
        }
    }
    output.push_str(rest);
    is_filled.then_some(output)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_put_in() {
        let value = |name: &str| (name == "a").then(|| "{?a}".to_owned());
        for (template, expected) in [
            ("x {?a} y {$a}", Some("x {?a} y {?a}")),
            ("none", None),
            ("{?b} {a} { {?a", None),
            ("{{?a}}", Some("{{?a}}")),
            ("ä{?a}ö", Some("ä{?a}ö")),
        ] {
            assert_eq!(filled(template, value).as_deref(), expected, "{template}");
        }
    }
}
