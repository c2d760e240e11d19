//! A connection that ends when its client does not begin, or does not take what it is sent.
//!
//! Hyper limits the time for headers from the moment it knows which version of HTTP is spoken, and the router that for
//! bodies; a client that sends nothing at all, or does not read the answer, would hold its place for ever.

use std::future::Future as _;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep};

/// So many bytes tell which version is spoken: the [preface](https://www.rfc-editor.org/rfc/rfc9113#section-3.4) of HTTP/2.
const BEGINNING: usize = 24;

/// A stream on which the first bytes have to come soon, and writing fails when it stands still. Later reading may take as
/// long as the work on a request takes.
#[derive(Debug)]
pub(super) struct Impatient<S> {
    stream: S,
    patience: Duration,
    received: usize,
    beginning: Option<Pin<Box<Sleep>>>,
    writing: Option<Pin<Box<Sleep>>>,
}

impl<S> Impatient<S> {
    /// A stream that begins within `header_time`, and on which each write comes to something within `patience`.
    pub(super) fn new(stream: S, header_time: Duration, patience: Duration) -> Self {
        Self {
            stream,
            patience,
            received: 0,
            beginning: Some(Box::pin(sleep(header_time))),
            writing: None,
        }
    }
}

/// The result of an attempt; an attempt that has been waiting too long fails.
fn within<T>(
    attempt: Poll<io::Result<T>>,
    timer: &mut Option<Pin<Box<Sleep>>>,
    patience: Duration,
    context: &mut Context<'_>,
) -> Poll<io::Result<T>> {
    if attempt.is_ready() {
        *timer = None;
        return attempt;
    }
    let timer = timer.get_or_insert_with(|| Box::pin(sleep(patience)));
    ready!(timer.as_mut().poll(context));
    // Whoever asks once more shall hear the same.
    timer.as_mut().reset(Instant::now());
    Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
}

impl<S: AsyncRead + Unpin> AsyncRead for Impatient<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buffer.filled().len();
        let attempt = Pin::new(&mut this.stream).poll_read(context, buffer);
        this.received = this.received.saturating_add(buffer.filled().len() - before);
        if this.received >= BEGINNING {
            this.beginning = None;
        }
        match &mut this.beginning {
            Some(timer) if attempt.is_pending() => {
                ready!(timer.as_mut().poll(context));
                timer.as_mut().reset(Instant::now());
                Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
            }
            _ => attempt,
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Impatient<S> {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let attempt = Pin::new(&mut this.stream).poll_write(context, bytes);
        within(attempt, &mut this.writing, this.patience, context)
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let attempt = Pin::new(&mut this.stream).poll_flush(context);
        within(attempt, &mut this.writing, this.patience, context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let attempt = Pin::new(&mut this.stream).poll_shutdown(context);
        within(attempt, &mut this.writing, this.patience, context)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffers: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let attempt = Pin::new(&mut this.stream).poll_write_vectored(context, buffers);
        within(attempt, &mut this.writing, this.patience, context)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
