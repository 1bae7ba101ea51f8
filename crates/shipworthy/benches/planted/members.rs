//! A workspace of twenty members that depend on nothing from outside, with five gates for each.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

/// The commands of the script, in the order of the gates. Each is about the whole workspace.
const COMMANDS: [&str; 5] = [
    "fmt --all -- --check",
    "clippy --workspace --all-targets",
    "build --workspace --all-targets",
    "test --workspace",
    "doc --workspace --no-deps",
];

/// The kinds of the gates, with their parameters.
const CHECKS: [(&str, &str); 5] = [
    ("fmt", "kind = \"cargo-fmt\""),
    ("clippy", "kind = \"cargo-clippy\""),
    ("build", "kind = \"cargo-build\""),
    ("test", "kind = \"cargo-test\", runner = \"cargo\""),
    ("doc", "kind = \"cargo-doc\""),
];

/// How many members there are: one at the bottom, some that depend on it, and leaves that depend on two of those.
const MEMBERS: usize = 20;
const MIDDLE: usize = 6;

/// How many functions each member has.
const FUNCTIONS: usize = 60;

/// The twenty members in a folder of their own.
pub(crate) struct Members {
    folder: TempDir,
}

impl Members {
    /// How many gates there are.
    pub(crate) const GATES: usize = MEMBERS * CHECKS.len();

    /// Writes them down, with a checklist or without.
    pub(crate) fn new(checklist: bool) -> Self {
        let members = Self { folder: TempDir::new().expect("a temporary folder") };
        members.write(".gitignore", "/target\n/.readiness\n");
        members.write("Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = [\"crates/*\"]\n");
        for member in 0..MEMBERS {
            let mut manifest = format!(
                "[package]\nname = \"member{member}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n"
            );
            let needs = match member {
                0 => Vec::new(),
                1..=MIDDLE => vec![0],
                _ => vec![1 + member % MIDDLE, 1 + (member + 1) % MIDDLE],
            };
            for need in needs {
                writeln!(manifest, "member{need} = {{ path = \"../member{need}\" }}").expect("a string");
            }
            members.write(&format!("crates/member{member}/Cargo.toml"), &manifest);
            members.write(&format!("crates/member{member}/src/lib.rs"), &source(member, 0));
            let test = format!(
                "//! Seen from outside.\n\n#[test]\nfn it_counts() {{\n    assert_eq!(member{member}::count1(0), 1);\n}}\n"
            );
            members.write(&format!("crates/member{member}/tests/it.rs"), &test);
        }
        if checklist {
            members.write("readiness.toml", &gates());
        }
        members.run(Command::new("cargo").args(["generate-lockfile", "--offline"]));
        super::commit(members.root());
        members
    }

    pub(crate) fn root(&self) -> &Path {
        self.folder.path()
    }

    /// Gives a function of the last member, which no other depends on, another body.
    pub(crate) fn edit(&self, round: usize) {
        let leaf = MEMBERS - 1;
        self.write(&format!("crates/member{leaf}/src/lib.rs"), &source(leaf, round + 1));
    }

    /// The commands of the script.
    pub(crate) fn commands(&self) -> impl Iterator<Item = Command> {
        COMMANDS.into_iter().map(|words| {
            let mut command = Command::new("cargo");
            command.args(words.split(' ')).current_dir(self.root());
            command
        })
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    fn run(&self, command: &mut Command) {
        let done = command.current_dir(self.root()).output().expect("the command runs");
        assert!(done.status.success(), "{command:?}: {}", String::from_utf8_lossy(&done.stderr));
    }
}

/// The source of a member, with a number in the body of its last function.
fn source(member: usize, edited: usize) -> String {
    let mut text = format!(
        "//! Member {member}.\n\n/// Counts.\n///\n/// ```\n/// assert_eq!(member{member}::count(1), 2);\n/// ```\n\
         pub fn count(from: usize) -> usize {{\n    from + 1\n}}\n"
    );
    for function in 1..FUNCTIONS {
        let by = if function == FUNCTIONS - 1 { edited + 2 } else { 1 };
        write!(
            text,
            "\n/// Counts on, the way number {function} does.\npub fn count{function}(from: usize) -> usize {{\n    \
             let all: Vec<usize> = (0..from).map(|at| at + {function}).collect();\n    all.len() + {by}\n}}\n"
        )
        .expect("a string");
    }
    text.push_str(
        "\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn counts() {\n        assert_eq!(super::count(1), 2);\n    }\n}\n",
    );
    text
}

/// A checklist with a gate of each kind for each member.
fn gates() -> String {
    let mut text = String::from("schema = 1\ntitle = \"bench\"\n[[phase]]\nid = \"p\"\ntitle = \"Bench\"\n");
    for (id, check) in CHECKS {
        let gate =
            format!("id = \"{id}\"\ntitle = \"{id} of {{name}}\"\npriority = \"P0\"\neach = \"member\"\n");
        writeln!(text, "[[phase.gate]]\n{gate}check = {{ {check} }}").expect("a string");
    }
    text
}
