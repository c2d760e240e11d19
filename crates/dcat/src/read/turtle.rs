//! Placeholder.
use super::{Input, Stop};
use crate::format::Format;
pub(super) fn read(_input: &mut Input<'_>, _format: Format) -> Result<(), Stop> {
    Ok(())
}
