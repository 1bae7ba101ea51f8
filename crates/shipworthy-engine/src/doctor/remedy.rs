//! The remedies for missing tools: one line to type per platform. A table; nothing here runs.

/// What `doctor` knows about a tool, and how to install it.
pub struct Remedy {
    /// The name of the program.
    pub tool: &'static str,
    /// What the tool is for, in a few words.
    pub summary: &'static str,
    /// The oldest version that our checks understand.
    pub least: Option<&'static str>,
    /// How to install the tool.
    pub install: Install,
}

/// How a tool is installed.
#[derive(Clone, Copy)]
pub enum Install {
    /// The tool comes with the Rust toolchain itself.
    Rustup,
    /// The tool is installed by `rustup component add` of this component.
    Component(&'static str),
    /// The tool is installed by `cargo install --locked` of this crate.
    Cargo(&'static str),
    /// The tool is installed with the system's package manager, under this name.
    Package(&'static str),
}

/// Tools that check kinds and checklists commonly name, sorted.
pub static REMEDIES: &[Remedy] = &[
    remedy("actionlint", "lints CI workflows", None, Install::Package("actionlint")),
    remedy("cargo", "builds and tests the workspace", Some("1.90"), Install::Rustup),
    remedy("cargo-audit", "advisories", None, Install::Cargo("cargo-audit")),
    remedy("cargo-clippy", "lints", None, Install::Component("clippy")),
    remedy("cargo-deny", "licences, advisories, sources", None, Install::Cargo("cargo-deny")),
    remedy("cargo-fmt", "formatting", None, Install::Component("rustfmt")),
    remedy("cargo-hack", "feature combinations", None, Install::Cargo("cargo-hack")),
    remedy("cargo-llvm-cov", "coverage", None, Install::Cargo("cargo-llvm-cov")),
    remedy("cargo-machete", "unused dependencies", None, Install::Cargo("cargo-machete")),
    remedy("cargo-nextest", "runs tests side by side", Some("0.9.80"), Install::Cargo("cargo-nextest")),
    remedy("cargo-semver-checks", "API compatibility", None, Install::Cargo("cargo-semver-checks")),
    remedy("gh", "releases on GitHub", None, Install::Package("gh")),
    remedy("git", "names the tree that evidence is about", Some("2.20"), Install::Package("git")),
    remedy("hyperfine", "times commands", None, Install::Cargo("hyperfine")),
    remedy("just", "runs recipes", None, Install::Cargo("just")),
    remedy("lychee", "links", None, Install::Cargo("lychee")),
    remedy("make", "runs recipes", None, Install::Package("make")),
    remedy("mdbook", "builds the book", None, Install::Cargo("mdbook")),
    remedy("mix", "builds and tests Elixir", None, Install::Package("elixir")),
    remedy("node", "runs JavaScript", None, Install::Package("nodejs")),
    remedy("npm", "JavaScript packages", None, Install::Package("npm")),
    remedy("python3", "runs Python", None, Install::Package("python3")),
    remedy("rustc", "compiles Rust", None, Install::Rustup),
    remedy("rustfmt", "formatting", None, Install::Component("rustfmt")),
    remedy("shellcheck", "lints shell scripts", None, Install::Package("shellcheck")),
    remedy("strace", "traces system calls", None, Install::Package("strace")),
    remedy("typos", "spelling", None, Install::Cargo("typos-cli")),
    remedy("valgrind", "memory errors of foreign code", None, Install::Package("valgrind")),
];

const fn remedy(
    tool: &'static str,
    summary: &'static str,
    least: Option<&'static str>,
    install: Install,
) -> Remedy {
    Remedy { tool, summary, least, install }
}

/// The remedy for this tool, when one is known.
pub(super) fn of(tool: &str) -> Option<&'static Remedy> {
    REMEDIES.iter().find(|remedy| remedy.tool == tool)
}

impl Install {
    /// The command for this platform, `system` being `std::env::consts::OS`; `None` when there is no single one.
    pub fn command(self, system: &str) -> Option<Vec<String>> {
        let line = match (self, system) {
            (Self::Rustup, _) => "rustup update".to_owned(),
            (Self::Component(name), _) => format!("rustup component add {name}"),
            (Self::Cargo(name), _) => format!("cargo install --locked {name}"),
            (Self::Package(name), "linux") => format!("sudo apt-get install --yes {name}"),
            (Self::Package(name), "macos") => format!("brew install {name}"),
            (Self::Package(name), "windows") => format!("winget install {name}"),
            (Self::Package(_), _) => return None,
        };
        Some(line.split(' ').map(str::to_owned).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_has_a_line_for_each_platform() {
        assert!(REMEDIES.windows(2).all(|pair| pair[0].tool < pair[1].tool));
        for remedy in REMEDIES {
            for system in ["linux", "macos", "windows"] {
                assert!(remedy.install.command(system).is_some(), "{} on {system}", remedy.tool);
            }
        }
    }
}
