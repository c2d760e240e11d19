//! Why a file could not be read as a table, or a table not be written, and the way out.

use kolophon_diagnostic::Text;
use thiserror::Error;

use crate::encoding::Encoding;

/// Why a table could not be read or written. Which file is meant is known to the caller.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TableError {
    /// The file has no content at all.
    #[error("the file is empty")]
    Empty,
    /// The file is something else.
    #[error("not a table: {0}")]
    NotATable(Foreign),
    /// An Excel file of the old or the binary kind (`.xls`, `.xlsb`).
    #[error("an Excel file of a kind other than .xlsx")]
    OldExcel,
    /// The file has a password.
    #[error("the file is protected by a password")]
    Encrypted,
    /// A part of the file is missing or cannot be understood.
    #[error("damaged in {part}: {reason}")]
    Damaged {
        /// The part: a name inside the package.
        part: String,
        /// What is wrong with it, in the words of the reader.
        reason: String,
    },
    /// The file goes beyond a limit.
    #[error("too large: more than {most} ({limit})")]
    TooLarge {
        /// The limit.
        limit: Limit,
        /// Its value.
        most: u64,
    },
    /// An edit or a note names a sheet, row or column that the file does not have.
    #[error("there is no cell {address}")]
    NoSuchCell {
        /// The cell, as `Sheet!F17`.
        address: String,
    },
    /// A character that the file's encoding does not have.
    #[error("{character:?} does not exist in {encoding}")]
    NotEncodable {
        /// The character.
        character: char,
        /// The encoding.
        encoding: Encoding,
    },
    /// The spreadsheet format does not allow what is to be written.
    #[error("cannot be written: {reason}")]
    NotWritable {
        /// What is wrong, in the words of the writer.
        reason: String,
    },
}

/// What a file is that is no table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error)]
pub enum Foreign {
    /// A PDF document.
    #[error("a PDF document")]
    Pdf,
    /// A web page, often saved with the ending of a spreadsheet.
    #[error("a web page")]
    WebPage,
    /// XML.
    #[error("an XML document")]
    Xml,
    /// JSON.
    #[error("a JSON document")]
    Json,
    /// A picture.
    #[error("a picture")]
    Picture,
    /// A ZIP archive without a spreadsheet in it.
    #[error("a ZIP archive without a spreadsheet")]
    Archive,
    /// Bytes that are no text.
    #[error("no text")]
    Binary,
    /// Neither the content nor the ending of the name says what it is.
    #[error("unknown")]
    Unknown,
}

/// A limit of [`Limits`](crate::Limits).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error)]
pub enum Limit {
    /// The bytes of the file.
    #[error("bytes of the file")]
    Bytes,
    /// The bytes of the unpacked parts.
    #[error("bytes once unpacked")]
    UnpackedBytes,
    /// The growth of a part when it is unpacked.
    #[error("times larger once unpacked")]
    Ratio,
    /// The cells.
    #[error("cells")]
    Cells,
    /// The parts of the package.
    #[error("parts")]
    Parts,
    /// The sheets.
    #[error("sheets")]
    Sheets,
    /// The text of one cell.
    #[error("bytes in one cell")]
    CellText,
    /// The texts of all cells.
    #[error("bytes in all cells")]
    Text,
}

impl TableError {
    /// What to tell the officer, with the way out.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::Empty => Text::new(
                "Die Datei ist leer. Bitte speichern Sie die Tabelle noch einmal.",
                "The file is empty. Please save the table again.",
            ),
            Self::NotATable(foreign) => foreign.text(),
            Self::OldExcel => Text::new(
                "Das ist eine Excel-Datei in einem älteren oder binären Format (.xls, .xlsb). Bitte in Excel „Speichern unter“ wählen und als Dateityp „Excel-Arbeitsmappe (*.xlsx)“.",
                "This is an Excel file of an older or binary kind (.xls, .xlsb). Please choose “Save as” in Excel and the file type “Excel Workbook (*.xlsx)”.",
            ),
            Self::Encrypted => Text::new(
                "Die Datei hat ein Kennwort. Bitte in Excel unter „Datei > Informationen > Arbeitsmappe schützen“ das Kennwort entfernen und neu speichern.",
                "The file has a password. Please remove it in Excel under “File > Info > Protect Workbook” and save again.",
            ),
            Self::Damaged { part, .. } => Text::new(
                format!(
                    "Die Datei ist beschädigt oder unvollständig (Teil „{part}“). Bitte öffnen Sie sie in Ihrem Tabellenprogramm und speichern Sie sie neu. Vielleicht ist auch das Herunterladen abgebrochen."
                ),
                format!(
                    "The file is damaged or incomplete (part “{part}”). Please open it in your spreadsheet program and save it again. Perhaps the download broke off."
                ),
            ),
            Self::TooLarge { limit, most } => limit.text(*most),
            Self::NoSuchCell { address } => Text::new(
                format!(
                    "Die Zelle {address} gibt es in der Datei nicht. Wurde die Datei inzwischen geändert?"
                ),
                format!("The file has no cell {address}. Has the file been changed meanwhile?"),
            ),
            Self::NotEncodable { character, encoding } => Text::new(
                format!(
                    "Das Zeichen „{character}“ gibt es in der Kodierung der Datei ({encoding}) nicht. Bitte speichern Sie die Datei als „CSV UTF-8“."
                ),
                format!(
                    "The character “{character}” does not exist in the encoding of the file ({encoding}). Please save the file as “CSV UTF-8”."
                ),
            ),
            Self::NotWritable { reason } => Text::new(
                format!("Die Tabelle lässt sich so nicht schreiben: {reason}."),
                format!("The table cannot be written like this: {reason}."),
            ),
        }
    }
}

impl Foreign {
    fn text(self) -> Text {
        let (de, en) = match self {
            Self::Pdf => ("ein PDF-Dokument", "a PDF document"),
            Self::WebPage => ("eine Internetseite", "a web page"),
            Self::Xml => ("ein XML-Dokument", "an XML document"),
            Self::Json => ("ein JSON-Dokument", "a JSON document"),
            Self::Picture => ("ein Bild", "a picture"),
            Self::Archive => (
                "ein ZIP-Archiv ohne Tabelle; bitte vorher entpacken",
                "a ZIP archive without a table; please unpack it first",
            ),
            Self::Binary => ("eine Datei, die keinen Text enthält", "a file without text"),
            Self::Unknown => ("eine Datei unbekannter Art", "a file of an unknown kind"),
        };
        Text::new(
            format!("Das ist keine Tabelle, sondern {de}. Lesbar sind CSV, XLSX und ODS."),
            format!("This is not a table but {en}. CSV, XLSX and ODS can be read."),
        )
    }
}

impl Limit {
    fn text(self, most: u64) -> Text {
        let mebibytes = most >> 20;
        let (de, en) = match self {
            Self::Bytes => (
                format!("Die Datei ist größer als {mebibytes} MB. Bitte teilen Sie sie auf."),
                format!("The file is larger than {mebibytes} MB. Please split it."),
            ),
            Self::UnpackedBytes => (
                format!("Die Datei ist entpackt größer als {mebibytes} MB. Bitte teilen Sie sie auf."),
                format!("The file is larger than {mebibytes} MB once unpacked. Please split it."),
            ),
            Self::Ratio => (
                format!(
                    "Ein Teil der Datei wird beim Entpacken mehr als {most}-mal so groß. So etwas tun nur schädliche oder sehr leere Dateien. Bitte löschen Sie leere Zeilen und Spalten und speichern Sie neu."
                ),
                format!(
                    "A part of the file grows more than {most} times when unpacked. Only harmful or very empty files do that. Please delete empty rows and columns and save again."
                ),
            ),
            Self::Cells => (
                format!(
                    "Die Datei hat mehr als {most} Zellen. Bitte teilen Sie sie auf oder löschen Sie leere Zeilen und Spalten."
                ),
                format!(
                    "The file has more than {most} cells. Please split it or delete empty rows and columns."
                ),
            ),
            Self::Parts => (
                format!(
                    "Die Datei besteht aus mehr als {most} Teilen. Bitte entfernen Sie Bilder oder teilen Sie sie auf."
                ),
                format!("The file consists of more than {most} parts. Please remove pictures or split it."),
            ),
            Self::Sheets => (
                format!("Die Datei hat mehr als {most} Tabellenblätter. Bitte teilen Sie sie auf."),
                format!("The file has more than {most} sheets. Please split it."),
            ),
            Self::CellText => (
                format!(
                    "Eine Zelle enthält mehr als {most} Bytes Text. Fehlt irgendwo ein schließendes Anführungszeichen?"
                ),
                format!("A cell holds more than {most} bytes of text. Is a closing quotation mark missing?"),
            ),
            Self::Text => (
                format!(
                    "Die Zellen enthalten zusammen mehr als {mebibytes} MB Text. Bitte teilen Sie die Datei auf."
                ),
                format!("The cells hold more than {mebibytes} MB of text together. Please split the file."),
            ),
        };
        Text::new(de, en)
    }
}
