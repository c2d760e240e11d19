//! The resources of a package as `dcat:Distribution`s.

use std::slice;

use kolophon_dcat::vocab::{adms, dcat, dcatap, dcatde, dcterms, spdx, xsd};
use serde_json::{Map, Value};

use super::node::Node;
use super::package::{Package, said};
use super::value::{address, is_media_type, listed};

/// Where IANA describes media types.
const MEDIA_TYPES: &str = "https://www.iana.org/assignments/media-types/";

/// What is mapped of a resource, and what CKAN itself notes about it.
const KNOWN: [&str; 42] = [
    "access_url",
    "availability",
    "cache_last_updated",
    "cache_url",
    "can_be_previewed",
    "created",
    "datastore_active",
    "datastore_contains_all_records_of_source_file",
    "description",
    "distribution_ref",
    "download_url",
    "format",
    "hash",
    "hash_algorithm",
    "id",
    "issued",
    "last_modified",
    "license",
    "licenseAttributionByText",
    "metadata_modified",
    "mimetype",
    "mimetype_inner",
    "modified",
    "name",
    "on_same_domain",
    "package_id",
    "position",
    "resource_group_id",
    "resource_type",
    "revision_id",
    "revision_timestamp",
    "rights",
    "size",
    "state",
    "status",
    "tracking_summary",
    "uri",
    "url",
    "url_type",
    "webstore_last_updated",
    "webstore_url",
    "has_views",
];

/// Maps every resource. In CKAN the licence stands at the package, in DCAT-AP.de at each of its files.
pub(super) fn map(dataset: &mut Node<'_>, package: &Package<'_>, id: &str) {
    let licence = licence_of_package(dataset, package);
    let attribution = package.text(&["licenseAttributionByText", "license_attribution_by_text"]);
    for (at, resource) in package.objects("resources").into_iter().enumerate() {
        let Some(access) = said(resource, "access_url")
            .or_else(|| said(resource, "url"))
            .or_else(|| said(resource, "download_url"))
        else {
            let name = said(resource, "name").unwrap_or_else(|| format!("Nr. {}", at + 1));
            dataset.packages.leave(
                dataset.dataset,
                format!("Die Datei „{name}“ hat keine Adresse."),
                format!("The file “{name}” has no address."),
            );
            continue;
        };
        let own = said(resource, "uri").and_then(|uri| address(&uri));
        let own = own.unwrap_or_else(|| {
            let number = said(resource, "id").unwrap_or_else(|| (at + 1).to_string());
            format!("{}/dataset/{id}/resource/{number}", dataset.packages.site)
        });
        let unknown = resource
            .keys()
            .filter(|key| !KNOWN.contains(&key.as_str()) && said(resource, key).is_some());
        for key in unknown {
            dataset.packages.count_unknown(format!("resources.{key}"));
        }
        let mut node = dataset.part(dcat::DISTRIBUTION, &own);
        describe(&mut node, resource, &access);
        licence_of_resource(&mut node, resource, licence.as_deref());
        let attribution = said(resource, "licenseAttributionByText").or_else(|| attribution.clone());
        if let Some(text) = attribution {
            node.text(dcatde::LICENSE_ATTRIBUTION_BY_TEXT, &text);
        }
    }
}

fn describe(node: &mut Node<'_>, resource: &Map<String, Value>, access: &str) {
    node.class(dcat::DISTRIBUTION_CLASS);
    node.address(dcat::ACCESS_URL, access);
    if let Some(download) = said(resource, "download_url") {
        node.address(dcat::DOWNLOAD_URL, &download);
    }
    for (key, property) in [
        ("name", dcterms::TITLE),
        ("description", dcterms::DESCRIPTION),
        ("rights", dcterms::RIGHTS),
    ] {
        if let Some(text) = said(resource, key) {
            node.text(property, &text);
        }
    }
    for (keys, property) in [
        (["issued", "created"], dcterms::ISSUED),
        (["modified", "last_modified"], dcterms::MODIFIED),
    ] {
        if let Some(text) = keys.iter().find_map(|key| said(resource, key)) {
            node.date(property, &text);
        }
    }
    for (key, list, property) in [
        ("status", "distribution-status", adms::STATUS),
        ("availability", "availability", dcatap::AVAILABILITY),
    ] {
        if let Some(text) = said(resource, key) {
            match listed(list, [text.as_str()]) {
                Some(iri) => node.link(property, &iri),
                None => node.not_in_list(list, &text),
            }
        }
    }
    format(node, resource);
    size(node, resource);
    checksum(node, resource);
}

fn format(node: &mut Node<'_>, resource: &Map<String, Value>) {
    let (format, media_type) = (said(resource, "format"), said(resource, "mimetype"));
    let texts = [format.as_deref(), media_type.as_deref()];
    match listed("file-type", texts.into_iter().flatten()) {
        Some(iri) => node.link(dcterms::FORMAT, &iri),
        None => {
            if let Some(format) = &format {
                node.not_in_list("file-type", format);
            }
        }
    }
    if let Some(media_type) = media_type {
        let bare = media_type.split(';').next().unwrap_or_default().trim();
        if is_media_type(bare) {
            node.link(dcat::MEDIA_TYPE, &format!("{MEDIA_TYPES}{bare}"));
        } else {
            node.doubt(
                format!("„{media_type}“ ist kein Medientyp und wurde nicht übernommen."),
                format!("“{media_type}” is no media type and was not taken."),
            );
        }
    }
}

fn size(node: &mut Node<'_>, resource: &Map<String, Value>) {
    let Some(size) = said(resource, "size") else {
        return;
    };
    let whole = size.strip_suffix(".0").unwrap_or(&size);
    match whole.parse::<u64>() {
        Ok(bytes) => node.literal(dcat::BYTE_SIZE, &bytes.to_string(), xsd::NON_NEGATIVE_INTEGER),
        Err(_) => node.doubt(
            format!("„{size}“ ist keine Dateigröße in Bytes und wurde nicht übernommen."),
            format!("“{size}” is no file size in bytes and was not taken."),
        ),
    }
}

/// CKAN's checksum says its kind at best in a field of its own; without that it proves nothing.
fn checksum(node: &mut Node<'_>, resource: &Map<String, Value>) {
    let (Some(value), Some(algorithm)) = (said(resource, "hash"), said(resource, "hash_algorithm")) else {
        return;
    };
    let Some(algorithm) = listed("hash-algorithms", [algorithm.as_str()]) else {
        return node.not_in_list("hash-algorithms", &algorithm);
    };
    let iri = node.packages.builder.text(node.id).value().to_owned();
    let mut checksum = node.part(spdx::CHECKSUM, &format!("{iri}#pruefsumme"));
    checksum.class(spdx::CHECKSUM_CLASS);
    checksum.link(spdx::ALGORITHM, &algorithm);
    checksum.literal(spdx::CHECKSUM_VALUE, &value, xsd::HEX_BINARY);
}

fn licence_of_package(dataset: &mut Node<'_>, package: &Package<'_>) -> Option<String> {
    let texts: Vec<String> = [&["license_url"][..], &["license_id"], &["license_title"]]
        .iter()
        .filter_map(|keys| package.text(keys))
        .filter(|text| text != "notspecified")
        .collect();
    if texts.is_empty() && has_file_without_licence(package) {
        dataset.doubt(
            "Im Portal steht keine Lizenz; ohne sie darf niemand die Daten verwenden.",
            "The portal names no licence; without one nobody may use the data.",
        );
    }
    licence(dataset, &texts)
}

fn has_file_without_licence(package: &Package<'_>) -> bool {
    let resources = package.objects("resources");
    resources
        .iter()
        .any(|resource| said(resource, "license").is_none())
}

fn licence_of_resource(node: &mut Node<'_>, resource: &Map<String, Value>, of_package: Option<&str>) {
    let licence = match said(resource, "license") {
        Some(own) => licence(node, slice::from_ref(&own)),
        None => of_package.map(str::to_owned),
    };
    if let Some(licence) = licence {
        node.link(dcterms::LICENSE, &licence);
    }
}

/// The licence that texts name. An address that the list does not have stays, and is told; a name alone is told only.
fn licence(node: &mut Node<'_>, texts: &[String]) -> Option<String> {
    let known = listed("licenses", texts.iter().map(String::as_str));
    let (None, Some(text)) = (&known, texts.first()) else {
        return known;
    };
    node.doubt(
        format!("Die Lizenz „{text}“ ist nicht bekannt oder nicht eindeutig; wählen Sie eine aus."),
        format!("The licence “{text}” is unknown or ambiguous; choose one."),
    );
    address(text).filter(|iri| iri.starts_with("http"))
}
