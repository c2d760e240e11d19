//! Placeholder.
use super::{Input, Stop};
pub(super) fn read(_input: &mut Input<'_>) -> Result<(), Stop> {
    Ok(())
}
