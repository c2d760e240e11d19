//! [Digest](https://www.rfc-editor.org/rfc/rfc7616) and [Basic](https://www.rfc-editor.org/rfc/rfc7617) authentication.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::Md5;
use sha2::{Digest as _, Sha256};

use super::endpoint::Credentials;
use crate::digest::hexadecimal;

/// What a server asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Challenge {
    Basic,
    Digest {
        algorithm: Algorithm,
        realm: String,
        nonce: String,
        opaque: Option<String>,
        /// Whether the server knows `qop=auth`; RFC 2069 had none.
        counts: bool,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Algorithm {
    Md5,
    Sha256,
}

impl Algorithm {
    fn of(name: Option<&str>) -> Option<Self> {
        match name {
            None => Some(Self::Md5),
            Some(name) if name.eq_ignore_ascii_case("MD5") => Some(Self::Md5),
            Some(name) if name.eq_ignore_ascii_case("SHA-256") => Some(Self::Sha256),
            Some(_) => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Md5 => "MD5",
            Self::Sha256 => "SHA-256",
        }
    }

    fn hash(self, text: &str) -> String {
        match self {
            Self::Md5 => hexadecimal(&Md5::digest(text.as_bytes())),
            Self::Sha256 => hexadecimal(&Sha256::digest(text.as_bytes())),
        }
    }
}

impl Challenge {
    /// The best of the challenges in the `WWW-Authenticate` fields of a response.
    pub(super) fn best_of<'a>(fields: impl Iterator<Item = &'a str>) -> Option<Self> {
        let rank = |challenge: &Self| match challenge {
            Self::Basic => None,
            Self::Digest { algorithm, .. } => Some(*algorithm),
        };
        fields.filter_map(Self::parse).max_by_key(rank)
    }

    fn parse(field: &str) -> Option<Self> {
        let (scheme, parameters) = field.trim().split_once(' ').unwrap_or((field.trim(), ""));
        if scheme.eq_ignore_ascii_case("Basic") {
            return Some(Self::Basic);
        }
        if !scheme.eq_ignore_ascii_case("Digest") {
            return None;
        }
        let parameters = parameters_of(parameters);
        let get = |name: &str| {
            let found = parameters
                .iter()
                .find(|(known, _)| known.eq_ignore_ascii_case(name));
            found.map(|(_, value)| value.as_str())
        };
        let qop = get("qop");
        let knows_auth = |qop: &str| qop.split(',').any(|way| way.trim().eq_ignore_ascii_case("auth"));
        if qop.is_some_and(|qop| !knows_auth(qop)) {
            return None;
        }
        Some(Self::Digest {
            algorithm: Algorithm::of(get("algorithm"))?,
            realm: get("realm")?.to_owned(),
            nonce: get("nonce")?.to_owned(),
            opaque: get("opaque").map(str::to_owned),
            counts: qop.is_some(),
        })
    }

    /// The value of `Authorization` for the `count`th request with this challenge. `target` is path and query.
    pub(super) fn answer(
        &self,
        credentials: &Credentials,
        method: &str,
        target: &str,
        count: u32,
        cnonce: &str,
    ) -> String {
        let Credentials { user, password } = credentials;
        let Self::Digest {
            algorithm,
            realm,
            nonce,
            opaque,
            counts,
        } = self
        else {
            return format!("Basic {}", STANDARD.encode(format!("{user}:{password}")));
        };
        let who = algorithm.hash(&format!("{user}:{realm}:{password}"));
        let what = algorithm.hash(&format!("{method}:{target}"));
        let (response, way) = if *counts {
            let text = format!("{who}:{nonce}:{count:08x}:{cnonce}:auth:{what}");
            let way = format!(", qop=auth, nc={count:08x}, cnonce=\"{cnonce}\"");
            (algorithm.hash(&text), way)
        } else {
            (algorithm.hash(&format!("{who}:{nonce}:{what}")), String::new())
        };
        let opaque = opaque
            .as_ref()
            .map_or(String::new(), |opaque| format!(", opaque={}", quoted(opaque)));
        let (user, realm, nonce) = (quoted(user), quoted(realm), quoted(nonce));
        let algorithm = algorithm.name();
        format!(
            "Digest username={user}, realm={realm}, nonce={nonce}, uri=\"{target}\", algorithm={algorithm}, response=\"{response}\"{way}{opaque}"
        )
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// `name=value` and `name="value"`, separated by commas.
fn parameters_of(text: &str) -> Vec<(String, String)> {
    let mut parameters = Vec::new();
    let mut rest = text;
    while let Some((name, behind)) = rest.split_once('=') {
        let name = name.trim_matches([' ', '\t', ',']).to_owned();
        let mut value = String::new();
        let mut characters = behind.trim_start().char_indices();
        let behind = behind.trim_start();
        let mut end = behind.len();
        if behind.starts_with('"') {
            characters.next();
            while let Some((index, c)) = characters.next() {
                match c {
                    '"' => {
                        end = index + 1;
                        break;
                    }
                    '\\' => value.extend(characters.next().map(|(_, c)| c)),
                    c => value.push(c),
                }
            }
        } else {
            end = behind.find(',').unwrap_or(behind.len());
            behind[..end].trim().clone_into(&mut value);
        }
        parameters.push((name, value));
        rest = &behind[end..];
    }
    parameters
}

#[cfg(test)]
mod tests {
    use super::*;

    const MUFASA: &str = r#"Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=MD5, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS""#;

    fn credentials(user: &str, password: &str) -> Credentials {
        Credentials {
            user: user.to_owned(),
            password: password.to_owned(),
        }
    }

    /// The example of [RFC 7616, 3.9.1](https://www.rfc-editor.org/rfc/rfc7616#section-3.9.1).
    #[test]
    fn the_examples_of_the_standard_come_out() {
        let sha = MUFASA.replace("MD5", "SHA-256");
        for (fields, algorithm, response) in [
            (vec![MUFASA], "MD5", "8ca523f5e9506fed4657c9700eebdbec"),
            (
                vec![MUFASA, &sha],
                "SHA-256",
                "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
            ),
        ] {
            let challenge = Challenge::best_of(fields.into_iter()).unwrap();
            let answer = challenge.answer(
                &credentials("Mufasa", "Circle of Life"),
                "GET",
                "/dir/index.html",
                1,
                "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
            );
            assert!(answer.contains(&format!("response=\"{response}\"")), "{answer}");
            assert!(answer.contains(&format!("algorithm={algorithm},")), "{answer}");
            assert!(answer.ends_with(r#"opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS""#));
        }
    }

    /// The example of [RFC 7617, 2](https://www.rfc-editor.org/rfc/rfc7617#section-2).
    #[test]
    fn basic_is_taken_when_nothing_better_is_offered() {
        let challenge = Challenge::best_of(["Basic realm=\"WallyWorld\""].into_iter()).unwrap();
        let answer = challenge.answer(&credentials("Aladdin", "open sesame"), "GET", "/", 1, "");
        assert_eq!(answer, "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        let best = Challenge::best_of(["Basic realm=\"x\"", MUFASA].into_iter()).unwrap();
        assert!(matches!(best, Challenge::Digest { .. }));
    }

    #[test]
    fn what_we_cannot_do_is_no_challenge() {
        for field in [
            "Bearer realm=\"x\"",
            "Negotiate",
            "",
            "Digest realm=\"x\"",
            r#"Digest realm="x", nonce="y", algorithm=SHA-512-256"#,
            r#"Digest realm="x", nonce="y", qop="auth-int""#,
        ] {
            assert_eq!(Challenge::best_of([field].into_iter()), None, "{field}");
        }
    }

    #[test]
    fn quotes_inside_values_are_values() {
        let field = r#"Digest realm="a \"b\", c=d",nonce=plain , qop=auth"#;
        let Some(Challenge::Digest {
            realm, nonce, counts, ..
        }) = Challenge::best_of([field].into_iter())
        else {
            panic!("no challenge");
        };
        assert_eq!(
            (realm.as_str(), nonce.as_str(), counts),
            ("a \"b\", c=d", "plain", true)
        );
    }
}
