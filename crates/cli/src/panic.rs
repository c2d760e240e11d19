//! A bug in Kolophon itself: said kindly, with what a report needs, and with an exit code of its own.

use std::env::consts;
use std::io::{self, Write as _};
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, set_hook};

use kolophon_diagnostic::Language;

use crate::exit::Exit;

/// Runs `work`; when it panics, the run ends with [`Exit::Panic`] instead of a backtrace.
pub fn guarded(language: Language, work: impl FnOnce() -> Exit) -> Exit {
    set_hook(Box::new(move |panic| print(&report(language, panic))));
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(Exit::Panic)
}

/// Written past the [`Ui`](crate::Ui), which may be what broke.
fn print(text: &str) {
    writeln!(io::stderr(), "{text}").unwrap_or_default();
}

fn report(language: Language, panic: &PanicHookInfo<'_>) -> String {
    let text = panic
        .payload_as_str()
        .unwrap_or("?")
        .chars()
        .take(2000)
        .collect::<String>();
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    let version = env!("CARGO_PKG_VERSION");
    let (system, machine) = (consts::OS, consts::ARCH);
    let facts = format!("  kolophon {version} ({system} {machine})\n  {place}\n  {text}");
    match language {
        Language::German => format!(
            "Das hätte nicht passieren dürfen: ein Fehler in Kolophon selbst, nicht in Ihren Daten.\n\
             Bitte melden Sie ihn mit diesen Zeilen und dem Befehl, den Sie eingegeben haben:\n{facts}"
        ),
        Language::English => format!(
            "This should not have happened: a bug in Kolophon itself, not in your data.\n\
             Please report it with these lines and the command you typed:\n{facts}"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_has_its_own_exit_code() {
        assert_eq!(guarded(Language::German, || Exit::Clean), Exit::Clean);
        assert_eq!(guarded(Language::German, || panic!("on purpose")), Exit::Panic);
    }
}
