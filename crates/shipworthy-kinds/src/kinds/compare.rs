//! `compare`: one command is at least so many times faster than another.

use std::time::Duration;

use shipworthy_model::facts::Facts;
use shipworthy_model::humanize::count;
use shipworthy_model::judgement::{Finding, Judgement, Limit, Measurement};
use shipworthy_model::kind::{Effect, Kind, Need, Param, ParamType};
use shipworthy_model::observation::Observation;
use shipworthy_model::params::Params;
use shipworthy_model::step::{Run, Step};
use shipworthy_model::unknown::Reason;

use crate::chance::{QuantileRuling, fewest, shown};
use crate::reading::timed_runs::timed_runs;

/// The check kind `compare`.
pub(super) static KIND: Kind = Kind::new(
    "compare",
    "one command is so many times faster than another",
    steps,
    judge,
)
.about(
    "Runs both commands once to warm up, and then in pairs that take turns in who is first. Each pair is on the side of the claim, \
     or is not; the claim, which is about the median of the ratios, holds or is refuted when that is proven with 97.5 %, whatever \
     the distribution; else it is unknown. Every run must end with exit code 0. Times are those of the whole \
     process, in milliseconds, so a command of less than 10 ms is unknown: let it do its work more often. Name programs that were \
     built, and not `cargo run`.",
)
.params(&[
    Param::required("argv", ParamType::Texts, "the command that is faster: the program and its arguments"),
    Param::required("than", ParamType::Texts, "the command that is slower"),
    Param::required("at-least", ParamType::Number, "how many times faster it is").higher_is_stricter(),
    Param::optional("pairs", ParamType::Floor, "how many pairs of runs; default 12, at least 6"),
    Param::optional("dir", ParamType::Path, "the folder that they run in; default the root"),
])
.since("0.1")
.needs(&[Need::FirstWord("argv"), Need::FirstWord("than")])
.effects(&[Effect::Alone, Effect::Machine]);

/// Of a time in milliseconds, what is shorter is known to no more than a tenth of it.
const SHORTEST_MS: u64 = 10;
/// The most pairs that are run.
const MOST_PAIRS: u64 = 1000;
/// How long one run may take, when the gate says nothing else.
const PATIENCE: Duration = Duration::from_secs(300);

fn steps(params: &Params, _: &Facts) -> Vec<Step> {
    let run = |name: &str| {
        let run = Run::new(params.texts(name)).dir(params.text("dir").unwrap_or_default());
        Step::Run(run.timeout(PATIENCE))
    };
    let pair = |number: u64| if first(number) { ["argv", "than"] } else { ["than", "argv"] };
    (0..=pairs(params)).flat_map(pair).map(run).collect()
}

/// The pairs without the one that warms up.
fn pairs(params: &Params) -> u64 {
    params.count("pairs").unwrap_or(12).min(MOST_PAIRS)
}

/// Whether the faster one is first in this pair: in turns that no drift of the machine goes along with (Thue and Morse).
fn first(number: u64) -> bool {
    number.count_ones().is_multiple_of(2)
}

fn judge(params: &Params, observations: &[Observation]) -> Judgement {
    let ran = match timed_runs(observations) {
        Ok(ran) => ran,
        Err(finding) => return Judgement::of(1, "commands", vec![finding]),
    };
    let Some(claim) = params.number("at-least").filter(|claim| *claim > 0.0 && claim.is_finite()) else {
        return Judgement::unknown(Reason::NothingToLookAt, "`at-least` is no number above zero");
    };
    let pairs: Vec<(u64, u64)> = (0u64..)
        .zip(ran.chunks_exact(2))
        .skip(1)
        .map(|(number, pair)| {
            let times = (pair[0].duration_ms, pair[1].duration_ms);
            if first(number) { times } else { (times.1, times.0) }
        })
        .collect();
    let all = pairs.len() as u64;
    if fewest(0.5).is_some_and(|fewest| all < fewest) {
        let why = format!("{} cannot prove it: set `pairs` to 6 or more", count(all, "pairs"));
        return Judgement::unknown(Reason::NothingToLookAt, why);
    }
    let shortest = |of: fn(&(u64, u64)) -> u64| pairs.iter().map(of).min().unwrap_or(0);
    let shortest = shortest(|pair| pair.0).min(shortest(|pair| pair.1));
    if shortest < SHORTEST_MS {
        let why = format!(
            "a run took {shortest} ms, which is too short to compare: let the commands do their work more often"
        );
        return Judgement::unknown(Reason::CouldNotLook, why);
    }
    let mut factors: Vec<f64> = pairs.iter().map(|(fast, slow)| *slow as f64 / *fast as f64).collect();
    factors.sort_by(f64::total_cmp);
    let kept = factors.iter().filter(|factor| **factor >= claim).count() as u64;
    let median = factors[factors.len() / 2];
    let said = format!(
        "in {kept} of {} at least {claim} times faster, in the median {median:.2} times",
        count(all, "pairs")
    );
    let measured = Measurement::new("times faster", median, "");
    match shown(kept, all, 0.5) {
        QuantileRuling::Open => {
            Judgement::unknown(Reason::CouldNotLook, format!("{said}: more `pairs` decide"))
                .with(vec![measured])
        }
        QuantileRuling::Proven => {
            Judgement::of(all, "pairs", Vec::new()).with(vec![measured.limit(Limit::AtLeast(claim))])
        }
        QuantileRuling::Refuted => {
            let remedy = "make it faster, or lower `at-least` on purpose";
            let finding = Finding::new("not-faster", said).remedy(remedy);
            Judgement::of(all, "pairs", vec![finding]).with(vec![measured.limit(Limit::AtLeast(claim))])
        }
    }
}

#[cfg(test)]
mod tests {
    use shipworthy_model::observation::Ran;
    use shipworthy_model::params::Value;

    use super::*;
    use crate::reading::cargo::fixture::{facts, found, lines, params, word, words};

    fn given(claim: f64, pairs: i64) -> Params {
        params(&[
            ("argv", words(&["fast"])),
            ("than", words(&["slow"])),
            ("at-least", Value::Number(claim)),
            ("pairs", Value::Integer(pairs)),
        ])
    }

    /// The judgement of runs in which the fast one takes 20 ms and the slow one this many, pair by pair.
    fn judged(claim: f64, slow: &[u64]) -> Judgement {
        let given = given(claim, slow.len() as i64);
        let (argv, _) = lines(&steps(&given, &facts(&[])));
        let mut slow = slow.iter();
        let runs = argv.iter().enumerate().map(|(at, name)| {
            let mut ran = Ran::exited([name.clone()], 0, "", "");
            // The first pair warms up.
            ran.duration_ms = match name.as_str() {
                _ if at < 2 => 1,
                "slow" => *slow.next().unwrap(),
                _ => 20,
            };
            Observation::Ran(ran)
        });
        judge(&given, &runs.collect::<Vec<_>>())
    }

    #[test]
    fn a_claim_holds_is_refuted_or_is_open() {
        let slow = [60, 61, 59, 60, 500, 60, 59, 60, 59, 60];
        assert_eq!(word(&judged(2.0, &slow)).0, "pass");
        assert_eq!(found(&judged(4.0, &slow)), ["not-faster -"]);
        assert_eq!(word(&judged(3.0, &slow)).0, "unknown");
        assert_eq!(word(&judged(2.0, &slow[..5])), ("unknown", Some(Reason::NothingToLookAt)));
        assert_eq!(word(&judged(2.0, &[2; 8])), ("unknown", Some(Reason::CouldNotLook)));
    }
}
