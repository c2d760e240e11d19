//! What the help says about `kolophon harvests`.

use super::{ALL_LINES, CommandText, DATA_DIR, LIST_FORMAT};

pub(super) const TEXT: CommandText = CommandText {
    name: "harvests",
    about: [
        "Zeigen, welches Portal den Katalog wann abgeholt hat, und ob vollständig",
        "Show which portal fetched the catalogue when, and whether completely",
    ],
    usage: ["[OPTIONEN]", "[OPTIONS]"],
    after: [
        "Die erste Zeile beantwortet die Frage des Tages: War das Portal in den letzten 24 Stunden da, und hat es alles \
         bekommen? Namen für Portale stehen in kolophon.toml unter [harvesters.KENNUNG]. Das Protokoll nennt keine \
         Adressen von Rechnern. kolophon serve darf dabei laufen.\n\n\
         Beispiele:\n  kolophon harvests\n  kolophon harvests --city mainz\n  \
         kolophon harvests --city mainz --allow-removals 13",
        "The first line answers the question of the day: was the portal here within the last 24 hours, and did it get \
         everything? Names for portals stand in kolophon.toml under [harvesters.KEY]. The log names no addresses of \
         computers. kolophon serve may run meanwhile.\n\n\
         Examples:\n  kolophon harvests\n  kolophon harvests --city mainz\n  \
         kolophon harvests --city mainz --allow-removals 13",
    ],
    arguments: &[
        (
            "city",
            ["KURZNAME", "SLUG"],
            [
                "Nur diese Kommune (Vorgabe: alle)",
                "Only this city (default: all)",
            ],
        ),
        (
            "allow_removals",
            ["ANZAHL", "NUMBER"],
            [
                "Den Katalog der Kommune wieder ausliefern, obwohl so viele Datensätze fehlen, die niemand entfernt hat (nur \
                 mit --city)",
                "Serve the city's catalogue again although so many datasets are missing that nobody removed (only with \
                 --city)",
            ],
        ),
        DATA_DIR,
        LIST_FORMAT,
        ALL_LINES,
    ],
};
