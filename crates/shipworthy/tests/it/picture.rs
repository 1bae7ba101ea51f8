//! The picture in the README: the output of a real run in a small workspace, drawn. Holds the picture and the text
//! beside it against a new run; only times and commits may differ.

use std::fmt::Write as _;

use testkit::{Fixture, Workspace, redact, xtask};

use crate::book::{Page, holds};
use crate::house::root;

const COMMAND: &str = "$ cargo xtask phase1\n";

/// A workspace with one lint too many and one tool too few.
fn workspace() -> Workspace {
    let lib = "//! Sums.\n\n/// The sum of all.\npub fn sum(all: &[u64]) -> u64 {\n    all.iter().sum()\n}\n";
    let tests = "use ledger::sum;\n\n#[test]\nfn nothing_is_nothing() {\n    assert_eq!(sum(&[]), 0);\n}\n\n\
                 #[test]\nfn one_is_itself() {\n    assert_eq!(sum(&[7]), 7);\n}\n";
    Fixture::new()
        .package("ledger", |package| package.lib(lib).test("sums", tests))
        .package("ledger-cli", |package| {
            package.depends("ledger").main("fn main() {\n    assert_eq!(ledger::sum(&[1, 2]), 3);\n}\n")
        })
        .file("README.md", "# Ledger\n\n## Usage\n\nRun it.\n\n## Licence\n\nMIT.\n")
        .phase("blockers", "Fix blockers")
        .gate("build", r#"kind = "cargo-build", warnings = 0"#)
        .gate("no-duplicate-modules", r#"kind = "duplicate-modules""#)
        .gate_with("clippy", r#"kind = "cargo-clippy", limit = 0"#, r#"priority = "P1""#)
        .gate("tests", r#"kind = "cargo-test", at-least = 2, runner = "cargo""#)
        .gate_with(
            "readme",
            r#"kind = "docs-sections", path = "README.md", sections = ["Usage", "Licence"]"#,
            r#"priority = "P1""#,
        )
        .gate_with("advisories", r#"kind = "command", argv = ["cargo-deny", "check"]"#, r#"priority = "P1""#)
        .git()
        .build()
}

/// What `cargo xtask phase1` writes, with colours: our own xtask, in the other workspace.
fn told(ws: &Workspace) -> String {
    let run = |now: &str| {
        let run = ws.program(xtask(), ["phase1"]).without_tool("cargo-deny").now(now);
        run.env("CARGO_TERM_COLOR", "always").progress()
    };
    run("2026-11-21T08:00:00Z").exit(3).text();
    ws.replace("crates/ledger/src/lib.rs", "    all.iter().sum()\n", "    return all.iter().sum();\n");
    ws.commit("Return");
    run("2026-11-21T10:00:00Z").exit(1).text()
}

#[test]
fn the_picture_shows_what_is_printed() {
    let ws = workspace();
    let told = told(&ws);
    holds("docs/phase1.svg", &drawn("ledger", &format!("{COMMAND}{told}")), |svg| redact(svg, &ws));
    let page = Page::open("README.md");
    let shown = page.blocks_of("text").into_iter().find(|block| block.text.starts_with(COMMAND));
    let shown = shown.expect("the README shows a run").text;
    let text: String = spans(&told).iter().map(|line| plain(line) + "\n").collect();
    let made = page.text.replace(&shown, &format!("{COMMAND}{text}"));
    holds("README.md", &made, |text| redact(text, &ws));
    assert!(root().join("docs/phase1.svg").is_file());
}

/// A piece of a line, with the number of the column where it begins and the classes that paint it.
struct Span {
    column: usize,
    classes: Vec<&'static str>,
    text: String,
}

/// The lines of a coloured text. Pieces that stand apart are apart, so that columns hold whatever the font.
fn spans(text: &str) -> Vec<Vec<Span>> {
    let mut classes: Vec<&'static str> = Vec::new();
    text.lines()
        .map(|line| {
            let mut column = 0;
            let mut found = Vec::new();
            for (at, part) in line.split("\x1b[").enumerate() {
                let painted = if at == 0 { part } else { paint(part, &mut classes) };
                for (at, word) in painted.split("  ").enumerate() {
                    column += if at == 0 { 0 } else { 2 };
                    let width = word.chars().count();
                    let text = word.trim_start();
                    let lead = width - text.chars().count();
                    if !text.is_empty() {
                        found.push(Span {
                            column: column + lead,
                            classes: classes.clone(),
                            text: text.to_owned(),
                        });
                    }
                    column += width;
                }
            }
            found
        })
        .collect()
}

/// Takes the numbers off the front of what follows an escape, and the classes they stand for to heart.
fn paint<'t>(part: &'t str, classes: &mut Vec<&'static str>) -> &'t str {
    let (numbers, rest) = part.split_once('m').expect("an escape of ours sets colours");
    for number in numbers.split(';') {
        match number {
            "0" | "" => classes.clear(),
            "1" => classes.push("bold"),
            "2" => classes.push("dim"),
            "31" => classes.push("red"),
            "32" => classes.push("green"),
            "33" => classes.push("yellow"),
            other => panic!("nobody knows how to draw `{other}`"),
        }
    }
    rest
}

fn plain(line: &[Span]) -> String {
    line.iter().fold(String::new(), |text, span| format!("{text:<width$}{}", span.text, width = span.column))
}

const STYLE: &str = "\
text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;fill:#d5dbe3;white-space:pre}
.title{font-size:12.5px;fill:#8d97a5}
.bold{font-weight:700}
.dim{fill:#8d97a5}
.red{fill:#ff7b72}
.green{fill:#56d364}
.yellow{fill:#e3b341}
";

/// A window of a terminal as SVG.
fn drawn(title: &str, text: &str) -> String {
    const CELL: f64 = 8.43;
    const LINE: f64 = 21.0;
    const LEFT: f64 = 22.0;
    const TOP: f64 = 66.0;
    let lines = spans(text);
    let columns =
        lines.iter().flatten().map(|span| span.column + span.text.chars().count()).max().unwrap_or(0);
    let width = (2.0 * LEFT + columns.max(80) as f64 * CELL).ceil();
    let height = TOP + lines.len() as f64 * LINE + 4.0;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" role=\"img\">\n<title>{title}</title>\n<style>\n{STYLE}</style>\n\
         <rect x=\".5\" y=\".5\" width=\"{}\" height=\"{}\" rx=\"9\" fill=\"#12161d\" stroke=\"#3a424e\"/>\n\
         <path d=\"M1 36.5H{}\" stroke=\"#262d37\"/>\n<circle cx=\"22\" cy=\"19\" r=\"5.5\" fill=\"#ff5f57\"/>\n\
         <circle cx=\"41\" cy=\"19\" r=\"5.5\" fill=\"#febc2e\"/>\n<circle cx=\"60\" cy=\"19\" r=\"5.5\" fill=\"#28c840\"/>\n\
         <text class=\"title\" x=\"{}\" y=\"23.5\" text-anchor=\"middle\">{title}</text>\n",
        width - 1.0,
        height - 1.0,
        width - 1.0,
        width / 2.0,
    );
    for (line, number) in lines.iter().zip(0_u16..) {
        if line.is_empty() {
            continue;
        }
        write!(svg, "<text y=\"{}\">", TOP + f64::from(number) * LINE).expect("a text takes more text");
        for Span { column, classes, text } in line {
            let class =
                if classes.is_empty() { String::new() } else { format!(" class=\"{}\"", classes.join(" ")) };
            let x = LEFT + *column as f64 * CELL;
            let text = text.replace('&', "&amp;").replace('<', "&lt;");
            write!(svg, "<tspan x=\"{x:.1}\"{class}>{text}</tspan>").expect("a text takes more text");
        }
        svg.push_str("</text>\n");
    }
    svg + "</svg>\n"
}

#[test]
fn columns_and_colours_are_kept() {
    let lines = spans("\x1b[1m\x1b[31mFAIL\x1b[0m  a b   <1>\n\n  x");
    let seen: Vec<_> = lines
        .iter()
        .flatten()
        .map(|span| (span.column, span.classes.join(" "), span.text.as_str()))
        .collect();
    let expected = [(0, "bold red", "FAIL"), (6, "", "a b"), (12, "", "<1>"), (2, "", "x")];
    assert_eq!(seen, expected.map(|(column, classes, text)| (column, classes.to_owned(), text)));
    let plain: Vec<_> = lines.iter().map(|line| plain(line)).collect();
    assert_eq!(plain, ["FAIL  a b   <1>", "", "  x"]);
}
