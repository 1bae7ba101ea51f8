//! Text, JSON and exit code come from one value and cannot disagree: over random checklists and what is known of
//! them.

use proptest::prelude::{Just, Strategy, any, prop_oneof, proptest};
use proptest::test_runner::{Config, RngSeed};
use shipworthy_model::basis::AnswerGround;
use shipworthy_model::checklist::Priority;
use shipworthy_model::judgement::Judgement;
use shipworthy_model::unknown::Reason;
use shipworthy_model::verdict::{Known, Selection};
use shipworthy_report::human;
use shipworthy_report::json::StatusDocument;

use crate::fixture::{ReportCase, checkout, pass, reused, run, stale, value, view, warnings};

const IDS: [&str; 6] =
    ["a", "bb", "ccc", "gate-0", "gate-1", "a-rather-long-id-that-is-wider-than-its-column"];

fn judgement() -> impl Strategy<Value = Judgement> {
    prop_oneof![
        (0_u64..3).prop_map(|subjects| pass(subjects, "files")),
        (0_u32..14).prop_map(warnings),
        Just(Judgement::unknown(Reason::ToolMissing, "cargo-x")),
        Just(Judgement::unknown(Reason::Network, "refused")),
    ]
}

fn known() -> impl Strategy<Value = Known> {
    prop_oneof![
        Just(Known::Nothing(None)),
        Just(Known::Nothing(Some("its phase may not begin".to_owned()))),
        Just(Known::NotApplicable("not here".to_owned())),
        judgement().prop_map(run),
        judgement().prop_map(reused),
        judgement().prop_map(stale),
    ]
}

fn case() -> impl Strategy<Value = ReportCase> {
    let gate = (0..4_usize, known());
    let waived = proptest::collection::vec((0..IDS.len(), any::<bool>()), 0..3);
    (proptest::collection::vec(gate, 0..=IDS.len()), 0..=IDS.len(), waived).prop_map(
        |(gates, split, waived)| {
            let mut gates: Vec<_> =
                IDS.iter().zip(gates).map(|(id, (at, known))| (*id, Priority::ALL[at], known)).collect();
            let later = gates.split_off(split.min(gates.len()));
            let case = ReportCase::new(vec![("one", "First", gates), ("two", "Second", later)]);
            waived.into_iter().fold(case, |case, (at, valid)| {
                case.waive(IDS[at], if valid { "2026-12-31" } else { "2026-11-20" })
            })
        },
    )
}

fn question() -> impl Strategy<Value = Selection> {
    let gates = proptest::sample::subsequence(IDS.to_vec(), 0..IDS.len());
    let gates = gates.prop_map(|ids| ids.iter().map(|id| id.parse().unwrap()).collect());
    prop_oneof![
        Just(Selection::Everything),
        (0..4_usize).prop_map(Selection::Phase),
        gates.prop_map(Selection::Gates),
    ]
}

const WORDS: [&str; 8] = ["pass", "fresh", "FAIL", "UNKNOWN", "stale", "not-run", "waived", "n/a"];

/// The gates that have a row, with the word of each, in order.
fn rows(text: &str) -> Vec<(&str, &str)> {
    text.lines()
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| {
            let mut cells = line.split_whitespace();
            Some((cells.next()?, cells.next()?))
        })
        .filter(|(word, _)| WORDS.contains(word))
        .collect()
}

/// The same cases in every run: a test that fails by chance teaches nobody.
fn config() -> Config {
    Config { cases: 512, rng_seed: RngSeed::Fixed(7), failure_persistence: None, ..Config::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn text_json_and_exit_code_agree(case in case(), question in question()) {
        let assessment = case.assess(&question);
        let text = human::assessment(&assessment, &view(&case.checklist));
        let json = value(&StatusDocument::of(&assessment, &checkout(), &AnswerGround::default()));

        let verdict = assessment.verdict.to_string();
        assert_eq!(text.lines().filter(|line| line.split(' ').next() == Some(&verdict)).count(), 1, "{text}");
        assert_eq!(json["verdict"], verdict);
        let code = match json["verdict"].as_str() {
            Some("GO") => 0,
            Some("NO-GO") => 1,
            Some("INCOMPLETE") => 3,
            other => panic!("{other:?}"),
        };
        assert_eq!(assessment.verdict.exit().code(), code);
        let last = text.lines().last().unwrap();
        assert_eq!(last.starts_with("next: "), code != 0, "{text}");

        let asked: Vec<&str> = assessment.statuses.iter().map(|status| status.gate.id.as_str()).collect();
        let shown: Vec<&str> = rows(&text).iter().map(|(_, id)| *id).collect();
        assert_eq!(shown, asked, "{text}");
        let listed = json["gates"].as_array().unwrap();
        assert_eq!(listed.iter().map(|gate| gate["id"].as_str().unwrap()).collect::<Vec<_>>(), asked);
        for ((word, _), gate) in rows(&text).iter().zip(listed) {
            let outcome = match *word {
                "fresh" => "pass",
                "n/a" => "not-applicable",
                word => &word.to_lowercase(),
            };
            assert_eq!(gate["outcome"], outcome, "{text}");
        }
    }
}
