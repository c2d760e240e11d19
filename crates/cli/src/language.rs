//! Which language to speak. It is decided before the command line is understood, so that even a misspelt command is
//! answered in it.

use std::ffi::OsString;

use kolophon_diagnostic::Language;

use crate::environment::Environment;

/// Where the language comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LanguageOrigin {
    /// `--lang`.
    Flag,
    /// `KOLOPHON_LANG`.
    Environment,
    /// The operating system's locale.
    Locale,
    /// Nobody said anything.
    Default,
}

/// The language of a run: `--lang` anywhere, else `KOLOPHON_LANG`, else the locale, else German.
#[must_use]
pub fn decide(arguments: &[OsString], environment: &Environment) -> (Language, LanguageOrigin) {
    let of_tag = |tag: &Option<String>| tag.as_deref().and_then(Language::of_tag);
    if let Some(language) = flag(arguments) {
        return (language, LanguageOrigin::Flag);
    }
    if let Some(language) = of_tag(&environment.language) {
        return (language, LanguageOrigin::Environment);
    }
    if let Some(language) = of_tag(&environment.locale) {
        return (language, LanguageOrigin::Locale);
    }
    (Language::default(), LanguageOrigin::Default)
}

/// The last `--lang` before `--`, if it names a language we speak.
fn flag(arguments: &[OsString]) -> Option<Language> {
    let mut found = None;
    let mut arguments = arguments
        .iter()
        .map(|argument| argument.to_string_lossy())
        .take_while(|argument| argument != "--");
    while let Some(argument) = arguments.next() {
        let value = match argument.strip_prefix("--lang") {
            Some("") => arguments.next(),
            Some(rest) => rest.strip_prefix('=').map(|value| value.to_owned().into()),
            None => continue,
        };
        found = value.as_deref().and_then(Language::of_tag).or(found);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(arguments: &str, variable: &str, locale: &str, expected: (Language, LanguageOrigin)) {
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let environment = Environment {
            language: text(variable),
            locale: text(locale),
            ..Environment::default()
        };
        let arguments: Vec<OsString> = arguments.split_whitespace().map(OsString::from).collect();
        assert_eq!(decide(&arguments, &environment), expected, "{arguments:?}");
    }

    #[test]
    fn flag_then_variable_then_locale_then_german() {
        use Language::{English, German};
        check(
            "validate --lang en",
            "de",
            "de_DE",
            (English, LanguageOrigin::Flag),
        );
        check(
            "--lang=en validate",
            "de",
            "de_DE",
            (English, LanguageOrigin::Flag),
        );
        check("--lang en --lang=de", "", "", (German, LanguageOrigin::Flag));
        check("load -- --lang en", "", "", (German, LanguageOrigin::Default));
        check("load", "en", "de_DE", (English, LanguageOrigin::Environment));
        check("load", "fr", "en_GB.UTF-8", (English, LanguageOrigin::Locale));
        check("load", "", "fr_FR", (German, LanguageOrigin::Default));
        check("load", "", "C.UTF-8", (German, LanguageOrigin::Default));
        check("load --lang", "", "en", (English, LanguageOrigin::Locale));
        check("load --lang fr", "", "", (German, LanguageOrigin::Default));
    }
}
