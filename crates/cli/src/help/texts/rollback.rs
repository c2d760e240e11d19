//! What the help says about `kolophon rollback`.

#[cfg(feature = "store")]
use super::DATA_DIR;
use super::{ALL_LINES, ALLOW_REMOVALS, AUTHOR, CommandText, LIST_FORMAT, ONE_CITY, TO, TOKEN_FILE, YES};

pub(super) const TEXT: CommandText = CommandText {
    name: "rollback",
    about: [
        "Eine Kommune so veröffentlichen, wie sie früher war",
        "Make a city as it was before",
    ],
    usage: [
        "STAND --city KURZNAME [OPTIONEN]",
        "GENERATION --city SLUG [OPTIONS]",
    ],
    after: [
        "Zuerst wird gezeigt, was sich ändern würde, und gefragt. Der frühere Stand wird als neuer veröffentlicht; was \
         endgültig gelöscht wurde, bleibt gelöscht. Welche Stände es gibt, zeigt kolophon log.\n\n\
         Beispiel:\n  kolophon rollback 7 --city mainz",
        "First it shows what would change, and asks. The earlier generation is published as a new one; what was erased stays \
         erased. kolophon log shows which generations there are.\n\n\
         Example:\n  kolophon rollback 7 --city mainz",
    ],
    arguments: &[
        (
            "generation",
            ["STAND", "GENERATION"],
            [
                "Die Nummer des Veröffentlichungsstandes",
                "The number of the generation",
            ],
        ),
        ONE_CITY,
        (
            "reason",
            ["GRUND", "REASON"],
            ["Warum, für das Protokoll", "Why, for the log"],
        ),
        ALLOW_REMOVALS,
        YES,
        AUTHOR,
        #[cfg(feature = "store")]
        DATA_DIR,
        TO,
        TOKEN_FILE,
        LIST_FORMAT,
        ALL_LINES,
    ],
};
