//! What the help says about `kolophon log`.

#[cfg(feature = "store")]
use super::DATA_DIR;
use super::{ALL_LINES, CommandText, LIST_FORMAT, TO, TOKEN_FILE};

pub(super) const TEXT: CommandText = CommandText {
    name: "log",
    about: [
        "Auflisten, was wann von wem veröffentlicht wurde",
        "List what was published when, and by whom",
    ],
    usage: ["[STAND] [OPTIONEN]", "[GENERATION] [OPTIONS]"],
    after: [
        "Beispiele:\n  kolophon log\n  kolophon log --city mainz\n  kolophon log 7 --city mainz",
        "Examples:\n  kolophon log\n  kolophon log --city mainz\n  kolophon log 7 --city mainz",
    ],
    arguments: &[
        (
            "generation",
            ["STAND", "GENERATION"],
            [
                "Diesen Veröffentlichungsstand mit allen Änderungen zeigen (nur mit --city)",
                "Show this generation with all its changes (only with --city)",
            ],
        ),
        (
            "city",
            ["KURZNAME", "SLUG"],
            [
                "Nur diese Kommune (Vorgabe: alle)",
                "Only this city (default: all)",
            ],
        ),
        #[cfg(feature = "store")]
        DATA_DIR,
        TO,
        TOKEN_FILE,
        LIST_FORMAT,
        ALL_LINES,
    ],
};
