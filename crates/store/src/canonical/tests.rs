//! Tests of canonical names.
