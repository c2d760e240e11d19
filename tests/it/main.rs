//! Tests of several crates together, in one binary so that they link once.

mod positions;
