//! How much of the code the tests reach, over the whole workspace.

use shipworthy_model::params::{Params, Value};

use crate::binding::bound::{check, text, texts};
use crate::binding::gist::gist;
use crate::binding::rust::only_rust;
use crate::binding::{Binding, Example, ItemContext, Rule};
use crate::item::Form;

/// The line of the table that counts everything; its third percentage is that of the lines.
const TOTAL: &str = r"^TOTAL(?:\s+[0-9]+\s+[0-9]+\s+[0-9.]+%){2}\s+[0-9]+\s+[0-9]+\s+([0-9.]+)%";

/// The rule for how much of the code the tests are to reach.
pub(super) static RULE: Rule = Rule {
    id: "coverage",
    summary: "`Test coverage > 80%` of the whole code becomes a floor for the lines that `cargo llvm-cov` counts. Coverage of a \
              part, of branches or of the documentation is left to a person.",
    examples: &[
        Example {
            markdown: "- [ ] Code coverage >= 62.5%\n",
            files: &["a/Cargo.toml", "a/src/lib.rs"],
            becomes: r#"{ kind = "command", argv = ["cargo", "llvm-cov", "--workspace", "--summary-only"], numbers = [{ at-least = 62.5, name = "line coverage", pattern = '^TOTAL(?:\s+[0-9]+\s+[0-9]+\s+[0-9.]+%){2}\s+[0-9]+\s+[0-9]+\s+([0-9.]+)%', unit = "%" }] }"#,
        },
        Example {
            markdown: "- [x] 90%+ test coverage\n",
            files: &["a/Cargo.toml", "a/src/lib.rs"],
            becomes: r#"{ kind = "command", argv = ["cargo", "llvm-cov", "--workspace", "--summary-only"], numbers = [{ at-least = 90, name = "line coverage", pattern = '^TOTAL(?:\s+[0-9]+\s+[0-9]+\s+[0-9.]+%){2}\s+[0-9]+\s+[0-9]+\s+([0-9.]+)%', unit = "%" }] }"#,
        },
        Example {
            markdown: "- [ ] \u{423}\u{432}\u{435}\u{43b}\u{438}\u{447}\u{438}\u{442}\u{44c} test coverage \u{434}\u{43e} 60%+\n",
            files: &["a/Cargo.toml", "a/src/lib.rs"],
            becomes: r#"{ kind = "command", argv = ["cargo", "llvm-cov", "--workspace", "--summary-only"], numbers = [{ at-least = 60, name = "line coverage", pattern = '^TOTAL(?:\s+[0-9]+\s+[0-9]+\s+[0-9.]+%){2}\s+[0-9]+\s+[0-9]+\s+([0-9.]+)%', unit = "%" }] }"#,
        },
        Example {
            markdown: "- [ ] Code coverage on critical paths > 60%\n",
            files: &["a/Cargo.toml", "a/src/lib.rs"],
            becomes: "not understood",
        },
        Example {
            markdown: "- [ ] Coverage increases from 35% to 55%\n",
            files: &["a/Cargo.toml", "a/src/lib.rs"],
            becomes: "not understood",
        },
        Example {
            markdown: "- [ ] Coverage < 80%\n",
            files: &["a/Cargo.toml", "a/src/lib.rs"],
            becomes: "not understood",
        },
        Example { markdown: "- [ ] Coverage > 80%\n", files: &["mix.exs"], becomes: "not understood" },
    ],
    bind,
};

/// Words that do not narrow what is covered.
#[rustfmt::skip]
const PLAIN: &[&str] = &[
    "a", "above", "achieve", "achieved", "and", "at", "be", "by", "code", "cover", "current", "currently", "exceeds", "increase",
    "is", "least", "line", "lines", "maintain", "min", "minimum", "more", "must", "of", "or", "over", "overall", "project", "raise",
    "reach", "reached", "reaches", "rust", "target", "test", "tests", "than", "the", "to", "total", "whole", "workspace",
    "\u{434}\u{43e}", "\u{43a}\u{43e}\u{434}\u{430}", "\u{43c}\u{435}\u{43d}\u{435}\u{435}", "\u{43d}\u{435}",
    "\u{43f}\u{43e}\u{432}\u{44b}\u{441}\u{438}\u{442}\u{44c}", "\u{442}\u{435}\u{441}\u{442}\u{430}\u{43c}\u{438}",
    "\u{443}\u{432}\u{435}\u{43b}\u{438}\u{447}\u{438}\u{442}\u{44c}",
];

fn bind(context: &ItemContext<'_>) -> Option<Binding> {
    let item = context.item;
    if matches!(item.form, Form::Label | Form::Link | Form::Command | Form::NumberedHeading)
        || !item.codes.is_empty()
    {
        return None;
    }
    let said = gist(item, |lead| lead.contains('%') && is_coverage(lead));
    let percent = percent(said)?;
    if !only_rust(context) {
        return None;
    }
    let number = if percent.fract() == 0.0 { Value::Integer(percent as i64) } else { Value::Number(percent) };
    let number = [
        ("at-least", number),
        ("name", text("line coverage")),
        ("pattern", text(TOTAL)),
        ("unit", text("%")),
    ];
    let number = Params(number.map(|(name, value)| (name.to_owned(), value)).into());
    let argv = texts(["cargo", "llvm-cov", "--workspace", "--summary-only"]);
    let numbers = Value::List(vec![Value::Table(number)]);
    Some(Binding::checked(RULE.id, check("command", [("argv", argv), ("numbers", numbers)])))
}

fn is_coverage(text: &str) -> bool {
    let lower = text.to_lowercase();
    lower.contains("coverage") || lower.contains("\u{43f}\u{43e}\u{43a}\u{440}\u{44b}\u{442}\u{438}")
}

/// The one percentage in words that say no more than that it is the least.
fn percent(text: &str) -> Option<f64> {
    const LONGEST: usize = 100;
    if text.len() > LONGEST || text.contains(['<', '\u{2264}', '~']) || !is_coverage(text) {
        return None;
    }
    let lower = text.to_lowercase();
    let mut found = None;
    for word in lower.split(|c: char| c.is_whitespace() || ":>=\u{2265},;/()*+".contains(c)) {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '%');
        if word.is_empty() || is_coverage(word) || PLAIN.contains(&word) {
            continue;
        }
        let number = word.strip_suffix('%')?.replace(',', ".").parse::<f64>().ok()?;
        if found.is_some() || !(0.1..=100.0).contains(&number) {
            return None;
        }
        found = Some(number);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{TOTAL, percent};

    #[test]
    fn the_lines_are_read_from_the_table_of_llvm() {
        let table = "Filename      Regions    Missed Regions     Cover   Functions  Missed Functions  Executed       Lines      \
                     Missed Lines     Cover    Branches   Missed Branches     Cover\n\
                     src/lib.rs          9                 3    66.67%           3                 1    66.67%          12       \
                     4    66.67%           0                 0         -\n\
                     TOTAL               9                 3    66.67%           3                 1    75.00%          12       \
                     4    83.33%           0                 0         -\n";
        let total = regex_lite::Regex::new(TOTAL).unwrap();
        let found = table.lines().find_map(|line| Some(total.captures(line)?[1].to_owned()));
        assert_eq!(found.as_deref(), Some("83.33"));
    }

    #[test]
    fn only_the_least_of_everything_is_a_floor() {
        for (text, expected) in [
            ("Test coverage 35.4%", Some(35.4)),
            ("Maintain overall code coverage at 80% or more", Some(80.0)),
            ("Coverage: 100%", Some(100.0)),
            ("Coverage: ~80%", None),
            ("Branch coverage 80%", None),
            ("Coverage 80% of the parser", None),
            ("Documentation coverage 80%", None),
            ("Coverage 0%", None),
            ("Coverage 180%", None),
        ] {
            assert_eq!(percent(text), expected, "{text}");
        }
    }
}
