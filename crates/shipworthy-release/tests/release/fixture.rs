//! The sample workspace with a plan that is written here, an environment that reaches its registry, and a clock that runs by itself.

use std::collections::BTreeMap;
use std::fs;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use shipworthy_engine::sys::files::sha256_hex;
use shipworthy_engine::sys::interrupt::Interrupt;
use shipworthy_model::time::Timestamp;
use shipworthy_release::effect::ReleaseEffect;
use shipworthy_release::error::ReleaseError;
use shipworthy_release::event::ReleaseEvent;
use shipworthy_release::execute::{execute, resume};
use shipworthy_release::plan::{FileEdit, PLAN_SCHEMA, PackageSettings, Plan, PlannedPackage, Tag};
use shipworthy_release::preflight::{ApprovedPlan, CheckOutcome, PreflightCheck, PreflightSubject};
use shipworthy_release::receipt::Receipt;
use shipworthy_release::runtime::{Clock, Environment};
use testkit::{BareRemote, SAMPLE_PACKAGES, Workspace, sample_workspace};

/// A token that nothing but the credentials may hold.
pub(crate) const TOKEN: &str = "canary-5d1e8a02c97b46f3";

/// The plan, approved by a verdict that is said here.
pub(crate) fn approved(plan: &Plan) -> ApprovedPlan {
    let outcome = CheckOutcome::Fine("GO".to_owned());
    let look = PreflightCheck { what: PreflightSubject::Verdict, which: String::new(), outcome };
    ApprovedPlan::by(plan.clone(), &[look]).unwrap()
}

/// A clock on which waiting takes no time. It is no clock of any machine.
#[derive(Debug)]
pub(crate) struct FakeClock(AtomicU64);

impl FakeClock {
    pub(crate) const START: u64 = 1_795_255_200;
}

impl Clock for FakeClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_seconds(self.0.load(Ordering::SeqCst) / 1000)
    }

    fn until(&self, then: Timestamp) -> Duration {
        then.since(self.now())
    }

    fn sleep(&self, time: Duration) {
        self.0.fetch_add(u64::try_from(time.as_millis()).unwrap(), Ordering::SeqCst);
    }
}

/// What a crate of the sample workspace needs of the others.
fn needs(name: &str) -> Vec<String> {
    let needs: &[&str] = match name {
        "bakery-flour" => &["bakery-grain"],
        "bakery-dough" => &["bakery-flour", "bakery-water"],
        "bakery-bread" => &["bakery-dough"],
        "bakery" => &["bakery-dough", "bakery-grain"],
        _ => &[],
    };
    needs.iter().map(|&need| need.to_owned()).collect()
}

/// A workspace with a remote.
pub(crate) struct ReleaseFixture {
    pub(crate) ws: Workspace,
    pub(crate) remote: BareRemote,
}

impl ReleaseFixture {
    pub(crate) fn new(index: &str) -> Self {
        let ws = sample_workspace(index).build();
        let remote = BareRemote::new(&ws);
        Self { ws, remote }
    }

    pub(crate) fn environment(&self) -> Environment {
        self.world_with(Interrupt::never())
    }

    fn world_with(&self, interrupt: Interrupt) -> Environment {
        let scratch = |name: &str| self.ws.scratch().join(name).display().to_string();
        Environment::new(self.ws.root(), interrupt)
            .unwrap()
            .clock(Box::new(FakeClock(AtomicU64::new(FakeClock::START * 1000))))
            .env("GIT_CONFIG_GLOBAL", &scratch("gitconfig"))
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("CARGO_HOME", &scratch("cargo-home"))
            .env("CARGO_REGISTRIES_LOCAL_TOKEN", TOKEN)
    }

    /// A plan of version 0.2.0 with these effects after the push.
    pub(crate) fn plan(&self, later: Vec<ReleaseEffect>) -> Plan {
        let path = "Cargo.toml";
        let text = self.ws.read(path);
        let edit = |path: &str, text: &str, to: String| FileEdit {
            path: path.to_owned(),
            before: sha256_hex(text.as_bytes()),
            text: to,
        };
        let member = |name: &str| PlannedPackage {
            name: name.to_owned(),
            from: "0.1.0".to_owned(),
            to: "0.2.0".to_owned(),
            registry: Some("local".to_owned()),
            after: needs(name),
            programs: if name == "bakery" { vec!["bakery".to_owned()] } else { Vec::new() },
            library: true,
            settings: PackageSettings::default(),
        };
        let own = "crates/bakery-dough/Cargo.toml";
        let dough = self.ws.read(own);
        let mut effects =
            vec![ReleaseEffect::Commit, ReleaseEffect::Tag("v0.2.0".to_owned()), ReleaseEffect::Push];
        effects.extend(later);
        Plan {
            schema: PLAN_SCHEMA,
            created: "2026-11-21T09:00:00Z".to_owned(),
            commit: self.ws.git(["rev-parse", "HEAD"]),
            branch: "main".to_owned(),
            remote: Some("origin".to_owned()),
            packages: SAMPLE_PACKAGES.iter().map(|name| member(name)).collect(),
            edits: vec![
                edit(path, &text, text.replace("0.1.0", "0.2.0")),
                edit(own, &dough, dough.replace("0.1.0", "0.2.0")),
                edit("NEWS.md", "", "# News\n\nBread.\n".to_owned()),
            ],
            message: "Release 0.2.0\n\n# of bread\n".to_owned(),
            tags: vec![Tag { name: "v0.2.0".to_owned(), message: "Version 0.2.0".to_owned(), notes: None }],
            notes: "Bread.\n".to_owned(),
            effects,
            remarks: Vec::new(),
            chosen: false,
            hooks: BTreeMap::new(),
        }
    }

    pub(crate) fn execute(&self, plan: &Plan) -> Result<Receipt, ReleaseError> {
        execute(approved(plan), &self.environment(), &mut |_| {})
    }

    pub(crate) fn resume(&self) -> Result<Receipt, ReleaseError> {
        resume(&self.environment(), "0.2.0", &mut |_| {})
    }

    /// Carries the plan out, and asks to stop at the nth event: why it stopped, and what was told last. `None` when it
    /// ended before.
    pub(crate) fn stopped_at(&self, plan: &Plan, nth: usize) -> Option<(ReleaseError, ReleaseEvent)> {
        let interrupt = Interrupt::never();
        let mut heard = Vec::new();
        let result = execute(approved(plan), &self.world_with(interrupt.clone()), &mut |event| {
            heard.push(event);
            if heard.len() == nth {
                interrupt.request();
            }
        });
        result.err().map(|error| (error, heard.remove(nth - 1)))
    }

    pub(crate) fn journal(&self) -> String {
        fs::read_to_string(self.ws.path(".readiness/release/0.2.0/journal.jsonl")).unwrap_or_default()
    }

    /// Asserts that nothing that is kept of a release holds the token.
    #[track_caller]
    pub(crate) fn assert_without_token(&self) {
        let (mut open, mut files) = (vec![self.ws.path(".readiness")], 0);
        while let Some(folder) = open.pop() {
            for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
                if path.is_dir() {
                    open.push(path);
                } else {
                    let text = fs::read(&path).unwrap();
                    assert!(!String::from_utf8_lossy(&text).contains(TOKEN), "{}", path.display());
                    files += 1;
                }
            }
        }
        assert!(files > 5, "only {files} files: is this the right place?");
    }

    /// Asserts that the workspace is as it was before the release.
    #[track_caller]
    pub(crate) fn assert_untouched(&self, plan: &Plan) {
        assert_eq!(self.ws.git(["rev-parse", "HEAD"]), plan.commit);
        assert_eq!(self.ws.git(["tag", "--list"]), "");
        assert_eq!(self.ws.git(["status", "--porcelain"]), "");
    }
}
