//! Commands and check kinds that this build was made without: builds the xtask again with what they need, and hands over
//! to it. Says so where something is compiled, and is silent where it was built before.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use serde_json::Value;
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
    // It is called as this one is, which the same cargo built.
    let own = env::current_exe().ok().and_then(|path| path.file_name().map(OsString::from));
    let mut built = Built::default();
    let status = foreground::listen(&cargo, words(features, package), |line| {
        if built.hear(line) {
            Terminal::tell(&format!("this needs {named}, which is built on the first call"));
        }
    });
    let program = built.programs.into_iter().find(|path| path.file_name() == own.as_deref());
    let ended = match (status, program) {
        (Ok(status), Some(program)) if status.success() => foreground::replace_with(program, arguments),
        (Ok(status), None) if status.success() => {
            return Stop::usage(format!("cargo built {named}, and names no program that could be called"));
        }
        (status, _) => status,
    };
    match ended {
        #[expect(clippy::exit, reason = "the process that was handed over to has answered")]
        Ok(status) => std::process::exit(status.code().unwrap_or(i32::from(Exit::Incomplete.code()))),
        Err(error) => Stop::because(
            Exit::Usage,
            anyhow::Error::new(error).context("cannot run cargo to build this command"),
        ),
    }
}

/// The words after `cargo` that build the package with the features, and tell of each thing that is built.
fn words(features: &[&str], package: OsString) -> Vec<OsString> {
    let words = ["build", "--quiet", "--locked", "--message-format=json-render-diagnostics", "--features"];
    let mut words: Vec<OsString> = words.map(OsString::from).into();
    words.extend([features.join(",").into(), "--package".into(), package]);
    words
}

/// What cargo has told of a build.
#[derive(Default)]
struct Built {
    /// Was something compiled, and not only found as it was?
    compiled: bool,
    /// The programs.
    programs: Vec<PathBuf>,
}

impl Built {
    /// Takes in a message of cargo's; says whether it is the first of something that was compiled.
    fn hear(&mut self, line: &str) -> bool {
        let Ok(message) = serde_json::from_str::<Value>(line) else { return false };
        if message["reason"] != "compiler-artifact" {
            return false;
        }
        self.programs.extend(message["executable"].as_str().map(|path| Path::new(path).to_owned()));
        let first = message["fresh"] == false && !self.compiled;
        self.compiled |= first;
        first
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_package_is_built_with_the_features() {
        let words = words(&["release", "workflows"], "xtask".into());
        let line: Vec<_> = words.iter().filter_map(|word| word.to_str()).collect();
        assert_eq!(
            line.join(" "),
            "build --quiet --locked --message-format=json-render-diagnostics --features release,workflows \
             --package xtask"
        );
    }

    #[test]
    fn only_the_first_thing_that_is_compiled_is_news() {
        let mut built = Built::default();
        let artifact = |fresh: bool, program: &str| {
            format!("{{\"reason\":\"compiler-artifact\",\"fresh\":{fresh},\"executable\":{program}}}")
        };
        let lines = [
            artifact(true, "null"),
            "no message".to_owned(),
            "{\"reason\":\"build-script-executed\",\"fresh\":false}".to_owned(),
            artifact(false, "null"),
            artifact(false, "\"/t/debug/xtask\""),
        ];
        assert_eq!(lines.map(|line| built.hear(&line)), [false, false, false, true, false]);
        assert_eq!(built.programs, [Path::new("/t/debug/xtask")]);
    }
}
