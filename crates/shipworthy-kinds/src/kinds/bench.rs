//! `bench`: no benchmark became slower than it was at a base. Reads what the command `bench` of this program says.

use std::time::Duration;

use serde_json::Value;
use shipworthy_model::facts::Facts;
use shipworthy_model::judgement::{Finding, Judgement, Measurement};
use shipworthy_model::kind::{Effect, Kind, Need, Param, ParamType};
use shipworthy_model::observation::Observation;
use shipworthy_model::params::Params;
use shipworthy_model::step::{Run, Step};
use shipworthy_model::unknown::Reason;

/// The check kind `bench`.
pub(super) static KIND: Kind = Kind::new(
    "bench",
    "no benchmark became slower than at the base",
    steps,
    judge,
)
.about(
    "Runs `cargo xtask bench --format json`, or what `argv` calls this program by, and judges its document: a benchmark that is \
     slower than `fail`, proven, or that disappeared, fails; where it could not be told, or nothing was compared, it is unknown. \
     A slowdown between `warn` and `fail` is measured, and fails nothing. How it is ruled, and how often that is wrong, stands in \
     the page on benchmarks.",
)
.params(&[
    Param::optional("argv", ParamType::Texts, "the words that call this program; default `cargo xtask`"),
    Param::optional("base", ParamType::Text, "what to compare with; default where the branch began, or the last release"),
    Param::optional("filter", ParamType::Text, "those benchmarks only whose names have this in them"),
    Param::optional("packages", ParamType::Texts, "the packages whose benchmarks are run; default all"),
    Param::optional("program", ParamType::Texts, "a program of the workspace to time in place of benchmarks, and its arguments"),
    Param::optional("pairs", ParamType::Floor, "the most pairs of runs; default 128"),
    Param::optional("minutes", ParamType::Floor, "when no further pair is begun; default 10"),
    Param::optional("warn", ParamType::Number, "slower by more per cent is a warning; default 10").lower_is_stricter(),
    Param::optional("fail", ParamType::Number, "slower by more per cent fails; default 25").lower_is_stricter(),
])
.since("0.1")
.needs(&[Need::Tool("cargo"), Need::Git, Need::FirstWord("argv")])
.effects(&[Effect::Alone, Effect::Machine, Effect::WritesTarget]);

/// How long it may take with its builds, when the gate says nothing else.
const PATIENCE: Duration = Duration::from_secs(2 * 3600);
/// The version of the document that is read.
const SCHEMA: u64 = 1;

fn steps(params: &Params, _: &Facts) -> Vec<Step> {
    let own = params.texts("argv");
    let caller = if own.is_empty() { vec!["cargo", "xtask"] } else { own };
    let mut argv: Vec<String> =
        caller.into_iter().chain(["bench", "--format", "json"]).map(str::to_owned).collect();
    for name in ["base", "filter", "pairs", "minutes", "warn", "fail"] {
        let text = params.text(name).map(str::to_owned);
        let value = text.or_else(|| params.number(name).map(|number| number.to_string()));
        argv.extend(value.map(|value| format!("--{name}={value}")));
    }
    argv.extend(params.texts("packages").into_iter().map(|name| format!("--package={name}")));
    let program = params.texts("program");
    if !program.is_empty() {
        argv.push("--".to_owned());
        argv.extend(program.into_iter().map(str::to_owned));
    }
    vec![Step::Run(Run::new(argv).timeout(PATIENCE).success([0, 1]))]
}

fn judge(_: &Params, observations: &[Observation]) -> Judgement {
    let [Observation::Ran(ran)] = observations else {
        return Judgement::unknown(Reason::CouldNotLook, "the command was not run");
    };
    let unknown = |why: String| Judgement::unknown(Reason::CouldNotLook, why);
    let Ok(document) = serde_json::from_str::<Value>(&ran.stdout.text) else {
        let said = ran.stderr.text.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or_default();
        return unknown(format!("it printed no document, and ended with {}: {said}", ran.ending()));
    };
    let listed = |key: &str| document[key].as_array().map(Vec::as_slice);
    let (Some(SCHEMA), Some(ruling), Some(rows), Some(lone)) =
        (document["schema"].as_u64(), document["ruling"].as_str(), listed("benchmarks"), listed("unpaired"))
    else {
        let told = document["error"].as_str().unwrap_or("it printed another document than that of `bench`");
        return unknown(told.to_owned());
    };
    let again = ran.command_line(&ran.argv);
    let mut findings = Vec::new();
    let mut measurements = Vec::new();
    for row in rows {
        let name = row["name"].as_str().unwrap_or("a benchmark");
        if let Some(ratio) = row["ratio"].as_f64() {
            measurements.push(Measurement::new(name, ratio, "times the base"));
        }
        if row["ruling"] == "fail" {
            let number = |key: &str| {
                row[key]
                    .as_f64()
                    .map_or_else(|| "?".to_owned(), |number| format!("{:+.1} %", (number - 1.0) * 100.0))
            };
            let (ratio, lower, upper) = (number("ratio"), number("lower"), number("upper"));
            let message = format!("`{name}` is slower by {ratio}, between {lower} and {upper}");
            findings.push(Finding::new("slower", message).remedy(&again));
        }
    }
    for gone in lone.iter().filter(|one| one["ruling"] == "fail") {
        let why = gone["why"].as_str().unwrap_or("a benchmark disappeared");
        let remedy = "bring it back, or compare with a base that has it no more";
        findings.push(Finding::new("disappeared", why).remedy(remedy));
    }
    let expected = match ruling {
        "pass" | "warn" => 0,
        "fail" => 1,
        _ => 3,
    };
    if ran.code != Some(expected) || (ruling == "fail") == findings.is_empty() {
        return unknown(format!("it says `{ruling}` and ended with {}, which do not agree", ran.ending()));
    }
    if ruling == "unknown" {
        let of = |rows: &[Value]| {
            let row = rows.iter().find(|row| row["ruling"] == "unknown")?;
            Some(format!("{}: {}", row["name"].as_str()?, row["why"].as_str()?))
        };
        let unread = document["unread"][0].as_str().map(str::to_owned);
        let why =
            document["why"].as_str().map(str::to_owned).or(unread).or_else(|| of(rows)).or_else(|| of(lone));
        let reason = if rows.is_empty() { Reason::NothingToLookAt } else { Reason::CouldNotLook };
        let why = why.unwrap_or_else(|| "it does not say why it is unknown".to_owned()).replace('\n', ": ");
        return Judgement::unknown(reason, why).with(measurements);
    }
    Judgement::of(rows.len() as u64, "benchmarks", findings).with(measurements)
}

#[cfg(test)]
mod tests {
    use shipworthy_model::observation::Ran;

    use super::*;
    use crate::reading::cargo::fixture::{facts, found, lines, params, word, words};

    fn judged(code: i32, stdout: &str) -> Judgement {
        judge(&Params::default(), &[Observation::Ran(Ran::exited(["x"], code, stdout, "it went wrong\n"))])
    }

    fn document(ruling: &str, row: &str, lone: &str) -> String {
        format!(
            "{{\"schema\":1,\"ruling\":\"{ruling}\",\"why\":null,\"unread\":[],\"unpaired\":[{lone}],\"benchmarks\":[{{\"name\":\"a\",\
             \"ruling\":\"{row}\",\"why\":\"noise\",\"ratio\":1.3,\"lower\":1.28,\"upper\":1.4}}]}}"
        )
    }

    #[test]
    fn document_and_exit_code_decide_together() {
        assert_eq!(word(&judged(0, &document("pass", "pass", ""))).0, "pass");
        assert_eq!(word(&judged(0, &document("warn", "warn", ""))).0, "pass");
        assert_eq!(found(&judged(1, &document("fail", "fail", ""))), ["slower -"]);
        let gone = "{\"name\":\"b\",\"why\":\"it is gone\",\"ruling\":\"fail\"}";
        assert_eq!(found(&judged(1, &document("fail", "pass", gone))), ["disappeared -"]);
        assert_eq!(word(&judged(3, &document("unknown", "unknown", ""))).0, "unknown");
        for (code, text) in [
            (1, document("pass", "pass", "")),
            (0, document("fail", "fail", "")),
            (1, document("fail", "pass", "")),
            (0, "{\"schema\":2}".to_owned()),
            (2, "{\"error\":\"no such flag\"}".to_owned()),
            (0, String::new()),
        ] {
            assert_eq!(word(&judged(code, &text)), ("unknown", Some(Reason::CouldNotLook)), "{text}");
        }
    }

    #[test]
    fn the_command_is_what_was_written() {
        let line = |given: &[(&str, shipworthy_model::params::Value)]| {
            lines(&steps(&params(given), &facts(&[]))).0[0].clone()
        };
        assert_eq!(line(&[]), "cargo xtask bench --format json");
        let given = [
            ("argv", words(&["shipworthy"])),
            ("program", words(&["app", "--all"])),
            ("packages", words(&["core"])),
        ];
        assert_eq!(line(&given), "shipworthy bench --format json --package=core -- app --all");
    }
}
