//! The inventory of a test run: every test target of the members, what it listed, what ran, and what never did. Counts
//! from different sources are held against each other; when they disagree the answer is unknown.

mod by_nextest;

use std::collections::{BTreeMap, BTreeSet};

use shipworthy_model::facts::{Package, Target, Workspace};
use shipworthy_model::judgement::{Finding, Judgement, Measurement};
use shipworthy_model::observation::Ran;
use shipworthy_model::unknown::Reason;

use super::failure;
use super::libtest::{self, Counts, ProgramOutput, TestProgram, TestStatus};
use super::messages::Messages;
use super::nextest::Suite;
use super::selection::label;

pub(crate) use by_nextest::of_nextest;

/// What all targets of a gate share.
pub(crate) struct TestGate<'a> {
    /// The workspace that the targets are of.
    pub(crate) workspace: &'a Workspace,
    /// The run of cargo that compiled the tests: what is run again is compiled of the same.
    pub(crate) compile: &'a Ran,
    /// Does a runner of the settings stand before the test programs?
    pub(crate) runner: bool,
    /// The roots of targets that are there for other systems alone.
    pub(crate) elsewhere: BTreeSet<&'a str>,
    /// The roots of targets whose tests a feature leaves out when it is off, with the condition.
    pub(crate) gated: BTreeMap<&'a str, String>,
}

impl TestGate<'_> {
    /// The command that runs a part of the tests again, with the packages, features and variables of the gate.
    fn rerun(&self, part: &[&str]) -> String {
        let ours = |word: &&String| {
            !["--no-run", "--no-fail-fast", "--color=never"].contains(&word.as_str())
                && !word.starts_with("--message-format")
        };
        let mut argv: Vec<String> = self.compile.argv.iter().filter(ours).cloned().collect();
        argv.extend(part.iter().map(|word| (*word).to_owned()));
        self.compile.command_line(&argv)
    }
}

/// One target that `cargo test` should compile and run.
pub(crate) struct ExpectedTarget<'a> {
    gate: &'a TestGate<'a>,
    package: &'a Package,
    target: &'a Target,
    /// The file name of the program, when it was compiled.
    program: Option<&'a str>,
}

/// The targets with `test = true` of these members.
pub(crate) fn expected<'a>(
    gate: &'a TestGate<'a>,
    members: &[&'a Package],
    messages: &'a Messages,
) -> Vec<ExpectedTarget<'a>> {
    let tested = |package: &'a Package| package.targets.iter().filter(|t| t.test).map(move |t| (package, t));
    let program = |package: &Package, target: &Target| {
        let mut artifacts = messages.artifacts.iter().filter(|artifact| artifact.test);
        let path = artifacts.find(|artifact| artifact.is(package, target))?.executable.as_deref()?;
        path.rsplit(['/', '\\']).next()
    };
    let all = members.iter().flat_map(|package| tested(package));
    all.map(|(package, target)| ExpectedTarget { gate, package, target, program: program(package, target) })
        .collect()
}

const EMPTY: &str = "empty-target";
const NEVER_COMPILED: &str = "never-compiled";

/// The count of the tests of a workspace, held against the targets that should have run.
#[derive(Debug, Default)]
pub(crate) struct TestInventory {
    /// The counts of all tests, without doctests.
    counts: Counts,
    /// Programs that ran and said nothing of tests (`harness = false`).
    uncounted: u64,
    /// The counts of each target, by its label.
    targets: Vec<(String, Counts)>,
    /// How many test targets were not compiled.
    never_compiled: u64,
    /// Test targets that are there for other systems alone.
    elsewhere: u64,
    /// Test targets that hold no test, and may where a feature is on: name, root and condition.
    gated: Vec<(String, String, String)>,
    /// Test targets that hold no test: name and root.
    empty: Vec<(String, String)>,
    /// Packages that lie in the workspace and are another's.
    pub(crate) beside: u64,
    /// The counts of the doctests that ran.
    doctests: Counts,
    /// Doctests that were compiled, or failed to compile as they should, and not run.
    only_compiled: u64,
    /// The names of the tests that ran, doctests among them.
    names: Vec<String>,
    /// The labels and names of the tests that carry `#[ignore]`.
    ignored: Vec<String>,
    /// The findings about targets and tests.
    pub(crate) findings: Vec<Finding>,
    /// How many of the findings a runner must have noticed.
    failures: usize,
    /// Why some tests could not even be started: what is said of the others is not all that there is to say.
    not_started: Option<Judgement>,
}

impl TestInventory {
    /// How many tests ran, without doctests. A program that does not count its tests is one.
    pub(crate) fn run(&self) -> u64 {
        self.counts.run().saturating_add(self.uncounted)
    }

    /// How many doctests ran. One that was only compiled has proven nothing of what it does.
    pub(crate) fn doctests_run(&self) -> u64 {
        self.doctests.run().saturating_sub(self.only_compiled)
    }

    /// How many tests a filter left out.
    pub(crate) fn filtered(&self) -> u64 {
        self.counts.filtered.saturating_add(self.doctests.filtered)
    }

    /// The tests that carry `#[ignore]`, without doctests: how many, and their names.
    pub(crate) fn ignored(&self) -> (u64, &[String]) {
        (self.counts.ignored, &self.ignored)
    }

    /// Did a test run whose name holds this text?
    pub(crate) fn ran(&self, part: &str) -> bool {
        self.names.iter().any(|name| name.contains(part))
    }

    /// The measurements without those that a limit may be set on: `run`, `doctests run` and `ignored`.
    pub(crate) fn measurements(&self) -> Vec<Measurement> {
        let counts = &self.counts;
        let listed = counts.announced().saturating_add(counts.filtered).saturating_add(self.uncounted);
        let mut all = vec![
            Measurement::count("listed", listed),
            Measurement::count("passed", counts.passed.saturating_add(counts.measured)),
            Measurement::count("failed", counts.failed),
            Measurement::count("filtered out", counts.filtered),
            Measurement::count("programs without counts", self.uncounted),
            Measurement::count("targets never compiled", self.never_compiled),
            Measurement::count("targets for other systems", self.elsewhere),
            Measurement::count("targets behind features", self.gated.len() as u64),
            Measurement::count("packages of others", self.beside),
            Measurement::count("doctests only compiled", self.only_compiled),
            Measurement::count("doctests ignored", self.doctests.ignored),
        ];
        for (label, counts) in &self.targets {
            all.push(Measurement::count(format!("run in {label}"), counts.run()));
            if counts.ignored > 0 {
                all.push(Measurement::count(format!("ignored in {label}"), counts.ignored));
            }
        }
        all
    }

    /// Why some tests could not be started. Then the gate passes in no case, whatever is accepted, and no floor is missed.
    pub(crate) fn not_started(&self) -> Option<&Judgement> {
        self.not_started.as_ref()
    }

    fn fail(&mut self, finding: Finding) {
        self.findings.push(finding);
        self.failures += 1;
    }

    /// Adds what is said against a program that told of no test, unless nobody could start it.
    fn fail_untold(&mut self, section: &ProgramOutput, finding: Finding) {
        match failure::excuse(&section.complaint) {
            Some(excuse) => self.not_started = Some(excuse),
            None => self.fail(finding),
        }
    }

    /// Adds a target that said how many tests it has.
    fn count(&mut self, wanted: &ExpectedTarget<'_>, counts: Counts) {
        let label = wanted.label();
        let none = counts.announced() == 0 && counts.filtered == 0;
        if none && wanted.gate.elsewhere.contains(wanted.target.root.as_str()) {
            self.elsewhere += 1;
        } else if none && let Some(condition) = wanted.gate.gated.get(wanted.target.root.as_str()) {
            let (name, root) = (wanted.target.name.clone(), wanted.target.root.clone());
            self.gated.push((name, root, condition.clone()));
        } else if none && wanted.target.kinds.iter().any(|kind| kind == "test") {
            self.empty.push((wanted.target.name.clone(), wanted.target.root.clone()));
            let message = format!("{label} holds no test; perhaps a `cfg` leaves all of it out");
            let finding = Finding::new(EMPTY, message).at(&wanted.target.root, Some(1), None);
            self.findings.push(finding.remedy(
                "switch on the features it needs (`features`, `all-features`); where compiling it is the test, name \
                 it in `compile-only`; shared code belongs into a folder such as tests/common/mod.rs",
            ));
        }
        self.counts = self.counts.plus(&counts);
        self.targets.push((label, counts));
    }

    /// Accepts the targets of which another gate runs the tests, with other features, by the paths of their roots.
    pub(crate) fn accept_elsewhere(&mut self, accepts: impl Fn(&str) -> bool) {
        self.gated.retain(|(_, root, _)| !accepts(root));
        let accepted = |finding: &Finding| {
            finding.rule == NEVER_COMPILED && finding.file.as_deref().is_some_and(&accepts)
        };
        self.findings.retain(|finding| !accepted(finding));
    }

    /// What nobody looked at because a feature is off, and what to write.
    pub(crate) fn behind_features(&self) -> Option<String> {
        let (_, root, condition) = self.gated.first()?;
        let more = match self.gated.len() {
            1 => String::new(),
            all => format!(", and {} more files like it", all - 1),
        };
        Some(format!(
            "{root} has tests for `{condition}` alone, which is not so in this gate{more}: switch its features on \
             (`features`, `all-features`); or, when another gate runs them, write `except = \"{root}\"` into the \
             gate's check"
        ))
    }

    /// Accepts the targets without a test that are there to be compiled only.
    pub(crate) fn accept_empty(&mut self, names: &[&str]) {
        for name in names {
            let gated = self.gated.len();
            self.gated.retain(|(target, _, _)| target != name);
            if self.gated.len() < gated {
                continue;
            }
            let named = self.empty.iter().filter(|(empty, _)| empty == name);
            let roots: Vec<&str> = named.map(|(_, root)| root.as_str()).collect();
            let accepted = |finding: &Finding| {
                finding.rule == EMPTY && finding.file.as_deref().is_some_and(|file| roots.contains(&file))
            };
            self.findings.retain(|finding| !accepted(finding));
            if roots.is_empty() {
                let message =
                    format!("`compile-only` names `{name}`, which is no test target without a test");
                let finding = Finding::new("unused-allowance", message);
                self.findings.push(finding.remedy("remove it from `compile-only`"));
            }
        }
    }

    fn never_compiled(&mut self, wanted: &ExpectedTarget<'_>) {
        self.never_compiled += 1;
        let label = wanted.label();
        let needs = wanted.target.required_features.join("`, `");
        let (message, remedy) = if needs.is_empty() {
            (format!("{label} was never compiled"), wanted.gate.rerun(&["--no-run", "--verbose"]))
        } else {
            let list = format!("features = [\"{}\"]", wanted.target.required_features.join("\", \""));
            let message = format!("{label} was never compiled: cargo skips it in silence without `{needs}`");
            let remedy = format!(
                "write `{list}` or `all-features = true` into the gate's check; or, when another gate runs it, \
                 `except = \"{}\"`",
                wanted.target.root
            );
            (message, remedy)
        };
        let finding = Finding::new(NEVER_COMPILED, message).at(&wanted.target.root, Some(1), None);
        self.findings.push(finding.remedy(remedy));
    }
}

impl ExpectedTarget<'_> {
    fn label(&self) -> String {
        label(self.package, self.target)
    }

    /// The command that runs a test again; without one, all tests of the target.
    fn rerun(&self, test: &str) -> String {
        let kind = self.target.kinds.first().map_or("lib", String::as_str);
        let named = format!("--{kind}");
        let mut part = match kind {
            "bin" | "test" | "example" | "bench" => vec![named.as_str(), self.target.name.as_str()],
            _ => vec!["--lib"],
        };
        if !test.is_empty() {
            part.extend(["--", "--exact", test]);
        }
        self.gate.rerun(&part)
    }

    fn failed(&self, test: &str, reason: &libtest::FailureReason) -> Finding {
        let why = if reason.message.is_empty() { "it failed" } else { reason.message.as_str() };
        let finding = Finding::new("test-failed", format!("`{test}` in {}: {why}", self.label()));
        let finding = match reason.place.clone() {
            Some((file, line, column)) => finding.at(self.gate.workspace.path_of(&file), line, column),
            None => finding.at(&self.target.root, None, None),
        };
        finding.remedy(self.rerun(test))
    }

    fn is(&self, suite: &Suite) -> bool {
        let plain = |name: &str| name.replace('-', "_");
        let library = !matches!(
            self.target.kinds.first().map(String::as_str),
            Some("bin" | "test" | "example" | "bench" | "proc-macro")
        );
        let kind = self.target.kinds.contains(&suite.kind) || (library && suite.kind == "lib");
        kind && suite.package == self.package.name && plain(&suite.name) == plain(&self.target.name)
    }
}

fn disagree(detail: impl Into<String>) -> Judgement {
    Judgement::unknown(Reason::CouldNotLook, detail)
}

/// The inventory of one `cargo test`, its two streams in one text.
///
/// # Errors
///
/// When cargo failed by itself, or exit code, text and counts disagree, the judgement that follows.
pub(crate) fn of_cargo(
    gate: &TestGate<'_>,
    expected: &[ExpectedTarget<'_>],
    ran: &Ran,
) -> Result<TestInventory, Judgement> {
    let programs: Vec<&str> = expected.iter().filter_map(|wanted| wanted.program).collect();
    let sections = libtest::read(&ran.stdout.text, &programs);
    if sections.is_empty() && !ran.succeeded() {
        return Err(failure::judge(ran, &ran.stdout.text));
    }
    if sections.is_empty() && !programs.is_empty() {
        return Err(disagree("cargo test succeeded, but its output names none of the programs it compiled"));
    }
    let mut inventory = TestInventory::default();
    for wanted in expected {
        let Some(program) = wanted.program else {
            inventory.never_compiled(wanted);
            continue;
        };
        let own = |section: &&ProgramOutput| matches!(&section.source, TestProgram::Program(name) if name == program);
        match sections.iter().find(own) {
            Some(section) => program_section(&mut inventory, wanted, section)?,
            None => {
                let message = format!("{} was compiled and never run", wanted.label());
                inventory.findings.push(Finding::new("not-reached", message).remedy(wanted.rerun("")));
            }
        }
    }
    for section in &sections {
        doctest_section(gate, &mut inventory, section)?;
    }
    agree(gate, inventory, 0, ran)
}

/// Holds the exit code against the failures found beyond those of `before`.
fn agree(
    gate: &TestGate<'_>,
    inventory: TestInventory,
    before: usize,
    ran: &Ran,
) -> Result<TestInventory, Judgement> {
    match (ran.succeeded(), inventory.failures.saturating_sub(before)) {
        // A runner may have kept the exit code to itself; what the harness says stands.
        (true, failures) if failures > 0 && !gate.runner => {
            Err(disagree(format!("cargo exited with code 0, but its output tells of {failures} failures")))
        }
        (false, 0) if inventory.findings.is_empty() && inventory.not_started.is_none() => {
            Err(failure::judge(ran, &ran.stdout.text))
        }
        _ if ran.stdout.cut > 0 && inventory.failures == 0 => {
            Err(disagree(format!("{} bytes of the tests' output were too many to read", ran.stdout.cut)))
        }
        _ => Ok(inventory),
    }
}

fn program_section(
    inventory: &mut TestInventory,
    wanted: &ExpectedTarget<'_>,
    section: &ProgramOutput,
) -> Result<(), Judgement> {
    let label = wanted.label();
    let how = |ending: &str| if ending.is_empty() { String::new() } else { format!(" ({ending})") };
    let (Some(first), Some(last)) = (section.announced.first(), section.results.last()) else {
        match (&section.failed, section.announced.first()) {
            (failed, Some(all)) => {
                let how = how(failed.as_deref().unwrap_or("exit code 0"));
                let told = section.tests.len();
                let message =
                    format!("the process of {label} ended{how} before its tests did: {told} of {all} told");
                let finding = Finding::new("not-reached", message).at(&wanted.target.root, None, None);
                inventory.findings.push(finding.remedy(wanted.rerun("")));
                inventory.failures += usize::from(failed.is_some());
            }
            (Some(_), None) if section.refused.is_some() => {
                let refused = section.refused.clone().unwrap_or_default();
                inventory.not_started = Some(Judgement::unknown(Reason::CouldNotLook, refused));
            }
            (Some(failed), None) => {
                let finding = Finding::new("test-failed", format!("{label} failed{}", how(failed)));
                let finding = finding.at(&wanted.target.root, None, None).remedy(wanted.rerun(""));
                inventory.fail_untold(section, finding);
            }
            (None, None) if wanted.target.own_harness => inventory.uncounted += 1,
            (None, None) => {
                let message =
                    format!("{label} was started and told of no test: something keeps it from running");
                let finding = Finding::new("not-reached", message).at(&wanted.target.root, None, None);
                inventory.findings.push(finding.remedy(wanted.rerun("")));
            }
        }
        return Ok(());
    };
    // A test may run other tests and let them print; then the first announcement and the last result are its own.
    if *first != last.announced() {
        return Err(disagree(format!("{label} announced {first} tests and told of {}", last.announced())));
    }
    // Whoever can write a result line has not run a test by that; the harness names each.
    if section.named < last.announced() {
        let (told, all) = (section.named, last.announced());
        let message =
            format!("the process of {label} ended before its tests did: {told} of {all} were named");
        let finding = Finding::new("not-reached", message).at(&wanted.target.root, None, None);
        inventory.findings.push(finding.remedy(wanted.rerun("")));
        return Ok(());
    }
    inventory.count(wanted, *last);
    let mut named = 0;
    for (name, status) in &section.tests {
        match status {
            TestStatus::Ignored => inventory.ignored.push(format!("{label} {name}")),
            TestStatus::Failed if last.failed > 0 => {
                named += 1;
                inventory.fail(wanted.failed(name, &section.reason(name)));
                inventory.names.push(name.clone());
            }
            TestStatus::Ok | TestStatus::Failed => inventory.names.push(name.clone()),
        }
    }
    if last.failed > named {
        let message =
            format!("{} more tests of {label} failed, their names could not be read", last.failed - named);
        inventory.fail(Finding::new("test-failed", message).remedy(wanted.rerun("")));
    }
    if let (Some(failed), 0) = (&section.failed, last.failed) {
        let message = format!("{label} passed its tests, and its process failed{}", how(failed));
        inventory.fail(Finding::new("test-failed", message).remedy(wanted.rerun("")));
    }
    Ok(())
}

fn doctest_section(
    gate: &TestGate<'_>,
    inventory: &mut TestInventory,
    section: &ProgramOutput,
) -> Result<(), Judgement> {
    let TestProgram::Doctests(library) = &section.source else { return Ok(()) };
    let counts = section.results.iter().fold(Counts::default(), Counts::plus);
    let announced = section.announced.iter().fold(0_u64, |sum, number| sum.saturating_add(*number));
    if section.announced.len() > section.results.len() {
        let message = format!("the doctests of {library} ended before their result");
        inventory.findings.push(Finding::new("not-reached", message));
        inventory.failures += usize::from(section.failed.is_some());
    } else if announced != counts.announced() {
        let told = counts.announced();
        return Err(disagree(format!(
            "the doctests of {library} announced {announced} tests and told of {told}"
        )));
    }
    inventory.doctests = inventory.doctests.plus(&counts);
    for (name, status) in &section.tests {
        let compiled = name.ends_with(" - compile") || name.ends_with(" - compile fail");
        inventory.only_compiled += u64::from(compiled && *status != TestStatus::Ignored);
        if *status != TestStatus::Ignored && !compiled {
            inventory.names.push(name.clone());
        }
        if *status == TestStatus::Failed {
            let reason = section.reason(name);
            if let Some(system) = reason.message.strip_prefix("Couldn't run the test: ") {
                let detail = format!("rustdoc could not start the doctest `{name}`: {system}");
                inventory.not_started = Some(Judgement::unknown(Reason::CouldNotLook, detail));
                continue;
            }
            let why = if reason.message.is_empty() { "it failed" } else { reason.message.as_str() };
            let mut finding = Finding::new("test-failed", format!("doctest `{name}`: {why}"));
            if let Some((file, rest)) = name.split_once(" - ") {
                let file = gate.workspace.path_of(&file.replace('\\', "/"));
                let line = rest.split_once("(line ").and_then(|(_, rest)| rest.split_once(')'));
                finding = finding.at(file, line.and_then(|(line, _)| line.parse().ok()), None);
            }
            inventory.fail(finding.remedy(gate.rerun(&["--doc"])));
        }
    }
    if section.failed.is_some() && counts.failed == 0 && section.announced.len() <= section.results.len() {
        let finding = Finding::new("test-failed", format!("the doctests of {library} failed"));
        // What is wrong with the code is told with its place; without one, it is about rustdoc, its options or its machine.
        let placed = failure::findings(&section.complaint).iter().any(|finding| finding.file.is_some());
        if section.announced.is_empty() && !placed && failure::excuse(&section.complaint).is_none() {
            let again = gate.rerun(&["--doc"]);
            let detail = format!("rustdoc failed and told of no doctest of {library}; see `{again}`");
            inventory.not_started = Some(Judgement::unknown(Reason::CouldNotLook, detail));
        } else {
            inventory.fail_untold(section, finding);
        }
    }
    Ok(())
}
