//! A workflow file as a model: events, jobs and steps, each with its line. Local actions are read here too. Nothing is
//! decided yet.

use crate::reading::yaml::{YamlNode, YamlValue, yaml};

/// A text with its place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PlacedText {
    /// The text.
    pub(super) text: String,
    /// The line that it begins on, from 1.
    pub(super) line: u32,
}

/// A workflow.
#[derive(Debug, Clone)]
pub(super) struct WorkflowFile {
    /// The path of the file, relative to the root of the repository.
    pub(super) path: String,
    /// The name of the workflow, when it has one.
    pub(super) name: Option<String>,
    /// The events that start it.
    pub(super) events: Vec<WorkflowEvent>,
    /// The variables of all its jobs.
    pub(super) env: Vec<(String, String)>,
    /// The shell of all its scripts, when it says so.
    pub(super) shell: Option<String>,
    /// The jobs, in order.
    pub(super) jobs: Vec<WorkflowJob>,
}

/// An event that starts a workflow, with what narrows it.
#[derive(Debug, Clone)]
pub(super) struct WorkflowEvent {
    /// The name of the event.
    pub(super) name: String,
    /// The line of the event, from 1.
    pub(super) line: u32,
    /// What stands under it.
    pub(super) filters: Option<YamlNode>,
}

/// A job of a workflow.
#[derive(Debug, Clone)]
pub(super) struct WorkflowJob {
    /// The id of the job.
    pub(super) id: String,
    /// The name of the job, when it has one.
    pub(super) name: Option<String>,
    /// The line of the job, from 1.
    pub(super) line: u32,
    /// What must hold for it to run.
    pub(super) condition: Option<PlacedText>,
    /// The jobs that must have run before it.
    pub(super) needs: Vec<String>,
    /// The labels of the machine that it runs on.
    pub(super) runs_on: Vec<PlacedText>,
    /// Does it run in a container?
    pub(super) container: bool,
    /// The matrix, one run for each of its legs.
    pub(super) matrix: Option<YamlNode>,
    /// May it fail without harm?
    pub(super) tolerates: Option<PlacedText>,
    /// The variables of all its steps.
    pub(super) env: Vec<(String, String)>,
    /// The shell of all its scripts, when it says so.
    pub(super) shell: Option<String>,
    /// The workflow that it calls.
    pub(super) uses: Option<PlacedText>,
    /// What it hands to that.
    pub(super) with: Vec<(String, PlacedText)>,
    /// The steps, in order.
    pub(super) steps: Vec<WorkflowStep>,
}

/// A step of a job.
#[derive(Debug, Clone)]
pub(super) struct WorkflowStep {
    /// The id, by which others ask what came of it.
    pub(super) id: Option<String>,
    /// The line of the step, from 1.
    pub(super) line: u32,
    /// What must hold for it to run.
    pub(super) condition: Option<PlacedText>,
    /// May it fail without harm?
    pub(super) tolerates: Option<PlacedText>,
    /// The variables of the step.
    pub(super) env: Vec<(String, String)>,
    /// The shell of its script, when it says so.
    pub(super) shell: Option<String>,
    /// What it does.
    pub(super) action: StepAction,
    /// What it hands to an action.
    pub(super) with: Vec<(String, PlacedText)>,
}

/// What a step does.
#[derive(Debug, Clone)]
pub(super) enum StepAction {
    /// It runs a script.
    Run {
        /// The script, with the line that it begins on.
        script: PlacedText,
        /// Stands each line of it on a line of the file?
        lines: bool,
    },
    /// It uses an action.
    Uses(PlacedText),
}

/// An action of the repository itself.
#[derive(Debug, Clone)]
pub(super) struct LocalAction {
    /// The path of its file.
    pub(super) path: String,
    /// What is handed to it by default.
    pub(super) inputs: Vec<(String, PlacedText)>,
    /// The steps, when it is made of steps.
    pub(super) steps: Option<Vec<WorkflowStep>>,
}

/// The keys of a workflow file, of a job and of a step that GitHub's syntax has. A file with any other is refused there, as far
/// as is known here: nothing is believed of it.
const OF_WORKFLOW: [&str; 8] =
    ["name", "run-name", "on", "permissions", "env", "defaults", "concurrency", "jobs"];
const OF_JOB: [&str; 20] = [
    "name",
    "permissions",
    "needs",
    "if",
    "runs-on",
    "snapshot",
    "environment",
    "concurrency",
    "outputs",
    "env",
    "defaults",
    "steps",
    "timeout-minutes",
    "strategy",
    "continue-on-error",
    "container",
    "services",
    "uses",
    "with",
    "secrets",
];
const OF_STEP: [&str; 11] = [
    "id",
    "if",
    "name",
    "uses",
    "run",
    "working-directory",
    "shell",
    "with",
    "env",
    "continue-on-error",
    "timeout-minutes",
];

/// Has the value no other keys than these?
///
/// # Errors
///
/// Names the first other one with its line.
fn only(node: &YamlNode, keys: &[&str], of: &str) -> Result<(), String> {
    match node.entries().iter().find(|entry| !keys.contains(&entry.key.as_str())) {
        Some(other) => {
            Err(format!("line {}: `{}` is no key of {of} that is known here", other.line, other.key))
        }
        None => Ok(()),
    }
}

/// Reads a workflow file.
///
/// # Errors
///
/// When it is no workflow, says on which line and why.
pub(super) fn workflow(path: &str, text: &str) -> Result<WorkflowFile, String> {
    let root = yaml(text)?;
    if root.text() == Some("") {
        return Err("it is empty".to_owned());
    }
    only(&root, &OF_WORKFLOW, "a workflow")?;
    let jobs = root.get("jobs");
    let jobs =
        jobs.map_or(Ok(Vec::new()), |jobs| jobs.entries().iter().map(job).collect::<Result<_, _>>())?;
    Ok(WorkflowFile {
        path: path.to_owned(),
        name: text_under(&root, "name"),
        events: root.get("on").map(events).unwrap_or_default(),
        env: pairs(root.get("env")),
        shell: default_shell(&root),
        jobs,
    })
}

/// Reads the file of an action.
///
/// # Errors
///
/// When it is none, says on which line and why.
pub(super) fn action(path: &str, text: &str) -> Result<LocalAction, String> {
    let root = yaml(text)?;
    let runs = root.get("runs").ok_or("it does not say what it runs")?;
    let composite = text_under(runs, "using").is_some_and(|using| using == "composite");
    let steps = if composite { Some(steps(runs)?) } else { None };
    Ok(LocalAction { path: path.to_owned(), inputs: inputs(root.get("inputs")), steps })
}

fn events(on: &YamlNode) -> Vec<WorkflowEvent> {
    let plain = |node: &YamlNode| {
        let name = node.text()?.to_owned();
        Some(WorkflowEvent { name, line: node.line, filters: None })
    };
    match &on.value {
        YamlValue::Mapping(entries) => entries
            .iter()
            .map(|entry| WorkflowEvent {
                name: entry.key.clone(),
                line: entry.line,
                filters: Some(entry.node.clone()),
            })
            .collect(),
        _ => on.items().iter().filter_map(plain).collect(),
    }
}

fn job(entry: &crate::reading::yaml::YamlEntry) -> Result<WorkflowJob, String> {
    let node = &entry.node;
    let YamlValue::Mapping(_) = node.value else {
        return Err(format!("line {}: the job `{}` holds nothing", entry.line, entry.key));
    };
    only(node, &OF_JOB, "a job")?;
    let runs_on = node.get("runs-on").map(|on| on.get("labels").unwrap_or(on));
    let labels = runs_on.map(YamlNode::items).unwrap_or_default();
    let uses = placed(node, "uses");
    let steps = if uses.is_some() { Vec::new() } else { steps(node)? };
    Ok(WorkflowJob {
        id: entry.key.clone(),
        name: text_under(node, "name"),
        line: entry.line,
        condition: placed(node, "if"),
        needs: texts(node.get("needs")),
        runs_on: labels.iter().filter_map(text_of).collect(),
        container: node.get("container").is_some(),
        matrix: node.get("strategy").and_then(|strategy| strategy.get("matrix")).cloned(),
        tolerates: placed(node, "continue-on-error"),
        env: pairs(node.get("env")),
        shell: default_shell(node),
        uses,
        with: placed_pairs(node.get("with")),
        steps,
    })
}

fn steps(node: &YamlNode) -> Result<Vec<WorkflowStep>, String> {
    let Some(entry) = node.entry("steps") else {
        return Err(format!("line {}: there are no steps", node.line));
    };
    match &entry.node.value {
        YamlValue::Sequence(nodes) => nodes.iter().map(step).collect(),
        _ => Err(format!("line {}: the steps are no list", entry.line)),
    }
}

fn step(node: &YamlNode) -> Result<WorkflowStep, String> {
    only(node, &OF_STEP, "a step")?;
    let action = match (node.entry("run"), placed(node, "uses")) {
        (Some(entry), None) => {
            let Some(mut script) = text_of(&entry.node) else {
                return Err(format!("line {}: the script is no text", entry.line));
            };
            let lines = matches!(
                &entry.node.value,
                YamlValue::Scalar { style: crate::reading::yaml::ScalarStyle::Literal, .. }
            );
            if !lines {
                script.line = entry.line.max(script.line);
            }
            StepAction::Run { script, lines }
        }
        (None, Some(uses)) => StepAction::Uses(uses),
        _ => return Err(format!("line {}: a step has either `run` or `uses`", node.line)),
    };
    Ok(WorkflowStep {
        id: text_under(node, "id"),
        line: node.line,
        condition: placed(node, "if"),
        tolerates: placed(node, "continue-on-error"),
        env: pairs(node.get("env")),
        shell: text_under(node, "shell"),
        action,
        with: placed_pairs(node.get("with")),
    })
}

fn default_shell(node: &YamlNode) -> Option<String> {
    text_under(node.get("defaults")?.get("run")?, "shell")
}

/// The inputs of a workflow or an action, each with its default.
pub(super) fn inputs(node: Option<&YamlNode>) -> Vec<(String, PlacedText)> {
    let entries = node.map(YamlNode::entries).unwrap_or_default();
    let default = |node: &YamlNode| {
        placed(node, "default").unwrap_or(PlacedText { text: String::new(), line: node.line })
    };
    entries.iter().map(|entry| (entry.key.clone(), default(&entry.node))).collect()
}

fn text_of(node: &YamlNode) -> Option<PlacedText> {
    Some(PlacedText { text: node.text()?.to_owned(), line: node.line })
}

fn placed(node: &YamlNode, key: &str) -> Option<PlacedText> {
    let entry = node.entry(key)?;
    Some(PlacedText { text: entry.node.text()?.to_owned(), line: entry.line })
}

fn text_under(node: &YamlNode, key: &str) -> Option<String> {
    node.get(key)?.text().map(str::to_owned)
}

fn texts(node: Option<&YamlNode>) -> Vec<String> {
    let items = node.map(YamlNode::items).unwrap_or_default();
    items.iter().filter_map(|item| item.text().map(str::to_owned)).collect()
}

fn pairs(node: Option<&YamlNode>) -> Vec<(String, String)> {
    placed_pairs(node).into_iter().map(|(key, value)| (key, value.text)).collect()
}

fn placed_pairs(node: Option<&YamlNode>) -> Vec<(String, PlacedText)> {
    let entries = node.map(YamlNode::entries).unwrap_or_default();
    let pair = |entry: &crate::reading::yaml::YamlEntry| {
        let text = entry.node.text()?.to_owned();
        Some((entry.key.clone(), PlacedText { text, line: entry.line }))
    };
    entries.iter().filter_map(pair).collect()
}

impl WorkflowFile {
    /// The event that other workflows start it by.
    pub(super) fn called(&self) -> Option<&WorkflowEvent> {
        self.events.iter().find(|event| event.name == "workflow_call")
    }

    /// The name of the file, without its folder and its ending.
    pub(super) fn stem(&self) -> &str {
        let file = self.path.rsplit('/').next().unwrap_or_default();
        file.split('.').next().unwrap_or_default()
    }

    /// The job with this id.
    pub(super) fn job(&self, id: &str) -> Option<&WorkflowJob> {
        self.jobs.iter().find(|job| job.id == id)
    }
}
