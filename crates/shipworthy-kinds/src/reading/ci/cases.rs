//! Workflows as public reports have them, each with the outcome that is right: what looked green and was not, and what was
//! accused without cause.

use shipworthy_model::params::{Params, Value};

use crate::KINDS;
use crate::testing::{judge, params, reason, text, texts};

const PATH: &str = ".github/workflows/ci.yml";

/// The gate that most of them are asked by.
fn gate() -> Params {
    params([
        ("jobs", texts(&["test"])),
        ("runs", texts(&["cargo test"])),
        ("triggers", texts(&["pull_request"])),
        ("real", Value::Flag(true)),
    ])
}

#[track_caller]
fn asked(gate: &Params, files: &[(&str, &str)], want: &str) {
    let kind = KINDS.iter().find(|kind| kind.schema.id == "ci-workflow").unwrap();
    let told = judge(kind, gate, None, files);
    assert_eq!(told, want, "{files:?}");
}

/// A job `test` with these lines under it.
fn job(lines: &str) -> String {
    let body: String = lines.lines().map(|line| format!("    {line}\n")).collect();
    format!("on: [push, pull_request]\njobs:\n  test:\n    runs-on: ubuntu-latest\n{body}")
}

/// A job `test` whose one step runs this script.
fn script(text: &str) -> String {
    let body: String = text.lines().map(|line| format!("      {line}\n")).collect();
    job(&format!("steps:\n  - run: |\n{body}"))
}

#[track_caller]
fn job_is(lines: &str, want: &str) {
    asked(&gate(), &[(PATH, &job(lines))], want);
}

#[track_caller]
fn script_is(text: &str, want: &str) {
    asked(&gate(), &[(PATH, &script(text))], want);
}

const PASS: &str = "pass 1 jobs";
const UNKNOWN: &str = "unknown could not look";

/// What fails in a script whose first line is the seventh of the file.
fn swallowed(line: u32) -> String {
    format!("fail swallowed-failure {PATH}:{line}")
}

/// A step that does not run there was told as all there is, beside a script of the repository.
#[test]
fn a_step_that_does_not_run_says_nothing_of_a_script_that_does() {
    let off = "steps:\n  - run: cargo test\n    if: runner.os == 'Windows'\n";
    job_is(off, &format!("fail disabled {PATH}:7"));
    for other in ["./ci.sh", "npm test"] {
        job_is(&format!("{off}  - run: {other}\n"), UNKNOWN);
    }
    let both = format!("{off}  - run: ./ci.sh\n    if: runner.os == 'Windows'\n");
    job_is(&both, &format!("fail disabled {PATH}:7"));
    let masked = "steps:\n  - run: cargo test || true\n  - run: ./ci.sh\n";
    job_is(masked, &format!("fail swallowed-failure {PATH}:6"));
}

/// water-rs/waterui#543
#[test]
fn ci_01_all_wants_are_met_by_one_job() {
    let ci = "on: pull_request\njobs:\n  test-docs:\n    runs-on: ubuntu-latest\n    steps:\n      - run: mdbook build\n";
    let nightly = "on:\n  schedule: [{ cron: '0 0 * * *' }]\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: cargo test\n";
    let files = [(PATH, ci), (".github/workflows/nightly.yml", nightly)];
    asked(&gate(), &files, "fail no-trigger .github/workflows/nightly.yml:2");
}

/// LTplus-AG/ifc-lite#3212
#[test]
fn ci_02_a_line_goes_on_in_the_next() {
    script_is("cargo test --workspace \\\n  || true", &swallowed(7));
    script_is("cargo test --workspace ||\n  true", &swallowed(7));
    job_is("steps:\n  - run: >\n      cargo test\n      || true", &swallowed(7));
    job_is("steps:\n  - run: cargo test\n      || true", &swallowed(6));
}

/// lightgbm-org/LightGBM#6709, starslingdev/skills#73
#[test]
fn ci_03_every_way_to_drop_a_failure() {
    for text in [
        "cargo test || exit 0",
        "cargo test &",
        "if ! cargo test; then echo \"some tests failed\"; fi",
        "cargo test || :",
        "cargo test | tee log",
        "! cargo test",
        "cargo test && echo fine || echo bad",
        "set +e; cargo test; echo done",
        "(cargo test) || true",
        "{ cargo test; echo done; } || true",
        "while ! cargo test; do break; done",
        "t() { cargo test; echo done; }; t || true",
        "echo $(cargo test)",
        "export OUT=$(cargo test)",
        "bash -c 'cargo test; true'",
        "eval 'cargo test || true'",
        "cargo test; exit 0 & true || cargo test || true",
    ] {
        let told = asked_of(text);
        assert!(told.starts_with("fail swallowed-failure") || told.starts_with("pass"), "{text}: {told}");
        let passes = text.starts_with("cargo test; exit");
        assert_eq!(told.starts_with("pass"), passes, "{text}: {told}");
    }
}

fn asked_of(text: &str) -> String {
    let kind = KINDS.iter().find(|kind| kind.schema.id == "ci-workflow").unwrap();
    judge(kind, &gate(), None, &[(PATH, &script(text))])
}

#[test]
fn ci_04_words_that_are_data_are_no_command() {
    for text in [
        "echo \"cargo test is disabled for now\"",
        "# cargo test",
        "cat <<'END'\ncargo test\nEND",
        "git commit -m 'cargo test'",
        "grep -q 'cargo test' README.md",
        "t() { cargo test; }",
        "NOTE='cargo test'",
        "exit 0\ncargo test",
        "false && cargo test; true",
        ": cargo test",
        "cargo test --no-run",
    ] {
        script_is(text, &format!("fail no-run {PATH}:3"));
    }
}

/// hickory-dns/hickory-dns#2538
#[test]
fn ci_05_tolerance_by_an_expression() {
    let told = format!("fail continue-on-error {PATH}:5");
    job_is(
        "continue-on-error: ${{ github.event_name == 'pull_request' }}\nsteps:\n  - run: cargo test",
        &told,
    );
    job_is("continue-on-error: ${{ vars.LENIENT }}\nsteps:\n  - run: cargo test", UNKNOWN);
    job_is("continue-on-error: ${{ github.event_name == 'push' }}\nsteps:\n  - run: cargo test", PASS);
    job_is("continue-on-error: true\nsteps:\n  - run: cargo test", &told);
}

/// cajasmota/grafel#7250, ccxt/ccxt#30322
#[test]
fn ci_06_conditions_and_filters() {
    let disabled = format!("fail disabled {PATH}:5");
    job_is("if: github.event_name == 'push'\nsteps:\n  - run: cargo test", &disabled);
    job_is("if: ${{ false && github.actor == 'x' }}\nsteps:\n  - run: cargo test", &disabled);
    job_is("if: github.actor == 'x'\nsteps:\n  - run: cargo test", UNKNOWN);
    job_is("if: ${{ github.event_name }} == 'push'\nsteps:\n  - run: cargo test", PASS);
    job_is("steps:\n  - if: failure()\n    run: cargo test", &format!("fail disabled {PATH}:6"));
    let file = |on: &str| {
        format!("{on}jobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: cargo test\n")
    };
    for (on, want) in [
        ("on:\n  pull_request:\n    types: [closed]\n", format!("fail no-trigger {PATH}:3")),
        ("on:\n  pull_request:\n    types: [opened, synchronize]\n", PASS.to_owned()),
        ("on:\n  pull_request:\n    types: [opened]\n", UNKNOWN.to_owned()),
        ("on:\n  pull_request:\n    paths: [docs/**]\n", UNKNOWN.to_owned()),
        ("on:\n  pull_request:\n    paths: ['**.rs']\n", PASS.to_owned()),
        ("on:\n  pull_request:\n    paths-ignore: ['**.md']\n", PASS.to_owned()),
        ("on:\n  pull_request:\n    branches-ignore: ['**']\n", format!("fail no-trigger {PATH}:3")),
        ("on:\n  pull_request:\n    branches: [main]\n", PASS.to_owned()),
        ("on: push\n", format!("fail no-trigger {PATH}:1")),
    ] {
        asked(&gate(), &[(PATH, &file(on))], &want);
    }
    let needs = "on: pull_request\njobs:\n  first:\n    runs-on: ubuntu-latest\n    if: github.event_name == 'push'\n    steps:\n      - run: 'true'\n  test:\n    needs: first\n    runs-on: ubuntu-latest\n    steps:\n      - run: cargo test\n";
    asked(&gate(), &[(PATH, needs)], &disabled);
}

#[test]
fn ci_07_what_is_called_is_read() {
    let caller = "on: pull_request\njobs:\n  test:\n    uses: ./.github/workflows/inner.yml\n    with:\n      command: test\n";
    let inner = |run: &str| {
        format!(
            "on:\n  workflow_call:\n    inputs:\n      command:\n        default: check\njobs:\n  it:\n    runs-on: ubuntu-latest\n    steps:\n      - run: {run}\n"
        )
    };
    let path = ".github/workflows/inner.yml";
    for (run, want) in [
        ("cargo test || true", format!("fail swallowed-failure {path}:10")),
        ("cargo test", PASS.to_owned()),
        ("cargo ${{ inputs.command }}", PASS.to_owned()),
        ("cargo ${{ inputs.other }}", format!("fail no-run {path}:7")),
        ("cargo ${{ vars.OTHER }}", UNKNOWN.to_owned()),
    ] {
        asked(&gate(), &[(PATH, caller), (path, &inner(run))], &want);
    }
    asked(&gate(), &[(PATH, caller)], UNKNOWN);
    let circle = "on: [pull_request, workflow_call]\njobs:\n  test:\n    uses: ./.github/workflows/ci.yml\n";
    asked(&gate(), &[(PATH, circle)], UNKNOWN);
    let action =
        |run: &str| format!("runs:\n  using: composite\n  steps:\n    - run: {run}\n      shell: bash\n");
    let uses = job("steps:\n  - uses: ./.github/actions/check");
    let place = ".github/actions/check/action.yml";
    asked(&gate(), &[(PATH, &uses), (place, &action("cargo test"))], PASS);
    asked(
        &gate(),
        &[(PATH, &uses), (place, &action("cargo test || true"))],
        &format!("fail swallowed-failure {place}:4"),
    );
    asked(&gate(), &[(PATH, &uses), (place, "runs:\n  using: node20\n  main: x.js\n")], UNKNOWN);
}

#[test]
fn ci_08_what_a_parser_refuses_proves_nothing() {
    let sound = script("cargo test");
    asked(&gate(), &[(PATH, &sound.replace("    steps", "\tsteps"))], UNKNOWN);
    asked(&gate(), &[(PATH, &sound.replace("    steps", "   steps"))], UNKNOWN);
    asked(&gate(), &[(PATH, &format!("{sound}x: 'open\n"))], UNKNOWN);
    asked(&gate(), &[(PATH, &format!("{sound}on: push\n"))], UNKNOWN);
    // GitHub refuses a file with a key that it does not know: merge keys, misspellings.
    asked(&gate(), &[(PATH, &format!("{sound}x-common: {{}}\n"))], UNKNOWN);
    job_is("env: &more { A: b }\n<<: *more\nsteps:\n  - run: cargo test", UNKNOWN);
    job_is("steps:\n  - run: cargo test\n    when: always()", UNKNOWN);
}

#[test]
fn ci_09_what_a_matrix_leaves_out() {
    let file = |more: &str| {
        format!(
            "on: pull_request\njobs:\n  test:\n    runs-on: ${{{{ matrix.os }}}}\n    strategy:\n      matrix:\n        os: [ubuntu-latest, windows-latest]\n{more}    steps:\n      - run: cargo test\n        shell: bash\n"
        )
    };
    let mut wants = gate();
    wants.0.insert("platforms".to_owned(), text("windows"));
    asked(&wants, &[(PATH, &file(""))], PASS);
    let out = file("        exclude:\n          - os: windows-latest\n");
    asked(&wants, &[(PATH, &out)], &format!("fail no-platform {PATH}:4"));
    let only = file("").replace("shell: bash", "if: runner.os == 'Linux'");
    asked(&wants, &[(PATH, &only)], &format!("fail disabled {PATH}:10"));
    let put_in = file("        include:\n          - os: macos-latest\n");
    wants.0.insert("platforms".to_owned(), texts(&["linux", "macos"]));
    asked(&wants, &[(PATH, &put_in)], PASS);
}

#[test]
fn ci_11_anchors_and_long_scalars() {
    job_is(
        "continue-on-error: &yes true\nsteps:\n  - run: cargo test",
        &format!("fail continue-on-error {PATH}:5"),
    );
    job_is("env: { A: &no false }\ncontinue-on-error: *no\nsteps:\n  - run: cargo test", PASS);
    job_is("steps:\n  - run: \"cargo test\n      || true\"", &swallowed(6));
}

#[test]
fn ci_12_what_only_tidies_up_accuses_nobody() {
    script_is("docker rm -f test-db || true\ncargo test", PASS);
    script_is("command -v cargo-nextest || echo none\ncargo test", PASS);
    // Without a pattern, the commands that the job is named for decide.
    let real = params([("jobs", text("test")), ("real", Value::Flag(true))]);
    asked(&real, &[(PATH, &script("docker rm -f test-db || true\ncargo test"))], PASS);
    asked(&real, &[(PATH, &script("cargo build\ncargo test || true"))], &swallowed(8));
    asked(&real, &[(PATH, &script("docker rm -f test-db || true\nmake all"))], UNKNOWN);
    asked(&real, &[(PATH, &script("./run || true"))], &swallowed(7));
}

#[test]
fn ci_13_a_later_step_judges() {
    script_is("cargo \\\ntest", PASS);
    let judge = "steps:\n  - id: t\n    run: cargo test\n    continue-on-error: true\n  - if: steps.t.outcome == 'failure'\n    run: exit 1";
    job_is(judge, PASS);
    job_is(&judge.replace("exit 1", "echo failed"), &format!("fail continue-on-error {PATH}:8"));
    job_is(&judge.replace("'failure'", "'success'"), &format!("fail continue-on-error {PATH}:8"));
    job_is(&judge.replace("exit 1", "./judge"), UNKNOWN);
    let in_shell = "steps:\n  - id: t\n    run: cargo test\n    continue-on-error: true\n  - run: |\n      if [ \"${{ steps.t.outcome }}\" != success ]; then\n        exit 1\n      fi";
    job_is(in_shell, PASS);
}

#[test]
fn ci_14_tolerance_of_other_steps_is_of_no_matter() {
    let upload = "steps:\n  - uses: github/codeql-action/upload-sarif@v3\n    continue-on-error: true\n  - run: cargo clippy -D warnings\n  - run: git push --delete origin x\n    continue-on-error: true\n  - run: cargo test";
    job_is(upload, PASS);
    let clippy = job(upload).replace("  test:", "  clippy:");
    let real = params([("jobs", text("clippy")), ("real", Value::Flag(true))]);
    asked(&real, &[(PATH, &clippy)], PASS);
}

#[test]
fn ci_15_a_label_that_names_no_system() {
    let mut wants = gate();
    wants.0.insert("platforms".to_owned(), text("linux"));
    let file = job("steps:\n  - run: cargo test\n    shell: bash");
    asked(&wants, &[(PATH, &file.replace("ubuntu-latest", "self-hosted"))], UNKNOWN);
    asked(&wants, &[(PATH, &file.replace("ubuntu-latest", "[self-hosted, linux]"))], PASS);
    asked(
        &wants,
        &[(PATH, &file.replace("ubuntu-latest", "macos-14"))],
        &format!("fail no-platform {PATH}:4"),
    );
}

#[test]
fn ci_16_what_is_fetched_and_run_is_no_script_of_the_repository() {
    let nowhere = format!("fail no-run {PATH}:3");
    for fetched in [
        "curl -sSf https://sh.rustup.rs | sh -s -- -y --profile=minimal",
        "curl -sSf https://sh.rustup.rs | sed s/a/b/ | sudo bash",
        "wget -qO- https://example.org/install | env A=1 bash -s",
        "bash <(curl -s https://codecov.io/bash)",
        "sh -c \"$(curl -fsSL https://example.org/install)\" -- -y",
    ] {
        script_is(&format!("{fetched}\ncargo build"), &nowhere);
    }
    for may in [
        "curl -sSf https://example.org/data | bash ci/run",
        "curl -sSf https://example.org/data | sh < ci/run",
        "cat ci/run | sh",
        "curl -sSfO https://example.org/run\nsh run",
        "bash <(sed s/a/b/ ci/run)",
        "bash -s -- all",
    ] {
        script_is(&format!("{may}\ncargo build"), UNKNOWN);
    }
}

#[test]
fn ci_17_a_subcommand_that_hands_on_another_runs_what_is_written() {
    let nowhere = format!("fail no-run {PATH}:3");
    script_is("cargo hack build --feature-powerset", &nowhere);
    script_is("cargo +nightly careful build", &nowhere);
    script_is("cargo hack test --each-feature", UNKNOWN);
    script_is("cargo xtask build", UNKNOWN);
}

/// What was right before.
#[test]
fn plain_files_are_read() {
    script_is("cargo test || true", &swallowed(7));
    let sound = script("cargo test");
    for file in [
        sound.replace('\n', "\r\n"),
        format!("\u{feff}{sound}"),
        sound.replace("on: [", "'on': [").replace("run:", "\"run\":"),
        sound.replace("      - run: |\n          cargo", "    - run: |\n        cargo"),
    ] {
        asked(&gate(), &[(PATH, &file)], PASS);
    }
}

/// What is certain of one leg is, whatever is not known of another.
#[test]
fn what_is_not_known_of_a_matrix_says_nothing_of_the_rest() {
    let asked_on = |system: &str, job: &str, matrix: &str, want: &str| {
        let mut gate = gate();
        gate.0.insert("platforms".to_owned(), texts(&[system]));
        let file = format!(
            "on: pull_request\njobs:\n  test:\n    runs-on: ${{{{ matrix.os }}}}\n{job}    strategy:\n      matrix:\n{matrix}    \
             steps:\n      - run: cargo test\n        shell: bash\n"
        );
        asked(&gate, &[(PATH, &file)], want);
    };
    let both = |matrix: &str, linux: &str, windows: &str| {
        asked_on("linux", "", matrix, linux);
        asked_on("windows", "", matrix, windows);
    };
    let no = format!("fail no-platform {PATH}:4");
    both("        os: [ubuntu-latest, '${{ vars.OS }}']\n", PASS, UNKNOWN);
    both("        os: [ubuntu-latest]\n        rust: ['${{ vars.RUST }}', stable]\n", PASS, &no);
    both("        include:\n          - os: ubuntu-latest\n            rust: ${{ vars.RUST }}\n", PASS, &no);
    both(
        "        include:\n          - os: ubuntu-latest\n          - ${{ fromJSON(vars.MORE) }}\n",
        PASS,
        UNKNOWN,
    );
    both("        os: [ubuntu-latest]\n        include: ${{ fromJSON(vars.MORE) }}\n", PASS, UNKNOWN);
    both("        os: [ubuntu-latest]\n        include:\n          - os: ${{ vars.OS }}\n", PASS, UNKNOWN);
    both("        include: ${{ fromJSON(vars.MORE) }}\n", UNKNOWN, UNKNOWN);
    both("        os: [ubuntu-latest]\n        exclude: ${{ fromJSON(vars.LESS) }}\n", UNKNOWN, UNKNOWN);
    // What is put in may be what lets the job fail without harm.
    let tolerant = "    continue-on-error: ${{ matrix.experimental == true }}\n";
    asked_on("linux", tolerant, "        os: [ubuntu-latest]\n", PASS);
    asked_on(
        "linux",
        tolerant,
        "        os: [ubuntu-latest]\n        include: ${{ fromJSON(vars.MORE) }}\n",
        UNKNOWN,
    );
    let perhaps = "        os: [ubuntu-latest]\n        include:\n          - os: ${{ vars.OS }}\n            experimental: true\n";
    asked_on("linux", tolerant, perhaps, UNKNOWN);
    // Of its own leg alone it is known.
    let apart = "        os: [ubuntu-latest]\n        include:\n          - os: windows-latest\n            experimental: true\n";
    asked_on("linux", tolerant, apart, PASS);
}

/// What a script of the repository does is not read, and which file that is stands in the answer.
#[test]
fn a_script_of_the_repository_is_named() {
    let kind = KINDS.iter().find(|kind| kind.schema.id == "ci-workflow").unwrap();
    for (typed, file) in [
        ("ci/test.sh --all", "`ci/test.sh`"),
        ("./ci/test.sh", "`./ci/test.sh`"),
        ("bash -eu ci/test.sh", "`ci/test.sh`"),
        ("make test", "`Makefile`"),
        ("make -f ci.mk test", "`ci.mk`"),
        ("sudo -E just test", "`justfile`"),
        ("npm run test:rust", "`package.json`"),
        ("cargo xtask test", "a file of the repository"),
    ] {
        let told = reason(kind, &gate(), &[(PATH, &script(typed))]);
        assert!(told.contains(&format!("what that does stands in {file}")), "{typed}: {told}");
        assert!(told.starts_with(&format!("{PATH}:7: ")), "{typed}: {told}");
    }
}
