//! The answers: what [OAI-PMH.xsd](http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd) describes, in ASCII.

use jiff::Timestamp;
use kolophon_dcat::{Charset, Format, PREFIXES, WriteOptions, write};
use kolophon_diagnostic::Language;
use kolophon_store::City;
use thiserror::Error;

use super::{Code, Listing, MetadataFormat, Part, Refusal, dublin_core, time};
use crate::feed::{Edition, Fate, FeedError, Fragment, Item};
use crate::xml::{push_attribute, push_element, push_text};

const ROOT: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
     <OAI-PMH xmlns=\"http://www.openarchives.org/OAI/2.0/\" \
     xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
     xsi:schemaLocation=\"http://www.openarchives.org/OAI/2.0/ http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd\">\n";

/// What the repository says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repository {
    /// Its name for people.
    pub name: String,
    /// Its address, without a query.
    pub base_url: String,
    /// The mail address of who keeps it.
    pub admin_email: String,
    /// How many items a list gives at once.
    pub page_size: usize,
}

/// Why a record cannot be written. Nothing may be answered then: what is missing in a list is missing for ever.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ResponseError {
    /// What is kept of it cannot be read.
    #[error("a record cannot be read")]
    Feed(#[from] FeedError),
    /// XML cannot hold it.
    #[error("the record {iri} cannot be written")]
    Write {
        /// The record.
        iri: String,
        /// The cause.
        source: kolophon_dcat::WriteError,
    },
}

/// A response that is being written.
#[derive(Clone, Copy, Debug)]
pub struct Response<'a> {
    /// Who answers.
    pub repository: &'a Repository,
    /// When, to be given to the harvester.
    pub now: Timestamp,
    /// What was asked.
    pub arguments: &'a [(String, String)],
    /// The language of messages.
    pub language: Language,
}

impl Response<'_> {
    /// What is wrong with the request.
    #[must_use]
    pub fn refuse(&self, refusals: &[Refusal]) -> String {
        // What could not be understood is not repeated.
        let is_understood = |refusal: &Refusal| !matches!(refusal.code, Code::BadVerb | Code::BadArgument);
        let arguments = if refusals.iter().all(is_understood) {
            self.arguments
        } else {
            &[]
        };
        let mut out = self.head(arguments);
        for refusal in refusals {
            out.push_str("<error");
            push_attribute("code", refusal.code.name(), &mut out);
            out.push('>');
            push_text(refusal.message.in_language(self.language), &mut out);
            out.push_str("</error>\n");
        }
        out.push_str("</OAI-PMH>\n");
        out
    }

    /// `Identify`; `earliest` is a time before which nothing changed.
    #[must_use]
    pub fn identify(&self, earliest: Timestamp) -> String {
        let repository = self.repository;
        self.answer("Identify", |out| {
            push_element("repositoryName", &repository.name, out);
            push_element("baseURL", &repository.base_url, out);
            push_element("protocolVersion", "2.0", out);
            push_element("adminEmail", &repository.admin_email, out);
            push_element("earliestDatestamp", &time::write(earliest), out);
            push_element("deletedRecord", "persistent", out);
            push_element("granularity", "YYYY-MM-DDThh:mm:ssZ", out);
            push_element("compression", "gzip", out);
        })
    }

    /// `ListMetadataFormats`.
    #[must_use]
    pub fn list_metadata_formats(&self) -> String {
        self.answer("ListMetadataFormats", |out| {
            for format in MetadataFormat::ALL {
                out.push_str("<metadataFormat>\n");
                push_element("metadataPrefix", format.prefix(), out);
                push_element("schema", format.schema(), out);
                push_element("metadataNamespace", format.namespace(), out);
                out.push_str("</metadataFormat>\n");
            }
        })
    }

    /// `ListSets`: the cities.
    #[must_use]
    pub fn list_sets<'c>(&self, cities: impl IntoIterator<Item = &'c City>) -> String {
        self.answer("ListSets", |out| {
            for city in cities {
                out.push_str("<set>\n");
                push_element("setSpec", &city.slug, out);
                push_element("setName", &city.name, out);
                out.push_str("</set>\n");
            }
        })
    }

    /// `GetRecord`.
    ///
    /// # Errors
    /// When the record cannot be written.
    pub fn get_record(&self, item: &Item<'_>, format: MetadataFormat) -> Result<String, ResponseError> {
        let mut record = String::new();
        push_record(item, format, &mut record)?;
        Ok(self.answer("GetRecord", |out| out.push_str(&record)))
    }

    /// `ListIdentifiers` and `ListRecords`: what comes at the cursor, with the token for what comes behind it; and how many
    /// items the whole list has, none when it is refused.
    ///
    /// # Errors
    /// When a record cannot be written.
    pub fn list(&self, listing: &Listing, edition: &Edition) -> Result<(String, usize), ResponseError> {
        let items = edition.items(listing.period);
        let end = listing.cursor.saturating_add(self.repository.page_size.max(1));
        let page = items
            .get(listing.cursor..end.min(items.len()))
            .unwrap_or_default();
        if page.is_empty() {
            let refusal = if listing.edition.is_some() {
                Refusal::bad_token()
            } else {
                Refusal::nothing_matches()
            };
            return Ok((self.refuse(&[refusal]), 0));
        }
        let mut list = String::new();
        for item in page {
            match listing.part {
                Part::Headers => push_header(item, &mut list),
                Part::Records => push_record(item, listing.format, &mut list)?,
            }
        }
        // The end of a list that came in pieces is an empty token; a list in one piece has none.
        if page.len() < items.len() {
            list.push_str("<resumptionToken");
            push_attribute("completeListSize", &items.len().to_string(), &mut list);
            push_attribute("cursor", &listing.cursor.to_string(), &mut list);
            list.push('>');
            if end < items.len() {
                push_text(&listing.token(&edition.name(), end), &mut list);
            }
            list.push_str("</resumptionToken>\n");
        }
        let text = self.answer(listing.part.verb(), |out| out.push_str(&list));
        Ok((text, items.len()))
    }

    fn answer(&self, verb: &str, content: impl FnOnce(&mut String)) -> String {
        let mut out = self.head(self.arguments);
        out.extend(["<", verb, ">\n"]);
        content(&mut out);
        out.extend(["</", verb, ">\n</OAI-PMH>\n"]);
        out
    }

    fn head(&self, arguments: &[(String, String)]) -> String {
        let mut out = ROOT.to_owned();
        push_element("responseDate", &time::write(self.now), &mut out);
        out.push_str("<request");
        for (name, value) in arguments {
            push_attribute(name, value, &mut out);
        }
        out.push('>');
        push_text(&self.repository.base_url, &mut out);
        out.push_str("</request>\n");
        out
    }
}

fn push_record(item: &Item<'_>, format: MetadataFormat, out: &mut String) -> Result<(), ResponseError> {
    out.push_str("<record>\n");
    push_header(item, out);
    if let Fate::Published(fragment) = item.fate {
        out.push_str("<metadata>\n");
        push_metadata(fragment, &item.iri(), format, out)?;
        out.push_str("</metadata>\n");
    }
    out.push_str("</record>\n");
    Ok(())
}

fn push_header(item: &Item<'_>, out: &mut String) {
    out.push_str("<header");
    if let Fate::Departed(_) = item.fate {
        push_attribute("status", "deleted", out);
    }
    out.push_str(">\n");
    push_element("identifier", &item.iri(), out);
    push_element("datestamp", &time::write(item.changed()), out);
    push_element("setSpec", item.city(), out);
    out.push_str("</header>\n");
}

fn push_metadata(
    fragment: &Fragment,
    iri: &str,
    format: MetadataFormat,
    out: &mut String,
) -> Result<(), ResponseError> {
    let graph = fragment.graph(format.profile())?;
    if format == MetadataFormat::OaiDc {
        dublin_core::push(&graph, iri, out);
        return Ok(());
    }
    let options = WriteOptions {
        format: Format::RdfXml,
        prefixes: PREFIXES,
        charset: Charset::Ascii,
    };
    let document = write(&graph, &options).map_err(|source| ResponseError::Write {
        iri: iri.to_owned(),
        source,
    })?;
    // A declaration can stand at the beginning of a document only.
    let element = document.find("<rdf:RDF").and_then(|at| document.get(at..));
    out.push_str(element.unwrap_or(&document));
    Ok(())
}
