//! `kolophon token`: who may look at a city, or write to it, over HTTP.

use std::fmt::Write as _;

use jiff::{Timestamp, ToSpan as _};
use kolophon_diagnostic::{Language, Text, one_line};
use kolophon_publish::config::default_city;
use kolophon_publish::token::{NewToken, Secret, Token, TokenError, Tokens};
use serde::Serialize;

use super::in_data_dir;
use super::load::wording;
use crate::Context;
use crate::args::{ListFormat, TokenAction, TokenArguments};
use crate::config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::ui::Ui;

/// The version of the JSON output; it grows when a key changes its meaning or goes away.
const SCHEMA_VERSION: u32 = 1;

pub(super) fn run(arguments: &TokenArguments, context: &Context<'_>, ui: &mut Ui) -> Result<Exit, Failure> {
    let environment = context.environment;
    let flag = arguments.data_dir.data_dir.as_deref();
    let data_dir = config::data_dir(flag, environment, &environment.current_dir)?;
    let tokens = Tokens::in_directory(&data_dir.path);
    let now = Timestamp::now();
    match arguments.action {
        TokenAction::Create => create(&tokens, arguments, now, ui),
        TokenAction::List => list(&tokens, arguments, now, ui),
        TokenAction::Revoke => revoke(&tokens, arguments, ui),
    }
}

fn create(tokens: &Tokens, arguments: &TokenArguments, now: Timestamp, ui: &mut Ui) -> Result<Exit, Failure> {
    let (Some(city), Some(scope)) = (&arguments.city, arguments.scope) else {
        // The command line asks for both.
        return Err(Failure::new(
            Exit::Usage,
            "Für wen? kolophon token create --city KURZNAME --scope write",
            "For whom? kolophon token create --city SLUG --scope write",
        ));
    };
    default_city(city).map_err(|error| wording::bad_slug(city).with_cause(&error))?;
    let name = arguments.name.as_deref().map_or_else(String::new, one_line);
    let wish = NewToken {
        city: city.clone(),
        scope: scope.into(),
        name: if name.trim().is_empty() {
            format!("Token für {city}")
        } else {
            name.trim().to_owned()
        },
        expires: match &arguments.expires {
            Some(text) => Some(end_of(text, now)?),
            None => None,
        },
    };
    let (token, secret) = tokens.create(wish, now).map_err(|error| failed(&error))?;
    match arguments.format {
        ListFormat::Json => json(&Created::new(&token, &secret), ui)?,
        ListFormat::Human => {
            // Only the secret is data, so that a script can take it as it stands.
            ui.data(format!("{}\n", secret.reveal()))?;
            ui.say(&Text::new(
                format!(
                    "Das ist das Token {} für {} ({}). Es wird nur dieses eine Mal gezeigt; bitte gleich sicher ablegen.\n\
                     Zurücknehmen: {}",
                    token.id,
                    token.city,
                    token.scope.name(),
                    in_data_dir(&format!("kolophon token revoke {}", token.id), &arguments.data_dir)
                ),
                format!(
                    "This is the token {} for {} ({}). It is shown only this once; please put it in a safe place now.\n\
                     To take it back: {}",
                    token.id,
                    token.city,
                    token.scope.name(),
                    in_data_dir(&format!("kolophon token revoke {}", token.id), &arguments.data_dir)
                ),
            ));
        }
    }
    Ok(Exit::Clean)
}

fn list(tokens: &Tokens, arguments: &TokenArguments, now: Timestamp, ui: &mut Ui) -> Result<Exit, Failure> {
    let mut found = tokens.list().map_err(|error| failed(&error))?;
    if let Some(city) = &arguments.city {
        found.retain(|token| token.city == *city);
    }
    match arguments.format {
        ListFormat::Json => json(&Listed::new(&found, now), ui)?,
        ListFormat::Human => ui.data(lines(&found, now, ui.language()))?,
    }
    Ok(Exit::Clean)
}

fn revoke(tokens: &Tokens, arguments: &TokenArguments, ui: &mut Ui) -> Result<Exit, Failure> {
    let id = arguments.id.as_deref().unwrap_or_default();
    let token = tokens.revoke(id).map_err(|error| failed(&error))?;
    match arguments.format {
        ListFormat::Json => json(&Listed::new(&[token], Timestamp::now()), ui)?,
        ListFormat::Human => ui.say(&Text::new(
            format!("Das Token {} ({}) gilt nicht mehr.", token.id, token.name),
            format!(
                "The token {} ({}) is worth nothing any more.",
                token.id, token.name
            ),
        )),
    }
    Ok(Exit::Clean)
}

/// `90d`, `12h`, or a time such as `2027-01-31T12:00:00Z`.
fn end_of(text: &str, now: Timestamp) -> Result<Timestamp, Failure> {
    let wrong = || {
        Failure::new(
            Exit::Usage,
            format!("„{text}“ ist keine Dauer. Möglich sind zum Beispiel 90d (Tage) und 12h (Stunden)."),
            format!("“{text}” is no duration. Possible are such as 90d (days) and 12h (hours)."),
        )
    };
    if let Ok(time) = text.parse::<Timestamp>() {
        return if time > now { Ok(time) } else { Err(wrong()) };
    }
    let (number, hours_each) = if let Some(days) = text.strip_suffix('d') {
        (days, 24)
    } else if let Some(hours) = text.strip_suffix('h') {
        (hours, 1)
    } else {
        return Err(wrong());
    };
    let number: u32 = number.parse().ok().ok_or_else(wrong)?;
    // A century is as good as for ever, and what is longer is a typing error.
    let hours = i64::from(number) * hours_each;
    if number == 0 || hours > 100 * 366 * 24 {
        return Err(wrong());
    }
    now.checked_add(hours.hours()).ok().ok_or_else(wrong)
}

/// A table for people.
fn lines(tokens: &[Token], now: Timestamp, language: Language) -> String {
    let pick = |german: &'static str, english: &'static str| match language {
        Language::German => german,
        Language::English => english,
    };
    if tokens.is_empty() {
        return format!("{}\n", pick("Es gibt keine Token.", "There are no tokens."));
    }
    let mut text = String::new();
    for token in tokens {
        let day = |time: &str| time.chars().take("2027-01-31".len()).collect::<String>();
        let end = match &token.expires {
            None => pick("unbefristet", "no end").to_owned(),
            Some(_) if token.is_expired(now) => pick("abgelaufen", "expired").to_owned(),
            Some(end) => format!("{} {}", pick("bis", "until"), day(end)),
        };
        // Writing to a text cannot fail.
        writeln!(
            text,
            "{}  {}  {}  {}  {}",
            token.id,
            token.city,
            token.scope.name(),
            end,
            token.name
        )
        .unwrap_or_default();
    }
    text
}

/// A token without anything secret.
#[derive(Debug, Serialize)]
struct JsonToken<'a> {
    id: &'a str,
    city: &'a str,
    scope: &'static str,
    name: &'a str,
    created: &'a str,
    expires: Option<&'a str>,
}

impl<'a> From<&'a Token> for JsonToken<'a> {
    fn from(token: &'a Token) -> Self {
        Self {
            id: &token.id,
            city: &token.city,
            scope: token.scope.name(),
            name: &token.name,
            created: &token.created,
            expires: token.expires.as_deref(),
        }
    }
}

#[derive(Serialize)]
struct Created<'a> {
    schema_version: u32,
    token: JsonToken<'a>,
    /// Shown this once.
    secret: &'a str,
}

impl<'a> Created<'a> {
    fn new(token: &'a Token, secret: &'a Secret) -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            token: token.into(),
            secret: secret.reveal(),
        }
    }
}

#[derive(Debug, Serialize)]
struct Listed<'a> {
    schema_version: u32,
    tokens: Vec<ListedToken<'a>>,
}

#[derive(Debug, Serialize)]
struct ListedToken<'a> {
    #[serde(flatten)]
    token: JsonToken<'a>,
    expired: bool,
}

impl<'a> Listed<'a> {
    fn new(tokens: &'a [Token], now: Timestamp) -> Self {
        let listed = |token: &'a Token| ListedToken {
            token: token.into(),
            expired: token.is_expired(now),
        };
        Self {
            schema_version: SCHEMA_VERSION,
            tokens: tokens.iter().map(listed).collect(),
        }
    }
}

fn json(value: &impl Serialize, ui: &mut Ui) -> Result<(), Failure> {
    // Strings, numbers and lists of them: there is nothing that could fail to be written.
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    Ok(ui.data(text)?)
}

fn failed(error: &TokenError) -> Failure {
    match error {
        TokenError::NoDirectory { directory } => {
            let directory = directory.display();
            Failure::new(
                Exit::Unreadable,
                format!("Den Ordner {directory} gibt es noch nicht."),
                format!("The directory {directory} does not exist yet."),
            )
            .with_hint(
                "Ein neuer Ordner entsteht mit kolophon load oder kolophon serve --new; einen anderen nennt --data-dir.",
                "kolophon load or kolophon serve --new makes one; name another directory with --data-dir.",
            )
        }
        TokenError::Unknown { id } => Failure::new(
            Exit::Usage,
            format!("Das Token {} gibt es nicht.", one_line(id)),
            format!("There is no token {}.", one_line(id)),
        )
        .with_hint(
            "Alle zeigt: kolophon token list",
            "All are shown by: kolophon token list",
        ),
        TokenError::Damaged { path, .. } => {
            let path = path.display();
            Failure::new(
                Exit::Unreadable,
                format!("Die Datei {path} ist beschädigt und wird nicht angefasst. Solange gilt kein Token."),
                format!("The file {path} is damaged and is left alone. Until it is mended no token is worth anything."),
            )
            .with_cause(error)
        }
        _ => Failure::new(
            Exit::Unreadable,
            "Die Token können nicht gelesen oder geschrieben werden.",
            "The tokens cannot be read or written.",
        )
        .with_cause(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_days_hours_or_a_time_to_come() {
        let now: Timestamp = "2026-11-27T10:00:00Z".parse().unwrap();
        for (text, end) in [
            ("90d", "2027-02-25T10:00:00Z"),
            ("1h", "2026-11-27T11:00:00Z"),
            ("2027-01-31T12:00:00Z", "2027-01-31T12:00:00Z"),
        ] {
            assert_eq!(end_of(text, now).unwrap().to_string(), end);
        }
        for text in [
            "",
            "90",
            "d",
            "0d",
            "-1d",
            "1.5d",
            "4294967295d",
            "99999999999d",
            "2020-01-01T00:00:00Z",
            "bald",
        ] {
            assert_eq!(end_of(text, now).unwrap_err().exit, Exit::Usage, "{text}");
        }
    }
}
