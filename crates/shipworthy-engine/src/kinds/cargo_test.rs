//! `cargo-test`: every test target of the workspace is compiled and run, and all of them pass.

use std::collections::BTreeMap;

use shipworthy_model::facts::Facts;
use shipworthy_model::judgement::{Finding, Judged, Judgement, Limit, Measurement, Reason};
use shipworthy_model::kind::{KindSchema, Param, ParamType};
use shipworthy_model::observation::{Observation, Ran};
use shipworthy_model::params::Params;
use shipworthy_model::step::{Run, Step};

use crate::cargo::census::{self, Census};
use crate::cargo::{messages, selection};
use crate::kind::{Effect, Kind, Need, Scope};

/// See the module.
pub(super) static KIND: Kind = Kind {
    schema: KindSchema {
        id: "cargo-test",
        summary: "every test of the workspace is compiled, run and passes",
        about: "Takes a census: each target that cargo would test must be compiled, run and tell its result. A target \
                skipped for want of `required-features`, an integration test file without a single test, a process \
                that ends before its tests do, and a test that passes only when it is run again all fail. A filter \
                that no test matches is unknown. Doctests are counted apart, and one that is only compiled (`no_run`) \
                does not count as run. Uses cargo-nextest when it is installed; that one runs each test in a process \
                of its own and cannot run targets with `harness = false`.",
        params: &[
            selection::PACKAGES,
            selection::FEATURES,
            selection::ALL_FEATURES,
            selection::NO_DEFAULT_FEATURES,
            selection::LOCKED,
            Param::optional("at-least", ParamType::Floor, "so many tests run at the least, doctests not counted"),
            Param::optional("doctests-at-least", ParamType::Floor, "so many doctests run at the least"),
            Param::optional("ignored", ParamType::Limit, "so many tests carry `#[ignore]` at the most; default: any"),
            Param::optional("include-ignored", ParamType::Flag, "`true`: run the tests that carry `#[ignore]` too"),
            Param::optional("filter", ParamType::Texts, "only tests with one of these in their name; each must match"),
            Param::optional(
                "runner",
                ParamType::Choice(&["auto", "cargo", "nextest"]),
                "what runs the tests; default `auto`: nextest when it is installed, else cargo",
            ),
            Param::optional("doctests", ParamType::Flag, "`false`: leave the doctests out"),
            Param::optional(
                "retries",
                ParamType::Limit,
                "run what fails so many times more, to tell flaky from broken; flaky fails all the same; default 0",
            ),
        ],
        one_of: &[],
        since: "0.1",
    },
    version: 1,
    needs: &[Need::Tool("cargo"), Need::Workspace, Need::Optional("cargo-nextest")],
    effects: &[Effect::WritesTarget],
    scope: Scope::Packages("packages"),
    steps,
    judge,
};

fn steps(params: &Params, facts: &Facts) -> Vec<Step> {
    let nextest = match params.text("runner") {
        Some("cargo") => false,
        Some("nextest") => true,
        _ => facts.tools.contains_key("cargo-nextest"),
    };
    let compile = &["--no-run", "--no-fail-fast", "--message-format=json"];
    let compile = selection::command(&["cargo", "test"], selection::arguments(params), compile);
    let mut steps = vec![Step::Workspace, Step::Run(Run { argv: compile, ..Run::default() })];
    if nextest {
        steps.extend(nextest_steps(params));
    }
    let doctests = params.flag("doctests") != Some(false);
    if !nextest || doctests {
        let only = match (nextest, doctests) {
            (true, _) => &["--no-fail-fast", "--doc"][..],
            (false, true) => &["--no-fail-fast"],
            (false, false) => &["--no-fail-fast", "--tests"],
        };
        let argv = selection::command(&["cargo", "test"], selection::arguments(params), only);
        steps.push(Step::Run(run([argv, words(params, "--include-ignored")].concat(), retries(params))));
    }
    steps
}

fn nextest_steps(params: &Params) -> [Step; 2] {
    let all = if params.flag("include-ignored") == Some(true) { "all" } else { "default" };
    let ignored = format!("--run-ignored={all}");
    let list = ["--ignore-default-filter", "--message-format=json", &ignored];
    let list = selection::command(&["cargo", "nextest", "list"], selection::arguments(params), &list);
    let again = format!("--retries={}", retries(params));
    let words = words(params, "");
    let options = [
        "--ignore-default-filter",
        "--no-fail-fast",
        "--status-level=all",
        "--final-status-level=none",
        "--failure-output=immediate",
        "--color=never",
        &ignored,
        &again,
    ];
    let argv = selection::command(&["cargo", "nextest", "run"], selection::arguments(params), &options);
    [
        Step::Run(Run { argv: [list, words.clone()].concat(), ..Run::default() }),
        Step::Run(run([argv, words].concat(), 0)),
    ]
}

fn run(argv: Vec<String>, retries: u32) -> Run {
    // A backtrace would only bury the reason of a failing test.
    let env = BTreeMap::from([("RUST_BACKTRACE".to_owned(), "0".to_owned())]);
    Run { argv, env, merge: true, retries, ..Run::default() }
}

fn retries(params: &Params) -> u32 {
    params.count("retries").and_then(|count| u32::try_from(count).ok()).unwrap_or(0)
}

/// What comes after `--`: the filters, and `ignored` when ignored tests are to be run too.
fn words(params: &Params, ignored: &str) -> Vec<String> {
    let filters = params.texts("filter").into_iter().filter(|word| !word.starts_with('-'));
    let mut words: Vec<String> = filters.map(str::to_owned).collect();
    if params.flag("include-ignored") == Some(true) && !ignored.is_empty() {
        words.push(ignored.to_owned());
    }
    if !words.is_empty() {
        words.insert(0, "--".to_owned());
    }
    words
}

fn judge(params: &Params, observations: &[Observation]) -> Judgement {
    // An option such as `--list` would make every program end well without a test.
    if let Some(option) = params.texts("filter").into_iter().find(|word| word.starts_with('-')) {
        let detail = format!("`filter` takes parts of the names of tests; `{option}` is an option");
        return Judgement::unknown(Reason::CouldNotLook, detail);
    }
    let [Observation::Workspace(workspace), Observation::Ran(compile), rest @ ..] = observations else {
        return Judgement::unknown(Reason::CouldNotLook, "the tests were not run");
    };
    let members = match selection::members(params, workspace) {
        Ok(members) => members,
        Err(judgement) => return judgement,
    };
    let messages = messages::read(compile, workspace);
    match messages.errors(compile) {
        Ok(errors) if errors.is_empty() => {}
        Ok(errors) => return Judgement::of(messages.targets(&members).0, "targets", errors),
        Err(judgement) => return judgement,
    }
    let expected = census::expected(&members, &messages);
    let census = match rest {
        [Observation::Ran(ran)] => census::of_cargo(&expected, ran),
        [Observation::Ran(list), Observation::Ran(ran)] => census::of_nextest(&expected, list, ran, None),
        [Observation::Ran(list), Observation::Ran(ran), Observation::Ran(doctests)] => {
            census::of_nextest(&expected, list, ran, Some(doctests))
        }
        _ => return Judgement::unknown(Reason::CouldNotLook, "the tests were not run"),
    };
    match census {
        Ok(census) => conclude(params, census, rest.last()),
        Err(judgement) => judgement,
    }
}

fn conclude(params: &Params, mut census: Census, last: Option<&Observation>) -> Judgement {
    let mut findings = std::mem::take(&mut census.findings);
    if let Some(Observation::Ran(ran)) = last {
        findings.extend(flaky(ran));
    }
    let mut run = Measurement::count("run", census.run());
    let mut doctests = Measurement::count("doctests run", census.doctests_run());
    for (name, measured) in [("at-least", &mut run), ("doctests-at-least", &mut doctests)] {
        let Some(floor) = params.count(name) else { continue };
        measured.limit = Some(Limit::AtLeast(floor as f64));
        if !measured.holds() {
            let message = format!("{} {}, at least {floor} expected", measured.value, measured.name);
            let remedy = format!("find out where the others went, or lower `{name}` on purpose");
            findings.push(Finding::new("too-few-tests", message).remedy(remedy));
        }
    }
    let (count, names) = census.ignored();
    let mut ignored = Measurement::count("ignored", count);
    if let Some(most) = params.count("ignored") {
        ignored = ignored.limit(Limit::AtMost(most as f64));
        if !ignored.holds() {
            findings.extend(ignored_findings(names, count, most));
        }
    }
    let unmatched = params.texts("filter").into_iter().find(|part| !census.ran(part));
    let subjects = census.run().saturating_add(census.doctests_run());
    let measurements = [vec![run, ignored, doctests], census.measurements()].concat();
    if let (Some(part), true) = (unmatched, findings.is_empty()) {
        let detail = format!("no test that ran has `{part}` in its name; {} were filtered out", census.filtered());
        let mut judgement = Judgement::unknown(Reason::NothingToLookAt, detail).with(measurements);
        (judgement.subjects, judgement.unit) = (Some(subjects), "tests".to_owned());
        return judgement;
    }
    let mut judgement = Judgement::of(subjects, "tests", findings).with(measurements);
    if let Judged::Unknown(unknown) = &mut judgement.result {
        unknown.detail = "no test was run".to_owned();
    }
    judgement
}

fn flaky(ran: &Ran) -> Option<Finding> {
    (ran.retried > 0 && ran.succeeded()).then(|| {
        let attempt = ran.retried.saturating_add(1);
        Finding::new("flaky", format!("the tests passed only in attempt {attempt}"))
            .remedy("run them with nextest to learn which one it was: `runner = \"nextest\"`")
    })
}

fn ignored_findings(names: &[String], count: u64, most: u64) -> Vec<Finding> {
    let one = |name: &String| Finding::new("ignored-test", format!("{name} is ignored ({count}, limit {most})"));
    let mut findings: Vec<Finding> = names.iter().map(one).collect();
    if findings.is_empty() {
        findings.push(Finding::new("ignored-test", format!("{count} tests are ignored, limit {most}")));
    }
    findings
}
