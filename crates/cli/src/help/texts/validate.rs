//! What the help says about `kolophon validate`.

use super::{ALL, CommandText, NO_VALUE};

pub(super) const TEXT: CommandText = CommandText {
    name: "validate",
    about: [
        "Dateien prüfen und Hinweise erklären (auch: pruefen, check)",
        "Check files and explain the findings (also: pruefen, check)",
    ],
    usage: ["PFAD… [OPTIONEN]", "PATH… [OPTIONS]"],
    after: [
        "Beispiele:\n  kolophon validate katalog.ttl\n  kolophon validate catalog/ --all\n  \
         kolophon validate catalog/ --format html --output bericht.html\n  \
         kolophon validate datensaetze.xlsx --review-copy",
        "Examples:\n  kolophon validate katalog.ttl\n  kolophon validate catalog/ --all\n  \
         kolophon validate catalog/ --format html --output report.html\n  \
         kolophon validate datensaetze.xlsx --review-copy",
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
        (
            "profile",
            ["REGELWERK", "PROFILE"],
            [
                "Das Regelwerk, nach dem geprüft wird: dcat-ap-de, govdata, harvest, konventionen, \
                 dcat-ap-de-2.0, dcat-ap, hvd, govdata-mqa oder mqa (Vorgabe: das der Kommune in der kolophon.toml, \
                 sonst dcat-ap-de)",
                "The profile to check against: dcat-ap-de, govdata, harvest, konventionen, dcat-ap-de-2.0, \
                 dcat-ap, hvd, govdata-mqa or mqa (default: the city's in kolophon.toml, else dcat-ap-de)",
            ],
        ),
        (
            "shapes",
            ["DATEI", "FILE"],
            [
                "Eigene Regeln (SHACL) zusätzlich anwenden; Dateien oder Ordner",
                "Apply your own shapes (SHACL) as well; files or folders",
            ],
        ),
        (
            "format",
            ["FORMAT", "FORMAT"],
            [
                "human zum Lesen, html zum Verschicken und Drucken, csv für Excel; für Programme json, jsonl, turtle (SHACL-Bericht), sarif, junit, gitlab (Code Quality), github (Anmerkungen) (Vorgabe: human)",
                "human to read, html to mail and print, csv for Excel; for programs json, jsonl, turtle (SHACL report), sarif, junit, gitlab (Code Quality), github (annotations) (default: human)",
            ],
        ),
        (
            "output",
            ["DATEI", "FILE"],
            [
                "Den Bericht in diese Datei schreiben statt auf die Standardausgabe",
                "Write the report to this file instead of standard output",
            ],
        ),
        (
            "fail_level",
            ["STUFE", "LEVEL"],
            [
                "Ab welcher Stufe die Prüfung als misslungen gilt: error, warning oder info (Vorgabe: error)",
                "From which level on the check fails: error, warning or info (default: error)",
            ],
        ),
        ALL,
        (
            "only",
            ["REGEL,…", "RULE,…"],
            [
                "Nur diese Regeln zeigen; dataset-* steht für alle, die so beginnen. Hinweise, an denen die Abholung durch Portale scheitern kann, bleiben immer dabei",
                "Show only these rules; dataset-* stands for all that begin like this. Findings that a portal's harvest can fail on always stay",
            ],
        ),
        (
            "ignore",
            ["REGEL,…", "RULE,…"],
            [
                "Diese Regeln nicht zeigen; für dieselben Hinweise wie bei --only gilt das nicht",
                "Do not show these rules; not for the same findings as with --only",
            ],
        ),
        (
            "baseline",
            ["DATEI", "FILE"],
            [
                "Eine Liste bekannter Hinweise: Nur neue werden gezeigt und zählen",
                "A list of known findings: only new ones are shown and count",
            ],
        ),
        (
            "write_baseline",
            ["DATEI", "FILE"],
            [
                "Alle Hinweise von heute in diese Liste schreiben, statt sie zu zeigen; mit --baseline derselben Datei wird sie erneuert",
                "Write all findings of today to this list instead of showing them; with --baseline of the same file it is renewed",
            ],
        ),
        (
            "review_copy",
            NO_VALUE,
            [
                "Von jeder Liste (XLSX, ODS, CSV) eine Kopie „….geprueft.xlsx“ oder „….geprueft.ods“ schreiben: mit Notizen an den Zellen und dem Blatt „Zu tun“",
                "Write a copy “….geprueft.xlsx” or “….geprueft.ods” of every list (XLSX, ODS, CSV): with notes at the cells and a sheet “To do”",
            ],
        ),
        (
            "watch",
            NO_VALUE,
            [
                "Bei jeder Änderung der Dateien erneut prüfen, bis Strg+C gedrückt wird",
                "Check again whenever a file changes, until Ctrl-C",
            ],
        ),
    ],
};
