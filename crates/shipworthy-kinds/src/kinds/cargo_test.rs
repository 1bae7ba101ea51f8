//! `cargo-test`: every test target of the workspace is compiled and run, and all of them pass.

use shipworthy_model::facts::{Facts, Workspace};
use shipworthy_model::judgement::{Conclusion, Finding, Judgement, Limit, Measurement};
use shipworthy_model::kind::{Effect, Kind, Need, Param, ParamType, Scope};
use shipworthy_model::observation::{Observation, Ran};
use shipworthy_model::params::Params;
use shipworthy_model::setting::SettingSort;
use shipworthy_model::step::{Run, Step};
use shipworthy_model::unknown::{Reason, Unknown};

use crate::reading::cargo::test_inventory::{self, TestGate, TestInventory};
use crate::reading::cargo::{between, excluded, messages, selection, test_sources};
use crate::reading::globs::Globs;

/// The check kind `cargo-test`.
pub(super) static KIND: Kind = Kind::new(
    "cargo-test",
    "every test of the workspace is compiled, run and passes",
    steps,
    judge,
)
.about(
    "Counts what there is: each target that cargo would test must be compiled, run and tell its result. A \
     target skipped for want of `required-features`, an integration test file without a single test, a \
     process that ends before its tests do, and a test that passes only when it is run again all fail. A \
     filter that no test matches is unknown. Doctests are counted apart, and one that is only compiled \
     (`no_run`) does not count as run. Tests in a package that is no member (excluded, or named in no list) \
     fail, unless the gate is about certain `packages` or a `filter`; so do tests in a target with \
     `test = false`. A test file whose tests `cfg` keeps for another system, all of them, is counted, and is no defect; \
     one whose tests all stand behind features that this gate leaves off was not looked at, which is unknown; single \
     tests that a `cfg` leaves out of a target with others are not seen. \
     `except` names what another gate runs. Packages of nested workspaces and of submodules, and those below a \
     member's `tests`, are counted, and nothing is said of their tests. \
     Uses cargo-nextest when it is installed; that one runs each test in a process of its own. cargo runs them where \
     nextest cannot: a target with `harness = false` may know nothing of what nextest asks of it. nextest believes \
     exit codes alone: where a `runner` or a wrapper script stands before the tests, cargo runs them as well and their \
     own words are read, unless `wrappers` names it. A test \
     sees the variables that it would see without us. One that ends early and well, because what it needs is \
     missing, looks like one that passed: nobody can see that from outside.",
)
.params(&[
    selection::PACKAGES,
    selection::FEATURES,
    selection::ALL_FEATURES,
    selection::NO_DEFAULT_FEATURES,
    selection::LOCKED,
    selection::TOOLCHAIN,
    Param::optional("at-least", ParamType::Floor, "so many tests run at the least, doctests not counted"),
    Param::optional("doctests-at-least", ParamType::Floor, "so many doctests run at the least"),
    Param::optional("ignored", ParamType::Limit, "so many tests carry `#[ignore]` at the most; default: any"),
    Param::optional("include-ignored", ParamType::Flag, "`true`: run the tests that carry `#[ignore]` too"),
    Param::optional(
        "filter",
        ParamType::Texts,
        "only tests with one of these in their name; each must match",
    ),
    Param::optional(
        "runner",
        ParamType::Choice(&["auto", "cargo", "nextest"]),
        "what runs the tests; default `auto`: nextest when it is installed and every target has the harness of the \
         standard library, else cargo",
    ),
    excluded::EXCEPT,
    between::WRAPPERS,
    Param::optional("doctests", ParamType::Flag, "`false`: leave the doctests out"),
    Param::optional(
        "compile-only",
        ParamType::Texts,
        "test targets that hold no test, because compiling them is the test",
    ),
    Param::optional(
        "retries",
        ParamType::Limit,
        "run what fails so many times more, to tell flaky from broken; flaky fails all the same; default 0",
    ),
])
.since("0.1")
.version(4)
.needs(&[Need::Tool("cargo"), Need::Workspace, Need::Optional("cargo-nextest")])
.effects(&[Effect::WritesTarget])
.scope(Scope::PackageFolders("packages"));

/// The settings that put a program before the test programs.
const BEFORE_TESTS: [SettingSort; 2] = [SettingSort::Runner, SettingSort::NextestWrapper];

fn steps(params: &Params, facts: &Facts) -> Vec<Step> {
    let between = |sorts: &[SettingSort]| {
        let workspace = facts.workspace.as_ref();
        workspace.is_some_and(|workspace| between::unaccepted(params, workspace, sorts).is_some())
    };
    let nextest = match params.text("runner") {
        Some("cargo") => false,
        Some("nextest") => true,
        // nextest believes exit codes alone, and what stands before the tests may lose them.
        _ => {
            facts.tools.contains_key("cargo-nextest")
                && !between(&BEFORE_TESTS)
                && !facts.workspace.as_ref().is_some_and(|workspace| brings_a_harness(params, workspace))
        }
    };
    let arguments = || selection::arguments(params, facts.workspace.as_ref());
    let compile = &["--no-run", "--no-fail-fast", "--message-format=json", "--color=never"];
    let compile = selection::command(params, &["test"], arguments(), compile);
    let mut steps = vec![Step::Workspace, Step::Run(Run::new(compile))];
    if nextest {
        steps.extend(nextest_steps(params, facts.workspace.as_ref(), arguments()));
    }
    let doctests = params.flag("doctests") != Some(false);
    let documented = test_sources::with_doctests(params, facts.workspace.as_ref());
    if !nextest || (doctests && documented.is_some()) {
        let only = match (nextest, doctests) {
            (true, _) => &["--doc"][..],
            (false, true) => &[],
            (false, false) => &["--tests"],
        };
        let only = [&["--no-fail-fast"], only, &selection::PLAIN].concat();
        let selected = if nextest { documented.unwrap_or_default() } else { arguments() };
        let argv = selection::command(params, &["test"], selected, &only);
        let argv = [argv, words(params, "--include-ignored")].concat();
        steps.push(Step::Run(Run::new(argv).merge().retries(retries(params))));
    }
    steps.extend(test_sources::step(params, facts));
    steps
}

/// Does a target that is tested bring a harness of its own, which nextest could not ask for its tests?
fn brings_a_harness(params: &Params, workspace: &Workspace) -> bool {
    let members = selection::members(params, workspace).unwrap_or_default();
    members.iter().flat_map(|member| &member.targets).any(|target| target.test && target.own_harness)
}

fn nextest_steps(params: &Params, workspace: Option<&Workspace>, arguments: Vec<String>) -> [Step; 2] {
    let all = if params.flag("include-ignored") == Some(true) { "all" } else { "default" };
    let ignored = format!("--run-ignored={all}");
    let list = ["--ignore-default-filter", "--message-format=json", "--color=never", &ignored];
    let list = selection::command(params, &["nextest", "list"], arguments.clone(), &list);
    let list = between::program(list, "nextest", workspace);
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
    let argv = selection::command(params, &["nextest", "run"], arguments, &options);
    let argv = between::program(argv, "nextest", workspace);
    // To run the tests, nextest lists them once more.
    let list = Run::new([list, words.clone()].concat()).done_again();
    [Step::Run(list), Step::Run(Run::new([argv, words].concat()).merge())]
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
    let (runs, looked) = match observations {
        [runs @ .., Observation::Looked(looked)] => (runs, Some(looked)),
        runs => (runs, None),
    };
    let [Observation::Workspace(workspace), Observation::Ran(compile), rest @ ..] = runs else {
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
    let found = looked.map_or_else(Default::default, test_sources::SourceSightings::of);
    let gate = TestGate {
        workspace,
        compile,
        runner: between::unaccepted(params, workspace, &[SettingSort::Runner]).is_some(),
        elsewhere: found.elsewhere(workspace),
        gated: found.gated(workspace),
    };
    let expected = test_inventory::expected(&gate, &members, &messages);
    let nextest = |list: &Ran, ran: &Ran, doctests: Option<&Ran>| match between::unaccepted(
        params,
        workspace,
        &BEFORE_TESTS,
    ) {
        Some(setting) => {
            Err(between::in_the_way(setting, "the tests, and nextest believes exit codes alone"))
        }
        None => test_inventory::of_nextest(&gate, &expected, list, ran, doctests),
    };
    let inventory = match rest {
        [Observation::Ran(ran)] => test_inventory::of_cargo(&gate, &expected, ran),
        [Observation::Ran(list), Observation::Ran(ran)] => nextest(list, ran, None),
        [Observation::Ran(list), Observation::Ran(ran), Observation::Ran(doctests)] => {
            nextest(list, ran, Some(doctests))
        }
        _ => return Judgement::unknown(Reason::CouldNotLook, "the tests were not run"),
    };
    let left_out = match looked {
        Some(looked) if test_sources::is_whole(params) => excluded::findings(params, workspace, looked),
        _ => Ok(Vec::new()),
    };
    let untested = found.untested(params, workspace, &members);
    match (inventory, left_out, untested) {
        (Ok(mut inventory), Ok(left_out), Ok(untested)) => {
            inventory.findings.extend(left_out);
            inventory.findings.extend(untested);
            if test_sources::is_whole(params) {
                inventory.beside = workspace.beside.len() as u64;
            }
            conclude(params, inventory, rest.last())
        }
        (Err(judgement), _, _) => judgement,
        (_, Err(why), _) | (_, _, Err(why)) => Judgement::unknown(Reason::CouldNotLook, why),
    }
}

fn conclude(params: &Params, mut inventory: TestInventory, last: Option<&Observation>) -> Judgement {
    match Globs::of(params, "except") {
        Ok(except) => inventory.accept_elsewhere(|root| except.matches(root)),
        Err(why) => return Judgement::unknown(Reason::CouldNotLook, why),
    }
    inventory.accept_empty(&params.texts("compile-only"));
    let behind = inventory.behind_features();
    let mut findings = std::mem::take(&mut inventory.findings);
    if let Some(Observation::Ran(ran)) = last {
        findings.extend(flaky(ran));
    }
    let unmatched = params.texts("filter").into_iter().find(|part| !inventory.ran(part));
    let mut run = Measurement::count("run", inventory.run());
    let mut doctests = Measurement::count("doctests run", inventory.doctests_run());
    for (name, measured) in [("at-least", &mut run), ("doctests-at-least", &mut doctests)] {
        let Some(floor) = params.count(name) else { continue };
        measured.limit = Some(Limit::AtLeast(floor as f64));
        if !measured.holds() && inventory.not_started().is_none() {
            let message = format!("{} {}, at least {floor} expected", measured.value, measured.name);
            let mut remedy = format!("find out where the others went, or lower `{name}` on purpose");
            if let Some(part) = unmatched {
                remedy = format!("correct `filter`: no test that ran has `{part}` in its name");
            }
            findings.push(Finding::new("too-few-tests", message).remedy(remedy));
        }
    }
    let (count, names) = inventory.ignored();
    let mut ignored = Measurement::count("ignored", count);
    if let Some(most) = params.count("ignored") {
        ignored = ignored.limit(Limit::AtMost(most as f64));
        if !ignored.holds() {
            findings.extend(ignored_findings(names, count, most));
        }
    }
    let subjects = inventory.run().saturating_add(inventory.doctests_run());
    let measurements = [vec![run, ignored, doctests], inventory.measurements()].concat();
    if let (Some(why), true) = (inventory.not_started(), findings.is_empty()) {
        return why.clone().with(measurements);
    }
    if let (Some(part), true) = (unmatched, findings.is_empty()) {
        let detail =
            format!("no test that ran has `{part}` in its name; {} were filtered out", inventory.filtered());
        let mut judgement = Judgement::unknown(Reason::NothingToLookAt, detail).with(measurements);
        (judgement.subjects, judgement.unit) = (Some(subjects), "tests".to_owned());
        return judgement;
    }
    let mut judgement = Judgement::of(subjects, "tests", findings).with(measurements);
    match (&mut judgement.result, behind) {
        (Conclusion::Unknown(unknown), _) => unknown.detail = "no test was run".to_owned(),
        (Conclusion::Pass, Some(behind)) => {
            judgement.result = Conclusion::Unknown(Unknown::new(Reason::CouldNotLook, behind));
        }
        _ => {}
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
    let remedy = "make it run, remove it, or raise `ignored` on purpose";
    let one = |name: &String| {
        Finding::new("ignored-test", format!("{name} is ignored ({count}, limit {most})")).remedy(remedy)
    };
    let mut findings: Vec<Finding> = names.iter().map(one).collect();
    if findings.is_empty() {
        findings.push(
            Finding::new("ignored-test", format!("{count} tests are ignored, limit {most}")).remedy(remedy),
        );
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::cargo::fixture::{
        did, facts, found, lines, measured, params, ran, seen, word, words, workspace,
    };
    use shipworthy_model::params::Value;

    type More = &'static [(&'static str, &'static [&'static str])];
    const ILL: More = &[("gated", &["extra"]), ("empty", &[]), ("abort", &[])];
    const PLAIN: More = &[("plain", &[])];

    /// The judgement over `NAME-compile` and `NAME-cargo`.
    fn cargo(params: &Params, more: More, name: &str, code: i32) -> Judgement {
        let compiled = if name == "broken" { 101 } else { 0 };
        let compile = did(&format!("{name}-compile"), compiled);
        judge(params, &[seen(more), compile, did(&format!("{name}-cargo"), code)])
    }

    /// The judgement over what nextest wrote.
    fn nextest(params: &Params, more: More, name: &str, codes: [i32; 3]) -> Judgement {
        let did = |step: &str, code| did(&format!("{name}-{step}"), code);
        let [list, run, doctests] = codes;
        let ran = [did("compile", 0), did("list", list), did("nextest", run), did("doctest", doctests)];
        judge(params, &[vec![seen(more)], ran.to_vec()].concat())
    }

    #[test]
    fn both_runners_count_the_same() {
        let none = Params::default();
        for judgement in [cargo(&none, &[], "sound", 0), nextest(&none, &[], "sound", [0, 0, 0])] {
            assert_eq!((word(&judgement).0, judgement.subjects), ("pass", Some(7)), "{judgement:?}");
            let numbers = [
                ("listed", 6.0),
                ("run", 5.0),
                ("passed", 5.0),
                ("failed", 0.0),
                ("ignored", 1.0),
                ("filtered out", 0.0),
                ("doctests run", 2.0),
                ("doctests only compiled", 2.0),
                ("doctests ignored", 1.0),
                ("targets never compiled", 0.0),
                ("run in core-lib test it", 2.0),
                ("ignored in core-lib lib", 1.0),
            ];
            for (name, value) in numbers {
                assert_eq!(measured(&judgement, name), Some(value), "{name}");
            }
        }
    }

    #[test]
    fn each_defect_is_found_with_its_place() {
        let expected = [
            "test-failed crates/core/src/lib.rs:37",
            "never-compiled crates/core/tests/gated.rs:1",
            "empty-target crates/core/tests/empty.rs:1",
            "test-failed crates/core/tests/abort.rs",
            "test-failed crates/core/src/lib.rs:5",
        ];
        let judgement = nextest(&Params::default(), ILL, "ill", [0, 100, 101]);
        assert_eq!(found(&judgement), expected, "{judgement:?}");
        let first = &judgement.findings[0];
        assert_eq!(
            first.message,
            "`tests::good` in core-lib lib: assertion `left == right` failed: two is 2"
        );
        assert_eq!(first.remedy.as_deref(), Some("cargo ill-compile --lib -- --exact tests::good"));
        let judgement = cargo(&Params::default(), ILL, "ill", 101);
        // Without nextest nobody knows which test of the process it was.
        let expected = expected.map(|line| {
            if line.contains("abort") { line.replace("test-failed", "not-reached") } else { line.to_owned() }
        });
        assert_eq!(found(&judgement), expected, "{judgement:?}");
        assert!(judgement.findings[3].message.contains("SIGABRT"), "{:?}", judgement.findings[3]);
        assert_eq!(judgement.findings[0].message, first.message);
        let gated = &judgement.findings[1];
        assert!(gated.remedy.as_deref().unwrap().contains("features = [\"extra\"]"), "{gated:?}");
        assert_eq!(measured(&judgement, "targets never compiled"), Some(1.0));
    }

    #[test]
    fn a_target_may_be_there_to_be_compiled_only() {
        let rules = |names: &[&str], codes| {
            let judgement = nextest(&params(&[("compile-only", words(names))]), ILL, "ill", codes);
            found(&judgement)
                .into_iter()
                .filter(|line| line.starts_with("empty") || line.starts_with("unused"))
                .collect::<Vec<_>>()
        };
        let codes = [0, 100, 101];
        assert_eq!(rules(&["empty"], codes), Vec::<String>::new());
        assert_eq!(
            rules(&["it"], codes),
            ["empty-target crates/core/tests/empty.rs:1", "unused-allowance -"]
        );
    }

    #[test]
    fn a_filter_that_matches_nothing_is_unknown() {
        let filter = params(&[("filter", words(&["no_such_name"]))]);
        for judgement in [cargo(&filter, &[], "filter", 0), nextest(&filter, &[], "filter", [0, 4, 0])] {
            assert_eq!(word(&judgement), ("unknown", Some(Reason::NothingToLookAt)), "{judgement:?}");
        }
        // One of two matches: the other one proves nothing.
        let filter = params(&[("filter", words(&["tests::good", "no_such_name"]))]);
        assert_eq!(word(&cargo(&filter, &[], "sound", 0)), ("unknown", Some(Reason::NothingToLookAt)));
        let filter = params(&[("filter", words(&["tests::good", "tests::panics"]))]);
        assert_eq!(word(&cargo(&filter, &[], "sound", 0)).0, "pass");
        let option = params(&[("filter", words(&["--list"]))]);
        assert_eq!(word(&cargo(&option, &[], "sound", 0)), ("unknown", Some(Reason::CouldNotLook)));
    }

    #[test]
    fn programs_without_the_harness() {
        let judgement = cargo(&Params::default(), PLAIN, "plain", 0);
        assert_eq!((word(&judgement).0, judgement.subjects), ("pass", Some(8)), "{judgement:?}");
        assert_eq!(measured(&judgement, "programs without counts"), Some(1.0));
        let judgement = cargo(&Params::default(), PLAIN, "plainfail", 101);
        assert_eq!(found(&judgement), ["test-failed crates/core/tests/plain.rs"]);
        let judgement = nextest(&Params::default(), PLAIN, "plain", [104, 104, 0]);
        assert_eq!(word(&judgement), ("unknown", Some(Reason::CouldNotLook)));
    }

    #[test]
    fn a_test_that_ends_its_process_well_is_no_pass() {
        let judgement = cargo(&Params::default(), &[], "exits", 0);
        assert_eq!(found(&judgement), ["not-reached crates/core/tests/it.rs"]);
    }

    #[test]
    fn flaky_fails_and_says_so() {
        let all = [seen(&[]), did("flaky-compile", 0), did("flaky-list", 0), did("flaky-nextest", 0)];
        let judgement = judge(&Params::default(), &all);
        assert_eq!(found(&judgement), ["flaky crates/core/tests/it.rs:9"]);
        let mut again = ran("sound-cargo", 0);
        again.retried = 1;
        let once = [seen(&[]), did("sound-compile", 0), Observation::Ran(again)];
        assert_eq!(found(&judge(&Params::default(), &once)), ["flaky -"]);
    }

    #[test]
    fn code_that_does_not_compile_fails_at_its_place() {
        let judgement = cargo(&Params::default(), &[], "broken", 101);
        assert_eq!(word(&judgement).0, "fail");
        assert!(found(&judgement).contains(&"cargo -".to_owned()), "{judgement:?}");
    }

    #[test]
    fn floors_and_limits() {
        let cases: &[(&str, i64, &[&str])] = &[
            ("at-least", 5, &[]),
            ("at-least", 6, &["too-few-tests -"]),
            ("doctests-at-least", 2, &[]),
            ("doctests-at-least", 3, &["too-few-tests -"]),
            ("ignored", 1, &[]),
            ("ignored", 0, &["ignored-test -"]),
        ];
        for (name, bound, findings) in cases {
            let judgement = cargo(&params(&[(name, Value::Integer(*bound))]), &[], "sound", 0);
            assert_eq!(found(&judgement), *findings, "{name} {bound}");
        }
    }

    #[test]
    fn exit_code_text_and_counts_must_agree() {
        let text = |name: &str, code, change: &dyn Fn(String) -> String| {
            let mut ran = ran(name, code);
            ran.stdout.text = change(ran.stdout.text);
            Observation::Ran(ran)
        };
        let same = |text: String| text;
        let wrong = |text: String| text.replacen("running 3 tests", "running 4 tests", 1);
        let silent = |_: String| "    Finished `test` profile\n".to_owned();
        let more = |text: String| text.replace("5 tests run: 5 passed", "6 tests run: 6 passed");
        let fewer = |text: String| text.replace("5 tests run: 5 passed", "3/5 tests run: 3 passed");
        let cargo = |last| judge(&Params::default(), &[seen(&[]), did("sound-compile", 0), last]);
        let nextest = |last| {
            let seen = [seen(&[]), did("sound-compile", 0), did("sound-list", 0), last];
            judge(&Params::default(), &seen)
        };
        let judgements = [
            cargo(text("sound-cargo", 101, &same)),
            cargo(text("sound-cargo", 0, &wrong)),
            cargo(text("sound-cargo", 0, &silent)),
            nextest(text("sound-nextest", 0, &more)),
            nextest(text("sound-nextest", 0, &fewer)),
            nextest(text("sound-nextest", 100, &same)),
            nextest(text("sound-nextest", 0, &silent)),
        ];
        for judgement in judgements {
            assert_eq!(word(&judgement), ("unknown", Some(Reason::CouldNotLook)), "{judgement:?}");
        }
        let failed = [seen(ILL), did("ill-compile", 0), did("ill-cargo", 0)];
        assert_eq!(word(&judge(&Params::default(), &failed)), ("unknown", Some(Reason::CouldNotLook)));
    }

    #[test]
    fn the_whole_workspace_is_tested_by_the_runner_that_is_there() {
        let none = Params::default();
        let (argv, _) = lines(&steps(&none, &facts(&[])));
        let compile = "cargo test --workspace --no-run --no-fail-fast --message-format=json --color=never";
        let plain = selection::PLAIN.join(" ");
        assert_eq!(argv, [compile.to_owned(), format!("cargo test --workspace --no-fail-fast {plain}")]);
        let (argv, _) = lines(&steps(&none, &facts(&["cargo-nextest"])));
        assert_eq!(argv.len(), 4);
        assert!(argv[1].starts_with("cargo nextest list --workspace "), "{argv:?}");
        assert!(argv[2].starts_with("cargo nextest run --workspace "), "{argv:?}");
        assert!(argv[2].contains(" --no-fail-fast ") && argv[2].ends_with(" --retries=0"), "{argv:?}");
        assert_eq!(argv[3], format!("cargo test --workspace --no-fail-fast --doc {plain}"));
        let with_nextest = steps(&none, &facts(&["cargo-nextest"]));
        let done_again = with_nextest.iter().filter_map(|step| match step {
            Step::Run(run) => Some(run.done_again),
            _ => None,
        });
        // The run lists once more; what the others do is done by nobody else.
        assert_eq!(done_again.collect::<Vec<_>>(), [false, true, false, false]);
        let some = params(&[
            ("runner", Value::Text("cargo".to_owned())),
            ("doctests", Value::Flag(false)),
            ("filter", words(&["a", "--list"])),
            ("retries", Value::Integer(2)),
            ("include-ignored", Value::Flag(true)),
        ]);
        let steps = steps(&some, &facts(&["cargo-nextest"]));
        let (argv, last) = lines(&steps);
        let expected =
            format!("cargo test --workspace --no-fail-fast --tests {plain} -- a --include-ignored");
        assert_eq!(argv[1], expected);
        let last = last.unwrap();
        assert!(last.merge && last.retries == 2);
    }

    #[test]
    fn a_harness_of_its_own_is_not_left_to_nextest() {
        let mut facts = facts(&["cargo-nextest"]);
        let run = |facts: &Facts, pairs: &[(&str, Value)]| lines(&steps(&params(pairs), facts)).0;
        let by_nextest = |argv: &[String]| argv.iter().any(|line| line.contains(" nextest "));
        facts.workspace = Some(workspace(PLAIN));
        assert!(!by_nextest(&run(&facts, &[])));
        assert!(by_nextest(&run(&facts, &[("runner", Value::Text("nextest".to_owned()))])));
        // A member that has none is not held to what another one has.
        assert!(by_nextest(&run(&facts, &[("packages", words(&["app"]))])));
    }
}
