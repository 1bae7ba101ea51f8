//! `.gitlab-ci.yml`, as far as its jobs are plain: a script, a name, and whether they may fail. What includes, extends, or
//! decides by rules is not decided here.

use std::collections::BTreeMap;

use super::answer::{Cause, Obstacle, WorkflowAnswer};
use super::demand::Demand;
use super::shell::{CalledProgram, CommandOutcome, Script, ShellOptions};
use crate::reading::yaml::{YamlEntry, YamlNode, yaml};

/// Keys at the top that are no jobs.
const NO_JOBS: [&str; 14] = [
    "default",
    "include",
    "stages",
    "variables",
    "workflow",
    "image",
    "services",
    "cache",
    "before_script",
    "after_script",
    "types",
    "spec",
    "pages",
    "interruptible",
];
/// Keys by which a job is decided elsewhere, or by what is not known.
const DECIDED_ELSEWHERE: [&str; 9] =
    ["extends", "rules", "only", "except", "when", "trigger", "inherit", "parallel", "hooks"];

/// The pipeline of a repository on GitLab.
#[derive(Debug)]
pub(crate) struct Pipeline {
    path: String,
    read: Result<YamlNode, String>,
}

impl Pipeline {
    /// Reads the file.
    pub(crate) fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), read: yaml(text) }
    }

    fn jobs(&self) -> impl Iterator<Item = &YamlEntry> {
        let entries = self.read.as_ref().map(YamlNode::entries).unwrap_or_default();
        entries.iter().filter(|entry| !entry.key.starts_with('.') && !NO_JOBS.contains(&entry.key.as_str()))
    }

    /// The names of the jobs that have the name of a demand.
    pub(crate) fn jobs_called<'a>(&'a self, demand: &'a Demand<'_>) -> impl Iterator<Item = &'a str> {
        self.jobs().map(|entry| entry.key.as_str()).filter(|name| demand.names([*name]))
    }

    /// Does a job meet the demand? Nothing when none has the name.
    pub(crate) fn answer(&self, demand: &Demand<'_>) -> Option<WorkflowAnswer> {
        let root = match &self.read {
            Ok(root) => root,
            Err(why) => {
                let line = why.strip_prefix("line ").and_then(|rest| rest.split(':').next()?.parse().ok());
                return Some(self.unknown(line.unwrap_or(1), format!("it could not be read: {why}")));
            }
        };
        let jobs = self.jobs().filter(|entry| demand.names([entry.key.as_str()]));
        let included =
            root.entry("include").map(|entry| self.unknown(entry.line, "what it includes is not read"));
        WorkflowAnswer::any(jobs.map(|entry| self.job(root, entry, demand)).chain(included))
    }

    fn unknown(&self, line: u32, text: impl Into<String>) -> WorkflowAnswer {
        WorkflowAnswer::Unknown(self.cause(Obstacle::NoRun, line, text))
    }

    fn cause(&self, obstacle: Obstacle, line: u32, text: impl Into<String>) -> Cause {
        Cause { obstacle, path: self.path.clone(), line, text: text.into() }
    }

    fn job(&self, root: &YamlNode, entry: &YamlEntry, demand: &Demand<'_>) -> WorkflowAnswer {
        if demand.is_bare() {
            return WorkflowAnswer::Yes;
        }
        let who = format!("job `{}`", entry.key);
        let decided = DECIDED_ELSEWHERE.iter().find_map(|key| entry.node.entry(key));
        if let Some(other) = decided.or_else(|| root.entry("workflow")) {
            return self.unknown(other.line, format!("what `{}` makes of {who} is not read", other.key));
        }
        let event = match demand.event {
            None | Some("push") => WorkflowAnswer::Yes,
            Some(event) => self.unknown(entry.line, format!("whether `{event}` starts {who} is not known")),
        };
        let image = [&entry.node, root].into_iter().find_map(|node| node.entry("image"));
        let platform = match (demand.platform, image) {
            (None, _) => WorkflowAnswer::Yes,
            (Some("linux"), Some(_)) if entry.node.get("tags").is_none() => WorkflowAnswer::Yes,
            (Some(_), _) => self.unknown(entry.line, format!("what {who} runs on cannot be read off")),
        };
        let tolerated = match entry.node.entry("allow_failure").filter(|_| demand.real) {
            None => WorkflowAnswer::Yes,
            Some(allowed) => match allowed.node.text() {
                Some("false") => WorkflowAnswer::Yes,
                Some("true") => {
                    let text = format!("{who} may fail without harm: `allow_failure: true`");
                    WorkflowAnswer::no(self.cause(Obstacle::ContinueOnError, allowed.line, text))
                }
                _ => self
                    .unknown(allowed.line, format!("whether {who} may fail is not known: `allow_failure`")),
            },
        };
        event.and(platform).and(tolerated).and(self.script(root, entry, demand, &who))
    }

    fn script(&self, root: &YamlNode, entry: &YamlEntry, demand: &Demand<'_>, who: &str) -> WorkflowAnswer {
        let Some(script) = entry.node.entry("script") else {
            return self.unknown(entry.line, format!("{who} has no script of its own"));
        };
        let Some(pattern) = demand.pattern else {
            return match demand.real {
                true => self.unknown(script.line, "name in `runs` what must be able to fail"),
                false => WorkflowAnswer::Yes,
            };
        };
        let before = [Some(&entry.node), root.get("default"), Some(root)].into_iter().flatten();
        let before = before.filter_map(|node| node.get("before_script")).next();
        // One command a line, each of which ends the script when it fails.
        let (mut text, mut lines) = (String::new(), Vec::new());
        for node in before.into_iter().chain([&script.node]).flat_map(YamlNode::items) {
            let Some(command) = node.text() else {
                return self.unknown(node.line, format!("the script of {who} is not a plain list"));
            };
            for (line, at) in command.lines().zip(0..) {
                text.push_str(line);
                text.push('\n');
                lines.push(if command.contains('\n') { node.line + at } else { node.line });
            }
        }
        let find = |pipefail| {
            let shell = ShellOptions::Posix { errexit: true, pipefail, strict: false };
            let script = Script { text: &text, shell, variables: BTreeMap::new() };
            script.find(&|call: &CalledProgram| call.wanted_by(pattern))
        };
        // Whether a pipeline fails with its parts depends on the shell of the image.
        let (found, other) = (find(true), find(false));
        let line = |at: u32| lines.get(at as usize).copied().unwrap_or(script.line);
        if found != other {
            return self
                .unknown(script.line, format!("whether {who} fails depends on the shell of its image"));
        }
        match found {
            CommandOutcome::Fails => WorkflowAnswer::Yes,
            CommandOutcome::Masked { .. } | CommandOutcome::Perhaps(_) if !demand.real => WorkflowAnswer::Yes,
            CommandOutcome::Nowhere => {
                let text = format!("nothing that {who} runs matches `{}`", pattern.as_str());
                WorkflowAnswer::no(self.cause(Obstacle::NoRun, entry.line, text))
            }
            CommandOutcome::Masked { line: at, text, .. } => {
                let text = format!("{who} does not fail when `{text}` does");
                WorkflowAnswer::no(self.cause(Obstacle::Swallowed, line(at), text))
            }
            CommandOutcome::Perhaps(obscure) | CommandOutcome::Unclear(obscure) => self.unknown(
                line(obscure.line),
                format!("the script of {who} is not understood here: {}", obscure.why),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Demand, Pipeline, WorkflowAnswer};

    fn answer(text: &str) -> &'static str {
        let pattern = regex_lite::Regex::new("cargo test").unwrap();
        let demand = Demand { name: Some("test"), pattern: Some(&pattern), real: true, ..Demand::default() };
        match Pipeline::new(".gitlab-ci.yml", text).answer(&demand) {
            None => "no job",
            Some(WorkflowAnswer::Yes) => "yes",
            Some(WorkflowAnswer::No(_)) => "no",
            Some(WorkflowAnswer::Unknown(_)) => "unknown",
        }
    }

    #[test]
    fn plain_jobs_are_decided_and_others_are_not() {
        for (text, want) in [
            ("test:\n  script: cargo test\n", "yes"),
            ("test:\n  script:\n    - cargo build\n    - cargo test\n    - echo done\n", "yes"),
            ("before_script: [rustc --version]\ntest:\n  script: [cargo test]\n", "yes"),
            ("test:\n  script: cargo test || true\n", "no"),
            ("test:\n  script: cargo build\n", "no"),
            ("test:\n  script: cargo test\n  allow_failure: true\n", "no"),
            ("test:\n  script: cargo test\n  allow_failure: false\n", "yes"),
            ("test:\n  script: cargo test\n  allow_failure:\n    exit_codes: 3\n", "unknown"),
            ("test:\n  script: cargo test\n  rules:\n    - if: $X\n", "unknown"),
            ("test:\n  extends: .base\n", "unknown"),
            ("test:\n  script: cargo test | tee log\n", "unknown"),
            (".test:\n  script: cargo test\n", "no job"),
            ("build:\n  script: cargo test\n", "no job"),
            ("include: x.yml\nbuild:\n  script: cargo test\n", "unknown"),
            ("test:\n\tscript: x\n", "unknown"),
            ("test:\n  script: !reference [a, b]\n", "unknown"),
        ] {
            assert_eq!(answer(text), want, "{text}");
        }
    }
}
