//! `command`: a program ends as expected, says what it must, and its numbers are within their limits.

use regex_lite::Regex;
use shipworthy_model::facts::Facts;
use shipworthy_model::judgement::{Finding, Judgement, Limit, Measurement};
use shipworthy_model::kind::{Kind, Need, Param, ParamType};
use shipworthy_model::observation::{Observation, Ran, Stream};
use shipworthy_model::params::{Params, Value};
use shipworthy_model::step::{Run, Step};
use shipworthy_model::unknown::Reason;

use crate::reading::cargo::failure;
use crate::reading::cause::{cause, plain};

const NUMBER: &[Param] = &[
    Param::required("name", ParamType::Text, "what the number is"),
    Param::required("pattern", ParamType::Pattern, "finds it: the first group is the number"),
    Param::optional("from", ParamType::Choice(&["stdout", "stderr"]), "where to look; default `stdout`"),
    Param::optional(
        "pick",
        ParamType::Choice(&["last", "first", "sum", "max", "min"]),
        "which one, when there are several; default `last`",
    ),
    Param::optional("at-least", ParamType::Number, "it is so much or more").higher_is_stricter(),
    Param::optional("at-most", ParamType::Number, "it is so much or less").lower_is_stricter(),
    Param::optional("unit", ParamType::Text, "its unit, for people"),
];

/// The check kind `command`.
pub(super) static KIND: Kind = Kind::new(
    "command",
    "a program ends as expected, and says what it must",
    steps,
    judge,
)
.about(
    "Runs one program without a shell. Patterns are tried on each line of its output. A number that the \
     output does not hold is unknown, not zero. `1,234.5`, `1_234` and `1'234` are read as numbers: a comma \
     before exactly three digits separates thousands. A command that succeeds only when it is run again is \
     flaky, and fails. The program sees the variables that you see, with those in `env`; what only paints its \
     output is left out before a pattern is tried. `cargo X` needs the program `cargo-X` unless cargo has `X` \
     by itself.",
)
.params(&[
    Param::required("argv", ParamType::Argv, "the program and its arguments"),
    Param::optional("dir", ParamType::Path, "where to run it; default: the workspace root"),
    Param::optional("env", ParamType::Map(&ParamType::Text), "variables to set"),
    Param::optional("exit", ParamType::Integer, "the exit code it must end with; default 0"),
    Param::optional("stdout", ParamType::Patterns, "each is found on some line of standard output"),
    Param::optional("stderr", ParamType::Patterns, "each is found on some line of standard error"),
    Param::optional("stdout-lacks", ParamType::Patterns, "none is found on any line of standard output")
        .higher_is_stricter(),
    Param::optional("stderr-lacks", ParamType::Patterns, "none is found on any line of standard error")
        .higher_is_stricter(),
    Param::optional(
        "numbers",
        ParamType::Tables(NUMBER),
        "numbers to read from the output, and their limits",
    ),
    Param::optional("max-duration", ParamType::Span, "it takes no longer").lower_is_stricter(),
    Param::optional(
        "retries",
        ParamType::Limit,
        "run it so many times more when it fails, to tell flaky from broken; default 0",
    ),
    Param::optional("alone", ParamType::Flag, "`true`: nothing else runs meanwhile"),
    Param::optional("machine", ParamType::Flag, "`true`: its result depends on the machine, and ages"),
    Param::optional("network", ParamType::Flag, "`true`: its result depends on a network, and ages"),
    Param::optional("repeat", ParamType::Flag, "`true`: it changes something; its evidence is never reused"),
])
.since("0.1")
.version(2)
.needs(&[Need::FirstWord("argv")]);

fn exit(params: &Params) -> i32 {
    params.integer("exit").and_then(|code| i32::try_from(code).ok()).unwrap_or(0)
}

fn steps(params: &Params, _: &Facts) -> Vec<Step> {
    let pairs = params.table("env").map(|table| &table.0).into_iter().flatten();
    let env = pairs.filter_map(|(name, value)| match value {
        Value::Text(text) => Some((name, text)),
        _ => None,
    });
    let retries = params.count("retries").and_then(|count| u32::try_from(count).ok()).unwrap_or(0);
    let run = Run::new(params.texts("argv")).dir(params.text("dir").unwrap_or_default()).envs(env);
    vec![Step::Run(run.retries(retries).success([exit(params)]))]
}

fn judge(params: &Params, observations: &[Observation]) -> Judgement {
    let [Observation::Ran(ran)] = observations else {
        return Judgement::unknown(Reason::CouldNotLook, "the command was not run");
    };
    // Cargo and rustup say so before they have looked at anything.
    let missing =
        (!ran.succeeded() && ran.code != Some(exit(params))).then(|| failure::missing(&ran.stderr.text));
    if let Some(judgement) = missing.flatten().filter(|_| is_of_toolchain(&ran.argv)) {
        return judgement;
    }
    let mut tally = Tally::default();
    tally.ending(params, ran);
    tally.duration(params, ran);
    let again = again(ran);
    for (name, stream) in [("stdout", &ran.stdout), ("stderr", &ran.stderr)] {
        tally.patterns(params, name, stream, &again);
    }
    let numbers = params.tables("numbers");
    for number in &numbers {
        tally.number(number, ran);
    }
    match tally.unknown {
        // What was found stands, whatever else could not be told.
        Some((reason, detail)) if tally.findings.is_empty() => {
            Judgement::unknown(reason, detail).with(tally.measurements)
        }
        _ => Judgement::of(1, "processes", tally.findings).with(tally.measurements),
    }
}

/// Is the program cargo, or another that a Rust toolchain brings?
fn is_of_toolchain(argv: &[String]) -> bool {
    let name = argv.first().map_or("", |program| program.rsplit(['/', '\\']).next().unwrap_or_default());
    ["cargo", "rustc", "rustdoc", "rustfmt", "clippy-driver"].contains(&name.trim_end_matches(".exe"))
}

/// The command to type, to see what was seen.
fn again(ran: &Ran) -> String {
    ran.command_line(&ran.argv)
}

/// The findings and measurements of a command so far.
#[derive(Default)]
struct Tally {
    findings: Vec<Finding>,
    measurements: Vec<Measurement>,
    unknown: Option<(Reason, String)>,
}

impl Tally {
    fn unclear(&mut self, reason: Reason, detail: String) {
        self.unknown.get_or_insert((reason, detail));
    }

    fn ending(&mut self, params: &Params, ran: &Ran) {
        let want = exit(params);
        let attempts = ran.retried.saturating_add(1);
        if ran.code != Some(want) {
            let said = cause(&ran.stdout.text, &ran.stderr.text);
            let said = said.map(|line| format!(": {line}")).unwrap_or_default();
            let times = if attempts > 1 { format!(" in each of {attempts} attempts") } else { String::new() };
            let message = format!("ended with {}{times}, expected {want}{said}", ran.ending());
            self.findings.push(Finding::new("exit", message).remedy(again(ran)));
        } else if ran.retried > 0 {
            let message = format!("succeeded only in attempt {attempts}");
            self.findings
                .push(Finding::new("flaky", message).remedy("find out why the first attempt failed"));
        }
    }

    fn duration(&mut self, params: &Params, ran: &Ran) {
        let seconds = ran.duration_ms as f64 / 1000.0;
        let mut measured = Measurement::new("duration", seconds, "s");
        if let Some(most) = params.duration("max-duration") {
            measured = measured.limit(Limit::AtMost(most.as_secs_f64()));
            if !measured.holds() {
                let message = format!("took {seconds} s, at most {} s expected", most.as_secs_f64());
                self.findings.push(
                    Finding::new("too-slow", message)
                        .remedy("make it faster, or raise `max-duration` on purpose"),
                );
            }
        }
        // Without a limit the duration of the gate says as much.
        if measured.limit.is_some() {
            self.measurements.push(measured);
        }
    }

    fn patterns(&mut self, params: &Params, name: &str, stream: &Stream, again: &str) {
        let lacks = format!("{name}-lacks");
        for (param, wanted) in [(name, true), (lacks.as_str(), false)] {
            for pattern in params.texts(param) {
                let Some(regex) = self.regex(pattern) else { continue };
                let hit =
                    stream.text.lines().find(|line| regex.is_match(line) || regex.is_match(&plain(line)));
                match (hit, wanted) {
                    (Some(_), true) => {}
                    (None, _) if stream.cut > 0 => self.cut(pattern, name, stream),
                    (None, false) => {}
                    (None, true) => {
                        let message = format!("no line of {name} matches `{pattern}`");
                        self.findings.push(Finding::new(param, message).remedy(again));
                    }
                    (Some(line), false) => {
                        let message = format!("a line of {name} matches `{pattern}`: {}", line.trim());
                        self.findings.push(Finding::new(param, message).remedy(again));
                    }
                }
            }
        }
    }

    fn cut(&mut self, pattern: &str, name: &str, stream: &Stream) {
        let detail =
            format!("`{pattern}` was not seen on {name}, but {} bytes were too many to read", stream.cut);
        self.unclear(Reason::CouldNotLook, detail);
    }

    fn regex(&mut self, pattern: &str) -> Option<Regex> {
        let regex = Regex::new(pattern);
        if let Err(error) = &regex {
            self.unclear(Reason::CouldNotLook, format!("`{pattern}` is no pattern: {error}"));
        }
        regex.ok()
    }

    fn number(&mut self, number: &Params, ran: &Ran) {
        let (name, pattern) =
            (number.text("name").unwrap_or_default(), number.text("pattern").unwrap_or_default());
        let Some(regex) = self.regex(pattern) else { return };
        let from = number.text("from").unwrap_or("stdout");
        let stream = if from == "stderr" { &ran.stderr } else { &ran.stdout };
        if stream.cut > 0 {
            return self.cut(pattern, from, stream);
        }
        let lines: Vec<_> = stream.text.lines().map(plain).collect();
        let captures = lines.iter().flat_map(|line| regex.captures_iter(line));
        let texts =
            captures.filter_map(|found| found.get(1).or_else(|| found.get(0)).map(|text| text.as_str()));
        let mut values = Vec::new();
        for text in texts {
            match parse(text) {
                Some(value) => values.push(value),
                None => {
                    return self.unclear(Reason::CouldNotLook, format!("{name}: `{text}` is not a number"));
                }
            }
        }
        let picked = match number.text("pick").unwrap_or("last") {
            "first" => values.first().copied(),
            "sum" => (!values.is_empty()).then(|| values.iter().sum()),
            "max" => values.iter().copied().reduce(f64::max),
            "min" => values.iter().copied().reduce(f64::min),
            _ => values.last().copied(),
        };
        let Some(value) = picked else {
            return self
                .unclear(Reason::NothingToLookAt, format!("{name}: no line of {from} matches `{pattern}`"));
        };
        self.hold(name, value, number);
    }

    fn hold(&mut self, name: &str, value: f64, number: &Params) {
        let unit = number.text("unit").unwrap_or_default();
        let plain = Measurement::new(name, value, unit);
        let least = number.number("at-least").map(|bound| ("at least", bound, Limit::AtLeast(bound)));
        let most = number.number("at-most").map(|bound| ("at most", bound, Limit::AtMost(bound)));
        let before = self.measurements.len();
        for (words, bound, limit) in [least, most].into_iter().flatten() {
            let measured = plain.clone().limit(limit);
            if !measured.holds() {
                let message = format!("{name} is {value}, {words} {bound} expected");
                self.findings.push(
                    Finding::new("number", message)
                        .remedy("mend what it counts, or move the limit on purpose"),
                );
            }
            self.measurements.push(measured);
        }
        if self.measurements.len() == before {
            self.measurements.push(plain);
        }
    }
}

/// Reads a number as people and tools write it.
fn parse(text: &str) -> Option<f64> {
    let text = text.trim().replace(['_', '\''], "");
    let (whole, fraction) = text.split_once('.').map_or((text.as_str(), None), |(a, b)| (a, Some(b)));
    let groups: Vec<&str> = whole.split(',').collect();
    let thousands = groups.iter().skip(1).all(|group| group.len() == 3);
    let plain = match (groups.as_slice(), fraction) {
        (_, fraction) if thousands => match fraction {
            Some(fraction) => format!("{}.{fraction}", groups.concat()),
            None => groups.concat(),
        },
        ([whole, fraction], None) => format!("{whole}.{fraction}"),
        _ => return None,
    };
    let digits = plain.bytes().any(|byte| byte.is_ascii_digit());
    plain.parse::<f64>().ok().filter(|value| digits && value.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::cargo::fixture::{facts, found, lines, params, word, words};

    fn ran(code: i32, stdout: &str, stderr: &str) -> Ran {
        Ran::exited(["x"], code, stdout, stderr)
    }

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    fn judged(pairs: &[(&str, Value)], ran: Ran) -> Judgement {
        judge(&params(pairs), &[Observation::Ran(ran)])
    }

    #[test]
    fn ending_and_patterns() {
        let ok = || ran(0, "all 3 are well\n", "warning: old\n");
        let lasting = |duration_ms: u64| {
            let mut ran = ok();
            ran.duration_ms = duration_ms;
            ran
        };
        let mut retried = ok();
        retried.retried = 1;
        type Case = (Vec<(&'static str, Value)>, Ran, &'static [&'static str]);
        let cases: Vec<Case> = vec![
            (vec![], ok(), &[]),
            (vec![], ran(3, "", "broken\n"), &["exit -"]),
            (vec![("exit", Value::Integer(3))], ran(3, "", ""), &[]),
            (vec![("exit", Value::Integer(3))], ok(), &["exit -"]),
            (vec![("stdout", text("^all \\d+"))], ok(), &[]),
            (vec![("stdout", words(&["well$", "ill"]))], ok(), &["stdout -"]),
            (vec![("stderr", text("warning"))], ok(), &[]),
            (vec![("stderr", text("error"))], ok(), &["stderr -"]),
            (vec![("stdout-lacks", text("ill"))], ok(), &[]),
            (vec![("stdout-lacks", text("well"))], ok(), &["stdout-lacks -"]),
            (vec![("stderr-lacks", text("warning"))], ok(), &["stderr-lacks -"]),
            (vec![("max-duration", text("2s"))], lasting(2001), &["too-slow -"]),
            (vec![("max-duration", text("2s"))], lasting(2000), &[]),
            (vec![("retries", Value::Integer(2))], retried, &["flaky -"]),
        ];
        for (pairs, ran, findings) in cases {
            let judgement = judged(&pairs, ran);
            assert_eq!(found(&judgement), findings, "{pairs:?}");
            assert_eq!(word(&judgement).0, if findings.is_empty() { "pass" } else { "fail" });
        }
    }

    #[test]
    fn what_was_cut_was_not_seen() {
        let cut = |stdout: &str| {
            let mut ran = ran(0, stdout, "");
            ran.stdout.cut = 1;
            ran
        };
        let cases = [
            ("stdout", "here", "unknown"),
            ("stdout", "gone", "pass"),
            ("stdout-lacks", "here", "unknown"),
            ("stdout-lacks", "gone", "fail"),
        ];
        for (name, pattern, result) in cases {
            assert_eq!(word(&judged(&[(name, text(pattern))], cut("gone\n"))).0, result, "{name} {pattern}");
        }
    }

    #[test]
    fn numbers_are_read_and_held_against_their_limits() {
        let output = "size: 1,234 KiB\nsize: 99 KiB\nratio 0.5\nsize: 1_000.5 KiB\n";
        let number = |pick: &str, name: &str, bound: f64| {
            let table = params(&[
                ("name", text("size")),
                ("pattern", text("size: (\\S+) KiB")),
                ("pick", text(pick)),
                (name, Value::Number(bound)),
            ]);
            vec![("numbers", Value::List(vec![Value::Table(table)]))]
        };
        for (pick, value) in
            [("first", 1234.0), ("last", 1000.5), ("min", 99.0), ("max", 1234.0), ("sum", 2333.5)]
        {
            for (name, bound, result) in [
                ("at-most", value, "pass"),
                ("at-most", value - 0.1, "fail"),
                ("at-least", value, "pass"),
                ("at-least", value + 0.1, "fail"),
            ] {
                let judgement = judged(&number(pick, name, bound), ran(0, output, ""));
                assert_eq!(word(&judgement).0, result, "{pick} {name} {bound}");
                assert_eq!(judgement.measurements[0].value, value);
            }
        }
        let absent = judged(&number("last", "at-least", 1.0), ran(0, "nothing\n", ""));
        assert_eq!(word(&absent), ("unknown", Some(Reason::NothingToLookAt)));
        let words = judged(&number("last", "at-least", 1.0), ran(0, "size: many KiB\n", ""));
        assert_eq!(word(&words), ("unknown", Some(Reason::CouldNotLook)));
        // A failure that was seen stands, whatever could not be told.
        assert_eq!(word(&judged(&number("last", "at-least", 1.0), ran(1, "", ""))).0, "fail");
    }

    #[test]
    fn numbers_as_people_write_them() {
        let cases = [
            ("12", Some(12.0)),
            ("-3.5", Some(-3.5)),
            ("1,234,567.25", Some(1_234_567.25)),
            ("1_234", Some(1234.0)),
            ("1'234", Some(1234.0)),
            ("0,5", Some(0.5)),
            ("1e3", Some(1000.0)),
            ("1,23,456", None),
            ("1.2.3", None),
            ("NaN", None),
            ("inf", None),
            ("", None),
            ("1e999", None),
        ];
        for (text, value) in cases {
            assert_eq!(parse(text), value, "{text}");
        }
    }

    #[test]
    fn the_step_is_what_was_written() {
        let given = params(&[
            ("argv", words(&["sh", "-c", "exit 3"])),
            ("dir", text("tools")),
            ("env", Value::Table(params(&[("A", text("b"))]))),
            ("exit", Value::Integer(3)),
            ("retries", Value::Integer(1)),
        ]);
        let steps = steps(&given, &facts(&[]));
        let (argv, run) = lines(&steps);
        let run = run.unwrap();
        assert_eq!(argv, ["sh -c exit 3"]);
        assert_eq!((run.dir.as_str(), run.retries, run.success.as_slice()), ("tools", 1, &[3][..]));
        assert_eq!(run.env.get("A").map(String::as_str), Some("b"));
    }
}
