//! Reading and writing tables: agreement with other readers, round trips, hostile files, real files.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test that cannot go on shall stop, and one that is skipped shall say so"
)]

mod corpus;
mod csv_oracle;
mod csv_remarks;
mod hostile;
mod open_document;
mod open_document_changes;
mod package;
mod replace;
mod review;
mod round_trip;
mod workbook;
mod xlsx_oracle;
