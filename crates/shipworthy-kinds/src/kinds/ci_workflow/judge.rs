//! What workflows mean for what is asked of them.

use std::collections::{BTreeMap, BTreeSet};

use regex_lite::Regex;
use shipworthy_model::judgement::{Finding, Judgement};
use shipworthy_model::observation::{Looked, Observation};
use shipworthy_model::params::Params;
use shipworthy_model::unknown::Reason;

use super::places::{GITLAB, WORKFLOWS};
use crate::reading::ci::answer::{Cause, Obstacle, WorkflowAnswer};
use crate::reading::ci::demand::{Demand, plain_name};
use crate::reading::ci::github::{Walk, WorkflowFiles};
use crate::reading::ci::gitlab::Pipeline;
use crate::reading::globs::Globs;
use crate::reading::pattern::pattern;

/// The judgement on the workflows that were read.
pub(super) fn judge(params: &Params, observations: &[Observation]) -> Judgement {
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
        let answers = |demand: &Demand<'_>| Walk::new(&files, demand).answers(&counts);
        let jobs = |demand: &Demand<'_>| {
            files
                .jobs_called(demand)
                .filter(|(path, _)| counts(path))
                .map(|(path, id)| format!("{path} {id}"))
                .collect()
        };
        return wanted.judged(&answers, &jobs);
    }
    let pipeline = others.sightings.iter().find(|seen| seen.path == GITLAB && !params.has("files"));
    let github = read.sightings.iter().any(|seen| counts(&seen.path));
    if let Some(seen) = pipeline.filter(|_| !github) {
        let pipeline = Pipeline::new(&seen.path, &seen.text);
        let answers = |demand: &Demand<'_>| {
            pipeline.answer(demand).map(|answer| (String::new(), answer)).into_iter().collect()
        };
        let jobs = |demand: &Demand<'_>| pipeline.jobs_called(demand).map(str::to_owned).collect();
        return wanted.judged(&answers, &jobs);
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

    /// The judgement, from what has each job answer a demand and what names the jobs of one.
    fn judged(
        &self,
        answers: &dyn Fn(&Demand<'_>) -> JobAnswers,
        jobs: &dyn Fn(&Demand<'_>) -> BTreeSet<String>,
    ) -> Judgement {
        let mut found: BTreeSet<String> = BTreeSet::new();
        let mut causes: Vec<Cause> = Vec::new();
        let mut untold: Option<Cause> = None;
        let mut findings = Vec::new();
        for (text, name) in &self.names {
            let demand = Demand { name: Some(name), ..Demand::default() };
            let called = jobs(&demand);
            if called.is_empty() && answers(&demand).is_empty() {
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
        let told: Vec<JobAnswers> =
            self.demands().iter().map(|demands| demands.iter().flat_map(answers).collect()).collect();
        let met = met(&told);
        for answers in told {
            match nearest(answers, &met) {
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

/// What each job answered to a demand, by its file and id.
type JobAnswers = Vec<(String, WorkflowAnswer)>;

/// How many of the demands each job meets.
fn met(told: &[JobAnswers]) -> BTreeMap<String, usize> {
    let mut met = BTreeMap::new();
    for answers in told {
        let yes = answers.iter().filter(|(_, answer)| *answer == WorkflowAnswer::Yes);
        for label in yes.map(|(label, _)| label).collect::<BTreeSet<_>>() {
            *met.entry(label.clone()).or_default() += 1;
        }
    }
    met
}

/// Does one of the jobs meet the demand? When none does, what stands against the one that came nearest; of several that came as
/// near, against the one that meets most of the other demands.
fn nearest(answers: JobAnswers, met: &BTreeMap<String, usize>) -> Option<WorkflowAnswer> {
    if answers.iter().any(|(_, answer)| answer.nearness().is_none()) {
        return WorkflowAnswer::any(answers.into_iter().map(|(_, answer)| answer));
    }
    // Of those that are equal in all this, the first.
    let came = |(label, answer): &(String, WorkflowAnswer)| (answer.nearness(), met.get(label).copied());
    answers.into_iter().rev().max_by_key(came).map(|(_, answer)| answer)
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
