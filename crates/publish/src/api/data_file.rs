//! The data files that documents name, as they are told to a server before they are sent.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::PathBuf;

use kolophon_graph::Graph;
use kolophon_validate::local_files;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::identity::hex;

/// A data file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataFile {
    /// The address in the documents that names it; empty when only its name is known.
    pub address: String,
    /// Its name.
    pub name: String,
    /// SHA-256 of its content.
    pub sha256: String,
    /// Its size.
    pub byte_size: u64,
    /// Where it lies, on the computer that this is said on.
    #[serde(skip)]
    pub path: PathBuf,
}

impl DataFile {
    /// Whether an address in the documents means this file.
    #[must_use]
    pub fn is_meant_by(&self, address: &str, name: &str) -> bool {
        if self.address.is_empty() {
            self.name == name
        } else {
            self.address == address
        }
    }
}

/// The data files that the documents of `graph` name and that lie here, measured. Whatever cannot be read is told with
/// its path.
///
/// # Errors
/// When a file that is there cannot be read.
pub fn data_files(graph: &Graph) -> Result<Vec<DataFile>, (PathBuf, io::Error)> {
    let mut files: Vec<DataFile> = Vec::new();
    for file in local_files(graph).into_iter().filter(|file| file.path.is_file()) {
        let address = graph.term(graph.triple(file.triple).object).value();
        if files.iter().any(|known| known.address == address) {
            continue;
        }
        let (sha256, byte_size) = measure(&file.path).map_err(|error| (file.path.clone(), error))?;
        files.push(DataFile {
            address: address.to_owned(),
            name: file.name,
            sha256,
            byte_size,
            path: file.path,
        });
    }
    Ok(files)
}

fn measure(path: &std::path::Path) -> io::Result<(String, u64)> {
    let mut file = File::open(path)?;
    let mut hasher = Sha256::new();
    let mut byte_size = 0;
    let mut buffer = vec![0; 1 << 16];
    loop {
        let length = file.read(&mut buffer)?;
        if length == 0 {
            return Ok((hex(&hasher.finalize()), byte_size));
        }
        hasher.update(&buffer[..length]);
        byte_size += length as u64;
    }
}
