//! Limits of processes, memory and the size of files.

use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, lchown};
use std::path::Path;
use std::process;

use testkit::{Fixture, Json, Output, Run, Workspace, binary};

use super::document;

testkit::needs_chown!(without_threads_and_processes_nothing_panics);

/// The output without what Rust itself says where a thread cannot begin for want of memory, before any line of ours.
fn without_start_of_a_thread(output: &Output) -> Output {
    let of_a_thread =
        |line: &&str| !line.contains("panicked at") || !line.contains("/sys/pal/unix/stack_overflow.rs");
    let stderr = output.stderr.lines().filter(of_a_thread).collect::<Vec<_>>().join("\n");
    Output { stderr, ..output.clone() }
}

/// A run of the binary within a limit that a shell sets. What it writes goes through a pipe, which has no size.
fn limited<'w>(ws: &'w Workspace, limit: &str, args: &[&str]) -> Run<'w> {
    let script = format!("set -o pipefail; (ulimit {limit}; exec \"$0\" \"$@\" 2>/dev/null) | cat");
    let words: Vec<OsString> = ["-c".into(), script.into(), binary().into()]
        .into_iter()
        .chain(args.iter().map(Into::into))
        .collect();
    ws.program("bash", words).stdout_any().stderr_any()
}

/// Runs within a limit; the exit code may be any of the table, and is the one of the verdict.
#[track_caller]
fn answer(ws: &Workspace, limit: &str, args: &[&str]) -> Json {
    let output = limited(ws, limit, args).spawn().finish();
    let json = document(&output);
    let agreed = match json["verdict"].as_str() {
        Some("GO") => Some(0),
        Some("NO-GO") => Some(1),
        _ => Some(3),
    };
    assert_eq!(output.code, agreed, "ulimit {limit}\n{}", output.told());
    json
}

/// The gates that compile.
const COMPILING: [&str; 4] = ["cargo-build", "cargo-clippy", "cargo-test", "cargo-doc"];

fn compiling() -> Workspace {
    let gate = |fixture: Fixture, kind: &&str| fixture.gate(kind, &format!("kind = \"{kind}\""));
    COMPILING.iter().fold(Fixture::new().package("vic", |package| package.lib("/// One.\npub fn a() -> u32 {\n    1\n}\n\n#[test]\nfn t() {\n    assert_eq!(a(), 1);\n}\n")), gate).git().build()
}

/// Gives all below a folder to a user.
fn give(path: &Path, user: u32) {
    lchown(path, Some(user), Some(user)).unwrap();
    if path.symlink_metadata().unwrap().is_dir() {
        fs::read_dir(path).unwrap().for_each(|entry| give(&entry.unwrap().path(), user));
    }
}

/// A thread or a process that could not be started was a panic: exit code 101 and no document, or a backtrace.
fn without_threads_and_processes_nothing_panics() {
    let ws = Fixture::new()
        .file("README.md", "# R\n")
        .gate("readme", "kind = \"file\", path = \"README.md\", contains = [\"R\"]")
        .gate("true", "kind = \"command\", argv = [\"true\"]")
        .git()
        .build();
    // The limit is of the processes of a user; nobody else has this one.
    let user = 100_000 + process::id() % 1_000_000;
    let copy = ws.scratch().join("shipworthy");
    fs::copy(binary(), &copy).unwrap();
    for folder in ws.scratch().ancestors().take_while(|folder| folder.parent().is_some()) {
        let mode = folder.metadata().unwrap().permissions().mode();
        if folder.starts_with(ws.scratch()) || mode & 0o001 == 0 {
            fs::set_permissions(folder, fs::Permissions::from_mode(mode | 0o055)).unwrap();
        }
    }
    give(ws.root(), user);
    give(&ws.scratch().join("gitconfig"), user);
    let temporary = ws.scratch().join("temporary");
    fs::create_dir(&temporary).unwrap();
    give(&temporary, user);
    let mut verdicts = Vec::new();
    for limit in [1, 2, 3, 4, 6, 9, 14] {
        for args in [
            &["status", "--format", "json"][..],
            &["phase1", "--format", "json"],
            &["doctor", "--format", "json"],
        ] {
            let script = format!("ulimit -u {limit}; exec \"$0\" \"$@\"");
            let ids = [format!("--reuid={user}"), format!("--regid={user}"), "--clear-groups".to_owned()];
            let words = ids.iter().map(OsString::from).chain([
                "bash".into(),
                "-c".into(),
                script.into(),
                copy.clone().into(),
            ]);
            let run = ws.program("setpriv", words.chain(args.iter().map(Into::into)));
            let output = run.env("TMPDIR", &temporary).spawn().finish();
            let json = document(&output);
            verdicts.push(json["verdict"].as_str().map(str::to_owned));
        }
    }
    // Where there is enough of all, all is well again: the limit was what was in the way.
    assert!(verdicts.contains(&None) || verdicts.contains(&Some("INCOMPLETE".to_owned())), "{verdicts:?}");
    assert!(verdicts.contains(&Some("GO".to_owned())), "{verdicts:?}");
}

/// A write beyond the limit ended the program by SIGXFSZ: exit code 153 and no document.
#[test]
fn a_limit_of_file_size_is_told_like_a_full_disk() {
    let ws = Fixture::new()
        .file("README.md", "# R\n")
        .gate("readme", "kind = \"file\", path = \"README.md\", contains = [\"R\"]")
        .gate("long", "kind = \"command\", argv = [\"seq\", \"100000\"]")
        .git()
        .build();
    for args in [&["phase1", "--format", "json"][..], &["ready", "--rerun", "--format", "json"]] {
        let json = answer(&ws, "-f 1", args);
        assert_ne!(json["verdict"], "GO", "{json:#?}");
        // `seq` was ended by the same signal.
        assert_eq!(json.outcome("long"), "unknown", "{json:#?}");
    }
    answer(&ws, "-f 0", &["status", "--format", "json"]);
    answer(&ws, "-f 0", &["phase1", "--format", "json"]);
    let json = ws.run(["phase1", "--format", "json"]).progress().json();
    assert_eq!(json["verdict"], "GO", "{json:#?}");
}

/// What a compiler without memory says was told as findings.
#[test]
fn a_compiler_without_memory_accuses_nobody() {
    for limit in ["-v 200000", "-v 400000", "-v 450000"] {
        let ws = compiling();
        let json = answer(&ws, limit, &["phase1", "--format", "json"]);
        for gate in COMPILING {
            assert!(matches!(json.outcome(gate), "unknown" | "pass"), "{limit} {gate}: {json:#?}");
        }
        assert!(limit != "-v 200000" || json.outcome("cargo-build") == "unknown", "{json:#?}");
    }
}

/// A run within a limit of memory, in kilobytes; `None` where it did not come as far as to its first line, because the system
/// could not load it, or Rust not begin.
fn within(ws: &Workspace, limit: u32, args: &[&str]) -> Option<Output> {
    let script = format!("ulimit -v {limit}; exec \"$0\" \"$@\"");
    let words = ["-c".into(), script.into(), OsString::from(binary())];
    let run = ws.program("bash", words.into_iter().chain(args.iter().map(Into::into)));
    let output = run.stdout_any().stderr_any().spawn().finish();
    let loaded = !matches!(output.code, Some(127) | None);
    (loaded && !output.stderr.contains("fatal runtime error: initialization")).then_some(output)
}

/// Without memory to go on it was ended by SIGABRT: exit code 134 and no document. From the least memory with which it can be
/// loaded, there is one.
#[test]
fn without_memory_of_its_own_it_could_not_tell() {
    let ws = Fixture::new()
        .file("README.md", "# R\n\n- [x] There is a README\n")
        .gate("readme", "kind = \"file\", path = \"README.md\"")
        .git()
        .build();
    let status: &[&str] = &["status", "--format", "json"];
    let (mut least, mut enough) = (1_000, 400_000);
    while least + 1 < enough {
        let middle = (least + enough) / 2;
        if within(&ws, middle, status).is_some() { enough = middle } else { least = middle }
    }
    let close = (enough..enough + 1_200).step_by(24).map(|limit| (limit, status));
    let commands: [&[&str]; 5] = [
        status,
        &["phase1", "--format", "json"],
        &["why", "readme", "--format", "json"],
        &["audit", "README.md", "--format", "json"],
        &["doctor", "--format", "json"],
    ];
    let far = (enough + 1_200..enough + 200_000).step_by(17_000);
    let far = far.flat_map(|limit| commands.map(|args| (limit, args)));
    let (mut out_of_memory, mut answers) = (0, 0);
    for (limit, args) in close.chain(far) {
        // What Rust takes to begin moves about in the memory that is left.
        let Some(output) = within(&ws, limit, args) else { continue };
        let json = document(&without_start_of_a_thread(&output));
        let error = json["error"].as_str().unwrap_or_default();
        if error.contains("no more memory") {
            assert_eq!(output.code, Some(3), "-v {limit} {args:?}");
            out_of_memory += 1;
        } else {
            answers += 1;
        }
    }
    assert!(out_of_memory > 20 && answers > 20, "{out_of_memory} and {answers}");
    let text = within(&ws, enough + 200, &["status"]).expect("it was loaded with less");
    assert_eq!((text.code, text.stdout.as_str()), (Some(3), ""));
}

/// A target folder that is a file says nothing of the code.
#[test]
fn a_target_folder_that_is_a_file_is_unknown() {
    let ws = compiling();
    if ws.exists("target") {
        ws.remove("target");
    }
    ws.write("target", "x");
    let json = ws.run(["phase1", "--format", "json"]).exit(3).progress().json();
    for gate in COMPILING {
        assert_eq!(json.outcome(gate), "unknown", "{gate}: {json:#?}");
    }
}
