//! Metadata files as officers write them, read, written and read again.

mod lists;
mod round_trip;
mod sample;
