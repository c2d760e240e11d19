//! What the help says about `kolophon import`.

use super::CommandText;

pub(super) const TEXT: CommandText = CommandText {
    name: "import",
    about: [
        "Einmalig übernehmen, was ein anderes Portal veröffentlicht (auch: uebernehmen)",
        "Take over once what another portal publishes (also: uebernehmen)",
    ],
    usage: [
        "DATEI|ADRESSE --city KURZNAME [OPTIONEN]",
        "FILE|ADDRESS --city SLUG [OPTIONS]",
    ],
    after: [
        "Gelesen werden RDF in jeder Schreibweise, auch auf mehreren Seiten, und Portale mit CKAN.\n\
         Adressen und Kennungen bleiben, wie sie sind. Vorhandene Dateien werden nie überschrieben; veröffentlicht wird nichts.\n\n\
         Beispiele:\n  kolophon import https://opendata.stadt.de --city stadt\n  \
         kolophon import https://opendata.land.de/catalog.rdf --city stadt --format yaml\n  \
         kolophon import \"https://opendata.land.de/api/3/action/package_search?fq=organization:stadt\" --city stadt",
        "It reads RDF in any syntax, also in several pages, and portals that run CKAN.\n\
         Addresses and identifiers stay as they are. Files that are there are never overwritten; nothing is published.\n\n\
         Examples:\n  kolophon import https://opendata.stadt.de --city stadt\n  \
         kolophon import https://opendata.land.de/catalog.rdf --city stadt --format yaml\n  \
         kolophon import \"https://opendata.land.de/api/3/action/package_search?fq=organization:stadt\" --city stadt",
    ],
    arguments: &[
        (
            "source",
            ["DATEI|ADRESSE", "FILE|ADDRESS"],
            [
                "Datei oder Ordner mit RDF, oder die öffentliche Adresse eines Katalogs oder Portals",
                "File or folder of RDF, or the public address of a catalogue or portal",
            ],
        ),
        (
            "city",
            ["KURZNAME", "SLUG"],
            [
                "Kurzname der Kommune in der kolophon.toml",
                "The city's short name in kolophon.toml",
            ],
        ),
        (
            "format",
            ["FORMAT", "FORMAT"],
            [
                "xlsx (eine Liste) oder yaml (eine Datei je Datensatz) (Vorgabe: xlsx)",
                "xlsx (one list) or yaml (a file for each dataset) (default: xlsx)",
            ],
        ),
        (
            "output",
            ["ORDNER", "FOLDER"],
            [
                "Ein neuer Ordner für die Dateien (Vorgabe: uebernommen im Ordner der Kommune)",
                "A new folder for the files (default: uebernommen in the city's folder)",
            ],
        ),
    ],
};
