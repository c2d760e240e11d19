//! How the program ends: documented codes, the same for every command.

use std::process::ExitCode;

/// The end of a run. The numbers are part of the interface and never change their meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Everything was done, nothing is wrong.
    Clean = 0,
    /// There are findings at or above the fail level, or datasets were refused.
    Findings = 1,
    /// The command line or the configuration cannot be understood.
    Usage = 2,
    /// A file, the store or a device cannot be read or written.
    Unreadable = 3,
    /// Something is not allowed.
    NotAllowed = 4,
    /// The network or a remote service failed.
    Network = 5,
    /// Another program is using the store.
    StoreBusy = 6,
    /// Something changed meanwhile, or belongs to another city.
    Conflict = 7,
    /// The plan has changes (only with `--detailed-exitcode`).
    PlanHasChanges = 10,
    /// A mistake in Kolophon itself.
    Panic = 70,
    /// Stopped with Ctrl-C.
    Interrupted = 130,
}

impl Exit {
    /// All ends, by number.
    pub const ALL: [Self; 11] = [
        Self::Clean,
        Self::Findings,
        Self::Usage,
        Self::Unreadable,
        Self::NotAllowed,
        Self::Network,
        Self::StoreBusy,
        Self::Conflict,
        Self::PlanHasChanges,
        Self::Panic,
        Self::Interrupted,
    ];

    /// The number the shell sees.
    #[must_use]
    pub fn code(self) -> u8 {
        self as u8
    }

    /// What it means, for the manual.
    #[must_use]
    pub fn meaning(self) -> kolophon_diagnostic::Text {
        let (de, en) = match self {
            Self::Clean => ("alles in Ordnung", "all is well"),
            Self::Findings => (
                "Hinweise ab der Schwelle von --fail-level, oder Datensätze wurden nicht veröffentlicht",
                "findings at or above --fail-level, or datasets were refused",
            ),
            Self::Usage => (
                "Aufruf oder Konfiguration nicht verständlich",
                "command line or configuration not understood",
            ),
            Self::Unreadable => (
                "eine Datei oder der Speicher ist nicht lesbar oder nicht beschreibbar",
                "a file or the store cannot be read or written",
            ),
            Self::NotAllowed => ("nicht erlaubt", "not allowed"),
            Self::Network => (
                "Netz oder Gegenstelle nicht erreichbar",
                "network or remote service failed",
            ),
            Self::StoreBusy => (
                "ein anderes Programm benutzt gerade den Speicher",
                "another program is using the store",
            ),
            Self::Conflict => (
                "Widerspruch: inzwischen geändert, oder die Adresse gehört einer anderen Kommune",
                "conflict: changed meanwhile, or the address belongs to another city",
            ),
            Self::PlanHasChanges => (
                "die Vorschau enthält Änderungen (nur mit --detailed-exitcode)",
                "the plan has changes (only with --detailed-exitcode)",
            ),
            Self::Panic => (
                "ein Fehler in Kolophon selbst; bitte melden",
                "a bug in Kolophon; please report it",
            ),
            Self::Interrupted => ("mit Strg+C abgebrochen", "stopped with Ctrl-C"),
        };
        kolophon_diagnostic::Text::new(de, en)
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_are_the_documented_ones() {
        assert_eq!(Exit::ALL.map(Exit::code), [0, 1, 2, 3, 4, 5, 6, 7, 10, 70, 130]);
    }
}
