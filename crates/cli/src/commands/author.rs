//! Who does something, and when, for the journal.

#[cfg(feature = "store")]
use kolophon_store::Note;

use super::place::Place;
use crate::Context;
use crate::args::AuthorArgument;

/// `--author`, else `KOLOPHON_AUTHOR`, else the user's name.
pub(super) fn name(argument: &AuthorArgument, context: &Context<'_>) -> Option<String> {
    let given = argument.author.clone().filter(|author| !author.trim().is_empty());
    given.or_else(|| context.environment.author.clone())
}

/// The name as a parameter for a server: at one of the network the name of the token counts.
pub(super) fn parameter(
    place: &Place,
    argument: &AuthorArgument,
    context: &Context<'_>,
) -> Option<(&'static str, String)> {
    let name = name(argument, context).filter(|_| place.is_own_directory())?;
    Some(("author", name))
}

/// A note with author and time.
#[cfg(feature = "store")]
pub(super) fn note(argument: &AuthorArgument, context: &Context<'_>) -> Note {
    Note {
        author: name(argument, context),
        time: Some(jiff::Timestamp::now().to_string()),
        ..Note::default()
    }
}
