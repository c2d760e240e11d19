//! Why a harvest ends as it does, in words: what concerns pages and not a single dataset.

use kolophon_diagnostic::Text;

use super::Harvester;
use super::report::Cause;

/// What happens to a harvest as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RunReason {
    /// The server refuses `HEAD`.
    HeadRefused {
        /// The page.
        address: String,
        /// The status.
        status: u16,
    },
    /// The server refuses `GET`.
    GetRefused {
        /// The page.
        address: String,
        /// The status.
        status: u16,
    },
    /// The answer names another address, and the harvester does not go there.
    RedirectRefused {
        /// The page.
        address: String,
        /// Where it leads.
        to: String,
    },
    /// The answer names another address, and the harvester goes there.
    RedirectFollowed {
        /// The page.
        address: String,
        /// Where it led.
        to: String,
    },
    /// The page is larger than the harvester reads.
    TooLarge {
        /// The page.
        address: String,
        /// The most bytes.
        most: u64,
    },
    /// The connection ended before the page did.
    BrokenOff {
        /// The page.
        address: String,
    },
    /// The page takes longer than the harvester waits.
    TimedOut {
        /// The page.
        address: String,
        /// How long it waits.
        seconds: u64,
    },
    /// The page is empty.
    Empty {
        /// The page.
        address: String,
    },
    /// The page is no UTF-8.
    NotUtf8 {
        /// The page.
        address: String,
    },
    /// The page begins with a byte order mark that the parser stumbles over.
    ByteOrderMark {
        /// The page.
        address: String,
    },
    /// The server calls the page something the harvester does not know.
    UnknownContentType {
        /// The page.
        address: String,
        /// What it is called.
        content_type: Option<String>,
    },
    /// The server calls the pages something that old versions of the harvester do not know.
    ContentTypeParameters {
        /// What the first page is called.
        content_type: String,
    },
    /// The parser gives up.
    Syntax {
        /// The page.
        address: String,
        /// The line, from 1.
        line: u32,
        /// What stands there.
        what: Text,
    },
    /// A page refers to a context that has to be fetched from elsewhere.
    RemoteContext {
        /// The page.
        address: String,
        /// The context.
        context: String,
    },
    /// The address of the next page is none that can be asked.
    NextIsNoAddress {
        /// The page.
        address: String,
        /// What it names.
        next: String,
    },
    /// The pages lead back to one that was read.
    Endless {
        /// The page.
        address: String,
        /// Where it leads.
        next: String,
    },
    /// A page holds the same bytes as the first, so that the harvester stops there.
    SameAsFirst {
        /// The page.
        address: String,
    },
    /// A page names a next one in words that the harvester does not look for.
    NextNotSeen {
        /// The page.
        address: String,
        /// What it names.
        next: String,
    },
    /// A page names several next ones, and chance decides.
    SeveralNext {
        /// The page.
        address: String,
    },
    /// The number of all datasets is missing where the harvester reads it.
    NoTotal {
        /// The page.
        address: String,
    },
    /// Fewer datasets came than the pages promise.
    FewerThanPromised {
        /// What they promise.
        promised: usize,
        /// How many came.
        came: usize,
    },
    /// There is not one dataset.
    NoDataset,
    /// Datasets without a title end the harvest.
    UntitledDatasets {
        /// How many.
        count: usize,
    },
    /// The harvester has to guess how letters are encoded.
    GuessedCharset {
        /// The page.
        address: String,
    },
    /// Descriptions of several datasets share a node.
    SharedNodes {
        /// One of them.
        node: String,
        /// How many datasets lead there.
        datasets: usize,
    },
}

impl RunReason {
    /// A name for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::HeadRefused { .. } => "head-refused",
            Self::GetRefused { .. } => "get-refused",
            Self::RedirectRefused { .. } => "redirect-refused",
            Self::RedirectFollowed { .. } => "redirect-followed",
            Self::TooLarge { .. } => "page-too-large",
            Self::BrokenOff { .. } => "page-broken-off",
            Self::TimedOut { .. } => "page-timed-out",
            Self::Empty { .. } => "page-empty",
            Self::NotUtf8 { .. } => "page-not-utf8",
            Self::ByteOrderMark { .. } => "byte-order-mark",
            Self::UnknownContentType { .. } => "unknown-content-type",
            Self::ContentTypeParameters { .. } => "content-type-parameters",
            Self::Syntax { .. } => "page-syntax",
            Self::RemoteContext { .. } => "remote-context",
            Self::NextIsNoAddress { .. } => "next-is-no-address",
            Self::Endless { .. } => "endless-pages",
            Self::SameAsFirst { .. } => "same-as-first-page",
            Self::NextNotSeen { .. } => "next-not-seen",
            Self::SeveralNext { .. } => "several-next",
            Self::NoTotal { .. } => "no-total",
            Self::FewerThanPromised { .. } => "fewer-than-promised",
            Self::NoDataset => "no-dataset",
            Self::UntitledDatasets { .. } => "untitled-datasets",
            Self::GuessedCharset { .. } => "guessed-charset",
            Self::SharedNodes { .. } => "shared-nodes",
        }
    }

    pub(super) fn cause(&self, harvester: Harvester) -> Cause {
        Cause::new(self.code(), self.reason(harvester), self.fix())
    }

    fn reason(&self, harvester: Harvester) -> Text {
        let who = harvester.name();
        let (de, en) = match self {
            Self::HeadRefused { address, status } => (
                format!(
                    "{who} fragt jede Seite zuerst mit HEAD ab. {address} antwortet darauf mit dem Status {status}."
                ),
                format!(
                    "{who} asks for every page with HEAD first. {address} answers that with status {status}."
                ),
            ),
            Self::GetRefused { address, status } => (
                format!("{address} antwortet mit dem Status {status}."),
                format!("{address} answers with status {status}."),
            ),
            Self::RedirectRefused { address, to } => (
                format!("{address} leitet weiter nach {to}. {who} geht dort nicht hin."),
                format!("{address} leads on to {to}. {who} does not go there."),
            ),
            Self::RedirectFollowed { address, to } => (
                format!("{address} leitet weiter nach {to}. {who} folgt, andere Portale tun das nicht."),
                format!("{address} leads on to {to}. {who} follows; other portals do not."),
            ),
            Self::TooLarge { address, most } => {
                let most = most >> 20;
                (
                    format!("{address} ist größer als {most} MB. Mehr liest {who} von einer Seite nicht."),
                    format!("{address} is larger than {most} MB. {who} reads no more of a page."),
                )
            }
            Self::BrokenOff { address } => (
                format!("Die Antwort von {address} bricht mittendrin ab."),
                format!("The answer of {address} breaks off in the middle."),
            ),
            Self::TimedOut { address, seconds } => (
                format!("{address} braucht länger als {seconds} Sekunden. So lange wartet {who} nicht."),
                format!("{address} takes longer than {seconds} seconds. {who} does not wait so long."),
            ),
            Self::Empty { address } => (
                format!("{address} antwortet mit einer leeren Seite."),
                format!("{address} answers with an empty page."),
            ),
            Self::NotUtf8 { address } => (
                format!("{address} ist nicht in UTF-8 geschrieben. {who} liest nichts anderes."),
                format!("{address} is not written in UTF-8. {who} reads nothing else."),
            ),
            Self::ByteOrderMark { address } => (
                format!(
                    "{address} beginnt mit einem unsichtbaren Zeichen (BOM). Daran scheitert {who} in diesem Format."
                ),
                format!(
                    "{address} begins with an invisible character (BOM). {who} fails on it in this format."
                ),
            ),
            Self::UnknownContentType {
                address,
                content_type,
            } => match content_type {
                Some(content_type) => (
                    format!("{address} nennt sich {content_type}. Das ist für {who} kein Katalog."),
                    format!("{address} calls itself {content_type}. To {who} that is no catalogue."),
                ),
                None => (
                    format!(
                        "{address} nennt keinen Medientyp. {who} weiß nicht, wie die Seite zu lesen ist."
                    ),
                    format!("{address} names no media type. {who} does not know how to read the page."),
                ),
            },
            Self::ContentTypeParameters { content_type } => (
                format!(
                    "Der Medientyp heißt {content_type}. Ältere Fassungen der Software von {who} kennen ihn nur ohne Zusatz."
                ),
                format!(
                    "The media type is {content_type}. Older versions of the software of {who} know it only without parameters."
                ),
            ),
            Self::Syntax { address, line, what } => (
                format!("{address}, Zeile {line}: {}. Daran scheitert {who}.", what.de),
                format!("{address}, line {line}: {}. {who} fails on it.", what.en),
            ),
            Self::RemoteContext { address, context } => (
                format!(
                    "{address} ist nur lesbar, wenn auch {context} antwortet. Fällt diese Adresse aus, scheitert {who}."
                ),
                format!(
                    "{address} can only be read while {context} answers, too. When that is down, {who} fails."
                ),
            ),
            Self::NextIsNoAddress { address, next } => (
                format!("{address} nennt als nächste Seite {next}. {who} braucht die vollständige Adresse."),
                format!("{address} names {next} as the next page. {who} needs the whole address."),
            ),
            Self::Endless { address, next } => (
                format!(
                    "Die Seiten drehen sich im Kreis: {address} verweist zurück auf {next}. {who} merkt das nicht und hört nie auf."
                ),
                format!(
                    "The pages go round in a circle: {address} leads back to {next}. {who} does not notice and never ends."
                ),
            ),
            Self::SameAsFirst { address } => (
                format!(
                    "{address} enthält dasselbe wie die erste Seite. {who} hört dort auf und hält den Rest für gelöscht."
                ),
                format!(
                    "{address} holds the same as the first page. {who} stops there and takes the rest for deleted."
                ),
            ),
            Self::NextNotSeen { address, next } => (
                format!(
                    "{address} nennt als nächste Seite {next}, aber in einer Form, die {who} nicht kennt. {who} hört dort auf und hält den Rest für gelöscht."
                ),
                format!(
                    "{address} names {next} as the next page, but in a form that {who} does not know. {who} stops there and takes the rest for deleted."
                ),
            ),
            Self::SeveralNext { address } => (
                format!("{address} nennt mehrere Seiten als nächste. Welche {who} nimmt, ist Zufall."),
                format!("{address} names several pages as the next. Which one {who} takes is chance."),
            ),
            Self::NoTotal { address } => (
                format!(
                    "{address} sagt nicht, wie viele Datensätze es insgesamt sind, oder nicht als Zahl. Ohne die Zahl bricht {who} ab."
                ),
                format!(
                    "{address} does not say how many datasets there are in all, or not as a number. Without it {who} gives up."
                ),
            ),
            Self::FewerThanPromised { promised, came } => (
                format!("Angekündigt sind {promised} Datensätze, gekommen sind {came}."),
                format!("{promised} datasets are promised, {came} came."),
            ),
            Self::NoDataset => (
                format!("{who} findet keinen einzigen Datensatz und hält alle für gelöscht."),
                format!("{who} finds not one dataset and takes all for deleted."),
            ),
            Self::UntitledDatasets { count } => (
                format!(
                    "{count} ohne Titel: Ein einziger Datensatz ohne Titel genügt, damit {who} die ganze Abholung aufgibt."
                ),
                format!(
                    "{count} without a title: one dataset without a title is enough for {who} to give up the whole harvest."
                ),
            ),
            Self::GuessedCharset { address } => (
                format!("{address} sagt nicht, wie Umlaute verschlüsselt sind. {who} muss raten."),
                format!("{address} does not say how umlauts are encoded. {who} has to guess."),
            ),
            Self::SharedNodes { node, datasets } => (
                format!(
                    "{datasets} Datensätze teilen sich eine Angabe ({node}). Wird einer davon gelöscht, löscht {who} die Angabe für alle."
                ),
                format!(
                    "{datasets} datasets share a description ({node}). When one of them is deleted, {who} deletes it for all."
                ),
            ),
        };
        Text::new(de, en)
    }

    fn fix(&self) -> Text {
        let (de, en) = match self {
            Self::HeadRefused { .. } => (
                "Lassen Sie den Server auf HEAD genauso antworten wie auf GET.",
                "Let the server answer HEAD as it answers GET.",
            ),
            Self::GetRefused { .. } | Self::Empty { .. } | Self::BrokenOff { .. } => (
                "Prüfen Sie die Adresse und den Server. Solange nicht alles bereitsteht, soll er mit 503 antworten.",
                "Check the address and the server. While not everything is ready, it should answer 503.",
            ),
            Self::RedirectRefused { .. } | Self::RedirectFollowed { .. } => (
                "Tragen Sie bei dem Portal gleich die Adresse ein, zu der weitergeleitet wird.",
                "Register the address that is led to with the portal.",
            ),
            Self::TooLarge { .. } | Self::TimedOut { .. } => (
                "Teilen Sie den Katalog in Seiten mit höchstens 100 Datensätzen.",
                "Divide the catalogue into pages of at most 100 datasets.",
            ),
            Self::NotUtf8 { .. } | Self::ByteOrderMark { .. } | Self::GuessedCharset { .. } => (
                "Speichern Sie den Katalog als UTF-8 ohne BOM; am sichersten sind nur ASCII-Zeichen, wie Kolophon sie schreibt.",
                "Save the catalogue as UTF-8 without BOM; safest are ASCII characters only, as Kolophon writes them.",
            ),
            Self::UnknownContentType { .. } | Self::ContentTypeParameters { .. } => (
                "Lassen Sie den Server application/rdf+xml, text/turtle, application/ld+json oder application/n-triples angeben, ohne Zusatz.",
                "Let the server say application/rdf+xml, text/turtle, application/ld+json or application/n-triples, without parameters.",
            ),
            Self::Syntax { .. } => (
                "Speichern Sie die Seite als Datei und prüfen Sie sie: kolophon validate DATEI",
                "Save the page as a file and check it: kolophon validate FILE",
            ),
            Self::RemoteContext { .. } => (
                "Schreiben Sie den Kontext in die Seite selbst.",
                "Write the context into the page itself.",
            ),
            Self::NextIsNoAddress { .. }
            | Self::SeveralNext { .. }
            | Self::Endless { .. }
            | Self::SameAsFirst { .. } => (
                "Jede Seite braucht genau eine nächste, mit vollständiger Adresse; die letzte hat keine. Ein Zwischenspeicher muss page= beachten.",
                "Each page needs exactly one next page with its whole address; the last has none. A cache must mind page=.",
            ),
            Self::NextNotSeen { .. } | Self::NoTotal { .. } => (
                "Die Seite muss hydra:PagedCollection und hydra:PartialCollectionView zugleich sein und hydra:next, hydra:nextPage und hydra:totalItems nennen.",
                "The page must be hydra:PagedCollection and hydra:PartialCollectionView at once and name hydra:next, hydra:nextPage and hydra:totalItems.",
            ),
            Self::FewerThanPromised { .. } => (
                "Sehen Sie nach, welche Seite fehlt, bevor das Portal das nächste Mal abholt.",
                "See which page is missing before the portal harvests again.",
            ),
            Self::NoDataset => (
                "Prüfen Sie die Adresse. Ein Katalog, der noch leer ist, soll mit 503 antworten.",
                "Check the address. A catalogue that is still empty should answer 503.",
            ),
            Self::UntitledDatasets { .. } => (
                "Geben Sie den unten genannten Datensätzen einen Titel.",
                "Give the datasets named below a title.",
            ),
            Self::SharedNodes { .. } => (
                "Geben Sie jedem Datensatz eigene Angaben zu Ansprechstelle, Ort und Zeitraum. Kolophon tut das von selbst.",
                "Give every dataset its own contact, place and period. Kolophon does so by itself.",
            ),
        };
        Text::new(de, en)
    }
}
