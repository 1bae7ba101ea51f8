//! What is a figure, what it is about, and what only looks like one.

use shipworthy_document::document::Document;
use shipworthy_document::figure::{
    Comparison, Figure, FigureRole, FigureScope, FigureValue, Stated, figures,
};
use shipworthy_document::reading::read;
use shipworthy_document::repair::Text;

fn document(text: &str) -> Document {
    read("CHECKLIST.md", Text::healthy(text))
}

fn told(text: &str) -> Vec<String> {
    let document = document(text);
    figures(&document).iter().map(|figure| describe(&document.text.text, figure)).collect()
}

fn describe(text: &str, figure: &Figure) -> String {
    let role = match figure.role {
        FigureRole::Completion => "completion",
        FigureRole::Measured => "measured",
        FigureRole::Limit(Comparison::AtMost) => "at most",
        FigureRole::Limit(Comparison::AtLeast) => "at least",
        FigureRole::Limit(Comparison::Below) => "below",
        FigureRole::Limit(Comparison::Above) => "above",
        FigureRole::Limit(Comparison::Exactly) => "exactly",
        FigureRole::Date => "date",
        FigureRole::Version => "version",
    };
    let scope = match figure.scope {
        Some(FigureScope::Document) => " of all",
        Some(FigureScope::Section(_)) => " of a section",
        None => "",
    };
    let stated = match figure.stated {
        Stated::Now => "",
        Stated::Goal => " (goal)",
        Stated::Past => " (past)",
    };
    let metric = if matches!(figure.role, FigureRole::Measured | FigureRole::Limit(_)) {
        figure.metric.as_str()
    } else {
        ""
    };
    format!("{} {role} {metric}{scope}{stated}", &text[figure.span.clone()]).trim_end().to_owned()
}

#[test]
fn every_sort_of_figure_is_read() {
    for (line, expected) in [
        ("**Status**: 70% Complete, Core Functionality Working", &["70% completion  of all"][..]),
        ("## Общий Статус: 95% готов к production", &["95% completion  of all"]),
        ("**Overall**: 14/31 items", &["14/31 completion  of all"]),
        ("4 of 8 done", &["4 of 8 completion  of all"]),
        ("0 of 6 scripts", &["0 of 6 measured scripts"]),
        ("- **Parse Speed**: 60,768 lines/second", &["60,768 measured parse speed"]),
        ("1. **Test coverage 35.4%** - enough", &["35.4% measured test coverage"]),
        ("- [ ] **30 clippy warnings** - style", &["30 measured clippy warnings"]),
        ("- 90%+ test coverage", &["90%+ at least test coverage"]),
        ("2. **Startup Time**: <150ms cold start", &["150ms below startup time"]),
        ("3. **Memory Usage**: <512MB baseline", &["512MB below memory usage"]),
        ("- [ ] Code coverage on critical paths > 60%", &["60% above code coverage critical paths"]),
        ("- Line coverage: at least 80%", &["80% at least line coverage"]),
        ("- Process limit: max 100 skills", &["100 at most skills"]),
        ("- [ ] P95 < 5 ms", &["5 ms below p95"]),
        (
            "- Set thresholds: 10% regression = warning, 25% = fail",
            &["10% at most regression", "25% at most regression"],
        ),
        ("**Last Updated**: 2025-11-12", &["2025-11-12 date"]),
        ("*Last Updated: October 7, 2024*", &["October 7, 2024 date"]),
        ("*Создано: 2025-08-05*", &["2025-08-05 date"]),
        ("## Goal: Ship v0.2.0 - more", &["v0.2.0 version  (goal)"]),
        ("docs/adrs (4 documents created)", &["4 measured documents created"]),
        ("- All 4 ADRs created", &["4 measured adrs created"]),
        ("Progress: ▓▓▓░░ 60%", &["▓▓▓░░ completion  of all", "60% completion  of all"]),
        ("- Coverage target: 80%", &["80% exactly coverage (goal)"]),
        ("- **Confidence Level**: 85% - sound", &["85% measured confidence level"]),
        ("- **Cache Hit Rate**: 100% (after store)", &["100% measured cache hit rate"]),
    ] {
        assert_eq!(told(line), expected, "{line}");
    }
}

#[test]
fn what_only_looks_like_a_figure_is_none() {
    for line in [
        "### 1.1 Fix Build Issues - 2 Days",
        "**Effort**: 30 minutes",
        "- (1-2 weeks)",
        "Coverage goes from 35% → 55%",
        "client.ex from 351 lines -> 150 lines",
        "`cargo test --jobs 4` takes `95%`",
        "[a thing](docs/70%-done.md)",
        "see line 306 of src/a.rs and #12",
        "- [ ] Day 11-12: test all of Week 3",
        "<!-- 50% complete -->",
        "24-hour stress test, 10x faster, 3rd try at 12:30",
        "https://example.org/100%25/8/10",
        "O(log n), P0, sha256, x86_64, utf8",
        "",
    ] {
        assert_eq!(told(line), Vec::<String>::new(), "{line}");
    }
}

#[test]
fn spans_cover_the_number_and_nothing_else() {
    let text = "Готово: [====------] 40 % (4/10 задач)\r\n";
    let document = document(text);
    let found = figures(&document);
    let written: Vec<&str> = found.iter().map(|figure| &text[figure.span.clone()]).collect();
    assert_eq!(written, ["====------", "40 %", "4/10"]);
    let FigureValue::Amount { digits, .. } = &found[1].value else { panic!("{found:?}") };
    assert_eq!(&text[digits.clone()], "40");
    let FigureValue::Ratio { part_digits, whole_digits, .. } = &found[2].value else { panic!("{found:?}") };
    assert_eq!((&text[part_digits.clone()], &text[whole_digits.clone()]), ("4", "10"));
}
