//! Why a file cannot be read from some place on, in both languages.
//!
//! The readers say it in English, with the names of the file in it. Each sentence has its German here; a test of the
//! workspace finds those that have none.

use kolophon_diagnostic::Text;

use super::wording::what_is_expected;

/// The reason of a [`ReadError::Syntax`](kolophon_dcat::ReadError::Syntax) as a sentence in both languages, without a
/// full stop.
///
/// ```
/// let text = kolophon_validate::reason_in_words("</b> does not close <a> of line 3");
/// assert_eq!(text.de, "</b> schließt nicht <a> aus Zeile 3");
/// ```
#[must_use]
pub fn reason_in_words(reason: &str) -> Text {
    let german = TEMPLATES
        .iter()
        .find_map(|(english, german)| Some(filled(german, &holes(english, reason)?)))
        .or_else(|| unexpected(reason));
    Text::new(german.unwrap_or_else(|| reason.to_owned()), reason)
}

/// Whether a sentence of a reader, its names written as `{…}`, has its German.
#[must_use]
pub fn has_words(template: &str) -> bool {
    reason_in_words(&template.replace("{{", "{")).de != template
}

/// What the Turtle reader says of its first issue when not one statement can be read.
fn unexpected(reason: &str) -> Option<String> {
    if let Some(expected) = reason
        .strip_prefix("the text ends where ")
        .and_then(|rest| rest.strip_suffix(" is expected"))
    {
        let expected = what_is_expected(expected)?;
        return Some(format!("der Text endet, wo {expected} erwartet wird"));
    }
    let (found, expected) = reason
        .strip_prefix("found `")?
        .strip_suffix(" is expected")?
        .rsplit_once("` where ")?;
    Some(match what_is_expected(expected) {
        Some(expected) => format!("„{found}“ steht, wo {expected} erwartet wird"),
        None => format!("„{found}“ steht an unerwarteter Stelle"),
    })
}

/// What stands in `text` for each `{}` of the template; `None` when it is another sentence.
fn holes<'a>(template: &str, text: &'a str) -> Option<Vec<&'a str>> {
    let mut parts = template.split("{}");
    let mut rest = text.strip_prefix(parts.next()?)?;
    let mut found = Vec::new();
    let mut parts = parts.peekable();
    while let Some(part) = parts.next() {
        let end = if parts.peek().is_none() {
            rest.strip_suffix(part)?.len()
        } else {
            rest.find(part)?
        };
        found.push(&rest[..end]);
        rest = &rest[end + part.len()..];
    }
    rest.is_empty().then_some(found)
}

fn filled(template: &str, values: &[&str]) -> String {
    let mut values = values.iter();
    let mut parts = template.split("{}");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.push_str(values.next().copied().unwrap_or_default());
        text.push_str(part);
    }
    text
}

/// English and German; `{}` stands for a name of the file.
const TEMPLATES: &[(&str, &str)] = &[
    // JSON
    (
        "the JSON text ends here, but more characters follow",
        "hier endet der JSON-Text, aber es folgen noch Zeichen",
    ),
    (
        "JSON wants double quotes around a string",
        "JSON verlangt doppelte Anführungszeichen um einen Text",
    ),
    (
        "JSON wants double quotes around a key",
        "JSON verlangt doppelte Anführungszeichen um den Namen einer Angabe",
    ),
    ("a value is missing here", "hier fehlt ein Wert"),
    (
        "no JSON value starts with this character",
        "mit diesem Zeichen beginnt in JSON kein Wert",
    ),
    (
        "the text ends where a value is expected",
        "der Text endet, wo ein Wert erwartet wird",
    ),
    (
        "a comma stands before this `}`, but no key follows it",
        "vor dieser „}“ steht ein Komma, aber es folgt keine Angabe",
    ),
    (
        "a comma stands before this `]`, but no value follows it",
        "vor dieser „]“ steht ein Komma, aber es folgt kein Wert",
    ),
    (
        "a key in double quotes is expected here",
        "hier wird der Name einer Angabe in doppelten Anführungszeichen erwartet",
    ),
    (
        "the text ends inside an object",
        "der Text endet, bevor die „}“ kommt",
    ),
    (
        "the text ends inside an array",
        "der Text endet, bevor die „]“ kommt",
    ),
    (
        "a colon is expected after the key",
        "nach dem Namen der Angabe wird ein Doppelpunkt erwartet",
    ),
    (
        "a comma or `}` is expected here",
        "hier wird ein Komma oder „}“ erwartet",
    ),
    (
        "a comma or `]` is expected here",
        "hier wird ein Komma oder „]“ erwartet",
    ),
    (
        "objects and arrays are nested too deeply",
        "die Klammern sind zu tief verschachtelt",
    ),
    (
        "a line ends inside a string; JSON writes it as \\n",
        "mitten im Text endet die Zeile; JSON schreibt dafür \\n",
    ),
    (
        "a control character inside a string must be written as an escape",
        "ein Steuerzeichen im Text muss als Zeichenfolge wie \\u0007 geschrieben werden",
    ),
    (
        "the string that starts here is never closed",
        "der Text, der hier beginnt, hat kein schließendes Anführungszeichen",
    ),
    (
        "JSON knows no such escape; a backslash itself is written \\\\",
        "diese Zeichenfolge kennt JSON nicht; ein umgekehrter Schrägstrich selbst wird \\\\ geschrieben",
    ),
    (
        "\\u wants four hexadecimal digits",
        "nach \\u müssen vier hexadezimale Ziffern stehen",
    ),
    (
        "a JSON number has no leading zero",
        "eine Zahl beginnt in JSON nicht mit einer Null; eine Kennzahl gehört in doppelte Anführungszeichen",
    ),
    ("a digit is expected here", "hier wird eine Ziffer erwartet"),
    (
        "no JSON value is spelled like this; text stands in double quotes",
        "so schreibt JSON keinen Wert; ein Text steht in doppelten Anführungszeichen",
    ),
    // XML
    (
        "the file contains no XML element",
        "die Datei enthält kein XML-Element",
    ),
    (
        "a second element follows the end of the document; everything must stand inside one element",
        "nach dem Ende des Dokuments folgt ein zweites Element; alles muss in einem einzigen stehen",
    ),
    ("</{}> closes nothing", "</{}> schließt nichts"),
    (
        "</{}> does not close <{}> of line {}",
        "</{}> schließt nicht <{}> aus Zeile {}",
    ),
    (
        "the file ends although <{}> of line {} is not closed; it may have been cut off",
        "die Datei endet, obwohl <{}> aus Zeile {} nicht geschlossen ist; vielleicht wurde sie abgeschnitten",
    ),
    (
        "the document type declaration must stand before the first element",
        "<!DOCTYPE muss vor dem ersten Element stehen",
    ),
    (
        "the document type declaration `<!DOCTYPE` is not closed by `>`",
        "<!DOCTYPE ist nicht mit „>“ geschlossen",
    ),
    (
        "the document type declaration is not closed by `]>`",
        "<!DOCTYPE ist nicht mit „]>“ geschlossen",
    ),
    (
        "the document type declaration is not closed by `>`",
        "<!DOCTYPE ist nicht mit „>“ geschlossen",
    ),
    (
        "the entity declaration has no name",
        "in <!DOCTYPE fehlt nach <!ENTITY ein Name",
    ),
    (
        "`{}` is missing in the document type declaration",
        "in <!DOCTYPE fehlt „{}“",
    ),
    (
        "a closing quote is missing in the document type declaration",
        "in <!DOCTYPE fehlt ein schließendes Anführungszeichen",
    ),
    (
        "this is a web page (HTML), not RDF/XML",
        "das ist eine Webseite (HTML), keine Metadaten",
    ),
    (
        "this is XML but not RDF/XML: the first element is <{}>, and the RDF namespace is not declared",
        "das ist XML, aber nicht RDF/XML: Das erste Element ist <{}>, und der Namensraum von RDF fehlt",
    ),
    (
        "`<!` begins neither a comment, a CDATA section nor a document type",
        "„<!“ leitet hier nichts ein, was XML kennt",
    ),
    (
        "the end tag </{}> is not closed by `>`",
        "</{} ist nicht mit „>“ geschlossen",
    ),
    (
        "the start tag <{} is not closed by `>`",
        "<{} ist nicht mit „>“ geschlossen",
    ),
    (
        "a blank is missing before the attribute",
        "vor dem Attribut fehlt ein Leerzeichen",
    ),
    (
        "the attribute {} has no `=` and value",
        "dem Attribut {} fehlen „=“ und ein Wert",
    ),
    (
        "the value of the attribute {} stands in no quotes",
        "der Wert des Attributs {} steht nicht in Anführungszeichen",
    ),
    (
        "the closing quote of the attribute {} is missing",
        "dem Attribut {} fehlt das schließende Anführungszeichen",
    ),
    (
        "`<` in the value of the attribute {}: the closing quote is missing, or `&lt;` is meant",
        "„<“ im Wert des Attributs {}: Das schließende Anführungszeichen fehlt, oder „&lt;“ ist gemeint",
    ),
    (
        "the data grow beyond measure here; this is how an attack looks",
        "hier wachsen die Daten ins Maßlose; so sieht ein Angriff aus",
    ),
    (
        "the entity &{}; refers to itself, or entities are nested too deep",
        "das Kürzel &{}; verweist auf sich selbst oder ist zu tief verschachtelt",
    ),
    (
        "the entities grow beyond measure at &{}; this is how an attack looks",
        "bei &{} wachsen die Kürzel ins Maßlose; so sieht ein Angriff aus",
    ),
    // Turtle
    ("`{}` is not a valid IRI", "„{}“ ist keine gültige Adresse"),
    (
        "the prefix `{}:` is not declared",
        "das Kürzel „{}:“ ist nirgends erklärt",
    ),
    (
        "`{}` is not an escape sequence",
        "die Zeichenfolge „{}“ steht für kein Zeichen",
    ),
    ("no statement can be read", "keine Angabe ist lesbar"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn check(english: &str, german: &str) {
        assert_eq!(reason_in_words(english), Text::new(german, english));
    }

    #[test]
    fn names_of_the_file_stand_in_both_sentences() {
        check("</b> closes nothing", "</b> schließt nichts");
        check(
            "the file ends although <rdf:RDF> of line 2 is not closed; it may have been cut off",
            "die Datei endet, obwohl <rdf:RDF> aus Zeile 2 nicht geschlossen ist; vielleicht wurde sie abgeschnitten",
        );
        check(
            "found `kita` where `;`, `,` or `.` is expected",
            "„kita“ steht, wo ein Semikolon, ein Komma oder ein Punkt erwartet wird",
        );
        check(
            "found `kita` where more is expected",
            "„kita“ steht an unerwarteter Stelle",
        );
    }

    #[test]
    fn what_has_no_words_is_said_in_english() {
        assert!(has_words("</{name}> closes nothing"));
        assert!(!has_words("something new"));
    }

    #[test]
    fn both_sentences_have_the_same_names() {
        for (english, german) in TEMPLATES {
            assert_eq!(
                english.matches("{}").count(),
                german.matches("{}").count(),
                "{english}"
            );
        }
    }
}
