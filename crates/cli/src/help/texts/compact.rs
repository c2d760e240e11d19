//! What the help says about `kolophon compact`.

use super::{CommandText, DATA_DIR, LIST_FORMAT, YES};

pub(super) const TEXT: CommandText = CommandText {
    name: "compact",
    about: [
        "Den Datenordner neu schreiben: kleiner, und ohne Gelöschtes",
        "Write the data directory anew: smaller, and without what was deleted",
    ],
    usage: ["[OPTIONEN]", "[OPTIONS]"],
    after: [
        "Was veröffentlicht ist, bleibt, wie es ist. Mit --forget-before verschwinden auch alle Stände, die vor diesem Tag \
         galten, mit allem, was nur sie brauchen; dahinter kann kolophon rollback dann nicht mehr zurück. Ältere \
         Sicherungen enthalten es noch: Sie zu löschen, ist Ihre Sache. Für die Dauer darf kein kolophon serve laufen, und \
         auf dem Datenträger muss Platz für eine zweite Fassung sein.\n\
         Ein Ordner einer älteren Version von Kolophon wird nach Rückfrage auf die heutige umgestellt; wie er war, bleibt \
         er im Ordner before-format-… erhalten.\n\n\
         Beispiele:\n  kolophon compact\n  kolophon compact --forget-before 2024-01-01",
        "What is published stays as it is. With --forget-before all generations that held before that day are deleted, too, \
         with all that only they need; kolophon rollback cannot go back beyond it then. Older backups still hold it: to \
         delete them is up to you. No kolophon serve may run meanwhile, and the disk needs room for a second copy.\n\
         A directory of an older Kolophon is brought to the format of today, if you agree; as it was, it is kept in the \
         directory before-format-….\n\n\
         Examples:\n  kolophon compact\n  kolophon compact --forget-before 2024-01-01",
    ],
    arguments: &[
        (
            "forget_before",
            ["TAG", "DAY"],
            [
                "Vergessen, was vor diesem Tag galt (JJJJ-MM-TT)",
                "Forget what held before that day (YYYY-MM-DD)",
            ],
        ),
        YES,
        DATA_DIR,
        LIST_FORMAT,
    ],
};
