//! Plans of workspaces that are described here: what they hold, and what stands against them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use std::collections::BTreeSet;

use shipworthy_model::facts::{Dependency, Package, Target, Workspace};
use shipworthy_model::judgement::Finding;
use shipworthy_model::release_settings::ReleaseSettings;
use shipworthy_model::time::Timestamp;
use shipworthy_release::effect::ReleaseEffect;
use shipworthy_release::plan::Plan;
use shipworthy_release::planning::{Gathered, PlanInputs, plan};
use shipworthy_release::repository::Repository;

/// A workspace, and the texts in it.
struct Described {
    workspace: Workspace,
    gathered: Gathered,
    settings: ReleaseSettings,
    chosen: Option<BTreeSet<String>>,
}

const CHANGES: &str = "# Changelog\n\n## [Unreleased]\n\n- New.\n";

impl Described {
    fn new(root: &str) -> Self {
        let texts = [("Cargo.toml", root), ("CHANGELOG.md", CHANGES)];
        Self {
            workspace: Workspace::default(),
            settings: ReleaseSettings::default(),
            chosen: None,
            gathered: Gathered {
                texts: texts.map(|(path, text)| (path.to_owned(), text.to_owned())).into(),
                repository: Repository {
                    commit: Some("c0ffee".to_owned()),
                    branch: Some("main".to_owned()),
                    remote: Some("origin".to_owned()),
                    ..Repository::default()
                },
                ..Gathered::default()
            },
        }
    }

    /// A library with this manifest, and what cargo tells of it: `b 0.1` depends, `dev b *` only by its path.
    fn member(mut self, name: &str, version: &str, manifest: &str, needs: &[&str]) -> Self {
        let depend = |text: &&str| {
            let words: Vec<&str> = text.split(' ').collect();
            let (section, words) =
                if words.len() == 3 { (words[0], &words[1..]) } else { ("normal", &words[..]) };
            Dependency::new(words[0]).requirement(words[1]).section(section).path(words[0])
        };
        let package = Package::new(name, name)
            .version(version)
            .publishable(!manifest.contains("publish = false"))
            .targets([Target::new(name, "lib", "")])
            .dependencies(needs.iter().map(depend));
        let path = package.manifest.clone();
        self.workspace.packages.push(package);
        self.gathered.texts.insert(path, format!("[package]\nname = \"{name}\"\n{manifest}"));
        self
    }

    fn text(mut self, path: &str, text: &str) -> Self {
        self.gathered.texts.insert(path.to_owned(), text.to_owned());
        self
    }

    fn tags(mut self, tags: &[&str]) -> Self {
        self.gathered.repository.tags = tags.iter().map(|&tag| tag.to_owned()).collect();
        self
    }

    fn plan_with(&self, request: &str, registry: Option<&str>) -> Result<Plan, Vec<Finding>> {
        let ground = PlanInputs {
            workspace: &self.workspace,
            gathered: &self.gathered,
            registry,
            settings: &self.settings,
            chosen: self.chosen.as_ref(),
            generate: &|_| Ok(None),
            created: Timestamp::try_from("2026-11-21T10:00:00Z".to_owned()).unwrap(),
        };
        plan(&ground, &request.parse().unwrap())
    }

    fn plan(&self, request: &str) -> Plan {
        self.plan_with(request, None).unwrap_or_else(|findings| panic!("{findings:#?}"))
    }

    /// The rules of what stands against a plan, with their places.
    fn refused(&self, request: &str) -> Vec<String> {
        let findings = self.plan_with(request, None).unwrap_err();
        let place = |finding: &Finding| match (&finding.file, finding.line) {
            (Some(file), Some(line)) => format!(" {file}:{line}"),
            (Some(file), None) => format!(" {file}"),
            (None, _) => String::new(),
        };
        findings.iter().map(|finding| format!("{}{}", finding.rule, place(finding))).collect()
    }
}

fn versions(plan: &Plan) -> Vec<String> {
    plan.packages.iter().map(|member| format!("{} {} {}", member.name, member.from, member.to)).collect()
}

fn text<'p>(plan: &'p Plan, path: &str) -> &'p str {
    &plan.edits.iter().find(|edit| edit.path == path).unwrap_or_else(|| panic!("{path} stays")).text
}

const SHARED: &str = "[workspace]\nmembers = [\"*\"]\n\n[workspace.package]\nversion = \"0.1.0\" # all\n\n\
    [workspace.dependencies]\ncore = { path = \"core\", version = \"0.1.0\" }\n";

/// Three that share a version, one of them not for others, and one of its own.
fn shared() -> Described {
    Described::new(SHARED)
        .member("core", "0.1.0", "version.workspace = true\n", &[])
        .member("cli", "0.1.0", "version.workspace = true\n\n[dependencies]\ncore.workspace = true\n", &["core ^0.1.0"])
        .member("tool", "0.1.0", "version.workspace = true\npublish = false\n", &["core ^0.1.0"])
        .member(
            "bench",
            "0.0.1",
            "version = \"0.0.1\"\npublish = false\n\n[dependencies]\ncore = { path = \"../core\", version = \"=0.1.0\" }\n",
            &["core =0.1.0"],
        )
}

#[test]
fn a_shared_version_moves_all_that_inherit_it() {
    let plan = shared().plan("minor");
    assert_eq!(versions(&plan), ["core 0.1.0 0.2.0", "cli 0.1.0 0.2.0"]);
    assert_eq!(text(&plan, "Cargo.toml"), SHARED.replace("\"0.1.0\"", "\"0.2.0\""));
    let bench = text(&plan, "bench/Cargo.toml");
    assert!(bench.contains("version = \"0.0.1\"") && bench.contains("version = \"=0.2.0\""), "{bench}");
    assert_eq!(plan.edits.len(), 3, "{:?}", plan.edits);
    assert_eq!((plan.message.as_str(), plan.notes.as_str()), ("Release 0.2.0", "- New."));
    assert_eq!(plan.version(), "0.2.0");
    let effects: Vec<String> = plan.effects.iter().map(ReleaseEffect::to_string).collect();
    assert_eq!(
        effects,
        [
            "version commit",
            "tag v0.2.0",
            "push",
            "upload core",
            "index core",
            "upload cli",
            "index cli",
            "fetch core",
            "fetch cli",
            "consumer of core",
            "consumer of cli",
            "docs of core",
            "docs of cli",
            "forge release v0.2.0",
        ]
    );
    assert_eq!(Plan::read(&plan.text().unwrap()), Ok(plan));
}

fn own() -> Described {
    Described::new("[workspace]\nmembers = [\"*\"]\n")
        .member("a", "0.1.0", "version = \"0.1.0\"\n", &[])
        .member(
            "b",
            "1.4.2",
            "version = \"1.4.2\"\n\n[dependencies]\na = { path = \"../a\", version = \"0.1\" }\n",
            &["a ^0.1"],
        )
}

#[test]
fn packages_with_versions_of_their_own_move_each_by_the_level() {
    let plan = own().plan("minor");
    assert_eq!(versions(&plan), ["a 0.1.0 0.2.0", "b 1.4.2 1.5.0"]);
    assert!(
        text(&plan, "b/Cargo.toml")
            .ends_with("version = \"1.5.0\"\n\n[dependencies]\na = { path = \"../a\", version = \"0.2\" }\n")
    );
    let tags: Vec<&str> = plan.tags.iter().map(|tag| tag.name.as_str()).collect();
    assert_eq!(tags, ["a-v0.2.0", "b-v1.5.0"]);
    assert_eq!(plan.message, "Release a 0.2.0, b 1.5.0");
    assert!(text(&plan, "CHANGELOG.md").contains("## a-v0.2.0, b-v1.5.0 - 2026-11-21\n"));
    assert_eq!(plan.version(), "1.5.0");
    assert_eq!(versions(&own().plan("2.0.0")), ["a 0.1.0 2.0.0", "b 1.4.2 2.0.0"]);
}

/// It was headed by the tags of all of them.
#[test]
fn where_others_have_changelogs_that_of_the_root_is_the_roots() {
    let manifest = "[workspace]\nmembers = [\"a\", \"b\"]\n\n[package]\nname = \"r\"\nversion = \"0.7.1\"\n";
    let mut described = own()
        .text("Cargo.toml", manifest)
        .text("CHANGELOG.md", "# Unreleased\n\n- New.\n\n# Version 0.7.1\n\n# Version 0.7.0\n");
    let root = Package::new("r", "").version("0.7.1").publishable(true);
    described.workspace.packages.push(root.targets([Target::new("r", "lib", "")]));
    let heading = |described: &Described| {
        let plan = described.plan("minor");
        text(&plan, "CHANGELOG.md").lines().nth(2).map(str::to_owned)
    };
    assert_eq!(heading(&described).as_deref(), Some("# a-v0.2.0, b-v1.5.0, r-v0.8.0 - 2026-11-21"));
    let described = described.text("a/CHANGELOG.md", CHANGES).text("b/CHANGELOG.md", CHANGES);
    assert_eq!(heading(&described).as_deref(), Some("# Version 0.8.0 - 2026-11-21"));
}

#[test]
fn a_first_release_changes_no_version() {
    let plan = shared().plan("0.1.0");
    assert_eq!(plan.edits.iter().map(|edit| edit.path.as_str()).collect::<Vec<_>>(), ["CHANGELOG.md"]);
    let mut bare = shared();
    bare.gathered.texts.remove("CHANGELOG.md");
    let plan = bare.plan("0.1.0");
    assert!(plan.edits.is_empty() && !plan.effects.contains(&ReleaseEffect::Commit));
    assert_eq!(plan.remarks.len(), 1);
}

#[test]
fn packages_go_to_the_registry_that_they_name() {
    let named = |publish: &str| {
        Described::new("[workspace]\n").member(
            "a",
            "0.1.0",
            &format!("version = \"0.1.0\"\npublish = {publish}\n"),
            &[],
        )
    };
    let registry = |publish: &str, asked| {
        named(publish).plan_with("minor", asked).map(|plan| plan.packages[0].registry.clone())
    };
    assert_eq!(registry("[\"ours\"]", None), Ok(Some("ours".to_owned())));
    assert_eq!(registry("[\"ours\", \"crates-io\"]", None), Ok(None));
    assert_eq!(registry("[\"ours\", \"theirs\"]", Some("theirs")), Ok(Some("theirs".to_owned())));
    assert_eq!(registry("true", Some("theirs")), Ok(Some("theirs".to_owned())));
    for (publish, asked) in [("[\"ours\", \"theirs\"]", None), ("[\"ours\"]", Some("theirs"))] {
        assert_eq!(registry(publish, asked).unwrap_err()[0].rule, "registry");
    }
    let inherited = Described::new("[workspace.package]\npublish = [\"ours\"]\n").member(
        "a",
        "0.1.0",
        "version = \"0.1.0\"\npublish.workspace = true\n",
        &[],
    );
    assert_eq!(inherited.plan("minor").packages[0].registry.as_deref(), Some("ours"));
}

#[test]
fn all_that_stands_against_a_release_is_told_at_once() {
    let alone = |manifest: &str, needs: &[&str]| {
        Described::new("[workspace]\n").member("a", "0.1.0", manifest, needs)
    };
    let own = "version = \"0.1.0\"\n";
    let closed = "version = \"0.1.0\"\npublish = false\n";
    let cases: [(Described, &str, &[&str]); 10] = [
        (shared(), "0.0.9", &["backwards Cargo.toml"]),
        (shared().tags(&["v0.2.0"]), "minor", &["tag-taken"]),
        (alone(closed, &[]), "minor", &["nothing-publishable"]),
        (
            alone("version = \"0.1.0\"\n[dependencies]\nb = { path = \"../b\" }\n", &["b *"]).member(
                "b",
                "0.1.0",
                own,
                &[],
            ),
            "minor",
            &["path-without-version a/Cargo.toml:5"],
        ),
        (
            alone(own, &["b ^0.1"]).member("b", "0.1.0", closed, &[]),
            "minor",
            &["unpublished-dependency b/Cargo.toml"],
        ),
        (
            alone(own, &["dev b *"]).member("b", "0.1.0", closed, &[]).text("CHANGELOG.md", "# C\n"),
            "minor",
            &["no-unreleased CHANGELOG.md"],
        ),
        (
            alone(own, &["b ^0.1"]).member("b", "0.1.0", own, &["dev a ^0.1"]),
            "minor",
            &["cycle b/Cargo.toml"],
        ),
        (
            alone(
                "version = \"0.1.0\"\n[dependencies]\nb = { path = \"../b\", version = \"<0.2\" }\n",
                &["b <0.2"],
            )
            .member("b", "0.1.0", own, &[]),
            "minor",
            &["requirement a/Cargo.toml:5"],
        ),
        (alone(own, &[]).text("a/Cargo.toml", "[package\n"), "minor", &["not-toml a/Cargo.toml:1"]),
        (
            shared().text("CHANGELOG.md", "").tags(&["v0.0.9"]),
            "0.0.9",
            &["backwards Cargo.toml", "tag-taken", "no-unreleased CHANGELOG.md"],
        ),
    ];
    for (described, request, want) in cases {
        assert_eq!(described.refused(request), want, "{request}");
    }
    let mut detached = shared();
    detached.gathered.repository.branch = None;
    assert!(detached.plan("minor").remarks.iter().any(|remark| remark.contains("detached")));
    detached.gathered.repository.commit = None;
    assert_eq!(detached.refused("minor"), ["no-commit"]);
}

#[test]
fn a_plan_is_out_of_date_when_what_it_was_made_on_changes() {
    let mut here = shared();
    let plan = here.plan("minor");
    assert_eq!(plan.outdated(&here.gathered.repository, &here.gathered.texts), []);
    here.gathered.repository.commit = Some("decaf".to_owned());
    here.gathered.texts.insert("CHANGELOG.md".to_owned(), CHANGES.replace("New", "Newer"));
    let told: Vec<String> = plan
        .outdated(&here.gathered.repository, &here.gathered.texts)
        .into_iter()
        .map(|finding| finding.message)
        .collect();
    assert_eq!(told, ["the commit was c0ffee, and is decaf", "was changed since the plan was made"]);
    let text = plan.text().unwrap();
    assert!(Plan::read(&text.replace("\"schema\": 1", "\"schema\": 2")).unwrap_err().contains("format 2"));
    assert!(Plan::read(&text.replace("\"notes\"", "\"extra\": 1, \"notes\"")).is_err());
}
