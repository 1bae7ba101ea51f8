//! `git`: the repository is in the state a release starts from. Looks at what is known here; fetches nothing.

use std::collections::BTreeSet;

use regex_lite::Regex;
use shipworthy_model::facts::{Facts, Workspace};
use shipworthy_model::judgement::{Conclusion, Finding, Judgement, Measurement};
use shipworthy_model::kind::{Kind, Need, Param, ParamType, Scope};
use shipworthy_model::observation::{GitState, Observation};
use shipworthy_model::params::Params;
use shipworthy_model::step::Step;
use shipworthy_model::unknown::{Reason, Unknown};

/// The check kind `git`.
pub(super) static KIND: Kind = Kind::new("git", "the repository is in the state it must be in", steps, judge)
    .about(
        "Looks at the working tree, the branch, its upstream as of the last fetch, and tags. Nothing is \
         fetched: whether the upstream moved since is not known. In a tag, `{version}` stands for the version \
         and `{name}` for the name of each package that may be published. Only where \
         `clean` is asked for does an edited file make the answer stale.",
    )
    .params(&[
        Param::optional(
            "clean",
            ParamType::Flag,
            "`true`: no file differs from the commit, none is untracked, and no merge, rebase or bisection is under way",
        ),
        Param::optional("branch", ParamType::Patterns, "the whole name of the branch matches one of these"),
        Param::optional("up-to-date", ParamType::Flag, "`true`: the upstream has no commit that is not here"),
        Param::optional("tag-free", ParamType::Text, "this tag does not exist yet, such as `v{version}`"),
        Param::optional(
            "tag-exists",
            ParamType::Text,
            "this tag exists in the history of the commit, such as `v{version}`",
        ),
        Param::optional("not-shallow", ParamType::Flag, "`true`: the whole history is here"),
    ])
    .one_of(&["clean", "branch", "up-to-date", "tag-free", "tag-exists", "not-shallow"])
    .since("0.1")
    .version(5)
    .needs(&[Need::Git])
    .scope(Scope::Refs { dirty: "clean" });

/// The parameters that name a tag.
const OF_TAGS: [&str; 2] = ["tag-free", "tag-exists"];
/// More dirty paths than this are counted, not listed.
const MAX_DIRTY: usize = 20;

fn steps(params: &Params, facts: &Facts) -> Vec<Step> {
    let workspace = facts.workspace.as_ref();
    let tags: BTreeSet<String> = OF_TAGS.iter().flat_map(|name| tags(params, name, workspace)).collect();
    let mut steps = vec![Step::Git { tags: tags.into_iter().collect() }];
    if OF_TAGS.iter().any(|name| params.text(name).is_some_and(is_template)) {
        steps.push(Step::Workspace);
    }
    steps
}

fn is_template(tag: &str) -> bool {
    tag.contains("{version}") || tag.contains("{name}")
}

/// The tags that a parameter is about.
fn tags(params: &Params, name: &str, workspace: Option<&Workspace>) -> BTreeSet<String> {
    let Some(tag) = params.text(name) else { return BTreeSet::new() };
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
        answers.add(tag_free(&tags(params, "tag-free", workspace), git));
    }
    if params.has("tag-exists") {
        answers.add(tag_exists(&tags(params, "tag-exists", workspace), git));
    }
    let mut measurements = Vec::new();
    if asked("clean") {
        measurements.push(Measurement::count("dirty", git.dirty.len() as u64));
    }
    answers.judgement().with(measurements)
}

/// The findings about a condition; `Err` says why they cannot be told.
type ConditionFindings = Result<Vec<Finding>, String>;

#[derive(Default)]
struct Answers {
    subjects: u64,
    findings: Vec<Finding>,
    untold: Option<String>,
}

impl Answers {
    fn add(&mut self, answer: ConditionFindings) {
        self.subjects += 1;
        match answer {
            Ok(findings) => self.findings.extend(findings),
            Err(why) => self.untold = self.untold.take().or(Some(why)),
        }
    }

    /// The judgement over all conditions: what is known to be wrong outranks what is not known.
    fn judgement(self) -> Judgement {
        let mut judgement = Judgement::of(self.subjects, "conditions", self.findings);
        if let (Conclusion::Pass, Some(why)) = (&judgement.result, self.untold) {
            judgement.result = Conclusion::Unknown(Unknown::new(Reason::CouldNotLook, why));
        }
        judgement
    }
}

fn clean(git: &GitState) -> ConditionFindings {
    let finding = |path: &String| {
        Finding::new("dirty", format!("{path} differs from the commit"))
            .at(path, None, None)
            .remedy("commit it, stash it, or have git ignore it")
    };
    let mut findings: Vec<Finding> = git.dirty.iter().take(MAX_DIRTY).map(finding).collect();
    if let Some(command) = &git.unfinished {
        let finding = Finding::new("in-progress", format!("`git {command}` was begun and is not concluded"));
        findings.push(finding.remedy("git status"));
    }
    if let Some(more) = git.dirty.len().checked_sub(MAX_DIRTY).filter(|more| *more > 0) {
        findings.push(Finding::new("dirty", format!("and {more} more paths")).remedy("git status"));
    }
    Ok(findings)
}

fn branch(params: &Params, git: &GitState) -> ConditionFindings {
    let wanted = params.texts("branch");
    let named = wanted.join("` or `");
    let Some(branch) = &git.branch else {
        let finding = Finding::new("branch", format!("no branch is checked out, `{named}` expected"));
        return Ok(vec![finding.remedy("git switch BRANCH")]);
    };
    for pattern in wanted {
        let whole =
            Regex::new(&format!("^(?:{pattern})$")).map_err(|error| format!("`{pattern}`: {error}"))?;
        if whole.is_match(branch) {
            return Ok(Vec::new());
        }
    }
    let finding = Finding::new("branch", format!("on branch `{branch}`, `{named}` expected"));
    Ok(vec![finding.remedy("git switch BRANCH, or add this one to `branch`")])
}

fn up_to_date(git: &GitState) -> ConditionFindings {
    let Some(upstream) = &git.upstream else {
        return Err("no upstream is set: `git branch --set-upstream-to REMOTE/BRANCH`".to_owned());
    };
    if git.behind == 0 {
        return Ok(Vec::new());
    }
    let finding = Finding::new("behind", format!("{upstream} has {} commits that are not here", git.behind));
    Ok(vec![finding.remedy("git pull --ff-only")])
}

const NO_TAG: &str = "no package may be published, so there is no tag to ask after";

fn tag_exists(tags: &BTreeSet<String>, git: &GitState) -> ConditionFindings {
    let missing: Vec<&String> = tags.iter().filter(|tag| !git.taken_tags.contains(*tag)).collect();
    if tags.is_empty() {
        return Err(NO_TAG.to_owned());
    }
    if git.shallow && !missing.is_empty() {
        return Err(
            "the history is cut short, and tags may be missing with it: `git fetch --unshallow --tags`"
                .to_owned(),
        );
    }
    if let Some(tag) = tags.iter().find(|tag| git.foreign_tags.contains(*tag)).filter(|_| missing.is_empty())
    {
        return Err(format!(
            "tag `{tag}` exists, and this commit does not come after it: it was made later, or elsewhere"
        ));
    }
    let finding = |tag: &&String| {
        Finding::new("no-tag", format!("tag `{tag}` is not here"))
            .remedy(format!("git fetch --tags, or git tag {tag}"))
    };
    Ok(missing.iter().map(finding).collect())
}

fn tag_free(tags: &BTreeSet<String>, git: &GitState) -> ConditionFindings {
    if tags.is_empty() {
        return Err(NO_TAG.to_owned());
    }
    let taken = git.taken_tags.iter().filter(|tag| tags.contains(*tag));
    let finding = |tag: &String| {
        Finding::new("tag-taken", format!("tag `{tag}` exists"))
            .remedy("raise the version, or name another tag")
    };
    Ok(taken.map(finding).collect())
}

#[cfg(test)]
mod tests {
    use shipworthy_model::facts::Facts;
    use shipworthy_model::observation::{GitState, Observation};
    use shipworthy_model::params::{Params, Value};
    use shipworthy_model::step::Step;

    use super::KIND;
    use crate::testing::{params, summary, text, texts, workspace};

    fn judge(params: &Params, git: GitState) -> String {
        summary(&(KIND.judge)(params, &[Observation::Git(git)]))
    }

    fn yes(name: &str) -> Params {
        params([(name, Value::Flag(true))])
    }

    fn on(branch: &str) -> GitState {
        let mut git = GitState::default();
        git.branch = Some(branch.to_owned());
        git
    }

    fn with(change: impl FnOnce(&mut GitState)) -> GitState {
        let mut git = on("main");
        change(&mut git);
        git
    }

    #[test]
    fn each_condition_is_held() {
        let owned = |texts: &[&str]| texts.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>();
        let mut behind = on("main");
        behind.upstream = Some("origin/main".to_owned());
        behind.behind = 2;
        let mut even = on("main");
        even.upstream = Some("origin/main".to_owned());
        even.ahead = 3;
        let branch = || params([("branch", texts(&["main", "release/.*"]))]);
        let tag = || params([("tag-free", text("v1"))]);
        let made = || params([("tag-exists", text("v1"))]);
        let cases = [
            (yes("clean"), on("main"), "pass 1 conditions"),
            (yes("clean"), with(|git| git.dirty = owned(&["a", "b"])), "fail dirty a dirty b"),
            (yes("clean"), with(|git| git.unfinished = Some("merge".to_owned())), "fail in-progress"),
            (branch(), with(|git| git.unfinished = Some("merge".to_owned())), "pass 1 conditions"),
            (branch(), on("main"), "pass 1 conditions"),
            (branch(), on("release/1"), "pass 1 conditions"),
            (branch(), on("maintenance"), "fail branch"),
            (branch(), GitState::default(), "fail branch"),
            (yes("up-to-date"), even, "pass 1 conditions"),
            (yes("up-to-date"), behind, "fail behind"),
            (yes("up-to-date"), on("main"), "unknown could not look"),
            (yes("not-shallow"), on("main"), "pass 1 conditions"),
            (yes("not-shallow"), with(|git| git.shallow = true), "fail shallow"),
            (tag(), on("main"), "pass 1 conditions"),
            (tag(), with(|git| git.taken_tags = owned(&["v1"])), "fail tag-taken"),
            (made(), with(|git| git.taken_tags = owned(&["v1"])), "pass 1 conditions"),
            (
                made(),
                with(|git| {
                    git.taken_tags = owned(&["v1"]);
                    git.foreign_tags = owned(&["v1"]);
                }),
                "unknown could not look",
            ),
            (made(), on("main"), "fail no-tag"),
            (made(), with(|git| git.shallow = true), "unknown could not look"),
            (params([("clean", Value::Flag(false))]), on("main"), "unknown nothing to look at"),
        ];
        for (params, git, want) in cases {
            assert_eq!(judge(&params, git), want, "{params:?}");
        }
        assert_eq!(summary(&(KIND.judge)(&yes("clean"), &[])), "unknown could not look");
    }

    #[test]
    fn what_is_wrong_outranks_what_is_not_known() {
        let both = params([("up-to-date", Value::Flag(true)), ("clean", Value::Flag(true))]);
        let many = (0..30).map(|n| n.to_string()).collect();
        let judged = (KIND.judge)(&both, &[Observation::Git(with(|git| git.dirty = many))]);
        assert_eq!((judged.findings.len(), judged.subjects), (21, Some(2)));
    }

    #[test]
    fn tags_are_made_of_versions() {
        let mut members = workspace(&[("a", "a", &[]), ("b", "b", &[])]);
        members.packages[0].version = "1.2.3".to_owned();
        members.packages[1].publishable = false;
        let params = params([("tag-free", text("{name}-v{version}"))]);
        let mut facts = Facts::default();
        facts.workspace = Some(members.clone());
        let steps = (KIND.steps)(&params, &facts);
        assert!(matches!(&steps[..], [Step::Git { tags }, Step::Workspace] if tags[..] == ["a-v1.2.3"]));
        let mut taken = on("main");
        taken.taken_tags = vec!["a-v1.2.3".to_owned()];
        let judged =
            (KIND.judge)(&params, &[Observation::Git(taken), Observation::Workspace(members.clone())]);
        assert_eq!(summary(&judged), "fail tag-taken");
        members.packages[0].publishable = false;
        let judged = (KIND.judge)(&params, &[Observation::Git(on("main")), Observation::Workspace(members)]);
        assert_eq!(summary(&judged), "unknown could not look");
    }
}
