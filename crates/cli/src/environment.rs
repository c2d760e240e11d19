//! What the surroundings say: environment variables, locale, directory. Nothing else reads them.

use std::fmt;
use std::path::PathBuf;

/// The surroundings of a run.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    /// `KOLOPHON_LANG`.
    pub language: Option<String>,
    /// `KOLOPHON_DATA_DIR`.
    pub data_dir: Option<PathBuf>,
    /// `KOLOPHON_STORE_PASSWORD`: the password at a remote store.
    pub store_password: Secret,
    /// `KOLOPHON_LOG`: what the server's log shows, such as `debug` or `warn`.
    pub log: Option<String>,
    /// `KOLOPHON_AUTHOR`, else the user's name at this computer: who publishes.
    pub author: Option<String>,
    /// `KOLOPHON_TOKEN`: what opens a server that cities publish at.
    pub token: Secret,
    /// The locale of the operating system, such as `de-DE`.
    pub locale: Option<String>,
    /// The directory the command was typed in.
    pub current_dir: PathBuf,
}

/// A value that no log learns.
#[derive(Clone, Default)]
pub struct Secret(Option<String>);

impl Secret {
    /// The value, if there is one.
    pub(crate) fn reveal(&self) -> Option<&str> {
        self.0.as_deref()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Secret(…)" } else { "None" })
    }
}

impl Environment {
    /// The surroundings of this process.
    #[must_use]
    pub fn read() -> Self {
        let text = |name: &str| {
            let value = std::env::var_os(name)?;
            (!value.is_empty()).then(|| value.to_string_lossy().into_owned())
        };
        Self {
            language: text("KOLOPHON_LANG"),
            data_dir: std::env::var_os("KOLOPHON_DATA_DIR")
                .filter(|value| !value.is_empty())
                .map(PathBuf::from),
            store_password: Secret(text("KOLOPHON_STORE_PASSWORD")),
            log: text("KOLOPHON_LOG"),
            author: ["KOLOPHON_AUTHOR", "USER", "USERNAME"]
                .iter()
                .find_map(|name| text(name)),
            token: Secret(text("KOLOPHON_TOKEN")),
            locale: sys_locale::get_locale(),
            current_dir: std::env::current_dir().unwrap_or_default(),
        }
    }
}
