//! What this machine has of what a checklist needs, as a table. It shows a diagnosis; the engine made it.

use shipworthy_model::diagnosis::{Diagnosis, DoctorOutcome, DoctorRow, OutwardPath, UnboundRead};
use shipworthy_model::exit::Exit;
use shipworthy_model::humanize::count;
use shipworthy_model::id::GateId;
use shipworthy_model::text::is_hex;

use crate::text::{cut, pad, plain, width};
use crate::view::{BAD, BOLD, DIM, GOOD, OPEN, PLAIN, View, short};

/// The mark in front of a row, and how it is painted.
fn mark(outcome: DoctorOutcome) -> (&'static str, anstyle::Style) {
    match outcome {
        DoctorOutcome::Ok => ("ok", GOOD),
        DoctorOutcome::Optional => ("optional", DIM),
        DoctorOutcome::Missing => ("MISSING", BAD),
        DoctorOutcome::TooOld => ("TOO OLD", BAD),
        DoctorOutcome::Unknown => ("unknown", OPEN),
    }
}

fn number(diagnosis: &Diagnosis, outcome: DoctorOutcome) -> usize {
    diagnosis.rows.iter().filter(|row| row.outcome == outcome).count()
}

/// The diagnosis as a table, with one line to type for all that is not good enough.
pub fn table(diagnosis: &Diagnosis, view: &View) -> String {
    let mut out = String::new();
    let cells: Vec<[String; 2]> = diagnosis.rows.iter().map(cells).collect();
    let widest = |at: usize| cells.iter().map(|cells| width(&cells[at])).filter(|width| *width <= 36).max();
    let widths = [widest(0).unwrap_or(0), widest(1).unwrap_or(0)];
    for (row, [id, version]) in diagnosis.rows.iter().zip(&cells) {
        let (mark, style) = mark(row.outcome);
        let gap = 10_usize.saturating_sub(mark.len());
        let mark = view.paint(style, mark);
        let rest = format!("{}  {}  {}", pad(id, widths[0]), pad(version, widths[1]), plain(&row.summary));
        let most = view.width.map_or(usize::MAX, |columns| columns.saturating_sub(12));
        out.push_str(&format!("  {mark}{:gap$}{}\n", "", cut(rest.trim_end(), most)));
        if row.outcome != DoctorOutcome::Ok {
            trouble(&mut out, row, view);
        }
    }
    unbound(&mut out, &diagnosis.unbound, view);
    total(&mut out, diagnosis, view);
    out
}

/// The most places that are shown; JSON has them all.
const MOST_UNBOUND: usize = 10;

/// Where tests seem to read what no evidence is bound to. It keeps nobody from running them.
fn unbound(out: &mut String, reads: &[UnboundRead], view: &View) {
    if reads.is_empty() {
        return;
    }
    view.say_all(
        out,
        0,
        PLAIN,
        "tests seem to read outside of the workspace, where no evidence is bound to what they read:",
    );
    for read in reads.iter().take(MOST_UNBOUND) {
        let UnboundRead { file, path: OutwardPath { line, column, text }, gates } = read;
        let gates: Vec<&str> = gates.iter().map(GateId::as_str).collect();
        let place = format!("{}:{line}:{column}  `{}`  ({})", plain(file), plain(text), gates.join(", "));
        view.say_all(out, 2, PLAIN, &place);
    }
    if let Some(more) = reads.len().checked_sub(MOST_UNBOUND).filter(|more| *more > 0) {
        view.say_all(out, 2, DIM, &format!("and {more} more places"));
    }
    view.say_all(out, 2, PLAIN, &format!("fix: write `{}` in those gates", UnboundRead::REMEDY));
}

fn cells(row: &DoctorRow) -> [String; 2] {
    let is_commit = |found: &String| found.len() == 40 && is_hex(found);
    let found = row.found.as_ref().map(|found| if is_commit(found) { short(found) } else { found.as_str() });
    let version = match (found, &row.required) {
        (Some(found), Some(required)) => format!("{found} (needs {required})"),
        (Some(found), None) => found.to_owned(),
        (None, Some(required)) => format!("needs {required}"),
        (None, None) => String::new(),
    };
    [plain(&row.id).into_owned(), plain(&version).into_owned()]
}

fn trouble(out: &mut String, row: &DoctorRow, view: &View) {
    const UNDER: usize = 12;
    if let Some(detail) = &row.detail {
        view.say(out, UNDER, PLAIN, &plain(detail));
    }
    if !row.needed_by.is_empty() {
        let gates: Vec<&str> = row.needed_by.iter().map(GateId::as_str).collect();
        view.say_all(out, UNDER, DIM, &format!("needed by: {}", gates.join(", ")));
    }
    if let Some(remedy) = &row.remedy {
        view.say_all(out, UNDER, PLAIN, &format!("fix: {}", plain(remedy)));
    }
}

fn total(out: &mut String, diagnosis: &Diagnosis, view: &View) {
    let counts = [
        (DoctorOutcome::Missing, "missing"),
        (DoctorOutcome::TooOld, "too old"),
        (DoctorOutcome::Unknown, "unknown"),
        (DoctorOutcome::Optional, "optional"),
        (DoctorOutcome::Ok, "ok"),
    ];
    let counts = counts.map(|(outcome, word)| (number(diagnosis, outcome), word));
    let counts: Vec<String> = counts
        .iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, word)| format!("{number} {word}"))
        .collect();
    let text = match (diagnosis.exit(), diagnosis.rows.len() as u64) {
        (_, 0) => "this checklist needs nothing of the machine".to_owned(),
        (Exit::Go, _) => format!("ready to run this checklist: {}", counts.join(", ")),
        (_, all) => format!("of {}: {}", count(all, "things looked for"), counts.join(", ")),
    };
    out.push_str(&text);
    out.push('\n');
    let ill = |row: &DoctorRow| matches!(row.outcome, DoctorOutcome::Missing | DoctorOutcome::TooOld);
    if diagnosis.rows.iter().any(|row| ill(row) && row.fix.is_some()) {
        out.push_str(&format!("{} {}\n", view.paint(BOLD, "next:"), view.type_in("doctor --fix")));
    }
}

/// The list of what would be looked at, as a table: the ids, and what each is.
pub fn list(diagnosis: &Diagnosis) -> String {
    let ids = || diagnosis.rows.iter().map(|row| plain(&row.id));
    let widest = ids().map(|id| width(&id)).filter(|width| *width <= 36).max().unwrap_or(0);
    let rows = diagnosis.rows.iter().zip(ids());
    rows.map(|(row, id)| format!("  {}  {}\n", pad(&id, widest), plain(&row.summary))).collect()
}

#[cfg(test)]
mod tests {
    use shipworthy_model::time::Timestamp;

    use super::*;
    use crate::json::DoctorDocument;
    use crate::view::Checkout;

    fn row(id: &str, found: Option<&str>, required: Option<&str>, outcome: DoctorOutcome) -> DoctorRow {
        DoctorRow {
            id: id.to_owned(),
            summary: format!("what {id} is"),
            found: found.map(str::to_owned),
            required: required.map(str::to_owned),
            outcome,
            needed_by: vec!["tests".parse().unwrap()],
            remedy: (outcome != DoctorOutcome::Ok).then(|| format!("cargo install {id}")),
            fix: (outcome == DoctorOutcome::Missing).then(|| vec!["cargo".to_owned(), "install".to_owned()]),
            detail: None,
        }
    }

    fn json(diagnosis: &Diagnosis) -> serde_json::Value {
        serde_json::to_value(DoctorDocument::of(diagnosis)).unwrap()
    }

    fn view() -> View {
        View {
            headings: Vec::new(),
            checkout: Checkout::default(),
            ground: None,
            now: Timestamp::from_seconds(0),
            command: "cargo xtask".to_owned(),
            colour: false,
            width: None,
        }
    }

    #[test]
    fn the_table_says_what_is_missing_and_what_to_type() {
        let rows = vec![
            row("cargo", Some("1.95.0"), Some("1.90"), DoctorOutcome::Ok),
            row("cargo-nextest", None, Some("0.9"), DoctorOutcome::Missing),
            row("git", Some("2.1\x1b[31m"), Some("2.30"), DoctorOutcome::TooOld),
            row("disk", None, None, DoctorOutcome::Unknown),
        ];
        let diagnosis = Diagnosis { rows, ..Diagnosis::default() };
        insta::assert_snapshot!(table(&diagnosis, &view()), @r#"
          ok        cargo          1.95.0 (needs 1.90)         what cargo is
          MISSING   cargo-nextest  needs 0.9                   what cargo-nextest is
                    needed by: tests
                    fix: cargo install cargo-nextest
          TOO OLD   git            2.1\u{1b}[31m (needs 2.30)  what git is
                    needed by: tests
                    fix: cargo install git
          unknown   disk                                       what disk is
                    needed by: tests
                    fix: cargo install disk
        of 4 things looked for: 1 missing, 1 too old, 1 unknown, 1 ok
        next: cargo xtask doctor --fix
        "#);
        assert_eq!(diagnosis.exit(), Exit::NoGo);
    }

    #[test]
    fn a_fix_is_offered_only_where_there_is_one() {
        for (outcome, offered) in [(DoctorOutcome::Missing, true), (DoctorOutcome::TooOld, false)] {
            let diagnosis = Diagnosis { rows: vec![row("git", None, None, outcome)], ..Diagnosis::default() };
            assert_eq!(table(&diagnosis, &view()).contains("doctor --fix"), offered);
        }
    }

    #[test]
    fn json_and_exit_code_agree() {
        let table = [
            (vec![], Exit::Go),
            (vec![DoctorOutcome::Ok, DoctorOutcome::Optional], Exit::Go),
            (vec![DoctorOutcome::Unknown, DoctorOutcome::Ok], Exit::Incomplete),
            (vec![DoctorOutcome::Unknown, DoctorOutcome::TooOld], Exit::NoGo),
            (vec![DoctorOutcome::Missing], Exit::NoGo),
        ];
        for (outcomes, exit) in table {
            let rows = outcomes.iter().map(|outcome| row("x", None, None, *outcome)).collect();
            let diagnosis = Diagnosis { rows, ..Diagnosis::default() };
            assert_eq!(diagnosis.exit(), exit);
            assert_eq!(json(&diagnosis)["ok"], exit == Exit::Go);
        }
    }

    #[test]
    fn json_has_the_fields_that_scripts_rely_on() {
        let diagnosis = Diagnosis {
            rows: vec![row("git", None, Some("2.30"), DoctorOutcome::Missing)],
            ..Diagnosis::default()
        };
        let json = json(&diagnosis);
        assert_eq!(json["schema"], 1);
        let tool = &json["tools"][0];
        assert_eq!(tool["id"], "git");
        assert_eq!(tool["found"], false);
        assert!(tool["version"].is_null());
        assert_eq!(tool["required"], "2.30");
        assert_eq!(tool["outcome"], "missing");
        assert_eq!(tool["remedy"], "cargo install git");
    }
}
