//! The parent's side of one child: jobs go in, each gets its answer.

use std::io;
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command};
use tokio::time::timeout;

use crate::worker::{ARGUMENT, Limits, Verdict, WorkerError, frame};

/// How long a child that has said nothing sensible may take to end.
const END: Duration = Duration::from_secs(1);

/// A child process. Dropping it kills it.
pub(super) struct Process {
    child: Child,
    stdin: Option<ChildStdin>,
    stdout: Option<ChildStdout>,
    stderr: Option<ChildStderr>,
}

impl Process {
    pub(super) fn start(program: &Path) -> io::Result<Self> {
        let mut child = Command::new(program)
            .arg(ARGUMENT)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        Ok(Self {
            stdin: child.stdin.take(),
            stdout: child.stdout.take(),
            stderr: child.stderr.take(),
            child,
        })
    }

    /// Has a job done. After an error the process is of no more use.
    pub(super) async fn ask(
        &mut self,
        job: &[u8],
        limits: &Limits,
    ) -> Result<(Verdict, Vec<u8>), WorkerError> {
        let talk = self.talk(job, limits.result_bytes);
        let Ok(answer) = timeout(limits.wall_time, talk).await else {
            self.kill().await;
            return Err(WorkerError::Timeout);
        };
        if answer.is_err() {
            self.kill().await;
        }
        answer
    }

    async fn talk(&mut self, job: &[u8], limit: usize) -> Result<(Verdict, Vec<u8>), WorkerError> {
        if let Some(stdin) = &mut self.stdin {
            // A child that has died does not read: how it ended says more than this error.
            drop(stdin.write_all(&frame::job(job)?).await);
            drop(stdin.flush().await);
        }
        match read_answer(self.stdout.as_mut(), limit).await? {
            Some(answer) => Ok(answer),
            None => Err(self.cause_of_death().await),
        }
    }

    async fn cause_of_death(&mut self) -> WorkerError {
        // Who still waits for a job ends now.
        self.stdin = None;
        let end = async { (read_end(self.stderr.take()).await, self.child.wait().await) };
        match timeout(END, end).await {
            Ok((message, Ok(status))) => cause_of_death(status, message),
            Ok((_, Err(error))) => error.into(),
            Err(_) => WorkerError::Crashed {
                status: "still running".to_owned(),
                message: "it has not answered".to_owned(),
            },
        }
    }

    /// Ends the process, and waits so that no zombie stays.
    pub(super) async fn kill(&mut self) {
        drop(self.child.kill().await);
    }
}

/// Reads frames up to the verdict; `None` when the child ends without one.
async fn read_answer(
    stdout: Option<&mut ChildStdout>,
    limit: usize,
) -> Result<Option<(Verdict, Vec<u8>)>, WorkerError> {
    let Some(stdout) = stdout else {
        return Ok(None);
    };
    let mut body = Vec::new();
    loop {
        let mut header = [0_u8; frame::HEADER];
        if stdout.read_exact(&mut header).await.is_err() {
            return Ok(None);
        }
        let Some((kind, length)) = frame::parse_header(header) else {
            return Ok(None);
        };
        if kind == frame::Kind::Data && body.len() + length > limit {
            return Err(WorkerError::TooLarge);
        }
        let start = body.len();
        body.resize(start + length, 0);
        if stdout.read_exact(&mut body[start..]).await.is_err() {
            return Ok(None);
        }
        if kind == frame::Kind::Verdict {
            let verdict = serde_json::from_slice(&body[start..]).ok();
            body.truncate(start);
            return Ok(verdict.map(|verdict| (verdict, body)));
        }
    }
}

/// Reads to the end and keeps the last few lines.
pub(super) async fn read_end(stderr: Option<impl AsyncRead + Unpin>) -> String {
    const KEPT: usize = 2_000;
    let mut kept = Vec::new();
    if let Some(mut stderr) = stderr {
        let mut buffer = [0_u8; 1024];
        while let Ok(length @ 1..) = stderr.read(&mut buffer).await {
            kept.extend_from_slice(&buffer[..length]);
            let surplus = kept.len().saturating_sub(KEPT);
            kept.drain(..surplus);
        }
    }
    String::from_utf8_lossy(&kept).trim().to_owned()
}

/// What an end without a verdict means: a limit of the operating system, or a fault.
pub(super) fn cause_of_death(status: ExitStatus, message: String) -> WorkerError {
    // Rust's allocator and C++'s say so before they abort. A C++ exception that nobody catches ends in `terminate`; the
    // engine throws none but for want of memory.
    let signs = ["memory allocation", "bad_alloc", "terminate called"];
    if signs.iter().any(|sign| message.contains(sign)) {
        return WorkerError::Memory;
    }
    #[cfg(unix)]
    {
        use std::os::unix::process::ExitStatusExt as _;

        const SIGKILL: i32 = 9;
        const SIGXCPU: i32 = 24;
        // The soft limit of computing time sends the one, the hard limit the other.
        if matches!(status.signal(), Some(SIGXCPU | SIGKILL)) {
            return WorkerError::Timeout;
        }
    }
    WorkerError::Crashed {
        status: status.to_string(),
        message,
    }
}
