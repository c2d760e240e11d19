//! What the help says about `kolophon plan`.

#[cfg(feature = "store")]
use super::DATA_DIR;
use super::{ALL_LINES, CITY_TO_PUBLISH, CommandText, LIST_FORMAT, NO_VALUE, TO, TOKEN_FILE};

pub(super) const TEXT: CommandText = CommandText {
    name: "plan",
    about: [
        "Zeigen, was Veröffentlichen ändern würde, Angabe für Angabe (auch: vorschau)",
        "Show what publishing would change, property by property (also: vorschau)",
    ],
    usage: ["PFAD… [OPTIONEN]", "PATH… [OPTIONS]"],
    after: [
        "Geschrieben wird nichts, außer mit --out die Vorschau selbst. kolophon load --plan führt genau sie aus, oder nichts, \
         wenn sich inzwischen etwas geändert hat.\n\n\
         Ergebnis: 0 in Ordnung, 1 etwas würde nicht veröffentlicht, 3 eine Datei ist nicht lesbar, 7 eine dauerhafte Adresse \
         gehört einer anderen Kommune, 10 es gäbe Änderungen (nur mit --detailed-exitcode).\n\n\
         Beispiele:\n  kolophon plan catalog/\n  kolophon plan catalog/ --city mainz --complete --out plan.json\n  \
         kolophon load --plan plan.json",
        "Nothing is written but, with --out, the plan itself. kolophon load --plan does exactly that, or nothing when \
         something has changed meanwhile.\n\n\
         Exit code: 0 all is well, 1 something would not be published, 3 a file cannot be read, 7 an address belongs to \
         another city, 10 there would be changes (only with --detailed-exitcode).\n\n\
         Examples:\n  kolophon plan catalog/\n  kolophon plan catalog/ --city mainz --complete --out plan.json\n  \
         kolophon load --plan plan.json",
    ],
    arguments: &[
        (
            "paths",
            ["PFAD", "PATH"],
            [
                "Dateien oder Ordner mit dem Katalog; - liest von der Standardeingabe",
                "Files or folders with the catalogue; - reads standard input",
            ],
        ),
        CITY_TO_PUBLISH,
        (
            "complete",
            NO_VALUE,
            [
                "Der Pfad ist der ganze Bestand der Kommune: Was dort fehlt, wird nach Rückfrage entfernt",
                "The path is the city's whole list: what is missing there is removed, after a question",
            ],
        ),
        (
            "allow_errors",
            NO_VALUE,
            [
                "Auch Datensätze mit Fehlern veröffentlichen, soweit die Abholung durch Portale nicht daran scheitert",
                "Publish datasets with errors too, as far as no portal's harvest fails on them",
            ],
        ),
        (
            "out",
            ["DATEI", "FILE"],
            [
                "Die Vorschau als JSON in diese Datei schreiben",
                "Write the plan as JSON into this file",
            ],
        ),
        (
            "detailed_exitcode",
            NO_VALUE,
            [
                "Mit 10 enden, wenn sich etwas ändern würde",
                "End with 10 when something would change",
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
