//! What the help says about `kolophon quality`.

use super::{CommandText, NO_VALUE};

pub(super) const TEXT: CommandText = CommandText {
    name: "quality",
    about: [
        "Qualität zählen wie data.europa.eu und GovData, und was am meisten bringt (auch: qualitaet)",
        "Count quality as data.europa.eu and GovData do, and what gains most (also: qualitaet)",
    ],
    usage: ["PFAD… [OPTIONEN]", "PATH… [OPTIONS]"],
    after: [
        "Beispiele:\n  kolophon quality catalog/\n  kolophon quality catalog/ --format csv > qualitaet.csv\n  \
         kolophon quality catalog/ --min-score 300",
        "Examples:\n  kolophon quality catalog/\n  kolophon quality catalog/ --format csv > quality.csv\n  \
         kolophon quality catalog/ --min-score 300",
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
            "format",
            ["FORMAT", "FORMAT"],
            [
                "human zum Lesen, csv für Excel, json für Programme, turtle als Data Quality Vocabulary (Vorgabe: human)",
                "human to read, csv for Excel, json for programs, turtle as Data Quality Vocabulary (default: human)",
            ],
        ),
        (
            "fetch",
            NO_VALUE,
            [
                "Die Adressen der Dateien im Netz abfragen; nur so sind alle 405 Punkte messbar",
                "Ask the addresses of the distributions; only so all 405 points can be measured",
            ],
        ),
        (
            "min_score",
            ["PUNKTE", "POINTS"],
            [
                "So viele Punkte muss jeder Katalog im Mittel haben, sonst endet der Befehl mit 1; ohne Netz sind höchstens 325 messbar",
                "Every catalogue must have so many points on average, else the command ends with 1; without the network at most 325 can be measured",
            ],
        ),
        (
            "all",
            NO_VALUE,
            [
                "Jeden Datensatz mit allen verlorenen Punkten zeigen, nicht nur 60 Zeilen",
                "Show every dataset with all lost points, not only 60 lines",
            ],
        ),
    ],
};
