//! What can be wrong with a workspace, each planted in one place: the defects that checks exist to catch.

use crate::{Planted, Workspace};

/// A defect of a workspace. `package` names a member of the fixture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Defect {
    /// The files `src/twin.rs` and `src/twin/mod.rs` for one module: error E0761.
    TwoModuleFiles {
        /// The name of the member.
        package: String,
    },
    /// A file `src/orphan.rs` that no module names.
    OrphanFile {
        /// The name of the member.
        package: String,
    },
    /// A library that does not compile.
    CompileError {
        /// The name of the member.
        package: String,
    },
    /// An integration test that fails.
    FailingTest {
        /// The name of the member.
        package: String,
    },
    /// An integration test that is ignored.
    IgnoredTest {
        /// The name of the member.
        package: String,
    },
    /// A failing integration test that no build compiles: its `required-features` are off.
    RequiredFeatures {
        /// The name of the member.
        package: String,
    },
    /// A failing integration test that compiles to nothing: `#![cfg(feature = "...")]`.
    FeatureGated {
        /// The name of the member.
        package: String,
    },
    /// A new member with a failing test, left out of `default-members`.
    MemberOutsideDefault {
        /// The name of the new member.
        package: String,
    },
    /// A manifest without `license`.
    NoLicense {
        /// The name of the member.
        package: String,
    },
    /// A needless `return`, which clippy warns of.
    ClippyWarning {
        /// The name of the member.
        package: String,
    },
    /// A function that rustfmt would write otherwise.
    Unformatted {
        /// The name of the member.
        package: String,
    },
    /// A link in the documentation to an item that is not there.
    BrokenDocLink {
        /// The name of the member.
        package: String,
    },
    /// A doctest that would panic but is never run.
    UnrunDoctest {
        /// The name of the member.
        package: String,
    },
    /// A function that is `todo!()`, with a comment that says so.
    Todo {
        /// The name of the member.
        package: String,
    },
    /// A Markdown file without the section with this heading.
    NoSection {
        /// The path of the file, relative to the root.
        file: String,
        /// The heading of the section, without `#`.
        heading: String,
    },
}

impl Workspace {
    /// Plants a defect in the workspace, and says where.
    pub fn plant(&self, defect: Defect) -> Planted {
        let planted = defect.plant(self);
        self.add_planted(planted.clone());
        planted
    }
}

impl Defect {
    /// Plants the defect. The only place that knows what each one looks like.
    fn plant(self, ws: &Workspace) -> Planted {
        match self {
            Self::TwoModuleFiles { package } => {
                add_to_library(ws, &package, "\nmod twin;\n", "");
                ws.write(&source(&package, "twin/mod.rs"), "//! The second.\n");
                new_file(ws, source(&package, "twin.rs"), "//! The first.\n")
            }
            Self::OrphanFile { package } => {
                new_file(ws, source(&package, "orphan.rs"), "//! Named by no module.\n\npub fn unseen() {}\n")
            }
            Self::CompileError { package } => add_to_library(
                ws,
                &package,
                "\n/// A number.\npub fn number() -> u32 {\n    \"no number\"\n}\n",
                "\"no",
            ),
            Self::FailingTest { package } => new_file(ws, test(&package, "failing"), FAILING),
            Self::IgnoredTest { package } => {
                let text = "//! Ignored.\n\n#[test]\n#[ignore]\nfn later() {}\n";
                new_file(ws, test(&package, "ignored"), text)
            }
            Self::RequiredFeatures { package } => {
                let toml = "\n[features]\ngated = []\n\n[[test]]\nname = \"gated\"\nrequired-features = [\"gated\"]\n";
                ws.append(&manifest(&package), toml);
                new_file(ws, test(&package, "gated"), FAILING)
            }
            Self::FeatureGated { package } => {
                ws.append(&manifest(&package), "\n[features]\nhidden = []\n");
                let text = format!("{FAILING}\n").replacen("\n\n", "\n#![cfg(feature = \"hidden\")]\n\n", 1);
                new_file(ws, test(&package, "hidden"), text.trim_end_matches('\n'))
            }
            Self::MemberOutsideDefault { package } => outside_default(ws, &package),
            Self::NoLicense { package } => {
                let path = manifest(&package);
                let text = ws.read(&path);
                let kept = text.lines().filter(|line| !line.starts_with("license"));
                let kept: String = kept.flat_map(|line| [line, "\n"]).collect();
                assert!(kept.len() < text.len(), "`{path}` has no license to remove");
                ws.write(&path, kept);
                Planted { file: path, line: None }
            }
            Self::ClippyWarning { package } => add_to_library(
                ws,
                &package,
                "\n/// One.\npub fn needless() -> u32 {\n    return 1;\n}\n",
                "return",
            ),
            Self::Unformatted { package } => {
                add_to_library(ws, &package, "\n/// Ugly.\npub fn   ugly( ) { }\n", "ugly(")
            }
            Self::BrokenDocLink { package } => {
                add_to_library(ws, &package, "\n/// See [`Missing`].\npub fn linked() {}\n", "[`Missing")
            }
            Self::UnrunDoctest { package } => {
                let text =
                    "\n/// Never run.\n///\n/// ```no_run\n/// panic!();\n/// ```\npub fn shown() {}\n";
                add_to_library(ws, &package, text, "```no_run")
            }
            Self::Todo { package } => {
                let text = "\n/// Later.\npub fn later() {\n    // TODO: write it\n    todo!()\n}\n";
                add_to_library(ws, &package, text, "TODO")
            }
            Self::NoSection { file, heading } => {
                let text = without_section(&ws.read(&file), &heading);
                ws.write(&file, text);
                Planted { file, line: None }
            }
        }
    }
}

const FAILING: &str = "//! Fails.\n\n#[test]\nfn fails() {\n    assert_eq!(1 + 1, 3);\n}\n";

fn source(package: &str, file: &str) -> String {
    format!("crates/{package}/src/{file}")
}

fn test(package: &str, name: &str) -> String {
    format!("crates/{package}/tests/{name}.rs")
}

fn manifest(package: &str) -> String {
    format!("crates/{package}/Cargo.toml")
}

fn new_file(ws: &Workspace, path: String, text: &str) -> Planted {
    assert!(!ws.exists(&path), "`{path}` is in the fixture already");
    ws.write(&path, text);
    Planted { file: path, line: None }
}

/// Adds `text` to the library; the defect is at the line that contains `at`.
fn add_to_library(ws: &Workspace, package: &str, text: &str, at: &str) -> Planted {
    let path = source(package, "lib.rs");
    let before = ws.read(&path).lines().count();
    ws.append(&path, text);
    let offset = text.lines().position(|line| !at.is_empty() && line.contains(at));
    Planted { line: offset.and_then(|offset| u32::try_from(before + offset + 1).ok()), file: path }
}

fn outside_default(ws: &Workspace, package: &str) -> Planted {
    let root = ws.read("Cargo.toml");
    let members = root.lines().find_map(|line| line.strip_prefix("members = "));
    let members = members.expect("the root manifest of a fixture lists its members on one line").to_owned();
    let list = members.trim_matches(['[', ']']);
    let comma = if list.is_empty() { "" } else { ", " };
    let all = format!("members = [{list}{comma}\"crates/{package}\"]\ndefault-members = [{list}]");
    ws.write("Cargo.toml", root.replace(&format!("members = {members}"), &all));
    for (path, bytes) in crate::FixturePackage::new(package).test("failing", FAILING).into_files() {
        ws.write(&path, bytes);
    }
    ws.append("Cargo.lock", &format!("\n[[package]]\nname = \"{package}\"\nversion = \"0.1.0\"\n"));
    Planted { file: test(package, "failing"), line: None }
}

/// The text without the section: from its heading to the next one of the same or a higher level.
fn without_section(text: &str, heading: &str) -> String {
    let level = |line: &str| line.len() - line.trim_start_matches('#').len();
    let mut skipping = None;
    let mut kept = String::new();
    for line in text.lines() {
        let here = level(line);
        if here > 0 && skipping.is_none_or(|skipped| here <= skipped) {
            skipping = (line.trim_start_matches('#').trim() == heading).then_some(here);
        }
        if skipping.is_none() {
            kept.extend([line, "\n"]);
        }
    }
    assert!(kept.len() < text.len(), "there is no section `{heading}` to remove");
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_ends_at_the_next_heading_of_its_level() {
        let text = "# T\n\n## Security\n\na\n\n### How\n\nb\n\n## Other\n\nc\n";
        assert_eq!(without_section(text, "Security"), "# T\n\n## Other\n\nc\n");
    }
}
