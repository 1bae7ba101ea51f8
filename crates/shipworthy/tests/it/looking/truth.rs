//! What is looked at in this way is still what is there: settings that are not followed hide nothing and accuse nobody.

use testkit::{Fixture, Workspace};

/// What is done to a workspace, with its name.
type NamedChange = (&'static str, fn(&Workspace));

/// A clean tree is the only claim.
fn tidy() -> Workspace {
    Fixture::new()
        .file("README.md", "# R\n")
        .file("sub/file.txt", "x\n")
        .gate("tidy", r#"kind = "git", clean = true"#)
        .git()
        .build()
}

#[track_caller]
fn is(ws: &Workspace, exit: i32) -> String {
    ws.run(["check", "tidy", "--rerun"]).exit(exit).stdout_any().stderr_any().done().stdout
}

/// The tree is clean, and the answer is about the commit that git has checked out.
#[track_caller]
fn is_clean(ws: &Workspace, what: &str) {
    let (told, head) = (is(ws, 0), ws.git(["rev-parse", "HEAD"]));
    assert!(told.contains("GO") && told.contains(&format!("(on {})", &head[..7])), "{what}: {told}");
}

#[test]
fn what_a_setting_would_hide_is_seen() {
    let hide: [NamedChange; 4] = [
        ("a file system monitor that reports nothing", |ws| {
            let hook = ws.scratch().join("monitor");
            super::scene::program(&hook, "#!/bin/sh\nprintf 'tok\\0'\n");
            ws.git(["config", "core.fsmonitor", &hook.to_string_lossy()]);
            ws.git(["status"]);
        }),
        ("a worktree elsewhere", |ws| {
            ws.git(["clone", "--quiet", ".", "../other"]);
            ws.git(["config", "core.worktree", &ws.scratch().join("other").to_string_lossy()]);
        }),
        ("a filter", |ws| {
            ws.git(["config", "filter.x.clean", "printf '# R\\n'"]);
            ws.write(".git/info/attributes", "* filter=x\n");
        }),
        ("line ends", |ws| {
            ws.git(["config", "core.autocrlf", "true"]);
        }),
    ];
    for (what, hide) in hide {
        let ws = tidy();
        hide(&ws);
        is(&ws, 0);
        ws.write("README.md", "# R\r\n");
        let told = is(&ws, 1);
        assert!(told.contains("README.md"), "{what}: {told}");
    }
}

/// Files of git-lfs and files with the line ends of another system are accused of nothing; what is changed beside them is.
#[test]
fn what_git_converts_on_checkout_is_not_called_changed() {
    for attribute in ["filter=big", "text eol=crlf", "working-tree-encoding=UTF-16"] {
        let ws = tidy();
        ws.git(["config", "filter.big.clean", "sed s/BIG/SMALL/"]);
        ws.git(["config", "filter.big.smudge", "sed s/SMALL/BIG/"]);
        ws.write(".gitattributes", format!("*.dat {attribute}\n"));
        ws.write("a.dat", "BIG\r\n");
        if attribute.contains("UTF-16") {
            ws.write("a.dat", b"\xff\xfeA\x00\n\x00".as_slice());
        }
        ws.commit("Convert");
        // Written long before the index, so that git knows it by its times.
        let known = || {
            ws.program("touch", ["--date", "2026-01-01", "a.dat"]).done();
            ws.git(["status"]);
        };
        known();
        is(&ws, 0);
        ws.program("touch", ["a.dat"]).done();
        let told = is(&ws, 3);
        assert!(told.contains("a.dat in another form"), "{attribute}: {told}");
        ws.append("README.md", "more\n");
        let told = is(&ws, 1);
        assert!(told.contains("README.md") && !told.contains("a.dat"), "{attribute}: {told}");
        ws.git(["checkout", "--quiet", "README.md"]);
        known();
        is(&ws, 0);
    }
}

#[test]
fn a_replaced_commit_is_not_what_is_told() {
    let ws = tidy();
    let first = ws.git(["rev-parse", "HEAD"]);
    ws.append("README.md", "more\n");
    ws.commit("More");
    ws.git(["replace", "HEAD", &first]);
    // Seen through the replacement the file would differ from the commit.
    is(&ws, 0);
}

#[test]
fn what_says_how_data_is_read_is_followed() {
    let make: [NamedChange; 5] = [
        ("the mode of files does not count", |ws| {
            ws.git(["config", "core.fileMode", "false"]);
            ws.program("chmod", ["755", "README.md"]).done();
        }),
        ("what the repository excludes", |ws| {
            ws.write(".git/info/exclude", "*.log\n");
            ws.write("a.log", "x\n");
        }),
        ("what the user excludes", |ws| {
            let list = ws.scratch().join("excludes");
            std::fs::write(&list, "*.swp\n").unwrap();
            ws.git(["config", "--global", "core.excludesFile", &list.to_string_lossy()]);
            ws.write("a.swp", "x\n");
        }),
        ("refs in packs", |ws| {
            ws.git(["gc", "--quiet"]);
        }),
        ("a sparse index", |ws| {
            ws.git(["sparse-checkout", "set", "--cone", "--sparse-index"]);
        }),
    ];
    for (what, make) in make {
        let ws = tidy();
        make(&ws);
        is_clean(&ws, what);
    }
}

#[test]
fn repositories_of_every_form_are_read() {
    for form in ["--object-format=sha256", "--ref-format=reftable", "--separate-git-dir=../store"] {
        let ws = tidy();
        ws.remove(".git");
        ws.git(["init", "--quiet", "--initial-branch=main", form]);
        ws.commit("Begin");
        is_clean(&ws, form);
        ws.append("README.md", "more\n");
        is(&ws, 1);
    }
    let ws = tidy();
    ws.git(["worktree", "add", "--quiet", "-b", "other", "../worktree"]);
    let there = ws.run(["check", "tidy"]).dir("../worktree").stdout_any().stderr_any().done();
    assert!(there.stdout.contains("GO"), "{}", there.told());
}

/// Also when the command ends before its look has come to its end.
#[test]
fn no_folder_is_left_among_the_temporary_ones() {
    let ws = tidy();
    let temporary = ws.scratch().join("temporary");
    std::fs::create_dir(&temporary).unwrap();
    let status = || ws.run(["status"]).env("TMPDIR", &temporary).stdout_any().stderr_any();
    status().exit(3).done();
    ws.append("readiness.toml", "unknown = 1\n");
    status().exit(2).done();
    let left: Vec<_> = std::fs::read_dir(&temporary).unwrap().flatten().map(|entry| entry.path()).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_submodule_is_looked_into() {
    let ws = tidy();
    let origin = ws.scratch().join("origin").to_string_lossy().into_owned();
    ws.git(["clone", "--quiet", ".", &origin]);
    ws.git(["-c", "protocol.file.allow=always", "submodule", "add", "--quiet", &origin, "module"]);
    ws.commit("A module");
    is(&ws, 0);
    ws.git(["config", "submodule.module.ignore", "all"]);
    ws.append("module/README.md", "more\n");
    assert!(is(&ws, 1).contains("module"));
}

#[test]
fn a_toolchain_of_the_repository_is_unknown_with_the_way_to_allow_it() {
    let ws = Fixture::new().package("core", |p| p).gate("build", r#"kind = "cargo-build""#).git().build();
    ws.write("rust-toolchain.toml", "[toolchain]\npath = \"/proc/self/cwd/tc\"\n");
    super::scene::program(&ws.path("tc/bin/cargo"), "#!/bin/sh\ntouch marker\n");
    ws.write("tc/lib/keep", "");
    let check = || ws.run(["check", "build"]).stdout_any().stderr_any();
    let told = check().env_remove("RUSTUP_TOOLCHAIN").exit(3).done();
    assert!(
        told.stdout.contains("rust-toolchain.toml does not name a toolchain by its channel"),
        "{}",
        told.told()
    );
    assert!(!ws.exists("marker"));
    // The user may well choose it, or another.
    let chosen = ws.program("rustc", ["--print", "sysroot"]).dir("..").text();
    check().env("RUSTUP_TOOLCHAIN", chosen.trim()).done();
}
