//! `kolophon shacl --check-shapes`: what is wrong with the shapes themselves, each with its place.

use std::fmt::Write as _;

use kolophon_diagnostic::Language;
use kolophon_graph::Graph;
use kolophon_shacl::{
    Shapes, ShapesCheck, ShapesError, ShapesErrorKind, ShapesPlace, ShapesWarning, ShapesWarningKind,
};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::ui::Ui;

/// Tells everything, errors first.
pub(super) fn run(shapes: &Graph, ui: &mut Ui) -> Result<Exit, Failure> {
    let check = Shapes::check(shapes);
    let language = ui.language();
    ui.data(list(&check, language))?;
    ui.line(&summary(&check, language));
    Ok(if check.is_clean() {
        Exit::Clean
    } else {
        Exit::Findings
    })
}

fn list(check: &ShapesCheck, language: Language) -> String {
    let mut text = String::new();
    let mut line = |place: Option<&ShapesPlace>, label: &str, says: &str| {
        if let Some(place) = place {
            write!(text, "{place}: ").unwrap_or_default();
        }
        // One line each, whatever a library says.
        let says: Vec<&str> = says.lines().map(str::trim).collect();
        writeln!(text, "{label}: {}", says.join(" ")).unwrap_or_default();
    };
    let [error_label, warning_label] = match language {
        Language::German => ["Fehler", "Warnung"],
        Language::English => ["error", "warning"],
    };
    for error in &check.errors {
        line(error.place(), error_label, &error_text(error, language));
    }
    for warning in &check.warnings {
        line(warning.place(), warning_label, &warning_text(warning, language));
    }
    text
}

fn summary(check: &ShapesCheck, language: Language) -> String {
    let (errors, warnings) = (check.errors.len(), check.warnings.len());
    match language {
        Language::German if check.is_clean() => "An den Regeln (SHACL) ist nichts auszusetzen.".to_owned(),
        Language::English if check.is_clean() => "Nothing is wrong with the shapes.".to_owned(),
        Language::German => format!("Fehler in den Regeln: {errors}, Warnungen: {warnings}"),
        Language::English => format!("Errors in the shapes: {errors}, warnings: {warnings}"),
    }
}

fn error_text(error: &ShapesError, language: Language) -> String {
    match (error.shape(), language) {
        (Some(shape), Language::German) => format!("Regel {shape}: {}", german_error(error.kind())),
        (None, Language::German) => german_error(error.kind()),
        (Some(shape), Language::English) => format!("in the shape {shape}: {}", error.kind()),
        (None, Language::English) => error.kind().to_string(),
    }
}

fn warning_text(warning: &ShapesWarning, language: Language) -> String {
    let shape = warning.shape();
    match language {
        Language::German => format!("Regel {shape}: {}", german_warning(warning.kind())),
        Language::English => format!("the shape {shape} {}", warning.kind()),
    }
}

fn german_error(kind: &ShapesErrorKind) -> String {
    use ShapesErrorKind as E;
    match kind {
        E::InvalidParameter {
            parameter,
            value,
            expected,
        } => format!("Die Angabe <{parameter}> kann nicht {value} sein (erwartet: {expected})."),
        E::InvalidList { parameter } => format!("Die Liste bei <{parameter}> ist nicht richtig aufgebaut."),
        E::InvalidPath { reason } => format!("Der Pfad ist nicht richtig aufgebaut ({reason})."),
        E::InvalidPattern { pattern, reason } => {
            format!("Das Muster {pattern:?} ist nicht verwendbar ({reason}).")
        }
        E::InvalidQuery { reason } => format!("Die Abfrage ist nicht verwendbar ({reason})."),
        E::InvalidExpression { reason } => format!("Der Ausdruck ist nicht verwendbar ({reason})."),
        E::Recursive { via } => format!("Die Regel verweist auf sich selbst über {}.", via.join(", ")),
        E::TooDeep { limit } => format!("Regeln oder Pfade sind tiefer als {limit} Ebenen verschachtelt."),
        E::UnsupportedEntailment { regime } => {
            format!("Die Schlussregeln {regime} werden nicht unterstützt.")
        }
        other => other.to_string(),
    }
}

fn german_warning(kind: &ShapesWarningKind) -> String {
    use ShapesWarningKind as W;
    match kind {
        W::UnsupportedFeature { feature } => format!("Wird nicht ausgewertet: {feature}."),
        W::DanglingProperty { value } => {
            format!("Die Eigenschaft {value} ist nirgends beschrieben, ihr Pfad fehlt.")
        }
        W::UndescribedShape { parameter, value } => {
            format!("Bei <{parameter}> steht {value}, wovon die Dateien nichts sagen.")
        }
        W::PropertyParameterOnNodeShape { parameter } => {
            format!("Die Angabe <{parameter}> wirkt nur zusammen mit einem Pfad.")
        }
        W::RepeatedParameter { parameter } => {
            format!("Die Angabe <{parameter}> steht mehrfach da; jede wird geprüft.")
        }
        W::IncompleteQualifiedValueShape => {
            "Die Zählung mit Bedingung ist unvollständig und wirkt nicht.".to_owned()
        }
        W::OwlClassIsNoTarget => {
            "Die Klasse ist owl:Class und nicht rdfs:Class; die Regel gilt deshalb nicht für ihre Mitglieder."
                .to_owned()
        }
        W::ThisIsNotSelected => "Die Abfrage gibt die Variable $this nicht zurück.".to_owned(),
        W::Unused => {
            "Die Regel wird nie angewendet: Sie hat kein Ziel, und keine andere verweist auf sie.".to_owned()
        }
        W::UnknownName { name, nearest } => {
            format!(
                "Den Namen {name} gibt es in SHACL nicht{}.",
                meant(nearest.as_deref())
            )
        }
        W::UnknownDatatype { name, nearest } => {
            format!(
                "Den Datentyp {name} gibt es in XML Schema nicht{}.",
                meant(nearest.as_deref())
            )
        }
        W::OtherSeverity { severity: level } => {
            format!("Die Stufe {level} ist keine der drei: Violation, Warning, Info.")
        }
        W::Contradiction { lower, upper } => {
            format!("Die Angabe {lower} verlangt mehr, als {upper} erlaubt; nichts kann die Regel erfüllen.")
        }
        W::EmptyIn => "Die Liste der erlaubten Werte ist leer; kein Wert kann die Regel erfüllen.".to_owned(),
        W::PatternMatchesEverything { pattern } => format!("Das Muster {pattern:?} passt auf jeden Text."),
        W::Incompatible { one, other } => {
            format!("Die Angaben {one} und {other} kann nichts zugleich erfüllen.")
        }
        other => other.to_string(),
    }
}

fn meant(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |name| format!("; gemeint ist wohl {name}"))
}
