//! A name for each finding that stays the same when lines move, so that other programs know an old finding again.

use std::collections::HashMap;

use sha2::{Digest as _, Sha256};

use crate::finding::Finding;
use crate::report::Unreadable;

/// Gives out fingerprints; no two of one report are the same.
#[derive(Default)]
pub(crate) struct Fingerprints {
    given: HashMap<[u8; 16], u32>,
}

impl Fingerprints {
    /// The fingerprint of a finding: what it is about, but not where in the file it stands or how it is worded.
    ///
    /// The labels of blank nodes are left out, because readers number them anew. Findings that are the same in all this
    /// are numbered in the order of the report.
    pub(crate) fn of_finding(&mut self, finding: &Finding) -> String {
        let file = finding.place.as_ref().map(|place| place.file.as_str());
        self.give(&identity(finding, file))
    }

    /// The fingerprint of a file that could not be read.
    pub(crate) fn of_unreadable(&mut self, file: &Unreadable) -> String {
        self.give(&[None, Some(&file.file)])
    }

    fn give(&mut self, parts: &[Option<&str>]) -> String {
        let key = first_half(&hash(parts));
        let number = self.given.entry(key).or_default();
        *number += 1;
        if *number == 1 {
            return hexadecimal(&key);
        }
        hexadecimal(&first_half(&hash(&[
            Some(&hexadecimal(&key)),
            Some(&number.to_string()),
        ])))
    }
}

/// The fingerprint of a finding in a file of that name; findings that are the same in all but their place share it.
pub(crate) fn shared(finding: &Finding, file: Option<&str>) -> String {
    hexadecimal(&first_half(&hash(&identity(finding, file))))
}

/// What makes a finding the same as an earlier one.
fn identity<'a>(finding: &'a Finding, file: Option<&'a str>) -> [Option<&'a str>; 6] {
    [
        Some(finding.rule.as_str()),
        file,
        stable(finding.dataset.as_deref()),
        stable(finding.focus.as_deref()),
        finding.path.as_deref(),
        stable(finding.value.as_deref()),
    ]
}

pub(crate) fn stable(node: Option<&str>) -> Option<&str> {
    node.map(|node| if node.starts_with("_:") { "_:" } else { node })
}

/// The hash of the parts, each with its length, so that none runs into the next.
fn hash(parts: &[Option<&str>]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    for part in parts {
        match part {
            Some(part) => {
                hasher.update((part.len() as u64 + 1).to_be_bytes());
                hasher.update(part.as_bytes());
            }
            None => hasher.update(0_u64.to_be_bytes()),
        }
    }
    hasher.finalize().into()
}

fn first_half(hash: &[u8; 32]) -> [u8; 16] {
    let mut half = [0; 16];
    half.copy_from_slice(&hash[..16]);
    half
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        for digit in [byte >> 4, byte & 15] {
            text.push(char::from_digit(u32::from(digit), 16).unwrap_or('0'));
        }
        text
    })
}
