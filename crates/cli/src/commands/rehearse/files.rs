//! Files as they stand: one of RDF byte for byte, anything else as the RDF it means, on one page.

use std::path::Path;

use kolophon_dcat::{Charset, Document, Format, PREFIXES, WriteOptions, decode, write};
use kolophon_publish::reading::{Reading, is_officers_file};
use kolophon_publish::rehearse::{Harvester, Rehearsal, StaticPage, rehearse};

use super::wording;
use crate::commands::validate;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::{Input, unreadable};
use crate::link::Exchange;

/// Where files stand that stand nowhere yet.
const NOWHERE: &str = "https://daten.kommune.example";

pub(super) fn rehearsed(
    path: &Path,
    harvester: Harvester,
    previous: Option<&Rehearsal>,
) -> Result<Rehearsal, Failure> {
    let page = page(path)?;
    // A saved page may name a next one, which is then fetched from where it is.
    let mut exchange = Exchange::reaching(&page.address);
    let mut pages = StaticPage::new(&mut exchange);
    pages.add(page.address.clone(), page.format.media_type(), page.body);
    let mut rehearsal = rehearse(harvester, &page.address, &mut pages, previous)
        .map_err(|error| wording::unreachable(&error))?;
    rehearsal.source = path.display().to_string();
    Ok(rehearsal)
}

struct Page {
    address: String,
    format: Format,
    body: Vec<u8>,
}

fn page(path: &Path) -> Result<Page, Failure> {
    let catalogues: Vec<_> = validate::catalogues(&[path.to_owned()])?
        .into_iter()
        .map(|catalogue| (Input::read(&catalogue.paths).refuse_empty(), catalogue.defaults))
        .collect();
    let documents: Vec<&Document> = catalogues
        .iter()
        .flat_map(|(input, _)| &input.documents)
        .collect();
    if let [document] = documents.as_slice()
        && !is_officers_file(document)
        && let Some((format, body)) = as_it_stands(document)
    {
        return Ok(Page {
            address: format!("{NOWHERE}/catalog.{}", format.extension()),
            format,
            body,
        });
    }
    let mut reading = Reading::default();
    let mut unread = Vec::new();
    for (input, defaults) in &catalogues {
        unread.extend(input.unreadable.iter().cloned());
        reading.add(&input.documents, defaults);
    }
    unread.append(&mut reading.unreadable);
    unread.extend(reading.material.unreadable().iter().map(unreadable));
    if let Some(first) = unread.first() {
        let (name, message) = (&first.file, &first.message);
        return Err(Failure::new(
            Exit::Unreadable,
            format!("{name}: {} Ohne diese Datei sagt eine Probe nichts.", message.de),
            format!(
                "{name}: {} Without this file a rehearsal says nothing.",
                message.en
            ),
        ));
    }
    let graph = std::mem::take(reading.material.builder()).finish();
    let options = WriteOptions {
        format: Format::RdfXml,
        prefixes: PREFIXES,
        charset: Charset::Ascii,
    };
    let text = write(&graph, &options).map_err(std::io::Error::other)?;
    Ok(Page {
        address: format!("{NOWHERE}/catalog.rdf"),
        format: Format::RdfXml,
        body: text.into_bytes(),
    })
}

/// The bytes and the syntax that a server would name.
fn as_it_stands(document: &Document) -> Option<(Format, Vec<u8>)> {
    let bytes = document.bytes().ok()?.into_owned();
    let by_name = Format::of_file_name(&document.name);
    let format = by_name.or_else(|| {
        let decoded = decode(document).ok()?;
        Format::of_content(&decoded.text)
    })?;
    Some((format, bytes))
}
