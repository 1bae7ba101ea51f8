//! What expressions of a job see: the event, the leg of the matrix, the inputs and the variables.

use std::collections::BTreeMap;

use super::leg::MatrixLeg;
use super::system::RunnerSystem;
use crate::reading::ci::expression::{ExpressionContext, ExpressionValue as Value};

/// What expressions see at one place of a workflow.
#[derive(Debug, Clone, Default)]
pub(super) struct JobScene {
    /// The event that started the workflow, or the one that called it.
    pub(super) event: String,
    /// What was handed to the workflow or the action.
    pub(super) inputs: BTreeMap<String, Value>,
    /// The leg of the matrix; `None` when it cannot be told.
    pub(super) leg: Option<MatrixLeg>,
    /// The variables, each with its text where that is known.
    pub(super) env: BTreeMap<String, Option<String>>,
    /// May a step have set other variables?
    pub(super) env_open: bool,
    /// The system, where it is known.
    pub(super) system: Option<RunnerSystem>,
    /// The step that has failed, and was allowed to.
    pub(super) failed_step: Option<String>,
}

impl ExpressionContext for JobScene {
    fn value(&self, path: &[&str]) -> Value {
        let Some((first, rest)) = path.split_first() else { return Value::Unknown };
        match (first.to_lowercase().as_str(), rest) {
            ("github", rest) => self.github(rest),
            ("matrix", [name, rest @ ..]) => match &self.leg {
                None => Value::Unknown,
                Some(leg) => inside(leg.get(name), rest),
            },
            ("inputs", [name]) => self.inputs.get(*name).cloned().unwrap_or(match self.event.as_str() {
                "workflow_dispatch" => Value::Unknown,
                _ => Value::Null,
            }),
            ("env", [name]) => match self.env.get(*name) {
                Some(Some(text)) => Value::Text(text.clone()),
                Some(None) => Value::Unknown,
                None if self.env_open => Value::Unknown,
                None => Value::Null,
            },
            ("steps", [id, what @ ("outcome" | "conclusion")]) => {
                let failed = self.failed_step.as_deref() == Some(*id) && *what == "outcome";
                Value::Text(if failed { "failure" } else { "success" }.to_owned())
            }
            ("needs", [_, "result"]) | ("job", ["status"]) => Value::Text("success".to_owned()),
            ("runner", ["os"]) => {
                self.system.map_or(Value::Unknown, |system| Value::Text(system.name().to_owned()))
            }
            _ => Value::Unknown,
        }
    }
}

impl JobScene {
    fn github(&self, path: &[&str]) -> Value {
        let pull_request = self.event.starts_with("pull_request");
        let path: Vec<String> = path.iter().map(|name| name.to_lowercase()).collect();
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        match path.as_slice() {
            ["event_name"] => Value::Text(self.event.clone()),
            ["ref"] if self.event == "pull_request" => Value::Begins("refs/pull/".to_owned()),
            ["ref"] if self.event == "schedule" => Value::Begins("refs/heads/".to_owned()),
            ["ref"] => Value::Begins("refs/".to_owned()),
            ["ref_type"] if self.event != "push" && self.event != "workflow_dispatch" => {
                Value::Text("branch".to_owned())
            }
            ["base_ref" | "head_ref"] if pull_request => Value::Truthy,
            ["base_ref" | "head_ref"] => Value::Text(String::new()),
            ["event", "pull_request"] if pull_request => Value::Truthy,
            ["event", "pull_request", ..] if self.event == "push" || self.event == "schedule" => Value::Null,
            ["event", "schedule", ..] if self.event != "schedule" => Value::Null,
            ["event", "inputs", ..] if self.event != "workflow_dispatch" => Value::Null,
            ["event", "release", ..] if self.event != "release" => Value::Null,
            ["event", "head_commit", ..] if pull_request => Value::Null,
            ["event", "action"] if self.event == "push" || self.event == "schedule" => Value::Null,
            _ => Value::Unknown,
        }
    }
}

fn inside(value: Value, path: &[&str]) -> Value {
    let Some((name, rest)) = path.split_first() else { return value };
    match value {
        Value::Data(serde_json::Value::Object(fields)) => {
            inside(fields.get(*name).cloned().map_or(Value::Null, Value::of_json), rest)
        }
        Value::Null => Value::Null,
        _ => Value::Unknown,
    }
}
