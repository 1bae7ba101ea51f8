//! Commands that this build was made without: builds the xtask again with what they need, and hands over to it.

use std::env;
use std::ffi::OsString;

use shipworthy_engine::sys::foreground;
use shipworthy_model::exit::Exit;

use crate::stop::Stop;
use crate::terminal::Terminal;

/// Runs the same command line in an xtask that was built with `feature`. It comes back only when that cannot be done.
pub(crate) fn build(feature: &str) -> Stop {
    let arguments: Vec<OsString> = env::args_os().skip(1).collect();
    // Set by `cargo run`, which is how an xtask is called.
    let Some(package) = env::var_os("CARGO_PKG_NAME") else {
        return Stop::usage(format!(
            "this program was built without `{feature}`, and was not started by cargo, which could build it again\n\
             type `cargo xtask ...`, or `cargo install shipworthy`"
        ));
    };
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut words: Vec<OsString> =
        ["run", "--quiet", "--locked", "--features", feature, "--package"].map(OsString::from).into();
    words.extend([package, "--".into()]);
    words.extend(arguments);
    Terminal::tell(&format!("this command needs `{feature}`, which is built on its first call"));
    match foreground::replace_with(cargo, words) {
        #[expect(clippy::exit, reason = "the process that was handed over to has answered")]
        Ok(status) => std::process::exit(status.code().unwrap_or(i32::from(Exit::Incomplete.code()))),
        Err(error) => Stop::because(
            Exit::Usage,
            anyhow::Error::new(error).context("cannot run cargo to build this command"),
        ),
    }
}
