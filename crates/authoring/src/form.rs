//! The forms of metadata files, and how to tell them from other files of the same kind.

use crate::field::{Class, resolve};
use crate::name::folded;

/// A form of metadata file that people write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// YAML, one dataset a file.
    Yaml,
    /// JSON, the same keys as YAML. Not JSON-LD.
    Json,
    /// TOML, the same keys as YAML.
    Toml,
    /// A list as an Excel workbook.
    Xlsx,
    /// A list as an `OpenDocument` spreadsheet.
    Ods,
    /// A list as a CSV file, with more of them beside it.
    Csv,
}

impl Form {
    /// Every form.
    pub const ALL: [Self; 6] = [
        Self::Yaml,
        Self::Json,
        Self::Toml,
        Self::Xlsx,
        Self::Ods,
        Self::Csv,
    ];

    /// The file name's ending, without its dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Yaml => "yaml",
            Self::Json => "json",
            Self::Toml => "toml",
            Self::Xlsx => "xlsx",
            Self::Ods => "ods",
            Self::Csv => "csv",
        }
    }

    /// The form that a name's ending promises.
    #[must_use]
    pub fn of_file_name(name: &str) -> Option<Self> {
        let (_, extension) = name.rsplit_once('.')?;
        match extension.to_ascii_lowercase().as_str() {
            "yaml" | "yml" => Some(Self::Yaml),
            "json" => Some(Self::Json),
            "toml" => Some(Self::Toml),
            "xlsx" | "xlsm" => Some(Self::Xlsx),
            "ods" => Some(Self::Ods),
            "csv" | "tsv" => Some(Self::Csv),
            _ => None,
        }
    }

    /// Whether it is a table.
    #[must_use]
    pub fn is_list(self) -> bool {
        matches!(self, Self::Xlsx | Self::Ods | Self::Csv)
    }
}

/// Keys that say: this is something else. JSON-LD, `GeoJSON`, data packages, programs' settings.
const FOREIGN: [&str; 14] = [
    "@context",
    "@graph",
    "@id",
    "$schema",
    "openapi",
    "swagger",
    "features",
    "resources",
    "dependencies",
    "installation",
    "package",
    "workspace",
    "tableschema",
    "stages",
];

/// Words in the name of a workbook that holds a list of metadata.
const LIST_NAMES: [&str; 7] = [
    "datensaetze",
    "datensatz",
    "datasets",
    "metadaten",
    "metadata",
    "katalog",
    "catalog",
];

/// The form of a metadata file, told by its name and its first bytes (some kilobytes are enough; the whole file is
/// better); `None` when it is something else: RDF, data, settings.
///
/// A file of texts has to begin with keys of the table of fields, a CSV file with the columns of a list. A workbook
/// cannot be looked into by its head; it is told by a name such as `datensaetze.xlsx`.
#[must_use]
pub fn is_authored(name: &str, head: &[u8]) -> Option<Form> {
    let form = Form::of_file_name(name)?;
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    // A reviewed copy is an answer to the officer, not the officer's list.
    if file.starts_with("~$") || file.starts_with('.') || file.contains(".geprueft.") {
        return None;
    }
    let text = text_of(head);
    let told = match form {
        Form::Yaml => has_known_keys(&yaml_keys(&text)),
        Form::Json => has_known_keys(&json_keys(&text)),
        Form::Toml => has_known_keys(&toml_keys(&text)),
        Form::Xlsx | Form::Ods => is_list_name(file),
        Form::Csv => is_companion(name) || is_list_of_datasets(&text),
    };
    told.then_some(form)
}

/// The files that are read together with `datensaetze.csv` when they lie beside it.
pub const COMPANIONS: [&str; 6] = [
    "dateien.csv",
    "dienste.csv",
    "serien.csv",
    "stellen.csv",
    "katalog.csv",
    "weitere-angaben.csv",
];

/// Whether a CSV file is a part of the list in `datensaetze.csv` beside it, and is read together with that.
#[must_use]
pub fn is_companion(name: &str) -> bool {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name).to_lowercase();
    COMPANIONS.contains(&file.as_str())
}

fn is_list_name(file: &str) -> bool {
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let words = folded(stem);
    LIST_NAMES.iter().any(|known| words.contains(known))
}

fn text_of(head: &[u8]) -> String {
    match head {
        [0xff, 0xfe, rest @ ..] => utf_16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf_16(rest, u16::from_be_bytes),
        _ => String::from_utf8_lossy(head)
            .trim_start_matches('\u{feff}')
            .to_owned(),
    }
}

fn utf_16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units: Vec<u16> = bytes.as_chunks::<2>().0.iter().map(|pair| unit(*pair)).collect();
    String::from_utf16_lossy(&units)
}

/// Whether keys are those of a metadata file: none is foreign, and one that only such files have is among them.
fn has_known_keys(keys: &[String]) -> bool {
    let is_foreign = |key: &String| FOREIGN.contains(&key.to_lowercase().as_str());
    if keys.iter().any(is_foreign) {
        return false;
    }
    let (mut known, mut telling) = (0, false);
    for key in keys {
        let in_file = resolve(Class::File, key).is_some_and(|path| path.steps.len() == 1);
        let field = resolve(Class::Dataset, key).map(|path| path.steps[0].field.key);
        known += usize::from(in_file || field.is_some());
        telling |= in_file || field.is_some_and(|field| TELLING.contains(&field));
    }
    telling && 2 * known >= keys.len()
}

/// Fields of datasets that files of other kinds do not have; „Stand“ and „Ort“ are everywhere.
const TELLING: [&str; 8] = [
    "title",
    "distribution",
    "publisher",
    "license",
    "keyword",
    "theme",
    "contact_point",
    "accrual_periodicity",
];

/// The keys of the outermost level: lines that begin with one.
fn yaml_keys(text: &str) -> Vec<String> {
    let lines = text
        .lines()
        .filter(|line| !line.starts_with([' ', '\t', '#', '-', '}', ']']));
    let keys = lines.filter_map(|line| {
        let (key, rest) = line.split_once(':')?;
        (rest.is_empty() || rest.starts_with(' ')).then(|| key.trim_matches(['"', '\'']).to_owned())
    });
    keys.collect()
}

/// The keys of the outermost object, as far as the text goes.
fn json_keys(text: &str) -> Vec<String> {
    let (mut keys, mut depth, mut string_start, mut escape) = (Vec::new(), 0_usize, None, false);
    let mut last = None;
    for (at, byte) in text.bytes().enumerate() {
        if let Some(start) = string_start {
            match byte {
                _ if escape => escape = false,
                b'\\' => escape = true,
                b'"' => {
                    last = text.get(start..at);
                    string_start = None;
                }
                _ => {}
            }
            continue;
        }
        match byte {
            b'"' => string_start = Some(at + 1),
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b':' if depth == 1 => keys.extend(last.take().map(str::to_owned)),
            _ => {}
        }
    }
    if text.trim_start().starts_with('{') {
        keys
    } else {
        Vec::new()
    }
}

/// The keys before the first table, and the names of tables.
fn toml_keys(text: &str) -> Vec<String> {
    let (mut keys, mut in_table) = (Vec::new(), false);
    for line in text.lines().map(str::trim) {
        if line.starts_with('[') {
            in_table = true;
            let name = line.trim_matches(['[', ']']);
            keys.extend(
                name.split('.')
                    .next()
                    .map(|name| name.trim_matches(['"', '\'']).to_owned()),
            );
        } else if !in_table
            && !line.starts_with('#')
            && let Some((key, _)) = line.split_once('=')
        {
            keys.push(key.trim().trim_matches(['"', '\'']).to_owned());
        }
    }
    keys
}

/// Whether the first line has the columns of a list of datasets: mostly known ones, a title, and one that tables of
/// data do not have.
fn is_list_of_datasets(text: &str) -> bool {
    let line = text
        .lines()
        .map(str::trim)
        .find(|line| !line.is_empty() && !line.starts_with("sep="));
    let Some(line) = line else { return false };
    let separator = [';', '\t', ',', '|']
        .into_iter()
        .max_by_key(|separator| line.matches(*separator).count())
        .unwrap_or(';');
    let headers: Vec<&str> = line
        .split(separator)
        .map(|header| header.trim_matches([' ', '"']))
        .collect();
    are_list_headers(&headers)
}

/// Whether columns are those of a list of datasets.
pub(crate) fn are_list_headers(headers: &[&str]) -> bool {
    let paths: Vec<_> = headers
        .iter()
        .filter_map(|header| resolve(Class::Dataset, header))
        .collect();
    let keys: Vec<&str> = paths
        .iter()
        .filter_map(|path| path.steps.first())
        .map(|step| step.field.key)
        .collect();
    let is_telling = |key: &&str| {
        [
            "license",
            "publisher",
            "keyword",
            "distribution",
            "accrual_periodicity",
        ]
        .contains(key)
    };
    let filled = headers.iter().filter(|header| !header.is_empty()).count();
    keys.contains(&"title") && keys.iter().any(is_telling) && 5 * paths.len() >= 3 * filled && filled > 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, head: &str, expected: Option<Form>) {
        assert_eq!(is_authored(name, head.as_bytes()), expected, "{name}: {head}");
    }

    #[test]
    fn metadata_files_are_told_from_other_files() {
        check("kita.yaml", "# Kita\nTitel: Kita\n", Some(Form::Yaml));
        check("katalog.yml", "catalog:\n  title: x\n", Some(Form::Yaml));
        check(".gitlab-ci.yml", "title: x\n", None);
        check("ci.yml", "stages:\n  - test\nimage: x\n", None);
        check("api.yaml", "openapi: 3.1.0\ninfo:\n  title: x\n", None);
        check(
            "kita.json",
            "{\"title\": \"x\", \"theme\": [\"a\"",
            Some(Form::Json),
        );
        check("kita.json", "{\"@context\": {}, \"title\": \"x\"}", None);
        check(
            "data.json",
            "{\"type\": \"FeatureCollection\", \"features\": []}",
            None,
        );
        check("datapackage.json", "{\"title\": \"x\", \"resources\": []}", None);
        check("data.json", "[{\"title\": 1}]", None);
        check(
            "kita.toml",
            "titel = \"x\"\n[[datei]]\nslug = \"csv\"\n",
            Some(Form::Toml),
        );
        check(
            "kolophon.toml",
            "[installation]\ntitle = \"x\"\n[cities.mainz]\n",
            None,
        );
        check(
            "belegung.json",
            "{\"stand\": \"2026\", \"parkhaeuser\": []}",
            None,
        );
        check("Cargo.toml", "[package]\nname = \"x\"\n", None);
        check("kita.ttl", "<a> <b> <c> .", None);
    }

    #[test]
    fn lists_are_told_from_tables_of_data() {
        check("Datensätze 2025.xlsx", "PK", Some(Form::Xlsx));
        check("haushalt-2025.xlsx", "PK", None);
        check("~$datensaetze.xlsx", "PK", None);
        check("datensaetze.geprueft.xlsx", "PK", None);
        check(
            "liste.csv",
            "Kurzname;Titel;Lizenz;Schlagworte\r\n",
            Some(Form::Csv),
        );
        check(
            "liste.csv",
            "sep=;\nTitel;Beschreibung;Herausgeber\n",
            Some(Form::Csv),
        );
        check(
            "veranstaltungen.csv",
            "Titel;Beschreibung;Datum;Kategorie\n",
            None,
        );
        check("kita.csv", "Name;Plätze;Straße;PLZ\n", None);
        check("dateien.csv", "x", Some(Form::Csv));
        check("leer.csv", "", None);
        assert!(is_companion("a/b/Dateien.csv") && !is_companion("datensaetze.csv"));
    }

    #[test]
    fn any_bytes_can_be_asked() {
        for name in ["a.yaml", "a.json", "a.toml", "a.csv", "a.xlsx"] {
            for head in [&b"\xff\xfe\x41"[..], b"\xfe\xff", b"\x80\x81", b"{\"", b"{\"\\"] {
                let _either = is_authored(name, head);
            }
        }
    }
}
