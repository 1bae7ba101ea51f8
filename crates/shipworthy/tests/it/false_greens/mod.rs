//! False greens: every way we know in which a tool ends with exit code 0 and has proven nothing. Each row of the table has a
//! proof that runs the plain tool and then the gate; what both answered is the page `docs/false-greens.md`.

mod answers;
mod documents;
mod kept_back;
mod page;
mod states;
mod unrun_tests;
mod workflows;

use page::FalseGreen;

/// Makes a row of the table and a test of each; a row without a proof does not compile.
macro_rules! false_greens {
    ($($id:literal $test:ident = $room:ident::$proof:ident, $chapter:literal, $title:literal, $story:literal;)+) => {
        static TABLE: &[FalseGreen] = &[$(FalseGreen {
            id: $id,
            chapter: $chapter,
            title: $title,
            story: $story,
            proof: $room::$proof,
        }),+];

        $(#[test]
        fn $test() {
            page::holds(TABLE, $id);
        })+
    };
}

false_greens! {
    "F1" f01 = unrun_tests::a_filter_that_matches_nothing, "Tests that never ran",
        "a filter that matches nothing",
        "Somebody renames a test, and the line in CI that ran it by name runs none from then on. Cargo says so in a number at \
         the end, and exits 0.";
    "F2" f02 = unrun_tests::a_member_beside_a_root_package, "",
        "members that plain `cargo test` leaves out",
        "In the folder of a root package, or with `default-members`, `cargo test` is about some of the members only. The tests of \
         the others may fail for years.";
    "F3" f03 = unrun_tests::a_target_whose_required_features_are_off, "",
        "a test target behind `required-features`",
        "When the features are off, cargo skips the target without a word.";
    "F4" f04 = unrun_tests::a_test_file_that_a_cfg_leaves_empty, "",
        "a test file behind a feature",
        "`#![cfg(feature = ...)]` at the top leaves an empty program, which cargo runs, and which passes.";
    "F5" f05 = unrun_tests::a_file_outside_the_module_tree, "",
        "a file that no `mod` names",
        "It is not compiled, not linted and not formatted, whatever stands in it, and so no tool has anything against it.";
    "F6" f06 = unrun_tests::a_doctest_that_is_only_compiled, "",
        "a doctest that is only compiled",
        "`no_run` is right for what must not run in a test; cargo counts it as passed all the same.";
    "F7" f07 = unrun_tests::tests_that_are_ignored, "",
        "tests that are ignored",
        "`#[ignore]` is for a day, and stays.";
    "F8" f08 = unrun_tests::programs_after_the_first_that_fails, "",
        "what comes after the first failure",
        "Cargo stops at the first test program that fails. What it says is true, and half of it.";
    "F16" f16 = unrun_tests::a_pipe_that_hides_the_failure, "",
        "a pipe that hides the exit code",
        "A pipeline ends with the exit code of its last program, and `tee` always succeeds.";
    "G1" g01 = unrun_tests::a_package_that_is_no_member, "",
        "a package that is no member",
        "What `exclude` names, and what no list names, is no part of the workspace: not even `--workspace` tests it.";
    "G2" g02 = unrun_tests::a_target_with_test_false, "",
        "a target that is not to be tested",
        "`test = false` in a manifest keeps cargo from the tests in that target, for good.";
    "G3" g03 = unrun_tests::a_runner_that_runs_nothing, "",
        "a runner that runs nothing",
        "A `runner` in the settings of cargo stands before each test program. One that does nothing does it well.";
    "G4" g04 = unrun_tests::a_runner_that_drops_the_exit_code, "",
        "a runner that tidies up afterwards",
        "The exit code of a script is that of its last line. Cargo and nextest believe it.";
    "G5" g05 = unrun_tests::a_result_that_a_test_writes_itself, "",
        "a result that a test writes itself",
        "Whatever reads the words of the harness can be told them by a test, which then ends its process.";
    "G6" g06 = unrun_tests::a_timeout_that_passes, "",
        "a timeout that passes",
        "nextest can be told that a test which does not end in time has passed.";
    "G7" g07 = unrun_tests::a_test_that_is_there_for_another_system, "",
        "a test for another system",
        "It can prove nothing here, and is no defect either: the gate passes by what did run, and counts it apart.";

    "F9" f09 = kept_back::a_benchmark_that_is_not_there_or_regressed, "Words that nobody heard",
        "a benchmark that is not there, or became slower",
        "`cargo bench` with a name that matches nothing measures nothing; and what criterion says of a regression is a line of \
         text.";
    "F10" f10 = kept_back::lints_that_only_warn, "",
        "lints that only warn",
        "Clippy ends well with any number of warnings, unless it is told otherwise.";
    "F11" f11 = kept_back::a_link_in_the_documentation_that_leads_nowhere, "",
        "links in the documentation that lead nowhere",
        "rustdoc warns, and exits 0.";
    "F19" f19 = kept_back::a_share_of_documented_items, "",
        "a share of documented items",
        "`--show-coverage` needs an unstable option, counts by file, and never fails. A lint names each item.";
    "G8" g08 = kept_back::flags_that_lower_the_level_of_lints, "",
        "flags that lower the level of lints",
        "`--cap-lints` in the settings of cargo takes the warnings away before anybody can count them, also from `-D warnings`.";
    "G9" g09 = kept_back::an_alias_in_the_place_of_a_tool, "",
        "an alias in the place of a tool",
        "`clippy = \"check\"` makes another command of it.";
    "G10" g10 = kept_back::a_warning_of_cargo_itself, "",
        "a warning of cargo itself",
        "A misspelt key in a manifest is ignored with a warning that is none of the compiler's: no flag makes it an error.";
    "G11" g11 = kept_back::a_program_beside_a_library_of_its_name, "",
        "the documentation of a program",
        "Beside a library of the same name, a program is not documented, whatever is wrong in its comments.";
    "G12" g12 = kept_back::a_module_that_rustfmt_never_met, "",
        "a module that rustfmt never met",
        "rustfmt follows `mod` as it stands in the text. What a macro declares, it does not see.";
    "G13" g13 = kept_back::a_setting_that_rustfmt_ignores, "",
        "a layout that this toolchain cannot check",
        "Settings of `rustfmt.toml` that are unstable are ignored by the stable one, which then checks another layout than the \
         one that was asked for.";

    "G39" g39 = kept_back::a_member_that_was_compiled_for_another, "",
        "a member that was compiled for another",
        "With `--no-deps` clippy lints what is named, and compiles what that needs without a look. Cargo then calls the other \
         fresh, and when its turn comes nobody lints it, and `-D warnings` finds nothing to deny.";

    "G14" g14 = workflows::a_line_that_goes_on_in_the_next, "CI that cannot fail",
        "a line that goes on in the next",
        "`|| true` need not stand on the line that it is about.";
    "G15" g15 = workflows::a_failure_that_the_shell_drops, "",
        "a failure that the shell drops",
        "A condition, a background job or an `|| exit 0`: a shell has many ways to go on.";
    "G16" g16 = workflows::words_that_are_no_command, "",
        "words that are no command",
        "Who searches a workflow for `cargo test` finds it in what is printed, too.";
    "G17" g17 = workflows::a_failure_that_is_dropped_in_what_is_called, "",
        "a failure that is dropped in what is called",
        "The job calls another workflow, and what fails there is lost there.";
    "G18" g18 = workflows::a_text_over_two_lines, "",
        "a text over two lines",
        "A quoted text of YAML may go on in the next line, and is one line to the shell.";
    "G19" g19 = workflows::two_jobs_that_fulfil_it_together, "",
        "two jobs that fulfil it together",
        "One job runs on pull requests, another runs the tests: neither runs the tests on pull requests.";
    "G20" g20 = workflows::tolerance_by_an_expression, "",
        "tolerance by an expression",
        "`continue-on-error` need not say `true` to be true when it matters.";
    "G21" g21 = workflows::tolerance_behind_an_anchor, "",
        "tolerance behind an anchor",
        "`&yes true` is `true`, to YAML.";
    "G22" g22 = workflows::a_job_that_does_not_run_on_the_event, "",
        "a job that does not run on the event",
        "The workflow runs on pull requests; the job has a condition of its own.";
    "F20" f20 = workflows::a_job_that_is_skipped, "",
        "a job that is skipped",
        "A job that is skipped, because another one was, counts as a success where it is required.";
    "G23" g23 = workflows::a_system_that_the_matrix_leaves_out, "",
        "a system that the matrix leaves out",
        "It stands in the list, and `exclude` takes it away again.";
    "G24" g24 = workflows::a_workflow_that_is_no_yaml, "",
        "a workflow that is no YAML",
        "A tab is enough, and nothing of the file is ever run.";
    "G25" g25 = workflows::workflows_that_no_forge_reads, "",
        "workflows that no forge reads",
        "`.github/workflows` counts at the top of the repository, and in no folder below.";

    "G26" g26 = documents::a_version_that_is_somebody_elses, "Words that do not mean it",
        "a version that is somebody else's",
        "A heading that holds the number is not yet the section of the release.";
    "G27" g27 = documents::a_section_of_bare_bullets, "",
        "a section with nothing in it",
        "Headings and bare bullets are the frame of a changelog.";
    "G28" g28 = documents::a_version_of_another_package, "",
        "the version of another package",
        "With two packages in one repository, the number alone says nothing of which was released.";
    "G29" g29 = documents::a_heading_inside_html, "",
        "a heading inside HTML",
        "Markdown is not read inside a block of HTML: readers see no heading there.";
    "G30" g30 = documents::a_file_that_one_target_tests_and_another_ships, "",
        "a file that one target tests and another ships",
        "`#[cfg(test)] mod util;` in the library, `mod util;` in the program: the `todo!()` in it is shipped.";
    "G31" g31 = documents::a_folder_that_is_only_called_examples, "",
        "a folder that is only called examples",
        "What a module of the library is called does not make it an example.";
    "G32" g32 = documents::a_macro_under_another_name, "",
        "a macro under another name",
        "The name of a macro is not the macro, in either direction.";

    "F12" f12 = documents::a_package_without_description_or_licence, "Releases",
        "a package without description or licence",
        "Cargo warns when it packs it, and the registry refuses it when it is too late.";
    "F13" f13 = states::a_package_that_builds_only_here, "",
        "a package that builds only here",
        "Cargo tries what it packed below `target/`, within the repository, where files are found that are not in the package.";
    "F14" f14 = documents::a_list_in_place_of_a_trial, "",
        "a list in place of a trial",
        "`cargo package --list` says what would be packed, and nothing of whether it can be uploaded.";
    "F15" f15 = states::a_comparison_that_compared_nothing, "",
        "a comparison that compared nothing",
        "A check of compatibility that skips every crate has found no incompatibility.";
    "F17" f17 = states::an_exception_that_outlived_its_reason, "",
        "an exception that outlived its reason",
        "Exceptions of most tools have no end. A waiver has one, and is an error from that day on.";
    "G33" g33 = documents::a_licence_that_is_none, "",
        "a licence that is none",
        "`MIT / Apache 2` is no expression that a registry understands; cargo does not ask.";
    "G34" g34 = states::an_edit_that_git_is_told_not_to_see, "",
        "an edit that git is told not to see",
        "Two bits in git's index make an edited file look clean. What is built and tested is the file.";
    "G35" g35 = states::an_answer_for_another_state, "",
        "an answer for another state",
        "A person answered for a commit; what lies there now is something else.";
    "G36" g36 = states::a_submodule_at_another_commit, "",
        "a submodule at another commit",
        "`ignore = all` in `.gitmodules` is committed, and hides it from everybody.";
    "G37" g37 = states::an_ignored_file_of_a_submodule, "",
        "an ignored file that is read",
        "What git ignores may be read by a command all the same, and a result of before says nothing of it.";
    "G38" g38 = states::a_merge_that_is_not_done, "",
        "a merge that is not concluded",
        "Nothing differs from the commit, and the next commit will be another than one thinks.";

    "F18" f18 = states::thresholds_over_no_samples, "Green for want of anything to look at",
        "thresholds over no samples",
        "No sample is above the threshold when there is none. The script stands for the load test; its words are ours.";
    "F21" f21 = states::cases_that_nobody_found, "",
        "cases that nobody found",
        "A runner of cases that finds none has none that fails. Who counts them sees it; the script stands for the runner.";
    "F22" f22 = states::an_expectation_of_nothing, "",
        "an expectation of nothing",
        "An empty list of expectations is always fulfilled. In a checklist it is a mistake, told when it is read.";
    "F23" f23 = states::good_words_and_a_bad_exit_code, "",
        "good words and a bad exit code",
        "A readable result was taken for a good one, whatever the program that wrote it said at its end.";
    "F24" f24 = states::checks_that_could_not_run, "",
        "checks that could not run",
        "What could not look has found nothing. That is not a pass, and not a failure either.";
    "F25" f25 = states::too_few_samples_to_compare, "",
        "too few samples to compare",
        "A comparison that is not made raises no alarm. The script stands for the benchmark.";
    "F26" f26 = states::a_pass_of_before, "",
        "a pass of before",
        "A baseline can excuse a failure that is known. It cannot say what a run would have found that did not take place.";
}

#[test]
fn the_page_is_that_of_the_table() {
    page::is_that_of(TABLE);
    let mut ids: Vec<_> = TABLE.iter().map(|row| row.id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), TABLE.len(), "an id stands twice");
    // The catalogue that the first of them come from has 26.
    let known = |number: &i32| ids.contains(&format!("F{number}").as_str());
    assert!((1..=26).all(|number| known(&number)), "{ids:?}");
}
