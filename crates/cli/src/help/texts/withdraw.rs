//! What the help says about `kolophon withdraw`.

#[cfg(feature = "store")]
use super::DATA_DIR;
use super::{ALLOW_REMOVALS, AUTHOR, CommandText, LIST_FORMAT, NO_VALUE, ONE_CITY, TO, TOKEN_FILE, YES};

pub(super) const TEXT: CommandText = CommandText {
    name: "withdraw",
    about: [
        "Einen Datensatz oder eine Datei zurückziehen (auch: zurueckziehen)",
        "Withdraw a dataset or a distribution (also: zurueckziehen)",
    ],
    usage: [
        "DATENSATZ|--all --city KURZNAME --reason GRUND [OPTIONEN]",
        "DATASET|--all --city SLUG --reason REASON [OPTIONS]",
    ],
    after: [
        "Danach ist er von Seiten, Abfragen und der Abholung durch Portale verschwunden; seine dauerhafte Adresse sagt, dass er \
         zurückgezogen wurde, und nennt den Grund. Mit --erase verschwindet er auch aus allen früheren Ständen und kann unter \
         dieser Adresse nie wieder veröffentlicht werden. Mit --all gilt das für alles, was die Kommune veröffentlicht hat; \
         ihr Katalog bleibt und ist leer.\n\n\
         Beispiele:\n  kolophon withdraw kitas --city mainz --reason \"Zahlen waren falsch\"\n  \
         kolophon withdraw kita-plaetze --city mainz --reason \"enthielt Namen\" --erase",
        "Afterwards it is gone from pages, queries and harvest feeds; its address says that it was withdrawn, and why. With \
         --erase it is gone from all earlier generations, too, and can never be published again under this address. With \
         --all that goes for everything the city has published; its catalogue stays, and is empty.\n\n\
         Examples:\n  kolophon withdraw kitas --city mainz --reason \"figures were wrong\"\n  \
         kolophon withdraw kita-plaetze --city mainz --reason \"held names\" --erase",
    ],
    arguments: &[
        (
            "wanted",
            ["DATENSATZ", "DATASET"],
            [
                "Titel, Kurzname oder dauerhafte Adresse des Datensatzes, oder die Adresse einer Datei",
                "Title, short name or address of the dataset, or the address of a distribution",
            ],
        ),
        (
            "all",
            NO_VALUE,
            [
                "Alles zurückziehen, was die Kommune veröffentlicht hat",
                "Withdraw all that the city has published",
            ],
        ),
        ALLOW_REMOVALS,
        ONE_CITY,
        (
            "reason",
            ["GRUND", "REASON"],
            [
                "Warum; der Grund steht dann an der Adresse",
                "Why; the reason is shown at the address",
            ],
        ),
        (
            "erase",
            NO_VALUE,
            [
                "Endgültig löschen, auch aus allen früheren Ständen",
                "Erase for good, from all earlier generations too",
            ],
        ),
        (
            "unprotect",
            NO_VALUE,
            ["Auch wenn er einen Löschschutz hat", "Even if it is protected"],
        ),
        YES,
        AUTHOR,
        #[cfg(feature = "store")]
        DATA_DIR,
        TO,
        TOKEN_FILE,
        LIST_FORMAT,
    ],
};
