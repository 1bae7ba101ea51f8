//! `metadata`: every package that may be published says what a registry asks for. Reads manifests; asks no registry.

use shipworthy_model::facts::{Dependency, Facts, Package, Workspace};
use shipworthy_model::judgement::{Finding, Judgement};
use shipworthy_model::kind::{Kind, Need, Param, ParamType, Scope};
use shipworthy_model::manifest::line;
use shipworthy_model::observation::{Looked, Observation, Sighting};
use shipworthy_model::params::Params;
use shipworthy_model::path::{name, resolve_inside};
use shipworthy_model::step::{Look, SourceFile, Step};
use shipworthy_model::unknown::Reason;
use spdx::{Expression, ParseMode};

/// The check kind `metadata`.
pub(super) static KIND: Kind = Kind::new(
    "metadata",
    "every publishable package has complete metadata",
    steps,
    judge,
)
.about(
    "What `cargo publish` only warns about, or crates.io refuses after the upload: a missing description or \
     licence, a `license` that is no SPDX expression, keywords and categories out of bounds, a readme or licence file that is not there, \
     and dependencies that only this workspace can resolve; and version 0.0.0, which holds a name and is no release. A \
     dev-dependency by path alone is fine. \
     Packages with `publish = false` are not looked at.",
)
.params(&[Param::optional(
    "fields",
    ParamType::Texts,
    "the fields that must be there; default `description`, `license` (or `license-file`), `repository`",
)])
.since("0.1")
.version(2)
.needs(&[Need::Workspace])
.scope(Scope::Files(&["**/Cargo.toml", "**/*.md", "**/README*", "**/LICEN*", "**/COPYING*"]));

/// What the registry accepts beside what SPDX allows: `/` for `OR`, and names that are out of use.
const CRATES_IO: ParseMode = ParseMode {
    allow_slash_as_or_operator: true,
    allow_imprecise_license_names: false,
    allow_postfix_plus_on_gpl: true,
    allow_deprecated: true,
    allow_unknown: false,
};

const FIELDS: [&str; 3] = ["description", "license", "repository"];

fn steps(_: &Params, facts: &Facts) -> Vec<Step> {
    let packages = facts.workspace.iter().flat_map(|workspace| &workspace.packages).filter(|p| p.publishable);
    let files = |package: &Package| {
        let named = [&package.readme, &package.license_file].into_iter().flatten();
        let mut files: Vec<String> = named.filter_map(|file| resolve_inside(&package.dir, file)).collect();
        files.push(package.manifest.clone());
        files
    };
    let mut select: Vec<String> = packages.flat_map(files).collect();
    select.sort_unstable();
    select.dedup();
    vec![Step::Workspace, Step::Look(Look::new(select, look))]
}

/// Never an error: that the file is there is what counts.
fn look(_: &Params, file: &SourceFile<'_>) -> Result<Vec<Sighting>, String> {
    let is_manifest = name(file.path) == "Cargo.toml";
    let line = is_manifest.then(|| line(&String::from_utf8_lossy(file.bytes), &["package"])).flatten();
    Ok(vec![Sighting::new("file", file.path).at(line, None)])
}

fn judge(params: &Params, observations: &[Observation]) -> Judgement {
    let [Observation::Workspace(workspace), Observation::Looked(looked)] = observations else {
        return Judgement::unknown(Reason::CouldNotLook, "the workspace was not looked at");
    };
    let fields = if params.has("fields") { params.texts("fields") } else { FIELDS.to_vec() };
    let mut findings = Vec::new();
    let mut subjects = 0;
    for package in workspace.packages.iter().filter(|package| package.publishable) {
        subjects += 1;
        let mut about = About { package, looked, findings: Vec::new() };
        for field in &fields {
            let Some(present) = has_field(package, field) else {
                let why = format!("`fields`: `{field}` is no field of a manifest that can be asked for");
                return Judgement::unknown(Reason::CouldNotLook, why);
            };
            if !present {
                about.find(
                    "missing-field",
                    &format!("has no `{field}`"),
                    &format!("add `{field}` to [package]"),
                );
            }
        }
        about.version();
        about.license();
        about.labels();
        about.files();
        about.dependencies(workspace);
        findings.append(&mut about.findings);
    }
    Judgement::of(subjects, "publishable packages", findings)
}

/// Does the package have the field, and is it not empty? `None` when there is no such field.
fn has_field(package: &Package, field: &str) -> Option<bool> {
    let given = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.trim().is_empty());
    Some(match field {
        "description" => given(&package.description),
        "license" => given(&package.license) || given(&package.license_file),
        "license-file" => given(&package.license_file),
        "repository" => given(&package.repository),
        "homepage" => given(&package.homepage),
        "documentation" => given(&package.documentation),
        "readme" => given(&package.readme),
        "rust-version" => given(&package.rust_version),
        "keywords" => !package.keywords.is_empty(),
        "categories" => !package.categories.is_empty(),
        _ => return None,
    })
}

struct About<'a> {
    package: &'a Package,
    looked: &'a Looked,
    findings: Vec<Finding>,
}

impl About<'_> {
    fn find(&mut self, rule: &str, what: &str, remedy: &str) {
        let manifest = &self.package.manifest;
        let line = self.looked.sightings.iter().find(|s| s.path == *manifest).and_then(|s| s.line);
        let finding = Finding::new(rule, format!("{} {what}", self.package.name));
        self.findings.push(finding.at(manifest, line, None).remedy(remedy));
    }

    fn version(&mut self) {
        if self.package.version == "0.0.0" {
            self.find("no-version", "has version 0.0.0", "set `version`");
        }
    }

    /// The licence, as crates.io reads it: an expression of SPDX, with `/` for `OR`.
    fn license(&mut self) {
        let Some(license) = self.package.license.as_deref().filter(|license| !license.trim().is_empty())
        else {
            return;
        };
        let Err(error) = Expression::parse_mode(license, CRATES_IO) else { return };
        let what = format!("has `license = \"{license}\"`, which is no SPDX expression: {}", error.reason);
        let remedy = "write the identifiers of https://spdx.org/licenses, as in `MIT OR Apache-2.0`; for another \
                      licence, name its text in `license-file`";
        self.find("bad-license", &what, remedy);
    }

    /// Keywords and categories, by the rules of crates.io.
    fn labels(&mut self) {
        for (field, labels) in
            [("keywords", &self.package.keywords), ("categories", &self.package.categories)]
        {
            if labels.len() > 5 {
                let what = format!("has {} {field}, at most 5 are accepted", labels.len());
                self.find("too-many-labels", &what, &format!("remove some `{field}`"));
            }
        }
        for keyword in &self.package.keywords {
            let inner = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '+');
            let good = keyword.starts_with(|c: char| c.is_ascii_alphanumeric()) && keyword.chars().all(inner);
            if !good || keyword.len() > 20 {
                let remedy = "at most 20 letters, digits, `_`, `-`, `+`, the first a letter or digit";
                self.find("bad-keyword", &format!("has keyword `{keyword}`"), remedy);
            }
        }
    }

    fn files(&mut self) {
        for (field, file) in [("readme", &self.package.readme), ("license-file", &self.package.license_file)]
        {
            let Some(path) = file.as_ref().and_then(|file| resolve_inside(&self.package.dir, file)) else {
                continue;
            };
            let there = self.looked.sightings.iter().any(|s| s.path == path)
                || self.looked.unreadable.iter().any(|(unreadable, _)| *unreadable == path);
            if !there {
                let what = format!("names {path} as `{field}`, and it is not there");
                self.find("missing-file", &what, &format!("write {path}, or correct `{field}`"));
            }
        }
    }

    fn dependencies(&mut self, workspace: &Workspace) {
        let shipped = |dependency: &&Dependency| dependency.section != "dev";
        for dependency in self.package.dependencies.iter().filter(shipped) {
            let name = &dependency.name;
            let private = workspace.package(name).is_some_and(|package| !package.publishable);
            if dependency.path.is_some() && private {
                let what =
                    format!("depends on {name}, which is kept from every registry by `publish = false`");
                self.find(
                    "private-dependency",
                    &what,
                    &format!("let {name} be published, or do without it: `cargo publish` will not find it"),
                );
            } else if dependency.requirement == "*" {
                let (rule, how) = match dependency.path {
                    Some(_) => ("path-without-version", "by path alone"),
                    None => ("wildcard-version", "at any version"),
                };
                let what = format!("depends on {name} {how}: registries refuse it");
                self.find(rule, &what, &format!("add `version = \"...\"` to the dependency {name}"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use shipworthy_model::facts::{Dependency, Package, Workspace};

    use super::KIND;
    use crate::testing::{judge, params, summary, texts, workspace};

    fn complete() -> Workspace {
        let mut workspace = workspace(&[("p", "p", &["src/lib.rs"])]);
        let package = &mut workspace.packages[0];
        package.version = "0.1.0".to_owned();
        package.description = Some("does".to_owned());
        package.license = Some("MIT".to_owned());
        package.repository = Some("https://example.org".to_owned());
        package.readme = Some("../README.md".to_owned());
        workspace
    }

    fn dependency(name: &str, requirement: &str, section: &str, path: Option<&str>) -> Dependency {
        let dependency = Dependency::new(name).requirement(requirement).section(section);
        path.into_iter().fold(dependency, Dependency::path)
    }

    const FILES: [(&str, &str); 2] = [("p/Cargo.toml", "# x\n[package]\n"), ("README.md", "")];

    #[test]
    fn what_a_registry_asks_for_must_be_there() {
        type PackageChange = fn(&mut Package);
        let cases: [(PackageChange, &str); 15] = [
            (|_| {}, "pass 1 publishable packages"),
            (|p| p.description = Some(" ".to_owned()), "fail missing-field p/Cargo.toml:2"),
            (|p| p.license = None, "fail missing-field p/Cargo.toml:2"),
            (
                |p| (p.license, p.license_file) = (None, Some("../README.md".to_owned())),
                "pass 1 publishable packages",
            ),
            (|p| p.readme = Some("NO.md".to_owned()), "fail missing-file p/Cargo.toml:2"),
            (|p| p.readme = None, "pass 1 publishable packages"),
            (|p| p.version = "0.0.0".to_owned(), "fail no-version p/Cargo.toml:2"),
            (|p| p.keywords = vec!["k".to_owned(); 6], "fail too-many-labels p/Cargo.toml:2"),
            (|p| p.keywords = vec!["two words".to_owned()], "fail bad-keyword p/Cargo.toml:2"),
            (|p| p.keywords = vec!["k".repeat(21)], "fail bad-keyword p/Cargo.toml:2"),
            (
                |p| p.dependencies = vec![dependency("q", "*", "normal", Some("q"))],
                "fail path-without-version p/Cargo.toml:2",
            ),
            (
                |p| p.dependencies = vec![dependency("q", "*", "dev", Some("q"))],
                "pass 1 publishable packages",
            ),
            (
                |p| p.dependencies = vec![dependency("q", "*", "build", None)],
                "fail wildcard-version p/Cargo.toml:2",
            ),
            (
                |p| p.dependencies = vec![dependency("q", "^1", "normal", Some("q"))],
                "pass 1 publishable packages",
            ),
            (|p| p.publishable = false, "unknown nothing to look at"),
        ];
        for (index, (change, want)) in cases.into_iter().enumerate() {
            let mut workspace = complete();
            change(&mut workspace.packages[0]);
            assert_eq!(judge(&KIND, &params([]), Some(workspace), &FILES), want, "case {index}");
        }
    }

    #[test]
    fn a_licence_is_an_expression_that_the_registry_understands() {
        let cases = [
            ("MIT", true),
            ("MIT OR Apache-2.0", true),
            ("MIT/Apache-2.0", true),
            ("(MIT OR Apache-2.0) AND Unicode-3.0", true),
            ("Apache-2.0 WITH LLVM-exception", true),
            ("GPL-3.0+", true),
            ("GPL-2.0", true),
            ("MIT / Apache 2", false),
            ("MIT, Apache-2.0", false),
            ("Apache 2.0", false),
            ("MIT OR", false),
            ("My own", false),
        ];
        for (license, good) in cases {
            let mut workspace = complete();
            workspace.packages[0].license = Some(license.to_owned());
            let want = if good { "pass 1 publishable packages" } else { "fail bad-license p/Cargo.toml:2" };
            assert_eq!(judge(&KIND, &params([]), Some(workspace), &FILES), want, "{license}");
        }
    }

    #[test]
    fn a_dependency_must_be_publishable_too() {
        let mut workspace = complete();
        workspace.packages[0].dependencies = vec![dependency("q", "^1", "normal", Some("q"))];
        workspace.packages.push(Package::new("q", "q"));
        assert_eq!(
            judge(&KIND, &params([]), Some(workspace), &FILES),
            "fail private-dependency p/Cargo.toml:2"
        );
    }

    #[test]
    fn fields_can_be_chosen_but_not_invented() {
        let fields = |names: &[&str]| params([("fields", texts(names))]);
        assert_eq!(
            judge(&KIND, &fields(&["homepage"]), Some(complete()), &FILES),
            "fail missing-field p/Cargo.toml:2"
        );
        assert_eq!(judge(&KIND, &fields(&["licence"]), Some(complete()), &FILES), "unknown could not look");
        assert_eq!(summary(&(KIND.judge)(&params([]), &[])), "unknown could not look");
    }
}
