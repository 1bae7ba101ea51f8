//! From the words of a step to a program that can be started, or the reason why not. It starts nothing by itself.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::path::{self, Path, PathBuf};
use std::thread;
use std::time::Duration;

use shipworthy_model::step::Run;
use shipworthy_model::unknown::{Reason, Unknown};

/// How often to try again to start a program that is still open for writing somewhere, and how long to wait between.
/// A thread of ours that starts another process at the wrong moment is enough for that.
const BUSY_TRIES: u32 = 20;
const BUSY_PAUSE: Duration = Duration::from_millis(10);

/// Starts a program, and tries again while it is still open for writing somewhere.
pub(super) fn patiently<T>(mut start: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    for _ in 0..BUSY_TRIES {
        match start() {
            Err(error) if error.kind() == io::ErrorKind::ExecutableFileBusy => thread::sleep(BUSY_PAUSE),
            started => return started,
        }
    }
    start()
}

/// The folder that a step runs in.
pub(super) fn folder(root: &Path, run: &Run) -> Result<PathBuf, Unknown> {
    let no_nul = |what: &str, text: &str| {
        let detail = || format!("{what} of `{}` holds a NUL byte, which no process can be given", name(run));
        if text.contains('\0') { Err(could_not_look(detail())) } else { Ok(()) }
    };
    run.argv.iter().try_for_each(|word| no_nul("an argument", word))?;
    run.env.iter().flat_map(<[_; 2]>::from).try_for_each(|word| no_nul("a variable", word))?;
    no_nul("the folder", &run.dir)?;
    if let Some(odd) = run.env.keys().find(|name| name.is_empty() || name.contains('=')) {
        return Err(could_not_look(format!("`{odd}` cannot be the name of a variable")));
    }
    let folder = root.join(&run.dir);
    let folder = path::absolute(&folder).unwrap_or(folder);
    match fs::metadata(&folder) {
        Ok(meta) if meta.is_dir() => Ok(folder),
        Ok(_) => Err(could_not_look(format!(
            "cannot run `{}` in {}: it is not a folder",
            name(run),
            folder.display()
        ))),
        Err(error) => {
            Err(could_not_look(format!("cannot run `{}` in {}: {error}", name(run), folder.display())))
        }
    }
}

/// The program that a step runs: looked for on the `PATH` it will see, or from its folder when it is written with a
/// slash.
pub(super) fn program(
    run: &Run,
    folder: &Path,
    env: &BTreeMap<OsString, OsString>,
) -> Result<PathBuf, Unknown> {
    let Some(program) = run.argv.first().filter(|program| !program.is_empty()) else {
        return Err(could_not_look("there is no program to run: the command is empty"));
    };
    if let Ok(found) = which::which_in(program, env.get(OsStr::new("PATH")), folder) {
        return Ok(found);
    }
    let missing = |detail: String| Unknown::new(Reason::ToolMissing, detail);
    if !program.chars().any(path::is_separator) {
        return Err(missing(format!("`{program}` is not on the PATH")));
    }
    let place = folder.join(program);
    match fs::metadata(&place) {
        Ok(meta) if meta.is_file() => {
            Err(could_not_look(format!("`{program}` may not be executed: chmod +x {}", place.display())))
        }
        Ok(_) => Err(could_not_look(format!("`{program}` is a folder, not a program"))),
        Err(error) => Err(missing(format!("`{program}` cannot be run: {}: {error}", place.display()))),
    }
}

/// The program of a step as the user wrote it.
pub(super) fn name(run: &Run) -> &str {
    run.argv.first().map_or("", String::as_str)
}

pub(super) fn could_not_look(detail: impl Into<String>) -> Unknown {
    Unknown::new(Reason::CouldNotLook, detail)
}
