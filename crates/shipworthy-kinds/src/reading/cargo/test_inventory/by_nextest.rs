//! The inventory of what nextest listed and ran.

use shipworthy_model::judgement::{Finding, Judgement};
use shipworthy_model::observation::Ran;
use shipworthy_model::unknown::Reason;

use super::{ExpectedTarget, TestGate, TestInventory, agree, disagree, doctest_section};
use crate::reading::cargo::failure;
use crate::reading::cargo::libtest::{self, Counts};
use crate::reading::cargo::nextest::{self, Fate, Suite};

/// The inventory of a list and a run of nextest, and of the doctests that nextest does not run.
///
/// # Errors
///
/// When nextest failed by itself, or list, run and summary disagree, the judgement that follows.
pub(crate) fn of_nextest(
    gate: &TestGate<'_>,
    expected: &[ExpectedTarget<'_>],
    list: &Ran,
    run: &Ran,
    doctests: Option<&Ran>,
) -> Result<TestInventory, Judgement> {
    if !list.succeeded() {
        let mut judgement = failure::judge(list, &list.stderr.text);
        if list.stderr.text.contains("creating test list failed") {
            let hint = "nextest cannot list every target (one with `harness = false`?); `runner = \"cargo\"` can run it";
            judgement = Judgement::unknown(Reason::CouldNotLook, hint);
        }
        return Err(judgement);
    }
    let suites = nextest::list(&list.stdout.text).filter(|_| list.stdout.cut == 0);
    let suites = suites.ok_or_else(|| disagree("the list of `cargo nextest list` could not be read"))?;
    let report = nextest::report(&run.stdout.text);
    if run.code == Some(nextest::SETUP_SCRIPT_FAILED) {
        let why = "a setup script of nextest failed, so that no test ran: mend it, or what it needs here";
        return Err(Judgement::unknown(Reason::CouldNotLook, why));
    }
    let Some(summary) = &report.summary else {
        return Err(failure::judge(run, &run.stdout.text));
    };
    let passed = report.tests.values().filter(|fate| fate.passed).count() as u64;
    let chosen = suites.iter().flat_map(|suite| &suite.tests).filter(|test| test.chosen).count() as u64;
    let told = report.tests.len() as u64;
    let flaky = report.tests.values().filter(|fate| fate.passed && fate.failed_before).count() as u64;
    if (summary.run, summary.passed, summary.planned, summary.flaky) != (told, passed, chosen, flaky) {
        return Err(disagree(format!(
            "nextest listed {chosen} tests and told of {told}, {passed} passed, {flaky} flaky; its summary says {} of {} \
             run, {} passed, {} flaky",
            summary.run, summary.planned, summary.passed, summary.flaky
        )));
    }
    let mut inventory = TestInventory::default();
    for wanted in expected {
        match suites.iter().find(|suite| wanted.is(suite)) {
            Some(suite) if wanted.program.is_some() => suite_counts(&mut inventory, wanted, suite, &report),
            Some(_) | None => inventory.never_compiled(wanted),
        }
    }
    let failed = summary.run.saturating_sub(summary.passed);
    if run.succeeded() && failed > 0 || run.code == Some(100) && failed == 0 && summary.flaky == 0 {
        return Err(disagree(format!("nextest ended with {}, {failed} tests failed", run.ending())));
    }
    if !matches!(run.code, Some(0 | 4 | 100)) {
        return Err(failure::judge(run, &run.stdout.text));
    }
    let Some(ran) = doctests else { return Ok(inventory) };
    let sections = libtest::read(&ran.stdout.text, &[]);
    if sections.is_empty() && ran.stdout.text.contains("no library targets found") {
        return Ok(inventory);
    }
    let before = inventory.failures;
    for section in &sections {
        doctest_section(gate, &mut inventory, section)?;
    }
    agree(gate, inventory, before, ran)
}

fn suite_counts(
    inventory: &mut TestInventory,
    wanted: &ExpectedTarget<'_>,
    suite: &Suite,
    report: &nextest::Report,
) {
    let mut counts = Counts::default();
    for test in &suite.tests {
        if !test.chosen {
            if test.ignored {
                counts.ignored += 1;
                inventory.ignored.push(format!("{} {}", wanted.label(), test.name));
            } else {
                counts.filtered += 1;
            }
            continue;
        }
        match report.tests.get(&(suite.id.clone(), test.name.clone())) {
            Some(fate) => {
                counts.passed += u64::from(fate.passed);
                counts.failed += u64::from(!fate.passed);
                inventory.names.push(test.name.clone());
                if libtest::refuses_variable(&fate.reason.message) {
                    let refused = Judgement::unknown(Reason::CouldNotLook, fate.reason.message.clone());
                    inventory.not_started = Some(refused);
                } else if let Some(finding) = fate_finding(wanted, &test.name, fate) {
                    inventory.fail(finding);
                }
            }
            None => {
                let message = format!("`{}` in {} was never run", test.name, wanted.label());
                inventory
                    .findings
                    .push(Finding::new("not-reached", message).remedy(wanted.rerun(&test.name)));
            }
        }
    }
    inventory.count(wanted, counts);
}

fn fate_finding(wanted: &ExpectedTarget<'_>, test: &str, fate: &Fate) -> Option<Finding> {
    if fate.passed && !fate.failed_before && !fate.timed_out {
        return None;
    }
    let mut reason = fate.reason.clone();
    if fate.word != "FAIL" && !fate.passed {
        reason.message = format!("{} {}", fate.word, reason.message).trim_end().to_owned();
    }
    let mut finding = wanted.failed(test, &reason);
    if fate.timed_out {
        finding.rule = "timeout".to_owned();
        finding.message = format!(
            "`{test}` in {} did not end in time, and the settings of nextest pass it",
            wanted.label()
        );
    } else if fate.passed {
        finding.rule = "flaky".to_owned();
        finding.message = format!("{} (it passed only when it was run again)", finding.message);
    }
    Some(finding)
}
