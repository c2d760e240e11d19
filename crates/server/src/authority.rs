//! Who may do what: the token of a request, as [RFC 6750](https://www.rfc-editor.org/rfc/rfc6750#section-2.1) sends it,
//! or the secret of the data directory, which counts at its [door](kolophon_publish::door) alone.

use std::sync::Arc;

use axum::http::{HeaderMap, header};
use jiff::Timestamp;
use kolophon_diagnostic::Text;
use kolophon_publish::token::{Denied, Scope, Token};

use crate::app::App;
use crate::extract::{Client, Entrance};
use crate::problem::{Problem, ProblemKind};

/// Who is asking.
#[derive(Clone, Debug)]
pub(crate) enum Authority {
    /// Somebody who speaks for one city.
    Token(Token),
    /// Who owns the data directory, and could write it directly.
    Owner,
}

/// Who is asking, if they may do what is wanted to that city.
///
/// Which cities there are is not told: a token of another city is refused whether the city exists or not.
///
/// # Errors
/// 401 without a valid token, 403 when it is another city's or allows too little, 503 when tokens cannot be read.
pub(crate) async fn authorise(
    app: &Arc<App>,
    client: &Client,
    city: &str,
    wanted: Scope,
) -> Result<Authority, Problem> {
    if client.entrance == Entrance::Door {
        return owner(app, client).map(|()| Authority::Owner);
    }
    let secret = bearer(&client.headers)?;
    let token = Arc::clone(app)
        .blocking(move |app| {
            let Some(tokens) = &app.tokens else {
                return Err(invalid());
            };
            tokens.of_secret(&secret, Timestamp::now()).map_err(denied)
        })
        .await?;
    if token.city != city {
        return Err(Problem::new(ProblemKind::NotPermitted).with_detail(Text::new(
            "Dieses Token gilt für eine andere Kommune.",
            "This token is for another city.",
        )));
    }
    if !token.scope.allows(wanted) {
        return Err(Problem::new(ProblemKind::NotPermitted)
            .with_challenge("Bearer realm=\"kolophon\", error=\"insufficient_scope\", scope=\"write\"")
            .with_detail(Text::new(
                "Dieses Token erlaubt nur die Vorschau. Zum Veröffentlichen braucht es eines mit --scope write.",
                "This token allows looking only. Publishing needs one made with --scope write.",
            )));
    }
    Ok(Authority::Token(token))
}

/// Insists on the secret of the data directory.
///
/// # Errors
/// 401 for anybody else, and at any other entrance.
pub(crate) fn owner(app: &App, client: &Client) -> Result<(), Problem> {
    let secret = bearer(&client.headers)?;
    let opens = app.lock.is_some_and(|lock| lock.opens_to(&secret));
    if client.entrance == Entrance::Door && opens {
        Ok(())
    } else {
        Err(invalid())
    }
}

/// The secret behind `Authorization: Bearer`. The scheme's name is written in any case
/// ([RFC 9110 §11.1](https://www.rfc-editor.org/rfc/rfc9110#section-11.1)).
fn bearer(headers: &HeaderMap) -> Result<String, Problem> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let Some(value) = values.next() else {
        return Err(Problem::new(ProblemKind::TokenRequired));
    };
    // Two headers are two opinions on who is asking.
    if values.next().is_some() {
        return Err(invalid());
    }
    let Some((scheme, secret)) = value.to_str().ok().and_then(|text| text.split_once(' ')) else {
        return Err(invalid());
    };
    if scheme.eq_ignore_ascii_case("bearer") {
        Ok(secret.trim().to_owned())
    } else {
        Err(Problem::new(ProblemKind::TokenRequired))
    }
}

fn invalid() -> Problem {
    Problem::new(ProblemKind::TokenRequired)
        .with_challenge("Bearer realm=\"kolophon\", error=\"invalid_token\"")
        .with_detail(Text::new(
            "Dieses Token gilt nicht. Vielleicht wurde es zurückgenommen; kolophon token list zeigt, welche es gibt.",
            "This token is not valid. It may have been revoked; kolophon token list shows those there are.",
        ))
}

fn denied(denied: Denied) -> Problem {
    match denied {
        Denied::Expired { .. } => invalid().with_detail(Text::new(
            "Dieses Token ist abgelaufen. Ein neues macht kolophon token create.",
            "This token has expired. kolophon token create makes a new one.",
        )),
        Denied::Unreadable(error) => Problem::new(ProblemKind::StoreUnavailable).because(error),
        _ => invalid(),
    }
}
