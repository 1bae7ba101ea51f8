//! `ci-workflow`: a workflow runs what it must, when and where it must, and its jobs are able to fail. Reads the files;
//! asks no service what came of them.

#[cfg(feature = "workflows")]
mod judge;
mod places;

use shipworthy_model::facts::Facts;
use shipworthy_model::kind::{Kind, Param, ParamType, Scope};
use shipworthy_model::observation::Sighting;
use shipworthy_model::params::Params;
use shipworthy_model::step::{Look, SourceFile, Step};

#[cfg(feature = "workflows")]
use self::judge::judge;
use self::places::{ACTIONS, OTHERS, STRAY, WORKFLOWS};
#[cfg(not(feature = "workflows"))]
use shipworthy_model::{judgement::Judgement, observation::Observation, unknown::Reason};

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
             workflow or an action of another repository (but for one that is called as cargo is: `cargo` with \
             `command` and `args`), a script of the repository. A script that is fetched and run (`curl ... | sh`) is \
             none, and runs nothing that is wanted. Only files in `.github/workflows` at the top of the git repository \
             count: GitHub runs no others. Where there are none, the plain jobs of `.gitlab-ci.yml` are read; the files \
             of other services are not, and what came of a run is not looked at.",
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
        .version(3)
        .feature("workflows", cfg!(feature = "workflows"))
        .scope(Scope::Each(&[
            Scope::Named { by: &["files"], otherwise: WORKFLOWS },
            Scope::Files(WORKFLOWS),
            Scope::Files(ACTIONS),
            Scope::Files(STRAY),
            Scope::Files(OTHERS),
        ]));

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

/// Nothing can be told in a build that does not read workflows; the program is built anew before it comes to this.
#[cfg(not(feature = "workflows"))]
fn judge(_: &Params, _: &[Observation]) -> Judgement {
    Judgement::unknown(Reason::CouldNotLook, "this program was built without `workflows`")
}

#[cfg(all(test, feature = "workflows"))]
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

    /// A job that does all but one thing is meant, and not one that happens to stand before it.
    #[test]
    fn of_several_jobs_the_one_that_does_most_is_told() {
        let mac = "  mac:\n    runs-on: macos-latest\n    steps:\n      - run: cargo test || true\n";
        let linux = "  tests:\n    runs-on: ubuntu-latest\n    steps:\n      - run: cargo test\n";
        let file = |jobs: &str| format!("on: push\njobs:\n{jobs}");
        let wanted = params([
            ("runs", text("cargo test")),
            ("triggers", texts(&["push", "pull_request"])),
            ("platforms", texts(&["linux", "windows"])),
            ("real", Value::Flag(true)),
        ]);
        // Neither runs on Windows, and no job runs for pull requests; the one on Linux lacks nothing else.
        for (jobs, line) in [([mac, linux].concat(), 8), ([linux, mac].concat(), 4)] {
            let want = format!("fail no-trigger {PATH}:1 no-platform {PATH}:{line}");
            assert_eq!(judge(&KIND, &wanted, None, &[(PATH, &file(&jobs))]), want);
        }
        // Of two that lack as much, the one that does more of the rest.
        let other = mac.replace(" || true", "");
        let want = format!("fail no-trigger {PATH}:1 no-platform {PATH}:8");
        assert_eq!(judge(&KIND, &wanted, None, &[(PATH, &file(&format!("{other}{linux}")))]), want);
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
    fn a_command_that_an_action_is_handed_in_parts() {
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
            (
                with("o/cargo@v1", "command: clippy, use-cross: true"),
                "^cargo clippy$",
                "unknown could not look",
            ),
            (with("o/cargo@v1", "command: \"${{ vars.X }}\""), "cargo test", "unknown could not look"),
            (with("o/setup-cargo@v1", "args: clippy"), "cargo clippy", "unknown could not look"),
            // So is cargo itself called.
            (with("o/cargo@v1", "command: clippy"), "^cargo clippy$", "pass 1 jobs"),
            (
                with("o/rs-cargo@v1", "command: fmt, args: --all -- --check"),
                "cargo fmt .*--check",
                "pass 1 jobs",
            ),
            (with("o/cargo@v1", "command: fmt, toolchain: nightly"), "^cargo \\+nightly fmt", "pass 1 jobs"),
            (with("o/cargo@v1", "command: fmt, toolchain: nightly"), "^cargo fmt", "pass 1 jobs"),
            (
                with("o/cargo@v1", "command: test, args: --no-run"),
                "cargo test",
                "fail no-run .github/workflows/ci.yml:3",
            ),
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
