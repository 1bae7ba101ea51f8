//! A script of a step: which shell runs it, and what becomes of what is wanted in it.

use std::collections::BTreeMap;

use regex_lite::Regex;

use super::scene::JobScene;
use super::system::RunnerSystem;
use crate::reading::ci::expression::render;
use crate::reading::ci::shell::{ShellOptions, UNKNOWN_TEXT};

/// The script with what is known put in.
pub(super) fn rendered(text: &str, scene: &JobScene) -> String {
    render(text, UNKNOWN_TEXT, scene)
}

/// The variables that a script of the step begins with.
pub(super) fn variables(scene: &JobScene) -> BTreeMap<String, String> {
    let known = scene.env.iter().filter_map(|(name, text)| Some((name.clone(), text.clone()?)));
    known.collect()
}

/// The shells that may run a script; none when it is not known which.
pub(super) fn shells(
    written: Option<&str>,
    container: bool,
    system: Option<RunnerSystem>,
) -> Vec<ShellOptions> {
    let bash = ShellOptions::Posix { errexit: true, pipefail: false, strict: false };
    let plain = ShellOptions::Posix { errexit: true, pipefail: false, strict: true };
    let Some(written) = written else {
        return match system {
            _ if container => vec![plain],
            Some(RunnerSystem::Windows) => vec![ShellOptions::PowerShell],
            Some(RunnerSystem::Linux | RunnerSystem::MacOs) => vec![bash],
            None => vec![bash, ShellOptions::PowerShell],
        };
    };
    match written.trim() {
        "bash" => vec![ShellOptions::Posix { errexit: true, pipefail: true, strict: false }],
        "sh" => vec![plain],
        "pwsh" | "powershell" => vec![ShellOptions::PowerShell],
        "cmd" => vec![ShellOptions::Prompt],
        command => of_command(command).into_iter().collect(),
    }
}

/// The shell of a command line such as `bash -l {0}`, for which GitHub sets no options of its own.
fn of_command(command: &str) -> Option<ShellOptions> {
    let mut words = command.split_whitespace();
    let program = words.next()?.rsplit('/').next()?;
    if !matches!(program, "bash" | "sh" | "dash") {
        return None;
    }
    let (mut errexit, mut pipefail) = (false, false);
    while let Some(word) = words.next() {
        if word == "{0}" {
            return Some(ShellOptions::Posix { errexit, pipefail, strict: program != "bash" });
        }
        if word.starts_with("--") {
            continue;
        }
        let letters = word.strip_prefix('-')?;
        errexit |= letters.contains('e');
        if letters.contains('o') {
            match words.next()? {
                "pipefail" => pipefail = true,
                "errexit" => errexit = true,
                _ => {}
            }
        }
    }
    None
}

/// Whether a script may run what a pattern wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mention {
    /// The words stand in it.
    Stands,
    /// They may be put in for an expression that is not known.
    Perhaps,
    /// They do not.
    Absent,
}

/// Looks for the words that a pattern wants, before the script is read as one.
pub(super) fn mention(text: &str, pattern: &Regex, variables: &BTreeMap<String, String>) -> Mention {
    let mut joined =
        text.replace("\\\n", " ").replace("`\n", " ").replace("^\n", " ").replace(['"', '\'', '\\'], "");
    for (name, value) in variables {
        joined = joined.replace(&format!("${{{name}}}"), value).replace(&format!("${name}"), value);
    }
    let no_toolchain = |word: &&str| !word.starts_with('+');
    let lines = |lines: &str| {
        let found = |line: &str| {
            let words: Vec<&str> = line.split_whitespace().collect();
            let plain: Vec<&str> = words.iter().copied().filter(no_toolchain).collect();
            pattern.is_match(&words.join(" ")) || pattern.is_match(&plain.join(" "))
        };
        lines.split(['\n', ';']).any(|line| found(line) || found(line.trim())) || found(lines)
    };
    // An anchor holds at the command, which may stand behind others.
    let anchored = pattern.as_str().starts_with('^') || pattern.as_str().ends_with('$');
    if lines(&joined) || anchored || joined.contains('$') && dollar_runs(&joined) {
        return Mention::Stands;
    }
    if !joined.contains(UNKNOWN_TEXT) {
        return Mention::Absent;
    }
    let source = pattern.as_str();
    let words = source.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|word| word.len() > 1);
    let whole = joined.lines().any(|line| line.trim_start().starts_with(UNKNOWN_TEXT));
    let put_in = words.into_iter().any(|word| lines(&joined.replace(UNKNOWN_TEXT, word)));
    if whole || put_in { Mention::Perhaps } else { Mention::Absent }
}

/// Does a line begin with a variable, so that what is run cannot be read off?
fn dollar_runs(text: &str) -> bool {
    text.lines().any(|line| line.trim_start().starts_with('$'))
}

#[cfg(test)]
mod tests {
    use super::{Mention, ShellOptions, mention, shells};

    #[test]
    fn the_words_are_looked_for_across_lines_and_quotes() {
        let pattern = regex_lite::Regex::new("cargo test").unwrap();
        for (text, want) in [
            ("cargo test", Mention::Stands),
            ("cargo \\\n  test", Mention::Stands),
            ("cargo +nightly test", Mention::Stands),
            ("car\"go\" test", Mention::Stands),
            ("$CARGO test", Mention::Stands),
            ("cargo build", Mention::Absent),
            ("cargo \u{E000} --all", Mention::Perhaps),
            ("git checkout \u{E000}", Mention::Absent),
            ("\u{E000}", Mention::Perhaps),
        ] {
            let variables = [("CARGO".to_owned(), "cargo".to_owned())].into();
            assert_eq!(mention(text, &pattern, &variables), want, "{text}");
        }
    }

    #[test]
    fn a_shell_has_its_options_from_where_it_is_written() {
        let posix = |errexit, pipefail, strict| vec![ShellOptions::Posix { errexit, pipefail, strict }];
        for (written, want) in [
            ("bash", posix(true, true, false)),
            ("sh", posix(true, false, true)),
            ("bash -l {0}", posix(false, false, false)),
            ("bash --noprofile --norc -exo pipefail {0}", posix(true, true, false)),
            ("/bin/bash -e {0}", posix(true, false, false)),
            ("pwsh", vec![ShellOptions::PowerShell]),
            ("python {0}", vec![]),
            ("python", vec![]),
        ] {
            assert_eq!(shells(Some(written), false, None), want, "{written}");
        }
    }
}
