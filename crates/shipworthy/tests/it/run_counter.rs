//! Gates that leave a line outside the workspace each time they run, so that a test can count the processes that were
//! really started, whatever the product says about it.

use std::fs;

use testkit::Workspace;

/// The inside of the `check` table of a gate that counts its runs under `name` and goes on with a script of `sh`.
pub(crate) fn counted(name: &str, script: &str) -> String {
    assert!(!script.contains('"'), "the script stands between double quotes");
    format!(r#"kind = "command", argv = ["sh", "-c", "echo ran >> ../run_counter-{name}; {script}"]"#)
}

/// How often the gate was run that counts under `name`.
pub(crate) fn runs(ws: &Workspace, name: &str) -> usize {
    let told = fs::read_to_string(ws.scratch().join(format!("run_counter-{name}")));
    told.map_or(0, |told| told.lines().count())
}

/// How often each of the gates that count under `names` was run.
pub(crate) fn runs_of<const N: usize>(ws: &Workspace, names: [&str; N]) -> [usize; N] {
    names.map(|name| runs(ws, name))
}
