//! `--watch`: checks again whenever a file changes, until Ctrl-C.

use crate::args::ValidateArguments;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::interrupt;
use crate::snapshot::{Snapshot, changed};
use crate::ui::Ui;

/// What stands between two checks.
const SEPARATOR: &str = "────────────────────────────────────────";

/// Checks until Ctrl-C; ends as the last check did.
pub(super) fn run(
    arguments: &ValidateArguments,
    ui: &mut Ui,
    check: fn(&ValidateArguments, &mut Ui) -> Result<Exit, Failure>,
) -> Exit {
    interrupt::watch();
    let mut seen = take(arguments);
    loop {
        let exit = check(arguments, ui).unwrap_or_else(|failure| {
            ui.fail(&failure);
            failure.exit
        });
        match changed(&seen, || take(arguments), interrupt::is_stopped) {
            Some(now) => seen = now,
            None => return exit,
        }
        ui.line(SEPARATOR);
    }
}

/// All files that the check reads. The report is no reason for another one.
fn take(arguments: &ValidateArguments) -> Snapshot {
    let more = [&arguments.scope.baseline].into_iter().flatten();
    let paths = arguments.paths.iter().chain(&arguments.shapes).chain(more);
    let snapshot = Snapshot::of(paths);
    match &arguments.output {
        Some(output) => snapshot.without(output),
        None => snapshot,
    }
}
