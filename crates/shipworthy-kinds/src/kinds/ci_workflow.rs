//! `ci-workflow`: a workflow runs what it must, when and where it must, and its jobs are able to fail. Reads the files;
//! asks no service what came of them.

use std::collections::BTreeSet;

use regex_lite::Regex;
use shipworthy_model::facts::Facts;
use shipworthy_model::judgement::{Conclusion, Finding, Judgement};
use shipworthy_model::kind::{Param, ParamType};
use shipworthy_model::observation::{Looked, Observation, Sighting};
use shipworthy_model::params::Params;
use shipworthy_model::step::{Look, SourceFile, Step};
use shipworthy_model::unknown::{Reason, Unknown};

use crate::kind::{Kind, Scope};
use crate::reading::pattern::pattern;
use crate::reading::workflow::{FailureMask, workflow};

/// The check kind `ci-workflow`.
pub(super) static KIND: Kind =
    Kind::new("ci-workflow", "a workflow does what it must, and can fail", steps, judge)
        .about(
            "Reads the workflows of GitHub Actions. A word of `jobs` is found in the id or name of a job, or \
             in the name or file name of its workflow, whatever the case; `-`, `_` and a space are the same. \
             What else is asked for must hold of the jobs found, or of all jobs: each pattern of `runs` is \
             found on some line that is run, or in the name of an action. With `real = true` nothing may keep \
             these jobs from failing: no `continue-on-error: true`, no `|| true` behind a command that \
             matters, no `set +e` without a look at the exit code, no `fail-on-alert: false`, no `if: false`, \
             and no made-up results in place of real ones. Only files in `.github/workflows` at the root \
             count: GitHub runs no others. Other services are not read, and what came of a run is not looked \
             at.",
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
            Param::optional("runs", ParamType::Patterns, "each pattern matches something that is run"),
            Param::optional(
                "triggers",
                ParamType::Texts,
                "events that start them, such as `push` and `pull_request`",
            ),
            Param::optional(
                "platforms",
                ParamType::Texts,
                "systems they run on, such as `linux`, `macos`, `windows`",
            ),
            Param::optional("real", ParamType::Flag, "`true`: nothing keeps them from failing"),
        ])
        .since("0.1")
        .scope(Scope::Each(&[
            Scope::Named { by: &["files"], otherwise: WORKFLOWS },
            Scope::Files(STRAY),
            Scope::Files(OTHERS),
        ]));

/// Where GitHub looks for workflows.
const WORKFLOWS: &[&str] = &[".github/workflows/*.yml", ".github/workflows/*.yaml"];
/// Where somebody may put workflows by mistake.
const STRAY: &[&str] = &["**/.github/workflows/*.yml", "**/.github/workflows/*.yaml"];
/// The files of other services.
const OTHERS: &[&str] = &[
    ".gitlab-ci.yml",
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

fn steps(params: &Params, _: &Facts) -> Vec<Step> {
    let owned = |globs: &[&str]| globs.iter().map(|glob| (*glob).to_owned()).collect::<Vec<_>>();
    let files = params.texts("files");
    let select = owned(if files.is_empty() { WORKFLOWS } else { &files });
    let look = |select: Vec<String>, look| Step::Look(Look::new(select, look));
    vec![look(select, look_at_workflow), look(owned(STRAY), there), look(owned(OTHERS), there)]
}

fn seen(file: &SourceFile<'_>, rule: &str, line: Option<u32>, text: &str) -> Sighting {
    let (rule, path, text) = (rule.to_owned(), file.path.to_owned(), text.to_owned());
    Sighting::new(rule, path).at(line, None).text(text)
}

fn there(_: &Params, file: &SourceFile<'_>) -> Result<Vec<Sighting>, String> {
    Ok(vec![seen(file, "there", None, "")])
}

/// Sees the workflow, its triggers, and then each job followed by what concerns it.
fn look_at_workflow(params: &Params, file: &SourceFile<'_>) -> Result<Vec<Sighting>, String> {
    let read = workflow(file.text()?);
    let patterns = params.texts("runs").into_iter().map(|text| Ok((text, pattern(text)?)));
    let patterns: Vec<(&str, Regex)> = patterns.collect::<Result<_, String>>()?;
    let mut found = vec![seen(file, "workflow", None, read.name.as_deref().unwrap_or_default())];
    found.extend(read.triggers.iter().map(|trigger| seen(file, "trigger", None, trigger)));
    for job in &read.jobs {
        found.push(seen(file, "job", Some(job.line), &job.id));
        found.extend(job.name.iter().map(|name| seen(file, "name", Some(job.line), name)));
        found.extend(job.platforms.iter().map(|platform| seen(file, "platform", None, platform)));
        if job.elsewhere {
            found.push(seen(file, "elsewhere", Some(job.line), ""));
        }
        for (pattern, regex) in &patterns {
            let line = job.runs.iter().find(|(_, run)| regex.is_match(run));
            found.extend(line.map(|(line, _)| seen(file, "run", Some(*line), pattern)));
        }
        if params.flag("real") == Some(true) {
            found.extend(
                job.flaws.iter().map(|flaw| seen(file, flaw.sort.rule(), Some(flaw.line), &flaw.text)),
            );
        }
    }
    Ok(found)
}

fn judge(params: &Params, observations: &[Observation]) -> Judgement {
    let [Observation::Looked(looked), Observation::Looked(stray), Observation::Looked(others)] = observations
    else {
        return Judgement::unknown(Reason::CouldNotLook, "the workflows were not looked at");
    };
    let jobs = jobs(looked);
    let run_by_github =
        |path: &str| path.strip_prefix(".github/workflows/").is_some_and(|name| !name.contains('/'));
    let (counted, idle): (Vec<SeenJob<'_>>, Vec<SeenJob<'_>>) =
        jobs.into_iter().partition(|job| run_by_github(job.path));
    if counted.is_empty() {
        return without_jobs(looked, idle.first().map(|job| job.path), (stray, others));
    }
    let mut findings = Vec::new();
    let mut chosen: Vec<&SeenJob<'_>> = counted.iter().collect();
    if params.has("jobs") {
        let wanted: Vec<(&str, String)> =
            params.texts("jobs").into_iter().map(|text| (text, plain(text))).collect();
        chosen.retain(|job| wanted.iter().any(|(_, word)| job.is_called(word)));
        let missing = wanted.iter().filter(|(_, word)| !chosen.iter().any(|job| job.is_called(word)));
        let ids: BTreeSet<&str> = counted.iter().map(|job| job.id).collect();
        let ids = ids.into_iter().take(MOST_NAMED).collect::<Vec<_>>().join("`, `");
        findings.extend(missing.map(|(text, _)| {
            let finding = Finding::new("no-job", format!("no job or workflow is called `{text}`"));
            finding.remedy(format!("write one; there are `{ids}`"))
        }));
    }
    let untold = expectations(params, &chosen, &mut findings);
    findings.extend(chosen.iter().flat_map(|job| job.flaws()));
    let mut judgement = Judgement::of(chosen.len() as u64, "jobs", findings).having_read(looked);
    if let (Conclusion::Pass, Some(why)) = (&judgement.result, untold) {
        judgement.result = Conclusion::Unknown(Unknown::new(Reason::CouldNotLook, why));
    }
    judgement
}

/// The most jobs that are named as those that are there.
const MOST_NAMED: usize = 12;

/// The judgement when GitHub runs no job at all.
fn without_jobs(looked: &Looked, idle: Option<&str>, (stray, others): (&Looked, &Looked)) -> Judgement {
    if let Some((path, why)) = looked.unreadable.first() {
        return Judgement::unknown(Reason::CouldNotLook, format!("{path}: {why}"));
    }
    let elsewhere = |path: &&str| !path.starts_with(".github/");
    let never = idle.or_else(|| stray.sightings.iter().map(|seen| seen.path.as_str()).find(elsewhere));
    if looked.files > 0 && idle.is_none() {
        return Judgement::of(0, "jobs", Vec::new());
    }
    if let Some(path) = never {
        let finding =
            Finding::new("never-runs", "GitHub runs workflows in `.github/workflows` at the root only");
        let remedy = "move it to `.github/workflows` at the root of the repository";
        return Judgement::of(1, "workflows", vec![finding.at(path, None, None).remedy(remedy)]);
    }
    if let Some(other) = others.sightings.first() {
        let why =
            format!("{} is not read; of the services that run checks, only GitHub Actions is", other.path);
        return Judgement::unknown(Reason::CouldNotLook, why);
    }
    let finding = match stray.sightings.is_empty() {
        true => Finding::new("no-workflow", "there is no workflow"),
        false => Finding::new("no-workflow", "no workflow is one of `files`"),
    };
    let remedy = "write one, such as .github/workflows/ci.yml";
    Judgement::of(1, "workflows", vec![finding.at(".github/workflows", None, None).remedy(remedy)])
}

/// Holds what the parameters ask for against the jobs that were found. Returns why something cannot be told, if so.
fn expectations(params: &Params, jobs: &[&SeenJob<'_>], findings: &mut Vec<Finding>) -> Option<String> {
    let mut untold = None;
    let whom = match jobs {
        [] => return None,
        [job] => format!("the steps of job `{}`", job.id),
        jobs => format!("these {} jobs", jobs.len()),
    };
    let at =
        |finding: Finding| jobs.first().map_or(finding.clone(), |job| finding.at(job.path, job.line, None));
    let missing = |name: &str, has: &dyn Fn(&SeenJob<'_>, &str) -> bool| -> Vec<String> {
        let texts = params.texts(name).into_iter();
        texts.filter(|text| !jobs.iter().any(|job| has(job, text))).map(str::to_owned).collect()
    };
    for pattern in missing("runs", &|job, pattern| job.has("run", |text| text == pattern)) {
        if let Some(job) = jobs.iter().find(|job| job.has("elsewhere", |_| true)) {
            untold = Some(format!("job `{}` runs what stands elsewhere, which is not read", job.id));
        } else {
            let finding = Finding::new("no-run", format!("nothing that {whom} run matches `{pattern}`"));
            findings.push(at(finding).remedy("run it there, or correct the pattern"));
        }
    }
    for trigger in missing("triggers", &|job, trigger| job.triggers.contains(&trigger)) {
        let finding = Finding::new("no-trigger", format!("`{trigger}` starts none of {whom}"));
        findings.push(at(finding).remedy(format!("add `{trigger}` below `on:`")));
    }
    for platform in
        missing("platforms", &|job, platform| job.has("platform", |text| is_platform(text, platform)))
    {
        let computed = |text: &str| text.contains("${{") && !text.contains("matrix.");
        let unclear = |job: &&&SeenJob<'_>| job.has("elsewhere", |_| true) || job.has("platform", computed);
        if let Some(job) = jobs.iter().find(unclear) {
            untold = Some(format!("what job `{}` runs on cannot be read off", job.id));
        } else {
            let message = format!("{platform} is none of the systems that {whom} run on");
            let finding = Finding::new("no-platform", message);
            findings.push(at(finding).remedy(format!("add {platform} to `runs-on` or to the matrix")));
        }
    }
    untold
}

/// One job of a workflow, with what was seen of it.
struct SeenJob<'a> {
    path: &'a str,
    line: Option<u32>,
    id: &'a str,
    workflow: &'a str,
    triggers: Vec<&'a str>,
    seen: &'a [Sighting],
}

/// The jobs in what was seen, each with the sightings behind it.
fn jobs(looked: &Looked) -> Vec<SeenJob<'_>> {
    let mut jobs = Vec::new();
    for file in looked.sightings.chunk_by(|a, b| a.path == b.path) {
        let is_job = |seen: &Sighting| seen.rule == "job";
        let head = file.iter().position(is_job).unwrap_or(file.len());
        let (head, rest) = file.split_at(head);
        let text = |rule: &'static str| head.iter().filter(move |s| s.rule == rule).map(|s| s.text.as_str());
        for job in rest.chunk_by(|_, next| !is_job(next)) {
            let Some((first, seen)) = job.split_first() else { continue };
            jobs.push(SeenJob {
                path: &first.path,
                line: first.line,
                id: &first.text,
                workflow: text("workflow").next().unwrap_or_default(),
                triggers: text("trigger").collect(),
                seen,
            });
        }
    }
    jobs
}

impl SeenJob<'_> {
    fn has(&self, rule: &str, holds: impl Fn(&str) -> bool) -> bool {
        self.seen.iter().any(|seen| seen.rule == rule && holds(&seen.text))
    }

    /// Is this word in one of the names of the job?
    fn is_called(&self, word: &str) -> bool {
        let file = self.path.rsplit('/').next().unwrap_or_default();
        let stem = file.split('.').next().unwrap_or_default();
        // `test` is in `unit tests`, and not in `latest`.
        let called = |name: &str| format!(" {}", plain(name)).contains(&format!(" {word}"));
        [self.id, self.workflow, stem].into_iter().any(called) || self.has("name", called)
    }

    fn flaws(&self) -> impl Iterator<Item = Finding> {
        let rule = |seen: &Sighting| FailureMask::ALL.into_iter().find(|sort| sort.rule() == seen.rule);
        self.seen.iter().filter_map(move |seen| {
            let remedy = match rule(seen)? {
                FailureMask::ContinueOnError => "let the job fail: take `continue-on-error` out",
                FailureMask::Swallowed => "let the command fail the job, or look at its exit code",
                FailureMask::NoAlert => "write `fail-on-alert: true`",
                FailureMask::Disabled => "let it run, or remove it",
                FailureMask::MadeUp => "let the job fail when there are no real results",
            };
            let message = format!("job `{}` cannot fail here: {}", self.id, seen.text);
            Some(Finding::new(&seen.rule, message).seen(seen).remedy(remedy))
        })
    }
}

/// A name in the form in which names are compared: in lower case, its words apart by one space.
fn plain(name: &str) -> String {
    let words = name.split(|c: char| c.is_whitespace() || matches!(c, '-' | '_' | '/'));
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Does the label of a runner stand for this system?
fn is_platform(label: &str, platform: &str) -> bool {
    let (label, platform) = (label.to_lowercase(), platform.to_lowercase());
    let names: &[&str] = match platform.as_str() {
        "linux" => &["linux", "ubuntu"],
        "macos" => &["macos", "darwin", "osx"],
        "windows" => &["windows", "win-"],
        other => &[other],
    };
    names.iter().any(|name| label.contains(name))
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
        let cases: [(&[(&str, Value)], &str); 15] = [
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
            (&[("triggers", text("schedule"))], "fail no-trigger .github/workflows/ci.yml:4"),
            (&[("platforms", texts(&["linux", "windows"]))], "pass 2 jobs"),
            (&[("platforms", text("macos"))], "fail no-platform .github/workflows/ci.yml:4"),
            (&[("jobs", text("tests")), ("real", yes())], "pass 1 jobs"),
            (
                &[("jobs", text("lint")), ("real", yes())],
                "fail continue-on-error .github/workflows/ci.yml:15 swallowed-failure .github/workflows/ci.yml:17",
            ),
            (&[("files", text("ci/*.yml"))], "fail no-workflow .github/workflows"),
            (&[("files", text(".github/workflows/c*"))], "pass 2 jobs"),
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
        let cases: [(&[(&str, &str)], &str); 6] = [
            (&[], "fail no-workflow .github/workflows"),
            (&[("sub/.github/workflows/ci.yml", CI)], "fail never-runs sub/.github/workflows/ci.yml"),
            (&[(".gitlab-ci.yml", "test:\n")], "unknown could not look"),
            (&[(PATH, "")], "unknown nothing to look at"),
            (&[(PATH, "name: x\non: push\njobs:\n")], "unknown nothing to look at"),
            (&[(PATH, CI), (".gitlab-ci.yml", "")], "pass 2 jobs"),
        ];
        for (files, want) in cases {
            assert_eq!(judge(&KIND, &params([]), None, files), want, "{files:?}");
        }
    }

    #[test]
    fn what_stands_elsewhere_is_not_known() {
        let calls = "jobs:\n  a:\n    uses: ./.github/workflows/b.yml\n";
        let runs = params([("runs", text("cargo test"))]);
        assert_eq!(judge(&KIND, &runs, None, &[(PATH, calls)]), "unknown could not look");
        let computed = "jobs:\n  a:\n    runs-on: ${{ inputs.os }}\n    steps:\n      - run: x\n";
        let platforms = params([("platforms", text("linux"))]);
        assert_eq!(judge(&KIND, &platforms, None, &[(PATH, computed)]), "unknown could not look");
    }
}
