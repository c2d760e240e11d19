//! What the help says about every command and argument, in German and English. A test holds that nothing is missing.

#[cfg(feature = "store")]
mod backup;
mod codelist;
#[cfg(feature = "store")]
mod compact;
mod explain;
mod export;
#[cfg(feature = "store")]
mod harvests;
mod import;
mod init;
mod load;
mod log;
mod plan;
mod quality;
mod rehearse;
#[cfg(feature = "store")]
mod restore;
mod rollback;
#[cfg(feature = "store")]
mod token;
mod validate;
#[cfg(feature = "store")]
mod verify;
mod withdraw;

/// A text in German and English.
pub(crate) type Pair = [&'static str; 2];

/// What the help says about a command.
pub(crate) struct CommandText {
    /// The command's name.
    pub(crate) name: &'static str,
    /// One sentence for the list of commands.
    pub(crate) about: Pair,
    /// How to call it, behind `kolophon`.
    pub(crate) usage: Pair,
    /// Examples and explanations below the options.
    pub(crate) after: Pair,
    /// Every argument: its id, its value's name, what it does.
    pub(crate) arguments: &'static [ArgumentText],
}

/// The id, the value's name, and what the argument does.
pub(crate) type ArgumentText = (&'static str, Pair, Pair);

const NO_VALUE: Pair = ["", ""];

/// The text of the program itself, under the name `kolophon`.
pub(super) const PROGRAM: CommandText = CommandText {
    name: "kolophon",
    about: [
        "Kolophon prüft die offenen Daten einer Kommune, erklärt die Hinweise und veröffentlicht den Katalog.",
        "Kolophon checks the open data of a municipality, explains the findings and publishes the catalogue.",
    ],
    usage: ["BEFEHL [OPTIONEN]", "COMMAND [OPTIONS]"],
    after: [
        "Mehr zu einem Befehl: kolophon BEFEHL --help",
        "More about a command: kolophon COMMAND --help",
    ],
    arguments: &[
        (
            "lang",
            ["SPRACHE", "LANGUAGE"],
            [
                "Sprache der Texte: de oder en (Vorgabe: KOLOPHON_LANG, sonst die des Rechners, sonst de)",
                "Language of the texts: de or en (default: KOLOPHON_LANG, else the computer's, else de)",
            ],
        ),
        ("help", NO_VALUE, ["Diese Hilfe zeigen", "Show this help"]),
        ("version", NO_VALUE, ["Die Version zeigen", "Show the version"]),
    ],
};

#[cfg(feature = "store")]
const DATA_DIR: ArgumentText = (
    "data_dir",
    ["ORDNER", "DIRECTORY"],
    [
        "Ordner mit dem Veröffentlichten (Vorgabe: KOLOPHON_DATA_DIR, sonst data neben der kolophon.toml)",
        "Directory of what is published (default: KOLOPHON_DATA_DIR, else data beside kolophon.toml)",
    ],
);

const TO: ArgumentText = (
    "to",
    ["ADRESSE", "URL"],
    [
        "Bei einem Dienst im Netz, zum Beispiel https://daten.example.de; dazu gehört ein Token",
        "At a server of the network, such as https://daten.example.de; it takes a token",
    ],
);

const TOKEN_FILE: ArgumentText = (
    "token_file",
    ["DATEI", "FILE"],
    [
        "Datei mit dem Token für --to (Vorgabe: KOLOPHON_TOKEN)",
        "File with the token for --to (default: KOLOPHON_TOKEN)",
    ],
);

const AUTHOR: ArgumentText = (
    "author",
    ["NAME", "NAME"],
    [
        "Wer es tut, für das Protokoll (Vorgabe: KOLOPHON_AUTHOR, sonst der Name am Rechner; mit --to der Name des Tokens)",
        "Who does it, for the log (default: KOLOPHON_AUTHOR, else the user's name; with --to the token's name)",
    ],
);

const CITY_TO_PUBLISH: ArgumentText = (
    "city",
    ["KURZNAME", "SLUG"],
    [
        "Kurzname der Kommune (Vorgabe: alle Kommunen der kolophon.toml im Ordner)",
        "The city's short name (default: all cities of the folder's kolophon.toml)",
    ],
);

const ONE_CITY: ArgumentText = (
    "city",
    ["KURZNAME", "SLUG"],
    ["Kurzname der Kommune", "The city's short name"],
);

const YES: ArgumentText = (
    "yes",
    NO_VALUE,
    ["Ohne Rückfrage ausführen", "Do it without a question"],
);

const ALLOW_REMOVALS: ArgumentText = (
    "allow_removals",
    ["ANZAHL", "NUMBER"],
    [
        "Genau so viele Datensätze dürfen ohne Rückfrage entfernt werden",
        "Exactly this many datasets may be removed without a question",
    ],
);

const ALL_LINES: ArgumentText = (
    "all",
    NO_VALUE,
    [
        "Alles zeigen, nicht nur 60 Zeilen",
        "Show everything, not only 60 lines",
    ],
);

const LIST_FORMAT: ArgumentText = (
    "format",
    ["FORMAT", "FORMAT"],
    [
        "human für Menschen, json für Programme (Vorgabe: human)",
        "human for people, json for programs (default: human)",
    ],
);

const ALL: ArgumentText = (
    "all",
    NO_VALUE,
    [
        "Alle Hinweise mit allen Stellen zeigen, nicht nur 60 Zeilen",
        "Show all findings with all their places, not only 60 lines",
    ],
);

const DIFF: ArgumentText = (
    "diff",
    NO_VALUE,
    [
        "Die Änderungen zeigen (Vorgabe ohne --write)",
        "Show the changes (default without --write)",
    ],
);

const WRITE: ArgumentText = (
    "write",
    NO_VALUE,
    [
        "Die Dateien ändern, statt es nur zu zeigen",
        "Change the files instead of showing it",
    ],
);

const ALL_OF_THE_REST: ArgumentText = (
    "all",
    NO_VALUE,
    [
        "Alles auflisten, was bleibt, nicht nur 60 Zeilen",
        "List all that remains, not only 60 lines",
    ],
);

const COMMON: [CommandText; 17] = [
    init::TEXT,
    import::TEXT,
    export::TEXT,
    validate::TEXT,
    quality::TEXT,
    rehearse::TEXT,
    explain::TEXT,
    CommandText {
        name: "rules",
        about: [
            "Die Regeln eines Regelwerks auflisten (auch: regeln)",
            "List the rules of a profile (also: regeln)",
        ],
        usage: ["[OPTIONEN]", "[OPTIONS]"],
        after: [
            "Beispiele:\n  kolophon rules\n  kolophon rules --profile govdata --format json",
            "Examples:\n  kolophon rules\n  kolophon rules --profile govdata --format json",
        ],
        arguments: &[
            (
                "profile",
                ["REGELWERK", "PROFILE"],
                [
                    "Das Regelwerk (Vorgabe: dcat-ap-de); alle stehen am Ende der Liste",
                    "The profile (default: dcat-ap-de); all stand at the end of the list",
                ],
            ),
            LIST_FORMAT,
        ],
    },
    CommandText {
        name: "fix",
        about: [
            "Beheben, was sich ohne Zweifel beheben lässt, und den Rest auflisten (auch: beheben)",
            "Mend what can be mended without doubt, and list the rest (also: beheben)",
        ],
        usage: ["PFAD… [OPTIONEN]", "PATH… [OPTIONS]"],
        after: [
            "Ohne --write wird nur gezeigt, was sich ändern würde. Erfunden wird nichts: Was keine Tabelle kennt, bleibt \
             stehen. Aufbau und Kommentare der Dateien bleiben erhalten; in Listen (CSV, XLSX) ändern sich nur einzelne \
             Zellen, nie eine Formel.\n\n\
             Ergebnis: 0 nichts mehr zu beheben und keine Fehler, 1 gezeigt, aber nicht geschrieben, oder es bleiben \
             Fehler, 3 eine Datei ist nicht lesbar oder nicht beschreibbar.\n\n\
             Beispiele:\n  kolophon fix katalog.ttl\n  kolophon fix katalog.ttl --write",
            "Without --write it only shows what would change. Nothing is invented: what no table knows stays. Layout \
             and comments of the files are kept; in lists (CSV, XLSX) only single cells change, never a formula.\n\n\
             Exit code: 0 nothing left to mend and no errors, 1 shown but not written, or errors remain, 3 a file \
             cannot be read or written.\n\n\
             Examples:\n  kolophon fix katalog.ttl\n  kolophon fix katalog.ttl --write",
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
                    "Das Regelwerk, nach dem der Rest aufgelistet wird (Vorgabe: dcat-ap-de)",
                    "The profile that the rest is listed by (default: dcat-ap-de)",
                ],
            ),
            (
                "with_guesses",
                NO_VALUE,
                [
                    "Auch Vorschläge übernehmen, die jemand ansehen sollte, zum Beispiel „CC BY“ ohne Version",
                    "Make guesses, too, that somebody should look at, such as “CC BY” without a version",
                ],
            ),
            DIFF,
            WRITE,
            ALL_OF_THE_REST,
        ],
    },
    CommandText {
        name: "upgrade",
        about: [
            "Dateien von DCAT-AP.de 2.0 auf 3.0 umstellen",
            "Move files from DCAT-AP.de 2.0 to 3.0",
        ],
        usage: ["PFAD… [OPTIONEN]", "PATH… [OPTIONS]"],
        after: [
            "Umgestellt wird, was in 3.0 anders heißt oder eine andere Form hat; alles Übrige behebt kolophon fix. Ohne \
             --write wird nur gezeigt, was sich ändern würde.\n\n\
             Beispiele:\n  kolophon upgrade katalog.rdf\n  kolophon upgrade katalog.rdf --write",
            "What is called or written in another way in 3.0 is moved; kolophon fix mends the rest. Without --write it \
             only shows what would change.\n\n\
             Examples:\n  kolophon upgrade katalog.rdf\n  kolophon upgrade katalog.rdf --write",
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
            DIFF,
            WRITE,
            ALL_OF_THE_REST,
        ],
    },
    CommandText {
        name: "shacl",
        about: [
            "Beliebige RDF-Daten mit eigenen SHACL-Regeln prüfen (für Entwicklung)",
            "Validate any RDF data against any SHACL shapes (for developers)",
        ],
        usage: [
            "--shapes DATEI… --data DATEI… [OPTIONEN]",
            "--shapes FILE… --data FILE… [OPTIONS]",
        ],
        after: [
            "Ergebnis: 0 stimmt überein, 1 stimmt nicht überein, 3 nicht prüfbar.\n\n\
             Beispiele:\n  kolophon shacl --shapes regeln/ --data katalog.ttl --format summary\n  \
             kolophon shacl --shapes regeln/ --check-shapes",
            "Exit code: 0 conforms, 1 does not, 3 could not check.\n\n\
             Examples:\n  kolophon shacl --shapes shapes/ --data catalog.ttl --format summary\n  \
             kolophon shacl --shapes shapes/ --check-shapes",
        ],
        arguments: &[
            (
                "shapes",
                ["DATEI", "FILE"],
                [
                    "Dateien oder Ordner mit SHACL-Regeln",
                    "Files or folders with SHACL shapes",
                ],
            ),
            (
                "data",
                ["DATEI", "FILE"],
                [
                    "Dateien oder Ordner mit Daten; alle zusammen sind ein Graph",
                    "Files or folders with data; together they are one graph",
                ],
            ),
            (
                "check_shapes",
                NO_VALUE,
                [
                    "Die SHACL-Regeln selbst auf Fehler und Merkwürdigkeiten prüfen, ohne Daten",
                    "Check the shapes themselves for errors and oddities, without data",
                ],
            ),
            (
                "base",
                ["ADRESSE", "IRI"],
                [
                    "Adresse, auf die sich unvollständige Adressen beziehen (Vorgabe: die der Datei)",
                    "IRI that relative IRIs are resolved against (default: the file's own)",
                ],
            ),
            (
                "format",
                ["FORMAT", "FORMAT"],
                [
                    "turtle oder ntriples (W3C-Bericht), json oder summary (Vorgabe: turtle)",
                    "turtle or ntriples (W3C report), json or summary (default: turtle)",
                ],
            ),
        ],
    },
    CommandText {
        name: "doctor",
        about: [
            "Nachsehen, ob alles eingerichtet ist: Konfiguration, Ordner, Speicherplatz, Sprache",
            "See whether everything is set up: configuration, directories, disk space, language",
        ],
        usage: ["[OPTIONEN]", "[OPTIONS]"],
        after: [
            "Für eine Supportanfrage: kolophon doctor --json",
            "For a support request: kolophon doctor --json",
        ],
        arguments: &[
            ("json", NO_VALUE, ["Als JSON ausgeben", "Write JSON"]),
            #[cfg(feature = "store")]
            DATA_DIR,
        ],
    },
    CommandText {
        name: "schema",
        about: [
            "Die JSON-Schemas der Ausgaben zeigen (für Entwicklung)",
            "Show the JSON Schemas of the outputs (for developers)",
        ],
        usage: ["[NAME] [OPTIONEN]", "[NAME] [OPTIONS]"],
        after: [
            "Beispiele:\n  kolophon schema\n  kolophon schema report\n  kolophon schema --all",
            "Examples:\n  kolophon schema\n  kolophon schema report\n  kolophon schema --all",
        ],
        arguments: &[
            (
                "name",
                ["NAME", "NAME"],
                [
                    "Welches (Vorgabe: alle auflisten)",
                    "Which (default: list them all)",
                ],
            ),
            (
                "all",
                NO_VALUE,
                [
                    "Alle als ein JSON-Objekt ausgeben, jedes unter seinem Namen",
                    "Write all as one JSON object, each under its name",
                ],
            ),
        ],
    },
    codelist::TEXT,
    CommandText {
        name: "completions",
        about: [
            "Vervollständigung mit der Tabulatortaste einrichten",
            "Set up completion with the tab key",
        ],
        usage: ["SHELL", "SHELL"],
        after: [
            "Beispiel (bash):\n  echo 'source <(kolophon completions bash)' >> ~/.bashrc\n\
             Beispiel (PowerShell):\n  kolophon completions powershell >> $PROFILE",
            "Example (bash):\n  echo 'source <(kolophon completions bash)' >> ~/.bashrc\n\
             Example (PowerShell):\n  kolophon completions powershell >> $PROFILE",
        ],
        arguments: &[(
            "shell",
            ["SHELL", "SHELL"],
            [
                "bash, elvish, fish, powershell oder zsh",
                "bash, elvish, fish, powershell or zsh",
            ],
        )],
    },
    CommandText {
        name: "man",
        about: ["Das Handbuch (man) ausgeben", "Write the manual page"],
        usage: ["", ""],
        after: [
            "Beispiel:\n  kolophon man | man -l -",
            "Example:\n  kolophon man | man -l -",
        ],
        arguments: &[],
    },
    CommandText {
        name: "help",
        about: [
            "Hilfe zu einem Befehl zeigen (auch: hilfe)",
            "Show the help of a command (also: hilfe)",
        ],
        usage: ["[BEFEHL]", "[COMMAND]"],
        after: ["", ""],
        arguments: &[(
            "command",
            ["BEFEHL", "COMMAND"],
            ["Der Befehl, um den es geht", "The command in question"],
        )],
    },
];

/// What can be done here or at a server.
const PUBLISHING: [CommandText; 5] = [plan::TEXT, load::TEXT, withdraw::TEXT, rollback::TEXT, log::TEXT];

#[cfg(feature = "store")]
const STORE: [CommandText; 8] = [
    token::TEXT,
    harvests::TEXT,
    backup::TEXT,
    restore::TEXT,
    verify::TEXT,
    compact::TEXT,
    CommandText {
        name: "serve",
        about: [
            "Den Katalog im Netz anbieten: Seiten, Abholung durch Portale, SPARQL, JSON",
            "Serve the catalogue: pages, harvest feeds, SPARQL, JSON",
        ],
        usage: ["[PFAD…] [OPTIONEN]", "[PATH…] [OPTIONS]"],
        after: [
            "Beispiele:\n  kolophon serve --listen 127.0.0.1:8080\n  kolophon serve daten/ --watch\n\nBeenden mit Strg+C.",
            "Examples:\n  kolophon serve --listen 127.0.0.1:8080\n  kolophon serve data/ --watch\n\nStop with Ctrl-C.",
        ],
        arguments: &[
            (
                "paths",
                ["PFAD", "PATH"],
                [
                    "Dateien oder Ordner, die zuerst veröffentlicht werden",
                    "Files or folders that are published first",
                ],
            ),
            (
                "watch",
                NO_VALUE,
                [
                    "Nach jedem Speichern einer Datei wieder veröffentlichen; entfernt wird dabei nichts",
                    "Publish again whenever a file is saved; nothing is removed by that",
                ],
            ),
            DATA_DIR,
            (
                "listen",
                ["ADRESSE", "ADDRESS"],
                [
                    "Adresse und Port (Vorgabe: 127.0.0.1:8080, nur auf diesem Rechner)",
                    "Address and port (default: 127.0.0.1:8080, this computer only)",
                ],
            ),
            (
                "base_url",
                ["ADRESSE", "URL"],
                [
                    "Die Adresse, unter der andere diesen Dienst erreichen, zum Beispiel https://daten.mainz.de",
                    "The address others reach this service at, such as https://daten.mainz.de",
                ],
            ),
            (
                "new",
                NO_VALUE,
                [
                    "Mit einem leeren Ordner beginnen, wenn noch nichts veröffentlicht ist",
                    "Begin with an empty directory when nothing is published yet",
                ],
            ),
            (
                "metrics_listen",
                ["ADRESSE", "ADDRESS"],
                [
                    "Adresse und Port, an denen Prometheus unter /metrics Messwerte abholt, zum Beispiel 127.0.0.1:9464",
                    "Address and port at which Prometheus reads /metrics, such as 127.0.0.1:9464",
                ],
            ),
            (
                "log_format",
                ["FORM", "FORM"],
                [
                    "Form des Protokolls: text (Vorgabe) oder json, eine Zeile je Anfrage",
                    "The form of the log: text (default) or json, one line per request",
                ],
            ),
        ],
    },
    CommandText {
        name: "query",
        about: [
            "Das Veröffentlichte mit SPARQL befragen",
            "Ask what is published, with SPARQL",
        ],
        usage: ["'SELECT …' [OPTIONEN]", "'SELECT …' [OPTIONS]"],
        after: [
            "Beispiel:\n  kolophon query 'SELECT ?titel { ?d a dcat:Dataset ; dct:title ?titel }'",
            "Example:\n  kolophon query 'SELECT ?title { ?d a dcat:Dataset ; dct:title ?title }'",
        ],
        arguments: &[
            (
                "query",
                ["ABFRAGE", "QUERY"],
                [
                    "Die Abfrage; - liest sie von der Standardeingabe",
                    "The query; - reads it from standard input",
                ],
            ),
            (
                "format",
                ["FORMAT", "FORMAT"],
                [
                    "table, json, csv, tsv oder xml; für CONSTRUCT und DESCRIBE ttl, nt, rdf oder jsonld (Vorgabe: table)",
                    "table, json, csv, tsv or xml; for CONSTRUCT and DESCRIBE ttl, nt, rdf or jsonld (default: table)",
                ],
            ),
            DATA_DIR,
        ],
    },
];

/// The text of a command.
pub(super) fn of_command(name: &str) -> Option<&'static CommandText> {
    #[cfg(feature = "store")]
    if let Some(text) = STORE.iter().find(|text| text.name == name) {
        return Some(text);
    }
    COMMON.iter().chain(&PUBLISHING).find(|text| text.name == name)
}
