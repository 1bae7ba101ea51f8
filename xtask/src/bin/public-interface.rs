//! Compares the public interfaces of the libraries named as `NAME=MANIFEST` with those of the last release, or of the
//! commit where this branch began. Finds what to compare with; the comparing is done by cargo-semver-checks.

#![expect(clippy::print_stdout, reason = "what it prints is its answer")]

use std::process::ExitCode;

use xshell::{Shell, cmd};

/// The version of a library that its interface is compared with.
struct Baseline {
    commit: String,
    why: String,
}

fn main() -> ExitCode {
    match compare() {
        Ok(code) => code,
        Err(why) => {
            println!("error: {why}");
            ExitCode::from(2)
        }
    }
}

fn compare() -> Result<ExitCode, String> {
    let shell = Shell::new().map_err(|error| error.to_string())?;
    let baseline = baseline(&shell).ok_or("there is no earlier commit to compare with")?;
    println!("baseline: {}, {}", baseline.commit, baseline.why);
    let mut packages = Vec::new();
    for argument in std::env::args().skip(1) {
        let (name, manifest) = argument.split_once('=').ok_or("a library is named NAME=MANIFEST")?;
        if git(&shell, &["cat-file", "-e", &format!("{}:{manifest}", baseline.commit)]).is_some() {
            packages.extend(["--package".to_owned(), name.to_owned()]);
        } else {
            println!("new: {name}");
        }
    }
    if packages.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    let commit = baseline.commit;
    let asked =
        cmd!(shell, "cargo semver-checks check-release --color never --baseline-rev {commit} {packages...}");
    let asked = asked.quiet().ignore_status().env("RUST_BACKTRACE", "0");
    let output = asked.output().map_err(|error| error.to_string())?;
    for stream in [&output.stdout, &output.stderr] {
        print!("{}", String::from_utf8_lossy(stream));
    }
    let code = output.status.code().and_then(|code| u8::try_from(code).ok());
    code.map(ExitCode::from).ok_or_else(|| format!("cargo-semver-checks: {}", output.status))
}

/// The last release before this commit, else where this branch began, else the commit before.
fn baseline(shell: &Shell) -> Option<Baseline> {
    let head = git(shell, &["rev-parse", "HEAD"])?;
    let commit =
        |name: &str| git(shell, &["rev-parse", "--verify", "--quiet", &format!("{name}^{{commit}}")]);
    // A tag of this very commit would compare it with itself.
    if let Some(tag) = git(shell, &["describe", "--tags", "--abbrev=0", "--match", "v[0-9]*", "HEAD^"]) {
        return Some(Baseline { commit: commit(&tag)?, why: format!("the release {tag}") });
    }
    let main = ["origin/main", "main"].into_iter().find(|name| commit(name).is_some());
    let began = main.and_then(|main| Some((main, git(shell, &["merge-base", "HEAD", main])?)));
    match began {
        Some((main, commit)) if commit != head => {
            Some(Baseline { commit, why: format!("where this branch left {main}") })
        }
        _ => Some(Baseline { commit: commit("HEAD^")?, why: "the commit before".to_owned() }),
    }
}

/// What git prints; nothing when it ends with an error.
fn git(shell: &Shell, arguments: &[&str]) -> Option<String> {
    cmd!(shell, "git {arguments...}").quiet().ignore_stderr().read().ok()
}
