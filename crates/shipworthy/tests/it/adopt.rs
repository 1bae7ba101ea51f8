//! Adopts the tool in a fresh workspace by typing what the README and the guide say. The words are read out of them.
//!
//! One difference: the README's `cargo install` builds with optimisations, which takes minutes. The test adds
//! `--debug --offline --root DIR` to it. It builds in a folder of its own, because a build in the one of this repository
//! would take the place of the program that the other tests run.

use std::env;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::time::Duration;

use testkit::{Fixture, Run, Workspace, copy_compiled_packages};

use crate::book::Page;
use crate::house::root;

/// It compiles this repository, beside whatever else is running.
const PATIENCE: Duration = Duration::from_secs(20 * 60);

/// The profile of this repository's own builds: with it, what was compiled of other people's packages is not compiled once
/// more in another form.
fn as_built_here() -> String {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("this repository has a manifest");
    let tables = manifest.split("\n[").filter(|table| table.starts_with("profile.dev"));
    tables.map(|table| format!("\n[{table}\n")).collect()
}

const START: &str = "docs/guide/start.md";

/// The commands of a block of the page, the one with this word in it.
fn commands(page: &str, word: &str) -> Vec<String> {
    let blocks = Page::open(page).blocks_of("console");
    let block =
        blocks.into_iter().find(|block| block.text.contains(word)).expect("the page has such a block");
    block.text.lines().filter_map(|line| line.strip_prefix("$ ")).map(str::to_owned).collect()
}

/// The block of the page with this word in it.
fn block(page: &str, word: &str) -> String {
    let all = Page::open(page).blocks();
    let mut found = all.into_iter().filter(|block| block.text.contains(word));
    let text = found.next().unwrap_or_else(|| panic!("{page} has no block with `{word}`")).text;
    assert!(found.next().is_none(), "{page} has two blocks with `{word}`");
    text
}

/// A new workspace with this repository, as `shipworthy`, beside it.
///
/// It is always at the same place: a build for an ever new one would fill the target folder.
struct Newcomer {
    ws: Workspace,
    place: PathBuf,
}

impl Newcomer {
    fn new() -> Self {
        let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("adopt");
        if place.exists() {
            fs::remove_dir_all(&place).expect("what an earlier run left can be removed");
        }
        fs::create_dir_all(&place).expect("a new folder can be made");
        symlink(root(), place.join("shipworthy")).expect("a link can be made in a new folder");
        let lib = "//! What `cargo new --lib` writes, with a word of documentation.\n\n/// Adds.\n\
                   pub fn add(left: u64, right: u64) -> u64 {\n    left + right\n}\n\n#[cfg(test)]\nmod tests {\n    \
                   use super::*;\n\n    #[test]\n    fn it_works() {\n        assert_eq!(add(2, 2), 4);\n    }\n}\n";
        let ws = Fixture::new().package("adder", |package| package.lib(lib)).build();
        let newcomer = Self { ws, place };
        newcomer.ws.program("cp", ["-R", "."]).args([newcomer.root()]).done();
        newcomer.program("git", &["init", "--quiet"]).done();
        newcomer.program("git", &["add", "--all"]).done();
        newcomer.program("git", &["commit", "--quiet", "--message", "Begin"]).done();
        newcomer
    }

    fn root(&self) -> PathBuf {
        self.place.join("workspace")
    }

    fn program(&self, program: &str, args: &[&str]) -> Run<'_> {
        let path = env::var_os("PATH").unwrap_or_default();
        let folders = [self.place.join("tools/bin")].into_iter().chain(env::split_paths(&path));
        let path = env::join_paths(folders).expect("what was split can be joined");
        self.ws.program(program, args).dir(self.root()).env("PATH", path).timeout(PATIENCE)
    }

    /// Types a line of the page. A shell reads it, as it would for a person: it may say where output goes.
    fn types(&self, line: &str) -> Run<'_> {
        self.program("sh", &["-c", line])
    }

    /// The target folder, with what this build has compiled: what is installed is this very folder, seen through a link.
    fn target() -> PathBuf {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("adopt-target");
        copy_compiled_packages(&target.join("debug"));
        target
    }
}

#[test]
fn the_readme_and_the_guide_lead_to_a_proven_phase() {
    let newcomer = Newcomer::new();

    let [install, example, phase] =
        commands("README.md", "cargo install").try_into().expect("adopting takes three commands");
    let tools = newcomer.place.join("tools");
    let install = format!("{install} --debug --offline --root '{}'", tools.display());
    newcomer.types(&install).env("CARGO_TARGET_DIR", Newcomer::target()).stderr_any().done();
    newcomer.types(&example).done();
    newcomer.types(&phase).progress().stdout_has("GO ").stdout_lacks("NO-GO").done();
    newcomer.types(&phase).progress().stdout_has("nothing was run: all").done();
    // The whole example is proven, and there is nothing in it that passes without having looked.
    let ready = newcomer.types("shipworthy ready --format json").progress().json();
    let gates = ready["gates"].as_array().expect("there are gates");
    assert!(gates.iter().all(|gate| gate["outcome"] == "pass" && gate["subjects"] != 0), "{:#}", ready.0);
    // A subcommand of cargo is found on the PATH.
    newcomer.types("cargo shipworthy status").stdout_has("nothing was run").done();

    // The guide: to have it as `cargo xtask`.
    let write = |path: &str, text: &str| {
        let file = newcomer.root().join(path);
        fs::create_dir_all(file.parent().expect("it is in a folder")).expect("a new folder can be made");
        fs::write(file, text).expect("a new file can be written");
    };
    write("xtask/Cargo.toml", &block(START, "name = \"xtask\""));
    write("xtask/src/main.rs", &block(START, "shipworthy::xtask"));
    write(".cargo/config.toml", &block(START, "[alias]"));
    let manifest = newcomer.root().join("Cargo.toml");
    let text = fs::read_to_string(&manifest).expect("the workspace has its manifest");
    // In place of the profile that fixtures have.
    let (_, text) = text.split_once("[workspace]").expect("it is a workspace");
    let members = text.replace("members = [", "members = [\"xtask\", ");
    fs::write(manifest, format!("[workspace]{members}{}", as_built_here())).expect("it can be written");
    // Nothing is fetched here: the versions are those of this repository.
    fs::copy(root().join("Cargo.lock"), newcomer.root().join("Cargo.lock")).expect("a file can be copied");
    let xtask = |line: &str| newcomer.types(line).env("CARGO_TARGET_DIR", Newcomer::target()).stderr_any();
    xtask("cargo xtask --help").stdout_has("phase1").stdout_has("Fix blockers").done();
    xtask("cargo xtask status").exit(3).stdout_has("next: cargo xtask phase1").done();
    xtask("cargo xtask check no-orphan-files").stdout_has("GO ").done();

    // What reads documents is built when it is called for.
    write("TODO.md", "# To do\n\n- [x] Create `no/such/file.rs`\n");
    let audit = xtask("cargo xtask audit TODO.md --format json").exit(1).spawn().finish();
    assert!(audit.stderr.contains("this needs `documents`"), "{}", audit.told());
    let told: serde_json::Value = serde_json::from_str(&audit.stdout).expect("one document");
    assert_eq!((audit.code, told["claims"][0]["finding"].as_str()), (Some(1), Some("refuted")), "{told:#}");
    // The xtask that was not built for it is still there, and answers at once.
    xtask("cargo xtask status").exit(3).stdout_has("next: cargo xtask phase1").done();

    // So is what reads workflows, by every command, where a gate is about them: once.
    write(
        ".github/workflows/ci.yml",
        "on: [push, pull_request]\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: cargo test\n",
    );
    let checklist = newcomer.root().join("readiness.toml");
    let gate = "\n[[phase.gate]]\nid = \"ci\"\ntitle = \"CI tests\"\npriority = \"P0\"\n\
                check = { kind = \"ci-workflow\", runs = [\"cargo test\"] }\n";
    let text = fs::read_to_string(&checklist).expect("there is a checklist");
    fs::write(checklist, text + gate).expect("it can be written");
    const NEEDED: &str = "this needs `workflows`, which is built on the first call";
    xtask("cargo xtask check build ci").stdout_has("pass     ci").stderr_has(NEEDED).done();
    xtask("cargo xtask check ci").stdout_has("nothing was run: the gate is proven").done();
    xtask("cargo xtask status").exit(3).stdout_has("fresh    ci").done();
}
