//! What the help says about `kolophon restore`.

use super::{ALL_LINES, ALLOW_REMOVALS, AUTHOR, CommandText, DATA_DIR, LIST_FORMAT, YES};

pub(super) const TEXT: CommandText = CommandText {
    name: "restore",
    about: [
        "Aus einer Sicherung wiederherstellen (auch: wiederherstellen)",
        "Restore from a backup (also: wiederherstellen)",
    ],
    usage: ["SICHERUNG [OPTIONEN]", "BACKUP [OPTIONS]"],
    after: [
        "Die Sicherung wird zuerst ganz geprüft. Dann wird gezeigt, was sich ändern würde, und gefragt. Eine Kommune, die es \
         im Datenordner noch nicht gibt, kommt mit allen früheren Ständen; bei jeder anderen entsteht ein neuer \
         Veröffentlichungsstand. Was endgültig gelöscht wurde, bleibt gelöscht.\n\n\
         Beispiele:\n  kolophon restore /sicherung/2026-11-27 --data-dir data\n  kolophon restore mainz.tar --city mainz",
        "First the backup is verified as a whole. Then it shows what would change, and asks. A city that the data directory \
         does not know comes with all earlier generations; any other gets a new generation. What was erased stays \
         erased.\n\n\
         Examples:\n  kolophon restore /backup/2026-11-27 --data-dir data\n  kolophon restore mainz.tar --city mainz",
    ],
    arguments: &[
        (
            "backup",
            ["SICHERUNG", "BACKUP"],
            [
                "Ordner oder Datei, die kolophon backup angelegt hat",
                "The directory or file that kolophon backup has made",
            ],
        ),
        (
            "city",
            ["KURZNAME", "SLUG"],
            [
                "Nur diese Kommune (Vorgabe: alle der Sicherung)",
                "Only this city (default: all of the backup)",
            ],
        ),
        (
            "reason",
            ["GRUND", "REASON"],
            ["Warum, für das Protokoll", "Why, for the log"],
        ),
        ALLOW_REMOVALS,
        YES,
        AUTHOR,
        DATA_DIR,
        LIST_FORMAT,
        ALL_LINES,
    ],
};
