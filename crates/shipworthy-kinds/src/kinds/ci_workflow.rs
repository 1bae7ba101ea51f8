//! `ci-workflow`: a workflow runs what it must, when and where it must, and its jobs are able to fail. Reads the files;
//! asks no service what came of them.

use std::collections::BTreeSet;

use regex_lite::Regex;
use shipworthy_model::facts::Facts;
use shipworthy_model::judgement::{Finding, Judgement};
use shipworthy_model::kind::{Param, ParamType};
use shipworthy_model::observation::{Looked, Observation, Sighting};
use shipworthy_model::params::Params;
use shipworthy_model::step::{Look, SourceFile, Step};
use shipworthy_model::unknown::Reason;

use crate::kind::{Kind, Scope};
use crate::reading::ci::answer::{Cause, Obstacle, WorkflowAnswer};
use crate::reading::ci::demand::{Demand, plain_name};
use crate::reading::ci::github::{Walk, WorkflowFiles};
use crate::reading::ci::gitlab::Pipeline;
use crate::reading::globs::Globs;
use crate::reading::pattern::pattern;

/// The check kind `ci-workflow`.
pub(super) static KIND: Kind =
    Kind::new("ci-workflow", "a workflow does what it must, and can fail", steps, judge)
        .about(
            "Reads the workflows of GitHub Actions as GitHub does: events with their filters, conditions, every leg of \
             a matrix, workflows and actions of the repository that are called, and scripts as their shell runs them. A \
             word of `jobs` is found in the id or name of a job, or in the name or file name of its workflow, whatever \
             the case; `-`, `_` and a space are the same. All that is asked for must hold of one and the same job: for \
             each pattern of `runs`, on each of the `triggers` and on each of the `platforms`, there is a job of such a \
             name that runs it there and then. A pattern is tried on each command, from its first word, with what is \
             known put in for expressions and variables; or on the name of an action. Words that are only printed, \
             quoted or commented out are no command. With `real = true`, the failure of that command must be the \
             failure of the job: no `|| true`, no pipe that hides it, no `continue-on-error`, unless a later step looks \
             at the outcome and fails. Without `runs`, the commands that the job is named for must be able to fail, or \
             else all that it runs. What cannot be decided is unknown, with its line: YAML that is refused, a shell \
             beyond the usual forms, a condition on what only GitHub knows, a runner whose label names no system, a \
             workflow or an action of another repository, a script of the repository. Only files in \
             `.github/workflows` at the top of the git repository count: GitHub runs no others. Where there are none, \
             the plain jobs of `.gitlab-ci.yml` are read; the files of other services are not, and what came of a run \
             is not looked at.",
        )
        .params(&[
            Param::optional(
                "files",
                ParamType::Globs,
                "the workflows to look at; default all in `.github/workflows`",
            ),
            Param::optional(
                "jobs",
                ParamType::Texts,
                "for each there is a job, or a workflow with jobs, of that name",
            ),
            Param::optional("runs", ParamType::Patterns, "each pattern matches a command that is run"),
            Param::optional(
                "triggers",
                ParamType::Texts,
                "events on which they run, such as `push` and `pull_request`",
            ),
            Param::optional(
                "platforms",
                ParamType::Texts,
                "systems they run on, such as `linux`, `macos`, `windows`",
            ),
            Param::optional("real", ParamType::Flag, "`true`: nothing keeps them from failing"),
        ])
        .since("0.1")
        .version(2)
        .scope(Scope::Each(&[
            Scope::Named { by: &["files"], otherwise: WORKFLOWS },
            Scope::Files(WORKFLOWS),
            Scope::Files(ACTIONS),
            Scope::Files(STRAY),
            Scope::Files(OTHERS),
        ]));

/// Where GitHub looks for workflows.
const WORKFLOWS: &[&str] = &[".github/workflows/*.yml", ".github/workflows/*.yaml"];
/// Actions that workflows may use.
const ACTIONS: &[&str] = &["**/action.yml", "**/action.yaml"];
/// Where somebody may put workflows by mistake.
const STRAY: &[&str] = &["**/.github/workflows/*.yml", "**/.github/workflows/*.yaml"];
/// The file of GitLab.
const GITLAB: &str = ".gitlab-ci.yml";
/// The files of other services.
const OTHERS: &[&str] = &[
    GITLAB,
    ".circleci/config.yml",
    ".travis.yml",
    ".cirrus.yml",
    ".drone.yml",
    "azure-pipelines.yml",
    "bitbucket-pipelines.yml",
    "Jenkinsfile",
    ".forgejo/workflows/*",
    ".gitea/workflows/*",
    ".woodpecker/*",
    ".buildkite/*",
];

fn steps(params: &Params, facts: &Facts) -> Vec<Step> {
    let owned = |globs: &[&str]| globs.iter().map(|glob| (*glob).to_owned()).collect::<Vec<_>>();
    let files = params.texts("files");
    let look = |select: Vec<String>, look| Step::Look(Look::new(select, look));
    if !facts.folder_in_repository.is_empty() {
        // What a service reads lies above, where nothing can be looked at.
        return vec![look(owned(STRAY), there)];
    }
    let mut read = owned(WORKFLOWS);
    read.extend(owned(ACTIONS));
    read.extend(owned(&files));
    vec![look(read, whole), look(owned(STRAY), there), look(owned(OTHERS), whole)]
}

/// The file itself is what was seen: what it means can only be told from all of them together.
fn whole(_: &Params, file: &SourceFile<'_>) -> Result<Vec<Sighting>, String> {
    Ok(vec![Sighting::new("file", file.path).text(file.text()?)])
}

fn there(_: &Params, file: &SourceFile<'_>) -> Result<Vec<Sighting>, String> {
    Ok(vec![Sighting::new("there", file.path)])
}

fn judge(params: &Params, observations: &[Observation]) -> Judgement {
    if let [Observation::Looked(_)] = observations {
        let why = "this folder is not the top of its git repository, and the workflows that GitHub runs stand there: \
                   ask for them in a readiness.toml at the top";
        return Judgement::unknown(Reason::CouldNotLook, why);
    }
    let [Observation::Looked(read), Observation::Looked(stray), Observation::Looked(others)] = observations
    else {
        return Judgement::unknown(Reason::CouldNotLook, "the workflows were not looked at");
    };
    let chosen = params.texts("files");
    let chosen = if chosen.is_empty() { WORKFLOWS.to_vec() } else { chosen };
    let (chosen, wanted) = match (Globs::new(chosen), Wanted::of(params)) {
        (Ok(chosen), Ok(wanted)) => (chosen, wanted),
        (Err(why), _) | (_, Err(why)) => return Judgement::unknown(Reason::CouldNotLook, why),
    };
    let counts = |path: &str| WorkflowFiles::is_workflow(path) && chosen.matches(path);
    let mut files = WorkflowFiles::default();
    read.sightings.iter().for_each(|seen| files.add(&seen.path, &seen.text));
    read.unreadable.iter().for_each(|(path, why)| files.add_unreadable(path, why));
    let bare = Demand::default();
    let any = files.jobs_called(&bare).any(|(path, _)| counts(path));
    let unread = files.unreadable().filter(|(path, _)| counts(path));
    if any || unread.is_some() {
        let answer = |demand: &Demand<'_>| Walk::new(&files, demand).answer(&counts);
        let jobs = |demand: &Demand<'_>| {
            files
                .jobs_called(demand)
                .filter(|(path, _)| counts(path))
                .map(|(path, id)| format!("{path} {id}"))
                .collect()
        };
        return wanted.judged(&answer, &jobs);
    }
    let pipeline = others.sightings.iter().find(|seen| seen.path == GITLAB && !params.has("files"));
    let github = read.sightings.iter().any(|seen| counts(&seen.path));
    if let Some(seen) = pipeline.filter(|_| !github) {
        let pipeline = Pipeline::new(&seen.path, &seen.text);
        let answer = |demand: &Demand<'_>| pipeline.answer(demand);
        let jobs = |demand: &Demand<'_>| pipeline.jobs_called(demand).map(str::to_owned).collect();
        return wanted.judged(&answer, &jobs);
    }
    let idle = read.sightings.iter().find(|seen| chosen.matches(&seen.path) && !counts(&seen.path));
    without_jobs(github, idle.map(|seen| seen.path.as_str()), (stray, others))
}

/// The judgement when GitHub runs no job at all.
fn without_jobs(empty: bool, idle: Option<&str>, (stray, others): (&Looked, &Looked)) -> Judgement {
    let elsewhere = |path: &&str| !path.starts_with(".github/");
    let never = idle.or_else(|| stray.sightings.iter().map(|seen| seen.path.as_str()).find(elsewhere));
    if empty && idle.is_none() {
        return Judgement::of(0, "jobs", Vec::new());
    }
    if let Some(path) = never {
        let finding =
            Finding::new("never-runs", "GitHub runs workflows in `.github/workflows` at the root only");
        let remedy = "move it to `.github/workflows` at the root of the repository";
        return Judgement::of(1, "workflows", vec![finding.at(path, None, None).remedy(remedy)]);
    }
    if let Some(other) = others.sightings.first() {
        let why = format!(
            "{} is not read; of the services that run checks, only GitHub Actions and plain jobs of GitLab are",
            other.path
        );
        return Judgement::unknown(Reason::CouldNotLook, why);
    }
    let finding = match stray.sightings.is_empty() {
        true => Finding::new("no-workflow", "there is no workflow"),
        false => Finding::new("no-workflow", "no workflow is one of `files`"),
    };
    let remedy = "write one, such as .github/workflows/ci.yml";
    Judgement::of(1, "workflows", vec![finding.at(".github/workflows", None, None).remedy(remedy)])
}

/// What the parameters ask for.
struct Wanted<'a> {
    /// The words of `jobs`, as they are written and as they are compared.
    names: Vec<(&'a str, String)>,
    patterns: Vec<Regex>,
    events: Vec<&'a str>,
    platforms: Vec<&'a str>,
    real: bool,
}

/// The most jobs that are named as those that are there.
const MOST_NAMED: usize = 12;

impl<'a> Wanted<'a> {
    fn of(params: &'a Params) -> Result<Self, String> {
        Ok(Self {
            names: params.texts("jobs").into_iter().map(|text| (text, plain_name(text))).collect(),
            patterns: params.texts("runs").into_iter().map(pattern).collect::<Result<_, _>>()?,
            events: params.texts("triggers"),
            platforms: params.texts("platforms"),
            real: params.flag("real") == Some(true),
        })
    }

    /// The judgement, from what answers a demand and what names the jobs of one.
    fn judged(
        &self,
        answer: &dyn Fn(&Demand<'_>) -> Option<WorkflowAnswer>,
        jobs: &dyn Fn(&Demand<'_>) -> BTreeSet<String>,
    ) -> Judgement {
        let mut found: BTreeSet<String> = BTreeSet::new();
        let mut causes: Vec<Cause> = Vec::new();
        let mut untold: Option<Cause> = None;
        let mut findings = Vec::new();
        for (text, name) in &self.names {
            let demand = Demand { name: Some(name), ..Demand::default() };
            let called = jobs(&demand);
            if called.is_empty() && answer(&demand).is_none() {
                let all = jobs(&Demand::default());
                let ids: BTreeSet<&str> = all.iter().filter_map(|job| job.rsplit(' ').next()).collect();
                let ids = ids.into_iter().take(MOST_NAMED).collect::<Vec<_>>().join("`, `");
                let finding =
                    Finding::new(Obstacle::NoJob.rule(), format!("no job or workflow is called `{text}`"));
                findings.push(finding.remedy(format!("write one; there are `{ids}`")));
            }
            found.extend(called);
        }
        if self.names.is_empty() {
            found = jobs(&Demand::default());
        }
        for demands in self.demands() {
            match WorkflowAnswer::any(demands.iter().filter_map(answer)) {
                None | Some(WorkflowAnswer::Yes) => {}
                Some(WorkflowAnswer::No(more)) => causes.extend(more),
                Some(WorkflowAnswer::Unknown(cause)) => {
                    untold.get_or_insert(cause);
                }
            }
        }
        causes.sort_by(|one, other| {
            (&one.path, one.line, one.obstacle).cmp(&(&other.path, other.line, other.obstacle))
        });
        causes.dedup();
        findings.extend(causes.iter().map(finding));
        match untold {
            Some(cause) if findings.is_empty() => {
                let detail = format!("{}:{}: {}", cause.path, cause.line, cause.text);
                Judgement::unknown(Reason::CouldNotLook, detail)
            }
            _ => Judgement::of((found.len() as u64).max(u64::from(!findings.is_empty())), "jobs", findings),
        }
    }

    /// All that must be met, each by one of several demands: a pattern by a job of any of the names, and each name by a
    /// job of its own.
    fn demands(&self) -> Vec<Vec<Demand<'_>>> {
        let events: Vec<Option<&str>> = optional(&self.events);
        let platforms: Vec<Option<&str>> = optional(&self.platforms);
        let names: Vec<Option<&str>> = match self.names.is_empty() {
            true => vec![None],
            false => self.names.iter().map(|(_, name)| Some(name.as_str())).collect(),
        };
        let mut all = Vec::new();
        for event in &events {
            for platform in &platforms {
                for pattern in &self.patterns {
                    let any = names.iter().map(|name| Demand {
                        name: *name,
                        pattern: Some(pattern),
                        event: *event,
                        platform: *platform,
                        real: self.real,
                    });
                    all.push(any.collect());
                }
                if self.patterns.is_empty() || names.len() > 1 {
                    let real = self.real && self.patterns.is_empty();
                    all.extend(names.iter().map(|name| {
                        vec![Demand { name: *name, pattern: None, event: *event, platform: *platform, real }]
                    }));
                }
            }
        }
        all
    }
}

/// Each of these; or nothing in particular, when there are none.
fn optional<'a>(texts: &[&'a str]) -> Vec<Option<&'a str>> {
    match texts {
        [] => vec![None],
        texts => texts.iter().copied().map(Some).collect(),
    }
}

fn finding(cause: &Cause) -> Finding {
    let remedy = match cause.obstacle {
        Obstacle::NoJob => "write such a job",
        Obstacle::NoRun => "run it there, or correct the pattern",
        Obstacle::NoPlatform => "add the system to `runs-on` or to the matrix",
        Obstacle::NoTrigger => "add the event below `on:`, without what narrows it",
        Obstacle::Disabled => "let it run, or remove it",
        Obstacle::ContinueOnError => "let the job fail: take `continue-on-error` out",
        Obstacle::Swallowed => "let the command fail the job, or look at its exit code",
        Obstacle::MadeUp => "let the job fail when there are no real results",
        Obstacle::NoAlert => "write `fail-on-alert: true`",
    };
    Finding::new(cause.obstacle.rule(), &cause.text).at(&cause.path, Some(cause.line), None).remedy(remedy)
}

#[cfg(test)]
mod tests {
    use shipworthy_model::params::Value;

    use super::KIND;
    use crate::testing::{judge, params, summary, text, texts};

    const CI: &str = "\
name: Checks
on: [push, pull_request]
jobs:
  unit-tests:
    name: Tests
    runs-on: ${{ matrix.os }}
    strategy:
      matrix:
        os: [ubuntu-latest, windows-2022]
    steps:
      - uses: actions/checkout@v4
      - run: cargo test --workspace
  lint:
    runs-on: ubuntu-latest
    continue-on-error: true
    steps:
      - run: cargo clippy || true
";

    const PATH: &str = ".github/workflows/ci.yml";

    #[test]
    fn jobs_do_what_they_must() {
        let yes = || Value::Flag(true);
        let cases: [(&[(&str, Value)], &str); 17] = [
            (&[], "pass 2 jobs"),
            (&[("jobs", text("unit tests"))], "pass 1 jobs"),
            (&[("jobs", text("CHECKS"))], "pass 2 jobs"),
            (&[("jobs", texts(&["tests", "coverage"]))], "fail no-job"),
            (&[("jobs", text("hecks"))], "fail no-job"),
            (&[("runs", text("cargo test"))], "pass 2 jobs"),
            (
                &[("jobs", text("lint")), ("runs", text("cargo test"))],
                "fail no-run .github/workflows/ci.yml:13",
            ),
            (&[("triggers", texts(&["push", "pull_request"]))], "pass 2 jobs"),
            (&[("triggers", text("schedule"))], "fail no-trigger .github/workflows/ci.yml:2"),
            (&[("platforms", texts(&["linux", "windows"]))], "pass 2 jobs"),
            (&[("platforms", text("macos"))], "fail no-platform .github/workflows/ci.yml:6"),
            (&[("jobs", text("tests")), ("real", yes())], "pass 1 jobs"),
            (
                &[("jobs", text("lint")), ("real", yes())],
                "fail continue-on-error .github/workflows/ci.yml:15 swallowed-failure .github/workflows/ci.yml:17",
            ),
            (&[("files", text("ci/*.yml"))], "fail no-workflow .github/workflows"),
            (&[("files", text(".github/workflows/c*"))], "pass 2 jobs"),
            (
                &[("jobs", texts(&["tests", "lint"])), ("runs", texts(&["cargo test", "cargo clippy"]))],
                "pass 2 jobs",
            ),
            // Each is so of some job, and all of none.
            (
                &[("runs", text("cargo clippy")), ("platforms", text("windows"))],
                "fail no-platform .github/workflows/ci.yml:14",
            ),
        ];
        for (wanted, want) in cases {
            let mut all = params([]);
            all.0.extend(wanted.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
            assert_eq!(judge(&KIND, &all, None, &[(PATH, CI)]), want, "{wanted:?}");
        }
        assert_eq!(summary(&(KIND.judge)(&params([]), &[])), "unknown could not look");
    }

    #[test]
    fn where_nothing_runs_that_is_said() {
        let cases: [(&[(&str, &str)], &str); 9] = [
            (&[], "fail no-workflow .github/workflows"),
            (&[("sub/.github/workflows/ci.yml", CI)], "fail never-runs sub/.github/workflows/ci.yml"),
            (&[(".circleci/config.yml", "jobs:\n")], "unknown could not look"),
            (&[("azure-pipelines.yml", "jobs:\n")], "unknown could not look"),
            (&[(".gitlab-ci.yml", "test:\n  script: cargo test\n")], "pass 1 jobs"),
            (&[(PATH, "")], "unknown could not look"),
            (&[(PATH, "name: x\non: push\njobs:\n")], "unknown nothing to look at"),
            (&[(PATH, "a: 1\n\tb: 2\n")], "unknown could not look"),
            (&[(PATH, CI), (".gitlab-ci.yml", "")], "pass 2 jobs"),
        ];
        for (files, want) in cases {
            assert_eq!(judge(&KIND, &params([]), None, files), want, "{files:?}");
        }
    }

    #[test]
    fn what_stands_elsewhere_is_not_known() {
        let calls = "on: push\njobs:\n  a:\n    uses: ./.github/workflows/b.yml\n";
        let runs = params([("runs", text("cargo test"))]);
        assert_eq!(judge(&KIND, &runs, None, &[(PATH, calls)]), "unknown could not look");
        let computed = "on: push\njobs:\n  a:\n    runs-on: ${{ inputs.os }}\n    steps:\n      - run: x\n";
        let platforms = params([("platforms", text("linux"))]);
        assert_eq!(judge(&KIND, &platforms, None, &[(PATH, computed)]), "unknown could not look");
        let script = "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: ./ci/test.sh\n";
        assert_eq!(judge(&KIND, &runs, None, &[(PATH, script)]), "unknown could not look");
    }

    #[test]
    fn a_command_that_an_action_is_handed_in_parts_is_not_known() {
        let job = |step: &str| {
            format!("on: push\njobs:\n  lint:\n    runs-on: x\n    steps:\n      - uses: {step}\n")
        };
        let with = |action: &str, input: &str| format!("{action}\n        with: {{ {input} }}");
        let judged = |step: &str, pattern: &str| {
            judge(&KIND, &params([("runs", text(pattern))]), None, &[(PATH, &job(step))])
        };
        for (step, pattern, want) in [
            (
                with("o/annotate@v1", "cargo-command: clippy --tests"),
                "cargo clippy",
                "unknown could not look",
            ),
            (with("o/cargo@v1", "command: clippy"), "^cargo clippy$", "unknown could not look"),
            (with("o/rust-cross@v1", "command: test --all"), "cross test", "unknown could not look"),
            // What is made ready is not run.
            (
                with("o/toolchain@v1", "components: clippy"),
                "cargo clippy",
                "fail no-run .github/workflows/ci.yml:3",
            ),
            (
                with("o/annotate@v1", "cargo-command: fmt"),
                "cargo clippy",
                "fail no-run .github/workflows/ci.yml:3",
            ),
        ] {
            assert_eq!(judged(&step, pattern), want, "{step}");
        }
    }

    #[test]
    fn a_program_that_an_expression_names_is_known_where_no_step_that_runs_sets_it() {
        let job = |os: &str, when: &str| {
            let head = "on: push\njobs:\n  test:\n    env:\n      CARGO: cargo\n";
            let steps = format!(
                "    steps:\n      - if: {when}\n        run: echo CARGO=cross >> $GITHUB_ENV\n      - run: ${{{{ env.CARGO }}}} test\n"
            );
            format!(
                "{head}    runs-on: ${{{{ matrix.os }}}}\n    strategy:\n      matrix:\n        include:\n          \
                 - {{ os: {os}, cross: false }}\n{steps}"
            )
        };
        let wanted = |platform: &str| {
            params([
                ("runs", text("^cargo test")),
                ("platforms", text(platform)),
                ("real", Value::Flag(true)),
            ])
        };
        for (os, platform) in [("ubuntu-latest", "linux"), ("windows-latest", "windows")] {
            let judged = |when: &str| judge(&KIND, &wanted(platform), None, &[(PATH, &job(os, when))]);
            assert_eq!(judged("matrix.cross"), "pass 1 jobs", "{os}");
            // Nobody can say that it is another one.
            assert_eq!(judged("github.actor == 'x'"), "unknown could not look", "{os}");
        }
    }
}
