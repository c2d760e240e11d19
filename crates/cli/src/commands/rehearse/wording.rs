//! Why there is nothing to rehearse, as kind sentences.

use kolophon_publish::rehearse::{AgainstError, FetchError};

use crate::exit::Exit;
use crate::failure::Failure;

pub(super) fn unreachable(error: &FetchError) -> Failure {
    match error {
        FetchError::Address { address } => Failure::new(
            Exit::Usage,
            format!("{address} ist keine Adresse, die mit http:// oder https:// beginnt."),
            format!("{address} is no address that begins with http:// or https://."),
        ),
        FetchError::NotPublic { address } => Failure::new(
            Exit::Network,
            format!("{address} gibt es nicht, oder die Adresse liegt nicht im öffentlichen Netz."),
            format!("{address} does not exist, or is no address of the public network."),
        )
        .with_hint(
            "Kein Portal erreicht sie. Einen Server auf diesem Rechner nennen Sie mit http://localhost und seinem Port.",
            "No portal reaches it. Name a server on this computer by http://localhost and its port.",
        ),
        FetchError::Unreachable { address, .. } => Failure::new(
            Exit::Network,
            format!("{address} antwortet nicht. Über die Abholung lässt sich so nichts sagen."),
            format!("{address} does not answer. Nothing can be said about the harvest like this."),
        )
        .with_cause(error),
        FetchError::Budget { address } => Failure::new(
            Exit::Network,
            format!("Der Katalog {address} nimmt kein Ende: mehr als 10.000 Seiten, 2 GiB oder 2 Stunden."),
            format!("The catalogue {address} does not end: more than 10,000 pages, 2 GiB or 2 hours."),
        ),
    }
}

pub(super) fn no_portal(address: &str, error: &AgainstError) -> Failure {
    match error {
        AgainstError::Fetch(error) => unreachable(error),
        AgainstError::NoPortal { status, .. } => Failure::new(
            Exit::Network,
            format!("{address} antwortet (Status {status}), ist aber weder ein Katalog in RDF noch ein Portal mit CKAN."),
            format!("{address} answers (status {status}), but is neither a catalogue in RDF nor a portal that runs CKAN."),
        )
        .with_hint(
            "Nennen Sie die Adresse des Katalogs selbst, oder bei CKAN die Startseite.",
            "Name the address of the catalogue itself, or the start page of a CKAN portal.",
        ),
    }
}
