//! What is asked for: a verb and its arguments
//! ([§4](https://www.openarchives.org/OAI/openarchivesprotocol.html#ProtocolMessages)).

use super::time::UtcDateTime;
use super::{Code, MetadataFormat, Refusal};
use crate::feed::Period;

/// A request that can be answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// What repository this is.
    Identify,
    /// In which forms records can be had: all of them, or those of one item.
    ListMetadataFormats {
        /// The item.
        identifier: Option<String>,
    },
    /// The cities.
    ListSets,
    /// One record.
    GetRecord {
        /// The item.
        identifier: String,
        /// The form.
        format: MetadataFormat,
    },
    /// `ListIdentifiers` and `ListRecords`.
    List(Listing),
}

/// A list, or what comes next of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// How much of each record.
    pub part: Part,
    /// The form of the records.
    pub format: MetadataFormat,
    /// When they changed.
    pub period: Period,
    /// The short name of the city; `None`: of all.
    pub set: Option<String>,
    /// The edition that the list began in; `None` at its beginning.
    pub edition: Option<String>,
    /// How many items of the list went before.
    pub cursor: usize,
}

/// How much of each record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The header.
    Headers,
    /// Everything.
    Records,
}

impl Part {
    /// The verb that asks for it.
    #[must_use]
    pub fn verb(self) -> &'static str {
        match self {
            Self::Headers => "ListIdentifiers",
            Self::Records => "ListRecords",
        }
    }
}

const VERBS: [(&str, &[&str]); 6] = [
    ("Identify", &[]),
    ("ListMetadataFormats", &["identifier"]),
    ("ListSets", &["resumptionToken"]),
    ("GetRecord", &["identifier", "metadataPrefix"]),
    ("ListIdentifiers", LIST),
    ("ListRecords", LIST),
];

const LIST: &[&str] = &["from", "until", "set", "resumptionToken", "metadataPrefix"];

impl Request {
    /// Reads the arguments of a request.
    ///
    /// # Errors
    /// Everything that is wrong with it, by the names of the protocol.
    pub fn of(arguments: &[(String, String)]) -> Result<Self, Vec<Refusal>> {
        let verb = verb(arguments).map_err(|refusal| vec![refusal])?;
        let Some((_, known)) = VERBS.iter().find(|(name, _)| *name == verb) else {
            return Err(vec![bad_verb(
                "Dieses Verb gibt es nicht.",
                "There is no such verb.",
            )]);
        };
        let arguments = Arguments(arguments);
        let wrong = arguments.wrong(known);
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let request = match verb {
            "Identify" => Ok(Self::Identify),
            "ListMetadataFormats" => arguments
                .identifier()
                .map(|identifier| Self::ListMetadataFormats { identifier }),
            // There are few enough cities for one list, so that no token was ever given.
            "ListSets" if arguments.get("resumptionToken").is_some() => Err(Refusal::bad_token()),
            "ListSets" => Ok(Self::ListSets),
            "GetRecord" => arguments.one_record(),
            "ListIdentifiers" => arguments.listing(Part::Headers).map(Self::List),
            _ => arguments.listing(Part::Records).map(Self::List),
        };
        request.map_err(|refusal| vec![refusal])
    }
}

/// The one verb there is.
fn verb(arguments: &[(String, String)]) -> Result<&str, Refusal> {
    let mut verbs = arguments.iter().filter(|(name, _)| name == "verb");
    match (verbs.next(), verbs.next()) {
        (Some((_, verb)), None) => Ok(verb),
        (None, _) => Err(bad_verb(
            "Es fehlt die Angabe „verb“.",
            "The argument “verb” is missing.",
        )),
        (Some(_), Some(_)) => Err(bad_verb(
            "Die Angabe „verb“ steht mehr als einmal da.",
            "The argument “verb” is given more than once.",
        )),
    }
}

fn bad_verb(de: &str, en: &str) -> Refusal {
    Refusal::new(Code::BadVerb, de, en)
}

fn bad_argument(de: impl Into<String>, en: impl Into<String>) -> Refusal {
    Refusal::new(Code::BadArgument, de, en)
}

struct Arguments<'a>(&'a [(String, String)]);

impl<'a> Arguments<'a> {
    /// What may not be there, or not more than once.
    fn wrong(&self, known: &[&str]) -> Vec<Refusal> {
        let mut wrong = Vec::new();
        if self
            .0
            .iter()
            .any(|(name, _)| name != "verb" && !known.contains(&name.as_str()))
        {
            let list = if known.is_empty() {
                "–".to_owned()
            } else {
                known.join(", ")
            };
            wrong.push(bad_argument(
                format!("Eine Angabe gehört nicht hierher. Möglich sind außer „verb“: {list}."),
                format!("An argument does not belong here. Possible beside “verb” are: {list}."),
            ));
        }
        for name in known {
            if self.0.iter().filter(|(given, _)| given == name).count() > 1 {
                wrong.push(bad_argument(
                    format!("Die Angabe „{name}“ steht mehr als einmal da."),
                    format!("The argument “{name}” is given more than once."),
                ));
            }
        }
        let is_exclusive = self.get("resumptionToken").is_none() || self.0.len() <= 2;
        if wrong.is_empty() && !is_exclusive {
            wrong.push(bad_argument(
                "Neben „resumptionToken“ darf nur „verb“ stehen.",
                "Beside “resumptionToken” there may be nothing but “verb”.",
            ));
        }
        wrong
    }

    fn get(&self, name: &str) -> Option<&'a str> {
        let found = self.0.iter().find(|(given, _)| given == name);
        found.map(|(_, value)| value.as_str())
    }

    fn required(&self, name: &str) -> Result<&'a str, Refusal> {
        self.get(name).ok_or_else(|| {
            bad_argument(
                format!("Es fehlt die Angabe „{name}“."),
                format!("The argument “{name}” is missing."),
            )
        })
    }

    /// The identifier, which is a URI.
    fn identifier(&self) -> Result<Option<String>, Refusal> {
        let Some(identifier) = self.get("identifier") else {
            return Ok(None);
        };
        let is_character =
            |c: char| !c.is_control() && !c.is_whitespace() && !"<>\"{}|\\^`\u{fffe}\u{ffff}".contains(c);
        if identifier.contains(':') && identifier.chars().all(is_character) {
            Ok(Some(identifier.to_owned()))
        } else {
            Err(bad_argument(
                "Die Angabe „identifier“ ist keine Adresse (URI).",
                "The argument “identifier” is no URI.",
            ))
        }
    }

    fn one_record(&self) -> Result<Request, Refusal> {
        self.required("identifier")?;
        let format = self.format()?;
        let identifier = self.identifier()?.unwrap_or_default();
        Ok(Request::GetRecord { identifier, format })
    }

    fn format(&self) -> Result<MetadataFormat, Refusal> {
        let prefix = self.required("metadataPrefix")?;
        if !is_name(prefix) {
            return Err(bad_argument(
                "Die Angabe „metadataPrefix“ ist kein Name eines Formats.",
                "The argument “metadataPrefix” is no name of a format.",
            ));
        }
        MetadataFormat::of_prefix(prefix).ok_or_else(|| {
            let known = MetadataFormat::ALL.map(MetadataFormat::prefix).join(", ");
            Refusal::new(
                Code::CannotDisseminateFormat,
                format!("Dieses Format gibt es nicht. Möglich sind: {known}."),
                format!("There is no such format. Possible are: {known}."),
            )
        })
    }

    fn listing(&self, part: Part) -> Result<Listing, Refusal> {
        if let Some(token) = self.get("resumptionToken") {
            return Listing::of_token(part, token).ok_or_else(Refusal::bad_token);
        }
        self.required("metadataPrefix")?;
        let period = self.period()?;
        let set = self.get("set");
        if set.is_some_and(|set| !set.split(':').all(is_name)) {
            return Err(bad_argument(
                "Die Angabe „set“ ist kein Kurzname einer Kommune.",
                "The argument “set” is no short name of a city.",
            ));
        }
        Ok(Listing {
            part,
            format: self.format()?,
            period,
            set: set.map(str::to_owned),
            edition: None,
            cursor: 0,
        })
    }

    /// From when to when ([§2.7.1](https://www.openarchives.org/OAI/openarchivesprotocol.html#Datestamp)).
    fn period(&self) -> Result<Period, Refusal> {
        let from = self.time("from")?;
        let until = self.time("until")?;
        if let (Some(from), Some(until)) = (from, until) {
            if from.granularity != until.granularity {
                return Err(bad_argument(
                    "Die Angaben „from“ und „until“ müssen gleich genau sein.",
                    "The arguments “from” and “until” must have the same granularity.",
                ));
            }
            if from.first > until.last {
                return Err(bad_argument(
                    "Die Angabe „from“ liegt nach „until“.",
                    "The argument “from” is later than “until”.",
                ));
            }
        }
        Ok(Period {
            from: from.map(|from| from.first),
            until: until.map(|until| until.last),
        })
    }

    fn time(&self, name: &str) -> Result<Option<UtcDateTime>, Refusal> {
        let Some(text) = self.get(name) else {
            return Ok(None);
        };
        let time = UtcDateTime::parse(text).ok_or_else(|| {
            bad_argument(
                format!("Die Angabe „{name}“ ist kein Zeitpunkt. Möglich sind 2026-03-01 und 2026-03-01T08:00:00Z."),
                format!("The argument “{name}” is no time. Possible are 2026-03-01 and 2026-03-01T08:00:00Z."),
            )
        })?;
        Ok(Some(time))
    }
}

/// The characters of `metadataPrefix` and of a part of `setSpec`.
fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(query: &str) -> Result<Request, Vec<&'static str>> {
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        let arguments: Vec<(String, String)> = pairs
            .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        Request::of(&arguments)
            .map_err(|refusals| refusals.iter().map(|refusal| refusal.code.name()).collect())
    }

    #[test]
    fn each_verb_takes_its_own_arguments() {
        assert_eq!(of("verb=Identify"), Ok(Request::Identify));
        assert_eq!(of("verb=ListSets"), Ok(Request::ListSets));
        assert_eq!(
            of("verb=ListMetadataFormats"),
            Ok(Request::ListMetadataFormats { identifier: None })
        );
        assert_eq!(
            of("identifier=urn:a&metadataPrefix=oai_dc&verb=GetRecord"),
            Ok(Request::GetRecord {
                identifier: "urn:a".to_owned(),
                format: MetadataFormat::OaiDc
            })
        );
        let Ok(Request::List(listing)) =
            of("verb=ListRecords&metadataPrefix=dcat_ap&from=2026-03-01&until=2026-03-01&set=mainz")
        else {
            panic!("a list");
        };
        assert_eq!(listing.set.as_deref(), Some("mainz"));
        let length = listing.period.until.unwrap().as_second() - listing.period.from.unwrap().as_second();
        assert_eq!(length, 86_399, "the whole day");
    }

    #[test]
    fn wrong_requests_are_refused_by_the_protocols_names() {
        for (query, code) in [
            ("", "badVerb"),
            ("verb=", "badVerb"),
            ("verb=identify", "badVerb"),
            ("verb=Identify&verb=Identify", "badVerb"),
            ("Verb=Identify", "badVerb"),
            ("verb=Identify&set=mainz", "badArgument"),
            ("verb=Identify&pretty", "badArgument"),
            ("verb=ListSets&resumptionToken=1", "badResumptionToken"),
            ("verb=ListSets&resumptionToken=1&set=a", "badArgument"),
            ("verb=GetRecord", "badArgument"),
            ("verb=GetRecord&identifier=urn:a", "badArgument"),
            ("verb=GetRecord&metadataPrefix=oai_dc", "badArgument"),
            ("verb=GetRecord&identifier=x&metadataPrefix=oai_dc", "badArgument"),
            (
                "verb=GetRecord&identifier=urn:a&metadataPrefix=marc21",
                "cannotDisseminateFormat",
            ),
            ("verb=ListRecords", "badArgument"),
            ("verb=ListRecords&metadataPrefix=", "badArgument"),
            ("verb=ListRecords&metadataPrefix=a b", "badArgument"),
            (
                "verb=ListRecords&metadataPrefix=marc21",
                "cannotDisseminateFormat",
            ),
            (
                "verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=oai_dc",
                "badArgument",
            ),
            ("verb=ListRecords&metadataPrefix=oai_dc&from=2026", "badArgument"),
            ("verb=ListRecords&metadataPrefix=oai_dc&until=", "badArgument"),
            (
                "verb=ListRecords&metadataPrefix=oai_dc&from=2026-03-01&until=2026-03-02T00:00:00Z",
                "badArgument",
            ),
            (
                "verb=ListRecords&metadataPrefix=oai_dc&from=2026-03-02&until=2026-03-01",
                "badArgument",
            ),
            ("verb=ListRecords&metadataPrefix=oai_dc&set=", "badArgument"),
            (
                "verb=ListRecords&metadataPrefix=oai_dc&set=mainz::a",
                "badArgument",
            ),
            (
                "verb=ListRecords&resumptionToken=x&metadataPrefix=oai_dc",
                "badArgument",
            ),
            ("verb=ListRecords&resumptionToken=", "badResumptionToken"),
            (
                "verb=ListIdentifiers&identifier=urn:a&metadataPrefix=oai_dc",
                "badArgument",
            ),
        ] {
            assert_eq!(of(query), Err(vec![code]), "{query}");
        }
        let twice = of("verb=ListRecords&metadataPrefix=oai_dc&page=2&from=2026-03-01&from=2026-03-01");
        assert_eq!(
            twice,
            Err(vec!["badArgument", "badArgument"]),
            "all that is wrong"
        );
    }
}
