//! From bytes to text and back: byte order marks, UTF-8, UTF-16, and the encodings of old German files.

mod code_page;
mod decode;
mod guess;
mod oddity;

pub use crate::encoding::code_page::Encoding;
pub use crate::encoding::decode::{ByteOrderMark, Decoded, decode};
pub(crate) use crate::encoding::oddity::oddities;
