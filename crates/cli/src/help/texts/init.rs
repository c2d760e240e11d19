//! What the help says about `kolophon init`.

use super::{CommandText, NO_VALUE};

pub(super) const TEXT: CommandText = CommandText {
    name: "init",
    about: [
        "Eine neue Kommune anlegen: Einstellungen, Liste und ein Beispiel (auch: anlegen)",
        "Set up a new city: settings, a list and an example (also: anlegen)",
    ],
    usage: ["[ORDNER] [OPTIONEN]", "[FOLDER] [OPTIONS]"],
    after: [
        "Was fehlt, wird gefragt. Gibt es in dem Ordner schon eine kolophon.toml, kommt die Kommune dazu.\n\n\
         Beispiel:\n  kolophon init daten --name \"Landeshauptstadt Mainz\" --key 07315000 \\\n    \
         --contact opendata@mainz.de --base https://daten.mainz.de",
        "What is missing is asked for. If the folder has a kolophon.toml already, the city is added to it.\n\n\
         Example:\n  kolophon init data --name \"Landeshauptstadt Mainz\" --key 07315000 \\\n    \
         --contact opendata@mainz.de --base https://daten.mainz.de",
    ],
    arguments: &[
        (
            "folder",
            ["ORDNER", "FOLDER"],
            [
                "Wohin geschrieben wird (Vorgabe: hierher)",
                "Where to write (default: here)",
            ],
        ),
        (
            "name",
            ["NAME", "NAME"],
            ["Wie die Kommune heißt", "What the city is called"],
        ),
        (
            "city",
            ["KURZNAME", "SLUG"],
            [
                "Der Kurzname in den Adressen (Vorgabe: aus dem Namen gebildet)",
                "The short name in addresses (default: made from the name)",
            ],
        ),
        (
            "key",
            ["SCHLÜSSEL", "KEY"],
            [
                "Amtlicher Regionalschlüssel (12 Ziffern) oder Gemeindeschlüssel (8 Ziffern); er sagt Land und Gebiet",
                "Official regional key (12 digits) or municipality key (8 digits); it tells Land and area",
            ],
        ),
        (
            "contact",
            ["E-MAIL", "E-MAIL"],
            ["E-Mail-Adresse für Rückfragen", "E-mail address for questions"],
        ),
        (
            "licence",
            ["LIZENZ", "LICENCE"],
            [
                "Lizenz für Dateien, die keine nennen: Name, Kürzel oder Adresse (Vorgabe: dl-by-de/2.0)",
                "Licence of files that name none: name, code or address (default: dl-by-de/2.0)",
            ],
        ),
        (
            "base",
            ["ADRESSE", "ADDRESS"],
            [
                "Womit alle dauerhaften Adressen beginnen; sie ändern sich nie wieder",
                "What all permanent addresses begin with; they never change again",
            ],
        ),
        (
            "demo",
            NO_VALUE,
            [
                "Zum Ausprobieren: Die Adressen müssen nicht auf Dauer erreichbar sein",
                "For trying things out: addresses need not last",
            ],
        ),
    ],
};
