//! When evidence answers and when a gate runs again: by what is really started, not by what is said.

mod cargo_cache;
mod converted;
mod environment;
mod ignored;
mod members;
mod narrowed;
mod outside;
mod refs;
mod scene;
mod settings;
mod undone;

use std::env;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use testkit::{Fixture, Json, Run, Workspace};

use crate::run_counter::{counted, runs, runs_of};

fn asked<'w>(ws: &'w Workspace, words: &[&str]) -> Run<'w> {
    ws.run(words).args(["--format", "json"]).progress()
}

fn status(ws: &Workspace) -> Json {
    any_exit(ws.run(["status", "--format", "json"]))
}

/// A look at the state, whatever the verdict is.
fn any_exit(run: Run<'_>) -> Json {
    let output = run.spawn().finish();
    assert_eq!(output.stderr, "", "{}", output.told());
    Json(serde_json::from_str(&output.stdout).expect("one JSON document"))
}

/// The gates of these outcomes, in order.
fn of<'j>(json: &'j Json, outcome: &str) -> Vec<&'j str> {
    let gates = json["gates"].as_array().expect("a list of gates").iter();
    gates.filter(|gate| gate["outcome"] == outcome).filter_map(|gate| gate["id"].as_str()).collect()
}

/// `a` depends on `b`, `c` stands alone; one gate about each, one about all, and two that need no cargo.
fn three() -> Fixture {
    let build = |packages: &str| format!("kind = \"cargo-build\", packages = [{packages}]");
    Fixture::new()
        .package("a", |p| p.depends("b"))
        .package("b", |p| p)
        .package("c", |p| p.file("README.md", "# c\n"))
        .file("README.md", "# The workspace\n\nText.\n")
        .gate("on-a", &build("\"a\""))
        .gate("on-b", &build("\"b\""))
        .gate("on-c", &build("\"c\""))
        .gate("on-all", "kind = \"cargo-build\"")
        .gate("modules", "kind = \"duplicate-modules\"")
        .gate("readme", "kind = \"file\", path = \"README.md\", min-lines = 2")
}

const CARGO: [&str; 4] = ["on-a", "on-b", "on-c", "on-all"];

/// Programs that write down that they were called and go on as the real ones. In a folder that stays the same from
/// run to run, as programs do.
struct Watched {
    folder: PathBuf,
}

impl Watched {
    fn new(ws: &Workspace, names: &[&str]) -> Self {
        let folder = ws.scratch().join("watched");
        fs::create_dir_all(&folder).expect("a new folder");
        for name in names {
            let real = on_path(name);
            let script = format!(
                "#!/bin/sh\necho {name} \"$@\" >> '{}/calls'\nexec '{}' \"$@\"\n",
                folder.display(),
                real.display()
            );
            program(&folder.join(name), &script);
        }
        Self { folder }
    }

    fn apply<'w>(&self, run: Run<'w>) -> Run<'w> {
        let path = env::var_os("PATH").unwrap_or_default();
        let folders = std::iter::once(self.folder.clone()).chain(env::split_paths(&path));
        run.env("PATH", env::join_paths(folders).expect("what was split can be joined"))
    }

    /// What was called since the last time.
    fn calls(&self) -> Vec<String> {
        let file = self.folder.join("calls");
        let told = fs::read_to_string(&file).unwrap_or_default();
        drop(fs::remove_file(file));
        told.lines().map(str::to_owned).collect()
    }
}

fn on_path(name: &str) -> PathBuf {
    let path = env::var_os("PATH").unwrap_or_default();
    let found = env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file());
    found.unwrap_or_else(|| panic!("{name} is not on the PATH"))
}

fn program(path: &Path, script: &str) {
    fs::write(path, script).expect("a new file");
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("a new file may be made runnable");
}

#[test]
fn a_second_run_starts_no_gate_process_and_says_so() {
    let ws = three().gate("counted", &counted("counted", "true")).git().build();
    let watched = Watched::new(&ws, &["cargo", "rustc"]);
    let json = watched.apply(asked(&ws, &["phase1"])).json();
    assert_eq!((&json["executed"], &json["reused"]), (&7.into(), &0.into()));
    assert!(
        watched.calls().iter().any(|call| call.starts_with("cargo build") || call.starts_with("cargo check"))
    );
    let json = watched.apply(asked(&ws, &["phase1"])).json();
    assert_eq!((&json["executed"], &json["reused"], &json["verdict"]), (&0.into(), &7.into(), &"GO".into()));
    let output = watched.apply(ws.run(["phase1"])).stdout_any().done();
    assert!(
        output.stdout.contains("nothing was run: all 7 gates are proven by evidence\n"),
        "{}",
        output.told()
    );
    assert_eq!((watched.calls(), runs(&ws, "counted")), (Vec::<String>::new(), 1));
}

/// With warm caches `status` asks git, and nobody else; and it leaves the tree as it was.
#[test]
fn status_runs_nothing_and_writes_nothing() {
    let ws = three().gate("counted", &counted("counted", "true")).git().build();
    let watched = Watched::new(&ws, &["cargo", "rustc", "sh"]);
    watched.apply(asked(&ws, &["phase1"])).json();
    watched.calls();
    let files = |ws: &Workspace| ws.git(["status", "--porcelain", "--ignored"]);
    let before = files(&ws);
    assert_eq!(watched.apply(ws.run(["status", "--format", "json"])).json()["verdict"], "GO");
    assert_eq!((watched.calls(), files(&ws), runs(&ws, "counted")), (Vec::<String>::new(), before, 1));
    // Nothing has been run yet, and nothing is.
    let fresh = three().git().build();
    let json = fresh.run(["status", "--format", "json"]).exit(3).json();
    assert_eq!((&json["executed"], of(&json, "not-run").len()), (&0.into(), 6));
    assert!(!fresh.exists("target/debug"), "no cargo has built anything");
    assert_eq!(fresh.git(["status", "--porcelain"]), "");
}

#[test]
fn touching_one_crate_runs_only_what_depends_on_it() {
    let table: [(&str, &[&str]); 4] = [
        ("crates/a/src/lib.rs", &["on-a", "on-all", "modules"]),
        ("crates/b/src/lib.rs", &["on-a", "on-b", "on-all", "modules"]),
        ("crates/c/src/lib.rs", &["on-c", "on-all", "modules"]),
        ("crates/c/Cargo.toml", &["on-c", "on-all"]),
    ];
    let ws = three().git().build();
    asked(&ws, &["phase1"]).json();
    for (file, expected) in table {
        let before = ws.read(file);
        ws.append(
            file,
            if file.ends_with(".rs") { "\n/// More.\npub struct More;\n" } else { "\n# More.\n" },
        );
        let stale = status(&ws);
        let stale = of(&stale, "stale");
        assert!(
            stale.iter().filter(|gate| **gate != "modules").eq(expected.iter().filter(|g| **g != "modules")),
            "{file}: {stale:?}"
        );
        let json = asked(&ws, &["phase1"]).json();
        let ran: Vec<_> =
            json["gates"].as_array().unwrap().iter().filter(|gate| gate["executed"] == true).collect();
        assert_eq!(ran.len(), stale.len(), "{file}");
        ws.write(file, before);
        assert_eq!(
            of(&status(&ws), "pass").len(),
            6,
            "the tree of before has its evidence of before: {file}"
        );
    }
}

#[test]
fn a_readme_voids_nothing_that_does_not_read_it() {
    let ws = three().git().build();
    asked(&ws, &["phase1"]).json();
    ws.append("crates/c/README.md", "More.\n");
    ws.write("CHANGELOG.md", "# Changes\n");
    assert_eq!(of(&status(&ws), "stale"), Vec::<&str>::new());
    ws.append("README.md", "More.\n");
    assert_eq!(of(&status(&ws), "stale"), ["readme"]);
}

#[test]
fn a_readme_that_is_compiled_voids_what_compiles_it() {
    let ws = three().build();
    ws.write("crates/c/src/lib.rs", "#![doc = include_str!(\"../README.md\")]\n");
    asked(&ws, &["phase1"]).json();
    ws.append("crates/c/README.md", "More.\n");
    assert_eq!(of(&status(&ws), "stale"), ["on-c", "on-all"]);
}

#[test]
fn the_lock_file_and_the_settings_of_cargo_void_every_cargo_gate() {
    let table = [
        ("Cargo.lock", "\n# More.\n", &CARGO[..]),
        // Which targets there are says which files are looked for.
        ("Cargo.toml", "\n[profile.test]\ndebug = true\n", &[&CARGO[..], &["modules"]].concat()),
        (".cargo/config.toml", "[build]\nincremental = false\n", &CARGO[..]),
        ("rust-toolchain.toml", "[toolchain]\n", &CARGO[..]),
    ];
    for (file, text, expected) in table {
        let ws = three().git().build();
        asked(&ws, &["phase1"]).json();
        let before = if ws.exists(file) { ws.read(file) } else { String::new() };
        ws.write(file, before + text);
        assert_eq!(of(&status(&ws), "stale"), expected, "{file}");
    }
}

#[test]
fn of_the_checklist_only_the_check_itself_counts() {
    let ws = three().git().build();
    asked(&ws, &["phase1"]).json();
    let edits = [
        ("schema = 1", "# A comment.\nschema = 1"),
        (
            "title = \"The gate on-a\"",
            "title = \"Another title\"\nwhy = \"because\"\nowner = \"ann\"\neffort = \"2h\"",
        ),
        ("id = \"blockers\"\ntitle = \"Blockers\"", "id = \"first\"\ntitle = \"Another\""),
        (
            "title = \"The gate on-b\"\npriority = \"P0\"",
            "title = \"The gate on-b\"\npriority = \"P1\"\nneeds = [\"on-c\"]",
        ),
        ("[\"a\"] }", "[ 'a' ] } # As before."),
    ];
    for (from, to) in edits {
        ws.replace("readiness.toml", from, to);
        assert_eq!(of(&status(&ws), "pass").len(), 6, "{to}");
    }
    ws.replace("readiness.toml", "packages = [\"b\"]", "packages = [\"b\"], warnings = 7");
    assert_eq!(of(&status(&ws), "stale"), ["on-b"]);
    ws.replace("readiness.toml", "warnings = 7", "warnings = 8");
    let json = asked(&ws, &["phase1"]).json();
    assert_eq!((&json["executed"], json.gate("on-b")["executed"].as_bool()), (&1.into(), Some(true)));
}

#[test]
fn a_commit_changes_nothing_and_a_return_finds_the_older_pass() {
    let ws = three().gate("counted", &counted("counted", "true")).git().build();
    ws.append("crates/c/src/lib.rs", "\n/// Uncommitted.\npub struct New;\n");
    asked(&ws, &["phase1"]).json();
    ws.commit("The same files");
    ws.git(["checkout", "--quiet", "-b", "other"]);
    assert_eq!(of(&status(&ws), "pass").len(), 7);
    ws.append("crates/b/src/lib.rs", "\n/// Of another branch.\npub struct New;\n");
    ws.commit("Other files");
    assert_eq!(asked(&ws, &["phase1"]).json()["executed"], 5);
    ws.git(["checkout", "--quiet", "main"]);
    let json = asked(&ws, &["phase1"]).json();
    assert_eq!((&json["executed"], &json["verdict"]), (&0.into(), &"GO".into()));
    assert_eq!(runs(&ws, "counted"), 2);
}

/// `just` as a program that only says its version, and does nothing else.
fn fake_just(version: &str) -> String {
    format!("#!/bin/sh\n# A fake just.\nif [ \"$1\" = --version ]; then echo 'just {version}'; fi\n")
}

#[test]
fn another_version_of_a_tool_voids_and_another_place_of_it_does_not() {
    let ws = Fixture::new().gate("recipe", r#"kind = "command", argv = ["just", "ci"]"#).build();
    asked(&ws, &["phase1"]).with_tool("just", &fake_just("1.40.0")).json();
    // Each run has a folder of its own for its fake tools.
    let executed = |version: &str| {
        asked(&ws, &["phase1"]).with_tool("just", &fake_just(version)).json()["executed"].clone()
    };
    assert_eq!((executed("1.40.0"), executed("1.41.0"), executed("1.41.0")), (0.into(), 1.into(), 0.into()));
    let json =
        ws.run(["why", "recipe", "--format", "json"]).exit(3).with_tool("just", &fake_just("2.0.0")).json();
    let part = &json["changed"][0];
    assert_eq!(
        (&part["part"], &part["before"], &part["now"]),
        (&"tool just".into(), &"1.41.0".into(), &"2.0.0".into())
    );
}

#[test]
fn another_toolchain_and_other_flags_void_every_cargo_gate() {
    let ws = three().git().build();
    asked(&ws, &["phase1"]).json();
    let rustc = "#!/bin/sh\n# A fake rustc.\necho 'rustc 9.9.9 (fake)'; echo 'release: 9.9.9'\n";
    let look = || ws.run(["status", "--format", "json"]);
    let json = any_exit(look().with_tool("rustc", rustc));
    assert_eq!(of(&json, "stale"), CARGO);
    assert_eq!(json.gate("on-a")["changed"], serde_json::json!(["tool rustc"]));
    let json = any_exit(look().env("RUSTFLAGS", "--cfg=x"));
    assert_eq!(of(&json, "stale"), CARGO);
    assert_eq!(json.gate("on-a")["changed"], serde_json::json!(["env RUSTFLAGS"]));
    assert_eq!(of(&any_exit(look()), "pass").len(), 6);
    assert!(
        !fs::read_to_string(newest_record(&ws, "on-a")).unwrap().contains("--cfg"),
        "values are not kept"
    );
}

fn newest_record(ws: &Workspace, gate: &str) -> PathBuf {
    let files =
        fs::read_dir(ws.path(".readiness/records")).expect("records").flatten().map(|file| file.path());
    let of_gate = |path: &PathBuf| {
        path.file_name()
            .and_then(|name| name.to_str())
            .is_some_and(|name| name.starts_with(&format!("{gate}.")))
    };
    files.filter(of_gate).max().expect("a record")
}

#[test]
fn evidence_about_the_world_outside_ages() {
    let own = r#"kind = "command", argv = ["true"]"#;
    let ws = Fixture::new()
        .gate("plain", own)
        .gate_with("own", own, "max-age = \"1h\"")
        .gate("net", r#"kind = "command", network = true, argv = ["true"]"#)
        .gate("here", r#"kind = "command", machine = true, argv = ["true"]"#)
        .readiness("[policy]\nmax-age = { machine = \"10m\" }")
        .build();
    asked(&ws, &["phase1"]).now("2026-11-21T10:00:00Z").json();
    let table: [(&str, &[&str]); 6] = [
        ("2026-11-21T10:10:00Z", &[]),
        ("2026-11-21T10:10:01Z", &["here"]),
        ("2026-11-21T11:00:00Z", &["here"]),
        ("2026-11-21T11:00:01Z", &["own", "here"]),
        ("2026-11-22T10:00:01Z", &["own", "net", "here"]),
        ("2036-11-22T10:00:01Z", &["own", "net", "here"]),
    ];
    for (now, stale) in table {
        let json = any_exit(ws.run(["status", "--format", "json"]).now(now));
        assert_eq!(of(&json, "stale"), stale, "{now}");
    }
    let json = asked(&ws, &["phase1"]).now("2026-11-21T11:00:01Z").json();
    assert_eq!((&json["executed"], &json["reused"]), (&2.into(), &2.into()));
}

#[test]
fn what_changes_something_is_never_reused() {
    let repeat = counted("repeat", "true") + ", repeat = true";
    let ws = Fixture::new().gate("repeat", &repeat).gate("once", &counted("once", "true")).build();
    for time in 1..=3 {
        let json = asked(&ws, &["phase1"]).json();
        assert_eq!((json.outcome("repeat"), runs_of(&ws, ["repeat", "once"])), ("pass", [time, 1]));
    }
    let json = status(&ws);
    assert_eq!((json.outcome("repeat"), json.outcome("once")), ("stale", "pass"));
}

#[test]
fn what_failed_runs_again_and_what_passed_does_not() {
    let ws = Fixture::new()
        .gate("red", &counted("red", "test ! -e ../broken"))
        .gate("green", &counted("green", "true"))
        .gate("gone", r#"kind = "command", argv = ["no-such-program"]"#)
        .build();
    ws.write("../broken", "");
    for time in 1..=2 {
        let json = asked(&ws, &["phase1"]).exit(1).json();
        assert_eq!(
            (&json["executed"], runs_of(&ws, ["red", "green"])),
            (&if time == 1 { 3 } else { 2 }.into(), [time, 1])
        );
    }
    assert_eq!(status(&ws).outcome("red"), "fail", "status still shows it");
    ws.remove("../broken");
    asked(&ws, &["check", "red"]).json();
    asked(&ws, &["check", "red"]).json();
    assert_eq!(runs(&ws, "red"), 3);
}

#[test]
fn deleting_a_failure_never_brings_a_pass_back() {
    let ws = Fixture::new().gate("gate", &counted("gate", "test ! -e ../broken")).git().build();
    asked(&ws, &["phase1"]).json();
    ws.write("../broken", "");
    asked(&ws, &["phase1", "--rerun"]).exit(1).json();
    fs::remove_file(newest_record(&ws, "gate")).expect("the newest record");
    let json = status(&ws);
    assert_ne!(json.outcome("gate"), "pass");
    ws.remove(".readiness/index.json");
    assert_ne!(status(&ws).outcome("gate"), "pass");
    asked(&ws, &["phase1"]).exit(1).json();
    assert_eq!(runs(&ws, "gate"), 3);
}

#[test]
fn what_builds_and_runs_leave_behind_does_not_count() {
    let ws = three().gate("counted", &counted("counted", "mkdir -p target; date +%N > target/stamp")).build();
    asked(&ws, &["phase1"]).json();
    ws.write("target/more", "x");
    ws.write(".readiness/logs/more", "x");
    ws.write(".readiness/cache/more", "x");
    assert_eq!(asked(&ws, &["phase1"]).json()["executed"], 0);
}

#[test]
fn it_is_the_same_without_git_and_in_a_worktree() {
    let plain = three().build();
    let repository = three().git().build();
    repository.git(["worktree", "add", "--quiet", "../other", "HEAD"]);
    let table = [(&plain, "."), (&repository, "../other")];
    for (ws, dir) in table {
        let asked = || asked(ws, &["phase1"]).dir(dir);
        assert_eq!(asked().json()["executed"], 6, "{dir}");
        assert_eq!(asked().json()["executed"], 0, "{dir}");
        ws.append(&format!("{dir}/crates/b/src/lib.rs"), "\n/// More.\npub struct More;\n");
        let json = any_exit(ws.run(["status", "--format", "json"]).dir(dir));
        let stale: Vec<_> = of(&json, "stale").into_iter().filter(|gate| *gate != "modules").collect();
        assert_eq!(stale, ["on-a", "on-b", "on-all"], "{dir}");
        let json = ws.run(["why", "on-a", "--format", "json"]).dir(dir).exit(3).json();
        assert_eq!(json["changed"][0]["files"][0]["path"], "crates/b/src/lib.rs", "{dir}");
    }
    assert!(!repository.exists(".readiness"), "a worktree has evidence of its own");
}

/// It named files that nobody had touched: without git their digests are of another form.
#[test]
fn without_git_no_file_is_said_to_have_changed() {
    let ws = three().git().build();
    asked(&ws, &["phase1"]).json();
    let without = |args: &[&str]| ws.run(args.iter().copied()).without_tool("git");
    let json = any_exit(without(&["status", "--format", "json"]));
    let gate = json.gate("on-a");
    assert_eq!(gate["outcome"], "stale");
    assert_eq!(gate["changed"][0], "how files are read (by git then, without it now)");
    assert_eq!(gate["changed"].as_array().map(Vec::len), Some(1), "{gate}");
    let why = without(&["why", "on-a", "--format", "json"]).exit(3).json();
    assert_eq!(why["changed"][0]["part"], "how files are read", "{}", why["changed"]);
    assert_eq!(why["changed"].as_array().map(Vec::len), Some(1), "{}", why["changed"]);
}

/// `inputs` are further files: they take nothing away from what a gate depends on.
#[test]
fn inputs_are_added_to_the_tree() {
    let ws = Fixture::new()
        .file("lib.txt", "pub\n")
        .file("testdata/a.txt", "a\n")
        .gate_with(
            "grep",
            r#"kind = "command", argv = ["sh", "-c", "grep -q pub lib.txt"]"#,
            "inputs = [\"testdata/**\"]",
        )
        .git()
        .build();
    ws.run(["ready"]).progress().stdout_has("GO").done();
    ws.write("lib.txt", "broken\n");
    ws.commit("Break it");
    let json = ws.run(["ready", "--format", "json"]).exit(1).progress().json();
    assert_eq!((&json["verdict"], json.outcome("grep")), (&"NO-GO".into(), "fail"));
}

/// A program that lies in the workspace counts by its content, whatever the inputs are and git ignores.
#[test]
fn a_script_of_the_workspace_counts() {
    for ignored in ["", "/tools\n"] {
        let ws = Fixture::new()
            .file(".gitignore", &format!("/target\n{ignored}"))
            .file("src.txt", "x\n")
            .file("tools/check.sh", "#!/bin/sh\nexit 0\n")
            .gate_with(
                "script",
                r#"kind = "command", argv = ["./check.sh"], dir = "tools""#,
                "inputs = [\"src.txt\"]",
            )
            .git()
            .build();
        ws.program("chmod", ["+x", "tools/check.sh"]).done();
        ws.run(["ready"]).progress().stdout_has("GO").done();
        ws.write("tools/check.sh", "#!/bin/sh\nexit 1\n");
        let json = ws.run(["ready", "--format", "json"]).exit(1).progress().json();
        assert_eq!(json.outcome("script"), "fail", "ignored: {ignored:?}");
    }
}
