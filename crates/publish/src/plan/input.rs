//! The hash of what a plan is made from, by which `load --plan` knows it again.

use kolophon_dcat::Document;
use sha2::{Digest as _, Sha256};

use crate::api::CitySettings;
use crate::identity::hex;

/// All that a load depends on beside what is published.
#[derive(Debug)]
pub struct Ingredients<'a> {
    /// The settings that the files are read with.
    pub settings: &'a CitySettings,
    /// The name of the profile that they are checked against.
    pub profile: &'a str,
    /// Whether they are the city's whole list.
    pub complete: bool,
    /// Whether datasets with errors are published.
    pub allow_errors: bool,
    /// What is known of datasets beside the files.
    pub facts: Vec<&'a str>,
    /// The files.
    pub documents: &'a [Document],
}

impl Ingredients<'_> {
    /// SHA-256 over all of it, in hexadecimal digits.
    #[must_use]
    pub fn hash(&self) -> String {
        let mut hasher = Sha256::new();
        let mut part = |bytes: &[u8]| {
            hasher.update((bytes.len() as u64).to_be_bytes());
            hasher.update(bytes);
        };
        let settings = CitySettings {
            generation: 0,
            published_at: None,
            ..self.settings.clone()
        };
        part(serde_json::to_string(&settings).unwrap_or_default().as_bytes());
        part(self.profile.as_bytes());
        part(&[u8::from(self.complete), u8::from(self.allow_errors)]);
        for fact in &self.facts {
            part(fact.as_bytes());
        }
        for document in self.documents {
            part(document.name.as_bytes());
            // What cannot be read is told by the check.
            part(&document.bytes().unwrap_or_default());
        }
        hex(&hasher.finalize())
    }
}
