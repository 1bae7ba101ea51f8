//! Commands and check kinds that this build was made without: builds the xtask again with what they need, and hands over
//! to it.

use std::env;
use std::ffi::OsString;

use shipworthy_engine::sys::foreground;
use shipworthy_model::exit::Exit;

use crate::stop::Stop;
use crate::terminal::Terminal;

/// Runs the same command line in an xtask that was built with these features. It comes back only when that cannot be done.
pub(crate) fn build(features: &[&str]) -> Stop {
    let named = features.iter().map(|feature| format!("`{feature}`")).collect::<Vec<_>>().join(" and ");
    let arguments: Vec<OsString> = env::args_os().skip(1).collect();
    // Set by `cargo run`, which is how an xtask is called.
    let Some(package) = env::var_os("CARGO_PKG_NAME") else {
        return Stop::usage(format!(
            "this program was built without {named}, and was not started by cargo, which could build it again\n\
             type `cargo xtask ...`, or `cargo install shipworthy`"
        ));
    };
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let words = words(features, package, arguments);
    Terminal::tell(&format!("this needs {named}, which is built on the first call"));
    match foreground::replace_with(cargo, words) {
        #[expect(clippy::exit, reason = "the process that was handed over to has answered")]
        Ok(status) => std::process::exit(status.code().unwrap_or(i32::from(Exit::Incomplete.code()))),
        Err(error) => Stop::because(
            Exit::Usage,
            anyhow::Error::new(error).context("cannot run cargo to build this command"),
        ),
    }
}

/// The words after `cargo` that run the package, built with the features, with these arguments.
fn words(features: &[&str], package: OsString, arguments: Vec<OsString>) -> Vec<OsString> {
    let mut words: Vec<OsString> = ["run", "--quiet", "--locked", "--features"].map(OsString::from).into();
    words.extend([features.join(",").into(), "--package".into(), package, "--".into()]);
    words.extend(arguments);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_command_line_is_run_with_the_features() {
        let words = words(&["release", "workflows"], "xtask".into(), vec!["check".into(), "ci*".into()]);
        let line: Vec<_> = words.iter().filter_map(|word| word.to_str()).collect();
        assert_eq!(
            line.join(" "),
            "run --quiet --locked --features release,workflows --package xtask -- check ci*"
        );
    }
}
