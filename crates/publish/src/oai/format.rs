//! The forms in which a record can be had.

use kolophon_dcat::vocab::rdf;

use crate::feed::Profile;

/// A metadata format
/// ([§3.4](https://www.openarchives.org/OAI/openarchivesprotocol.html#MetadataNamespaces)).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MetadataFormat {
    /// Unqualified Dublin Core, which every repository has.
    OaiDc,
    /// DCAT-AP in RDF/XML.
    DcatAp,
    /// DCAT-AP.de in RDF/XML.
    DcatApDe,
}

impl MetadataFormat {
    /// Every format.
    pub const ALL: [Self; 3] = [Self::OaiDc, Self::DcatAp, Self::DcatApDe];

    /// The format of a prefix.
    #[must_use]
    pub fn of_prefix(prefix: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.prefix() == prefix)
    }

    /// The `metadataPrefix`.
    #[must_use]
    pub fn prefix(self) -> &'static str {
        match self {
            Self::OaiDc => "oai_dc",
            Self::DcatAp => "dcat_ap",
            Self::DcatApDe => "dcat_ap_de",
        }
    }

    /// The address of its XML schema.
    pub(super) fn schema(self) -> &'static str {
        match self {
            Self::OaiDc => "http://www.openarchives.org/OAI/2.0/oai_dc.xsd",
            Self::DcatAp | Self::DcatApDe => "http://www.openarchives.org/OAI/2.0/rdf.xsd",
        }
    }

    /// Its XML namespace.
    pub(super) fn namespace(self) -> &'static str {
        match self {
            Self::OaiDc => "http://www.openarchives.org/OAI/2.0/oai_dc/",
            Self::DcatAp | Self::DcatApDe => rdf::NAMESPACE,
        }
    }

    /// What is taken from the feed for it.
    #[must_use]
    pub fn profile(self) -> Profile {
        match self {
            Self::OaiDc | Self::DcatApDe => Profile::DcatApDe,
            Self::DcatAp => Profile::DcatAp,
        }
    }
}
