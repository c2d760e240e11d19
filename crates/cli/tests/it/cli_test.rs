//! A place to run the program in: an empty directory, a clean environment, and output that is the same every time.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// A directory of its own for one test.
pub(crate) struct CliTest {
    directory: TempDir,
}

/// How one run ended.
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl CliTest {
    pub(crate) fn new() -> Self {
        Self {
            directory: tempfile::tempdir().unwrap(),
        }
    }

    pub(crate) fn path(&self) -> &Path {
        self.directory.path()
    }

    /// Writes a file below the directory.
    pub(crate) fn file(&self, name: &str, text: &str) -> &Self {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    /// The program with a clean environment: only what the operating system needs.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kolophon"));
        command
            .args(arguments)
            .current_dir(self.path())
            .env_clear()
            .stdin(Stdio::null());
        for name in ["PATH", "SystemRoot", "TMPDIR", "TEMP"] {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        command
    }

    /// Runs the program.
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        self.normal(&self.command(arguments).output().unwrap())
    }

    /// Runs the program with something on its standard input.
    pub(crate) fn run_with_input(&self, arguments: &[&str], input: &str) -> Run {
        let mut child = self
            .command(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A program that refuses its arguments does not wait for its input.
        let written = child.stdin.take().unwrap().write_all(input.as_bytes());
        assert!(written.map_or_else(|error| error.kind() == io::ErrorKind::BrokenPipe, |()| true));
        self.normal(&child.wait_with_output().unwrap())
    }

    /// Output as it would be anywhere: no path of this machine, no carriage returns.
    fn normal(&self, output: &Output) -> Run {
        let directory = self.path().to_string_lossy().into_owned();
        let canonical = fs::canonicalize(self.path())
            .unwrap()
            .to_string_lossy()
            .into_owned();
        let normal = |bytes: &[u8]| {
            String::from_utf8(bytes.to_vec())
                .unwrap()
                .replace("\r\n", "\n")
                .replace(&canonical, "[directory]")
                .replace(&directory, "[directory]")
                .replace(env!("CARGO_PKG_VERSION"), "[version]")
                .replace("kolophon.exe", "kolophon")
        };
        Run {
            code: output.status.code(),
            stdout: normal(&output.stdout),
            stderr: normal(&output.stderr),
        }
    }
}

impl std::fmt::Display for Run {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let code = self
            .code
            .map_or_else(|| "signal".to_owned(), |code| code.to_string());
        write!(
            f,
            "exit code: {code}\n----- stdout -----\n{}----- stderr -----\n{}",
            self.stdout, self.stderr
        )
    }
}
