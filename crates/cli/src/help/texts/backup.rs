//! What the help says about `kolophon backup`.

use super::{CommandText, DATA_DIR, LIST_FORMAT};

pub(super) const TEXT: CommandText = CommandText {
    name: "backup",
    about: [
        "Sichern, was veröffentlicht ist (auch: sichern)",
        "Back up what is published (also: sichern)",
    ],
    usage: ["ZIEL [OPTIONEN]", "TARGET [OPTIONS]"],
    after: [
        "Die Sicherung enthält einen einzigen Stand mit allen früheren Ständen und Dateien, auch wenn währenddessen \
         veröffentlicht wird; kolophon serve darf weiterlaufen. Bewahren Sie sie auf einem anderen Rechner auf. Die \
         kolophon.toml und Ihre eigenen Dateien gehören nicht dazu.\n\n\
         Beispiele:\n  kolophon backup /sicherung/2026-11-27\n  kolophon backup mainz.tar --city mainz",
        "The backup holds one generation with all earlier ones and all files, also while somebody publishes; kolophon serve \
         may go on. Keep it on another computer. kolophon.toml and your own files are not part of it.\n\n\
         Examples:\n  kolophon backup /backup/2026-11-27\n  kolophon backup mainz.tar --city mainz",
    ],
    arguments: &[
        (
            "target",
            ["ZIEL", "TARGET"],
            [
                "Der neue Ordner; endet der Name auf .tar, eine einzige Datei",
                "The new directory; a single file when the name ends in .tar",
            ],
        ),
        (
            "city",
            ["KURZNAME", "SLUG"],
            [
                "Nur diese Kommune (Vorgabe: alle, mit den Zugängen)",
                "Only this city (default: all, with the tokens)",
            ],
        ),
        DATA_DIR,
        LIST_FORMAT,
    ],
};
