//! What a person decides about a load.

/// Whether what is not in the documents stays published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// The documents add and change; nothing is removed.
    Partial,
    /// The documents are the city's whole list; what is not in them is removed.
    Complete,
}

/// What to do with datasets that have errors. Blocking findings are refused whatever this says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Errors {
    /// Refuse them; their last published version stays.
    Refuse,
    /// Publish them all the same.
    Allow,
}

/// A person's word on removals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consent {
    /// Nobody was asked.
    None,
    /// Somebody read the titles and said yes.
    Yes,
    /// Somebody named the number of removals.
    Number(usize),
}
