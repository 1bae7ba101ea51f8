//! The door to processes, with real ones. Nothing is asserted about how long anything takes, only that it ends.

#![allow(clippy::disallowed_methods, reason = "tests set up what they look at")]
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use shipworthy_engine::sys::files::sha256_hex;
use shipworthy_engine::sys::interrupt::Interrupt;
use shipworthy_engine::sys::own_folder::OwnFolder;
use shipworthy_engine::sys::process::{MOST_KEPT, Supervisor};
use shipworthy_model::observation::{Ran, Stream};
use shipworthy_model::step::{Keep, Run};
use shipworthy_model::unknown::{Reason, Unknown};
use tempfile::TempDir;

/// Long enough that only a hang reaches it.
const LONG: Duration = Duration::from_secs(120);

/// A workspace with an unfriendly name, and a folder of logs.
struct Room {
    dir: TempDir,
}

impl Room {
    fn new() -> Self {
        let room = Self { dir: tempfile::tempdir().unwrap() };
        fs::create_dir_all(room.root()).unwrap();
        room
    }

    fn root(&self) -> PathBuf {
        self.dir.path().join("a würk space")
    }

    fn logs(&self) -> PathBuf {
        self.dir.path().join("lögs $HOME")
    }

    fn supervisor(&self, interrupt: Interrupt) -> Supervisor {
        Supervisor::new(self.root(), OwnFolder::below(self.dir.path(), "lögs $HOME"), interrupt)
    }

    fn try_run(&self, run: &Run) -> Result<Ran, Unknown> {
        self.supervisor(Interrupt::never()).run(run, LONG, "step")
    }

    fn run(&self, run: &Run) -> Ran {
        self.try_run(run).unwrap()
    }

    fn log(&self, stream: &Stream) -> Vec<u8> {
        fs::read(self.logs().join(&stream.log)).unwrap()
    }

    /// Waits until a process of the step has written its number to this file.
    #[cfg(target_os = "linux")]
    fn pid(&self, file: &str) -> u32 {
        loop {
            let text = fs::read_to_string(self.root().join(file)).unwrap_or_default();
            if let Some(pid) = text.strip_suffix('\n') {
                return pid.parse().unwrap();
            }
            thread::sleep(Duration::from_millis(5));
        }
    }
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn argv(argv: &[&str]) -> Run {
    Run::new(words(argv))
}

fn sh(script: &str) -> Run {
    argv(&["sh", "-c", script])
}

#[cfg(target_os = "linux")]
fn lives(pid: u32) -> bool {
    let Ok(stat) = fs::read_to_string(format!("/proc/{pid}/stat")) else { return false };
    !stat.rsplit(')').next().unwrap().trim_start().starts_with('Z')
}

/// Leaves the group and the session, ignores SIGTERM, holds the output open, never ends.
#[cfg(target_os = "linux")]
const STUBBORN: &str =
    r#"setsid sh -c 'trap "" TERM HUP; echo $$ > pid; while :; do sleep 1; echo here; done'"#;

#[cfg(target_os = "linux")]
#[test]
fn a_timeout_reaches_a_grandchild_that_left_and_ignores_sigterm() {
    let room = Room::new();
    let run = sh(&format!("{STUBBORN} & sleep 1000"));
    let ran = room.supervisor(Interrupt::never()).run(&run, Duration::from_secs(5), "step").unwrap();
    assert!(ran.timed_out && !ran.interrupted && !ran.overflowed);
    assert_eq!((ran.code, ran.signal), (None, Some(15)));
    assert!(!lives(room.pid("pid")));
}

#[cfg(target_os = "linux")]
#[test]
fn an_interrupt_reaches_a_grandchild_that_left_and_ignores_sigterm() {
    let room = Room::new();
    let interrupt = Interrupt::install().unwrap();
    let supervisor = room.supervisor(interrupt.clone());
    let ran = thread::scope(|scope| {
        let run = sh(&format!("{STUBBORN} & trap '' TERM; while :; do sleep 1; done"));
        let step = scope.spawn(move || supervisor.run(&run, LONG, "step").unwrap());
        room.pid("pid");
        let ourselves = rustix::process::getpid();
        // Not SIGINT: a shell without job control lets what it starts in the background ignore that.
        rustix::process::kill_process(ourselves, rustix::process::Signal::TERM).unwrap();
        step.join().unwrap()
    });
    assert!(ran.interrupted && !ran.timed_out);
    assert_eq!((ran.code, ran.signal), (None, Some(9)));
    assert_eq!(interrupt.signal(), Some(15));
    assert!(!lives(room.pid("pid")));

    // Once interrupted, nothing new is begun.
    let next = room.supervisor(interrupt).run(&sh("touch begun"), LONG, "next").unwrap();
    assert!(next.interrupted && next.code.is_none());
    assert!(!room.root().join("begun").exists());
}

#[cfg(target_os = "linux")]
#[test]
fn a_second_interrupt_leaves_no_time_to_end() {
    let room = Room::new();
    let interrupt = Interrupt::never();
    let supervisor = room.supervisor(interrupt.clone());
    let ran = thread::scope(|scope| {
        let run = sh("trap 'echo asked; exit 7' TERM; echo $$ > pid; while :; do sleep 0.01; done");
        let step = scope.spawn(move || supervisor.run(&run, LONG, "step").unwrap());
        room.pid("pid");
        interrupt.request();
        interrupt.request();
        step.join().unwrap()
    });
    assert!(ran.interrupted);
    // It may have been between the two requests when it looked.
    assert!(ran.signal == Some(9) || ran.code == Some(7), "{ran:?}");
    assert!(!lives(room.pid("pid")));
}

#[cfg(target_os = "linux")]
#[test]
fn what_is_left_after_a_normal_exit_is_ended() {
    let room = Room::new();
    // The first one is orphaned and stubborn; the second one hides its variables too, and is found by its group.
    let script = format!(
        "{STUBBORN} & env -i PATH=\"$PATH\" sh -c 'echo $$ > hidden; exec sleep 1000' & {WAIT_FOR_BOTH}"
    );
    let ran = room.run(&sh(&script));
    assert_eq!((ran.code, ran.signal), (Some(0), None));
    assert!(!ran.timed_out && !ran.interrupted);
    assert!(!lives(room.pid("pid")));
    assert!(!lives(room.pid("hidden")));
}

#[cfg(target_os = "linux")]
const WAIT_FOR_BOTH: &str = "until test -s pid && test -s hidden; do sleep 0.01; done";

#[cfg(target_os = "linux")]
#[test]
fn a_child_without_variables_in_a_session_of_its_own_is_found_by_its_parent() {
    let room = Room::new();
    let interrupt = Interrupt::never();
    let supervisor = room.supervisor(interrupt.clone());
    thread::scope(|scope| {
        let run = sh(
            "env -i PATH=\"$PATH\" setsid sh -c 'trap \"\" TERM; echo $$ > pid; while :; do sleep 1; done' & wait",
        );
        let step = scope.spawn(move || supervisor.run(&run, LONG, "step").unwrap());
        room.pid("pid");
        interrupt.request();
        step.join().unwrap()
    });
    assert!(!lives(room.pid("pid")));
}

#[cfg(target_os = "linux")]
#[test]
fn steps_that_run_at_the_same_time_do_not_end_each_other() {
    let room = Room::new();
    let supervisor = room.supervisor(Interrupt::never());
    thread::scope(|scope| {
        let slow = supervisor.clone();
        let slow =
            scope.spawn(move || slow.run(&sh("until test -e done; do sleep 0.01; done"), LONG, "slow"));
        for step in 0..10 {
            supervisor.run(&sh("sleep 1000 &"), LONG, &format!("{step}")).unwrap();
        }
        fs::write(room.root().join("done"), "").unwrap();
        assert_eq!(slow.join().unwrap().unwrap().code, Some(0));
    });
}

#[test]
fn twenty_megabytes_are_whole_on_disk_and_capped_in_memory() {
    let room = Room::new();
    let line = "0123456789 0123456789 0123456789 012345 é\n";
    let ran = room.run(&sh(&format!("yes '{}' | head -c 20000003", line.trim_end())));
    let whole = line.repeat(20_000_003 / line.len() + 1).into_bytes()[..20_000_003].to_vec();
    assert_eq!(ran.code, Some(0));
    assert_eq!(ran.stdout.bytes, 20_000_003);
    assert_eq!(ran.stdout.log, "step.out");
    assert_eq!(ran.stdout.sha256, sha256_hex(&whole));
    assert!(room.log(&ran.stdout) == whole);

    let text = &ran.stdout.text;
    let marker = format!("... {} bytes left out ...\n", ran.stdout.cut);
    assert!(text.len() <= Keep::BYTES + marker.len());
    assert_eq!((text.len() - marker.len()) as u64 + ran.stdout.cut, ran.stdout.bytes);
    assert_eq!(text.lines().filter(|line| line.starts_with("...")).count(), 1);
    // Whole lines on both sides; only the very last one was cut, by `head`.
    let last = text.lines().count() - 1;
    let whole_lines = text.lines().enumerate().filter(|(at, text)| *at < last && *text == line.trim_end());
    assert_eq!(whole_lines.count(), last - 1);

    assert_eq!(ran.stderr.bytes, 0);
    // The same output, of which a judge wants something else.
    let script = sh(&format!("yes '{}' | head -c 20000003", line.trim_end()));
    let all = room.run(&script.clone().keep(Keep::Lines(&["é"]))).stdout;
    assert!(all.text.len() <= Keep::BYTES && all.cut > 0);
    let none = room.run(&script.keep(Keep::Lines(&["no such text"]))).stdout;
    assert_eq!((none.text.as_str(), none.cut), ("", 0));
}

/// The ends of a log are kept, whether it is read while it grows or only at its end; the whole of it is counted and searched.
#[test]
fn of_a_log_that_grows_large_the_ends_are_kept_and_all_of_it_is_read() {
    let room = Room::new();
    let line = "0123456789 0123456789 0123456789 0123456789\n";
    let lines = 3 * usize::try_from(MOST_KEPT).unwrap() / line.len();
    for pause in ["", "; sleep 0.3"] {
        let some = format!("yes '{}' | head -n {lines}{pause}", line.trim_end());
        let script = format!("echo first; {some}; echo the needle; {some}; echo last");
        let ran = room.run(&sh(&script).keep(Keep::Lines(&["needle"])));
        let whole = ["first\n", &line.repeat(lines), "the needle\n", &line.repeat(lines), "last\n"].concat();
        assert_eq!(ran.code, Some(0));
        assert_eq!(ran.stdout.bytes, whole.len() as u64);
        assert_eq!(ran.stdout.sha256, sha256_hex(whole.as_bytes()));
        assert_eq!((ran.stdout.text.as_str(), ran.stdout.cut), ("the needle\n", 0));
        let log = String::from_utf8(room.log(&ran.stdout)).unwrap();
        assert!(log.len() as u64 <= MOST_KEPT + 100, "{} bytes are kept", log.len());
        assert!(log.starts_with(&format!("first\n{line}")) && log.ends_with(&format!("{line}last\n")));
        let (marker, ends): (Vec<&str>, Vec<&str>) = log.lines().partition(|line| line.starts_with("..."));
        let kept: usize = ends.iter().map(|line| line.len() + 1).sum();
        assert_eq!(marker, [format!("... {} bytes left out ...", whole.len() - kept)]);
    }
}

#[test]
fn one_that_writes_too_much_is_ended() {
    let room = Room::new();
    let supervisor = room.supervisor(Interrupt::never()).max_log(100_000);
    for (script, ended) in [("yes", true), ("yes >&2", true), ("head -c 200000 /dev/zero", false)] {
        let ran = supervisor.run(&sh(script).retries(3), LONG, "step").unwrap();
        assert!(ran.overflowed && !ran.timed_out, "{script}");
        assert_eq!(ran.signal.is_some(), ended, "{script}");
        assert_eq!(ran.retried, 0);
        assert!(ran.stdout.bytes + ran.stderr.bytes > 100_000);
    }
    assert!(!supervisor.run(&sh("head -c 100000 /dev/zero"), LONG, "step").unwrap().overflowed);
}

#[test]
fn bytes_that_are_no_text_are_kept_and_shown_replaced() {
    let room = Room::new();
    let ran = room.run(&sh(r"printf 'a\377\376b\n'; printf 'err\303' >&2"));
    assert_eq!(ran.stdout.text, "a\u{fffd}\u{fffd}b\n");
    assert_eq!(ran.stderr.text, "err\u{fffd}");
    assert_eq!(room.log(&ran.stdout), b"a\xff\xfeb\n");
    assert_eq!(ran.stdout.sha256, sha256_hex(b"a\xff\xfeb\n"));
    assert_eq!((ran.stdout.bytes, ran.stdout.cut), (5, 0));
}

#[test]
fn merged_streams_keep_their_order() {
    let room = Room::new();
    let ran = room.run(&sh("echo 1; echo 2 >&2; echo 3").merge());
    assert_eq!(ran.stdout.text, "1\n2\n3\n");
    assert_eq!(ran.stderr, Stream::default());
}

#[test]
fn how_it_ended_is_reported() {
    let room = Room::new();
    for (script, code, signal) in
        [("true", Some(0), None), ("exit 101", Some(101), None), ("kill -SEGV $$", None, Some(11))]
    {
        let ran = room.run(&sh(script));
        assert_eq!((ran.code, ran.signal), (code, signal), "{script}");
        assert!(!ran.timed_out && !ran.interrupted && !ran.overflowed);
    }
}

#[test]
fn nobody_can_be_asked() {
    let room = Room::new();
    assert_eq!(room.run(&argv(&["cat"])).stdout.bytes, 0);
}

#[test]
fn what_cannot_be_run_is_refused_with_the_reason() {
    let room = Room::new();
    fs::write(room.root().join("plain.txt"), "#!/bin/sh\n").unwrap();
    executable(&room.root().join("no-interpreter"), "#!/no/such/interpreter\n");
    executable(&room.root().join("no-program"), "\0\0\0");
    fs::create_dir(room.root().join("folder")).unwrap();
    let env = |name: &str, value: &str| argv(&["true"]).env(name, value);
    let dir = |dir: &str| argv(&["true"]).dir(dir);
    let cases = [
        (
            argv(&["no-such-tool-anywhere", "x"]),
            Reason::ToolMissing,
            "`no-such-tool-anywhere` is not on the PATH",
        ),
        (argv(&["./no/such/script"]), Reason::ToolMissing, "./no/such/script"),
        (argv(&["./plain.txt"]), Reason::CouldNotLook, "chmod +x"),
        (argv(&["./folder"]), Reason::CouldNotLook, "is a folder"),
        (argv(&["./no-interpreter"]), Reason::CouldNotLook, "interpreter"),
        (argv(&["./no-program"]), Reason::CouldNotLook, "could not be started"),
        (argv(&[]), Reason::CouldNotLook, "the command is empty"),
        (argv(&[""]), Reason::CouldNotLook, "the command is empty"),
        (argv(&["echo", "a\0b"]), Reason::CouldNotLook, "an argument of `echo` holds a NUL byte"),
        (argv(&["ec\0ho"]), Reason::CouldNotLook, "NUL byte"),
        (env("A", "\0"), Reason::CouldNotLook, "a variable of `true` holds a NUL byte"),
        (env("A\0", ""), Reason::CouldNotLook, "NUL byte"),
        (env("A=B", ""), Reason::CouldNotLook, "cannot be the name of a variable"),
        (env("", ""), Reason::CouldNotLook, "cannot be the name of a variable"),
        (dir("no/such/folder"), Reason::CouldNotLook, "no/such/folder"),
        (dir("plain.txt"), Reason::CouldNotLook, "not a folder"),
        (dir("\0"), Reason::CouldNotLook, "NUL byte"),
        (argv(&["true", &"x".repeat(4 << 20)]), Reason::CouldNotLook, "too long"),
    ];
    for (run, reason, text) in cases {
        let unknown = room.try_run(&run).unwrap_err();
        assert_eq!(unknown.reason, reason, "{unknown}");
        assert!(unknown.detail.contains(text), "{text}: {unknown}");
    }
}

#[test]
fn a_log_that_cannot_be_written_is_told() {
    let room = Room::new();
    fs::write(room.logs(), "a file where the folder should be").unwrap();
    let unknown = room.try_run(&sh("touch begun")).unwrap_err();
    assert_eq!(unknown.reason, Reason::CouldNotLook);
    assert!(unknown.detail.contains("cannot write the log"), "{unknown}");
    assert!(!room.root().join("begun").exists());
}

#[test]
fn a_log_that_the_process_removes_is_told() {
    let room = Room::new();
    let unknown = room.try_run(&argv(&["rm", "-r", &room.logs().to_string_lossy()])).unwrap_err();
    assert_eq!(unknown.reason, Reason::CouldNotLook);
    assert!(unknown.detail.contains("cannot read the log"), "{unknown}");
}

#[test]
fn the_environment_is_the_users_and_not_that_of_cargo() {
    // Cargo sets these for this very test.
    assert!(std::env::var_os("CARGO_PKG_NAME").is_some());
    let room = Room::new();
    let own = BTreeMap::from([("OWN".to_owned(), "ä b".to_owned()), ("TERM".to_owned(), "vt100".to_owned())]);
    let ran = room.run(&argv(&["env"]).envs(own));
    let lines: Vec<&str> = ran.stdout.text.lines().collect();
    for line in ["TERM=vt100", "OWN=ä b"] {
        assert!(lines.contains(&line), "{line}");
    }
    // What would only make our own reading easier is not there.
    for name in ["CARGO_TERM_COLOR", "NO_COLOR", "LC_ALL", "CARGO_INCREMENTAL"] {
        let given = std::env::var(name).ok().map(|value| format!("{name}={value}"));
        let seen = lines.iter().find(|line| line.starts_with(&format!("{name}=")));
        assert_eq!(seen.map(|line| (*line).to_owned()), given, "{name}");
    }
    let cargos = |line: &&&str| {
        line.starts_with("CARGO_PKG_") || line.starts_with("CARGO_MANIFEST_") || line.starts_with("CARGO=")
    };
    assert_eq!(lines.iter().find(cargos), None);
    assert!(lines.iter().any(|line| line.starts_with("SHIPWORTHY_STEP=")));
}

#[test]
fn names_and_arguments_are_data() {
    let room = Room::new();
    let inner = "in nen/größe";
    fs::create_dir_all(room.root().join(inner)).unwrap();
    executable(
        &room.root().join(inner).join("prüf skript.sh"),
        "#!/bin/sh\npwd\nfor word; do echo \"<$word>\"; done\n",
    );
    let run = argv(&["./prüf skript.sh", "$HOME; rm -rf *", "", "ü\n`id`"]).dir(inner);
    let ran = room.run(&run);
    let dir = fs::canonicalize(room.root().join(inner)).unwrap();
    assert_eq!(ran.stdout.text, format!("{}\n<$HOME; rm -rf *>\n<>\n<ü\n`id`>\n", dir.display()));
    assert_eq!(ran.argv, run.argv);
    // A program with a slash is looked for in the step's folder, not on the PATH and not in ours.
    assert_eq!(room.try_run(&argv(&["./prüf skript.sh"])).unwrap_err().reason, Reason::ToolMissing);
}

#[test]
fn the_program_is_looked_for_on_the_path_it_will_see() {
    let room = Room::new();
    executable(&room.root().join("own-tool"), "#!/bin/sh\necho found\n");
    let path = room.root().to_string_lossy().into_owned();
    let run = argv(&["own-tool"]).env("PATH", path);
    assert_eq!(room.run(&run).stdout.text, "found\n");
}

#[test]
fn a_step_is_tried_again_until_it_succeeds() {
    // Each attempt writes a line to `tries`, and ends with that many.
    const COUNT: &str = "echo x >> tries; n=$(wc -l < tries); echo attempt $n; exit $n";
    let cases = [
        // retries, success, code, retried
        (0, vec![], 1, 0),
        (1, vec![], 2, 1),
        (2, vec![3], 3, 2),
        (9, vec![7, 3], 3, 2),
        (5, vec![1], 1, 0),
    ];
    for (retries, success, code, retried) in cases {
        let room = Room::new();
        let ran = room.run(&sh(COUNT).retries(retries).success(success));
        assert_eq!((ran.code, ran.retried), (Some(code), retried));
        let attempt = |n: u32| if n == 1 { "step.out".to_owned() } else { format!("step.{n}.out") };
        assert_eq!(ran.stdout.log, attempt(retried + 1));
        for n in 1..=retried + 1 {
            let log = fs::read_to_string(room.logs().join(attempt(n))).unwrap();
            assert_eq!(log.split_whitespace().collect::<Vec<_>>(), ["attempt", &n.to_string()]);
        }
    }
}

#[test]
fn one_that_was_ended_is_not_tried_again() {
    let room = Room::new();
    let run = |script: &str| sh(&format!("echo x >> tries; {script}")).retries(3);
    let tries = || fs::read_to_string(room.root().join("tries")).unwrap().lines().count();
    let killed = room.run(&run("kill -KILL $$"));
    assert_eq!((killed.signal, killed.retried, tries()), (Some(9), 0, 1));
    let supervisor = room.supervisor(Interrupt::never());
    let late = supervisor.run(&run("sleep 1000"), Duration::from_secs(2), "late").unwrap();
    assert!(late.timed_out);
    assert_eq!((late.retried, tries()), (0, 2));
}

#[test]
fn a_timeout_of_any_length_is_taken() {
    let room = Room::new();
    let supervisor = room.supervisor(Interrupt::never());
    assert_eq!(supervisor.run(&sh("exit 3"), Duration::MAX, "step").unwrap().code, Some(3));
    assert!(supervisor.run(&sh("sleep 1000"), Duration::ZERO, "step").unwrap().timed_out);
}

fn executable(path: &Path, content: &str) {
    use std::os::unix::fs::PermissionsExt;

    fs::write(path, content).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}
