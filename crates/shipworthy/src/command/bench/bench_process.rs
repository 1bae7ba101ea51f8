//! The processes of `bench`: how git, cargo and benchmarks are called, and how long they may take. They end with this
//! process.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Output;
use std::time::Duration;

use shipworthy_engine::evidence::Store;
use shipworthy_engine::sys::call::ShortCall;
use shipworthy_engine::sys::process::LEASES;

/// How long a build may take, and a single run of one program.
const PATIENCE: Duration = Duration::from_secs(3600);

/// A call of a program in a folder.
pub(super) fn call(store: &Store, program: impl AsRef<OsStr>, folder: &Path) -> ShortCall {
    let call = ShortCall::new(program, folder).deadline(PATIENCE);
    // Looking alone makes no store, and neither does this.
    if store.is_prepared() { call.leased(store.folder().folder(LEASES)) } else { call }
}

/// What a program printed, or why it printed nothing of use.
pub(super) fn printed(call: ShortCall, what: &str) -> Result<String, String> {
    let output = call.output().map_err(|error| error.to_string())?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(format!("{what} {}", ending(&output)))
}

/// How a program ended, with what it said of that.
pub(super) fn ending(output: &Output) -> String {
    // Some say on standard output what went wrong.
    let streams = [&output.stderr, &output.stdout].map(|stream| String::from_utf8_lossy(stream));
    let lines =
        || streams.iter().flat_map(|said| said.lines()).map(str::trim).filter(|line| !line.is_empty());
    let of_error = lines().find(|line| line.starts_with("error") || line.starts_with("fatal"));
    let panic = || lines().skip_while(|line| !line.contains("panicked at")).nth(1);
    let last = || streams.iter().find_map(|said| said.lines().map(str::trim).rfind(|line| !line.is_empty()));
    let told = of_error.or_else(panic).or_else(last);
    let how = output
        .status
        .code()
        .map_or_else(|| "was killed".to_owned(), |code| format!("ended with exit code {code}"));
    told.map_or_else(|| how.clone(), |line| format!("{how}: {line}"))
}
