//! The words that tell a completion from a measurement, a goal from a fact, and on which side of a limit it is good.

use super::statement::{Comparison, Stated};

const COMPLETION: [&str; 13] = [
    "complet",
    "done",
    "ready",
    "readiness",
    "finish",
    "progress",
    "implemented",
    "готов",
    "заверш",
    "выполн",
    "прогресс",
    "fertig",
    "status",
];
/// What is measured, however complete it sounds beside it.
const MEASURED: [&str; 34] = [
    "coverage",
    "rate",
    "hit",
    "hits",
    "success",
    "confidence",
    "accuracy",
    "usage",
    "cpu",
    "memory",
    "loss",
    "reliability",
    "regression",
    "reduction",
    "improvement",
    "faster",
    "slower",
    "less",
    "fewer",
    "speedup",
    "uptime",
    "availability",
    "pass",
    "passing",
    "compatible",
    "error",
    "errors",
    "lines",
    "latency",
    "requests",
    "покрытие",
    "улучшение",
    "исправлено",
    "overhead",
];
const GOAL: [&str; 30] = [
    "target",
    "targets",
    "targeted",
    "goal",
    "goals",
    "aim",
    "should",
    "must",
    "expected",
    "expect",
    "expects",
    "increase",
    "increases",
    "improve",
    "raise",
    "reduce",
    "reach",
    "achieve",
    "need",
    "needs",
    "requires",
    "required",
    "plan",
    "planned",
    "цель",
    "целевой",
    "увеличить",
    "повысить",
    "снизить",
    "until",
];
const PAST: [&str; 23] = [
    "resolve",
    "resolved",
    "fix",
    "fixed",
    "fixes",
    "removed",
    "eliminated",
    "cleared",
    "was",
    "were",
    "before",
    "previously",
    "previous",
    "formerly",
    "earlier",
    "baseline",
    "initial",
    "initially",
    "old",
    "originally",
    "ранее",
    "было",
    "раньше",
];
/// Words that name no part of the project: a completion with only these is about all of it.
const WHOLE: [&str; 36] = [
    "status",
    "overall",
    "total",
    "progress",
    "completion",
    "completeness",
    "complete",
    "completed",
    "production",
    "ready",
    "readiness",
    "project",
    "product",
    "current",
    "done",
    "now",
    "score",
    "system",
    "release",
    "general",
    "phase",
    "state",
    "implementation",
    "nearly",
    "almost",
    "about",
    "approximately",
    "is",
    "the",
    "общий",
    "статус",
    "готов",
    "готовность",
    "развертыванию",
    "оценкой",
    "всего",
];
const TOTAL: [&str; 8] = ["overall", "total", "project", "production", "общий", "общая", "всего", "итого"];
const COUNTED: [&str; 19] = [
    "item",
    "items",
    "task",
    "tasks",
    "done",
    "complete",
    "completed",
    "actionable",
    "box",
    "boxes",
    "todo",
    "todos",
    "finished",
    "задач",
    "задачи",
    "пунктов",
    "готово",
    "выполнено",
    "checkboxes",
];

pub(super) fn is_completion(word: &str) -> bool {
    COMPLETION.iter().any(|beginning| word.starts_with(beginning)) && !word.starts_with("readme")
}

pub(super) fn is_measured(word: &str) -> bool {
    MEASURED.contains(&word)
}

pub(super) fn is_whole(word: &str) -> bool {
    WHOLE.contains(&word)
}

pub(super) fn is_total(word: &str) -> bool {
    TOTAL.contains(&word)
}

pub(super) fn is_counted(word: &str) -> bool {
    COUNTED.contains(&word)
}

/// A word that shows when a figure is meant, if it shows it.
pub(super) fn time(word: &str) -> Option<Stated> {
    match word {
        _ if GOAL.contains(&word) => Some(Stated::Goal),
        _ if PAST.contains(&word) => Some(Stated::Past),
        _ => None,
    }
}

/// A word or two that make a limit of the number before or behind which they stand.
pub(super) fn limit(first: &str, second: &str) -> Option<Comparison> {
    Some(match (first, second) {
        ("at", "least") | ("no" | "not", "less" | "fewer") | ("не", "менее") => Comparison::AtLeast,
        ("at", "most") | ("no" | "not", "more") | ("up", "to") | ("не", "более") => Comparison::AtMost,
        ("less" | "fewer" | "lower", "than") => Comparison::Below,
        ("more" | "greater" | "higher", "than") => Comparison::Above,
        ("or", "more" | "higher" | "above" | "better") => Comparison::AtLeast,
        ("or", "less" | "lower" | "fewer" | "below") => Comparison::AtMost,
        (_, "minimum" | "min" | "минимум") => Comparison::AtLeast,
        (_, "maximum" | "max" | "within" | "limit" | "максимум") => Comparison::AtMost,
        (_, "under" | "below" | "ниже") => Comparison::Below,
        (_, "over" | "above" | "exceeds" | "exceeding" | "выше" | "свыше") => Comparison::Above,
        _ => return None,
    })
}

/// A sign that makes a limit of the number behind it.
pub(super) fn limit_sign(sign: char) -> Option<Comparison> {
    Some(match sign {
        '<' => Comparison::Below,
        '>' => Comparison::Above,
        '≤' => Comparison::AtMost,
        '≥' => Comparison::AtLeast,
        _ => return None,
    })
}

/// Words before a number that make it a name: `Week 2`, `port 8080`, `Rust 1.83`.
pub(super) fn is_name_of_number(word: &str) -> bool {
    const NAMED: [&str; 44] = [
        "week",
        "weeks",
        "phase",
        "phases",
        "day",
        "days",
        "step",
        "steps",
        "section",
        "sections",
        "line",
        "lines",
        "port",
        "ports",
        "pr",
        "issue",
        "chapter",
        "part",
        "level",
        "milestone",
        "sprint",
        "gap",
        "task",
        "item",
        "version",
        "rust",
        "node",
        "node.js",
        "python",
        "elixir",
        "erlang",
        "java",
        "go",
        "tier",
        "priority",
        "stage",
        "figure",
        "table",
        "adr",
        "rfc",
        "http",
        "неделя",
        "фаза",
        "этап",
    ];
    NAMED.contains(&word)
}
