//! Who does something, and when, for the journal.

use kolophon_store::Note;

use crate::Context;
use crate::args::AuthorArgument;

/// A note with author and time: `--author`, else `KOLOPHON_AUTHOR`, else the user's name.
pub(super) fn note(argument: &AuthorArgument, context: &Context<'_>) -> Note {
    let given = argument.author.clone().filter(|author| !author.trim().is_empty());
    Note {
        author: given.or_else(|| context.environment.author.clone()),
        time: Some(jiff::Timestamp::now().to_string()),
        ..Note::default()
    }
}
