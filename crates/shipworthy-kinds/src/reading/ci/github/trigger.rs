//! Whether an event starts a workflow: its name, and the branches, paths and types that narrow it.

use super::workflow::{WorkflowEvent, WorkflowFile};
use crate::reading::ci::answer::{Cause, Obstacle, WorkflowAnswer};
use crate::reading::yaml::YamlNode;
use shipworthy_model::glob::Glob;

/// Files that a change of a program touches: filters by path are tried on them.
const SOURCES: [&str; 4] = ["src/lib.rs", "src/main.rs", "Cargo.toml", "crates/a/src/lib.rs"];
/// What happens to a pull request when it, or a commit of it, is new.
const NEW: [&str; 2] = ["opened", "synchronize"];

/// Does the event start the workflow?
pub(super) fn starts(workflow: &WorkflowFile, name: &str) -> WorkflowAnswer {
    let cause = |line: u32, text: String| Cause {
        obstacle: Obstacle::NoTrigger,
        path: workflow.path.clone(),
        line,
        text,
    };
    let Some(event) = workflow.events.iter().find(|event| event.name == name) else {
        let line = workflow.events.first().map_or(1, |event| event.line);
        return WorkflowAnswer::no(cause(line, format!("`{name}` does not start it")));
    };
    let no = |line: u32, text: String| WorkflowAnswer::no(cause(line, text));
    let unknown = |line: u32, text: String| WorkflowAnswer::Unknown(cause(line, text));
    let all = [
        of_types(event).map_or(WorkflowAnswer::Yes, |(line, sure)| {
            let text = format!("not every new commit of a pull request starts it: `types` of `{name}`");
            if sure { no(line, text) } else { unknown(line, text) }
        }),
        of_branches(event).map_or(WorkflowAnswer::Yes, |(line, sure)| {
            if sure {
                no(line, format!("no branch starts it on `{name}`"))
            } else {
                unknown(line, "only tags start it".to_owned())
            }
        }),
        of_paths(event).map_or(WorkflowAnswer::Yes, |line| {
            unknown(line, "only changes of some paths start it".to_owned())
        }),
    ];
    all.into_iter().fold(WorkflowAnswer::Yes, WorkflowAnswer::and)
}

fn list(event: &WorkflowEvent, key: &str) -> Option<(u32, Vec<String>)> {
    let entry = event.filters.as_ref()?.entry(key)?;
    let items = entry.node.items().iter().filter_map(YamlNode::text).map(str::to_owned);
    Some((entry.line, items.collect()))
}

/// The line of `types` that leave out new commits, and whether they leave out all.
fn of_types(event: &WorkflowEvent) -> Option<(u32, bool)> {
    if !event.name.starts_with("pull_request") {
        return None;
    }
    let (line, types) = list(event, "types").filter(|(_, types)| !types.is_empty())?;
    let has = NEW.iter().filter(|new| types.iter().any(|name| name == *new)).count();
    (has < NEW.len()).then_some((line, has == 0))
}

/// The line of filters that let no branch through, and whether that is sure.
fn of_branches(event: &WorkflowEvent) -> Option<(u32, bool)> {
    if let Some((line, branches)) = list(event, "branches") {
        return branches.iter().all(|branch| branch.starts_with('!')).then_some((line, true));
    }
    if let Some((line, ignored)) = list(event, "branches-ignore") {
        return ignored.iter().any(|branch| branch == "**").then_some((line, true));
    }
    let tags = list(event, "tags").or_else(|| list(event, "tags-ignore"))?;
    (event.name == "push").then_some((tags.0, false))
}

/// The line of filters that a change of a program does not pass.
fn of_paths(event: &WorkflowEvent) -> Option<u32> {
    let matches = |pattern: &str, path: &str| {
        // A filter without a slash at its end names a file; `**.rs` is one of any folder.
        let anywhere = pattern.replace("**.", "**/*.");
        [pattern, anywhere.as_str()].iter().any(|text| Glob::new(text).is_ok_and(|glob| glob.matches(path)))
    };
    if let Some((line, paths)) = list(event, "paths") {
        let passes = |path: &&str| {
            paths.iter().fold(false, |passes, pattern| match pattern.strip_prefix('!') {
                Some(not) => passes && !matches(not, path),
                None => passes || matches(pattern, path),
            })
        };
        return (!SOURCES.iter().any(passes)).then_some(line);
    }
    let (line, ignored) = list(event, "paths-ignore")?;
    let passes = |path: &&str| !ignored.iter().any(|pattern| matches(pattern, path));
    (!SOURCES.iter().any(passes)).then_some(line)
}
