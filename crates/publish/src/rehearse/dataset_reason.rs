//! Why a dataset meets its fate, in words.

use kolophon_diagnostic::Text;

use super::Harvester;
use super::report::Cause;

/// What happens to one dataset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DatasetReason {
    /// It has no title.
    NoTitle,
    /// It has no title, and nothing but a service or a whole leads to it: a mere link to the harvester.
    MereLink,
    /// It has neither address nor identifier.
    NoIdentity,
    /// It has no `dct:identifier`.
    NoIdentifier,
    /// It has several identifiers, and chance decides.
    SeveralIdentifiers,
    /// Its address is not complete.
    RelativeAddress {
        /// As it is written.
        written: String,
    },
    /// The portal remembers another dataset under the same name.
    SameIdentity {
        /// The name.
        identity: String,
        /// The title of the other.
        other: String,
    },
    /// Another dataset has the same identifier and a later date.
    OtherIsNewer {
        /// The identifier.
        identifier: String,
        /// The title of the other.
        other: String,
    },
    /// Another dataset has the same identifier, and this one no date to compare by.
    NoDateToCompare {
        /// The identifier.
        identifier: String,
        /// The title of the other.
        other: String,
    },
    /// Another dataset has the same identifier and an earlier date, and goes.
    ReplacesOther {
        /// The identifier.
        identifier: String,
        /// The title of the other.
        other: String,
    },
    /// This one was imported, and one that came after it with the same identifier took its place.
    ReplacedByOther {
        /// The identifier.
        identifier: String,
        /// The title of the other.
        other: String,
    },
    /// It leads to its catalogue, whose description takes it away.
    LeadsToCatalogue {
        /// The catalogue.
        catalogue: String,
    },
    /// Parts of its description belong to a catalogue, too, and are taken away.
    LosesToCatalogue {
        /// The catalogue.
        catalogue: String,
    },
    /// A file or access has no licence.
    NoLicence,
    /// It has no file or access.
    NoDistribution,
    /// A file or access has no address.
    DistributionWithoutAddress,
    /// A later page leads to it, and it is emptied there.
    EmptiedByLink {
        /// The title of the dataset that leads to it.
        from: String,
    },
    /// An address in its description keeps it out of the portal's store of linked data.
    NotInLinkedData {
        /// The address.
        address: String,
    },
    /// Its address cannot be read in this format.
    LostAddress,
    /// Letters come out wrong.
    GarbledLetters,
    /// A keyword is one that CKAN refuses by itself.
    Keyword {
        /// The keyword.
        keyword: String,
    },
    /// Kolophon does not publish it.
    NotPublished {
        /// Why.
        reason: Text,
    },
    /// It was there at the last harvest and is no more.
    Missing,
    /// It is there under another name.
    OtherIdentity {
        /// The name it has now.
        now: String,
    },
}

impl DatasetReason {
    /// A name for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoTitle => "no-title",
            Self::MereLink => "mere-link",
            Self::NoIdentity => "no-identity",
            Self::NoIdentifier => "no-identifier",
            Self::SeveralIdentifiers => "several-identifiers",
            Self::RelativeAddress { .. } => "relative-address",
            Self::SameIdentity { .. } => "same-identity",
            Self::OtherIsNewer { .. } => "other-is-newer",
            Self::NoDateToCompare { .. } => "no-date-to-compare",
            Self::ReplacesOther { .. } => "replaces-other",
            Self::ReplacedByOther { .. } => "replaced-by-other",
            Self::LeadsToCatalogue { .. } => "leads-to-catalogue",
            Self::LosesToCatalogue { .. } => "loses-to-catalogue",
            Self::NoLicence => "no-licence",
            Self::NoDistribution => "no-distribution",
            Self::DistributionWithoutAddress => "distribution-without-address",
            Self::EmptiedByLink { .. } => "emptied-by-link",
            Self::NotInLinkedData { .. } => "not-in-linked-data",
            Self::LostAddress => "lost-address",
            Self::GarbledLetters => "garbled-letters",
            Self::Keyword { .. } => "keyword",
            Self::NotPublished { .. } => "not-published",
            Self::Missing => "missing",
            Self::OtherIdentity { .. } => "other-identity",
        }
    }

    pub(super) fn cause(&self, harvester: Harvester) -> Cause {
        Cause::new(self.code(), self.reason(harvester), self.fix())
    }

    fn reason(&self, harvester: Harvester) -> Text {
        let who = harvester.name();
        let (de, en) = match self {
            Self::NoTitle => match harvester {
                Harvester::Ckan | Harvester::Govdata => (
                    format!("Der Titel fehlt. {who} gibt deshalb die ganze Abholung auf."),
                    format!("The title is missing. {who} gives up the whole harvest because of it."),
                ),
                Harvester::Piveau => (
                    format!("Der Titel fehlt. {who} nimmt den Datensatz, aber niemand findet ihn."),
                    format!("The title is missing. {who} takes the dataset, but nobody finds it."),
                ),
                Harvester::Udata => (
                    format!("Der Titel fehlt. {who} lässt den Datensatz aus."),
                    format!("The title is missing. {who} leaves the dataset out."),
                ),
            },
            Self::MereLink => (
                format!(
                    "Der Titel fehlt, und nur ein Dienst oder ein Ganzes verweist darauf. {who} hält das für einen bloßen Verweis."
                ),
                format!(
                    "The title is missing, and only a service or a whole leads to it. {who} takes that for a mere link."
                ),
            ),
            Self::NoIdentity => (
                format!(
                    "Der Datensatz hat weder eine dauerhafte Adresse noch eine Kennung. {who} kann ihn nicht benennen."
                ),
                format!(
                    "The dataset has neither a permanent address nor an identifier. {who} has no name for it."
                ),
            ),
            Self::NoIdentifier => (
                format!("Die Kennung (dct:identifier) fehlt oder ist leer. {who} lässt den Datensatz aus."),
                format!("The identifier (dct:identifier) is missing or empty. {who} leaves the dataset out."),
            ),
            Self::SeveralIdentifiers => (
                format!(
                    "Der Datensatz hat mehrere Kennungen. {who} nimmt irgendeine, morgen vielleicht eine andere; dann wird er gelöscht und neu angelegt."
                ),
                format!(
                    "The dataset has several identifiers. {who} takes any of them, tomorrow perhaps another; it is then deleted and created anew."
                ),
            ),
            Self::RelativeAddress { written } => (
                format!(
                    "Die Adresse ist unvollständig: {written}. {who} merkt sich den Datensatz unter einer Adresse, die es nicht gibt."
                ),
                format!(
                    "The address is incomplete: {written}. {who} remembers the dataset under an address that does not exist."
                ),
            ),
            Self::SameIdentity { identity, other } => match harvester {
                Harvester::Udata => (
                    format!(
                        "Dieselbe Kennung {identity} hat schon „{other}“. {who} nimmt nur den ersten Datensatz."
                    ),
                    format!(
                        "“{other}” has the same identifier {identity} already. {who} takes only the first dataset."
                    ),
                ),
                _ => (
                    format!(
                        "Für {who} ist das derselbe Datensatz wie „{other}“, denn beide heißen dort {identity}. Einer überschreibt den anderen."
                    ),
                    format!(
                        "To {who} this is the same dataset as “{other}”, since both are called {identity} there. One overwrites the other."
                    ),
                ),
            },
            Self::OtherIsNewer { identifier, other } => (
                format!(
                    "„{other}“ hat dieselbe Kennung {identifier} und ist nicht älter. {who} weist diesen Datensatz ab."
                ),
                format!(
                    "“{other}” has the same identifier {identifier} and is not older. {who} rejects this dataset."
                ),
            ),
            Self::NoDateToCompare { identifier, other } => (
                format!(
                    "„{other}“ hat dieselbe Kennung {identifier}, und hier fehlt ein lesbares Änderungsdatum. {who} weist diesen Datensatz ab."
                ),
                format!(
                    "“{other}” has the same identifier {identifier}, and here a readable date of change is missing. {who} rejects this dataset."
                ),
            ),
            Self::ReplacesOther { identifier, other } => (
                format!(
                    "„{other}“ hat dieselbe Kennung {identifier} und ist älter. {who} löscht jenen Datensatz."
                ),
                format!(
                    "“{other}” has the same identifier {identifier} and is older. {who} deletes that dataset."
                ),
            ),
            Self::ReplacedByOther { identifier, other } => (
                format!(
                    "„{other}“ hat dieselbe Kennung {identifier} und ist neuer. {who} löscht deshalb diesen Datensatz."
                ),
                format!(
                    "“{other}” has the same identifier {identifier} and is newer. {who} therefore deletes this dataset."
                ),
            ),
            Self::LeadsToCatalogue { catalogue } => match harvester {
                Harvester::Piveau => (
                    format!(
                        "Der Datensatz verweist auf den Katalog {catalogue}. {who} zieht den Katalog ab und damit den ganzen Datensatz."
                    ),
                    format!(
                        "The dataset leads to the catalogue {catalogue}. {who} takes the catalogue away, and the whole dataset with it."
                    ),
                ),
                _ => (
                    format!(
                        "Der Datensatz verweist auf den Katalog {catalogue}. {who} hält damit den ganzen Katalog für einen Teil des Datensatzes."
                    ),
                    format!(
                        "The dataset leads to the catalogue {catalogue}. {who} takes the whole catalogue for a part of the dataset."
                    ),
                ),
            },
            Self::LosesToCatalogue { catalogue } => (
                format!(
                    "Der Datensatz verweist auf den Katalog {catalogue}. Was beide gemeinsam haben, etwa den Herausgeber, zieht {who} ab."
                ),
                format!(
                    "The dataset leads to the catalogue {catalogue}. What both have in common, such as the publisher, is taken away by {who}."
                ),
            ),
            Self::NoLicence => (
                format!(
                    "Einer Datei fehlt die Lizenz. {who} setzt „andere geschlossene Lizenz“ (other-closed) ein."
                ),
                format!("A distribution has no licence. {who} sets “other closed licence” (other-closed)."),
            ),
            Self::NoDistribution => (
                format!(
                    "Der Datensatz hat weder Datei noch Zugang. Ist das Portal so eingerichtet, lässt {who} ihn aus und löscht ihn."
                ),
                format!(
                    "The dataset has no distribution. If the portal is set up so, {who} leaves it out and deletes it."
                ),
            ),
            Self::DistributionWithoutAddress => (
                format!(
                    "Eine Datei hat keine eigene Adresse. {who} legt sie jede Nacht neu an; Verweise auf sie gehen verloren."
                ),
                format!(
                    "A distribution has no address of its own. {who} creates it anew every night; links to it are lost."
                ),
            ),
            Self::EmptiedByLink { from } => (
                format!(
                    "„{from}“ verweist auf diesen Datensatz und steht auf einer späteren Seite. {who} leert dabei seine Beschreibung in der Datenbank für SPARQL."
                ),
                format!(
                    "“{from}” leads to this dataset and is on a later page. {who} empties its description in the store for SPARQL then."
                ),
            ),
            Self::NotInLinkedData { address } => (
                format!(
                    "Die Adresse {address} enthält ein Zeichen, das dort nicht stehen darf. {who} kann den Datensatz nicht in die Datenbank für SPARQL schreiben und prüft ihn nicht."
                ),
                format!(
                    "The address {address} contains a character that may not stand there. {who} cannot write the dataset into its store for SPARQL and does not check it."
                ),
            ),
            Self::LostAddress => (
                format!(
                    "Die Adresse enthält ein Zeichen, das dort nicht stehen darf. In diesem Format überliest {who} den Datensatz."
                ),
                format!(
                    "The address contains a character that may not stand there. In this format {who} passes over the dataset."
                ),
            ),
            Self::GarbledLetters => (
                format!(
                    "Der Server sagt nicht, wie Umlaute verschlüsselt sind. {who} nimmt ISO 8859-1 an und zeigt „BÃ¤ume“ statt „Bäume“."
                ),
                format!(
                    "The server does not say how umlauts are encoded. {who} assumes ISO 8859-1 and shows “BÃ¤ume” instead of “Bäume”."
                ),
            ),
            Self::Keyword { keyword } => (
                format!(
                    "Das Schlagwort „{keyword}“ nimmt CKAN nur an, wenn das Portal Schlagwörter bereinigt. Sonst weist es den ganzen Datensatz ab."
                ),
                format!(
                    "CKAN takes the keyword “{keyword}” only if the portal cleans keywords. Else it rejects the whole dataset."
                ),
            ),
            Self::NotPublished { reason } => (
                format!("Kolophon veröffentlicht den Datensatz nicht: {}", reason.de),
                format!("Kolophon does not publish the dataset: {}", reason.en),
            ),
            Self::Missing => match harvester {
                Harvester::Udata => (
                    format!(
                        "Der Datensatz war bei der letzten Abholung da und fehlt jetzt. Fehlt er 7 Tage, legt {who} ihn im Archiv ab."
                    ),
                    format!(
                        "The dataset was there at the last harvest and is missing now. When it is missing for 7 days, {who} archives it."
                    ),
                ),
                _ => (
                    format!(
                        "Der Datensatz war bei der letzten Abholung da und fehlt jetzt. {who} löscht ihn."
                    ),
                    format!(
                        "The dataset was there at the last harvest and is missing now. {who} deletes it."
                    ),
                ),
            },
            Self::OtherIdentity { now } => (
                format!(
                    "Der Datensatz ist noch da, heißt für {who} jetzt aber {now}. {who} löscht den alten und legt einen neuen an; Verweise auf den alten gehen verloren."
                ),
                format!(
                    "The dataset is still there, but to {who} it is called {now} now. {who} deletes the old one and creates a new one; links to the old one are lost."
                ),
            ),
        };
        Text::new(de, en)
    }

    fn fix(&self) -> Text {
        let (de, en) = match self {
            Self::NoTitle | Self::MereLink => ("Tragen Sie einen Titel ein.", "Enter a title."),
            Self::NoIdentity | Self::RelativeAddress { .. } => (
                "Geben Sie dem Datensatz eine vollständige, dauerhafte Adresse.",
                "Give the dataset a complete, permanent address.",
            ),
            Self::NoIdentifier | Self::SeveralIdentifiers => (
                "Geben Sie genau eine Kennung an, am besten die dauerhafte Adresse.",
                "State exactly one identifier, best the permanent address.",
            ),
            Self::SameIdentity { .. }
            | Self::OtherIsNewer { .. }
            | Self::NoDateToCompare { .. }
            | Self::ReplacesOther { .. }
            | Self::ReplacedByOther { .. } => (
                "Geben Sie jedem Datensatz eine Kennung, die es in ganz Deutschland nur einmal gibt: seine dauerhafte Adresse.",
                "Give every dataset an identifier that exists only once in all of Germany: its permanent address.",
            ),
            Self::LeadsToCatalogue { .. } | Self::LosesToCatalogue { .. } => (
                "Entfernen Sie den Verweis vom Datensatz zum Katalog. Der Katalog nennt den Datensatz, das genügt.",
                "Remove the link from the dataset to the catalogue. The catalogue names the dataset, that is enough.",
            ),
            Self::NoLicence => (
                "Tragen Sie bei jeder Datei eine Lizenz ein. Die Liste: kolophon codelist licenses",
                "Enter a licence for each distribution. The list: kolophon codelist licenses",
            ),
            Self::NoDistribution => (
                "Fügen Sie eine Datei oder einen Zugang hinzu.",
                "Add a distribution.",
            ),
            Self::DistributionWithoutAddress => (
                "Geben Sie jeder Datei eine dauerhafte Adresse. Kolophon tut das von selbst.",
                "Give each distribution a permanent address. Kolophon does so by itself.",
            ),
            Self::EmptiedByLink { .. } => (
                "Lassen Sie Verweise zwischen Datensätzen im abgeholten Katalog weg. Kolophon tut das von selbst.",
                "Leave out links between datasets in the harvested catalogue. Kolophon does so by itself.",
            ),
            Self::NotInLinkedData { .. } | Self::LostAddress => (
                "Schreiben Sie das Zeichen verschlüsselt, ein Leerzeichen etwa als %20: kolophon fix",
                "Write the character encoded, a blank as %20 for example: kolophon fix",
            ),
            Self::GarbledLetters => (
                "Lassen Sie den Server charset=utf-8 angeben oder nur ASCII-Zeichen schreiben.",
                "Let the server state charset=utf-8 or write ASCII characters only.",
            ),
            Self::Keyword { .. } => (
                "Nehmen Sie nur Buchstaben, Ziffern, Leerzeichen, - _ und Punkt, mindestens 2 und höchstens 100 Zeichen.",
                "Take only letters, digits, blanks, - _ and full stop, at least 2 and at most 100 characters.",
            ),
            Self::NotPublished { .. } => (
                "Was zu ändern ist, sagt: kolophon validate",
                "What to change is told by: kolophon validate",
            ),
            Self::Missing => (
                "Ist das gewollt, ist nichts zu tun. Sonst veröffentlichen Sie den Datensatz wieder, bevor das Portal abholt.",
                "If that is intended, there is nothing to do. Else publish the dataset again before the portal harvests.",
            ),
            Self::OtherIdentity { .. } => (
                "Nehmen Sie wieder die alte Adresse und die alte Kennung.",
                "Take the old address and the old identifier again.",
            ),
        };
        Text::new(de, en)
    }
}
