//! The workflows and the actions of a repository, each read or with why it could not be.

use std::collections::BTreeMap;

use super::workflow::{LocalAction, WorkflowFile, action, workflow};
use crate::reading::ci::demand::Demand;

/// Where GitHub looks for workflows, below the top of the repository.
const FOLDER: &str = ".github/workflows/";

/// The workflows and the actions of a repository.
#[derive(Debug, Default)]
pub(crate) struct WorkflowFiles {
    workflows: BTreeMap<String, Result<WorkflowFile, String>>,
    /// By folder.
    actions: BTreeMap<String, Result<LocalAction, String>>,
}

impl WorkflowFiles {
    /// Does GitHub look for workflows there?
    pub(crate) fn is_workflow(path: &str) -> bool {
        path.strip_prefix(FOLDER).is_some_and(|name| !name.contains('/'))
    }

    /// Reads a file of these: a workflow or an action.
    pub(crate) fn add(&mut self, path: &str, text: &str) {
        if Self::is_workflow(path) {
            self.workflows.insert(path.to_owned(), workflow(path, text));
        } else if let Some((folder, _)) = path.rsplit_once('/') {
            self.actions.insert(folder.to_owned(), action(path, text));
        } else {
            self.actions.insert(String::new(), action(path, text));
        }
    }

    /// Notes that a workflow could not be read.
    pub(crate) fn add_unreadable(&mut self, path: &str, why: &str) {
        if Self::is_workflow(path) {
            self.workflows.insert(path.to_owned(), Err(why.to_owned()));
        }
    }

    /// The ids of the jobs that have the name of a demand, or whose workflow has; each with the path of its file.
    pub(crate) fn jobs_called<'a>(
        &'a self,
        demand: &'a Demand<'_>,
    ) -> impl Iterator<Item = (&'a str, &'a str)> {
        let all = self.workflows.values().filter_map(|read| read.as_ref().ok());
        all.flat_map(move |workflow| {
            let of = workflow.jobs.iter().filter(move |job| demand.names(names(workflow, job)));
            of.map(move |job| (workflow.path.as_str(), job.id.as_str()))
        })
    }

    /// The first workflow that could not be read.
    pub(crate) fn unreadable(&self) -> Option<(&str, &str)> {
        self.workflows.iter().find_map(|(path, read)| Some((path.as_str(), read.as_ref().err()?.as_str())))
    }

    /// All workflows, each with its path.
    pub(super) fn workflows(&self) -> impl Iterator<Item = (&str, &Result<WorkflowFile, String>)> {
        self.workflows.iter().map(|(path, read)| (path.as_str(), read))
    }

    /// The workflow at a path.
    pub(super) fn workflow(&self, path: &str) -> Option<&Result<WorkflowFile, String>> {
        self.workflows.get(path)
    }

    /// The action in a folder.
    pub(super) fn action(&self, folder: &str) -> Option<&Result<LocalAction, String>> {
        self.actions.get(folder)
    }
}

/// The names by which a job may be asked for.
pub(super) fn names<'a>(
    workflow: &'a WorkflowFile,
    job: &'a super::workflow::WorkflowJob,
) -> impl Iterator<Item = &'a str> {
    let own = [job.id.as_str(), workflow.stem()];
    own.into_iter().chain(job.name.as_deref()).chain(workflow.name.as_deref())
}
