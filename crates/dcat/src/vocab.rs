//! The vocabularies of DCAT-AP.de, one constant per term in use.

macro_rules! vocabulary {
    ($(#[$doc:meta])* $module:ident = $namespace:literal { $($(#[$term_doc:meta])* $name:ident = $local:literal),* $(,)? }) => {
        $(#[$doc])*
        pub mod $module {
            /// The namespace.
            pub const NAMESPACE: &str = $namespace;
            $(
                $(#[$term_doc])*
                #[doc = concat!("`", $local, "`")]
                pub const $name: &str = concat!($namespace, $local);
            )*
        }
    };
}

vocabulary! {
    /// RDF.
    rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#" {
        TYPE = "type", FIRST = "first", REST = "rest", NIL = "nil", LANG_STRING = "langString", LI = "li",
        STATEMENT = "Statement", SUBJECT = "subject", PREDICATE = "predicate", OBJECT = "object",
        XML_LITERAL = "XMLLiteral", JSON = "JSON",
    }
}
vocabulary! {
    /// RDF Schema.
    rdfs = "http://www.w3.org/2000/01/rdf-schema#" {
        LABEL = "label", SUB_CLASS_OF = "subClassOf", SEE_ALSO = "seeAlso", CLASS = "Class", RESOURCE = "Resource",
    }
}
vocabulary! {
    /// XML Schema datatypes.
    xsd = "http://www.w3.org/2001/XMLSchema#" {
        STRING = "string", BOOLEAN = "boolean", INTEGER = "integer", DECIMAL = "decimal", DOUBLE = "double",
        DATE = "date", DATE_TIME = "dateTime", G_YEAR = "gYear", G_YEAR_MONTH = "gYearMonth", DURATION = "duration",
        NON_NEGATIVE_INTEGER = "nonNegativeInteger", HEX_BINARY = "hexBinary", ANY_URI = "anyURI",
    }
}
vocabulary! {
    /// Data Catalog Vocabulary.
    dcat = "http://www.w3.org/ns/dcat#" {
        CATALOG = "Catalog", DATASET_CLASS = "Dataset", DISTRIBUTION_CLASS = "Distribution",
        DATA_SERVICE = "DataService", DATASET_SERIES = "DatasetSeries", CATALOG_RECORD = "CatalogRecord",
        RELATIONSHIP = "Relationship", RESOURCE = "Resource", ROLE = "Role",
        DATASET = "dataset", DISTRIBUTION = "distribution", SERVICE = "service", CATALOG_PROPERTY = "catalog",
        RECORD = "record", THEME = "theme", KEYWORD = "keyword", CONTACT_POINT = "contactPoint",
        LANDING_PAGE = "landingPage", ACCESS_URL = "accessURL", DOWNLOAD_URL = "downloadURL",
        BYTE_SIZE = "byteSize", MEDIA_TYPE = "mediaType", COMPRESS_FORMAT = "compressFormat",
        PACKAGE_FORMAT = "packageFormat", ENDPOINT_URL = "endpointURL", ENDPOINT_DESCRIPTION = "endpointDescription",
        SERVES_DATASET = "servesDataset", ACCESS_SERVICE = "accessService", IN_SERIES = "inSeries",
        SERIES_MEMBER = "seriesMember", HAS_VERSION = "hasVersion", VERSION = "version",
        START_DATE = "startDate", END_DATE = "endDate", BBOX = "bbox", CENTROID = "centroid",
        HAD_ROLE = "hadRole", QUALIFIED_RELATION = "qualifiedRelation", THEME_TAXONOMY = "themeTaxonomy",
        TEMPORAL_RESOLUTION = "temporalResolution", SPATIAL_RESOLUTION_IN_METERS = "spatialResolutionInMeters",
        IN_CATALOG = "inCatalog", IS_VERSION_OF = "isVersionOf", IS_DISTRIBUTION_OF = "isDistributionOf",
        PREV = "prev", FIRST = "first", LAST = "last",
    }
}
vocabulary! {
    /// DCMI Metadata Terms.
    dcterms = "http://purl.org/dc/terms/" {
        TITLE = "title", DESCRIPTION = "description", PUBLISHER = "publisher", CREATOR = "creator",
        CONTRIBUTOR = "contributor", ISSUED = "issued", MODIFIED = "modified", LANGUAGE = "language",
        LICENSE = "license", LICENSE_DOCUMENT = "LicenseDocument", RIGHTS = "rights", ACCESS_RIGHTS = "accessRights",
        IDENTIFIER = "identifier", FORMAT = "format", SPATIAL = "spatial", TEMPORAL = "temporal", TYPE = "type",
        RELATION = "relation", SOURCE = "source", HAS_PART = "hasPart", IS_PART_OF = "isPartOf",
        HAS_VERSION = "hasVersion", IS_VERSION_OF = "isVersionOf", REFERENCES = "references",
        IS_REFERENCED_BY = "isReferencedBy", CONFORMS_TO = "conformsTo", PROVENANCE = "provenance",
        ACCRUAL_PERIODICITY = "accrualPeriodicity", PERIOD_OF_TIME = "PeriodOfTime", LOCATION = "Location",
        IS_REPLACED_BY = "isReplacedBy", REPLACES = "replaces", RIGHTS_STATEMENT = "RightsStatement",
        PROVENANCE_STATEMENT = "ProvenanceStatement",
    }
}
vocabulary! {
    /// DCAT-AP.
    dcatap = "http://data.europa.eu/r5r/" {
        AVAILABILITY = "availability", APPLICABLE_LEGISLATION = "applicableLegislation", HVD_CATEGORY = "hvdCategory",
    }
}
vocabulary! {
    /// DCAT-AP.de.
    dcatde = "http://dcat-ap.de/def/dcatde/" {
        CONTRIBUTOR_ID = "contributorID", LICENSE_ATTRIBUTION_BY_TEXT = "licenseAttributionByText",
        POLITICAL_GEOCODING_URI = "politicalGeocodingURI", POLITICAL_GEOCODING_LEVEL_URI = "politicalGeocodingLevelURI",
        GEOCODING_DESCRIPTION = "geocodingDescription", LEGAL_BASIS = "legalBasis",
        QUALITY_PROCESS_URI = "qualityProcessURI", ORIGINATOR = "originator", MAINTAINER = "maintainer",
    }
}
vocabulary! {
    /// ADMS.
    adms = "http://www.w3.org/ns/adms#" {
        IDENTIFIER = "identifier", IDENTIFIER_CLASS = "Identifier", STATUS = "status", SAMPLE = "sample",
        VERSION_NOTES = "versionNotes",
    }
}
vocabulary! {
    /// FOAF.
    foaf = "http://xmlns.com/foaf/0.1/" {
        AGENT = "Agent", ORGANIZATION = "Organization", PERSON = "Person", NAME = "name", HOMEPAGE = "homepage", PAGE = "page",
        DOCUMENT = "Document", PRIMARY_TOPIC = "primaryTopic", IS_PRIMARY_TOPIC_OF = "isPrimaryTopicOf", MBOX = "mbox",
    }
}
vocabulary! {
    /// vCard.
    vcard = "http://www.w3.org/2006/vcard/ns#" {
        KIND = "Kind", ORGANIZATION = "Organization", FN = "fn", HAS_EMAIL = "hasEmail", HAS_URL = "hasURL",
        HAS_TELEPHONE = "hasTelephone", HAS_STREET_ADDRESS = "hasStreetAddress", HAS_POSTAL_CODE = "hasPostalCode",
        HAS_LOCALITY = "hasLocality",
    }
}
vocabulary! {
    /// SKOS.
    skos = "http://www.w3.org/2004/02/skos/core#" {
        CONCEPT = "Concept", CONCEPT_SCHEME = "ConceptScheme", IN_SCHEME = "inScheme", PREF_LABEL = "prefLabel",
        NOTATION = "notation",
    }
}
vocabulary! {
    /// SPDX.
    spdx = "http://spdx.org/rdf/terms#" {
        CHECKSUM = "checksum", CHECKSUM_CLASS = "Checksum", ALGORITHM = "algorithm", CHECKSUM_VALUE = "checksumValue",
    }
}
vocabulary! {
    /// Hydra, as harvesters page by it.
    hydra = "http://www.w3.org/ns/hydra/core#" {
        PAGED_COLLECTION = "PagedCollection", PARTIAL_COLLECTION_VIEW = "PartialCollectionView",
        TOTAL_ITEMS = "totalItems", ITEMS_PER_PAGE = "itemsPerPage", NEXT = "next", NEXT_PAGE = "nextPage",
        PREVIOUS = "previous", PREVIOUS_PAGE = "previousPage", FIRST = "first", FIRST_PAGE = "firstPage",
        LAST = "last", LAST_PAGE = "lastPage",
    }
}
vocabulary! {
    /// Location Core.
    locn = "http://www.w3.org/ns/locn#" {
        GEOMETRY = "geometry", GEOMETRY_CLASS = "Geometry", GEOGRAPHIC_NAME = "geographicName",
        ADMIN_UNIT_L2 = "adminUnitL2",
    }
}
vocabulary! {
    /// PROV.
    prov = "http://www.w3.org/ns/prov#" {
        ATTRIBUTION = "Attribution", AGENT = "agent", QUALIFIED_ATTRIBUTION = "qualifiedAttribution",
        WAS_GENERATED_BY = "wasGeneratedBy",
    }
}
vocabulary! {
    /// OWL time.
    time = "http://www.w3.org/2006/time#" { HAS_BEGINNING = "hasBeginning", HAS_END = "hasEnd", INSTANT = "Instant" }
}
vocabulary! {
    /// `GeoSPARQL`.
    geosparql = "http://www.opengis.net/ont/geosparql#" { WKT_LITERAL = "wktLiteral", AS_WKT = "asWKT" }
}
vocabulary! {
    /// GeoDCAT-AP.
    geodcatap = "http://data.europa.eu/930/" { ORIGINATOR = "originator", CUSTODIAN = "custodian" }
}
vocabulary! {
    /// OWL.
    owl = "http://www.w3.org/2002/07/owl#" { VERSION_INFO = "versionInfo", SAME_AS = "sameAs" }
}
vocabulary! {
    /// schema.org with the address old catalogues use.
    schema = "http://schema.org/" { START_DATE = "startDate", END_DATE = "endDate" }
}
vocabulary! {
    /// ODRL.
    odrl = "http://www.w3.org/ns/odrl/2/" { HAS_POLICY = "hasPolicy", POLICY = "Policy" }
}
vocabulary! {
    /// European Legislation Identifier.
    eli = "http://data.europa.eu/eli/ontology#" { LEGAL_RESOURCE = "LegalResource" }
}
