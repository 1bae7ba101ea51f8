//! The store is input: what lies below `.readiness` may be linked, endless, forged or tracked by git. It is told, nothing
//! behind it is touched, and none of it makes a GO.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use shipworthy_engine::sys::files::sha256_hex;
use testkit::{Fixture, Workspace};

const README: &str = "kind = \"file\", path = \"README.md\", contains = [\"R\"]";

/// One gate that only looks.
fn looking() -> Fixture {
    Fixture::new().file("README.md", "# R\n").gate("readme", README).git()
}

/// A gate that passes as long as `../flag` is there.
fn flagged() -> Workspace {
    let ws = Fixture::new()
        .gate("flag", "kind = \"command\", argv = [\"sh\", \"-c\", \"test -e ../flag\"]")
        .git()
        .build();
    fs::write(ws.scratch().join("flag"), "").unwrap();
    ws
}

/// Every file below a folder, with its content and its time.
fn content(folder: &Path) -> BTreeMap<PathBuf, (Vec<u8>, std::time::SystemTime)> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(content(&path));
        } else {
            let time = path.metadata().unwrap().modified().unwrap();
            found.insert(path.clone(), (fs::read(&path).unwrap(), time));
        }
    }
    found
}

/// The commands that read the store or write to it.
const COMMANDS: [&[&str]; 5] =
    [&["phase1"], &["ready", "--rerun"], &["status"], &["why", "readme"], &["doctor"]];

#[test]
fn nothing_behind_a_link_below_the_store_is_touched() {
    let folders = ["logs", "records", "manifests", "cache", "runs", "released", "release", "release/1.0.0"];
    let files = [
        "lock",
        ".gitignore",
        "index.json",
        "runs/last.jsonl",
        "cache/tools.json",
        "logs/x.out",
        ".tmp-index",
    ];
    let places = folders.iter().map(|name| (*name, "out")).chain(files.iter().map(|name| (*name, "victim")));
    for (name, target) in places {
        let ws = looking().build();
        let out = ws.scratch().join("out");
        fs::create_dir(&out).unwrap();
        fs::write(out.join("old"), "old").unwrap();
        fs::write(ws.scratch().join("victim"), "mine").unwrap();
        fs::File::options()
            .write(true)
            .open(out.join("old"))
            .unwrap()
            .set_modified(std::time::UNIX_EPOCH)
            .unwrap();
        let before = (content(&out), fs::read(ws.scratch().join("victim")).unwrap());
        ws.link(&format!(".readiness/{name}"), ws.scratch().join(target));
        for command in COMMANDS {
            let ended = ws.run(command.iter()).stdout_any().stderr_any().timeout(PATIENCE).spawn().finish();
            assert_ne!(ended.code, Some(0), "{name}: {command:?}: {}", ended.told());
            assert!(
                ended.told().contains(&format!(".readiness/{name} is a symbolic link")),
                "{}",
                ended.told()
            );
        }
        let after = (content(&out), fs::read(ws.scratch().join("victim")).unwrap());
        assert_eq!(before, after, "{name}");
        assert!(ws.path(&format!(".readiness/{name}")).is_symlink(), "{name} is left alone");
    }
}

#[test]
fn a_store_that_is_a_link_is_refused_in_a_fresh_clone() {
    let ws = looking().build();
    let out = ws.scratch().join("out");
    fs::create_dir(&out).unwrap();
    ws.link(".readiness", &out);
    ws.git(["add", "-f", ".readiness"]);
    ws.commit("A store");
    for command in COMMANDS {
        let ended = ws.run(command.iter()).stdout_any().stderr_any().spawn().finish();
        assert_ne!(ended.code, Some(0), "{command:?}: {}", ended.told());
        assert!(ended.told().contains(".readiness is a symbolic link"), "{}", ended.told());
    }
    assert_eq!(fs::read_dir(&out).unwrap().count(), 0, "nothing was written there");
}

/// How long a command may take that must not wait for anything.
const PATIENCE: Duration = Duration::from_secs(20);

#[test]
fn what_never_ends_is_not_begun() {
    for name in ["index.json", "lock", "records/readme.00000001.0123456789abcdef.json", "cache/tools.json"] {
        let ws = looking().build();
        ws.run(["phase1"]).progress().text();
        let path = ws.path(&format!(".readiness/{name}"));
        let _ = fs::remove_file(&path);
        assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
        for command in COMMANDS {
            let ended = ws.run(command.iter()).stdout_any().stderr_any().timeout(PATIENCE).spawn().finish();
            assert_ne!(ended.code, Some(0), "{name}: {command:?}: {}", ended.told());
            assert!(ended.told().contains(&format!("{name} is a named pipe")), "{}", ended.told());
        }
    }
    let ws = looking().build();
    ws.run(["phase1"]).progress().text();
    // Larger than any index, and takes no space.
    fs::File::create(ws.path(".readiness/index.json")).unwrap().set_len(20 << 30).unwrap();
    ws.run(["status"]).timeout(PATIENCE).text();
}

#[test]
fn settings_of_cargo_and_rustup_that_never_end_are_named() {
    for name in ["rust-toolchain.toml", "rust-toolchain", "Cargo.toml", ".cargo/config.toml"] {
        let ws = Fixture::named("vic")
            .package("vic", |package| package)
            .file("README.md", "# R\n")
            .file("PLAN.md", "- [x] `cargo clippy --all-targets` passes\n")
            .gate("manifest", "kind = \"metadata\"")
            .git()
            .build();
        let _ = fs::remove_file(ws.path(name));
        ws.link(name, "/dev/zero");
        ws.commit("Endless");
        for command in [&["status"][..], &["doctor"], &["why", "manifest"], &["audit", "PLAN.md"]] {
            ws.run(command.iter()).stdout_any().stderr_any().timeout(PATIENCE).spawn().finish();
        }
        let json = ws.run(["phase1", "--format", "json"]).exit(3).stderr_any().timeout(PATIENCE).json();
        assert_eq!(json.outcome("manifest"), "unknown", "{name}");
        let why = json.gate("manifest")["reason"].as_str().unwrap();
        assert!(why.contains(name) && why.contains("not a regular file"), "{name}: {why}");
    }
}

/// Why a file has no end, and what makes such a one.
type Endless = (&'static str, fn(&Path));

/// git read a branch that is a link to `/dev/zero` into memory until the machine had none.
#[test]
fn a_repository_whose_files_never_end_is_not_asked() {
    let endless: [Endless; 4] = [
        ("no regular file", |path| std::os::unix::fs::symlink("/", path).unwrap()),
        ("no regular file", |path| std::os::unix::fs::symlink("/dev/zero", path).unwrap()),
        ("no regular file", |path| assert!(Command::new("mkfifo").arg(path).status().unwrap().success())),
        ("larger than 64 MiB", |path| fs::File::create(path).unwrap().set_len(20 << 30).unwrap()),
    ];
    for name in [
        "refs/heads/main",
        "refs/tags/v1",
        "rebase-merge/done",
        "HEAD",
        "shallow",
        "objects/info/alternates",
        "MERGE_HEAD",
    ] {
        for (what, make) in endless {
            let ws = Fixture::new()
                .file("README.md", "# R\n")
                .gate("readme", "kind = \"file\", path = \"README.md\"")
                .gate("tidy", "kind = \"git\", clean = true")
                .git()
                .build();
            let path = ws.path(&format!(".git/{name}"));
            let _ = fs::remove_file(&path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            make(&path);
            let json = ws.run(["phase1", "--format", "json"]).exit(3).stderr_any().timeout(PATIENCE).json();
            let why = json.gate("tidy")["reason"].as_str().unwrap_or_default();
            assert!(why.contains(name) && why.contains(what), "{name}: {json:#?}");
            for command in [&["status"][..], &["why", "tidy"], &["doctor"]] {
                ws.run(command.iter()).stdout_any().stderr_any().timeout(PATIENCE).spawn().finish();
            }
        }
    }
}

/// Git opens the `.gitignore` of every folder, and waits for whoever writes to a pipe of that name: for ever.
#[cfg(target_os = "linux")]
#[test]
fn a_pipe_in_the_place_of_a_file_that_git_reads_is_not_waited_for() {
    let ws = Fixture::new()
        .file("README.md", "# R\n")
        .file("deep/er/here", "")
        .gate("readme", "kind = \"file\", path = \"README.md\"")
        .gate("tidy", "kind = \"git\", clean = true")
        .git()
        .build();
    assert!(Command::new("mkfifo").arg(ws.path("deep/er/.gitignore")).status().unwrap().success());
    let json = ws.run(["phase1", "--format", "json"]).exit(3).stderr_any().timeout(PATIENCE).json();
    let why = json.gate("tidy")["reason"].as_str().unwrap_or_default();
    assert!(why.contains("it did nothing for") && why.contains("find . -type p"), "{json:#?}");
}

/// Even to say its version cargo reads all settings, for ever and into memory where they do not end.
#[test]
fn cargo_is_asked_nothing_where_its_settings_never_end() {
    let ws = looking().file("PLAN.md", "- [x] `cargo build --release` passes\n").build();
    let asked = ws.scratch().join("asked");
    let (root, log) = (ws.root().display(), asked.display());
    let telltale = format!("#!/bin/sh\ncase $(pwd) in '{root}'*) echo \"$*\" >>'{log}' ;; esac\n");
    let looks = || {
        for command in [&["status"][..], &["doctor"], &["why", "readme"], &["audit", "PLAN.md"], &["phase1"]]
        {
            let run = ws.run(command.iter()).with_tool("cargo", &telltale);
            run.stdout_any().stderr_any().timeout(PATIENCE).spawn().finish();
        }
        fs::read_to_string(&asked).unwrap_or_default()
    };
    assert!(looks().contains("--version"), "it is asked where they end");
    for name in [".cargo/config.toml", ".cargo/config", "../.cargo/config.toml"] {
        let _ = fs::remove_file(&asked);
        ws.link(name, "/dev/zero");
        assert_eq!(looks(), "", "{name}");
        ws.remove(name);
    }
}

#[test]
fn evidence_that_git_tracks_is_none_and_every_command_says_so() {
    let ws = flagged();
    ws.run(["phase1"]).progress().text();
    fs::remove_file(ws.scratch().join("flag")).unwrap();
    ws.git(["add", "-f", ".readiness"]);
    ws.commit("Evidence");
    let said = "git tracks `.readiness/";
    for command in [&["status"][..], &["why", "flag"]] {
        ws.run(command.iter()).exit(3).stdout_has(said).stderr_has(said).done();
    }
    ws.run(["doctor"]).exit(1).stdout_has("git rm -r --cached .readiness").stderr_has(said).done();
    let json = ws.run(["status", "--format", "json"]).exit(3).stderr_any().json();
    assert_eq!(json.outcome("flag"), "not-run");
    ws.run(["release", "patch"]).exit(3).stderr_has(said).done();
    let json = ws.run(["ready", "--format", "json"]).exit(1).stderr_any().json();
    assert_eq!((json.outcome("flag"), &json["executed"]), ("fail", &1.into()), "it was run again");
    // Without git its index tells.
    let json =
        ws.run(["status", "--format", "json"]).without_tool("git").exit(3).stderr_has("`.readiness`").json();
    assert_eq!(json.outcome("flag"), "not-run");
    // What stands in the caches is not believed either, and nothing of the store that git tracks is dirty.
    ws.git(["rm", "-r", "-q", "--cached", ".readiness"]);
    ws.commit("No evidence");
    let json = ws.run(["status", "--format", "json"]).exit(1).json();
    assert_eq!(json.outcome("flag"), "fail");
}

#[test]
fn a_fresh_clone_with_evidence_in_it_runs_its_gates() {
    let ws = flagged();
    ws.run(["phase1"]).progress().text();
    fs::remove_file(ws.scratch().join("flag")).unwrap();
    ws.git(["add", "-f", ".readiness"]);
    ws.commit("Evidence");
    let clone = ws.scratch().join("clone");
    ws.git(["clone", "-q", ".", clone.to_str().unwrap()]);
    ws.run(["ready"]).dir(&clone).exit(1).stdout_has("FAIL").stderr_any().done();
    ws.run(["status"]).dir(&clone).exit(3).stderr_has("git tracks `.readiness/").stdout_any().done();
}

#[test]
fn a_pass_that_does_not_follow_from_what_was_observed_is_no_evidence() {
    let ws = flagged();
    fs::remove_file(ws.scratch().join("flag")).unwrap();
    ws.run(["phase1"]).exit(1).progress().text();
    let folder = ws.path(".readiness/records");
    let path = fs::read_dir(&folder).unwrap().flatten().next().unwrap().path();
    let text = fs::read_to_string(&path).unwrap();
    let (head, judgement) = text.split_once("\"judgement\":").unwrap();
    assert!(judgement.contains("\"fail\""));
    let passed =
        "{\"result\":\"pass\",\"subjects\":1,\"unit\":\"commands\",\"findings\":[],\"measurements\":[]}}";
    let forged = format!("{head}\"judgement\":{passed}");
    let name = format!("flag.00000001.{}.json", &sha256_hex(forged.as_bytes())[..16]);
    fs::remove_file(&path).unwrap();
    fs::write(folder.join(name), forged).unwrap();
    let json = ws.run(["status", "--format", "json"]).exit(3).json();
    assert_eq!(json.outcome("flag"), "not-run");
    let why = json.gate("flag")["reason"].as_str().unwrap();
    assert!(why.contains("concludes `pass`") && why.contains("follows `fail`"), "{why}");
    ws.run(["why", "flag"]).exit(3).stdout_has("concludes `pass`").done();
    let json = ws.run(["ready", "--format", "json"]).exit(1).stderr_any().json();
    assert_eq!(json["executed"], 1, "it was run again");
}

/// The index says in short what the records say, and is a file like any other.
#[test]
fn an_index_that_says_pass_of_a_failure_is_not_believed() {
    let ws = flagged();
    fs::remove_file(ws.scratch().join("flag")).unwrap();
    ws.run(["phase1"]).exit(1).progress().text();
    let index = ws.read(".readiness/index.json");
    let line = index.lines().next().unwrap().replace("\"result\":\"fail\"", "\"result\":\"pass\"");
    let line = line.replace("\"findings\":1", "\"findings\":0");
    assert_ne!(line, index.lines().next().unwrap());
    ws.write(".readiness/index.json", format!("{line}\n\"{}\"\n", sha256_hex(line.as_bytes())));
    let json = ws.run(["status", "--format", "json"]).exit(1).json();
    assert_eq!(json.outcome("flag"), "fail");
}

#[test]
fn what_was_written_is_judged_again_when_its_log_is_gone() {
    let ws = Fixture::new()
        .gate("said", "kind = \"command\", argv = [\"echo\", \"hello\"], stdout = [\"hello\"]")
        .git()
        .build();
    ws.run(["phase1"]).progress().text();
    ws.remove(".readiness/logs");
    let json = ws.run(["status", "--format", "json"]).json();
    assert_eq!(json.outcome("said"), "pass");
}

#[test]
fn nothing_is_written_through_a_link_out_of_the_workspace() {
    let ws = Fixture::new().file("README.md", "# R\n").gate("readme", README).git().build();
    let out = ws.scratch().join("wout");
    fs::create_dir(&out).unwrap();
    let victim = "- [ ] `README.md` exists\n";
    fs::write(out.join("victim.md"), victim).unwrap();
    ws.link("CHECKLIST.md", "../wout/victim.md");
    ws.link("docs", "../wout");
    ws.commit("Links");
    for file in ["CHECKLIST.md", "docs/victim.md"] {
        for command in [&["import", "--yes"][..], &["sync", "--yes"], &["sync", "--check"], &["audit"]] {
            let ended = ws.run(command.iter()).args([file]).exit(2).stderr_has("points out of the workspace");
            ended.stdout_any().done();
        }
    }
    // What the user names by its own path is theirs to name.
    ws.run(["audit", "../wout/victim.md"]).stdout_any().stderr_any().done();
    assert_eq!(fs::read_to_string(out.join("victim.md")).unwrap(), victim);
}

#[test]
fn a_checklist_that_is_a_link_out_of_the_workspace_is_refused() {
    let ws = looking().file("PLAN.md", "- [ ] `LICENSE` exists\n").build();
    let text = ws.read("readiness.toml");
    let foreign = ws.scratch().join("r.toml");
    fs::write(&foreign, &text).unwrap();
    ws.remove("readiness.toml");
    ws.link("readiness.toml", "../r.toml");
    for command in [&["status"][..], &["ready"], &["import", "PLAN.md", "--yes"]] {
        ws.run(command.iter()).exit(2).stderr_has("points out of the workspace").stdout_any().done();
    }
    assert_eq!(fs::read_to_string(&foreign).unwrap(), text);
}

/// A result that cannot be written down is not forgotten in favour of an older one.
#[test]
fn a_failure_that_could_not_be_kept_takes_the_older_pass_with_it() {
    let ws = flagged();
    ws.run(["phase1"]).progress().text();
    fs::remove_file(ws.scratch().join("flag")).unwrap();
    // A place that git cannot look into: what the gate depends on is not known, and neither is a record possible.
    let name = "d".repeat(200);
    let deep =
        format!("import os\nfor _ in range(25):\n os.mkdir('{name}'); os.chdir('{name}')\nopen('x.rs','w')");
    assert!(Command::new("python3").args(["-c", &deep]).current_dir(ws.root()).status().unwrap().success());
    ws.run(["check", "flag", "--rerun"]).exit(1).progress().stdout_has("could not be kept").done();
    ws.remove(&name);
    let json = ws.run(["status", "--format", "json"]).exit(3).json();
    assert_eq!(json.outcome("flag"), "not-run");
}

#[test]
fn logs_have_a_bound() {
    let ws = Fixture::new()
        .gate("says", "kind = \"command\", argv = [\"echo\", \"hello\"]")
        .gate("other", "kind = \"command\", argv = [\"echo\", \"more\"]")
        .git()
        .build();
    ws.run(["phase1"]).progress().text();
    let folder = ws.path(".readiness/logs");
    let logs = || fs::read_dir(&folder).unwrap().map(|log| log.unwrap().path()).collect::<Vec<_>>();
    let of = |name: &str| logs().into_iter().find(|log| log.to_string_lossy().contains(name)).unwrap();
    let (large, old) = (of("/says."), of("/other."));
    // As large as a flood of output, and referred to by a record that counts.
    fs::File::options().write(true).open(&large).unwrap().set_len(1 << 30).unwrap();
    fs::File::options().write(true).open(&old).unwrap().set_modified(std::time::UNIX_EPOCH).unwrap();
    for n in 0..1100 {
        fs::hard_link(&large, folder.join(format!("asked.{n}.out"))).unwrap();
    }
    ws.run(["check", "other", "--rerun"]).progress().text();
    assert!(!large.exists() && !old.exists() && logs().len() <= 1000, "{} logs are left", logs().len());
    let json = ws.run(["status", "--format", "json"]).json();
    assert_eq!(json.outcome("says"), "pass", "what the judge was given stands in the record");
}

/// What is remembered of the files and of the refs counts only while the system says of all of them what it said then.
#[test]
fn a_memory_of_another_time_and_a_damaged_one_hide_nothing() {
    let ws = Fixture::new()
        .file("a.txt", "good\n")
        .gate("good", "kind = \"file\", path = \"a.txt\", contains = [\"good\"]")
        .git()
        .build();
    ws.run(["phase1"]).progress().text();
    // What was written right before a look is not remembered.
    std::thread::sleep(Duration::from_millis(100));
    let json = ws.run(["status", "--format", "json"]).json();
    assert_eq!(json.outcome("good"), "pass");
    let memory = ws.path(".readiness/cache/tree");
    let before = fs::read(&memory).unwrap();
    ws.write("a.txt", "evil\n");
    ws.git(["tag", "v1.0.0"]);
    let mut flipped = before.clone();
    flipped[before.len() / 2] ^= 1;
    for remembered in [before.clone(), before[..before.len() / 2].to_vec(), flipped, Vec::new()] {
        fs::write(&memory, &remembered).unwrap();
        let json = ws.run(["status", "--format", "json"]).exit(3).json();
        assert_eq!(json.outcome("good"), "stale");
        assert_eq!(json["ground"]["compared"][0]["with"], "v1.0.0");
    }
}

/// What a record came to is remembered for the very file that was read, and for no other that has its name.
#[test]
fn a_memory_of_judgements_speaks_for_the_very_same_record() {
    let ws = flagged();
    ws.run(["phase1"]).progress().text();
    // What was written right before a look is not remembered.
    std::thread::sleep(Duration::from_millis(100));
    let outcome = |exit| {
        let json = ws.run(["status", "--format", "json"]).exit(exit).stderr_any().json();
        json.outcome("flag").to_owned()
    };
    assert_eq!(outcome(0), "pass");
    let memory = ws.path(".readiness/cache/judged");
    let passed = fs::read(&memory).unwrap();
    let mut flipped = passed.clone();
    flipped[passed.len() / 2] ^= 1;
    for remembered in [&passed[..passed.len() / 2], &flipped, b"", b"garbage"] {
        fs::write(&memory, remembered).unwrap();
        assert_eq!(outcome(0), "pass");
        fs::write(&memory, &passed).unwrap();
        assert_eq!(outcome(0), "pass");
    }
    // Written over, as long as before, with its time put back.
    let record = fs::read_dir(ws.path(".readiness/records")).unwrap().flatten().next().unwrap().path();
    let (whole, time) =
        (fs::read_to_string(&record).unwrap(), record.metadata().unwrap().modified().unwrap());
    let over = |text: &str| {
        fs::write(&record, text).unwrap();
        fs::File::options().append(true).open(&record).unwrap().set_modified(time).unwrap();
    };
    let other = whole.replace("\"result\":\"pass\"", "\"result\":\"fail\"");
    assert!(other != whole && other.len() == whole.len());
    over(&other);
    assert_eq!(outcome(3), "not-run");
    over(&whole);
    assert_eq!(outcome(0), "pass");
    // Another run has seen it fail since.
    fs::remove_file(ws.scratch().join("flag")).unwrap();
    ws.run(["check", "flag", "--rerun"]).exit(1).progress().text();
    fs::write(&memory, &passed).unwrap();
    assert_eq!(outcome(1), "fail");
}

#[test]
fn the_doctor_makes_no_store() {
    let ws = looking().build();
    ws.run(["doctor"]).text();
    assert!(!ws.exists(".readiness"));
    assert_eq!(ws.git(["status", "--porcelain"]), "");
}
