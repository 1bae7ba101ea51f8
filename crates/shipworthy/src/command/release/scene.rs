//! What a release looks at before it plans or acts: the session with its verdict, the means, and what lies here.

use shipworthy_engine::door::clock;
use shipworthy_engine::door::interrupt::Interrupt;
use shipworthy_engine::run::session::Session;
use shipworthy_engine::run::survey::survey;
use shipworthy_model::checklist::Checklist;
use shipworthy_model::facts::Workspace;
use shipworthy_model::judgement::Finding;
use shipworthy_model::verdict::{Assessment, Entry, Question, assess};
use shipworthy_release::call::Failure;
use shipworthy_release::gather::{Gathered, cliff, gather};
use shipworthy_release::plan::Plan;
use shipworthy_release::planning::{self, Ground};
use shipworthy_release::version::Wish;
use shipworthy_release::world::World;
use shipworthy_report::view::View;

use super::super::{Context, open, status};
use crate::load::Loaded;
use crate::stop::Stop;

/// All of it, looked at once.
pub(super) struct Scene<'a> {
    session: Session<'a>,
    pub(super) workspace: Workspace,
    pub(super) assessment: Assessment,
    pub(super) world: World,
    pub(super) gathered: Gathered,
}

impl<'a> Scene<'a> {
    /// Looks. It runs no gate: what is proven was proven before.
    pub(super) fn open(
        context: &'a Context<'_>,
        loaded: &Loaded,
        checklist: &'a Checklist,
    ) -> Result<Self, Stop> {
        let interrupt = Interrupt::install()
            .map_err(|error| Stop::incomplete(format!("cannot watch for Ctrl-C and SIGTERM: {error}")))?;
        let session = open(context, loaded, checklist)?;
        let workspace = session.workspace.clone().map_err(|unknown| Stop::incomplete(unknown.detail))?;
        let entries: Vec<Entry> = survey(&session).into_iter().map(|surveyed| surveyed.entry).collect();
        session.save_caches();
        let assessment = assess(checklist, &entries, &Question::Everything, clock::now());
        let cannot = |failure: Failure| Stop::incomplete(failure.to_string());
        let world = World::new(&loaded.root, interrupt).map_err(cannot)?;
        let gathered = gather(&world, &workspace).map_err(cannot)?;
        Ok(Self { session, workspace, assessment, world, gathered })
    }

    /// Plans the release of what lies here.
    pub(super) fn plan(&self, wish: &Wish, registry: Option<&str>) -> Result<Plan, Vec<Finding>> {
        let ground = Ground {
            workspace: &self.workspace,
            texts: &self.gathered.texts,
            repository: &self.gathered.repository,
            registry,
            generate: &|tag| cliff(&self.world, tag),
            created: clock::now(),
        };
        planning::plan(&ground, wish)
    }

    pub(super) fn view(&self, context: &Context<'_>, checklist: &Checklist) -> View {
        status::view(context, &self.session, checklist)
    }

    /// The commit that the verdict is on.
    pub(super) fn commit(&self) -> Option<&str> {
        self.session.tree.git.as_ref()?.commit.as_deref()
    }

    pub(super) fn session(&self) -> &Session<'a> {
        &self.session
    }

    /// Leaves everything as it is.
    pub(super) fn leave(self) {
        self.session.leave();
    }
}
