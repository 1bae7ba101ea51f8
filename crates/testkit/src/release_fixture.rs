//! A fixture in which releases are tried: the sample workspace, a registry, a remote, and a `CARGO_HOME` of its own.

use std::fs;
use std::path::PathBuf;

use crate::fixture::PROFILE;
use crate::sample_workspace::{
    SAMPLE_PACKAGES, SMALL_SAMPLE_PACKAGES, sample_workspace, small_sample_workspace,
};
use crate::{BareRemote, Fixture, Proxy, Registry, Run, Workspace};

/// The token of the registry. Nothing but the credentials may ever hold it.
pub const TOKEN: &str = "canary-7f3a9c51e0b24d68";

/// The time at which everything in the fixture happens.
const NOW: &str = "2026-11-21T10:00:00Z";

/// A workspace that can be released, and all that it is released to. Nothing in it outlives it.
pub struct ReleaseFixture {
    /// The workspace that is released.
    pub ws: Workspace,
    /// The remote that the workspace is pushed to.
    pub remote: BareRemote,
    /// The proxy that stands before the registry and can make faults, if there is one.
    pub proxy: Option<Proxy>,
    /// The registry that the crates are published to.
    pub registry: Registry,
    /// The names of the crates that are published.
    pub packages: &'static [&'static str],
}

impl ReleaseFixture {
    /// A fixture of the whole sample that publishes to the registry itself.
    #[expect(clippy::new_without_default, reason = "it starts a registry, which is no default")]
    pub fn new() -> Self {
        let registry = Registry::start();
        Self::build(sample_workspace(&registry.index()), &SAMPLE_PACKAGES, registry, None)
    }

    /// A fixture as by `new`, with a proxy before the registry, for which faults can be scripted.
    pub fn proxied() -> Self {
        let registry = Registry::start();
        let proxy = Proxy::start(&registry);
        Self::build(sample_workspace(&proxy.index()), &SAMPLE_PACKAGES, registry, Some(proxy))
    }

    /// A fixture as by `new`, of the small sample: each release of it takes a third of the time.
    pub fn small() -> Self {
        Self::small_with(|fixture| fixture)
    }

    /// A fixture as by `small`, with something about the sample workspace changed.
    pub fn small_with(change: impl FnOnce(Fixture) -> Fixture) -> Self {
        let registry = Registry::start();
        let fixture = change(small_sample_workspace(&registry.index()));
        Self::build(fixture, &SMALL_SAMPLE_PACKAGES, registry, None)
    }

    /// A fixture as by `proxied`, of the small sample.
    pub fn small_proxied() -> Self {
        let registry = Registry::start();
        let proxy = Proxy::start(&registry);
        Self::build(small_sample_workspace(&proxy.index()), &SMALL_SAMPLE_PACKAGES, registry, Some(proxy))
    }

    fn build(
        fixture: Fixture,
        packages: &'static [&'static str],
        registry: Registry,
        proxy: Option<Proxy>,
    ) -> Self {
        let ws = fixture.build();
        let remote = BareRemote::new(&ws);
        let fixture = Self { ws, remote, proxy, registry, packages };
        fixture.registry.cargo_home(&fixture.cargo_home(), TOKEN);
        // What is packed leaves the profile of its workspace behind.
        fs::write(fixture.cargo_home().join("config.toml"), PROFILE).expect("a new file can be written");
        fixture
    }

    /// The `CARGO_HOME` of the fixture, which has the credentials.
    pub fn cargo_home(&self) -> PathBuf {
        self.ws.scratch().join("cargo-home")
    }

    /// The proxy of a fixture that was made with one.
    pub fn proxy(&self) -> &Proxy {
        self.proxy.as_ref().expect("this fixture was made with a proxy")
    }

    /// A program that can reach the registry.
    pub fn program(&self, program: &str, args: &[&str]) -> Run<'_> {
        self.reaching(self.ws.program(program, args))
    }

    /// A run of the product, at the time of the fixture.
    pub fn run(&self, args: &[&str]) -> Run<'_> {
        self.on_its_day(self.reaching(self.ws.run(args)))
    }

    /// The run at the time at which everything in the fixture happens.
    pub fn on_its_day<'w>(&self, run: Run<'w>) -> Run<'w> {
        run.now(NOW)
    }

    fn reaching<'w>(&self, run: Run<'w>) -> Run<'w> {
        run.env("CARGO_HOME", self.cargo_home()).env("CARGO_NET_OFFLINE", "false").stderr_any().stdout_any()
    }

    /// Proves the checklist and plans version 0.2.0.
    #[track_caller]
    pub fn plan(&self) {
        self.run(&["ready"]).done();
        self.run(&["release", "minor"]).done();
    }

    /// A run that carries the plan out.
    pub fn execute(&self) -> Run<'_> {
        self.run(&["release", "0.2.0", "--execute"])
    }

    /// A run that goes on with the release.
    pub fn resume(&self) -> Run<'_> {
        self.run(&["release", "--resume"])
    }

    /// The crates that the registry has at a version, each as often as it was uploaded.
    pub fn uploaded(&self, version: &str) -> Vec<String> {
        let uploads = self.registry.uploads().into_iter();
        let mut names: Vec<_> =
            uploads.filter(|upload| upload.version == version).map(|upload| upload.name).collect();
        names.sort();
        names
    }

    /// The names of the crates whose version 0.2.0 is yanked.
    pub fn yanked(&self) -> Vec<String> {
        let yanked = self.registry.uploads().into_iter();
        yanked.filter(|it| it.yanked && it.version == "0.2.0").map(|it| it.name).collect()
    }

    /// Everything of 0.2.0 is in the registry, once, and the remote has the branch and the tag as they are here.
    #[track_caller]
    pub fn assert_released(&self) {
        let mut all: Vec<_> = self.packages.iter().map(|&name| name.to_owned()).collect();
        all.sort();
        assert_eq!(self.uploaded("0.2.0"), all, "each crate once");
        let here =
            self.ws.git(["for-each-ref", "--format=%(refname) %(objectname)", "refs/heads", "refs/tags"]);
        assert_eq!(self.remote.refs(&self.ws), here, "the remote has what is here");
        assert_eq!(self.ws.git(["tag", "--list"]), "v0.2.0");
        assert_eq!(self.ws.git(["rev-parse", "v0.2.0^{commit}"]), self.ws.git(["rev-parse", "HEAD"]));
        assert_eq!(self.ws.git(["status", "--porcelain"]), "");
    }

    /// Asserts that nothing was released, here or there, and that the workspace is as it was.
    #[track_caller]
    pub fn assert_untouched(&self, head: &str) {
        assert_eq!(self.uploaded("0.2.0"), [""; 0]);
        assert_eq!(self.ws.git(["rev-parse", "HEAD"]), head);
        assert_eq!(self.ws.git(["tag", "--list"]), "");
    }

    /// The journal of 0.2.0.
    pub fn journal(&self) -> String {
        fs::read_to_string(self.ws.path(".readiness/release/0.2.0/journal.jsonl")).unwrap_or_default()
    }
}
