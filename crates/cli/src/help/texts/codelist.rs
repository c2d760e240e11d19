//! What the help says about `kolophon codelist`.

use super::CommandText;

pub(super) const TEXT: CommandText = CommandText {
    name: "codelist",
    about: [
        "Codelisten durchsuchen: Lizenzen, Kategorien, Formate, Sprachen … (auch: codeliste)",
        "Search the code lists: licences, themes, formats, languages … (also: codeliste)",
    ],
    usage: ["[LISTE] [TEXT] [OPTIONEN]", "[LIST] [TEXT] [OPTIONS]"],
    after: [
        "Ohne LISTE werden alle Listen mit Umfang, Stand und Quelle genannt. Groß- und Kleinschreibung, Umlaute und ß \
         spielen bei der Suche keine Rolle.\n\n\
         Beispiele:\n  kolophon codelist\n  kolophon codelist lizenzen \"namensnennung\"\n  \
         kolophon codelist kategorien --format csv",
        "Without LIST all lists are named with size, date and source. Case, umlauts and ß make no difference when \
         searching.\n\n\
         Examples:\n  kolophon codelist\n  kolophon codelist licences \"attribution\"\n  \
         kolophon codelist themes --format csv",
    ],
    arguments: &[
        (
            "list",
            ["LISTE", "LIST"],
            [
                "Der Name einer Liste, zum Beispiel licenses, lizenzen oder data-theme",
                "The name of a list, such as licenses, licences or data-theme",
            ],
        ),
        (
            "text",
            ["TEXT", "TEXT"],
            [
                "Was im Namen, im Kürzel oder in der Adresse vorkommen soll",
                "What name, code or IRI shall contain",
            ],
        ),
        (
            "format",
            ["FORMAT", "FORMAT"],
            [
                "table für Menschen, json oder csv für Programme (Vorgabe: table)",
                "table for people, json or csv for programs (default: table)",
            ],
        ),
    ],
};
