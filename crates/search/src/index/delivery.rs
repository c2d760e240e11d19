//! Datasets as their source delivers them: a list in memory never fails, a store may.

use std::error::Error;

use crate::dataset::Dataset;

/// Why a source could not deliver.
pub type SourceError = Box<dyn Error + Send + Sync>;

/// A dataset, or why there is none. With the first failure nothing is written: an index is whole or not there.
pub trait Delivery {
    /// The dataset.
    ///
    /// # Errors
    /// Whatever the source failed with.
    fn dataset(self) -> Result<Dataset, SourceError>;
}

impl Delivery for Dataset {
    fn dataset(self) -> Result<Dataset, SourceError> {
        Ok(self)
    }
}

impl<E: Into<SourceError>> Delivery for Result<Dataset, E> {
    fn dataset(self) -> Result<Dataset, SourceError> {
        self.map_err(Into::into)
    }
}
