//! Metadata files as officers write them, read, written and read again.

mod bad_input;
mod documentation;
mod headers;
mod list;
mod lists;
mod positions;
mod random;
mod round_trip;
mod sample;
mod text_files;
mod words;
