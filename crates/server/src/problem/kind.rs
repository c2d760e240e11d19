//! The kinds of problems: each with its status, and what people are told about it.

use axum::http::StatusCode;
use kolophon_diagnostic::Text;

/// A kind of problem: its slug is the last segment of its `type`, which is served as a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProblemKind {
    /// Nothing is published under this address.
    NotFound,
    /// It was published once and is withdrawn.
    Gone,
    /// The address exists, but not for this method.
    MethodNotAllowed,
    /// No form of the resource is acceptable.
    NotAcceptable,
    /// A parameter is unknown or has no possible value.
    InvalidParameter,
    /// The feed has fewer pages.
    NoSuchPage,
    /// The feed changed while it was being walked.
    FeedChanged,
    /// The city has published nothing yet.
    NotPublished,
    /// The feed has lost datasets that nobody took out.
    FeedShrunk,
    /// The store cannot be read.
    StoreUnavailable,
    /// The first search index is still being built.
    SearchNotReady,
    /// The list changed while it was being walked.
    ListChanged,
    /// More was asked than one client may ask.
    TooManyRequests,
    /// A SPARQL request without a query, or with two.
    QueryMissing,
    /// The query is not SPARQL.
    QuerySyntax,
    /// An update where only queries are answered.
    UpdateForbidden,
    /// The query asks for what is not offered here.
    QueryRefused,
    /// The query ran into the time limit.
    QueryTimeout,
    /// The query ran into the memory limit.
    QueryMemory,
    /// The result is larger than the limit.
    ResultTooLarge,
    /// The request is larger than the limit.
    RequestTooLarge,
    /// The request's body has a media type that is not understood.
    UnsupportedMediaType,
    /// The range lies behind the end of the file.
    RangeNotSatisfiable,
    /// The request took too long.
    RequestTimeout,
    /// Too much is asked at once.
    Busy,
    /// The request says not who is asking, or nothing that counts.
    TokenRequired,
    /// The token does not allow it.
    NotPermitted,
    /// The city was published since.
    GenerationChanged,
    /// It contradicts what is published.
    Conflict,
    /// Datasets would disappear that nobody has counted.
    RemovalsNotAllowed,
    /// What was sent is not fit to be published.
    NotPublishable,
    /// The city would publish more than it may.
    QuotaExceeded,
    /// There is no room on the disk.
    StorageFull,
    /// A fault of ours.
    Internal,
}

/// What is said about a kind.
struct Entry {
    slug: &'static str,
    status: StatusCode,
    title: (&'static str, &'static str),
    explanation: (&'static str, &'static str),
}

impl ProblemKind {
    /// Every kind.
    pub const ALL: [Self; 34] = [
        Self::NotFound,
        Self::Gone,
        Self::MethodNotAllowed,
        Self::NotAcceptable,
        Self::InvalidParameter,
        Self::NoSuchPage,
        Self::FeedChanged,
        Self::NotPublished,
        Self::FeedShrunk,
        Self::StoreUnavailable,
        Self::SearchNotReady,
        Self::ListChanged,
        Self::TooManyRequests,
        Self::QueryMissing,
        Self::QuerySyntax,
        Self::UpdateForbidden,
        Self::QueryRefused,
        Self::QueryTimeout,
        Self::QueryMemory,
        Self::ResultTooLarge,
        Self::RequestTooLarge,
        Self::UnsupportedMediaType,
        Self::RangeNotSatisfiable,
        Self::RequestTimeout,
        Self::Busy,
        Self::TokenRequired,
        Self::NotPermitted,
        Self::GenerationChanged,
        Self::Conflict,
        Self::RemovalsNotAllowed,
        Self::NotPublishable,
        Self::QuotaExceeded,
        Self::StorageFull,
        Self::Internal,
    ];

    /// The last segment of the problem's type.
    #[must_use]
    pub fn slug(self) -> &'static str {
        self.entry().slug
    }

    /// The status the response has.
    #[must_use]
    pub fn status(self) -> StatusCode {
        self.entry().status
    }

    /// The title.
    #[must_use]
    pub fn title(self) -> Text {
        let (de, en) = self.entry().title;
        Text::new(de, en)
    }

    /// What happened and what to do about it.
    #[must_use]
    pub fn explanation(self) -> Text {
        let (de, en) = self.entry().explanation;
        Text::new(de, en)
    }

    /// The kind of that slug.
    #[must_use]
    pub fn of_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.slug() == slug)
    }

    fn entry(self) -> Entry {
        match self {
            Self::NotFound => Entry {
                slug: "not-found",
                status: StatusCode::NOT_FOUND,
                title: ("Nicht gefunden", "Not found"),
                explanation: (
                    "Unter dieser Adresse ist nichts veröffentlicht. Prüfen Sie die Schreibweise oder beginnen Sie auf der Startseite.",
                    "Nothing is published under this address. Check its spelling, or begin at the start page.",
                ),
            },
            Self::Gone => Entry {
                slug: "gone",
                status: StatusCode::GONE,
                title: ("Nicht mehr veröffentlicht", "Published no longer"),
                explanation: (
                    "Was unter dieser Adresse stand, ist nicht mehr veröffentlicht. Die Adresse wird nicht neu vergeben.",
                    "What stood at this address is published no longer. The address will not be used for anything else.",
                ),
            },
            Self::MethodNotAllowed => Entry {
                slug: "method-not-allowed",
                status: StatusCode::METHOD_NOT_ALLOWED,
                title: ("Mit dieser Methode nicht möglich", "Method not allowed"),
                explanation: (
                    "Diese Adresse antwortet nicht auf diese Methode. Welche Methoden möglich sind, steht im Kopf „Allow“ der Antwort.",
                    "This address does not answer the method used. The Allow header lists those it answers.",
                ),
            },
            Self::NotAcceptable => Entry {
                slug: "not-acceptable",
                status: StatusCode::NOT_ACCEPTABLE,
                title: ("Nicht in diesem Format", "Not available in this format"),
                explanation: (
                    "Das verlangte Format gibt es hier nicht. Die Antwort nennt die Formate, die es gibt.",
                    "The resource does not exist in the format asked for. The response lists those that exist.",
                ),
            },
            Self::InvalidParameter => Entry {
                slug: "invalid-parameter",
                status: StatusCode::BAD_REQUEST,
                title: ("Angabe nicht verständlich", "Invalid parameter"),
                explanation: (
                    "Eine Angabe hinter dem Fragezeichen der Adresse ist unbekannt oder hat keinen möglichen Wert.",
                    "A parameter of the address is unknown, or its value is impossible.",
                ),
            },
            Self::NoSuchPage => Entry {
                slug: "no-such-page",
                status: StatusCode::NOT_FOUND,
                title: ("Diese Seite gibt es nicht", "No such page"),
                explanation: (
                    "Der Katalog hat weniger Seiten. Folgen Sie den Verweisen von der ersten Seite an.",
                    "The catalogue has fewer pages. Follow the links from the first page.",
                ),
            },
            Self::FeedChanged => Entry {
                slug: "feed-changed",
                status: StatusCode::GONE,
                title: ("Der Katalog hat sich geändert", "The catalogue has changed"),
                explanation: (
                    "Seit der ersten Seite dieser Abholung wurde neu veröffentlicht. Damit kein Datensatz verloren geht, beginnen Sie bitte wieder bei der ersten Seite.",
                    "Something was published since this walk began. So that no dataset is lost, start again at the first page.",
                ),
            },
            Self::NotPublished => Entry {
                slug: "not-published",
                status: StatusCode::SERVICE_UNAVAILABLE,
                title: ("Noch nichts veröffentlicht", "Nothing published yet"),
                explanation: (
                    "Hier wurde noch nichts veröffentlicht. Ein leerer Katalog wird absichtlich nicht ausgeliefert, denn Portale würden daraufhin Datensätze löschen.",
                    "Nothing has been published here yet. An empty catalogue is not served on purpose: portals would delete datasets because of it.",
                ),
            },
            Self::FeedShrunk => Entry {
                slug: "feed-shrunk",
                status: StatusCode::SERVICE_UNAVAILABLE,
                title: (
                    "Im Katalog fehlen Datensätze",
                    "Datasets are missing from the catalogue",
                ),
                explanation: (
                    "Der Katalog hat viel weniger Datensätze als bei der letzten Abholung, und niemand hat sie entfernt. Er wird nicht ausgeliefert, denn Portale würden die fehlenden löschen. Der Betreiber gibt ihn frei mit kolophon harvests --allow-removals.",
                    "The catalogue has far fewer datasets than were served last, and nobody removed them. It is not served: portals would delete what is missing. The operator releases it with kolophon harvests --allow-removals.",
                ),
            },
            Self::StoreUnavailable => Entry {
                slug: "store-unavailable",
                status: StatusCode::SERVICE_UNAVAILABLE,
                title: ("Daten zurzeit nicht lesbar", "Data cannot be read at present"),
                explanation: (
                    "Die veröffentlichten Daten können gerade nicht gelesen werden. Bitte versuchen Sie es später noch einmal.",
                    "The published data cannot be read at present. Please try again later.",
                ),
            },
            Self::SearchNotReady => Entry {
                slug: "search-not-ready",
                status: StatusCode::SERVICE_UNAVAILABLE,
                title: ("Suche noch nicht bereit", "Search is not ready yet"),
                explanation: (
                    "Der Dienst ist gerade gestartet und bereitet die Suche noch vor. Bitte versuchen Sie es gleich noch einmal.",
                    "The server has just started and is still preparing the search. Please try again in a moment.",
                ),
            },
            Self::ListChanged => Entry {
                slug: "list-changed",
                status: StatusCode::GONE,
                title: ("Die Liste hat sich geändert", "The list has changed"),
                explanation: (
                    "Seit der ersten Seite dieser Liste wurde neu veröffentlicht. Damit kein Datensatz fehlt oder doppelt steht, beginnen Sie bitte wieder bei der ersten Seite.",
                    "Something was published since the first page of this list. So that no dataset is missing or listed twice, start again at the first page.",
                ),
            },
            Self::TooManyRequests => Entry {
                slug: "too-many-requests",
                status: StatusCode::TOO_MANY_REQUESTS,
                title: ("Zu viele Anfragen", "Too many requests"),
                explanation: (
                    "Von Ihrem Anschluss kamen in kurzer Zeit sehr viele Anfragen. Bitte warten Sie so lange, wie der Kopf „Retry-After“ der Antwort sagt. Den ganzen Bestand gibt es als Katalog in einer Datei.",
                    "Very many requests came from your connection in a short time. Please wait as long as the Retry-After header says. All of the data is available as a catalogue in one file.",
                ),
            },
            Self::QueryMissing => Entry {
                slug: "query-missing",
                status: StatusCode::BAD_REQUEST,
                title: ("Abfrage fehlt", "No query"),
                explanation: (
                    "Senden Sie genau eine Abfrage: als Angabe „query“ oder als Inhalt mit dem Typ application/sparql-query.",
                    "Send exactly one query: as the parameter “query”, or as a body of type application/sparql-query.",
                ),
            },
            Self::QuerySyntax => Entry {
                slug: "query-syntax",
                status: StatusCode::BAD_REQUEST,
                title: ("Abfrage nicht verständlich", "Query syntax error"),
                explanation: (
                    "Die Abfrage ist kein gültiges SPARQL 1.1. Die Antwort nennt, wenn möglich, Zeile und Spalte.",
                    "The query is not valid SPARQL 1.1. Where possible the response names line and column.",
                ),
            },
            Self::UpdateForbidden => Entry {
                slug: "update-forbidden",
                status: StatusCode::FORBIDDEN,
                title: ("Hier kann nur gelesen werden", "Updates are not allowed"),
                explanation: (
                    "Dieser Zugang beantwortet Abfragen und ändert keine Daten.",
                    "This endpoint answers queries and changes no data.",
                ),
            },
            Self::QueryRefused => Entry {
                slug: "query-refused",
                status: StatusCode::BAD_REQUEST,
                title: ("Abfrage wird hier nicht beantwortet", "Query refused"),
                explanation: (
                    "Die Abfrage verlangt etwas, das dieser Zugang nicht anbietet, zum Beispiel den Abruf anderer Server.",
                    "The query asks for something this endpoint does not offer, such as calling other servers.",
                ),
            },
            Self::QueryTimeout => Entry {
                slug: "query-timeout",
                status: StatusCode::GATEWAY_TIMEOUT,
                title: ("Abfrage dauert zu lange", "Query timed out"),
                explanation: (
                    "Die Abfrage wurde an der Zeitgrenze beendet. Schränken Sie sie ein, zum Beispiel auf eine Kommune oder mit LIMIT.",
                    "The query was ended at the time limit. Narrow it, for example to one city or with LIMIT.",
                ),
            },
            Self::QueryMemory => Entry {
                slug: "query-memory",
                status: StatusCode::INSUFFICIENT_STORAGE,
                title: ("Abfrage braucht zu viel Speicher", "Query needs too much memory"),
                explanation: (
                    "Die Abfrage wurde an der Speichergrenze beendet. Schränken Sie sie ein, zum Beispiel auf eine Kommune oder mit LIMIT.",
                    "The query was ended at the memory limit. Narrow it, for example to one city or with LIMIT.",
                ),
            },
            Self::ResultTooLarge => Entry {
                slug: "result-too-large",
                status: StatusCode::PAYLOAD_TOO_LARGE,
                title: ("Ergebnis zu groß", "Result too large"),
                explanation: (
                    "Das Ergebnis ist größer als erlaubt. Fragen Sie in Teilen, mit LIMIT und OFFSET, oder holen Sie den ganzen Katalog ab.",
                    "The result is larger than allowed. Ask in parts, with LIMIT and OFFSET, or fetch the whole catalogue.",
                ),
            },
            Self::RequestTooLarge => Entry {
                slug: "request-too-large",
                status: StatusCode::PAYLOAD_TOO_LARGE,
                title: ("Anfrage zu groß", "Request too large"),
                explanation: (
                    "Die Anfrage ist größer als erlaubt.",
                    "The request is larger than allowed.",
                ),
            },
            Self::UnsupportedMediaType => Entry {
                slug: "unsupported-media-type",
                status: StatusCode::UNSUPPORTED_MEDIA_TYPE,
                title: ("Inhalt nicht verständlich", "Unsupported media type"),
                explanation: (
                    "Der Inhalt der Anfrage hat einen Typ, der hier nicht verstanden wird.",
                    "The body of the request has a media type that is not understood here.",
                ),
            },
            Self::RangeNotSatisfiable => Entry {
                slug: "range-not-satisfiable",
                status: StatusCode::RANGE_NOT_SATISFIABLE,
                title: ("Ausschnitt liegt hinter dem Ende", "Range not satisfiable"),
                explanation: (
                    "Der verlangte Ausschnitt beginnt hinter dem Ende der Datei.",
                    "The range asked for begins behind the end of the file.",
                ),
            },
            Self::RequestTimeout => Entry {
                slug: "request-timeout",
                status: StatusCode::SERVICE_UNAVAILABLE,
                title: ("Das hat zu lange gedauert", "The request took too long"),
                explanation: (
                    "Die Antwort wurde nicht rechtzeitig fertig. Bitte versuchen Sie es später noch einmal.",
                    "The response was not ready in time. Please try again later.",
                ),
            },
            Self::Busy => Entry {
                slug: "busy",
                status: StatusCode::SERVICE_UNAVAILABLE,
                title: ("Zurzeit zu viele Anfragen", "Too many requests at present"),
                explanation: (
                    "Gerade werden so viele Abfragen beantwortet, wie erlaubt sind. Bitte versuchen Sie es gleich noch einmal.",
                    "As many queries as allowed are being answered. Please try again in a moment.",
                ),
            },
            Self::TokenRequired => Entry {
                slug: "token-required",
                status: StatusCode::UNAUTHORIZED,
                title: ("Token fehlt oder gilt nicht", "No valid token"),
                explanation: (
                    "Veröffentlichen geht nur mit einem gültigen Token der Kommune, im Kopf „Authorization: Bearer …“. Der Betreiber macht es mit kolophon token create.",
                    "Publishing needs a valid token of the city, in the header “Authorization: Bearer …”. The operator makes one with kolophon token create.",
                ),
            },
            Self::NotPermitted => Entry {
                slug: "not-permitted",
                status: StatusCode::FORBIDDEN,
                title: ("Dieses Token erlaubt das nicht", "Not permitted with this token"),
                explanation: (
                    "Ein Token gilt für genau eine Kommune und für das, wofür es gemacht wurde: nur die Vorschau, oder auch das Veröffentlichen.",
                    "A token is for exactly one city, and for what it was made for: looking only, or publishing too.",
                ),
            },
            Self::GenerationChanged => Entry {
                slug: "generation-changed",
                status: StatusCode::PRECONDITION_FAILED,
                title: ("Inzwischen wurde anderes veröffentlicht", "Published meanwhile"),
                explanation: (
                    "Der Veröffentlichungsstand ist nicht der, von dem die Anfrage ausgeht. Es wurde nichts geändert. Bitte rufen Sie die Vorschau neu ab.",
                    "The city's generation is not the one the request was made for. Nothing was changed. Please ask for a new plan.",
                ),
            },
            Self::Conflict => Entry {
                slug: "conflict",
                status: StatusCode::CONFLICT,
                title: (
                    "Widerspruch zum Veröffentlichten",
                    "Conflict with what is published",
                ),
                explanation: (
                    "Die Anfrage verträgt sich nicht mit dem, was veröffentlicht ist. Es wurde nichts geändert; die Antwort nennt den Grund.",
                    "The request contradicts what is published. Nothing was changed; the response names the reason.",
                ),
            },
            Self::RemovalsNotAllowed => Entry {
                slug: "removals-not-allowed",
                status: StatusCode::CONFLICT,
                title: ("Es würden Datensätze entfernt", "Datasets would be removed"),
                explanation: (
                    "Es wurde nichts geändert. Die Antwort nennt die Datensätze, die entfernt würden. Wenn das so sein soll, nennen Sie ihre Anzahl mit der Angabe „removals“.",
                    "Nothing was changed. The response names the datasets that would be removed. If this is meant, name their number with the parameter “removals”.",
                ),
            },
            Self::NotPublishable => Entry {
                slug: "not-publishable",
                status: StatusCode::UNPROCESSABLE_ENTITY,
                title: ("So nicht zu veröffentlichen", "Not fit to be published"),
                explanation: (
                    "Es wurde nichts geändert. Die Antwort nennt die Hinweise: was fehlt oder falsch ist, wo, und wie es sich beheben lässt.",
                    "Nothing was changed. The response holds the findings: what is missing or wrong, where, and how to mend it.",
                ),
            },
            Self::QuotaExceeded => Entry {
                slug: "quota-exceeded",
                status: StatusCode::FORBIDDEN,
                title: ("Kontingent ausgeschöpft", "Quota exceeded"),
                explanation: (
                    "Die Kommune würde mehr veröffentlichen, als für sie vereinbart ist. Es wurde nichts geändert. Ziehen Sie zurück, was nicht mehr gebraucht wird, oder bitten Sie den Betreiber um ein größeres Kontingent.",
                    "The city would publish more than was agreed. Nothing was changed. Withdraw what is needed no longer, or ask the operator for a larger quota.",
                ),
            },
            Self::StorageFull => Entry {
                slug: "storage-full",
                status: StatusCode::INSUFFICIENT_STORAGE,
                title: ("Kein Platz auf dem Datenträger", "No room on the disk"),
                explanation: (
                    "Auf dem Datenträger dieses Dienstes ist zu wenig Platz; bis wieder Platz ist, wird nichts Neues veröffentlicht. Alles Veröffentlichte bleibt abrufbar. Bitte benachrichtigen Sie den Betreiber und versuchen Sie es später noch einmal.",
                    "The disk of this service has too little room; until there is some again nothing new is published. All that is published stays available. Please tell the operator, and try again later.",
                ),
            },
            Self::Internal => Entry {
                slug: "internal",
                status: StatusCode::INTERNAL_SERVER_ERROR,
                title: ("Fehler auf unserer Seite", "Internal error"),
                explanation: (
                    "Hier ist etwas schiefgegangen, das nicht an Ihrer Anfrage liegt. Die Kennung der Anfrage hilft dem Betreiber bei der Suche.",
                    "Something went wrong that is not the fault of your request. The request's identifier helps the operator to find it.",
                ),
            },
        }
    }
}
