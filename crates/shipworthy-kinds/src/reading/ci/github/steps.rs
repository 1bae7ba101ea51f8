//! Follows a demand through the steps of a job, and of the actions of the repository that they use.

use super::repository::WorkflowFiles;
use super::scene::JobScene;
use super::script::{Mention, mention, rendered, shells, variables};
use super::walk::{of_condition, tolerance};
use super::workflow::{PlacedText, StepAction, WorkflowStep};
use crate::reading::ci::answer::{Cause, Obstacle, WorkflowAnswer};
use crate::reading::ci::demand::Demand;
use crate::reading::ci::expression::{condition, value_of};
use crate::reading::ci::shell::{CalledProgram, CommandOutcome, Match, Script, ShellOptions, is_tidy};

/// The deepest calls of actions that are followed.
const DEEPEST: usize = 10;
/// The most commands of a script that are tried one by one.
const MOST_TRIED: usize = 60;

/// Follows a demand through steps.
#[derive(Clone, Copy)]
pub(super) struct StepsWalk<'a> {
    /// The files, among which the actions are.
    pub(super) files: &'a WorkflowFiles,
    /// What is asked for.
    pub(super) demand: &'a Demand<'a>,
}

/// Where steps stand.
#[derive(Clone, Copy)]
pub(super) struct StepFrame<'a> {
    /// The id of the job.
    pub(super) job: &'a str,
    /// The line of the job.
    pub(super) job_line: u32,
    /// The file that the steps stand in.
    pub(super) path: &'a str,
    /// The shell of their scripts, where they name none.
    pub(super) shell: Option<&'a str>,
    /// Does the job run in a container?
    pub(super) container: bool,
    /// How many actions are between the job and the steps.
    pub(super) depth: usize,
}

impl StepFrame<'_> {
    fn cause(&self, obstacle: Obstacle, line: u32, text: impl Into<String>) -> Cause {
        Cause { obstacle, path: self.path.to_owned(), line, text: text.into() }
    }
}

/// Something that a step does, with whether its failure is that of the job.
struct StepDeed {
    /// Is it what the name of the job says, such as `cargo test` in the job `test`?
    named: bool,
    /// Is it an action, and no command of a script?
    action: bool,
    comes_through: WorkflowAnswer,
}

impl<'a> StepsWalk<'a> {
    /// Do the steps meet the demand?
    pub(super) fn answer(
        self,
        steps: &'a [WorkflowStep],
        scene: &JobScene,
        frame: StepFrame<'a>,
    ) -> WorkflowAnswer {
        match self.demand.pattern {
            Some(pattern) => {
                let nothing = || {
                    let text =
                        format!("nothing that job `{}` runs matches `{}`", frame.job, pattern.as_str());
                    WorkflowAnswer::no(frame.cause(Obstacle::NoRun, frame.job_line, text))
                };
                let answer = self.matching(pattern, steps, scene, frame).unwrap_or_else(nothing);
                // Where it is not seen to be run, what stands elsewhere may run it.
                match &answer {
                    WorkflowAnswer::No(causes)
                        if causes
                            .iter()
                            .all(|c| matches!(c.obstacle, Obstacle::NoRun | Obstacle::Disabled)) =>
                    {
                        let elsewhere = self.elsewhere(steps, scene, frame, pattern);
                        elsewhere.map_or(answer, WorkflowAnswer::Unknown)
                    }
                    _ => answer,
                }
            }
            None if self.demand.real => judged(self.deeds(steps, scene, frame), frame),
            None => WorkflowAnswer::Yes,
        }
    }

    /// The answer of the steps that run what a pattern wants; nothing when none does.
    fn matching(
        self,
        pattern: &regex_lite::Regex,
        steps: &'a [WorkflowStep],
        scene: &JobScene,
        frame: StepFrame<'a>,
    ) -> Option<WorkflowAnswer> {
        let answers = steps.iter().enumerate().filter_map(|(at, step)| {
            let scene = with_env(scene, step);
            let inner = match &step.action {
                StepAction::Run { script, lines } => {
                    self.script(pattern, step, script, *lines, &scene, frame)
                }
                StepAction::Uses(uses) => self.uses(pattern, step, uses, &scene, frame),
            }?;
            Some(self.allowed(steps, at, &scene, frame).and(inner))
        });
        WorkflowAnswer::any(answers)
    }

    /// Does the step run, and is its failure that of the job?
    fn allowed(
        self,
        steps: &'a [WorkflowStep],
        at: usize,
        scene: &JobScene,
        frame: StepFrame<'a>,
    ) -> WorkflowAnswer {
        let Some(step) = steps.get(at) else { return WorkflowAnswer::Yes };
        let who = format!("a step of job `{}`", frame.job);
        let runs = match &step.condition {
            None => WorkflowAnswer::Yes,
            Some(written) => {
                of_condition(condition(&written.text, scene).0, written, frame.path, &who, &scene.event)
            }
        };
        let tolerated = match step.tolerates.as_ref().filter(|_| self.demand.real) {
            None => WorkflowAnswer::Yes,
            Some(written) => match tolerance(written, scene, frame.path, &who) {
                WorkflowAnswer::Yes => WorkflowAnswer::Yes,
                other => later_judge(step, &steps[at + 1..], scene, frame).unwrap_or(other),
            },
        };
        runs.and(tolerated)
    }

    fn script(
        self,
        pattern: &regex_lite::Regex,
        step: &WorkflowStep,
        script: &PlacedText,
        lines: bool,
        scene: &JobScene,
        frame: StepFrame<'_>,
    ) -> Option<WorkflowAnswer> {
        let text = rendered(&script.text, scene);
        let known = variables(scene);
        match mention(&text, pattern, &known) {
            Mention::Absent => return None,
            Mention::Perhaps => {
                let text =
                    format!("what job `{}` runs depends on an expression that is not known", frame.job);
                return Some(WorkflowAnswer::Unknown(frame.cause(Obstacle::NoRun, script.line, text)));
            }
            Mention::Stands => {}
        }
        let shells = shells_of(step, scene, frame);
        if shells.is_empty() {
            let text = format!("the shell of a step of job `{}` is not one that is read", frame.job);
            return Some(WorkflowAnswer::Unknown(frame.cause(Obstacle::NoRun, step.line, text)));
        }
        let one = |shell: ShellOptions| {
            let script_read = Script { text: &text, shell, variables: known.clone() };
            let found = script_read.find(&|call: &CalledProgram| call.wanted_by(pattern));
            self.of_found(found, script, lines, frame)
        };
        let mut answers = shells.into_iter().map(one);
        let first = answers.next()?;
        answers
            .fold(first, |before, answer| if before == answer { before } else { undecided(before, answer) })
    }

    /// What becomes of a command in a script, as an answer.
    fn of_found(
        self,
        found: CommandOutcome,
        script: &PlacedText,
        lines: bool,
        frame: StepFrame<'_>,
    ) -> Option<WorkflowAnswer> {
        let line = |line: u32| if lines { script.line + line } else { script.line };
        let who = frame.job;
        match found {
            CommandOutcome::Nowhere => None,
            CommandOutcome::Fails => Some(WorkflowAnswer::Yes),
            CommandOutcome::Masked { .. } | CommandOutcome::Perhaps(_) if !self.demand.real => {
                Some(WorkflowAnswer::Yes)
            }
            CommandOutcome::Masked { line: at, text, made_up } => {
                let text: String = text.chars().take(LONGEST).collect();
                let (obstacle, text) = match made_up {
                    true => (Obstacle::MadeUp, format!("job `{who}` makes up results when `{text}` fails")),
                    false => (Obstacle::Swallowed, format!("job `{who}` does not fail when `{text}` does")),
                };
                Some(WorkflowAnswer::no(frame.cause(obstacle, line(at), text)))
            }
            CommandOutcome::Perhaps(obscure) | CommandOutcome::Unclear(obscure) => {
                let text = format!("the script of job `{who}` is not understood here: {}", obscure.why);
                Some(WorkflowAnswer::Unknown(frame.cause(Obstacle::NoRun, line(obscure.line), text)))
            }
        }
    }

    fn uses(
        self,
        pattern: &regex_lite::Regex,
        step: &'a WorkflowStep,
        uses: &PlacedText,
        scene: &JobScene,
        frame: StepFrame<'a>,
    ) -> Option<WorkflowAnswer> {
        if let Some(local) = self.local(step, uses, scene, frame) {
            return match local {
                Ok((steps, scene, frame)) => self
                    .matching(pattern, steps, &scene, frame)
                    .or_else(|| pattern.is_match(&uses.text).then_some(WorkflowAnswer::Yes)),
                Err(cause) => Some(WorkflowAnswer::Unknown(cause)),
            };
        }
        if pattern.is_match(&uses.text) {
            return Some(alert(step, frame).unwrap_or(WorkflowAnswer::Yes));
        }
        let name = uses.text.split('@').next().and_then(|path| path.rsplit('/').next()).unwrap_or_default();
        if let Some(call) = cargo_call(name, step, scene) {
            let wanted = call.wanted_by(pattern) == Match::Yes;
            return wanted.then(|| alert(step, frame).unwrap_or(WorkflowAnswer::Yes));
        }
        let handed: Vec<(&str, String)> = step
            .with
            .iter()
            .map(|(input, value)| (input.as_str(), value_of(&value.text, scene).text().unwrap_or_default()))
            .collect();
        let hidden = is_cargo(name)
            && step.with.iter().any(|(_, value)| value_of(&value.text, scene).text().is_none());
        let all = handed.iter().fold(name.to_owned(), |all, (_, value)| all + " " + value);
        // A value may be the rest of a command whose program the action is called for, or the input is:
        // `cargo-command: clippy` is `cargo clippy`.
        let told = handed.iter().any(|(input, value)| {
            let programs = [name].into_iter().chain(parts(name)).chain(parts(input));
            pattern.is_match(value)
                || programs.into_iter().any(|program| pattern.is_match(&format!("{program} {value}")))
        });
        // `clippy-check` may well run `cargo clippy`.
        let words = |text: &str| -> Vec<String> {
            let words = parts(text).filter(|word| word.len() > 2 && *word != "cargo");
            words.map(str::to_lowercase).collect()
        };
        let wanted = words(pattern.as_str());
        let called = words(name).iter().any(|word| wanted.contains(word));
        (told || called || hidden || pattern.is_match(&all)).then(|| {
            let text =
                format!("what `{}` does with what job `{}` hands to it is not read", uses.text, frame.job);
            WorkflowAnswer::Unknown(frame.cause(Obstacle::NoRun, uses.line, text))
        })
    }

    /// The steps of an action of the repository, with what they see; nothing for any other action.
    #[expect(clippy::type_complexity, reason = "what is followed, or why not")]
    fn local(
        self,
        step: &'a WorkflowStep,
        uses: &PlacedText,
        scene: &JobScene,
        frame: StepFrame<'a>,
    ) -> Option<Result<(&'a [WorkflowStep], JobScene, StepFrame<'a>), Cause>> {
        let folder = uses.text.strip_prefix("./")?.trim_end_matches('/');
        let refuse = |text: String| Some(Err(frame.cause(Obstacle::NoRun, uses.line, text)));
        let action = match self.files.action(folder) {
            None => return refuse(format!("the action `{}` was not found", uses.text)),
            Some(Err(why)) => return refuse(format!("the action `{}` could not be read: {why}", uses.text)),
            Some(Ok(action)) => action,
        };
        let Some(steps) = &action.steps else {
            return refuse(format!("the action `{}` is a program, which is not read", uses.text));
        };
        if frame.depth >= DEEPEST {
            return refuse(format!("the action `{}` uses actions that use it, or too many", uses.text));
        }
        let mut inner = scene.clone();
        inner.inputs.clear();
        for (name, default) in &action.inputs {
            inner.inputs.insert(name.clone(), value_of(&default.text, scene));
        }
        for (name, value) in &step.with {
            inner.inputs.insert(name.clone(), value_of(&value.text, scene));
        }
        let frame = StepFrame { path: &action.path, shell: None, depth: frame.depth + 1, ..frame };
        Some(Ok((steps, inner, frame)))
    }

    /// Where a job runs what stands elsewhere, so that nobody can say that something is not run.
    fn elsewhere(
        self,
        steps: &'a [WorkflowStep],
        scene: &JobScene,
        frame: StepFrame<'a>,
        pattern: &regex_lite::Regex,
    ) -> Option<Cause> {
        steps.iter().find_map(|step| {
            let scene = &with_env(scene, step);
            let written = step.condition.as_ref();
            if written.is_some_and(|written| condition(&written.text, scene).0 == Some(false)) {
                return None;
            }
            match &step.action {
                StepAction::Uses(uses) => match self.local(step, uses, scene, frame)? {
                    Ok((steps, scene, frame)) => self.elsewhere(steps, &scene, frame, pattern),
                    Err(cause) => Some(cause),
                },
                StepAction::Run { script, lines } => {
                    let text = rendered(&script.text, scene);
                    let shell = *shells_of(step, scene, frame).first()?;
                    let read = Script { text: &text, shell, variables: variables(scene) };
                    let calls = read.calls().ok()?;
                    let call = calls.iter().find(|call| call.may_run(pattern))?;
                    let line = if *lines { script.line + call.line } else { script.line };
                    let said = call.arguments().iter().take(3).cloned().collect::<Vec<_>>().join(" ");
                    let file = call.script().map_or("a file of the repository".to_owned(), |file| format!("`{file}`"));
                    let text = format!(
                        "job `{}` runs `{said}`; what that does stands in {file}, which is not read: look there, and name \
                         `{said}` in `runs` if it is what is wanted",
                        frame.job
                    );
                    Some(frame.cause(Obstacle::NoRun, line, text))
                }
            }
        })
    }

    /// What the steps do, each with whether its failure is that of the job.
    fn deeds(self, steps: &'a [WorkflowStep], scene: &JobScene, frame: StepFrame<'a>) -> Vec<StepDeed> {
        let mut deeds = Vec::new();
        for (at, step) in steps.iter().enumerate() {
            let scene = with_env(scene, step);
            let allowed = self.allowed(steps, at, &scene, frame);
            let inner = match &step.action {
                StepAction::Run { script, lines } => self.commands(step, script, *lines, &scene, frame),
                StepAction::Uses(uses) => match self.local(step, uses, &scene, frame) {
                    Some(Ok((steps, scene, frame))) => self.deeds(steps, &scene, frame),
                    Some(Err(cause)) => {
                        vec![StepDeed {
                            named: false,
                            action: true,
                            comes_through: WorkflowAnswer::Unknown(cause),
                        }]
                    }
                    None => {
                        let alert = alert(step, frame);
                        let named = alert.is_some();
                        vec![StepDeed {
                            named,
                            action: true,
                            comes_through: alert.unwrap_or(WorkflowAnswer::Yes),
                        }]
                    }
                },
            };
            deeds.extend(
                inner
                    .into_iter()
                    .map(|deed| StepDeed { comes_through: deed.comes_through.and(allowed.clone()), ..deed }),
            );
        }
        deeds
    }

    /// The commands of a script, each tried by itself.
    fn commands(
        self,
        step: &WorkflowStep,
        script: &PlacedText,
        lines: bool,
        scene: &JobScene,
        frame: StepFrame<'_>,
    ) -> Vec<StepDeed> {
        let text = rendered(&script.text, scene);
        let unclear = |line: u32, why: &str| {
            let text = format!("the script of job `{}` is not understood here: {why}", frame.job);
            let comes_through = WorkflowAnswer::Unknown(frame.cause(Obstacle::NoRun, line, text));
            vec![StepDeed { named: false, action: false, comes_through }]
        };
        let Some(shell) = shells_of(step, scene, frame).first().copied() else {
            return unclear(step.line, "its shell is not one that is read");
        };
        let read = Script { text: &text, shell, variables: variables(scene) };
        let calls = match read.calls() {
            Ok(calls) => calls,
            Err(obscure) => {
                return unclear(script.line + if lines { obscure.line } else { 0 }, &obscure.why);
            }
        };
        if calls.len() > MOST_TRIED {
            return unclear(script.line, "it is too long");
        }
        let matters = |call: &&CalledProgram| !call.is_builtin() && !is_tidy(call.program());
        let deed = |call: &CalledProgram| {
            let same = |other: &CalledProgram| if other == call { Match::Yes } else { Match::No };
            let comes_through = self.of_found(read.find(&same), script, lines, frame)?;
            let subcommand = call.cargo_subcommand().unwrap_or_default();
            Some(StepDeed { named: self.is_named_for(subcommand), action: false, comes_through })
        };
        calls.iter().filter(matters).filter_map(deed).collect()
    }

    /// Does the name that is asked for speak of this subcommand of cargo?
    fn is_named_for(self, subcommand: &str) -> bool {
        let words = self.demand.name.unwrap_or_default().split(' ').filter(|word| word.len() > 2);
        subcommand.len() > 2
            && words.into_iter().any(|word| word.contains(subcommand) || subcommand.contains(word))
    }
}

/// The most characters of a command that are shown.
const LONGEST: usize = 100;

/// Can the job fail by what it is there for?
fn judged(deeds: Vec<StepDeed>, frame: StepFrame<'_>) -> WorkflowAnswer {
    let (named, others): (Vec<StepDeed>, Vec<StepDeed>) = deeds.into_iter().partition(|deed| deed.named);
    let alerts = named.iter().filter(|deed| deed.action).map(|deed| deed.comes_through.clone());
    let alerts = alerts.fold(WorkflowAnswer::Yes, WorkflowAnswer::and);
    let commands = named.into_iter().filter(|deed| !deed.action).map(|deed| deed.comes_through);
    if let Some(answer) = WorkflowAnswer::any(commands) {
        return answer.and(alerts);
    }
    let scripts = others.iter().any(|deed| !deed.action);
    let mut answers: Vec<WorkflowAnswer> =
        others.into_iter().filter(|deed| deed.action != scripts).map(|deed| deed.comes_through).collect();
    answers.push(WorkflowAnswer::Yes);
    let masked = answers.iter().filter(|answer| matches!(answer, WorkflowAnswer::No(_))).count();
    let whole = answers.len() - 1;
    let answer = if whole > 0 && masked == whole {
        answers
            .into_iter()
            .filter(|answer| *answer != WorkflowAnswer::Yes)
            .fold(WorkflowAnswer::Yes, WorkflowAnswer::and)
    } else {
        let doubt = |answer: WorkflowAnswer| match answer {
            WorkflowAnswer::Yes => None,
            WorkflowAnswer::Unknown(cause) => Some(cause),
            WorkflowAnswer::No(causes) => causes.into_iter().next().map(|cause| Cause {
                text: format!(
                    "{}; whether that matters is not known: name in `runs` what must be able to fail",
                    cause.text
                ),
                ..cause
            }),
        };
        match answers.into_iter().find_map(doubt) {
            Some(cause) => WorkflowAnswer::Unknown(cause),
            None if whole == 0 => WorkflowAnswer::Unknown(frame.cause(
                Obstacle::NoRun,
                frame.job_line,
                format!("job `{}` runs nothing", frame.job),
            )),
            None => WorkflowAnswer::Yes,
        }
    };
    answer.and(alerts)
}

/// What an action runs that is called as cargo is: its name is `cargo`, and its `command` and `args` are the rest of the line.
/// Nothing where a part of that is not known, or where it is told to call another program.
fn cargo_call(name: &str, step: &WorkflowStep, scene: &JobScene) -> Option<CalledProgram> {
    let input = |wanted: &str| match step.with.iter().find(|(input, _)| input == wanted) {
        Some((_, value)) => value_of(&value.text, scene).text(),
        None => Some(String::new()),
    };
    let (command, args, cross) = (input("command")?, input("args")?, input("use-cross")?);
    let toolchain = Some(input("toolchain")?).filter(|name| !name.is_empty()).map(|name| format!("+{name}"));
    let cargo = is_cargo(name) && !command.is_empty() && matches!(cross.as_str(), "" | "false");
    let words: Vec<String> = ["cargo", toolchain.as_deref().unwrap_or_default(), &command, &args]
        .into_iter()
        .flat_map(str::split_whitespace)
        .map(str::to_owned)
        .collect();
    cargo.then(|| CalledProgram::new(words.clone(), words.join(" "), 0))
}

/// Is the action called as cargo is?
fn is_cargo(name: &str) -> bool {
    parts(name).last() == Some("cargo")
}

/// The step is told not to fail.
fn alert(step: &WorkflowStep, frame: StepFrame<'_>) -> Option<WorkflowAnswer> {
    let (_, value) =
        step.with.iter().find(|(name, value)| name == "fail-on-alert" && value.text == "false")?;
    let text = format!("job `{}` does not fail here: `fail-on-alert: false`", frame.job);
    Some(WorkflowAnswer::no(frame.cause(Obstacle::NoAlert, value.line, text)))
}

/// Does a later step fail the job because this one, which may fail, did? Nothing when none asks.
fn later_judge(
    step: &WorkflowStep,
    later: &[WorkflowStep],
    scene: &JobScene,
    frame: StepFrame<'_>,
) -> Option<WorkflowAnswer> {
    let id = step.id.as_deref()?;
    let scene = JobScene { failed_step: Some(id.to_owned()), ..scene.clone() };
    let asks = |text: &str| text.contains(&format!("steps.{id}.")) || text.contains("toJSON(steps)");
    let answers = later.iter().filter_map(|judge| {
        let scene = with_env(&scene, judge);
        let script = match &judge.action {
            StepAction::Run { script, .. } => script.text.as_str(),
            StepAction::Uses(_) => "",
        };
        let told = judge.condition.iter().map(|written| written.text.as_str());
        let told = told.chain([script]).chain(judge.env.iter().map(|(_, text)| text.as_str()));
        let told = told.chain(judge.with.iter().map(|(_, value)| value.text.as_str()));
        if !told.into_iter().any(asks) {
            return None;
        }
        let holds = judge.condition.as_ref().map_or(Some(true), |written| condition(&written.text, &scene).0);
        let tolerated =
            judge.tolerates.as_ref().map_or(Some(false), |written| value_of(&written.text, &scene).truth());
        let text = rendered(script, &scene);
        let succeeds = match (&judge.action, shells_of(judge, &scene, frame).first()) {
            (StepAction::Run { .. }, Some(shell)) => {
                Script { text: &text, shell: *shell, variables: variables(&scene) }.succeeds()
            }
            _ => None,
        };
        match (holds, succeeds, tolerated) {
            (Some(false), _, _) | (_, Some(true), _) | (_, _, Some(true)) => None,
            (Some(true), Some(false), Some(false)) => Some(WorkflowAnswer::Yes),
            _ => {
                let text =
                    format!("whether job `{}` fails here after `{id}` has failed is not known", frame.job);
                Some(WorkflowAnswer::Unknown(frame.cause(Obstacle::ContinueOnError, judge.line, text)))
            }
        }
    });
    WorkflowAnswer::any(answers)
}

/// What a step sees: its own variables beside those of the job.
fn with_env(scene: &JobScene, step: &WorkflowStep) -> JobScene {
    let mut scene = scene.clone();
    for (name, text) in &step.env {
        let text = value_of(text, &scene).text();
        scene.env.insert(name.clone(), text);
    }
    scene
}

fn shells_of(step: &WorkflowStep, scene: &JobScene, frame: StepFrame<'_>) -> Vec<ShellOptions> {
    match step.shell.as_deref().or(frame.shell) {
        None => shells(None, frame.container, scene.system),
        Some(written) => match value_of(written, scene).text() {
            Some(written) => shells(Some(&written), frame.container, scene.system),
            None => Vec::new(),
        },
    }
}

/// The words that a name is made of.
fn parts(name: &str) -> impl Iterator<Item = &str> {
    name.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty())
}

/// Two shells that do not come to the same.
fn undecided(one: Option<WorkflowAnswer>, other: Option<WorkflowAnswer>) -> Option<WorkflowAnswer> {
    let cause = |answer: Option<WorkflowAnswer>| match answer? {
        WorkflowAnswer::Yes => None,
        WorkflowAnswer::No(causes) => causes.into_iter().next(),
        WorkflowAnswer::Unknown(cause) => Some(cause),
    };
    match (one, other) {
        (None, None) => None,
        (one, other) => cause(one).or_else(|| cause(other)).map(WorkflowAnswer::Unknown),
    }
}
