//! The only place of the workspace that needs `unsafe`: mapping a file into memory.

use std::fs::File;
use std::io;

use memmap2::Mmap;

/// Maps a file read-only.
///
/// The compiler takes the bytes of a slice for constant, and cannot know what other processes do with the file. They do
/// nothing: a snapshot is written under another name, synced, and renamed when it is complete; nobody opens it for
/// writing after that, and it is not cut off but unlinked, which leaves the mapped pages in place. All bytes are valid
/// as `u8`, and nothing is read from them but by functions that check ranges and UTF-8. So the worst that a stranger
/// with write access to the data directory could do is to end the process that maps it, or to have it answer wrongly.
#[expect(
    unsafe_code,
    reason = "no safe interface of the system maps a file; the argument is above"
)]
pub(super) fn read_only(file: &File) -> io::Result<Mmap> {
    // SAFETY: nobody changes the file while it is mapped, see above.
    unsafe { Mmap::map(file) }
}
