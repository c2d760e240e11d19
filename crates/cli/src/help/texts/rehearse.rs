//! What the help says about `kolophon rehearse`.

#[cfg(feature = "store")]
use super::DATA_DIR;
use super::{CommandText, LIST_FORMAT, NO_VALUE};

pub(super) const TEXT: CommandText = CommandText {
    name: "rehearse",
    about: [
        "Proben, was ein Portal abholt, weglässt, zusammenlegt oder löscht (auch: proben)",
        "Rehearse what a portal imports, drops, merges or deletes (also: proben)",
    ],
    usage: [
        "ADRESSE|PFAD --as PORTAL [OPTIONEN]",
        "ADDRESS|PATH --as PORTAL [OPTIONS]",
    ],
    after: [
        "Geprobt wird, wie das Programm des Portals selbst abholt; geändert wird nirgends etwas.\n\
         Endet mit 0, wenn alles ankommt, mit 1, wenn nicht, und mit 5, wenn die Adresse nicht antwortet.\n\n\
         Beispiele:\n  kolophon rehearse https://daten.stadt.de/stadt/catalog.rdf --as govdata --out probe.json\n  \
         kolophon rehearse https://daten.stadt.de/stadt/catalog.rdf --as govdata --previous probe.json\n  \
         kolophon rehearse katalog.ttl --as piveau\n  \
         kolophon rehearse katalog.ttl --as govdata --against https://www.govdata.de/ckan",
        "It is rehearsed how the portal's own program harvests; nothing is changed anywhere.\n\
         It ends with 0 when everything arrives, with 1 when not, and with 5 when the address does not answer.\n\n\
         Examples:\n  kolophon rehearse https://daten.stadt.de/stadt/catalog.rdf --as govdata --out rehearsal.json\n  \
         kolophon rehearse https://daten.stadt.de/stadt/catalog.rdf --as govdata --previous rehearsal.json\n  \
         kolophon rehearse catalogue.ttl --as piveau\n  \
         kolophon rehearse catalogue.ttl --as govdata --against https://www.govdata.de/ckan",
    ],
    arguments: &[
        (
            "source",
            ["ADRESSE|PFAD", "ADDRESS|PATH"],
            if cfg!(feature = "store") {
                [
                    "Adresse eines Katalogs, eine Datei oder ein Ordner; ohne sie, was veröffentlicht ist. Ein Ordner mit kolophon.toml wird geprobt, wie Kolophon ihn veröffentlicht, alles andere, wie es dasteht",
                    "Address of a catalogue, a file or a folder; without it, what is published. A folder with kolophon.toml is rehearsed as Kolophon publishes it, anything else as it stands",
                ]
            } else {
                [
                    "Adresse eines Katalogs, eine Datei oder ein Ordner; Dateien werden geprobt, wie sie dastehen",
                    "Address of a catalogue, a file or a folder; files are rehearsed as they stand",
                ]
            },
        ),
        (
            "harvester",
            ["PORTAL", "PORTAL"],
            [
                "ckan (Landesportale), govdata, piveau (data.europa.eu) oder udata",
                "ckan (state portals), govdata, piveau (data.europa.eu) or udata",
            ],
        ),
        (
            "previous",
            ["DATEI", "FILE"],
            [
                "Mit einer früheren Probe vergleichen, damit auch Löschungen auffallen",
                "Compare with an earlier rehearsal, so that deletions are noticed, too",
            ],
        ),
        (
            "against",
            ["ADRESSE", "ADDRESS"],
            [
                "Ein Portal fragen, welche der Datensätze es schon hat, und sagen, was ein zweiter Weg dorthin anrichtet",
                "Ask a portal which of the datasets it has already, and say what a second way there does",
            ],
        ),
        (
            "out",
            ["DATEI", "FILE"],
            [
                "Die Probe in eine Datei schreiben, für --previous beim nächsten Mal",
                "Write the rehearsal to a file, for --previous the next time",
            ],
        ),
        LIST_FORMAT,
        (
            "all",
            NO_VALUE,
            [
                "Alle Datensätze nennen, nicht nur 60 Zeilen",
                "Name all datasets, not only 60 lines",
            ],
        ),
        #[cfg(feature = "store")]
        (
            "city",
            ["KURZNAME", "SLUG"],
            [
                "Nur diese Kommune; zusammen mit einem Pfad: proben, wie Kolophon ihn für sie veröffentlicht",
                "Only this city; together with a path: rehearse it as Kolophon publishes it for that city",
            ],
        ),
        #[cfg(feature = "store")]
        DATA_DIR,
    ],
};
