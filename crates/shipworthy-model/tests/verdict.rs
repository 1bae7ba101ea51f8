//! What the verdict never does, over random checklists, evidence, waivers and questions.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

use std::time::Duration;

use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};
use proptest::sample::select;
use proptest::test_runner::{Config, RngSeed};
use shipworthy_model::as_of::AsOf;
use shipworthy_model::checklist::{Check, Checklist, Gate, Phase, Policy, Priority, Waiver};
use shipworthy_model::exit::Exit;
use shipworthy_model::id::GateId;
use shipworthy_model::judgement::{Conclusion, Finding, Judgement, Limit, Measurement};
use shipworthy_model::params::Params;
use shipworthy_model::release::{Release, Releases};
use shipworthy_model::time::{Date, Timestamp};
use shipworthy_model::unknown::Reason;
use shipworthy_model::verdict::{Assessment, Entry, Evidence, Known, Outcome, Selection, Verdict, assess};

const IDS: [&str; 5] = ["a", "b", "c", "d", "e"];

fn id(text: &str) -> GateId {
    text.parse().unwrap()
}

fn now() -> Timestamp {
    Timestamp::try_from("2026-11-21T12:00:00Z".to_owned()).unwrap()
}

/// So many seconds from now.
fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(now().seconds().saturating_add_signed(seconds))
}

fn gate(name: &str, priority: Priority) -> Gate {
    Gate {
        title: name.to_owned(),
        priority,
        ..Gate::of(id(name), Check { kind: "file".to_owned(), params: Params::default() })
    }
}

fn waiver(gate: &str, expires: &str) -> Waiver {
    Waiver {
        gate: id(gate),
        reason: "known".to_owned(),
        owner: "ann".to_owned(),
        approver: "bob".to_owned(),
        expires: Date::parse(expires).unwrap(),
    }
}

fn evidence(judgement: Judgement) -> Evidence {
    Evidence {
        record: "00".to_owned(),
        recorded: now(),
        commit: None,
        from: None,
        duration_ms: 1,
        judgement,
        executed: false,
        changed: Vec::new(),
        max_age: None,
        skipped: None,
    }
}

fn known(evidence: Evidence) -> Known {
    Known::Evidence(Box::new(evidence))
}

fn pass() -> Judgement {
    Judgement::of(1, "files", Vec::new())
}

fn fail() -> Judgement {
    Judgement::of(1, "files", vec![Finding::new("rule", "what is wrong")])
}

fn any_judgement() -> impl Strategy<Value = Judgement> {
    let subjects = || prop_oneof![Just(None), (0_u64..3).prop_map(Some)];
    let measured = Measurement::count("things", 1).limit(Limit::AtMost(1.0));
    let passes = subjects().prop_map(|subjects| {
        let mut judgement = pass();
        judgement.subjects = subjects;
        judgement
    });
    let fails = subjects().prop_map(|subjects| {
        let mut judgement = fail();
        judgement.subjects = subjects;
        judgement
    });
    prop_oneof![
        4 => Just(pass().with(vec![measured])),
        2 => fails,
        1 => passes,
        1 => Just(Judgement::unknown(Reason::Crashed, "x")),
    ]
}

fn any_evidence() -> impl Strategy<Value = Evidence> {
    let changed = prop_oneof![3 => Just(Vec::new()), 1 => Just(vec!["toolchain".to_owned()])];
    let ages = select(vec![-90_000_i64, -3_600, 0, 200, 4_000]);
    let max_age = select(vec![None, None, Some(Duration::from_secs(7_200)), Some(Duration::ZERO)]);
    let skipped = select(vec![None, Some("its entry does not hold".to_owned())]);
    (any_judgement(), ages, changed, max_age, any::<bool>(), skipped).prop_map(
        |(judgement, age, changed, max_age, executed, skipped)| Evidence {
            recorded: at(age),
            changed,
            max_age,
            executed,
            skipped,
            ..evidence(judgement)
        },
    )
}

fn any_known() -> impl Strategy<Value = Known> {
    prop_oneof![
        6 => any_evidence().prop_map(known),
        3 => Just(known(evidence(pass()))),
        1 => Just(Known::Nothing(None)),
        1 => Just(Known::NotApplicable("not here".to_owned())),
    ]
}

/// A release that ended so many seconds from now.
fn release(ended: i64) -> Release {
    Release {
        schema: 1,
        sequence: 1,
        version: format!("1.{}.0", ended.unsigned_abs()),
        commit: "c0ffee".to_owned(),
        tags: Vec::new(),
        packages: Vec::new(),
        ended: at(ended),
        recorded: at(ended),
        plan: String::new(),
        steps: Vec::new(),
    }
}

/// A checklist, exactly one entry for each of its gates, and a question.
#[derive(Debug, Clone)]
struct VerdictCase {
    checklist: Checklist,
    entries: Vec<Entry>,
    question: Selection,
}

impl VerdictCase {
    fn assess(&self) -> Assessment {
        self.assess_after(&Releases::default())
    }

    fn assess_after(&self, releases: &Releases) -> Assessment {
        assess(&self.checklist, &self.entries, &self.question, AsOf { now: now(), releases, doubts: &[] })
    }

    /// The gates that the answer must speak of.
    fn asked(&self) -> Vec<GateId> {
        let until = match &self.question {
            Selection::Everything => usize::MAX,
            Selection::Phase(number) => *number,
            Selection::Gates(ids) => return ids.clone(),
        };
        self.checklist
            .phases
            .iter()
            .take(until)
            .flat_map(|phase| &phase.gates)
            .map(|g| g.id.clone())
            .collect()
    }
}

fn any_case() -> impl Strategy<Value = VerdictCase> {
    let gates = vec((select(Priority::ALL.to_vec()), any_known()), 0..=IDS.len());
    let waivers = vec((select(IDS.to_vec()), any::<bool>()), 0..4);
    let question = (0..3_usize, 0..4_usize, proptest::sample::subsequence(IDS.to_vec(), 0..IDS.len()));
    (gates, 0..=IDS.len(), waivers, question).prop_map(|(gates, split, waivers, question)| {
        let entries: Vec<Entry> = IDS
            .iter()
            .zip(&gates)
            .map(|(name, (_, known))| Entry { gate: id(name), known: known.clone() })
            .collect();
        let mut first: Vec<Gate> = IDS.iter().zip(&gates).map(|(name, (p, _))| gate(name, *p)).collect();
        let second = first.split_off(split.min(first.len()));
        let phase = |name: &str, gates| Phase {
            id: name.parse().unwrap(),
            title: name.to_owned(),
            entry: Vec::new(),
            gates,
        };
        let expires = |valid| if valid { "2026-11-21" } else { "2026-11-20" };
        let checklist = Checklist {
            digest: String::new(),
            title: String::new(),
            policy: Policy::default(),
            phases: vec![phase("one", first), phase("two", second)],
            waivers: waivers.iter().map(|(gate, valid)| waiver(gate, expires(*valid))).collect(),
            sign_offs: Vec::new(),
            approvals: Vec::new(),
            ..Checklist::default()
        };
        let (sort, number, ids) = question;
        let question = match sort {
            0 => Selection::Everything,
            1 => Selection::Phase(number),
            _ => {
                let exists = |name: &&&str| entries.iter().any(|entry| entry.gate.as_str() == **name);
                Selection::Gates(ids.iter().filter(exists).map(|name| id(name)).collect())
            }
        };
        VerdictCase { checklist, entries, question }
    })
}

/// Does the record speak for the tree of now, by the letter of the rules and not by the code under test?
fn speaks_for_now(evidence: &Evidence) -> bool {
    let old = evidence.max_age.is_some_and(|limit| limit.is_zero() || now().since(evidence.recorded) > limit);
    evidence.changed.is_empty() && evidence.recorded <= at(300) && (evidence.executed || !old)
}

fn validly_waived(checklist: &Checklist, gate: &GateId) -> bool {
    checklist.waivers.iter().any(|waiver| waiver.gate == *gate && waiver.expires >= now().date())
}

fn refuted(known: &Known) -> bool {
    matches!(known, Known::Evidence(evidence)
        if evidence.judgement.result == Conclusion::Fail && speaks_for_now(evidence))
}

/// The same cases in every run: a test that fails by chance teaches nobody.
fn config() -> Config {
    Config { cases: 1024, rng_seed: RngSeed::Fixed(11), failure_persistence: None, ..Config::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn only_a_pass_of_something_that_speaks_for_now_passes(case in any_case()) {
        for status in case.assess().statuses {
            let proves = |evidence: &Evidence| {
                evidence.judgement.result == Conclusion::Pass
                    && evidence.judgement.subjects.is_some_and(|subjects| subjects > 0)
                    && speaks_for_now(evidence)
            };
            let proven = status.evidence.as_ref().is_some_and(proves);
            prop_assert_eq!(status.outcome == Outcome::Pass, proven);
        }
    }

    #[test]
    fn a_go_is_all_that_is_required_and_nothing_out_of_order(case in any_case()) {
        let a = case.assess();
        let good = |outcome| matches!(outcome, Outcome::Pass | Outcome::Waived | Outcome::NotApplicable);
        let required = || a.statuses.iter().filter(|status| status.required);
        let all = required().all(|status| good(status.outcome));
        let some = required().any(|status| status.outcome == Outcome::Pass);
        prop_assert_eq!(a.verdict == Verdict::Go, all && some && a.irregular.is_empty());
        prop_assert_eq!(a.verdict.exit() == Exit::Go, a.verdict == Verdict::Go);
    }

    #[test]
    fn a_required_failure_without_a_valid_waiver_is_a_no_go_whatever_else(
        case in any_case(),
        strangers in vec(any_known(), 0..2),
        doubles in vec((select(IDS.to_vec()), any_known(), any::<bool>()), 0..3),
    ) {
        let mut case = case;
        let asked = case.asked();
        let counts = |entry: &&Entry| {
            let gate = case.checklist.gate(&entry.gate);
            let required = matches!(case.question, Selection::Gates(_))
                || gate.is_some_and(|gate| case.checklist.requires(gate));
            required && asked.contains(&entry.gate) && !validly_waived(&case.checklist, &entry.gate)
        };
        let defect = case.entries.iter().filter(counts).any(|entry| refuted(&entry.known));
        prop_assert_eq!(case.assess().verdict == Verdict::NoGo, defect);
        case.entries.extend(strangers.into_iter().map(|known| Entry { gate: id("stranger"), known }));
        for (gate, known, first) in doubles {
            let at = if first { 0 } else { case.entries.len() };
            case.entries.insert(at, Entry { gate: id(gate), known });
        }
        if defect {
            prop_assert_eq!(case.assess().verdict, Verdict::NoGo);
        }
    }

    #[test]
    fn removing_a_result_never_makes_a_go(case in any_case(), at in any::<proptest::sample::Index>()) {
        let before = case.assess();
        let mut fewer = case.clone();
        if !fewer.entries.is_empty() {
            let gone = fewer.entries.remove(at.index(case.entries.len())).gate;
            let after = fewer.assess();
            prop_assert!(before.verdict == Verdict::Go || after.verdict != Verdict::Go);
            if case.asked().contains(&gone) {
                prop_assert!(after.missing.contains(&gone));
                prop_assert!(after.verdict != Verdict::Go);
            }
        }
    }

    #[test]
    fn a_double_or_unknown_result_is_never_a_go(case in any_case(), extra in any_known(), at in any::<proptest::sample::Index>()) {
        let mut stranger = case.clone();
        stranger.entries.push(Entry { gate: id("stranger"), known: extra.clone() });
        prop_assert!(stranger.assess().verdict != Verdict::Go);
        if !case.entries.is_empty() {
            let mut double = case.clone();
            let gate = case.entries[at.index(case.entries.len())].gate.clone();
            double.entries.push(Entry { gate, known: extra });
            prop_assert!(double.assess().verdict != Verdict::Go);
        }
    }

    #[test]
    fn a_required_result_from_the_future_is_never_a_go(case in any_case(), ahead in 301_i64..1_000_000) {
        for (at_entry, entry) in case.entries.iter().enumerate() {
            let Known::Evidence(evidence) = &entry.known else { continue };
            let mut case = case.clone();
            let evidence = Evidence { recorded: at(ahead), ..evidence.as_ref().clone() };
            case.entries[at_entry].known = known(evidence);
            let a = case.assess();
            let status = a.statuses.iter().find(|status| status.gate.id == entry.gate);
            if status.is_some_and(|status| status.required) {
                prop_assert!(a.verdict != Verdict::Go);
                prop_assert_eq!(status.map(|status| status.outcome), Some(Outcome::Stale));
            }
        }
    }

    #[test]
    fn an_expired_waiver_does_nothing(case in any_case()) {
        let mut without = case.clone();
        without.checklist.waivers.retain(|waiver| waiver.expires >= now().date());
        let (with, without) = (case.assess(), without.assess());
        prop_assert_eq!(with.verdict, without.verdict);
        for waiver in with.waivers.iter().filter(|waiver| waiver.days_left < 0) {
            prop_assert!(!waiver.used);
        }
        let outcomes = |a: &Assessment| a.statuses.iter().map(|status| status.outcome).collect::<Vec<_>>();
        prop_assert_eq!(outcomes(&with), outcomes(&without));
    }

    #[test]
    fn a_waiver_hides_no_finding_and_covers_nothing_but_failures(case in any_case()) {
        let mut bare = case.clone();
        bare.checklist.waivers.clear();
        bare.question = Selection::Everything;
        let mut waived = case.clone();
        waived.question = Selection::Everything;
        let (bare, waived) = (bare.assess(), waived.assess());
        for (bare, waived) in bare.statuses.iter().zip(&waived.statuses) {
            prop_assert_eq!(bare.findings(), waived.findings());
            let covered = bare.outcome == Outcome::Fail && validly_waived(&case.checklist, &bare.gate.id);
            prop_assert_eq!(waived.outcome, if covered { Outcome::Waived } else { bare.outcome });
        }
    }

    #[test]
    fn what_is_not_required_does_not_matter(case in any_case(), other in any_known()) {
        let mut case = case;
        if matches!(case.question, Selection::Gates(_)) {
            case.question = Selection::Everything;
        }
        let before = case.assess().verdict;
        for entry in &mut case.entries {
            if case.checklist.gate(&entry.gate).is_some_and(|gate| !case.checklist.requires(gate)) {
                entry.known = other.clone();
            }
        }
        prop_assert_eq!(case.assess().verdict, before);
    }

    /// A watch adds two things and nothing else: its gate is not applicable at other times, and stale by what is older.
    #[test]
    fn a_watch_gate_is_an_ordinary_one_while_it_is_watched(
        case in any_case(),
        watches in vec(proptest::option::of(select(vec![3_600_u64, 86_400, 604_800])), IDS.len()),
        ended in vec(select(vec![-604_800_i64, -86_400, -3_601, -3_600, -1_800]), 0..3),
    ) {
        let releases = Releases { all: ended.iter().map(|at| release(*at)).collect(), ..Releases::default() };
        let last = ended.iter().max().copied();
        let (mut watched, mut plain) = (case.clone(), case);
        let gates = watched.checklist.phases.iter_mut().flat_map(|phase| &mut phase.gates);
        for ((gate, watch), entry) in gates.zip(watches).zip(&mut plain.entries) {
            gate.watch = watch.map(Duration::from_secs);
            let Some(watch) = watch else { continue };
            let on = last.filter(|ended| ended.unsigned_abs() <= watch);
            match (&mut entry.known, on) {
                (Known::NotApplicable(_), _) => {}
                (known, None) => *known = Known::NotApplicable("not watched".to_owned()),
                (Known::Evidence(evidence), Some(ended)) if evidence.recorded < at(ended) => {
                    evidence.changed = vec!["the release".to_owned()];
                }
                (Known::Evidence(_) | Known::Nothing(_), Some(_)) => {}
            }
        }
        let (watched, plain) = (watched.assess_after(&releases), plain.assess());
        prop_assert_eq!(watched.verdict, plain.verdict);
        let outcomes = |a: &Assessment| a.statuses.iter().map(|s| (s.gate.id.clone(), s.outcome)).collect::<Vec<_>>();
        prop_assert_eq!(outcomes(&watched), outcomes(&plain));
    }

    #[test]
    fn every_gate_asked_about_stands_exactly_once_and_in_order(case in any_case()) {
        let a = case.assess();
        let stands: Vec<&GateId> = a.statuses.iter().map(|status| &status.gate.id).collect();
        let of_last_phase = |gate: &GateId| match &case.question {
            Selection::Phase(number) => case.checklist.phase_of(gate).is_some_and(|(at, _)| at == *number),
            _ => true,
        };
        // Of the phases before, what is known to fail, is required and not waived.
        let fails = |gate: &GateId| {
            case.entries.iter().any(|entry| entry.gate == *gate && refuted(&entry.known))
                && case.checklist.gate(gate).is_some_and(|gate| case.checklist.requires(gate))
                && !validly_waived(&case.checklist, gate)
        };
        let asked = case.asked();
        let expected: Vec<&GateId> = asked.iter().filter(|gate| of_last_phase(gate) || fails(gate)).collect();
        prop_assert_eq!(stands, expected);
    }
}

fn case(gates: &[(&str, Priority, Known)]) -> VerdictCase {
    let entries =
        gates.iter().map(|(name, _, known)| Entry { gate: id(name), known: known.clone() }).collect();
    let gates = gates.iter().map(|(name, priority, _)| gate(name, *priority)).collect();
    let phase = Phase { id: "one".parse().unwrap(), title: String::new(), entry: Vec::new(), gates };
    let checklist = Checklist { phases: vec![phase], ..Checklist::default() };
    VerdictCase { checklist, entries, question: Selection::Everything }
}

#[test]
fn a_checklist_without_a_required_gate_is_incomplete() {
    let not_here = || Known::NotApplicable("not here".to_owned());
    let table = [
        case(&[]),
        case(&[("a", Priority::P2, known(evidence(pass())))]),
        case(&[("a", Priority::P0, not_here())]),
    ];
    for case in table {
        assert_eq!(case.assess().verdict, Verdict::Incomplete, "{case:?}");
    }
}

#[test]
fn asking_about_a_gate_that_is_not_there_is_never_a_go() {
    let mut case = case(&[("a", Priority::P0, known(evidence(pass())))]);
    case.question = Selection::Gates(vec![id("a")]);
    assert_eq!(case.assess().verdict, Verdict::Go);
    case.question = Selection::Gates(vec![id("a"), id("ghost")]);
    assert_eq!(case.assess().verdict, Verdict::Incomplete);
}

#[test]
fn a_waiver_holds_on_its_last_day_and_not_on_the_next() {
    for (expires, verdict) in [("2026-11-21", Verdict::Go), ("2026-11-20", Verdict::NoGo)] {
        let mut case = case(&[
            ("a", Priority::P0, known(evidence(fail()))),
            ("b", Priority::P0, known(evidence(pass()))),
        ]);
        case.checklist.waivers.push(waiver("a", expires));
        assert_eq!(case.assess().verdict, verdict, "{expires}");
    }
}

/// Where everything is waived nothing is proven.
#[test]
fn a_go_needs_a_pass() {
    let mut case =
        case(&[("a", Priority::P0, known(evidence(fail()))), ("b", Priority::P2, known(evidence(pass())))]);
    case.checklist.waivers.push(waiver("a", "2026-11-21"));
    assert_eq!(case.assess().verdict, Verdict::Incomplete);
}

#[test]
fn a_doubt_about_the_whole_leaves_no_go_and_hides_no_failure() {
    let doubts = ["the clock was set by hand".to_owned()];
    for (judgement, verdict) in [(pass(), Verdict::Incomplete), (fail(), Verdict::NoGo)] {
        let case = case(&[("a", Priority::P0, known(evidence(judgement)))]);
        let at = AsOf { now: now(), releases: &Releases::default(), doubts: &doubts };
        let a = assess(&case.checklist, &case.entries, &case.question, at);
        assert_eq!((a.verdict, a.irregular.as_slice()), (verdict, &doubts[..]));
    }
}

#[test]
fn of_several_results_the_worst_counts() {
    for order in [[pass(), fail()], [fail(), pass()]] {
        let mut case = case(&[("a", Priority::P0, known(evidence(pass())))]);
        case.entries =
            order.map(|judgement| Entry { gate: id("a"), known: known(evidence(judgement)) }).to_vec();
        assert_eq!(case.assess().verdict, Verdict::NoGo);
    }
}

/// A question about a gate is also about what must hold before that gate can run.
#[test]
fn what_must_hold_first_counts() {
    let table = [
        (known(evidence(pass())), Verdict::Go),
        (known(evidence(fail())), Verdict::NoGo),
        (Known::Nothing(None), Verdict::Incomplete),
    ];
    for (first, verdict) in table {
        let gates = [
            ("a", Priority::P3, first),
            ("b", Priority::P0, known(evidence(pass()))),
            ("c", Priority::P3, Known::Nothing(None)),
        ];
        let mut needs = case(&gates);
        needs.checklist.phases[0].gates[1].needs = vec![id("a")];
        let mut entry = case(&gates);
        let gates = entry.checklist.phases[0].gates.split_off(1);
        let two = Phase { id: "two".parse().unwrap(), title: String::new(), entry: vec![id("a")], gates };
        entry.checklist.phases.push(two);
        entry.checklist.policy.required = vec![Priority::P0];
        for mut case in [needs, entry] {
            case.question = Selection::Gates(vec![id("b")]);
            assert_eq!(case.assess().verdict, verdict, "{case:?}");
            if case.checklist.phases.len() == 2 {
                case.question = Selection::Phase(2);
                assert_eq!(case.assess().verdict, verdict, "{case:?}");
            }
        }
    }
}
