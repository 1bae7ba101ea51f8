//! The context of a release command: the session with its verdict, the means, and what the workspace holds.

use std::collections::BTreeSet;

use shipworthy_checklist::{ChecklistPart, ChecklistPlaces};
use shipworthy_engine::run::probe::{CheckProbe, ProbeResult};
use shipworthy_engine::run::session::Session;
use shipworthy_engine::run::survey::survey;
use shipworthy_engine::sys::clock;
use shipworthy_engine::sys::interrupt::Interrupt;
use shipworthy_model::checklist::{Check, Checklist};
use shipworthy_model::facts::Workspace;
use shipworthy_model::judgement::{Conclusion, Finding, Judgement};
use shipworthy_model::params::Params;
use shipworthy_model::problem::Problem;
use shipworthy_model::unknown::Reason;
use shipworthy_model::verdict::{Assessment, Entry, Selection, assess};
use shipworthy_release::plan::Plan;
use shipworthy_release::planning::{
    self, Gathered, PlanInputs, VersionRequest, further_files, gather, git_cliff,
};
use shipworthy_release::preflight::{PreflightCheck, Proof, Proofs, preflight};
use shipworthy_release::runtime::{Environment, Failure};
use shipworthy_release::store::{BegunRelease, underway};

use crate::context::Context;
use crate::flags::ReleaseFlags;
use crate::load::Loaded;
use crate::stop::Stop;
use crate::terminal::Terminal;

/// The rule by which the check `metadata` refuses version 0.0.0.
const NO_VERSION: &str = "no-version";

/// The state of the workspace that a release is planned and carried out in, looked at once.
pub(super) struct ReleaseContext<'a> {
    pub(super) session: Session<'a>,
    workspace: Workspace,
    assessment: Assessment,
    pub(super) environment: Environment,
    pub(super) gathered: Gathered,
    /// The releases that were begun, the last one first.
    pub(super) underway: Vec<BegunRelease>,
    interrupt: Interrupt,
    /// The command that people type before a subcommand.
    command: &'static str,
    /// The packages that were chosen on the command line; `None` for all.
    chosen: Option<BTreeSet<String>>,
}

impl<'a> ReleaseContext<'a> {
    /// Looks at the workspace. It runs no gate: what is proven was proven before. With `looks`, nothing else is run either
    /// that the repository could choose.
    pub(super) fn open(
        context: &'a Context<'_>,
        loaded: &Loaded,
        checklist: &'a Checklist,
        looks: bool,
    ) -> Result<Self, Stop> {
        let interrupt = Interrupt::install().map_err(|error| Stop::unstoppable(&error))?;
        let session = context.open(loaded, checklist)?;
        // The plans and journals of such a store may be anybody's.
        if let Some(why) = &session.index.distrust {
            return Err(Stop::incomplete(why.clone()));
        }
        let workspace = session.workspace.clone().map_err(|unknown| Stop::incomplete(unknown.detail))?;
        let entries: Vec<Entry> = survey(&session).into_iter().map(|surveyed| surveyed.entry).collect();
        session.save_caches();
        let assessment = assess(checklist, &entries, &Selection::Everything, session.as_of());
        let environment =
            Environment::new(&loaded.root, interrupt.clone()).map_err(|failure| cannot(&failure))?;
        let environment = if looks { environment.only_looking() } else { environment };
        let further = further_files(&checklist.release, &workspace);
        let gathered = gather(&environment, &workspace, &further).map_err(|failure| cannot(&failure))?;
        let underway = underway(&environment).map_err(|failure| cannot(&failure))?;
        Ok(Self {
            session,
            workspace,
            assessment,
            environment,
            gathered,
            underway,
            interrupt,
            command: context.caller.command,
            chosen: None,
        })
    }

    /// The context for a release of the packages that are named, or that have changed.
    pub(super) fn choosing(
        mut self,
        flags: &ReleaseFlags,
        request: Option<&VersionRequest>,
    ) -> Result<Self, Stop> {
        let named = request.and_then(VersionRequest::packages);
        if named.is_some() && (flags.changed || !flags.packages.is_empty()) {
            return Err(Stop::usage(
                "NAME@VERSION names the packages already: leave --package and --changed out",
            ));
        }
        self.chosen = match (named, flags.changed, flags.packages.as_slice()) {
            (Some(named), ..) => Some(named),
            (None, true, _) => Some(self.changed()?),
            (None, false, []) => None,
            (None, false, packages) => Some(packages.iter().cloned().collect()),
        };
        let unknown = |name: &&String| self.workspace.package(name).is_none();
        if let Some(name) = self.chosen.iter().flatten().find(unknown) {
            let names = self.workspace.packages.iter().map(|package| package.name.as_str());
            let near = shipworthy_checklist::advice(name, names).unwrap_or_default();
            return Err(Stop::usage(format!("there is no package `{name}` in this workspace: {near}")));
        }
        Ok(self)
    }

    /// Is it a release of all packages, as far as the command line goes?
    pub(super) fn releases_all(&self) -> bool {
        self.chosen.is_none()
    }

    /// Refuses settings of releases that are of no package of this workspace, each at its place.
    pub(super) fn refuse_unknown_packages(&self, context: &Context<'_>, loaded: &Loaded) -> Result<(), Stop> {
        let named = self.session.checklist.release.packages.keys();
        let unknown: Vec<&String> = named.filter(|name| self.workspace.package(name).is_none()).collect();
        if unknown.is_empty() {
            return Ok(());
        }
        let places = ChecklistPlaces::of(loaded.source());
        let problem = |name: &String| {
            let part = ChecklistPart::ReleasedPackage(name.clone());
            let names = self.workspace.packages.iter().map(|package| package.name.as_str());
            let message = format!("there is no package `{name}` in this workspace");
            let span = places.find(&part, None).unwrap_or(0..0);
            Problem { help: shipworthy_checklist::advice(name, names), ..Problem::error(span, message) }
        };
        let problems: Vec<Problem> = unknown.into_iter().map(problem).collect();
        loaded.refuse(context.terminal.colour_stderr, &problems)
    }

    /// The packages that have changed since their last tags.
    fn changed(&self) -> Result<BTreeSet<String>, Stop> {
        let settings = &self.session.checklist.release;
        planning::changed(&self.environment, &self.workspace, &self.gathered, settings)
            .map_err(|failure| cannot(&failure))
    }

    /// The workspace with its members.
    pub(super) fn workspace(&self) -> &Workspace {
        &self.workspace
    }

    /// A release command as a person would type it.
    pub(super) fn typed(&self, words: &str) -> String {
        format!("`{} release {words}`", self.command)
    }

    /// Plans the release of what the workspace holds.
    pub(super) fn plan(
        &self,
        request: &VersionRequest,
        registry: Option<&str>,
    ) -> Result<Plan, Vec<Finding>> {
        let ground = PlanInputs {
            workspace: &self.workspace,
            gathered: &self.gathered,
            registry,
            settings: &self.session.checklist.release,
            chosen: self.chosen.as_ref(),
            generate: &|tag| git_cliff(&self.environment, tag),
            created: clock::now(),
        };
        planning::plan(&ground, request)
    }

    /// Looks at everything that the release of this plan needs.
    pub(super) fn preflight(&self, plan: &Plan) -> Result<Vec<PreflightCheck>, Stop> {
        let mut probe = CheckProbe::new(&self.session, self.interrupt.clone());
        let check = Check { kind: "metadata".to_owned(), params: Params::default() };
        let metadata = match probe.ask(&check, false, &mut |_| {}) {
            ProbeResult::Answered(judgement) => judgement,
            ProbeResult::WouldRun(_) | ProbeResult::Interrupted => {
                Judgement::unknown(Reason::CouldNotLook, "the manifests were not looked at")
            }
        };
        let metadata = self.of_released(plan, metadata);
        let commit = self.session.tree.git.as_ref().and_then(|head| head.commit.as_deref());
        let verdict = Proof { assessment: &self.assessment, commit };
        let mut tell = |what: &str| Terminal::tell(&format!("looks    {what}"));
        preflight(plan, &self.environment, &Proofs { verdict, metadata: &metadata }, &mut tell)
            .map_err(|failure| cannot(&failure))
    }

    /// What is said of the manifests, without those of packages that are not released.
    fn of_released(&self, plan: &Plan, mut metadata: Judgement) -> Judgement {
        let Ok(workspace) = &self.session.workspace else { return metadata };
        let is_released = |name: &str| plan.packages.iter().any(|planned| planned.name == name);
        let left_out = |path: &str| {
            workspace.packages.iter().any(|package| package.manifest == path && !is_released(&package.name))
        };
        metadata.findings.retain(|finding| !finding.file.as_deref().is_some_and(left_out));
        // That version ends with this release.
        metadata.findings.retain(|finding| finding.rule != NO_VERSION);
        if metadata.result == Conclusion::Fail && metadata.findings.is_empty() {
            return Judgement::of(plan.packages.len() as u64, &metadata.unit, Vec::new());
        }
        metadata
    }

    /// The finding about a begun release that this one would come between, if there is any. The plan of one that was
    /// begun must stay as it is.
    pub(super) fn between(&self, version: Option<&str>) -> Option<Finding> {
        let BegunRelease { version, unfinished, .. } =
            self.underway.iter().find(|begun| begun.is_in_the_way_of(version))?;
        let ended = if *unfinished { "not ended" } else { "ended" };
        let finding =
            Finding::new("begun", format!("the release of {version} was begun already, and {ended}"));
        let (resume, abort) = (self.typed("--resume"), self.typed("--abort"));
        let remedy = format!("{resume} goes on with it, {abort} takes back what can be taken back");
        Some(finding.remedy(remedy))
    }

    /// Ends the session and leaves the workspace as it is.
    pub(super) fn leave(self) {
        self.session.leave();
    }
}

fn cannot(failure: &Failure) -> Stop {
    Stop::incomplete(failure.to_string())
}
