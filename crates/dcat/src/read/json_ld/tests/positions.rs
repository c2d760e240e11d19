//! Where each part of each triple stands.
