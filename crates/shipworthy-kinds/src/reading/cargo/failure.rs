//! Why cargo itself failed when the compiler said nothing: a broken manifest is a finding, a network that refuses or a
//! missing subcommand is unknown.

use shipworthy_model::judgement::{Conclusion, Finding, Judgement};
use shipworthy_model::network;
use shipworthy_model::observation::Ran;
use shipworthy_model::step::command_line;
use shipworthy_model::unknown::Reason;

use super::selection;
use crate::reading::cause::cause;

/// The words in which the system says that the machine has no more of something: of disk space, as tools without an error
/// number say it, then of memory, open files, the size that a file may have, disk space, or a disk to write to.
const EXHAUSTED: &[&str] = &[
    "No space left on device",
    "(os error 12)",
    "(os error 23)",
    "(os error 24)",
    "(os error 27)",
    "(os error 28)",
    "(os error 30)",
];

/// Says a text that the machine has no more of something? Then it says nothing about the project.
pub(crate) fn is_exhausted(text: &str) -> bool {
    EXHAUSTED.iter().any(|words| text.contains(words))
}

/// What stands before and behind the number of an error of the system, as in `Permission denied (os error 13) at path "/x"`.
pub(crate) fn system_error(text: &str) -> Option<(&str, &str)> {
    let (words, rest) = text.split_once(" (os error ")?;
    let (number, rest) = rest.split_once(')')?;
    number.parse::<u32>().ok().map(|_| (words, rest))
}

/// How the compiler ended, in a line in which cargo says that a process did not end well; `None` when the line is about
/// another program, or the compiler ended as it does when the code is wrong.
fn compiler_crash(line: &str) -> Option<&str> {
    const COMPILERS: [&str; 3] = ["rustc", "rustdoc", "clippy-driver"];
    let (_, rest) = line.split_once("process didn't exit successfully: `")?;
    let (command, ending) = rest.rsplit_once("` (")?;
    let name = |word: &'_ str| {
        word.rsplit(['/', '\\']).next().unwrap_or_default().trim_end_matches(".exe").to_owned()
    };
    let compiles = command.split(' ').any(|word| COMPILERS.contains(&name(word).as_str()));
    // It was only asked which release it is.
    let asked = command.ends_with(" -vV");
    let usual = ending.starts_with("exit status: 1)") || ending.starts_with("exit code: 1)");
    (compiles && (asked || !usual)).then(|| ending.trim_end_matches(')'))
}

/// The texts that mark errors which say nothing about the project, by their reason. The first that fits is taken.
const EXCUSES: &[(Reason, &[&str])] = &[
    (
        Reason::ToolMissing,
        &[
            "no such command",
            "is not installed for the toolchain",
            "error: toolchain '",
            "could not choose a version of ",
        ],
    ),
    (Reason::NothingToLookAt, &["the workspace has no members"]),
    (Reason::ToolTooOld, &["is not supported by the following package", "because it requires rustc "]),
    (
        Reason::CouldNotLook,
        &[
            "Read-only file system",
            "Permission denied (os error 13)",
            // A path goes through what is no folder.
            "(os error 20)",
            // A variable of this machine has a value that cannot be.
            "environment variable",
            "(known profiles: ",
            // A directory, or a file for as long as it is needed.
            "failed to create ",
            // A folder whose name cannot stand in a variable such as `PATH`.
            "failed to join paths from `",
            // The compiler was asked about itself, and what was named as the compiler is none, or was told what it does not know.
            "failed to run `rustc` to learn about target-specific information",
        ],
    ),
    (
        Reason::CouldNotLook,
        &[
            // Whoever does not understand what was typed ends with this; what we type is not the project's.
            "For more information, try '--help'",
            "unexpected argument",
            "unrecognized subcommand",
            "not found in workspace",
            "did not match any packages",
            "` is ambiguous",
            "contains this feature",
            "contain these features",
            "does not contain this feature",
            "creating test list failed",
        ],
    ),
    (Reason::Network, network::COMPLAINTS),
    (Reason::Crashed, &["rustc ICE", "internal compiler error"]),
];

/// One error that cargo or a formatter wrote as text.
struct Block<'a> {
    lines: Vec<&'a str>,
}

/// The errors in a text: each begins with `error` at the start of a line and ends before the next word there.
fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut blocks: Vec<Block<'_>> = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        if line.starts_with("error:") || line.starts_with("error[") {
            blocks.push(Block { lines: vec![line] });
            inside = true;
        } else if inside {
            let ends = line.starts_with("warning:") || line.starts_with("     Running ");
            match blocks.last_mut() {
                Some(block) if !ends => block.lines.push(line),
                _ => inside = false,
            }
        }
    }
    blocks
}

impl Block<'_> {
    /// The package whose build script failed, as cargo writes it.
    fn build_script(&self) -> Option<&str> {
        let (_, rest) = self.lines.first()?.split_once("failed to run custom build command for `")?;
        rest.split('`').next()
    }

    /// Why a build script failed, in its own words: what it panicked with, or the first error that it wrote.
    fn last_words(&self) -> Option<String> {
        let said = self.lines.iter().skip_while(|line| line.trim() != "--- stderr").skip(1);
        let said: Vec<&str> = said.map(|line| line.trim()).filter(|line| !line.is_empty()).collect();
        let panicked = said.iter().position(|line| line.contains("panicked at "));
        let first = panicked.and_then(|at| said.get(at + 1)).map(|line| (*line).to_owned());
        first.or_else(|| cause("", &said.join("\n")))
    }

    /// The first line without its `error`, then the last cause.
    fn message(&self) -> String {
        if let Some(package) = self.build_script()
            && let Some(words) = self.last_words()
        {
            return format!("the build script of `{package}` failed: {words}");
        }
        let first = self.lines.first().copied().unwrap_or_default();
        let first = first.split_once(": ").map_or(first, |(_, message)| message).trim();
        let below = || self.lines.iter().skip(1).map(|line| line.trim()).find(|line| !line.is_empty());
        let first = if first.is_empty() { below().unwrap_or("an error without a message") } else { first };
        let mut causes = self.lines.iter().enumerate().filter(|(_, line)| **line == "Caused by:");
        let last = causes.next_back().and_then(|(at, _)| self.lines.get(at + 1)).map(|line| line.trim());
        match last {
            Some(cause) => format!("{first}: {cause}"),
            None if first.ends_with(':') => format!("{first} {}", self.list()),
            None => first.to_owned(),
        }
    }

    /// The list that an error counts up below its first line.
    fn list(&self) -> String {
        const MOST: usize = 3;
        let lines = self.lines.iter().skip(1).take_while(|line| line.starts_with("  "));
        let mut items: Vec<&str> = lines.map(|line| line.trim()).collect();
        // Cargo names a package once for each of its targets, one after the other.
        items.dedup();
        let mut list = items.iter().take(MOST).copied().collect::<Vec<_>>().join(", ");
        if items.len() > MOST {
            list.push_str(&format!(" and {} more", items.len() - MOST));
        }
        list
    }

    fn rule(&self) -> &str {
        let code =
            self.lines.first().and_then(|line| line.strip_prefix("error[")).and_then(|l| l.split_once(']'));
        code.map_or("cargo", |(code, _)| code)
    }

    fn finding(&self) -> Finding {
        let finding = Finding::new(self.rule(), self.message());
        let finding = match self.lines.iter().find_map(|line| place(line)) {
            Some((file, line, column)) => finding.at(file, line, column),
            None => finding,
        };
        if self.holds("--locked was passed") {
            return finding.remedy("run `cargo update --workspace` and commit Cargo.lock");
        }
        finding
    }

    /// Whoever wrote the error, and however.
    fn holds(&self, needle: &str) -> bool {
        let needle = needle.to_lowercase();
        self.lines.iter().any(|line| line.to_lowercase().contains(&needle))
    }

    /// Why cargo could not even start a program: a compiler, what a setting or a variable puts before it, or what was built.
    /// None of that is in the code.
    fn not_started(&self) -> Option<Reason> {
        let refused =
            |line: &&str| line.contains("could not execute process `") && line.ends_with("(never executed)");
        let at = self.lines.iter().position(|line| refused(&line.trim_end()))?;
        let missing = self.lines[at..].iter().any(|line| line.contains("(os error 2)"));
        Some(if missing { Reason::ToolMissing } else { Reason::CouldNotLook })
    }

    /// Is all that is said what the system said, as in `error: Permission denied (os error 13) at path "/x"`? What is wrong
    /// with the project is told in words of cargo's or the compiler's.
    fn is_of_the_system(&self) -> bool {
        let first = self.lines.first().and_then(|line| line.strip_prefix("error: ")).unwrap_or_default();
        system_error(first).is_some_and(|(words, _)| !words.contains(['`', '"', ':', '/']))
    }

    fn excuse(&self) -> Option<Reason> {
        if let Some(reason) = self.not_started() {
            return Some(reason);
        }
        if self.is_of_the_system() {
            return Some(Reason::CouldNotLook);
        }
        if let Some(package) = self.build_script() {
            return is_of_a_registry(package).then_some(Reason::CouldNotLook);
        }
        // A compiler that a signal ended was short of memory, or is broken; a program under test is another matter.
        if self.lines.iter().any(|line| compiler_crash(line).is_some()) {
            return Some(Reason::Crashed);
        }
        if self.lines.iter().any(|line| is_exhausted(line)) {
            return Some(Reason::CouldNotLook);
        }
        let fits = |(_, needles): &&(Reason, &[&str])| needles.iter().any(|needle| self.holds(needle));
        EXCUSES.iter().find(fits).map(|(reason, _)| *reason)
    }

    /// Does the error only sum up what the compiler said?
    fn is_echo(&self) -> bool {
        const ECHOES: &[&str] = &[
            "error: could not compile",
            "error: aborting due to",
            "error: test failed",
            "error: doctest failed",
        ];
        let first = self.lines.first().copied().unwrap_or_default();
        let sum = first.ends_with(" target failed:") || first.ends_with(" targets failed:");
        (sum || ECHOES.iter().any(|echo| first.starts_with(echo))) && self.excuse().is_none()
    }
}

/// Does a package, as cargo writes it, come from a registry? Then its build script fails for want of something on this machine,
/// a library or a tool, and says nothing about the project. All others are written with their place.
fn is_of_a_registry(package: &str) -> bool {
    !package.contains('(')
}

/// The place in a line such as `  --> a/Cargo.toml:1:9`.
pub(crate) fn place(line: &str) -> Option<(String, Option<u32>, Option<u32>)> {
    let place = line.trim_start().strip_prefix("--> ")?;
    split_place(place)
}

/// The parts of a place such as `src/lib.rs:31:16`.
pub(crate) fn split_place(place: &str) -> Option<(String, Option<u32>, Option<u32>)> {
    let mut parts = place.trim_end_matches(':').rsplitn(3, ':');
    let (column, line, file) = (parts.next()?, parts.next()?, parts.next()?);
    Some((file.replace('\\', "/"), Some(line.parse().ok()?), Some(column.parse().ok()?)))
}

/// The errors in a text that are not only an echo of the compiler's.
pub(crate) fn findings(text: &str) -> Vec<Finding> {
    blocks(text).iter().filter(|block| !block.is_echo()).map(Block::finding).collect()
}

/// Unknown, when cargo or rustup says in the text that a program or a toolchain is not there.
pub(crate) fn missing(text: &str) -> Option<Judgement> {
    excuse(text).filter(|judgement| matches!(&judgement.result, Conclusion::Unknown(unknown) if unknown.reason == Reason::ToolMissing))
}

/// Unknown, when an error in the text says nothing about the project.
pub(crate) fn excuse(text: &str) -> Option<Judgement> {
    blocks(text).iter().find_map(|block| Some(Judgement::unknown(block.excuse()?, block.message())))
}

/// Unknown, when the text says that the compiler crashed: what it said before that may be nonsense.
pub(crate) fn crash(text: &str) -> Option<Judgement> {
    let ending = text.lines().find_map(compiler_crash)?;
    Some(Judgement::unknown(Reason::Crashed, format!("the compiler ended with {ending}")))
}

/// Unknown, when a failed run says nothing about the project. `text` holds its errors.
pub(crate) fn excuse_of(ran: &Ran, text: &str) -> Option<Judgement> {
    excuse(text).or_else(|| unplaced(ran))
}

/// Unknown, when one line is all that was said, and it names no file and no package: what is wrong with a project, cargo tells
/// with the manifest, the dependency or the place. What it refuses before it has looked at any is a variable or a setting of
/// this machine (`jobs may not be 0`, `target was empty`).
fn unplaced(ran: &Ran) -> Option<Judgement> {
    let streams = [&ran.stdout.text, &ran.stderr.text];
    let mut said = streams.iter().flat_map(|text| text.lines()).filter(|line| !line.trim().is_empty());
    let message = said.next()?.strip_prefix("error: ")?;
    let places = ["/", "\\", ".toml", "package", "crate", "dependency"];
    let placed = places.iter().any(|place| message.contains(place));
    (said.next().is_none() && !placed).then(|| {
        let why = format!("{message}: see what the variables and settings of cargo say on this machine");
        Judgement::unknown(Reason::CouldNotLook, why)
    })
}

/// The judgement on a failure of cargo that no message of the compiler explains. `text` holds its errors.
pub(crate) fn judge(ran: &Ran, text: &str) -> Judgement {
    if let Some(judgement) = excuse_of(ran, text) {
        return judgement;
    }
    let mut findings = findings(text);
    if findings.is_empty() {
        let last = text.lines().rfind(|line| !line.trim().is_empty()).unwrap_or("it wrote nothing").trim();
        let detail =
            format!("`{}` ended with {} and named no error: {last}", command_line(&ran.argv), ran.ending());
        return Judgement::unknown(Reason::CouldNotLook, detail);
    }
    for finding in findings.iter_mut().filter(|finding| finding.remedy.is_none()) {
        finding.remedy = Some(selection::again(ran));
    }
    Judgement::of(1, "commands", findings)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A wrapper that is not there was a failure of the code.
    #[test]
    fn what_keeps_cargo_from_starting_a_program_is_not_in_the_code() {
        let reason = |text: &str| match excuse(text)?.result {
            Conclusion::Unknown(unknown) => Some(unknown.reason),
            _ => None,
        };
        for (text, expected) in [
            (
                "error: could not execute process `/w rustc -vV` (never executed)\n\nCaused by:\n  No such file or directory (os error 2)\n",
                Some(Reason::ToolMissing),
            ),
            (
                "error: could not execute process `/etc/passwd rustc -vV` (never executed)\n\nCaused by:\n  Permission denied (os error 13)\n",
                Some(Reason::CouldNotLook),
            ),
            (
                "error: could not document `a`\n\nCaused by:\n  could not execute process `/d a.rs` (never executed)\n\nCaused by:\n  No such file or directory (os error 2)\n",
                Some(Reason::ToolMissing),
            ),
            (
                "error: failed to run custom build command for `a`\n\nCaused by:\n  could not execute process `/t/build-script-build` (never executed)\n\nCaused by:\n  Permission denied (os error 13)\n",
                Some(Reason::CouldNotLook),
            ),
            (
                "error: failed to run custom build command for `a v0.1.0 (/w/a)`\n\nCaused by:\n  process didn't exit successfully: `/t/build-script-build` (exit status: 1)\n",
                None,
            ),
            ("error: Permission denied (os error 13) at path \"/proc/x1\"\n", Some(Reason::CouldNotLook)),
            (
                "error: failed to create temporary directory: Custom { kind: NotFound }\n",
                Some(Reason::CouldNotLook),
            ),
            ("error: couldn't read `src/a.rs`: No such file or directory (os error 2)\n", None),
            (
                "error: failed to join paths from `$LD_LIBRARY_PATH` together\n\nCaused by:\n  path segment contains separator `:`\n",
                Some(Reason::CouldNotLook),
            ),
        ] {
            assert_eq!(reason(text), expected, "{text}");
        }
    }

    /// A library of the system that is not there is no defect of the project; what fails in its own script is one.
    #[test]
    fn a_build_script_of_a_registry_fails_for_want_of_something_here() {
        let text = |package: &str| {
            format!(
                "error: failed to run custom build command for `{package}`\n\nCaused by:\n  process didn't exit successfully: \
                 `/t/debug/build/x/build-script-build` (exit status: 101)\n  --- stdout\n  cargo:rerun-if-env-changed=A\n\n  \
                 --- stderr\n\n  thread 'main' (1) panicked at /r/alsa-sys-0.3.1/build.rs:13:18:\n\n  The system library \
                 `alsa` was not found.\n  stack backtrace:\nwarning: build failed, waiting for other jobs to finish...\n"
            )
        };
        let judged = excuse(&text("alsa-sys v0.3.1")).map(|judgement| judgement.result);
        let Some(Conclusion::Unknown(unknown)) = judged else { panic!("{judged:?}") };
        assert_eq!(unknown.reason, Reason::CouldNotLook);
        let words = "failed: The system library `alsa` was not found.";
        assert_eq!(unknown.detail, format!("the build script of `alsa-sys v0.3.1` {words}"));
        let own = text("core v0.1.0 (/w/crates/core)");
        assert!(excuse(&own).is_none());
        let told: Vec<String> = findings(&own).into_iter().map(|finding| finding.message).collect();
        assert_eq!(told, [format!("the build script of `core v0.1.0 (/w/crates/core)` {words}")]);
    }

    /// A variable of this machine was told as a failure of the code.
    #[test]
    fn what_cargo_refuses_before_it_looks_at_anything_accuses_nobody() {
        let outcome = |stdout: &str, stderr: &str| {
            let judged = judge(&Ran::exited(["cargo", "build"], 101, stdout, stderr), stderr);
            matches!(judged.result, Conclusion::Unknown(_))
        };
        for refused in
            ["jobs may not be 0", "target was empty", "could not parse `abc`. Number of jobs is wrong"]
        {
            assert!(outcome("", &format!("error: {refused}\n")), "{refused}");
        }
        for told in
            ["cannot find `/w/a.rs`", "package collision", "no matching crate `x`", "a\n  required by b"]
        {
            assert!(!outcome("", &format!("error: {told}\n")), "{told}");
        }
        // Something was compiled before.
        assert!(!outcome("{\"reason\":\"compiler-artifact\"}\n", "error: it ended\n"));
    }

    /// Such a finding said nothing at all.
    #[test]
    fn an_error_without_words_is_told_with_what_stands_below_it() {
        let message =
            |text: &str| findings(text).into_iter().map(|finding| finding.message).collect::<Vec<_>>();
        assert_eq!(message("error: \n"), ["an error without a message"]);
        assert_eq!(message("error: \n\n  the manifest is odd\n"), ["the manifest is odd"]);
        assert_eq!(message("error: no such thing\n"), ["no such thing"]);
    }
}
