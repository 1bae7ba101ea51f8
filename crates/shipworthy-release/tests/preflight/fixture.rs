//! A workspace with a remote, a plan to release it, and all that is known of it.

use std::fs;
use std::path::Path;

use shipworthy_engine::facts::tree::Tree;
use shipworthy_engine::facts::workspace;
use shipworthy_engine::sys::interrupt::Interrupt;
use shipworthy_model::judgement::Judgement;
use shipworthy_model::release_settings::ReleaseSettings;
use shipworthy_model::time::Timestamp;
use shipworthy_model::verdict::{Assessment, Verdict, Weakest};
use shipworthy_release::plan::Plan;
use shipworthy_release::planning::{self, PlanInputs, VersionRequest, gather};
use shipworthy_release::preflight::{
    CheckOutcome, PreflightCheck, PreflightSubject, Proof, Proofs, preflight,
};
use shipworthy_release::runtime::Environment;
use testkit::{BareRemote, Fixture, REGISTRY, Workspace, cargo_config};

/// A token that nobody may see.
pub(crate) const TOKEN: &str = "canary-9b1d-token";

/// A workspace, with the plan and the environment that preflight checks look at.
pub(crate) struct PreflightFixture {
    pub(crate) ws: Workspace,
    pub(crate) remote: BareRemote,
    pub(crate) environment: Environment,
    pub(crate) plan: Plan,
    pub(crate) verdict: Verdict,
}

impl PreflightFixture {
    /// A fixture that is to be released.
    pub(crate) fn of(fixture: Fixture, request: &VersionRequest) -> Self {
        let ws = fixture.build();
        let remote = BareRemote::new(&ws);
        let home = ws.scratch().join("cargo-home");
        fs::create_dir_all(&home).unwrap();
        fs::write(home.join("credentials.toml"), format!("[registries.{REGISTRY}]\ntoken = \"{TOKEN}\"\n"))
            .unwrap();
        let environment = environment(ws.root(), ws.scratch(), &home);
        let plan = plan(&environment, request);
        Self { ws, remote, environment, plan, verdict: Verdict::Go }
    }

    /// One library, for a registry that cannot be reached.
    pub(crate) fn small() -> Self {
        Self::of(small("file:///nowhere/index", "//! Bread.\n"), &VersionRequest::Minor)
    }

    /// All preflight checks of the fixture, which show no token.
    pub(crate) fn checks(&self) -> Vec<PreflightCheck> {
        let assessment = Assessment {
            verdict: self.verdict,
            statuses: Vec::new(),
            irregular: Vec::new(),
            missing: Vec::new(),
            waivers: Vec::new(),
            sign_offs: Vec::new(),
            weakest: Weakest::default(),
            released: None,
        };
        let metadata = Judgement::of(1, "publishable packages", Vec::new());
        let verdict = Proof { assessment: &assessment, commit: Some(&self.plan.commit) };
        let proofs = Proofs { verdict, metadata: &metadata };
        let checks = preflight(&self.plan, &self.environment, &proofs, &mut |_| {}).unwrap();
        assert!(!format!("{checks:?}").contains(TOKEN), "{checks:#?}");
        checks
    }

    /// What the checks of the fixture refuse, by their subject.
    pub(crate) fn refused(&self) -> Vec<(PreflightSubject, String)> {
        refused(&self.checks())
    }
}

/// The refusals among the checks, each with its reason. Each says what to do.
pub(crate) fn refused(checks: &[PreflightCheck]) -> Vec<(PreflightSubject, String)> {
    let refused = checks.iter().filter_map(|check| match &check.outcome {
        CheckOutcome::Refused { why, remedy } => {
            assert!(!remedy.is_empty(), "{check:?}");
            Some((check.what, why.clone()))
        }
        _ => None,
    });
    refused.collect()
}

/// One library with this text, in a repository of its own.
pub(crate) fn small(index: &str, library: &str) -> Fixture {
    Fixture::new()
        .package("loaf", |package| package.lib(library).manifest(&manifest("loaf", "")))
        .file(".cargo/config.toml", &cargo_config(index))
        .file("CHANGELOG.md", "# Changelog\n\n## [Unreleased]\n\n- Bread.\n")
        .git()
}

/// The manifest of a package at 0.1.0 for the registry of the tests.
pub(crate) fn manifest(name: &str, more: &str) -> String {
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\npublish = [\"{REGISTRY}\"]\n\
         description = \"Bread\"\nlicense = \"MIT\"\nrepository = \"https://example.invalid/bread\"\n\n{more}"
    )
}

/// The means, without the settings of whoever runs the tests.
pub(crate) fn environment(root: &Path, scratch: &Path, home: &Path) -> Environment {
    let text = |path: &Path| path.to_str().unwrap().to_owned();
    Environment::new(root, Interrupt::never())
        .unwrap()
        .env("CARGO_HOME", &text(home))
        // What cannot be reached here is not there a second later.
        .env("CARGO_NET_RETRY", "0")
        .env("GIT_CONFIG_GLOBAL", &text(&scratch.join("gitconfig")))
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CEILING_DIRECTORIES", &text(scratch))
        .env("RUSTUP_HOME", &rustup_home())
}

/// rustup looks for its toolchains beside cargo's home only when nothing else is said.
fn rustup_home() -> String {
    let named = std::env::var("RUSTUP_HOME").ok();
    named.unwrap_or_else(|| format!("{}/.rustup", std::env::var("HOME").unwrap()))
}

/// The plan of a workspace as it is.
pub(crate) fn plan(environment: &Environment, request: &VersionRequest) -> Plan {
    let tree = Tree::read(environment.root()).unwrap();
    let workspace =
        workspace::load(environment.root(), &tree, &shipworthy_engine::evidence::CacheFolder::default())
            .unwrap();
    let gathered = gather(environment, &workspace, &[]).unwrap();
    let ground = PlanInputs {
        workspace: &workspace,
        gathered: &gathered,
        registry: None,
        settings: &ReleaseSettings::default(),
        chosen: None,
        generate: &|_| Ok(None),
        created: Timestamp::try_from("2026-11-02T10:00:00Z".to_owned()).unwrap(),
    };
    planning::plan(&ground, request).unwrap()
}
