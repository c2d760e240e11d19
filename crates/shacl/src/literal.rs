//! Literals: whether they are spelled as their datatype wants, and how two of them compare.

use std::cmp::Ordering;

use kolophon_graph::{Term, XSD_STRING};
use oxsdatatypes::{
    Date, DateTime, DayTimeDuration, Decimal, Double, Duration, Float, GDay, GMonth, GMonthDay, GYear,
    GYearMonth, Time, YearMonthDuration,
};

use crate::vocab::xsd;

/// How the literals of a datatype are spelled
/// (<https://www.w3.org/TR/rdf11-concepts/#xsd-datatypes>; a literal outside the lexical space is ill-formed).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Datatype {
    /// `xsd:string`, `xsd:anyURI`, `rdf:langString`, and every datatype that is not known: all spellings pass
    Any,
    Boolean,
    Decimal,
    Integer(IntegerRange),
    /// `xsd:double` and `xsd:float`
    Floating,
    DateTime,
    DateTimeStamp,
    Date,
    Time,
    GYear,
    GYearMonth,
    GMonth,
    GMonthDay,
    GDay,
    Duration,
    YearMonthDuration,
    DayTimeDuration,
    HexBinary,
    Base64Binary,
    NormalizedString,
    Token,
    Language,
    Name,
    NcName,
    NmToken,
}

/// The values that an integer type takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct IntegerRange {
    min: Option<i128>,
    max: Option<i128>,
}

impl Datatype {
    pub(crate) fn from_iri(iri: &str) -> Self {
        let integer = |min, max| Self::Integer(IntegerRange { min, max });
        let Some(name) = iri.strip_prefix(xsd::NAMESPACE) else {
            return Self::Any;
        };
        match name {
            "boolean" => Self::Boolean,
            "decimal" => Self::Decimal,
            "integer" => integer(None, None),
            "long" => integer(Some(i64::MIN.into()), Some(i64::MAX.into())),
            "int" => integer(Some(i32::MIN.into()), Some(i32::MAX.into())),
            "short" => integer(Some(i16::MIN.into()), Some(i16::MAX.into())),
            "byte" => integer(Some(i8::MIN.into()), Some(i8::MAX.into())),
            "nonNegativeInteger" => integer(Some(0), None),
            "positiveInteger" => integer(Some(1), None),
            "nonPositiveInteger" => integer(None, Some(0)),
            "negativeInteger" => integer(None, Some(-1)),
            "unsignedLong" => integer(Some(0), Some(u64::MAX.into())),
            "unsignedInt" => integer(Some(0), Some(u32::MAX.into())),
            "unsignedShort" => integer(Some(0), Some(u16::MAX.into())),
            "unsignedByte" => integer(Some(0), Some(u8::MAX.into())),
            "double" | "float" => Self::Floating,
            "dateTime" => Self::DateTime,
            "dateTimeStamp" => Self::DateTimeStamp,
            "date" => Self::Date,
            "time" => Self::Time,
            "gYear" => Self::GYear,
            "gYearMonth" => Self::GYearMonth,
            "gMonth" => Self::GMonth,
            "gMonthDay" => Self::GMonthDay,
            "gDay" => Self::GDay,
            "duration" => Self::Duration,
            "yearMonthDuration" => Self::YearMonthDuration,
            "dayTimeDuration" => Self::DayTimeDuration,
            "hexBinary" => Self::HexBinary,
            "base64Binary" => Self::Base64Binary,
            "normalizedString" => Self::NormalizedString,
            "token" => Self::Token,
            "language" => Self::Language,
            "Name" => Self::Name,
            "NCName" => Self::NcName,
            "NMTOKEN" => Self::NmToken,
            _ => Self::Any,
        }
    }

    pub(crate) fn is_well_formed(self, text: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Boolean => matches!(text, "true" | "false" | "1" | "0"),
            Self::Decimal => is_decimal(unsigned(text)),
            Self::Integer(range) => range.contains(text),
            Self::Floating => is_floating(text),
            Self::DateTime => text.parse::<DateTime>().is_ok(),
            Self::DateTimeStamp => {
                let date_time = text.parse::<DateTime>();
                date_time.is_ok_and(|value| value.timezone_offset().is_some())
            }
            Self::Date => text.parse::<Date>().is_ok(),
            Self::Time => text.parse::<Time>().is_ok(),
            Self::GYear => text.parse::<GYear>().is_ok(),
            Self::GYearMonth => text.parse::<GYearMonth>().is_ok(),
            Self::GMonth => text.parse::<GMonth>().is_ok(),
            Self::GMonthDay => text.parse::<GMonthDay>().is_ok(),
            Self::GDay => text.parse::<GDay>().is_ok(),
            // The parser lets a `T` pass that no time follows.
            Self::Duration => !text.ends_with('T') && text.parse::<Duration>().is_ok(),
            Self::YearMonthDuration => text.parse::<YearMonthDuration>().is_ok(),
            Self::DayTimeDuration => !text.ends_with('T') && text.parse::<DayTimeDuration>().is_ok(),
            Self::HexBinary => {
                text.len().is_multiple_of(2) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
            }
            Self::Base64Binary => is_base64(text),
            Self::NormalizedString => !text.contains(['\t', '\n', '\r']),
            Self::Token => {
                !text.contains(['\t', '\n', '\r'])
                    && !text.contains("  ")
                    && !text.starts_with(' ')
                    && !text.ends_with(' ')
            }
            Self::Language => is_language(text),
            Self::Name => text.starts_with(is_name_start) && text.chars().all(is_name_character),
            Self::NcName => {
                let characters = text.chars().all(|c| c != ':' && is_name_character(c));
                text.starts_with(is_name_start) && characters
            }
            Self::NmToken => !text.is_empty() && text.chars().all(is_name_character),
        }
    }
}

impl IntegerRange {
    fn contains(self, text: &str) -> bool {
        let digits = unsigned(text);
        if !is_digits(digits) {
            return false;
        }
        if self.min.is_none() && self.max.is_none() {
            return true;
        }
        let negative = text.starts_with('-');
        let Ok(value) = text.strip_prefix('+').unwrap_or(text).parse::<i128>() else {
            // Beyond 128 bits only the side without limit is open.
            return if negative {
                self.min.is_none()
            } else {
                self.max.is_none()
            };
        };
        self.min.is_none_or(|min| value >= min) && self.max.is_none_or(|max| value <= max)
    }
}

fn unsigned(text: &str) -> &str {
    text.strip_prefix(['+', '-']).unwrap_or(text)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_decimal(text: &str) -> bool {
    match text.split_once('.') {
        None => is_digits(text),
        Some((whole, "")) => is_digits(whole),
        Some((whole, fraction)) => (whole.is_empty() || is_digits(whole)) && is_digits(fraction),
    }
}

fn is_floating(text: &str) -> bool {
    if matches!(text, "INF" | "+INF" | "-INF" | "NaN") {
        return true;
    }
    match text.split_once(['e', 'E']) {
        None => is_decimal(unsigned(text)),
        Some((mantissa, exponent)) => is_decimal(unsigned(mantissa)) && is_digits(unsigned(exponent)),
    }
}

fn is_base64(text: &str) -> bool {
    let mut digits = 0;
    let mut padding = 0;
    for byte in text.bytes() {
        match byte {
            b' ' => {}
            b'=' => padding += 1,
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' if padding == 0 => digits += 1,
            _ => return false,
        }
    }
    padding <= 2 && (digits + padding) % 4 == 0
}

fn is_language(text: &str) -> bool {
    text.split('-').enumerate().all(|(at, part)| {
        let characters = part
            .bytes()
            .all(|byte| byte.is_ascii_alphabetic() || (at > 0 && byte.is_ascii_digit()));
        (1..=8).contains(&part.len()) && characters
    })
}

/// `NameStartChar` of XML 1.0.
fn is_name_start(character: char) -> bool {
    matches!(character, ':' | '_' | 'A'..='Z' | 'a'..='z' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}'
        | '\u{F8}'..='\u{2FF}' | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}'
        | '\u{2070}'..='\u{218F}' | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}'
        | '\u{FDF0}'..='\u{FFFD}' | '\u{10000}'..='\u{EFFFF}')
}

/// `NameChar` of XML 1.0.
fn is_name_character(character: char) -> bool {
    is_name_start(character)
        || matches!(character, '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

/// The value of a literal that has an order among others of its sort.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum LiteralValue {
    Decimal(Decimal),
    Float(Float),
    Double(Double),
    Boolean(bool),
    Text(Box<str>),
    DateTime(DateTime),
    Date(Date),
    Time(Time),
    GYear(GYear),
    GYearMonth(GYearMonth),
    GMonth(GMonth),
    GMonthDay(GMonthDay),
    GDay(GDay),
    Duration(Duration),
}

impl LiteralValue {
    /// The value of a well-formed literal; `None` for IRIs, blank nodes, texts with a language and unknown datatypes.
    pub(crate) fn parse(term: Term<'_>) -> Option<Self> {
        let Term::Literal {
            value: text,
            datatype,
            language: None,
        } = term
        else {
            return None;
        };
        if datatype == XSD_STRING {
            return Some(Self::Text(text.into()));
        }
        let form = Datatype::from_iri(datatype);
        if form == Datatype::Any || !form.is_well_formed(text) {
            return None;
        }
        match form {
            // A number that is too long for a decimal is compared with the precision of a double.
            Datatype::Decimal | Datatype::Integer(_) => match text.parse() {
                Ok(decimal) => Some(Self::Decimal(decimal)),
                Err(_) => text.parse().ok().map(Self::Double),
            },
            Datatype::Floating if datatype.ends_with("float") => text.parse().ok().map(Self::Float),
            Datatype::Floating => text.parse().ok().map(Self::Double),
            Datatype::Boolean => Some(Self::Boolean(matches!(text, "true" | "1"))),
            Datatype::DateTime | Datatype::DateTimeStamp => text.parse().ok().map(Self::DateTime),
            Datatype::Date => text.parse().ok().map(Self::Date),
            Datatype::Time => text.parse().ok().map(Self::Time),
            Datatype::GYear => text.parse().ok().map(Self::GYear),
            Datatype::GYearMonth => text.parse().ok().map(Self::GYearMonth),
            Datatype::GMonth => text.parse().ok().map(Self::GMonth),
            Datatype::GMonthDay => text.parse().ok().map(Self::GMonthDay),
            Datatype::GDay => text.parse().ok().map(Self::GDay),
            Datatype::Duration | Datatype::YearMonthDuration | Datatype::DayTimeDuration => {
                text.parse().ok().map(Self::Duration)
            }
            Datatype::NormalizedString
            | Datatype::Token
            | Datatype::Language
            | Datatype::Name
            | Datatype::NcName
            | Datatype::NmToken => Some(Self::Text(text.into())),
            Datatype::Any | Datatype::HexBinary | Datatype::Base64Binary => None,
        }
    }

    /// The order by SPARQL's `<` (<https://www.w3.org/TR/sparql11-query/#OperatorMapping>); `None` when the two cannot
    /// be compared, as a time with and one without time zone sometimes cannot.
    pub(crate) fn compare(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Decimal(left), Self::Decimal(right)) => left.partial_cmp(right),
            (Self::Float(left), Self::Float(right)) => left.partial_cmp(right),
            (Self::Float(left), Self::Decimal(right)) => left.partial_cmp(&Float::from(*right)),
            (Self::Decimal(left), Self::Float(right)) => Float::from(*left).partial_cmp(right),
            (Self::Boolean(left), Self::Boolean(right)) => left.partial_cmp(right),
            (Self::Text(left), Self::Text(right)) => left.partial_cmp(right),
            (Self::DateTime(left), Self::DateTime(right)) => left.partial_cmp(right),
            (Self::Date(left), Self::Date(right)) => left.partial_cmp(right),
            (Self::Time(left), Self::Time(right)) => left.partial_cmp(right),
            (Self::GYear(left), Self::GYear(right)) => left.partial_cmp(right),
            (Self::GYearMonth(left), Self::GYearMonth(right)) => left.partial_cmp(right),
            (Self::GMonth(left), Self::GMonth(right)) => left.partial_cmp(right),
            (Self::GMonthDay(left), Self::GMonthDay(right)) => left.partial_cmp(right),
            (Self::GDay(left), Self::GDay(right)) => left.partial_cmp(right),
            (Self::Duration(left), Self::Duration(right)) => left.partial_cmp(right),
            _ => self.as_double()?.partial_cmp(&other.as_double()?),
        }
    }

    fn as_double(&self) -> Option<Double> {
        match self {
            Self::Decimal(value) => Some((*value).into()),
            Self::Float(value) => Some((*value).into()),
            Self::Double(value) => Some(*value),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(datatype: &str, well_formed: &[&str], ill_formed: &[&str]) {
        let form = Datatype::from_iri(&format!("{}{datatype}", xsd::NAMESPACE));
        for text in well_formed {
            assert!(form.is_well_formed(text), "{text:?} is an xsd:{datatype}");
        }
        for text in ill_formed {
            assert!(!form.is_well_formed(text), "{text:?} is no xsd:{datatype}");
        }
    }

    #[test]
    fn spellings() {
        forms("boolean", &["true", "0"], &["TRUE", "", "yes"]);
        forms(
            "decimal",
            &["1", "-1.5", "+.5", "1."],
            &["", ".", "1e3", "1,5", " 1"],
        );
        forms(
            "integer",
            &["-0", "+12", "123456789012345678901234567890123456789012345"],
            &["1.0", "", "+", "0x1"],
        );
        forms("byte", &["-128", "+127"], &["128", "300", "c"]);
        forms(
            "nonNegativeInteger",
            &["0", "-0", "99999999999999999999999999999999999999999999"],
            &["-1", "-99999999999999999999999999999999999999999999"],
        );
        forms(
            "double",
            &["1e5", "-INF", "NaN", "1.5E-3"],
            &["inf", "nan", "infinity", "e5", "1e"],
        );
        forms(
            "dateTime",
            &["2024-02-29T00:00:00", "2024-01-01T24:00:00Z"],
            &["2023-02-29T00:00:00", "2024-01-01"],
        );
        forms(
            "dateTimeStamp",
            &["2024-01-01T00:00:00Z"],
            &["2024-01-01T00:00:00"],
        );
        forms(
            "date",
            &["2024-02-29", "2024-01-01+01:00"],
            &["2024-2-1", "01.02.2024", ""],
        );
        forms("gYear", &["2024", "-0044"], &["24", "2024-01"]);
        forms(
            "duration",
            &["P1Y", "PT0S", "-P1D"],
            &["P", "PT", "P1DT", "1D", ""],
        );
        forms("hexBinary", &["", "0aFF"], &["0", "xy"]);
        forms("base64Binary", &["", "YQ==", "YWI="], &["YQ", "Y===", "=YQ="]);
        forms("language", &["de", "de-AT"], &["", "de_AT", "123"]);
        forms("NCName", &["a-b"], &["a:b", "1a", ""]);
        forms("anyURI", &["", "anything goes"], &[]);
    }

    fn literal(value: &'static str, datatype: &'static str) -> LiteralValue {
        let datatype = format!("{}{datatype}", xsd::NAMESPACE);
        let term = Term::Literal {
            value,
            datatype: &datatype,
            language: None,
        };
        LiteralValue::parse(term).unwrap()
    }

    #[test]
    fn numbers_compare_across_their_types() {
        let order = |a: LiteralValue, b: LiteralValue| a.compare(&b);
        let less = Some(Ordering::Less);
        assert_eq!(order(literal("1", "integer"), literal("1.5", "decimal")), less);
        assert_eq!(order(literal("1", "byte"), literal("1e1", "double")), less);
        assert_eq!(order(literal("1", "float"), literal("2", "double")), less);
        assert_eq!(
            order(
                literal("9", "integer"),
                literal("99999999999999999999999999", "integer")
            ),
            less
        );
        assert_eq!(order(literal("NaN", "double"), literal("1", "integer")), None);
        assert_eq!(order(literal("1", "integer"), literal("true", "boolean")), None);
    }

    #[test]
    fn times_with_and_without_zone_compare_only_far_apart() {
        let zoned = literal("2002-10-10T12:00:00-05:00", "dateTime");
        assert_eq!(literal("2002-10-10T12:00:00", "dateTime").compare(&zoned), None);
        assert_eq!(
            literal("2002-10-08T12:00:00", "dateTime").compare(&zoned),
            Some(Ordering::Less)
        );
    }
}
