//! What the help says about `kolophon verify`.

use super::{ALL_LINES, CommandText, DATA_DIR, LIST_FORMAT};

pub(super) const TEXT: CommandText = CommandText {
    name: "verify",
    about: [
        "Prüfen, ob Datenordner oder Sicherung unbeschädigt sind",
        "Verify that the data directory or a backup is undamaged",
    ],
    usage: ["[SICHERUNG] [OPTIONEN]", "[BACKUP] [OPTIONS]"],
    after: [
        "Gelesen wird alles: jeder Datensatz, jeder frühere Stand und jede Datei, und mit den Prüfsummen verglichen, die \
         beim Veröffentlichen oder Sichern festgehalten wurden. kolophon serve darf weiterlaufen. Das Ende ist 0, wenn \
         alles stimmt, 1, wenn etwas beschädigt ist, und 3, wenn sich nichts lesen lässt.\n\n\
         Beispiele:\n  kolophon verify\n  kolophon verify /sicherung/2026-11-27",
        "Everything is read: every dataset, every earlier generation and every file, and compared with the checksums that \
         were recorded when it was published or backed up. kolophon serve may go on. It ends with 0 when all is well, with \
         1 when something is damaged, and with 3 when nothing can be read.\n\n\
         Examples:\n  kolophon verify\n  kolophon verify /backup/2026-11-27",
    ],
    arguments: &[
        (
            "backup",
            ["SICHERUNG", "BACKUP"],
            [
                "Eine Sicherung, statt des Datenordners",
                "A backup, instead of the data directory",
            ],
        ),
        DATA_DIR,
        LIST_FORMAT,
        ALL_LINES,
    ],
};
