//! What an officer is told about an odd file, in German and English, with the way to mend it.

use kolophon_diagnostic::Text;

use super::{Certainty, Remark, RemarkKind};

impl Remark {
    /// What is odd, in a sentence.
    #[must_use]
    pub fn message(&self) -> Text {
        let count = self.count;
        let cells = |de_one: &str, de: &str, en_one: &str, en: &str| {
            let (de, en) = if count == 1 { (de_one, en_one) } else { (de, en) };
            Text::new(format!("{count} {de}"), format!("{count} {en}"))
        };
        match &self.kind {
            RemarkKind::EncodingGuessed {
                encoding,
                certainty: Certainty::Likely,
            } => Text::new(
                format!("Die Datei ist nicht in UTF-8 gespeichert, sondern vermutlich in {encoding}."),
                format!("The file is not saved as UTF-8 but probably as {encoding}."),
            ),
            RemarkKind::EncodingGuessed {
                encoding,
                certainty: Certainty::Unsure,
            } => Text::new(
                format!(
                    "Die Datei ist nicht in UTF-8 gespeichert. Sie wurde als {encoding} gelesen, das ist aber nicht sicher. Bitte prüfen Sie die Umlaute."
                ),
                format!(
                    "The file is not saved as UTF-8. It was read as {encoding}, but that is not certain. Please check the umlauts."
                ),
            ),
            RemarkKind::MixedEncoding => Text::new(
                "Die Datei mischt zwei Zeichenkodierungen: UTF-8 und Windows-1252.",
                "The file mixes two character encodings: UTF-8 and Windows-1252.",
            ),
            RemarkKind::BrokenCharacters => cells(
                "Zeichen ist verloren gegangen (�).",
                "Zeichen sind verloren gegangen (�).",
                "character has been lost (�).",
                "characters have been lost (�).",
            ),
            RemarkKind::ControlCharacters => cells(
                "unsichtbares Steuerzeichen steht im Text, vermutlich ein falsch gewandelter Strich oder ein Anführungszeichen.",
                "unsichtbare Steuerzeichen stehen im Text, vermutlich falsch gewandelte Striche oder Anführungszeichen.",
                "invisible control character stands in the text, probably a dash or quotation mark that was converted wrongly.",
                "invisible control characters stand in the text, probably dashes or quotation marks that were converted wrongly.",
            ),
            RemarkKind::NulCharacters => cells(
                "leeres Zeichen (NUL) steht im Text.",
                "leere Zeichen (NUL) stehen im Text.",
                "NUL character stands in the text.",
                "NUL characters stand in the text.",
            ),
            RemarkKind::DoublyEncoded { found, meant } => Text::new(
                format!("„{found}“ ist falsch gewandelter Text, gemeint ist vermutlich „{meant}“."),
                format!("“{found}” is wrongly converted text; “{meant}” is probably meant."),
            ),
            RemarkKind::SeparatorLine { separator } => Text::new(
                format!("Die erste Zeile „sep={separator}“ ist ein Hinweis für Excel und keine Kopfzeile."),
                format!("The first line “sep={separator}” is a hint for Excel and not a header."),
            ),
            RemarkKind::OneColumn => Text::new(
                "In der Datei ist nur eine Spalte zu erkennen.",
                "Only one column can be made out in the file.",
            ),
            RemarkKind::MixedLineEnds { crlf, lf, cr } => Text::new(
                format!("Die Zeilen enden verschieden: {crlf} mit CR LF, {lf} mit LF, {cr} mit CR."),
                format!("Lines end in different ways: {crlf} in CR LF, {lf} in LF, {cr} in CR."),
            ),
            RemarkKind::UnclosedQuote => Text::new(
                "Ein Anführungszeichen am Anfang der Zelle wird nicht geschlossen.",
                "A quotation mark at the start of the cell is not closed.",
            ),
            RemarkKind::StrayQuote => cells(
                "Anführungszeichen steht mitten in einer Zelle und ist nicht verdoppelt.",
                "Zellen enthalten ein Anführungszeichen, das nicht verdoppelt ist.",
                "quotation mark stands in the middle of a cell and is not doubled.",
                "cells contain a quotation mark that is not doubled.",
            ),
            RemarkKind::RowsAboveHeader { header, .. } => Text::new(
                format!("Die Kopfzeile steht erst in Zeile {header}; davor steht Text."),
                format!("The header stands only in row {header}; there is text above it."),
            ),
            RemarkKind::RowsBelowTable { first } => Text::new(
                format!(
                    "Ab Zeile {first} steht Text unter der Tabelle, zum Beispiel eine Quelle oder Fußnote."
                ),
                format!("From row {first} on there is text below the table, such as a source or a footnote."),
            ),
            RemarkKind::BlankRows { .. } => cells(
                "leere Zeile steht zwischen den anderen.",
                "leere Zeilen stehen zwischen den anderen.",
                "empty row stands between the others.",
                "empty rows stand between the others.",
            ),
            RemarkKind::RaggedRow { row, found, expected } => {
                let (de, en) = match count {
                    1 => (String::new(), String::new()),
                    _ => (
                        format!(" {} weitere Zeilen passen auch nicht.", count - 1),
                        format!(" {} more rows do not fit either.", count - 1),
                    ),
                };
                Text::new(
                    format!("Zeile {row} hat {found} statt {expected} Spalten.{de}"),
                    format!("Row {row} has {found} instead of {expected} columns.{en}"),
                )
            }
            RemarkKind::SurplusSeparators => cells(
                "Zeile endet mit leeren Spalten ohne Überschrift.",
                "Zeilen enden mit leeren Spalten ohne Überschrift.",
                "row ends in empty columns without a header.",
                "rows end in empty columns without a header.",
            ),
            RemarkKind::HiddenSheet => Text::new(
                format!("Das Tabellenblatt „{}“ ist ausgeblendet.", self.tab()),
                format!("The sheet “{}” is hidden.", self.tab()),
            ),
            RemarkKind::NoCells => Text::new(
                format!(
                    "Das Blatt „{}“ enthält keine Zellen, sondern zum Beispiel ein Diagramm.",
                    self.tab()
                ),
                format!(
                    "The sheet “{}” holds no cells but for example a chart.",
                    self.tab()
                ),
            ),
            RemarkKind::Formulas => cells(
                "Zelle wird von einer Formel berechnet. Gelesen wurde der zuletzt gespeicherte Wert.",
                "Zellen werden von Formeln berechnet. Gelesen wurden die zuletzt gespeicherten Werte.",
                "cell is computed by a formula. Its last saved value was read.",
                "cells are computed by formulas. Their last saved values were read.",
            ),
            RemarkKind::FormulasWithoutValue => cells(
                "Zelle enthält eine Formel ohne gespeicherten Wert.",
                "Zellen enthalten eine Formel ohne gespeicherten Wert.",
                "cell holds a formula without a saved value.",
                "cells hold a formula without a saved value.",
            ),
            RemarkKind::ErrorValues => cells(
                "Zelle enthält einen Fehlerwert wie #NV oder #DIV/0!.",
                "Zellen enthalten einen Fehlerwert wie #NV oder #DIV/0!.",
                "cell holds an error value such as #N/A or #DIV/0!.",
                "cells hold an error value such as #N/A or #DIV/0!.",
            ),
            RemarkKind::MergedCells { range } => Text::new(
                format!("Zellen sind verbunden, zuerst {range}. Der Wert zählt nur für die erste davon."),
                format!("Cells are merged, first {range}. The value counts only for the first of them."),
            ),
            RemarkKind::ProtectedSheet => Text::new(
                format!(
                    "Das Tabellenblatt „{}“ ist gegen Änderungen geschützt.",
                    self.tab()
                ),
                format!("The sheet “{}” is protected against changes.", self.tab()),
            ),
            RemarkKind::Macros => Text::new("Die Datei enthält Makros.", "The file contains macros."),
            RemarkKind::ExternalLinks => Text::new(
                "Formeln der Datei greifen auf andere Dateien zu.",
                "Formulas of the file refer to other files.",
            ),
            RemarkKind::Signature => Text::new(
                "Die Datei trägt eine digitale Signatur.",
                "The file bears a digital signature.",
            ),
        }
    }

    /// How to mend it.
    #[must_use]
    pub fn mend(&self) -> Text {
        let (de, en) = match &self.kind {
            RemarkKind::EncodingGuessed { .. } | RemarkKind::MixedEncoding => (
                "Bitte speichern Sie die Datei in Excel als „CSV UTF-8 (durch Trennzeichen getrennt)“.",
                "Please save the file in Excel as “CSV UTF-8 (Comma delimited)”.",
            ),
            RemarkKind::BrokenCharacters | RemarkKind::ControlCharacters | RemarkKind::NulCharacters => (
                "Bitte holen Sie die Datei noch einmal aus dem Fachverfahren oder berichtigen Sie die Zeichen von Hand.",
                "Please export the file again from its system, or correct the characters by hand.",
            ),
            RemarkKind::DoublyEncoded { .. } => (
                "Bitte ersetzen Sie die Zeichen mit „Suchen und Ersetzen“.",
                "Please replace the characters with “Find and Replace”.",
            ),
            RemarkKind::SeparatorLine { .. } => (
                "Bitte löschen Sie die Zeile, wenn die Datei veröffentlicht werden soll.",
                "Please delete the line if the file is to be published.",
            ),
            RemarkKind::OneColumn => (
                "Wenn es mehrere Spalten sein sollen: Bitte trennen Sie sie mit einem Semikolon.",
                "If there should be several columns: please separate them by semicolons.",
            ),
            RemarkKind::MixedLineEnds { .. } => (
                "Bitte speichern Sie die Datei einmal neu.",
                "Please save the file once more.",
            ),
            RemarkKind::UnclosedQuote | RemarkKind::StrayQuote => (
                "Bitte verdoppeln Sie das Anführungszeichen und setzen Sie den ganzen Text in Anführungszeichen: \"Rohr 5\"\"\".",
                "Please double the quotation mark and put the whole text in quotation marks: \"5\"\" pipe\".",
            ),
            RemarkKind::RowsAboveHeader { .. } => (
                "Bitte löschen Sie den Text über der Kopfzeile; er gehört in die Beschreibung.",
                "Please delete the text above the header; it belongs in the description.",
            ),
            RemarkKind::RowsBelowTable { .. } => (
                "Bitte löschen Sie den Text unter der Tabelle; er gehört in die Beschreibung.",
                "Please delete the text below the table; it belongs in the description.",
            ),
            RemarkKind::BlankRows { .. } => (
                "Bitte löschen Sie die leeren Zeilen.",
                "Please delete the empty rows.",
            ),
            RemarkKind::RaggedRow { .. } => (
                "Bitte ergänzen Sie die fehlenden Trennzeichen, oder setzen Sie Text, der ein Trennzeichen enthält, in Anführungszeichen.",
                "Please add the missing separators, or put text that contains a separator in quotation marks.",
            ),
            RemarkKind::SurplusSeparators => (
                "Bitte löschen Sie die leeren Spalten am rechten Rand.",
                "Please delete the empty columns at the right.",
            ),
            RemarkKind::HiddenSheet => (
                "Bitte prüfen Sie, ob das Blatt veröffentlicht werden darf.",
                "Please check whether the sheet may be published.",
            ),
            RemarkKind::NoCells => (
                "Es ist nichts zu tun; das Blatt wird übergangen.",
                "There is nothing to do; the sheet is passed over.",
            ),
            RemarkKind::Formulas => (
                "Es ist nichts zu tun. Beim Schreiben in ein anderes Format bleiben nur die Werte.",
                "There is nothing to do. When written in another format, only the values remain.",
            ),
            RemarkKind::FormulasWithoutValue => (
                "Bitte öffnen Sie die Datei in Ihrem Tabellenprogramm und speichern Sie sie; dabei werden die Werte berechnet.",
                "Please open the file in your spreadsheet program and save it; that computes the values.",
            ),
            RemarkKind::ErrorValues => (
                "Bitte berichtigen Sie die Formeln oder leeren Sie die Zellen.",
                "Please correct the formulas or empty the cells.",
            ),
            RemarkKind::MergedCells { .. } => (
                "Bitte heben Sie die Verbindung auf und schreiben Sie den Wert in jede Zelle, für die er gilt.",
                "Please unmerge the cells and write the value into each cell it counts for.",
            ),
            RemarkKind::ProtectedSheet => (
                "Es ist nichts zu tun; gelesen wurde das Blatt trotzdem.",
                "There is nothing to do; the sheet was read all the same.",
            ),
            RemarkKind::Macros => (
                "Bitte speichern Sie die Datei als „Excel-Arbeitsmappe (*.xlsx)“, wenn sie veröffentlicht werden soll.",
                "Please save the file as “Excel Workbook (*.xlsx)” if it is to be published.",
            ),
            RemarkKind::ExternalLinks => (
                "Bitte ersetzen Sie die Formeln durch ihre Werte, bevor Sie die Datei veröffentlichen.",
                "Please replace the formulas by their values before you publish the file.",
            ),
            RemarkKind::Signature => (
                "Nach einer Änderung muss die Datei neu signiert werden.",
                "After a change the file has to be signed again.",
            ),
        };
        Text::new(de, en)
    }

    /// The sheet's name, or nothing.
    fn tab(&self) -> &str {
        self.sheet.as_deref().unwrap_or_default()
    }
}
