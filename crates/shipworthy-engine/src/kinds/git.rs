//! `git`: the repository is in the state a release starts from. Looks at what is known here; fetches nothing.

use std::collections::BTreeSet;

use regex_lite::Regex;
use shipworthy_model::facts::{Facts, Workspace};
use shipworthy_model::judgement::{Finding, Judged, Judgement, Measurement, Reason, Unknown};
use shipworthy_model::kind::{KindSchema, Param, ParamType};
use shipworthy_model::observation::{GitState, Observation};
use shipworthy_model::params::Params;
use shipworthy_model::step::Step;

use crate::kind::{Kind, Need, Scope};

/// See the module.
pub(super) static KIND: Kind = Kind {
    schema: KindSchema {
        id: "git",
        summary: "the repository is in the state it must be in",
        about: "Looks at the working tree, the branch, its upstream as of the last fetch, and tags. Nothing is \
                fetched: whether the upstream moved since is not known. In a tag, `{version}` stands for the version \
                and `{name}` for the name of each package that may be published.",
        params: &[
            Param::optional("clean", ParamType::Flag, "`true`: no file differs from the commit, and none is untracked"),
            Param::optional("branch", ParamType::Patterns, "the whole name of the branch matches one of these"),
            Param::optional("up-to-date", ParamType::Flag, "`true`: the upstream has no commit that is not here"),
            Param::optional("tag-free", ParamType::Text, "this tag does not exist yet, such as `v{version}`"),
            Param::optional("not-shallow", ParamType::Flag, "`true`: the whole history is here"),
        ],
        one_of: &["clean", "branch", "up-to-date", "tag-free", "not-shallow"],
        since: "0.1",
    },
    version: 1,
    needs: &[Need::Git],
    effects: &[],
    scope: Scope::Commit,
    steps,
    judge,
};

/// More dirty paths than this are counted, not listed.
const MAX_DIRTY: usize = 20;

fn steps(params: &Params, facts: &Facts) -> Vec<Step> {
    let tags = tags(params, facts.workspace.as_ref()).into_iter().collect();
    let mut steps = vec![Step::Git { tags }];
    if params.text("tag-free").is_some_and(is_template) {
        steps.push(Step::Workspace);
    }
    steps
}

fn is_template(tag: &str) -> bool {
    tag.contains("{version}") || tag.contains("{name}")
}

/// The tags that must be free.
fn tags(params: &Params, workspace: Option<&Workspace>) -> BTreeSet<String> {
    let Some(tag) = params.text("tag-free") else { return BTreeSet::new() };
    if !is_template(tag) {
        return BTreeSet::from([tag.to_owned()]);
    }
    let packages = workspace.into_iter().flat_map(|workspace| &workspace.packages);
    packages
        .filter(|package| package.publishable)
        .map(|package| tag.replace("{version}", &package.version).replace("{name}", &package.name))
        .collect()
}

fn judge(params: &Params, observations: &[Observation]) -> Judgement {
    let (git, workspace) = match observations {
        [Observation::Git(git)] => (git, None),
        [Observation::Git(git), Observation::Workspace(workspace)] => (git, Some(workspace)),
        _ => return Judgement::unknown(Reason::CouldNotLook, "the repository was not looked at"),
    };
    let asked = |name: &str| params.flag(name) == Some(true);
    let mut answers = Answers::default();
    if asked("clean") {
        answers.add(clean(git));
    }
    if params.has("branch") {
        answers.add(branch(params, git));
    }
    if asked("up-to-date") {
        answers.add(up_to_date(git));
    }
    if asked("not-shallow") {
        let finding = Finding::new("shallow", "the history is cut short");
        let finding = git.shallow.then(|| finding.remedy("git fetch --unshallow"));
        answers.add(Ok(finding.into_iter().collect()));
    }
    if params.has("tag-free") {
        answers.add(tag_free(&tags(params, workspace), git));
    }
    let mut measurements = Vec::new();
    if asked("clean") {
        measurements.push(Measurement::count("dirty", git.dirty.len() as u64));
    }
    answers.judgement().with(measurements)
}

/// What is wrong, or why that cannot be told.
type Answer = Result<Vec<Finding>, String>;

#[derive(Default)]
struct Answers {
    subjects: u64,
    findings: Vec<Finding>,
    untold: Option<String>,
}

impl Answers {
    fn add(&mut self, answer: Answer) {
        self.subjects += 1;
        match answer {
            Ok(findings) => self.findings.extend(findings),
            Err(why) => self.untold = self.untold.take().or(Some(why)),
        }
    }

    /// What is known to be wrong outranks what is not known.
    fn judgement(self) -> Judgement {
        let mut judgement = Judgement::of(self.subjects, "conditions", self.findings);
        if let (Judged::Pass, Some(why)) = (&judgement.result, self.untold) {
            judgement.result = Judged::Unknown(Unknown::new(Reason::CouldNotLook, why));
        }
        judgement
    }
}

fn clean(git: &GitState) -> Answer {
    let finding = |path: &String| {
        Finding::new("dirty", format!("{path} differs from the commit"))
            .at(path, None, None)
            .remedy("commit it, stash it, or have git ignore it")
    };
    let mut findings: Vec<Finding> = git.dirty.iter().take(MAX_DIRTY).map(finding).collect();
    if let Some(more) = git.dirty.len().checked_sub(MAX_DIRTY).filter(|more| *more > 0) {
        findings.push(Finding::new("dirty", format!("and {more} more paths")).remedy("git status"));
    }
    Ok(findings)
}

fn branch(params: &Params, git: &GitState) -> Answer {
    let wanted = params.texts("branch");
    let named = wanted.join("` or `");
    let Some(branch) = &git.branch else {
        let finding = Finding::new("branch", format!("no branch is checked out, `{named}` expected"));
        return Ok(vec![finding.remedy("git switch BRANCH")]);
    };
    for pattern in wanted {
        let whole = Regex::new(&format!("^(?:{pattern})$")).map_err(|error| format!("`{pattern}`: {error}"))?;
        if whole.is_match(branch) {
            return Ok(Vec::new());
        }
    }
    let finding = Finding::new("branch", format!("on branch `{branch}`, `{named}` expected"));
    Ok(vec![finding.remedy("git switch BRANCH, or add this one to `branch`")])
}

fn up_to_date(git: &GitState) -> Answer {
    let Some(upstream) = &git.upstream else {
        return Err("no upstream is set: `git branch --set-upstream-to REMOTE/BRANCH`".to_owned());
    };
    if git.behind == 0 {
        return Ok(Vec::new());
    }
    let finding = Finding::new("behind", format!("{upstream} has {} commits that are not here", git.behind));
    Ok(vec![finding.remedy("git pull --ff-only")])
}

fn tag_free(tags: &BTreeSet<String>, git: &GitState) -> Answer {
    if tags.is_empty() {
        return Err("no package may be published, so there is no tag to ask after".to_owned());
    }
    let taken = git.taken_tags.iter().filter(|tag| tags.contains(*tag));
    let finding = |tag: &String| {
        Finding::new("tag-taken", format!("tag `{tag}` exists")).remedy("raise the version, or name another tag")
    };
    Ok(taken.map(finding).collect())
}
