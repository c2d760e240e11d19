//! What the help says about `kolophon load`.

#[cfg(feature = "store")]
use super::DATA_DIR;
use super::{
    ALL, ALLOW_REMOVALS, AUTHOR, CITY_TO_PUBLISH, CommandText, LIST_FORMAT, NO_VALUE, TO, TOKEN_FILE,
};

pub(super) const TEXT: CommandText = CommandText {
    name: "load",
    about: [
        "Dateien prüfen und veröffentlichen (auch: veroeffentlichen, publish)",
        "Check and publish files (also: veroeffentlichen, publish)",
    ],
    usage: ["PFAD… [OPTIONEN]", "PATH… [OPTIONS]"],
    after: [
        "Veröffentlichen ergänzt und ändert; entfernt wird nur mit --complete und nach Rückfrage. Was es ändern würde, zeigt \
         vorher kolophon plan.\n\n\
         Beispiele:\n  kolophon load catalog/\n  kolophon load baeume.ttl --city mainz\n  kolophon load --plan plan.json\n  kolophon load liste.xlsx --city mainz --to https://daten.example.de --token-file token.txt",
        "Loading adds and changes; it removes only with --complete, and asks before. kolophon plan shows what it would \
         change.\n\n\
         Examples:\n  kolophon load catalog/\n  kolophon load baeume.ttl --city mainz\n  kolophon load --plan plan.json\n  kolophon load list.xlsx --city mainz --to https://daten.example.de --token-file token.txt",
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
            "plan",
            ["DATEI", "FILE"],
            [
                "Genau diese Vorschau ausführen, oder nichts, wenn sich inzwischen etwas geändert hat",
                "Do exactly what this plan says, or nothing when something has changed meanwhile",
            ],
        ),
        ALLOW_REMOVALS,
        AUTHOR,
        #[cfg(feature = "store")]
        DATA_DIR,
        TO,
        TOKEN_FILE,
        LIST_FORMAT,
        ALL,
    ],
};
