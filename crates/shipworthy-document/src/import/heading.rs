//! What a phase is called: a heading without its number, its schedule and its priority.

/// Words that, with a number behind them, only count.
const COUNTED: [&str; 16] = [
    "phase",
    "stage",
    "milestone",
    "sprint",
    "week",
    "weeks",
    "day",
    "days",
    "step",
    "part",
    "этап",
    "фаза",
    "неделя",
    "спринт",
    "день",
    "шаг",
];

/// How units of time begin.
const UNITS: [&str; 12] =
    ["min", "h", "day", "week", "month", "sprint", "мин", "час", "дн", "ден", "недел", "меся"];

/// The name in a heading: `Phase 1: Fix Blockers (P0) - 2 Days` is called `Fix Blockers`.
pub(super) fn name(heading: &str) -> &str {
    let mut name = heading.trim();
    for cut in [without_remark, without_schedule, without_remark, without_count] {
        let shorter = cut(name);
        if shorter.chars().any(char::is_alphanumeric) {
            name = shorter;
        }
    }
    name
}

/// Without a last `(...)`.
fn without_remark(name: &str) -> &str {
    let Some(inside) = name.strip_suffix(')') else { return name };
    inside.rfind('(').map_or(name, |start| name[..start].trim_end())
}

/// Without a last ` - 2 Days`.
fn without_schedule(name: &str) -> &str {
    let dash =
        [" - ", " – ", " — ", ": "].iter().filter_map(|dash| Some((name.rfind(dash)?, dash.len()))).max();
    let Some((at, length)) = dash else { return name };
    let tail = name[at + length..].trim().to_lowercase();
    let number = tail.trim_start_matches(['~', '≈']).starts_with(|c: char| c.is_ascii_digit());
    let last = tail.split(|c: char| !c.is_alphabetic()).rfind(|word| !word.is_empty()).unwrap_or_default();
    let time = last == "d"
        || UNITS.iter().any(|unit| {
            if *unit == "h" { last == "h" || last.starts_with("hour") } else { last.starts_with(unit) }
        });
    if number && time { name[..at].trim_end() } else { name }
}

/// Without a first `Phase 1:` or `Week 3-4`.
fn without_count(name: &str) -> &str {
    let Some((first, rest)) = name.split_once(char::is_whitespace) else { return name };
    if !COUNTED.contains(&first.to_lowercase().as_str()) {
        return name;
    }
    let rest = rest.trim_start();
    let number = rest.split(|c: char| c.is_whitespace() || c == ':').next().unwrap_or_default();
    let counts = |number: &str| {
        number.starts_with(|c: char| c.is_ascii_digit())
            || number.len() == 1 && number.starts_with(|c: char| c.is_ascii_uppercase())
            || !number.is_empty() && number.trim_end_matches('.').chars().all(|c| "IVX".contains(c))
    };
    if !counts(number) {
        return name;
    }
    rest[number.len()..].trim_start_matches(|c: char| c.is_whitespace() || ":.)-–—".contains(c))
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn a_phase_is_called_what_it_is_about() {
        for (heading, expected) in [
            ("Phase 1: Fix Blockers (P0) - 2 Days", "Fix Blockers"),
            ("Phase 4: Release Preparation (P1) - 1 Day", "Release Preparation"),
            ("Prepare for Release (P1) - 3-4 Days", "Prepare for Release"),
            ("CRITICAL PATH (Week 1 - Blocking Production)", "CRITICAL PATH"),
            ("Week 3: Make It Right", "Make It Right"),
            ("Week 3-4 — Harden", "Harden"),
            ("Phase II. Ship", "Ship"),
            ("Phase B: Ship", "Ship"),
            ("Week 3", "Week 3"),
            ("Phase 2 (P1)", "Phase 2"),
            ("Phase out the old format", "Phase out the old format"),
            ("Stage", "Stage"),
            ("Polish: 3 hours", "Polish"),
            ("Polish - 3 things", "Polish - 3 things"),
            ("Definition of Done (v2.4.0)", "Definition of Done"),
            ("(optional)", "(optional)"),
            ("Этап 2: Тестирование - 3 дня", "Тестирование"),
            ("", ""),
        ] {
            assert_eq!(name(heading), expected, "{heading}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_heading_has_a_name(heading in ".*") {
            proptest::prop_assert!(heading.contains(name(&heading)));
        }
    }
}
