//! What the help says about `kolophon token`.

use super::{CommandText, DATA_DIR, LIST_FORMAT};

pub(super) const TEXT: CommandText = CommandText {
    name: "token",
    about: [
        "Regeln, welche Programme für eine Kommune über das Netz veröffentlichen dürfen",
        "Say which programs may publish for a city over the network",
    ],
    usage: [
        "create|list|revoke [KENNUNG] [OPTIONEN]",
        "create|list|revoke [ID] [OPTIONS]",
    ],
    after: [
        "Ein Token gilt für genau eine Kommune. create zeigt das Geheimnis ein einziges Mal; aufbewahrt wird nur seine \
         Prüfsumme. Alles gilt sofort, auch wenn kolophon serve gerade läuft.\n\n\
         Beispiele:\n  kolophon token create --city mainz --scope write --expires 90d --name Fachverfahren\n  \
         kolophon token list\n  kolophon token revoke 3f9a01bc72de",
        "A token is for exactly one city. create shows the secret once; only its checksum is kept. Everything holds at \
         once, even while kolophon serve is running.\n\n\
         Examples:\n  kolophon token create --city mainz --scope write --expires 90d --name \"Back office\"\n  \
         kolophon token list\n  kolophon token revoke 3f9a01bc72de",
    ],
    arguments: &[
        (
            "action",
            ["WAS", "ACTION"],
            [
                "create legt eines an, list zeigt alle, revoke nimmt eines zurück",
                "create makes one, list shows all, revoke takes one back",
            ],
        ),
        (
            "id",
            ["KENNUNG", "ID"],
            [
                "Die Kennung des Tokens, das zurückgenommen wird",
                "The identifier of the token to take back",
            ],
        ),
        (
            "city",
            ["KURZNAME", "SLUG"],
            ["Kurzname der Kommune", "The city's short name"],
        ),
        (
            "scope",
            ["UMFANG", "SCOPE"],
            [
                "Was es erlaubt: plan (nur die Vorschau) oder write (auch veröffentlichen und zurückziehen)",
                "What it allows: plan (only looking) or write (publishing and withdrawing, too)",
            ],
        ),
        (
            "expires",
            ["DAUER", "DURATION"],
            [
                "Wie lange es gilt, zum Beispiel 90d (Tage) oder 12h (Stunden); Vorgabe: unbefristet",
                "How long it is valid, such as 90d (days) or 12h (hours); default: no end",
            ],
        ),
        (
            "name",
            ["NAME", "NAME"],
            [
                "Wer oder was damit veröffentlicht; steht dann im Protokoll",
                "Who or what publishes with it; stands in the log",
            ],
        ),
        DATA_DIR,
        LIST_FORMAT,
    ],
};
