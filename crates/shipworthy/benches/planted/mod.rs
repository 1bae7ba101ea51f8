//! The workspaces that benchmarks measure on: the same in every run.

#![allow(dead_code, reason = "no benchmark needs all of it")]

pub(crate) mod members;

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

/// How many crates there are in a workspace.
pub(crate) const CRATES: usize = 10;

/// A workspace of ten crates, and a checklist over them.
pub(crate) struct Planted {
    /// How many files git tracks.
    pub(crate) files: usize,
    /// How many gates there are.
    pub(crate) gates: usize,
    /// The check of each gate, as TOML, by its number.
    pub(crate) check: fn(usize) -> String,
    /// Is there a Cargo.toml?
    pub(crate) manifest: bool,
}

/// A check that looks at one file.
pub(crate) fn looks(gate: usize) -> String {
    format!("kind = \"file\", path = \"{}\"", looked_at(gate))
}

/// The file that [`looks`] looks at.
pub(crate) fn looked_at(gate: usize) -> String {
    format!("crates/member{}/src/lib.rs", gate % CRATES)
}

/// A check that runs a command which is over at once.
pub(crate) fn runs(gate: usize) -> String {
    format!("kind = \"command\", argv = [\"true\", \"{gate}\"]")
}

impl Planted {
    /// Writes the workspace into a folder, and commits it.
    pub(crate) fn at(&self, root: &Path) {
        let write = |path: &str, text: &str| write(root, path, text);
        write(".gitignore", "/target\n/.readiness\n");
        if self.manifest {
            write("Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = [\"crates/*\"]\n");
        }
        for member in 0..CRATES {
            let dir = format!("crates/member{member}");
            let name = if self.manifest { "Cargo.toml" } else { "crate.toml" };
            let manifest =
                format!("[package]\nname = \"member{member}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n");
            write(&format!("{dir}/{name}"), &manifest);
            write(&format!("{dir}/src/lib.rs"), "");
        }
        for file in 0..self.files.saturating_sub(2 * CRATES + 3) {
            let path = format!("crates/member{}/data/{}/{file}.txt", file % CRATES, file / 1_000);
            write(&path, &format!("{file:0>200}"));
        }
        let gates: Vec<String> = (0..self.gates).map(self.check).collect();
        write("readiness.toml", &checklist(&gates));
        commit(root);
    }
}

/// A checklist of one phase with these checks.
pub(crate) fn checklist(checks: &[String]) -> String {
    let mut text = String::from("schema = 1\ntitle = \"bench\"\n[[phase]]\nid = \"p\"\ntitle = \"Bench\"\n");
    for (gate, check) in checks.iter().enumerate() {
        writeln!(
            text,
            "[[phase.gate]]\nid = \"gate-{gate}\"\ntitle = \"Gate {gate}\"\npriority = \"P0\"\ncheck = {{ {check} }}"
        )
        .expect("a string takes everything");
    }
    text
}

/// Writes a file below the root, and the folders that it needs.
pub(crate) fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
    std::fs::write(path, text).expect("a file");
}

/// Makes a repository with one commit of all that is there.
pub(crate) fn commit(root: &Path) {
    for arguments in [&["init", "-q"][..], &["add", "."], &["commit", "-qm", "bench"]] {
        let git = Command::new("git")
            .args(["-c", "user.name=bench", "-c", "user.email=bench@example.org"])
            .args(arguments)
            .current_dir(root)
            .status();
        assert!(git.is_ok_and(|status| status.success()), "git {arguments:?}");
    }
}

/// How long one run takes, in milliseconds.
pub(crate) fn time(command: &mut Command) -> f64 {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let begin = Instant::now();
    let status = command.status().expect("the command runs");
    let elapsed = begin.elapsed().as_secs_f64() * 1000.0;
    assert!(status.success(), "{command:?} ended with {status}");
    elapsed
}

/// The one in the middle.
pub(crate) fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
