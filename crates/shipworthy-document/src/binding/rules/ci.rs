//! Jobs that continuous integration is to have, as the workflow files of the tree show them. Whether a run was green, they
//! do not show.

use shipworthy_model::checklist::Check;
use shipworthy_model::params::Value;

use crate::binding::bound::{check, texts};
use crate::binding::{Binding, Example, ItemContext, Rule};
use crate::item::Form;
use shipworthy_model::claim::Mark;

/// The rule for jobs that continuous integration is to have.
pub(super) static RULE: Rule = Rule {
    id: "ci",
    summary: "A job or pipeline that continuous integration is to have: a workflow has it, on these platforms, and it may \
              fail. A job that cannot fail, or fewer platforms, make it partly so.",
    examples: &[
        Example {
            markdown: "- [ ] Add CI benchmark job with regression alerts\n",
            files: &[".github/workflows/ci.yml"],
            becomes: r#"{ kind = "ci-workflow", jobs = ["bench"], real = true } partly { kind = "ci-workflow", jobs = ["bench"] }"#,
        },
        Example {
            markdown: "- [x] **CI/CD pipeline** - GitHub Actions with multi-platform builds\n",
            files: &[".github/workflows/ci.yml"],
            becomes: r#"{ kind = "ci-workflow", platforms = ["linux", "macos", "windows"] } partly { kind = "ci-workflow", platforms = ["linux", "windows"] } partly { kind = "ci-workflow", platforms = ["linux", "macos"] } partly { kind = "ci-workflow" }"#,
        },
        Example {
            markdown: "- [ ] CI/CD pipeline\n  - [ ] Automated tests\n",
            files: &[".github/workflows/ci.yml"],
            becomes: r#"{ kind = "ci-workflow", jobs = ["test"], real = true } partly { kind = "ci-workflow", jobs = ["test"] }"#,
        },
        Example {
            markdown: "- [ ] GitHub Actions setup\n",
            files: &[],
            becomes: r#"{ kind = "ci-workflow" }"#,
        },
        Example { markdown: "- [ ] All tests passing in CI\n", files: &[], becomes: "not understood" },
        Example {
            markdown: "- [ ] Test CI changes without pushing\n",
            files: &[".github/workflows/ci.yml"],
            becomes: "not understood",
        },
        Example {
            markdown: "- [ ] TestPyPI dry run (manual CI gate)\n",
            files: &[".github/workflows/ci.yml"],
            becomes: "not understood",
        },
        Example {
            markdown: "| Resource | Status |\n| --- | --- |\n| CI workflow | ⏳ Running |\n",
            files: &[".github/workflows/ci.yml"],
            becomes: "not understood",
        },
        Example { markdown: "- [ ] CI is green\n", files: &[], becomes: "not understood" },
        Example { markdown: "- [ ] CI/CD pipeline\n", files: &[".gitlab-ci.yml"], becomes: "not understood" },
        Example { markdown: "- [ ] Automated tests\n", files: &[], becomes: "not understood" },
    ],
    bind,
};

/// What a document says, and what is found in the name of such a job.
#[rustfmt::skip]
const JOBS: &[(&str, &str)] = &[
    ("benchmark", "bench"), ("bench", "bench"), ("performance regression", "bench"), ("regression detection", "bench"),
    ("test", "test"), ("clippy", "clippy"), ("lint", "lint"), ("release automation", "release"),
    ("automated release", "release"), ("release job", "release"), ("coverage", "coverage"), ("audit", "audit"),
    ("security scan", "security"),
];
/// Services whose files are written otherwise.
const OTHERS: &[&str] = &[
    ".gitlab-ci.yml",
    ".travis.yml",
    "Jenkinsfile",
    "azure-pipelines.yml",
    ".drone.yml",
    "bitbucket-pipelines.yml",
];
/// Words that say no more than that there is a pipeline.
#[rustfmt::skip]
const PLAIN: &[&str] = &[
    "ci", "ci/cd", "pipeline", "pipelines", "github", "actions", "workflow", "workflows", "setup", "set", "up", "add",
    "create", "configure", "configured", "a", "the", "with", "simple", "basic", "full", "robust", "in", "place", "day",
    "automated", "missing", "not",
];
/// Words that say what its jobs do.
#[rustfmt::skip]
const WORK: &[&str] = &[
    "added", "alert", "alerts", "all", "and", "audit", "automatic", "automation", "bench", "benches", "benchmark",
    "benchmarking", "benchmarks", "build", "builds", "cd", "checks", "clippy", "code", "coverage", "created", "cross",
    "dependency", "detection", "enabled", "every", "for", "gate", "gates", "git", "integrated", "integration", "job", "jobs",
    "lint", "linting", "lints", "linux", "macos", "matrix", "multi", "multiplatform", "on", "performance", "platform",
    "platforms", "pr", "prs", "pull", "push", "regression", "regressions", "release", "releases", "reporting", "reports",
    "request", "requests", "run", "running", "runs", "rust", "scan", "scanning", "scans", "security", "step", "steps", "suite",
    "support", "tarpaulin", "test", "testing", "tests", "to", "unit", "windows",
];
/// Signs that the statement is about a run, and not about the workflow.
#[rustfmt::skip]
const RUNS: &[&str] = &[
    "passes", "passing", "pass", "passed", "green", "minutes", "succeeds", "success", "failing", "fails", "broken", "stable",
    "flaky", "fix", "fixed", "faster", "speed",
];

fn bind(context: &ItemContext<'_>) -> Option<Binding> {
    if !context.is_statement() {
        return None;
    }
    // The status of an open row may be that of a run: `| CI workflow | Running |`.
    if context.item.form == Form::StatusRow && context.item.mark == Mark::Open {
        return None;
    }
    let said = context.item.text.to_lowercase();
    let words: Vec<&str> = said
        .split(|letter: char| !letter.is_alphanumeric() && letter != '/')
        .filter(|word| !word.is_empty())
        .collect();
    if words.iter().any(|word| RUNS.contains(word)) || in_passing(&words) || elsewhere(context) {
        return None;
    }
    let own = names_ci(&said, &words);
    let around = context.parent().or_else(|| context.label()).is_some_and(|above| {
        let above = above.text.to_lowercase();
        names_ci(
            &above,
            &above.split(|letter: char| !letter.is_alphanumeric() && letter != '/').collect::<Vec<_>>(),
        )
    });
    if !(own || around && words.len() <= 4) {
        return None;
    }
    // With a word that is not known, it is about more than that there is such a job.
    if !words.iter().all(|word| PLAIN.contains(word) || WORK.contains(word) || is_number(word)) {
        return None;
    }
    let spaced = format!(" {} ", words.join(" "));
    let says = |name: &str| ["", "s", "ing"].iter().any(|end| spaced.contains(&format!(" {name}{end} ")));
    let job = JOBS.iter().find(|(name, _)| says(name)).map(|(_, job)| *job);
    let checks = match (job, platforms(&said)) {
        (_, platforms) if !platforms.is_empty() => on_platforms(&platforms),
        (Some(job), _) => vec![
            check("ci-workflow", [("jobs", texts([job])), ("real", Value::Flag(true))]),
            check("ci-workflow", [("jobs", texts([job]))]),
        ],
        (None, _) if own && is_plain(&words) => vec![any_workflow()],
        (None, _) => return None,
    };
    let mut checks = checks.into_iter();
    Some(Binding::checked(RULE.id, checks.next()?).or_partly(checks))
}

fn names_ci(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| matches!(*word, "ci" | "ci/cd"))
        || text.contains("github actions")
        || text.contains("github workflow")
}

/// `... in CI`: the statement is about something else, which CI does.
fn in_passing(words: &[&str]) -> bool {
    words
        .windows(2)
        .any(|pair| matches!(pair, ["in" | "on" | "from" | "by" | "via" | "through" | "no", "ci" | "ci/cd"]))
}

/// Is there a service whose files we cannot read?
fn elsewhere(context: &ItemContext<'_>) -> bool {
    let other = OTHERS.iter().any(|path| context.files.exists(path));
    (other || context.files.is_folder(".circleci") || context.files.is_folder(".buildkite"))
        && !context.files.is_folder(".github/workflows")
}

/// Does it say no more than that there is a pipeline?
fn is_plain(words: &[&str]) -> bool {
    words.iter().all(|word| PLAIN.contains(word) || is_number(word))
}

fn is_number(word: &str) -> bool {
    word.chars().all(|letter| letter.is_ascii_digit())
}

fn platforms(text: &str) -> Vec<&'static str> {
    let named = |platform: &&str| text.contains(*platform);
    if ["multi-platform", "multiplatform", "cross-platform", "all platforms"].iter().any(named) {
        return vec!["linux", "macos", "windows"];
    }
    ["linux", "macos", "windows"].into_iter().filter(named).collect()
}

/// On all of these; partly so without one of those behind the first, or anywhere.
fn on_platforms(platforms: &[&str]) -> Vec<Check> {
    let on = |platforms: &[&str]| check("ci-workflow", [("platforms", texts(platforms.iter().copied()))]);
    let mut checks = vec![on(platforms)];
    for left_out in platforms.iter().skip(1) {
        let fewer: Vec<&str> = platforms.iter().filter(|platform| *platform != left_out).copied().collect();
        checks.push(on(&fewer));
    }
    checks.push(any_workflow());
    checks
}

/// Any job will do.
fn any_workflow() -> Check {
    check("ci-workflow", [])
}
