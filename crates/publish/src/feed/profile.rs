//! The application profiles a feed can be had in.

use kolophon_dcat::vocab::{dcatde, rdf};
use kolophon_graph::{Graph, GraphBuilder, Position};

use crate::feed::schema_org;

/// Which vocabulary a feed speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Profile {
    /// [DCAT-AP.de](https://www.dcat-ap.de/def/).
    #[default]
    DcatApDe,
    /// [DCAT-AP](https://semiceu.github.io/DCAT-AP/), without what Germany adds.
    DcatAp,
    /// [schema.org](https://schema.org/Dataset), as search engines read it.
    SchemaOrg,
}

impl Profile {
    /// Every profile.
    pub const ALL: [Self; 3] = [Self::DcatApDe, Self::DcatAp, Self::SchemaOrg];

    /// The name in the parameter `profiles`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::DcatApDe => "dcat-ap-de",
            Self::DcatAp => "dcat-ap",
            Self::SchemaOrg => "schemaorg",
        }
    }

    /// The profile that a parameter such as `dcat-ap` or `euro_dcat_ap_3,schemaorg` asks for: the first known one.
    /// Portals have names of other products configured; those that ask for nothing that is known here get the usual.
    #[must_use]
    pub fn of_parameter(names: &str) -> Self {
        let known = |name: &str| match name.trim() {
            "dcat-ap-de" | "dcatap_de" | "dcat_ap_de" | "dcatapde" => Some(Self::DcatApDe),
            "dcat-ap" | "dcat_ap" | "euro_dcat_ap" | "euro_dcat_ap_2" | "euro_dcat_ap_3" => {
                Some(Self::DcatAp)
            }
            "schemaorg" | "croissant-schemaorg" => Some(Self::SchemaOrg),
            _ => None,
        };
        names.split(',').find_map(known).unwrap_or_default()
    }

    /// Adds to `out` what a graph of DCAT-AP.de says in this profile.
    pub(super) fn push(self, graph: &Graph, out: &mut GraphBuilder) {
        match self {
            Self::DcatApDe => out.extend_from(graph),
            Self::DcatAp => push_without_german(graph, out),
            Self::SchemaOrg => schema_org::push(graph, out),
        }
    }
}

fn push_without_german(graph: &Graph, out: &mut GraphBuilder) {
    for triple in graph.triples() {
        let predicate = graph.term(triple.predicate).value();
        let is_german = predicate.starts_with(dcatde::NAMESPACE)
            || (predicate == rdf::TYPE && graph.term(triple.object).value().starts_with(dcatde::NAMESPACE));
        if !is_german {
            let mut copy = |id| out.term(graph.term(id));
            let copied = kolophon_graph::Triple::new(
                copy(triple.subject),
                copy(triple.predicate),
                copy(triple.object),
            );
            out.push(copied, Position::UNKNOWN);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_known_name_counts() {
        for (names, expected) in [
            ("dcat-ap", Profile::DcatAp),
            ("spatial,schemaorg", Profile::SchemaOrg),
            ("euro_dcat_ap_3, schemaorg", Profile::DcatAp),
            ("", Profile::DcatApDe),
            ("geodcat_ap", Profile::DcatApDe),
        ] {
            assert_eq!(Profile::of_parameter(names), expected, "{names}");
        }
        for profile in Profile::ALL {
            assert_eq!(Profile::of_parameter(profile.name()), profile);
        }
    }
}
