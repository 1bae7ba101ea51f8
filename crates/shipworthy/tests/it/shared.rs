//! `share = "user"`: a gate that was proven in another clone or worktree of the same user is proven here, where all that the
//! proof depends on is the same. What is otherwise in the least proves nothing.

use std::fs;
use std::os::unix::fs::{chown, symlink};
use std::path::{Path, PathBuf};

use testkit::{Fixture, Json, Run, Workspace};

const LIB: &str =
    "#[test]\nfn t() { assert_eq!(option_env!(\"BACKEND\").is_some_and(|one| one == \"bad\"), false); }\n";

/// A workspace whose policy shares, with one gate of tests and one that only looks; and a clone of it.
struct SharedScene {
    ws: Workspace,
    clone: PathBuf,
    cache: PathBuf,
}

impl SharedScene {
    fn new() -> Self {
        Self::with("share = \"user\"\n", r#"kind = "cargo-test", runner = "cargo", doctests = false"#, "")
    }

    fn with(policy: &str, check: &str, more: &str) -> Self {
        let ws = Fixture::new()
            .file(".gitignore", "/target\n/.readiness\n")
            .file("c.sh", "true\n")
            .package("a", |package| package.lib(LIB))
            .gate_with("g", check, more)
            .gate("look", r#"kind = "file", path = "Cargo.toml", min-lines = 1"#)
            .git()
            .build();
        let text = ws.read("readiness.toml");
        ws.write("readiness.toml", text.replacen("[[phase]]", &format!("[policy]\n{policy}\n[[phase]]"), 1));
        ws.commit("Share");
        let clone = ws.scratch().join("deep/clone");
        ws.git(["clone", "--quiet", ".", clone.to_str().unwrap()]);
        let cache = ws.scratch().join("cache");
        fs::create_dir(&cache).unwrap();
        Self { ws, clone, cache }
    }

    fn run(&self, at: &Path, words: &[&str]) -> Run<'_> {
        self.ws.run(words).args(["--format", "json"]).dir(at).env("XDG_CACHE_HOME", &self.cache)
    }

    fn answer(run: Run<'_>) -> Json {
        let output = run.stderr_any().spawn().finish();
        Json(
            serde_json::from_str(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", output.told())),
        )
    }

    fn status(&self, at: &Path) -> Json {
        Self::answer(self.run(at, &["status"]))
    }

    /// Proves both gates in the first workspace.
    #[track_caller]
    fn prove(&self) {
        let json = Self::answer(self.run(self.ws.root(), &["ready"]));
        assert_eq!((&json["verdict"], &json["executed"]), (&"GO".into(), &2.into()), "{json:#?}");
    }

    fn files(&self) -> Vec<PathBuf> {
        let folder = self.cache.join("shipworthy/evidence");
        let mut files: Vec<PathBuf> =
            fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        files
    }

    /// The gate of tests has no proof at this place.
    #[track_caller]
    fn is_open(&self, at: &Path) {
        let json = self.status(at);
        assert_eq!(json.outcome("g"), "not-run", "{:#}", json.gate("g"));
    }

    /// The gate of tests is proven at this place, by the first workspace.
    #[track_caller]
    fn is_proven(&self, at: &Path) -> Json {
        let json = self.status(at);
        assert_eq!(json.outcome("g"), "pass", "{:#}", json.gate("g"));
        assert_eq!(json.gate("g")["from"], self.ws.root().to_str().unwrap(), "{:#}", json.gate("g"));
        json
    }
}

#[test]
fn what_was_proven_in_a_clone_is_proven_in_another_and_in_a_worktree() {
    let scene = SharedScene::new();
    scene.is_open(&scene.clone);
    scene.prove();
    let tree = scene.ws.scratch().join("tree");
    scene.ws.git(["worktree", "add", "--quiet", "--detach", tree.to_str().unwrap()]);
    for place in [&scene.clone, &tree] {
        let json = scene.is_proven(place);
        assert_eq!((&json["verdict"], &json["reused"]), (&"GO".into(), &2.into()), "{json:#?}");
        let json = SharedScene::answer(scene.run(place, &["ready"]));
        assert_eq!((&json["verdict"], &json["executed"]), (&"GO".into(), &0.into()), "{json:#?}");
        assert!(!place.join("target").exists(), "something was built");
        let why = SharedScene::answer(scene.run(place, &["why", "g", "--inputs"]));
        assert!(why["record"]["steps"].as_array().is_some_and(|steps| !steps.is_empty()), "{why:#?}");
        let root = scene.ws.root().to_str().unwrap();
        let told = scene.ws.run(["why", "g"]).dir(place).env("XDG_CACHE_HOME", &scene.cache);
        told.stdout_has(root).done();
        let told = scene.ws.run(["status"]).dir(place).env("XDG_CACHE_HOME", &scene.cache);
        told.stdout_has(", from ").done();
    }
    // Nothing is shared without the policy.
    for place in [scene.ws.root(), &scene.clone] {
        let file = place.join("readiness.toml");
        fs::write(&file, fs::read_to_string(&file).unwrap().replace("share = \"user\"", "share = \"none\""))
            .unwrap();
    }
    scene.is_open(&scene.clone);
}

#[test]
fn what_differs_in_the_least_proves_nothing() {
    let scene = SharedScene::new();
    scene.prove();
    scene.is_proven(&scene.clone);
    let lib = scene.clone.join("crates/a/src/lib.rs");
    fs::write(&lib, format!("{LIB}\n")).unwrap();
    scene.is_open(&scene.clone);
    fs::write(&lib, LIB).unwrap();
    scene.is_proven(&scene.clone);
    // A variable that the compiler asked for, and one of cargo's.
    for name in ["BACKEND", "RUSTFLAGS"] {
        let json = SharedScene::answer(scene.run(&scene.clone, &["status"]).env(name, "--cfg=x"));
        assert_eq!(json.outcome("g"), "not-run", "{name}: {:#}", json.gate("g"));
    }
    // Another compiler.
    let rustc = "#!/bin/sh\ncase \"$1\" in -vV|-V|--version) echo 'rustc 1.0.0 (x 2015-05-15)';; esac\n";
    let json = SharedScene::answer(scene.run(&scene.clone, &["status"]).with_tool("rustc", rustc));
    assert_eq!(json.outcome("g"), "not-run", "{:#}", json.gate("g"));
    // Settings above the root.
    let above = scene.ws.scratch().join("deep/.cargo");
    fs::create_dir(&above).unwrap();
    fs::write(above.join("config.toml"), "[build]\nrustflags = [\"--cfg=x\"]\n").unwrap();
    scene.is_open(&scene.clone);
    fs::remove_dir_all(above).unwrap();
    scene.is_proven(&scene.clone);
    // Another checklist.
    let file = scene.clone.join("readiness.toml");
    fs::write(&file, fs::read_to_string(&file).unwrap() + "\n# more\n").unwrap();
    scene.is_open(&scene.clone);
}

/// A command may read what git ignores, so that counts here as well.
#[test]
fn what_git_ignores_counts_where_it_may_be_read() {
    let scene = SharedScene::with("share = \"user\"\n", r#"kind = "command", argv = ["sh", "c.sh"]"#, "");
    scene.prove();
    scene.is_proven(&scene.clone);
    fs::write(scene.clone.join(".git/info/exclude"), "/gen\n").unwrap();
    fs::write(scene.clone.join("gen"), "1\n").unwrap();
    scene.is_open(&scene.clone);
}

#[test]
fn a_failure_takes_back_what_was_shared_and_is_not_shared() {
    let scene = SharedScene::with("share = \"user\"\n", r#"kind = "command", argv = ["sh", "c.sh"]"#, "");
    scene.ws.write("c.sh", "test ! -e ../fails && test ! -e ../../fails\n");
    scene.ws.commit("Flip");
    scene.ws.git(["-C", scene.clone.to_str().unwrap(), "pull", "--quiet"]);
    scene.prove();
    assert_eq!(scene.files().len(), 2);
    fs::write(scene.ws.scratch().join("fails"), "").unwrap();
    let json = SharedScene::answer(scene.run(&scene.clone, &["check", "g", "--rerun"]));
    assert_eq!(json.outcome("g"), "fail", "{:#}", json.gate("g"));
    assert_eq!(scene.files().len(), 1, "only the other gate is shared");
    let third = scene.ws.scratch().join("third");
    scene.ws.git(["clone", "--quiet", ".", third.to_str().unwrap()]);
    scene.is_open(&third);
}

/// What a person said, what the machine or the clone is like, and what is told where it lies, is of one place.
#[test]
fn what_is_of_one_place_is_not_shared() {
    let table = [
        (r#"kind = "environment", disk = "1MB""#, ""),
        (r#"kind = "git", clean = true"#, ""),
        (r#"kind = "command", argv = ["sh", "c.sh"], repeat = true"#, ""),
        (r#"kind = "command", argv = ["sh", "c.sh"]"#, "env-inputs = [\"PLACE\"]"),
    ];
    for (check, more) in table {
        let scene = SharedScene::with("share = \"user\"\n", check, more);
        let place = scene.ws.root().join("data");
        let json = SharedScene::answer(scene.run(scene.ws.root(), &["ready"]).env("PLACE", &place));
        assert_eq!(json.outcome("g"), "pass", "{check}: {:#}", json.gate("g"));
        assert_eq!(scene.files().len(), 1, "{check}: only the other gate is shared");
        let json = SharedScene::answer(scene.run(&scene.clone, &["status"]).env("PLACE", &place));
        assert_eq!(json.outcome("g"), "not-run", "{check}: {:#}", json.gate("g"));
    }
}

#[test]
fn what_was_shared_is_input() {
    let scene = SharedScene::new();
    scene.prove();
    let files = scene.files();
    let texts: Vec<Vec<u8>> = files.iter().map(|file| fs::read(file).unwrap()).collect();
    let restore = || {
        files.iter().zip(&texts).for_each(|(file, text)| {
            drop(fs::remove_file(file));
            fs::write(file, text).unwrap();
        });
    };
    // Not as it was written.
    for file in &files {
        fs::write(file, fs::read_to_string(file).unwrap().replace("\"duration_ms\":", "\"duration_ms\":1"))
            .unwrap();
    }
    scene.is_open(&scene.clone);
    restore();
    scene.is_proven(&scene.clone);
    // Links and what never ends.
    for file in &files {
        let other = scene.ws.scratch().join("elsewhere.json");
        fs::copy(file, &other).unwrap();
        fs::remove_file(file).unwrap();
        symlink(&other, file).unwrap();
    }
    scene.is_open(&scene.clone);
    restore();
    let folder = scene.cache.join("shipworthy");
    fs::rename(&folder, scene.ws.scratch().join("moved")).unwrap();
    symlink(scene.ws.scratch().join("moved"), &folder).unwrap();
    scene.is_open(&scene.clone);
    let told = scene.ws.run(["status"]).dir(&scene.clone).env("XDG_CACHE_HOME", &scene.cache);
    told.exit(3).stdout_any().stderr_has("no evidence is shared: ").stderr_has("is a symbolic link").done();
}

testkit::needs_chown!(what_another_user_laid_there_proves_nothing);

fn what_another_user_laid_there_proves_nothing() {
    const OTHER: u32 = 12345;
    let scene = SharedScene::new();
    scene.prove();
    scene.is_proven(&scene.clone);
    for file in scene.files() {
        chown(&file, Some(OTHER), None).unwrap();
    }
    scene.is_open(&scene.clone);
    for file in scene.files() {
        chown(&file, Some(0), None).unwrap();
    }
    scene.is_proven(&scene.clone);
    chown(scene.cache.join("shipworthy/evidence"), Some(OTHER), None).unwrap();
    scene.is_open(&scene.clone);
}

/// Neither the repository nor its settings choose what is believed.
#[test]
fn a_repository_does_not_bring_its_own_cache() {
    let scene = SharedScene::new();
    scene.prove();
    let inside = scene.clone.join("cache");
    fs::create_dir(&inside).unwrap();
    fs::rename(scene.cache.join("shipworthy"), inside.join("shipworthy")).unwrap();
    fs::write(scene.clone.join(".git/info/exclude"), "/cache\n").unwrap();
    let run = scene.run(&scene.clone, &["status"]).env("XDG_CACHE_HOME", &inside);
    let json = SharedScene::answer(run);
    assert_eq!(json.outcome("look"), "not-run", "{:#}", json.gate("look"));
    fs::rename(inside.join("shipworthy"), scene.cache.join("shipworthy")).unwrap();
    assert_eq!(scene.status(&scene.clone).outcome("look"), "pass");
    fs::create_dir(scene.clone.join(".cargo")).unwrap();
    let settings = format!("[env]\nXDG_CACHE_HOME = \"{}\"\n", scene.cache.display());
    fs::write(scene.clone.join(".cargo/config.toml"), settings).unwrap();
    let told = scene.ws.run(["status"]).dir(&scene.clone).env("XDG_CACHE_HOME", &scene.cache);
    told.exit(3).stdout_any().stderr_has("settings of cargo set XDG_CACHE_HOME").done();
    assert_eq!(scene.status(&scene.clone).outcome("look"), "not-run");
}

#[test]
fn what_was_shared_long_ago_is_removed() {
    let scene = SharedScene::new();
    scene.prove();
    for file in scene.files() {
        let long_ago = std::time::SystemTime::now() - std::time::Duration::from_secs(31 * 24 * 3600);
        fs::File::options().write(true).open(&file).unwrap().set_modified(long_ago).unwrap();
    }
    scene.is_proven(&scene.clone);
    let json = SharedScene::answer(scene.run(scene.ws.root(), &["check", "look", "--rerun"]));
    assert_eq!(json.outcome("look"), "pass");
    assert_eq!(scene.files().len(), 1, "the new one");
}
