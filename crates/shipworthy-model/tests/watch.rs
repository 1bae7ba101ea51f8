//! The days after a release: when a gate with a `watch` is looked at, and what counts for it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

use std::time::Duration;

use shipworthy_model::as_of::AsOf;
use shipworthy_model::checklist::{Check, Checklist, Gate, Phase, SignOff, SignOffAnswer};
use shipworthy_model::judgement::Judgement;
use shipworthy_model::params::Params;
use shipworthy_model::release::{Release, ReleaseStep, Releases, StepState};
use shipworthy_model::time::{Date, Timestamp};
use shipworthy_model::verdict::{Entry, Evidence, Known, Outcome, Selection, Verdict, assess, outcome};
use shipworthy_model::watch::Watch;

fn time(text: &str) -> Timestamp {
    Timestamp::try_from(format!("2026-{text}Z")).unwrap()
}

fn gate(id: &str, watch: Option<&str>) -> Gate {
    Gate {
        watch: watch.map(|watch| shipworthy_model::amount::parse_span(watch).unwrap()),
        ..Gate::of(id.parse().unwrap(), Check { kind: "command".to_owned(), params: Params::default() })
    }
}

fn release(version: &str, ended: &str) -> Release {
    Release {
        schema: 1,
        sequence: 1,
        version: version.to_owned(),
        commit: "c0ffee".to_owned(),
        tags: Vec::new(),
        packages: Vec::new(),
        ended: time(ended),
        recorded: time(ended),
        plan: String::new(),
        steps: Vec::new(),
    }
}

fn releases(all: &[(&str, &str)]) -> Releases {
    let all = all.iter().map(|(version, ended)| release(version, ended)).collect();
    Releases { all, ..Releases::default() }
}

fn passed(recorded: &str) -> Known {
    Known::Evidence(Box::new(Evidence {
        record: String::new(),
        recorded: time(recorded),
        commit: None,
        from: None,
        duration_ms: 1,
        judgement: Judgement::of(1, "alerts", Vec::new()),
        executed: false,
        changed: Vec::new(),
        max_age: None,
        skipped: None,
    }))
}

/// How a gate that is watched for seven days stands.
fn stands(known: &Known, releases: &Releases, now: &str) -> (Outcome, String) {
    let as_of = AsOf { now: time(now), releases, doubts: &[] };
    let (outcome, why) = outcome(&Checklist::default(), &gate("alerts", Some("7d")), known, as_of);
    (outcome, why.unwrap_or_default())
}

#[test]
fn it_is_not_applicable_but_in_the_days_after_a_release() {
    let one = releases(&[("0.2.0", "11-21T10:00:00")]);
    let nothing = Known::Nothing(None);
    let none = "watched for 7 days after a release; none so far";
    let over = "the watch of 0.2.0 ended on 2026-11-28";
    let table = [
        ("before any release", &Releases::default(), "11-21T09:00:00", Outcome::NotApplicable, none),
        ("the moment it ends", &one, "11-21T10:00:00", Outcome::NotRun, ""),
        ("in the days after it", &one, "11-24T10:00:00", Outcome::NotRun, ""),
        ("the last second", &one, "11-28T10:00:00", Outcome::NotRun, ""),
        ("a second later", &one, "11-28T10:00:01", Outcome::NotApplicable, over),
        ("long after", &one, "12-31T10:00:00", Outcome::NotApplicable, over),
    ];
    for (case, releases, now, outcome, why) in table {
        assert_eq!(stands(&nothing, releases, now), (outcome, why.to_owned()), "{case}");
    }
}

#[test]
fn only_what_was_seen_since_counts() {
    let one = releases(&[("0.2.0", "11-21T10:00:00")]);
    let now = "11-22T10:00:00";
    let before = (Outcome::Stale, "recorded before the release of 0.2.0".to_owned());
    assert_eq!(stands(&passed("11-21T09:59:59"), &one, now), before);
    assert_eq!(stands(&passed("11-21T10:00:00"), &one, now).0, Outcome::Pass);
    assert_eq!(stands(&passed("11-22T09:00:00"), &one, now).0, Outcome::Pass);
    // When the watch is over, so is what was seen in it.
    assert_eq!(stands(&passed("11-22T09:00:00"), &one, "12-01T00:00:00").0, Outcome::NotApplicable);
}

#[test]
fn it_falls_due_again_when_its_evidence_is_too_old() {
    let one = releases(&[("0.2.0", "11-21T10:00:00")]);
    let Known::Evidence(mut evidence) = passed("11-21T12:00:00") else { unreachable!() };
    evidence.max_age = Some(Duration::from_secs(86_400));
    let known = Known::Evidence(evidence);
    assert_eq!(stands(&known, &one, "11-22T12:00:00").0, Outcome::Pass);
    assert_eq!(stands(&known, &one, "11-22T12:00:01"), (Outcome::Stale, "older than 1 day".to_owned()));
}

#[test]
fn of_several_releases_the_one_that_ended_last_is_watched() {
    let on = |version: &str, since: &str, until: &str| Watch::On {
        release: version.to_owned(),
        since: time(since),
        until: time(until),
    };
    // An older version may well be released later.
    let both = [("0.2.0", "11-21T10:00:00"), ("0.1.9", "11-23T10:00:00")];
    let turned = [both[1], both[0]];
    for all in [both, turned] {
        let releases = releases(&all);
        let as_of = AsOf { now: time("11-24T10:00:00"), releases: &releases, doubts: &[] };
        let watch = Watch::of(&gate("alerts", Some("7d")), as_of);
        assert_eq!(watch, Some(on("0.1.9", "11-23T10:00:00", "11-30T10:00:00")));
        assert_eq!(Watch::of(&gate("build", None), as_of), None);
        assert_eq!(stands(&passed("11-22T10:00:00"), &releases, "11-24T10:00:00").0, Outcome::Stale);
        assert_eq!(
            stands(&passed("11-24T10:00:00"), &releases, "12-01T10:00:00").1,
            "the watch of 0.1.9 ended on 2026-11-30"
        );
    }
}

#[test]
fn a_clock_that_was_set_back_neither_ends_a_watch_nor_proves_anything() {
    let one = releases(&[("0.2.0", "11-21T10:00:00")]);
    let (outcome, why) = stands(&passed("11-20T10:00:00"), &one, "11-20T10:00:00");
    let said = "the release of 0.2.0 ended in the future, at 2026-11-21T10:00:00Z: was the clock set back?";
    assert_eq!((outcome, why.as_str()), (Outcome::Stale, said));
    assert_eq!(stands(&Known::Nothing(None), &one, "11-20T10:00:00").0, Outcome::NotRun);
    // A little is no lie: clocks of machines differ.
    let (outcome, why) = stands(&passed("11-21T09:58:00"), &one, "11-21T09:59:00");
    assert_eq!((outcome, why.as_str()), (Outcome::Stale, "recorded before the release of 0.2.0"));
}

#[test]
fn a_record_that_cannot_be_read_switches_no_watch_off() {
    let unread = Releases { unread: vec!["0.2.0".to_owned()], ..releases(&[("0.1.0", "01-01T10:00:00")]) };
    let why = "the record of the release of 0.2.0 cannot be read, so this may have to be watched";
    let now = "11-22T10:00:00";
    assert_eq!(stands(&Known::Nothing(None), &unread, now), (Outcome::NotRun, why.to_owned()));
    assert_eq!(stands(&passed("11-22T09:00:00"), &unread, now).0, Outcome::Pass);
    // One that can be read says what is watched.
    let both = Releases { unread: unread.unread, ..releases(&[("0.3.0", "11-22T09:30:00")]) };
    assert_eq!(stands(&passed("11-22T09:00:00"), &both, now).0, Outcome::Stale);
}

#[test]
fn an_answer_from_before_the_release_says_nothing_of_it() {
    let day = |text: &str| Date::parse(text).unwrap();
    let one = releases(&[("0.2.0", "11-21T10:00:00")]);
    let as_of = AsOf { now: time("11-22T10:00:00"), releases: &one, doubts: &[] };
    for (date, expected) in [("2026-11-20", Outcome::Stale), ("2026-11-21", Outcome::Pass)] {
        let sign_off = SignOff {
            gate: "alerts".parse().unwrap(),
            answer: SignOffAnswer::Yes,
            by: "ann".to_owned(),
            date: day(date),
            until: day("2026-12-31"),
            commit: None,
            question: None,
            note: None,
        };
        let checklist = Checklist { sign_offs: vec![sign_off], ..Checklist::default() };
        let known = passed("11-22T09:00:00");
        let (outcome, why) = outcome(&checklist, &gate("alerts", Some("7d")), &known, as_of);
        assert_eq!(outcome, expected, "{date}");
        let told = "answered on 2026-11-20, before the release of 0.2.0";
        assert_eq!(why.as_deref(), (expected == Outcome::Stale).then_some(told));
    }
}

#[test]
fn it_stands_in_the_way_of_nothing_before_a_release_and_of_a_go_after_it() {
    let gates = vec![gate("build", None), gate("alerts", Some("7d"))];
    let phase = Phase { id: "p".parse().unwrap(), title: String::new(), entry: Vec::new(), gates };
    let checklist = Checklist { phases: vec![phase], ..Checklist::default() };
    let known = [passed("11-21T09:00:00"), Known::Nothing(None)];
    let entries: Vec<Entry> = ["build", "alerts"]
        .iter()
        .zip(known)
        .map(|(id, known)| Entry { gate: id.parse().unwrap(), known })
        .collect();
    let verdict = |releases: &Releases, now: &str| {
        let a = assess(
            &checklist,
            &entries,
            &Selection::Everything,
            AsOf { now: time(now), releases, doubts: &[] },
        );
        (a.verdict, a.released.map(|release| release.version))
    };
    assert_eq!(verdict(&Releases::default(), "11-21T09:30:00"), (Verdict::Go, None));
    let one = releases(&[("0.2.0", "11-21T10:00:00")]);
    let version = Some("0.2.0".to_owned());
    assert_eq!(verdict(&one, "11-22T10:00:00"), (Verdict::Incomplete, version.clone()));
    assert_eq!(verdict(&one, "11-29T10:00:00"), (Verdict::Go, version));
}

#[test]
fn what_was_not_seen_as_planned_is_open_work() {
    let step = |title: &str, state: StepState| ReleaseStep {
        effect: "docs".to_owned(),
        of: None,
        title: title.to_owned(),
        state,
        seen: String::new(),
    };
    let steps =
        vec![step("a", StepState::Equal), step("b", StepState::Unknown), step("c", StepState::Absent)];
    let release = Release { steps, ..release("0.2.0", "11-21T10:00:00") };
    assert_eq!(release.open().map(|step| step.title.as_str()).collect::<Vec<_>>(), ["b", "c"]);
}

#[test]
fn spans_are_told_as_people_say_them() {
    for (watch, told) in [("7d", "7 days"), ("24h", "1 day"), ("36h", "1day 12h"), ("500ms", "500ms")] {
        let as_of = AsOf { now: time("11-22T10:00:00"), releases: &Releases::default(), doubts: &[] };
        let idle = Watch::Idle(format!("watched for {told} after a release; none so far"));
        assert_eq!(Watch::of(&gate("alerts", Some(watch)), as_of), Some(idle));
    }
}
