//! Reading and writing tables: agreement with other readers, round trips, hostile files, real files.

mod corpus;
mod csv_oracle;
mod hostile;
mod open_document;
mod package;
mod replace;
mod review;
mod round_trip;
mod workbook;
mod xlsx_oracle;
