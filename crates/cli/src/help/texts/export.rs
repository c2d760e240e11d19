//! What the help says about `kolophon export`.

use super::CommandText;
#[cfg(feature = "store")]
use super::DATA_DIR;

pub(super) const TEXT: CommandText = CommandText {
    name: "export",
    about: [
        "Veröffentlichtes oder Dateien als RDF oder als Liste für Excel schreiben (auch: exportieren)",
        "Write what is published, or files, as RDF or as a list for Excel (also: exportieren)",
    ],
    usage: ["[PFAD…] [OPTIONEN]", "[PATH…] [OPTIONS]"],
    after: [
        "Was als Liste oder YAML geschrieben wird, lässt sich bearbeiten und ohne Verlust wieder lesen.\n\n\
         Beispiele:\n  kolophon export --city mainz --format rdf > mainz.rdf\n  \
         kolophon export katalog.rdf --format xlsx --output liste",
        "What is written as a list or as YAML can be edited and read again without loss.\n\n\
         Examples:\n  kolophon export --city mainz --format rdf > mainz.rdf\n  \
         kolophon export katalog.rdf --format xlsx --output list",
    ],
    arguments: &[
        (
            "paths",
            ["PFAD", "PATH"],
            [
                "Dateien oder Ordner; ohne sie wird ausgegeben, was veröffentlicht ist",
                "Files or folders; without them, what is published is written",
            ],
        ),
        (
            "city",
            ["KURZNAME", "SLUG"],
            [
                "Nur diese Kommune (Vorgabe: alle)",
                "Only this city (default: all)",
            ],
        ),
        (
            "format",
            ["FORMAT", "FORMAT"],
            [
                "xlsx, ods oder csv (Liste), yaml, json oder toml (eine Datei je Datensatz); ttl, rdf, jsonld, nt, trig oder nq (Vorgabe: ttl)",
                "xlsx, ods or csv (list), yaml, json or toml (a file for each dataset); ttl, rdf, jsonld, nt, trig or nq (default: ttl)",
            ],
        ),
        (
            "output",
            ["ZIEL", "TARGET"],
            [
                "Der Ordner für Listen und YAML, in dem jede Kommune einen eigenen bekommt; sonst die Datei",
                "The folder for lists and YAML, where every city gets its own; otherwise the file",
            ],
        ),
        #[cfg(feature = "store")]
        DATA_DIR,
    ],
};
