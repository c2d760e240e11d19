//! The address of a server, as it is typed behind `--to`.

use std::net::IpAddr;
#[cfg(feature = "store")]
use std::net::SocketAddr;

use ureq::http::Uri;

use crate::exit::Exit;
use crate::failure::Failure;

/// An address that a secret may be sent to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    /// Without a slash at the end.
    base: String,
    is_here: bool,
}

impl Address {
    /// Understands what was typed: `https://…`, or `http://` for this computer.
    pub(super) fn parse(typed: &str) -> Result<Self, Failure> {
        let uri: Uri = typed.trim().parse().ok().ok_or_else(|| no_address(typed))?;
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return Err(no_address(typed));
        };
        if authority.as_str().contains('@') || uri.query().is_some() || authority.host().is_empty() {
            return Err(no_address(typed));
        }
        let is_here = is_loopback(authority.host());
        match scheme {
            "https" => {}
            "http" if is_here => {}
            "http" => return Err(in_the_clear(typed)),
            _ => return Err(no_address(typed)),
        }
        let path = uri.path().trim_end_matches('/');
        Ok(Self {
            base: format!("{scheme}://{authority}{path}"),
            is_here,
        })
    }

    /// A port of this computer.
    #[cfg(feature = "store")]
    pub(super) fn here(address: SocketAddr) -> Self {
        Self {
            base: format!("http://{address}"),
            is_here: address.ip().is_loopback(),
        }
    }

    /// What paths are added to.
    pub(super) fn base(&self) -> &str {
        &self.base
    }

    /// As it is typed.
    pub(super) fn as_str(&self) -> &str {
        &self.base
    }

    /// Whether it is this computer, so that nobody reads along on the way.
    pub(super) fn is_here(&self) -> bool {
        self.is_here
    }
}

/// Whether a host is this computer. A name counts only if no name server is asked for it
/// ([RFC 6761 §6.3](https://www.rfc-editor.org/rfc/rfc6761#section-6.3)).
fn is_loopback(host: &str) -> bool {
    let number = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || number.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

fn no_address(typed: &str) -> Failure {
    Failure::new(
        Exit::Usage,
        format!("„{typed}“ ist keine Adresse eines Dienstes. Sie beginnt mit https:// und enthält weder Namen noch Kennwort."),
        format!("“{typed}” is no address of a server. It begins with https:// and holds neither name nor password."),
    )
    .with_hint(
        "Zum Beispiel: --to https://daten.example.de",
        "For example: --to https://daten.example.de",
    )
}

fn in_the_clear(typed: &str) -> Failure {
    let safe = typed.trim().replacen("http://", "https://", 1);
    Failure::new(
        Exit::Usage,
        format!("Über {typed} ginge das Token unverschlüsselt durch das Netz, und jeder auf dem Weg könnte es lesen. Es wurde nichts gesendet."),
        format!("Over {typed} the token would go through the network in the clear, and anybody on the way could read it. Nothing was sent."),
    )
    .with_hint(
        format!("Bitte die verschlüsselte Adresse nennen: --to {safe}"),
        format!("Please name the encrypted address: --to {safe}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_goes_only_where_nobody_reads_along() {
        for (typed, base) in [
            ("https://daten.example.de", "https://daten.example.de"),
            ("https://daten.example.de/", "https://daten.example.de"),
            (
                "https://example.de:8443/opendata/",
                "https://example.de:8443/opendata",
            ),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("http://[::1]:8080/", "http://[::1]:8080"),
            ("http://localhost:8080", "http://localhost:8080"),
        ] {
            assert_eq!(Address::parse(typed).unwrap().base(), base, "{typed}");
        }
        for typed in [
            "",
            "daten.example.de",
            "ftp://daten.example.de",
            "http://daten.example.de",
            "http://127.0.0.1.example.de",
            "http://localhost.example.de",
            "http://10.0.0.1",
            "https://name:kennwort@example.de",
            "http://name@127.0.0.1",
            "https://example.de/?token=x",
            "https://",
        ] {
            let failure = Address::parse(typed).unwrap_err();
            assert_eq!(failure.exit, Exit::Usage, "{typed}");
        }
    }
}
