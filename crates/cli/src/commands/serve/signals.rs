//! The wishes to stop: Ctrl-C, and those of a service manager.
//!
//! They are heard from before the first connection on: whoever starts the server and ends it at once means it.

use std::io;

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};
#[cfg(windows)]
use tokio::signal::windows::{CtrlC, ctrl_c};

use crate::exit::Exit;

/// The wishes to stop that come from now on.
#[cfg(unix)]
pub(super) struct Signals {
    interrupt: Signal,
    terminate: Signal,
}

#[cfg(unix)]
impl Signals {
    /// Begins to listen.
    pub(super) fn listen() -> io::Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    /// Waits for the first.
    pub(super) async fn first(mut self) -> Exit {
        tokio::select! {
            _ = self.interrupt.recv() => Exit::Interrupted,
            _ = self.terminate.recv() => Exit::Clean,
        }
    }
}

/// The wishes to stop that come from now on. Windows stops services by other means.
#[cfg(windows)]
pub(super) struct Signals {
    interrupt: CtrlC,
}

#[cfg(windows)]
impl Signals {
    /// Begins to listen.
    pub(super) fn listen() -> io::Result<Self> {
        Ok(Self { interrupt: ctrl_c()? })
    }

    /// Waits for the first.
    pub(super) async fn first(mut self) -> Exit {
        self.interrupt.recv().await;
        Exit::Interrupted
    }
}
