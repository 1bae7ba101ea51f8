//! The variables a supervised process sees: those of the user, without what would make its effect depend on how we were
//! started. What reading the output of a program needs is asked for by the kind that reads it, with options of that program,
//! so that tests and commands see what they would see without us.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};

/// The variables that every step sees besides those of the user. Nobody sits there who could be asked for a password.
const FIXED: &[(&str, &str)] = &[("GIT_TERMINAL_PROMPT", "0")];

/// The variables that a step never inherits. `cargo run` tells its child about itself, which is wrong for any other
/// cargo, and a git hook is told which repository it serves.
const REMOVED: &[&str] = &[
    "CARGO",
    "CARGO_CRATE_NAME",
    "CARGO_MAKEFLAGS",
    "CARGO_PRIMARY_PACKAGE",
    "CARGO_TARGET_TMPDIR",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_DIR",
    "GIT_INDEX_FILE",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_WORK_TREE",
    "OUT_DIR",
    "RUST_RECURSION_COUNT",
];

/// The beginnings of the names of variables that a step never inherits.
const REMOVED_PREFIXES: &[&str] = &["CARGO_BIN_", "CARGO_MANIFEST_", "CARGO_PKG_"];

/// The variable that marks every process of a step, however far it has moved away from it.
pub(super) const MARKER: &str = "SHIPWORTHY_STEP";

/// Between the marks in [`MARKER`] of a step that was itself run by a step.
pub(super) const BETWEEN_MARKS: char = '/';

/// The variables of a step: inherited ones, the fixed ones, its own on top of them, and its mark.
pub(super) fn environment(
    inherited: impl IntoIterator<Item = (OsString, OsString)>,
    own: &BTreeMap<String, String>,
    mark: &str,
) -> BTreeMap<OsString, OsString> {
    let mut all: BTreeMap<OsString, OsString> =
        inherited.into_iter().filter(|(name, _)| !is_removed(name)).collect();
    all.extend(FIXED.iter().map(|(name, value)| (name.into(), value.into())));
    all.extend(own.iter().map(|(name, value)| (name.into(), value.into())));
    let outer = all.remove(OsStr::new(MARKER)).and_then(|outer| outer.into_string().ok());
    let marks = outer.map_or_else(|| mark.to_owned(), |outer| format!("{outer}{BETWEEN_MARKS}{mark}"));
    all.insert(MARKER.into(), marks.into());
    all
}

/// The variables that a short question gets besides, so that its answer reads the same on every screen and in every country.
pub(super) const OF_QUESTIONS: &[(&str, &str)] = &[
    ("CARGO_TERM_COLOR", "never"),
    ("LANG", "C.UTF-8"),
    ("LANGUAGE", ""),
    ("LC_ALL", "C.UTF-8"),
    ("NO_COLOR", "1"),
    ("TERM", "dumb"),
];

/// The variables of this process that every step gets, and those that are fixed for every step; the gate's own are not among
/// them.
pub fn of_steps() -> BTreeMap<OsString, OsString> {
    let mut all: BTreeMap<OsString, OsString> =
        std::env::vars_os().filter(|(name, _)| !is_removed(name)).collect();
    all.extend(FIXED.iter().map(|(name, value)| (name.into(), value.into())));
    all.remove(OsStr::new(MARKER));
    all
}

/// Is the variable one that no step inherits, or that is fixed for every step? Nothing can depend on its value here.
pub fn is_ours(name: &str) -> bool {
    is_removed(OsStr::new(name)) || name == MARKER || FIXED.iter().any(|(fixed, _)| *fixed == name)
}

fn is_removed(name: &OsStr) -> bool {
    let Some(name) = name.to_str() else { return false };
    REMOVED.contains(&name) || REMOVED_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(inherited: &[(&str, &str)], own: &[(&str, &str)]) -> BTreeMap<OsString, OsString> {
        let inherited = inherited.iter().map(|(name, value)| (name.into(), value.into()));
        let own = own.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        environment(inherited, &own, "mark")
    }

    #[test]
    fn what_cargo_and_git_say_about_us_is_not_handed_on() {
        let gone = ["CARGO", "CARGO_PKG_NAME", "CARGO_MANIFEST_DIR", "CARGO_BIN_EXE_x", "OUT_DIR", "GIT_DIR"];
        let kept = ["CARGO_HOME", "CARGO_TARGET_DIR", "RUSTUP_TOOLCHAIN", "PATH", "GIT_CONFIG_COUNT"];
        let inherited: Vec<_> = gone.iter().chain(&kept).map(|name| (*name, "x")).collect();
        let all = of(&inherited, &[]);
        for name in gone {
            assert!(!all.contains_key(OsStr::new(name)), "{name}");
        }
        for name in kept {
            assert_eq!(all[OsStr::new(name)], "x", "{name}");
        }
    }

    #[test]
    fn the_variables_are_those_of_the_user_and_of_the_step() {
        let users =
            [("LC_ALL", "de_DE"), ("TERM", "xterm"), ("CLICOLOR_FORCE", "1"), ("RUST_BACKTRACE", "1")];
        let all = of(&users, &[("TERM", "vt100"), ("GIT_DIR", "here")]);
        let expected = [
            ("CLICOLOR_FORCE", "1"),
            ("GIT_DIR", "here"),
            ("GIT_TERMINAL_PROMPT", "0"),
            ("LC_ALL", "de_DE"),
            ("RUST_BACKTRACE", "1"),
            (MARKER, "mark"),
            ("TERM", "vt100"),
        ];
        let all: Vec<_> =
            all.iter().map(|(name, value)| (name.to_str().unwrap(), value.to_str().unwrap())).collect();
        assert_eq!(all, expected);
    }

    #[test]
    fn a_step_of_a_step_carries_both_marks() {
        assert_eq!(of(&[], &[])[OsStr::new(MARKER)], "mark");
        assert_eq!(of(&[(MARKER, "outer")], &[])[OsStr::new(MARKER)], "outer/mark");
    }
}
