//! How the child's result travels: frames of a kind, a length and that many bytes. The last frame is the verdict; what
//! ends without one is not complete.

use std::io::{self, Read, Write};

/// Bytes before the content of a frame.
pub(super) const HEADER: usize = 5;
/// The content of one frame at most.
const MAX_LENGTH: usize = 1 << 16;
/// A job at most.
const MAX_JOB: usize = 16 << 20;

/// A job as the child reads it: its length and its text.
pub(super) fn job(text: &[u8]) -> io::Result<Vec<u8>> {
    let length = u32::try_from(text.len()).ok().filter(|_| text.len() <= MAX_JOB);
    let length = length.ok_or(io::Error::from(io::ErrorKind::InvalidInput))?;
    Ok([&length.to_be_bytes(), text].concat())
}

/// Reads the next job; `None` when there will be no more.
pub(super) fn read_job(from: &mut impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0_u8; 4];
    match from.read_exact(&mut length) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        Err(error) => return Err(error),
    }
    let length = usize::try_from(u32::from_be_bytes(length)).ok();
    let length = length.filter(|length| *length <= MAX_JOB);
    let mut text = vec![0; length.ok_or(io::Error::from(io::ErrorKind::InvalidData))?];
    from.read_exact(&mut text)?;
    Ok(Some(text))
}

/// What a frame holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The next bytes of the result.
    Data,
    /// How it ended, as JSON.
    Verdict,
}

/// The kind and length in a header; `None` when it is none.
pub(super) fn parse_header(header: [u8; HEADER]) -> Option<(Kind, usize)> {
    let [kind, a, b, c, d] = header;
    let kind = match kind {
        b'D' => Kind::Data,
        b'V' => Kind::Verdict,
        _ => return None,
    };
    let length = usize::try_from(u32::from_be_bytes([a, b, c, d])).ok()?;
    (length <= MAX_LENGTH).then_some((kind, length))
}

/// Writes one frame; content beyond the greatest length is cut off.
pub(super) fn write(to: &mut impl Write, kind: Kind, content: &[u8]) -> io::Result<()> {
    let content = &content[..content.len().min(MAX_LENGTH)];
    let kind = match kind {
        Kind::Data => b'D',
        Kind::Verdict => b'V',
    };
    let [a, b, c, d] = u32::try_from(content.len()).unwrap_or(u32::MAX).to_be_bytes();
    to.write_all(&[kind, a, b, c, d])?;
    to.write_all(content)
}

/// Packs what is written into data frames, up to a limit.
pub(super) struct DataWriter<W: Write> {
    to: W,
    buffer: Vec<u8>,
    /// Bytes that arrived, whether sent or not.
    pub(super) length: usize,
    limit: usize,
}

impl<W: Write> DataWriter<W> {
    pub(super) fn new(to: W, limit: usize) -> Self {
        Self {
            to,
            buffer: Vec::with_capacity(MAX_LENGTH),
            length: 0,
            limit,
        }
    }

    /// Whether more was written than is allowed.
    pub(super) fn is_too_large(&self) -> bool {
        self.length > self.limit
    }

    /// Sends what is left, and returns where it went.
    pub(super) fn finish(mut self) -> io::Result<W> {
        self.flush()?;
        Ok(self.to)
    }
}

impl<W: Write> Write for DataWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = bytes.len().min(MAX_LENGTH - self.buffer.len());
        self.length += taken;
        if self.is_too_large() {
            return Err(io::Error::other("the result is too big"));
        }
        self.buffer.extend_from_slice(&bytes[..taken]);
        if self.buffer.len() == MAX_LENGTH {
            self.flush()?;
        }
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        if !self.buffer.is_empty() {
            write(&mut self.to, Kind::Data, &self.buffer)?;
            self.buffer.clear();
        }
        self.to.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_arrives_in_frames() {
        let content: Vec<u8> = (0..200_000_u32).map(|number| number.to_le_bytes()[0]).collect();
        let mut writer = DataWriter::new(Vec::new(), content.len());
        writer.write_all(&content).unwrap();
        let mut rest = writer.finish().unwrap().as_slice().to_vec();
        let mut arrived = Vec::new();
        while !rest.is_empty() {
            let header = rest[..HEADER].try_into().unwrap();
            let (kind, length) = parse_header(header).unwrap();
            assert_eq!(kind, Kind::Data);
            arrived.extend_from_slice(&rest[HEADER..HEADER + length]);
            rest.drain(..HEADER + length);
        }
        assert_eq!(arrived, content);
    }

    #[test]
    fn jobs_arrive_one_by_one() {
        let sent = [job(b"first").unwrap(), job(b"").unwrap()].concat();
        let mut rest = sent.as_slice();
        assert_eq!(read_job(&mut rest).unwrap().unwrap(), b"first");
        assert_eq!(read_job(&mut rest).unwrap().unwrap(), b"");
        assert_eq!(read_job(&mut rest).unwrap(), None);
        assert!(read_job(&mut [0, 0, 0, 9, b'x'].as_slice()).is_err());
        assert!(read_job(&mut [255; 8].as_slice()).is_err());
        assert!(job(&vec![0; MAX_JOB + 1]).is_err());
    }

    #[test]
    fn one_byte_too_many_is_an_error() {
        let mut writer = DataWriter::new(Vec::new(), 3);
        writer.write_all(b"abc").unwrap();
        assert!(!writer.is_too_large());
        assert!(writer.write_all(b"d").is_err());
        assert!(writer.is_too_large());
    }
}
