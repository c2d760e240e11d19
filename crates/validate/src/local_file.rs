//! Data files that lie beside their metadata: is what the metadata say about them true?

use std::io::Read as _;
use std::path::{Path, PathBuf};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::Encoding;
use kolophon_dcat::vocab::{dcat, dcterms};
use kolophon_diagnostic::{Certainty, Consequence, Edit, Finding, Fix, RuleId, Severity, Text};
use kolophon_graph::{Graph, Term, TermId, TripleIndex};

use crate::place;

/// A data file that a distribution names and that lies on this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalFile {
    /// The distribution.
    pub distribution: TermId,
    /// The triple whose object names the file.
    pub triple: TripleIndex,
    /// The file's name in addresses.
    pub name: String,
    /// Where it should lie.
    pub path: PathBuf,
}

/// The data files that the distributions of `graph` name: `dcat:downloadURL` with a `file:` address, or one of the
/// form `…/datei/NAME`, which is how Kolophon serves them. The latter lie beside the metadata file or in its `daten`
/// directory.
#[must_use]
pub fn local_files(graph: &Graph) -> Vec<LocalFile> {
    let Some(download_url) = graph.iri(dcat::DOWNLOAD_URL) else {
        return Vec::new();
    };
    let column = graph.column(download_url);
    let triples = column
        .iter()
        .filter_map(|triple| place::written(graph, triple.subject, download_url, triple.object));
    triples.filter_map(|index| local_file(graph, index)).collect()
}

fn local_file(graph: &Graph, index: TripleIndex) -> Option<LocalFile> {
    let triple = graph.triple(index);
    let iri = graph.term(triple.object).as_iri()?;
    let (name, path) = if let Some(path) = iri.strip_prefix("file://") {
        let path = PathBuf::from(percent_decoded(path));
        (path.file_name()?.to_string_lossy().into_owned(), path)
    } else {
        let (_, name) = iri.rsplit_once("/datei/")?;
        let name = percent_decoded(name);
        let metadata = Path::new(graph.source(graph.position(index).source)?.name());
        let directory = metadata.parent().unwrap_or(Path::new(""));
        let candidates = [
            directory.join(&name),
            directory.join("daten").join(&name),
            directory.join("../daten").join(&name),
        ];
        let found = candidates
            .iter()
            .find(|path| path.is_file())
            .unwrap_or(&candidates[1])
            .clone();
        (name, found)
    };
    if name.contains(['/', '\\']) || name == ".." {
        return None;
    }
    Some(LocalFile {
        distribution: triple.subject,
        triple: index,
        name,
        path,
    })
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let hex = tail
            .get(..2)
            .and_then(|pair| u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok());
        if let (b'%', Some(byte)) = (first, hex) {
            bytes.push(byte);
            rest = &tail[2..];
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Compares a data file with what its distribution says.
pub(crate) fn check(graph: &Graph, file: &LocalFile) -> Vec<Finding> {
    let metadata = match std::fs::metadata(&file.path) {
        Ok(metadata) if metadata.is_file() => metadata,
        _ => return vec![missing(graph, file)],
    };
    let mut findings = Vec::new();
    findings.extend(byte_size(graph, file, metadata.len()));
    findings.extend(media_type_and_format(graph, file));
    if is_table(graph, file) {
        match read(&file.path) {
            Ok(bytes) => findings.extend(table(graph, file, &bytes)),
            Err(_) => findings.push(finding(
                graph,
                file.triple,
                "data-file-unreadable",
                Text::new(
                    format!(
                        "Die Datei „{}“ lässt sich nicht öffnen. Ist sie noch in Excel geöffnet?",
                        file.name
                    ),
                    format!(
                        "The file “{}” cannot be opened. Is it still open in Excel?",
                        file.name
                    ),
                ),
            )),
        }
    }
    findings
}

fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)?
        .take(LARGEST_TABLE)
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Of larger tables only the first gibibyte is looked at.
const LARGEST_TABLE: u64 = 1 << 30;

fn missing(graph: &Graph, file: &LocalFile) -> Finding {
    finding(
        graph,
        file.triple,
        "data-file-missing",
        Text::new(
            format!("Die Datei „{}“ liegt nicht bei den Metadaten.", file.name),
            format!("The file “{}” does not lie beside the metadata.", file.name),
        ),
    )
}

fn byte_size(graph: &Graph, file: &LocalFile, actual: u64) -> Option<Finding> {
    let stated = first_value(graph, file.distribution, dcat::BYTE_SIZE)?;
    let Term::Literal { value, .. } = graph.term(graph.triple(stated).object) else {
        return None;
    };
    if value.trim().parse() == Ok(actual) {
        return None;
    }
    let message = Text::new(
        format!(
            "Die Dateigröße stimmt nicht: angegeben sind {value} Byte, „{}“ hat {actual}.",
            file.name
        ),
        format!(
            "The file size is wrong: {value} bytes are stated, “{}” has {actual}.",
            file.name
        ),
    );
    let mut finding = finding(graph, stated, "distribution-byte-size-wrong", message);
    finding.fix = replaced_digits(graph, stated, value, &actual.to_string());
    Some(finding)
}

/// Replaces the digits inside the object's text, whatever its syntax.
fn replaced_digits(graph: &Graph, triple: TripleIndex, old: &str, new: &str) -> Option<Fix> {
    let position = graph.position(triple);
    let source = graph.source(position.source)?;
    let at = source.text().get(position.object.range())?.find(old)? + position.object.start as usize;
    let edit = Edit {
        file: source.name().to_owned(),
        bytes: (at, at + old.len()),
        replacement: new.to_owned(),
    };
    Some(Fix {
        certainty: Certainty::Certain,
        proposal: new.to_owned(),
        edits: vec![edit],
    })
}

/// Extensions that tell one format, with the media type's and the file type's last part.
const FORMATS: [(&str, &[&str], &[&str]); 12] = [
    ("csv", &["text/csv"], &["CSV"]),
    ("tsv", &["text/tab-separated-values"], &["TSV"]),
    (
        "json",
        &["application/json", "application/geo+json"],
        &["JSON", "GEOJSON"],
    ),
    (
        "geojson",
        &["application/geo+json", "application/json"],
        &["GEOJSON", "JSON"],
    ),
    (
        "xml",
        &["application/xml", "text/xml", "application/gml+xml"],
        &["XML", "GML", "RSS"],
    ),
    (
        "gml",
        &["application/gml+xml", "application/xml"],
        &["GML", "XML"],
    ),
    (
        "xlsx",
        &["application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"],
        &["XLSX"],
    ),
    (
        "ods",
        &["application/vnd.oasis.opendocument.spreadsheet"],
        &["ODS"],
    ),
    (
        "pdf",
        &["application/pdf"],
        &["PDF", "PDFA1A", "PDFA1B", "PDFA2A", "PDFA2B", "PDFA3"],
    ),
    ("zip", &["application/zip"], &["ZIP", "SHP", "GDB"]),
    ("txt", &["text/plain"], &["TXT"]),
    ("html", &["text/html"], &["HTML"]),
];

fn media_type_and_format(graph: &Graph, file: &LocalFile) -> Option<Finding> {
    let extension = file
        .name
        .rsplit_once('.')
        .map(|(_, extension)| extension.to_ascii_lowercase())?;
    let (_, media_types, file_types) = FORMATS.iter().find(|(known, ..)| *known == extension)?;
    let contradicts = |property: &str, marker: &str, allowed: &[&str]| {
        let stated = first_value(graph, file.distribution, property)?;
        let iri = graph.term(graph.triple(stated).object).as_iri()?;
        let (_, name) = iri.split_once(marker)?;
        (!allowed.iter().any(|allowed| name.eq_ignore_ascii_case(allowed)))
            .then_some((stated, name.to_owned()))
    };
    let (triple, name) = contradicts(dcat::MEDIA_TYPE, "/media-types/", media_types)
        .or_else(|| contradicts(dcterms::FORMAT, "/file-type/", file_types))?;
    Some(finding(
        graph,
        triple,
        "distribution-format-wrong",
        Text::new(
            format!(
                "Angegeben ist das Format „{name}“, die Datei heißt aber „{}“.",
                file.name
            ),
            format!(
                "The format “{name}” is stated, but the file is called “{}”.",
                file.name
            ),
        ),
    ))
}

fn is_table(graph: &Graph, file: &LocalFile) -> bool {
    let by_name = file
        .name
        .rsplit_once('.')
        .is_some_and(|(_, e)| e.eq_ignore_ascii_case("csv") || e.eq_ignore_ascii_case("tsv"));
    by_name
        || first_value(graph, file.distribution, dcterms::FORMAT).is_some_and(|triple| {
            graph
                .term(graph.triple(triple).object)
                .value()
                .ends_with("/file-type/CSV")
        })
}

fn table(graph: &Graph, file: &LocalFile, bytes: &[u8]) -> Option<Finding> {
    if bytes.contains(&0) && Encoding::for_bom(bytes).is_none() {
        let message = Text::new(
            format!(
                "„{}“ ist keine lesbare Tabelle: Die Datei enthält Zeichen, die kein Text sind.",
                file.name
            ),
            format!(
                "“{}” is no readable table: the file contains bytes that are no text.",
                file.name
            ),
        );
        return Some(finding(graph, file.triple, "data-file-not-text", message));
    }
    let text = decoded(bytes);
    let uneven = uneven_row(&text)?;
    let UnevenRow {
        line,
        expected,
        found,
    } = uneven;
    let message = Text::new(
        format!(
            "In „{}“ hat Zeile {line} {found} Spalten, die Kopfzeile {expected}.",
            file.name
        ),
        format!(
            "In “{}” line {line} has {found} columns, the header has {expected}.",
            file.name
        ),
    );
    let mut finding = finding(graph, file.triple, "table-row-uneven", message);
    finding.value = Some(format!("{}:{line}", file.name));
    Some(finding)
}

fn decoded(bytes: &[u8]) -> String {
    if let Some((encoding, bom)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[bom..]).0.into_owned();
    }
    if let Ok(text) = str::from_utf8(bytes) {
        return text.to_owned();
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector
        .guess(Some(b"de"), Utf8Detection::Allow)
        .decode(bytes)
        .0
        .into_owned()
}

/// The first row whose number of cells is not the header's.
struct UnevenRow {
    line: u64,
    expected: usize,
    found: usize,
}

fn uneven_row(text: &str) -> Option<UnevenRow> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter(text))
        .flexible(true)
        .has_headers(false)
        .from_reader(text.as_bytes());
    let mut expected = None;
    for record in reader.records() {
        let record = record.ok()?;
        let expected = *expected.get_or_insert(record.len());
        if record.len() != expected {
            let line = record.position().map_or(0, csv::Position::line);
            return Some(UnevenRow {
                line,
                expected,
                found: record.len(),
            });
        }
    }
    None
}

/// The separator that stands most often in the first line, outside quotation marks.
fn delimiter(text: &str) -> u8 {
    let mut quoted = false;
    let mut counts = [(b';', 0usize), (b',', 0), (b'\t', 0), (b'|', 0)];
    for byte in text.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            _ if !quoted => {
                if let Some((_, count)) = counts.iter_mut().find(|(candidate, _)| *candidate == byte) {
                    *count += 1;
                }
            }
            _ => {}
        }
    }
    // The semicolon, German Excel's separator, wins a tie.
    counts
        .iter()
        .rev()
        .max_by_key(|(_, count)| *count)
        .map_or(b';', |(delimiter, _)| *delimiter)
}

fn first_value(graph: &Graph, subject: TermId, property: &str) -> Option<TripleIndex> {
    let property = graph.iri(property)?;
    graph
        .property(subject, property)
        .find(|index| graph.position(*index).is_known())
}

fn finding(graph: &Graph, triple: TripleIndex, rule: &str, message: Text) -> Finding {
    let parts = graph.triple(triple);
    Finding {
        rule: RuleId::new(rule),
        severity: Severity::Error,
        message,
        why: None,
        clause: None,
        mend: None,
        consequence: Consequence::Warns,
        blocking: false,
        place: place::of_object(graph, triple),
        dataset: None,
        focus: Some(crate::result::node_text(graph.term(parts.subject))),
        path: graph.term(parts.predicate).as_iri().map(str::to_owned),
        value: Some(graph.term(parts.object).value().to_owned()),
        result: None,
        fix: None,
        insertion: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_are_recognised_outside_quotation_marks() {
        assert_eq!(delimiter("a;b;c\n1,2,3"), b';');
        assert_eq!(delimiter("\"a;b;c\",d,e\n"), b',');
        assert_eq!(delimiter("a\tb"), b'\t');
        assert_eq!(delimiter("allein"), b';');
    }

    #[test]
    fn the_first_uneven_row_is_named() {
        let check = |text: &str| uneven_row(text).map(|row| (row.line, row.expected, row.found));
        assert_eq!(check("a;b\n1;2\n3\n4;5;6\n"), Some((3, 2, 1)));
        assert_eq!(check("a;b\n\"1\n1\";2\n"), None);
        assert_eq!(check(""), None);
    }

    #[test]
    fn windows_text_is_decoded() {
        assert_eq!(decoded(b"Stra\xdfe;Gr\xf6\xdfe"), "Straße;Größe");
        assert_eq!(decoded("Straße".as_bytes()), "Straße");
    }
}
