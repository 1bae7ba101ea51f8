//! Scripts made at random, in all forms that scripts of workflows have: most of them run `cargo test` somewhere.

use testkit::Random;

/// Commands that stand alone.
const PLAIN: [&str; 34] = [
    "cargo test",
    "cargo test",
    "cargo test",
    "cargo test --workspace",
    "cargo build",
    "cargo +nightly test",
    "probe",
    "helper",
    "true",
    "false",
    "echo hi",
    "echo \"cargo test\"",
    "cd .",
    "exit",
    "exit 0",
    "exit 1",
    "exit $?",
    "exit $code",
    "code=$?",
    "code=0",
    "code=1",
    "set +e",
    "set -e",
    "set -o pipefail",
    "[ $? -eq 0 ]",
    "[ \"$code\" != 0 ]",
    "[ -f nothing ]",
    "test -n \"$code\"",
    "[[ $code == 0 ]]",
    "wait",
    "# cargo test",
    "RUST_BACKTRACE=1 cargo test",
    "env A=b cargo test > log 2>&1",
    "run_it",
];

/// One of these.
pub(crate) fn of<T: Copy>(dice: &mut Random, table: &[T]) -> T {
    table[dice.below(table.len())]
}

/// A script of some lines.
pub(crate) fn script(dice: &mut Random) -> String {
    if dice.once_in(4) {
        return "cargo test\n".to_owned();
    }
    let mut lines = Vec::new();
    if dice.once_in(5) {
        let body = list(dice, 2, "  ");
        lines.push(format!("run_it() {{\n{body}\n}}"));
    }
    if dice.once_in(12) {
        lines.push(
            of(dice, &["trap 'echo bye' EXIT", "trap 'exit 0' EXIT", "alias x=y", "set -n; set +n"])
                .to_owned(),
        );
    }
    lines.push(list(dice, 3, ""));
    lines.join("\n") + "\n"
}

fn list(dice: &mut Random, depth: usize, indent: &str) -> String {
    let count = 1 + dice.below(3);
    (0..count).map(|_| format!("{indent}{}", command(dice, depth))).collect::<Vec<_>>().join("\n")
}

/// Commands on one line.
fn inline(dice: &mut Random, depth: usize) -> String {
    let count = 1 + dice.below(2);
    let commands = (0..count).map(|_| command(dice, depth)).filter(|text| !text.contains('#'));
    let text = commands.collect::<Vec<_>>().join("; ").replace("&;", "&");
    if text.is_empty() { "true".to_owned() } else { text }
}

fn plain(dice: &mut Random) -> String {
    of(dice, &PLAIN).to_owned()
}

fn part(dice: &mut Random, depth: usize) -> String {
    let text = command(dice, depth);
    if text.contains(['#', '\n', ';', '&', '|']) {
        format!("{{ {}; }}", inline(dice, 0).trim_end_matches(" &"))
    } else {
        text
    }
}

fn command(dice: &mut Random, depth: usize) -> String {
    if depth == 0 || dice.once_in(3) {
        return plain(dice);
    }
    let depth = depth - 1;
    match dice.below(24) {
        0 | 1 => format!("{} && {}", part(dice, depth), part(dice, depth)),
        2 | 3 => format!("{} || {}", part(dice, depth), part(dice, depth)),
        4 => format!("{} || true", part(dice, depth)),
        5 => format!("{} \\\n  || {}", part(dice, depth), part(dice, depth)),
        6 => format!("! {}", part(dice, depth)),
        7 => format!("{} | {}", part(dice, depth), of(dice, &["tee log", "cat", "helper", "grep x"])),
        8 => format!("{} | {}", part(dice, depth), part(dice, depth)),
        9 => format!("( {} )", inline(dice, depth)),
        10 => format!("{{ {}; }}", inline(dice, depth).trim_end_matches(" &")),
        11 => format!("if {}; then\n{}\nfi", part(dice, depth), list(dice, depth, "  ")),
        12 => format!(
            "if {}; then\n{}\nelse\n{}\nfi",
            part(dice, depth),
            list(dice, depth, "  "),
            list(dice, depth, "  ")
        ),
        13 => format!("for i in 1 2; do\n{}\ndone", list(dice, depth, "  ")),
        14 => format!("for i in 1 2; do {} && break; done", part(dice, depth)),
        15 => format!("while {}; do\n{}\n  break\ndone", part(dice, depth), list(dice, depth, "  ")),
        16 => format!("{} &", part(dice, 0)),
        17 => format!("out=$({})", inline(dice, depth)),
        18 => format!("echo \"$({})\"", inline(dice, depth)),
        19 => format!("case $code in 0) {};; *) {};; esac", inline(dice, depth), inline(dice, depth)),
        20 => format!("cat <<END\n{}\nEND", of(dice, &["cargo test", "plain", "it's $code"])),
        21 => format!("eval '{}'", inline(dice, 0).replace('\'', "")),
        22 => format!("bash -{} '{}'", of(dice, &["c", "ec", "euc"]), inline(dice, 0).replace('\'', "")),
        _ => format!("{} || code=$?", part(dice, depth)),
    }
}
