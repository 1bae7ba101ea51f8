//! Follows a demand through workflows, jobs, legs and steps, into what they call, and says whether one of them meets it.

use std::collections::BTreeMap;

use super::leg::{MatrixLeg, legs};
use super::repository::{WorkflowFiles, names};
use super::scene::JobScene;
use super::steps::{StepFrame, StepsWalk};
use super::system::{RunnerSystem, is_on};
use super::trigger::starts;
use super::workflow::{PlacedText, StepAction, WorkflowFile, WorkflowJob, WorkflowStep, inputs};
use crate::reading::ci::answer::{Cause, Obstacle, WorkflowAnswer};
use crate::reading::ci::demand::Demand;
use crate::reading::ci::expression::{ExpressionValue, condition, render, value_of};
use crate::reading::ci::shell::UNKNOWN_TEXT;

/// The deepest calls of workflows that GitHub makes.
const DEEPEST: usize = 10;

/// Follows a demand through the workflows of a repository.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Walk<'a> {
    files: &'a WorkflowFiles,
    demand: &'a Demand<'a>,
}

/// How a workflow came to run.
#[derive(Debug, Clone)]
struct RunOrigin<'a> {
    event: &'a str,
    inputs: BTreeMap<String, ExpressionValue>,
    /// Has a job that calls it the name that is asked for?
    named: bool,
    /// The workflows that called one another.
    callers: Vec<&'a str>,
}

impl<'a> Walk<'a> {
    /// A walk through these files.
    pub(crate) fn new(files: &'a WorkflowFiles, demand: &'a Demand<'a>) -> Self {
        Self { files, demand }
    }

    /// The answer of each job of the workflows that `counts`, by its file and id: does it meet the demand? Nothing when no
    /// job has the name.
    pub(crate) fn answers(self, counts: &dyn Fn(&str) -> bool) -> Vec<(String, WorkflowAnswer)> {
        let all = self.files.workflows().filter(|(path, _)| counts(path));
        all.flat_map(|(path, read)| match read {
            Ok(workflow) => self.started(workflow),
            Err(why) => vec![(path.to_owned(), WorkflowAnswer::Unknown(not_read(path, why)))],
        })
        .collect()
    }

    /// The answers of the jobs of a workflow, for each event that starts it.
    fn started(self, workflow: &'a WorkflowFile) -> Vec<(String, WorkflowAnswer)> {
        let events: Vec<&str> = match self.demand.event {
            Some(event) => vec![event],
            None => workflow
                .events
                .iter()
                .map(|event| event.name.as_str())
                .filter(|name| *name != "workflow_call")
                .collect(),
        };
        if self.demand.is_bare() {
            let called = workflow.jobs.iter().any(|job| self.demand.names(names(workflow, job)));
            return called.then(|| (workflow.path.clone(), WorkflowAnswer::Yes)).into_iter().collect();
        }
        let mut answers = Vec::new();
        for event in events {
            let start = match self.demand.event {
                Some(event) => starts(workflow, event),
                None => WorkflowAnswer::Yes,
            };
            let origin =
                RunOrigin { event, inputs: BTreeMap::new(), named: false, callers: vec![&workflow.path] };
            for job in &workflow.jobs {
                let label = format!("{} {}", workflow.path, job.id);
                let answer = self.job(workflow, job, &origin);
                answers.extend(answer.map(|answer| (label, start.clone().and(answer))));
            }
        }
        if answers.is_empty() && workflow.jobs.iter().any(|job| self.demand.names(names(workflow, job))) {
            let text = "only other workflows start it".to_owned();
            let cause = Cause { obstacle: Obstacle::NoTrigger, path: workflow.path.clone(), line: 1, text };
            answers.push((workflow.path.clone(), WorkflowAnswer::no(cause)));
        }
        answers
    }

    /// Does the job meet the demand? Nothing when it has not the name.
    fn job(
        self,
        workflow: &'a WorkflowFile,
        job: &'a WorkflowJob,
        origin: &RunOrigin<'a>,
    ) -> Option<WorkflowAnswer> {
        let named = origin.named || self.demand.names(names(workflow, job));
        if !named && job.uses.is_none() {
            return None;
        }
        let scene = scene(workflow, job, origin);
        let runs = self.runs(workflow, job, origin, 0);
        let all = match &job.matrix {
            None => Some(vec![MatrixLeg::default()]),
            Some(matrix) => legs(matrix, &scene),
        };
        let answers = match all {
            Some(all) => {
                let leg = |leg| {
                    self.leg(workflow, job, JobScene { leg: Some(leg), ..scene.clone() }, origin, named)
                };
                WorkflowAnswer::any(all.into_iter().filter_map(leg))
            }
            None => self.leg(workflow, job, JobScene { leg: None, ..scene }, origin, named),
        };
        Some(runs.and(answers?))
    }

    /// Does the job run at all on the event?
    fn runs(
        self,
        workflow: &'a WorkflowFile,
        job: &'a WorkflowJob,
        origin: &RunOrigin<'a>,
        depth: usize,
    ) -> WorkflowAnswer {
        let scene = scene(workflow, job, origin);
        let who = format!("job `{}`", job.id);
        let (own, asks) = match &job.condition {
            None => (WorkflowAnswer::Yes, false),
            Some(written) => {
                let (holds, asks) = condition(&written.text, &scene);
                (of_condition(holds, written, &workflow.path, &who, origin.event), asks)
            }
        };
        if asks || depth > DEEPEST {
            return own;
        }
        let needed = job.needs.iter().filter_map(|id| workflow.job(id));
        needed.fold(own, |answer, needed| answer.and(self.runs(workflow, needed, origin, depth + 1)))
    }

    /// Does this leg of the job meet the demand?
    fn leg(
        self,
        workflow: &'a WorkflowFile,
        job: &'a WorkflowJob,
        mut scene: JobScene,
        origin: &RunOrigin<'a>,
        named: bool,
    ) -> Option<WorkflowAnswer> {
        let who = format!("job `{}`", job.id);
        let cause = |obstacle, line, text| Cause { obstacle, path: workflow.path.clone(), line, text };
        let mut answer = WorkflowAnswer::Yes;
        if self.demand.real
            && let Some(written) = &job.tolerates
        {
            answer = answer.and(tolerance(written, &scene, &workflow.path, &who));
        }
        if let Some(uses) = &job.uses {
            return self.called(workflow, job, uses, &scene, origin, named).map(|called| answer.and(called));
        }
        let labels: Vec<Option<String>> =
            job.runs_on.iter().flat_map(|label| labels(label, &scene)).collect();
        scene.system = labels.iter().flatten().find_map(|label| RunnerSystem::of_label(label));
        if let Some(wanted) = self.demand.platform {
            let line = job.runs_on.first().map_or(job.line, |label| label.line);
            answer = answer.and(match is_on(&labels, wanted) {
                Some(true) => WorkflowAnswer::Yes,
                Some(false) => WorkflowAnswer::no(cause(
                    Obstacle::NoPlatform,
                    line,
                    format!("{who} does not run on {wanted}"),
                )),
                None => WorkflowAnswer::Unknown(cause(
                    Obstacle::NoPlatform,
                    line,
                    format!("what {who} runs on cannot be read off"),
                )),
            });
        }
        let left_out = |step: &WorkflowStep| {
            step.condition.as_ref().is_some_and(|written| condition(&written.text, &scene).0 == Some(false))
        };
        let steps = job.steps.iter().filter(|step| !left_out(step));
        let (env, open) = env(workflow, job, steps, &scene);
        (scene.env, scene.env_open) = (env, open);
        let frame = StepFrame {
            job: &job.id,
            job_line: job.line,
            path: &workflow.path,
            shell: job.shell.as_deref().or(workflow.shell.as_deref()),
            container: job.container,
            depth: 0,
        };
        let steps = StepsWalk { files: self.files, demand: self.demand };
        Some(answer.and(steps.answer(&job.steps, &scene, frame)))
    }

    /// Does a job of the workflow that is called meet the demand?
    fn called(
        self,
        workflow: &'a WorkflowFile,
        job: &'a WorkflowJob,
        uses: &PlacedText,
        scene: &JobScene,
        origin: &RunOrigin<'a>,
        named: bool,
    ) -> Option<WorkflowAnswer> {
        let unknown = |text: String| {
            let cause =
                Cause { obstacle: Obstacle::NoRun, path: workflow.path.clone(), line: uses.line, text };
            named.then_some(WorkflowAnswer::Unknown(cause))
        };
        let Some(path) = uses.text.strip_prefix("./") else {
            return unknown(format!("what `{}` runs stands elsewhere, which is not read", uses.text));
        };
        let inner = match self.files.workflow(path) {
            None => return unknown(format!("`{path}`, which job `{}` calls, was not found", job.id)),
            Some(Err(why)) => {
                return unknown(format!("`{path}`, which job `{}` calls, could not be read: {why}", job.id));
            }
            Some(Ok(inner)) => inner,
        };
        if origin.callers.contains(&path) || origin.callers.len() > DEEPEST {
            return unknown(format!("job `{}` calls workflows that call it, or too many", job.id));
        }
        let mut handed: BTreeMap<String, ExpressionValue> = BTreeMap::new();
        let declared = inner.called().and_then(|event| event.filters.as_ref()?.get("inputs"));
        for (name, default) in inputs(declared) {
            handed.insert(name, typed(&default.text, scene));
        }
        for (name, value) in &job.with {
            handed.insert(name.clone(), typed(&value.text, scene));
        }
        let mut callers = origin.callers.clone();
        callers.push(&inner.path);
        let inside = RunOrigin { event: origin.event, inputs: handed, named, callers };
        WorkflowAnswer::any(inner.jobs.iter().filter_map(|job| self.job(inner, job, &inside)))
    }
}

/// A value that is handed on: a plain word of YAML is a truth or a number where it looks like one.
fn typed(text: &str, scene: &JobScene) -> ExpressionValue {
    match text {
        "true" => ExpressionValue::Bool(true),
        "false" => ExpressionValue::Bool(false),
        text => value_of(text, scene),
    }
}

fn scene(workflow: &WorkflowFile, job: &WorkflowJob, origin: &RunOrigin<'_>) -> JobScene {
    let mut scene = JobScene {
        event: origin.event.to_owned(),
        inputs: origin.inputs.clone(),
        leg: Some(MatrixLeg::default()),
        ..JobScene::default()
    };
    // Which of the steps are run depends on the leg, which is not known here.
    let (env, open) = env(workflow, job, job.steps.iter(), &scene);
    (scene.env, scene.env_open) = (env, open);
    scene
}

/// The variables of the job, and whether a script of these steps may set more of them.
fn env<'s>(
    workflow: &WorkflowFile,
    job: &WorkflowJob,
    steps: impl Iterator<Item = &'s WorkflowStep>,
    scene: &JobScene,
) -> (BTreeMap<String, Option<String>>, bool) {
    let setters: Vec<&str> = steps
        .filter_map(|step| match &step.action {
            StepAction::Run { script, .. } if script.text.contains("GITHUB_ENV") => {
                Some(script.text.as_str())
            }
            _ => None,
        })
        .collect();
    let mut scene = scene.clone();
    scene.env = BTreeMap::new();
    for (name, text) in workflow.env.iter().chain(&job.env) {
        let text = value_of(text, &scene)
            .text()
            .filter(|_| !setters.iter().any(|script| script.contains(name.as_str())));
        scene.env.insert(name.clone(), text);
    }
    (scene.env, !setters.is_empty())
}

/// The labels that a text stands for.
fn labels(written: &PlacedText, scene: &JobScene) -> Vec<Option<String>> {
    match value_of(&written.text, scene) {
        ExpressionValue::Data(serde_json::Value::Array(items)) => {
            items.into_iter().map(|item| ExpressionValue::of_json(item).text()).collect()
        }
        ExpressionValue::Data(_) | ExpressionValue::Null => vec![None],
        value => match value.text() {
            Some(text) => vec![Some(text)],
            None => {
                // `ubuntu-${{ ... }}` says enough.
                let known = render(&written.text, UNKNOWN_TEXT, scene);
                vec![RunnerSystem::of_label(&known).map(|_| known)]
            }
        },
    }
}

/// What a condition makes of the answer.
pub(super) fn of_condition(
    holds: Option<bool>,
    written: &PlacedText,
    path: &str,
    who: &str,
    event: &str,
) -> WorkflowAnswer {
    let said: String =
        written.text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(LONGEST).collect();
    let cause =
        |text| Cause { obstacle: Obstacle::Disabled, path: path.to_owned(), line: written.line, text };
    match holds {
        Some(true) => WorkflowAnswer::Yes,
        Some(false) => WorkflowAnswer::no(cause(format!("{who} does not run on `{event}`: `if: {said}`"))),
        None => WorkflowAnswer::Unknown(cause(format!(
            "whether {who} runs on `{event}` is not known: `if: {said}`"
        ))),
    }
}

/// May something fail without harm?
pub(super) fn tolerance(written: &PlacedText, scene: &JobScene, path: &str, who: &str) -> WorkflowAnswer {
    let said = &written.text;
    let cause =
        |text| Cause { obstacle: Obstacle::ContinueOnError, path: path.to_owned(), line: written.line, text };
    match typed(said, scene).truth() {
        Some(false) => WorkflowAnswer::Yes,
        Some(true) => {
            WorkflowAnswer::no(cause(format!("{who} may fail without harm: `continue-on-error: {said}`")))
        }
        None => WorkflowAnswer::Unknown(cause(format!(
            "whether {who} may fail is not known: `continue-on-error: {said}`"
        ))),
    }
}

/// The most characters of a condition that are shown.
const LONGEST: usize = 120;

/// Why a workflow could not be read.
fn not_read(path: &str, why: &str) -> Cause {
    let line = why.strip_prefix("line ").and_then(|rest| rest.split(':').next()?.parse().ok()).unwrap_or(1);
    Cause {
        obstacle: Obstacle::NoJob,
        path: path.to_owned(),
        line,
        text: format!("it could not be read: {why}"),
    }
}
