//! An assessment as text for a person: the phases with their gates, and then the verdict. It shows what was decided
//! and decides nothing.

use shipworthy_model::humanize::count;
use shipworthy_model::verdict::{Assessment, GateStatus};

use crate::released;
use crate::row::{Columns, GateRow};
use crate::summary;
use crate::text::{plain, width};
use crate::view::{BOLD, DIM, View};

/// The whole report of an assessment, for a person.
pub fn assessment(a: &Assessment, view: &View) -> String {
    let mut out = gates(a, view);
    summary::write(&mut out, a, view);
    out
}

/// The whole report, with the release that ended last and what is watched since.
pub fn status(a: &Assessment, view: &View) -> String {
    let mut out = gates(a, view);
    released::write(&mut out, a, view);
    summary::write(&mut out, a, view);
    out
}

/// The phases of the assessment with their gates.
fn gates(a: &Assessment, view: &View) -> String {
    let mut out = String::new();
    let phases = || a.statuses.chunk_by(|one, next| one.phase == next.phase);
    let rows: Vec<Vec<GateRow<'_>>> = phases().map(|phase| GateRow::all(phase, view)).collect();
    let columns = Columns::of(&rows);
    let mut told: Vec<(&str, &str)> = Vec::new();
    for (phase, rows) in phases().zip(&rows) {
        heading(&mut out, phase, columns, view);
        for row in rows {
            // One missing tool is one trouble, however many gates it keeps from looking.
            let before = told.iter().find(|(trouble, _)| row.trouble() == Some(*trouble));
            row.write(&mut out, columns, view, before.map(|(_, id)| *id));
            if before.is_none() {
                told.extend(row.trouble().map(|trouble| (trouble, row.id.as_str())));
            }
        }
    }
    out
}

/// The heading of a phase: `Phase 1  Fix blockers      P0 P1, 5 gates`.
fn heading(out: &mut String, phase: &[GateStatus], columns: Columns, view: &View) {
    let Some(first) = phase.first() else { return };
    let heading = view.heading(&first.phase);
    let title = match heading {
        Some(heading) => format!("Phase {}  {}", heading.number, plain(&heading.title)),
        None => format!("Phase {}", first.phase),
    };
    let mut priorities: Vec<_> = phase.iter().map(|status| status.gate.priority).collect();
    priorities.sort_unstable();
    priorities.dedup();
    let priorities: Vec<String> = priorities.iter().map(ToString::to_string).collect();
    let shown = phase.len();
    let gates = match heading {
        Some(heading) if heading.gates > shown => format!("{shown} of {} gates", heading.gates),
        _ => count(shown as u64, "gates"),
    };
    let about = format!("{}, {gates}", priorities.join(" "));
    let room = (columns.time() - 2).saturating_sub(width(&title)) + 2;
    let whole = width(&title).max(columns.time() - 2) + 2 + width(&about);
    if view.width.is_some_and(|columns| columns < whole) {
        view.say_all(out, 0, BOLD, &title);
        view.say_all(out, 2, DIM, &about);
        return;
    }
    out.push_str(&view.paint(BOLD, &title));
    out.push_str(&" ".repeat(room));
    out.push_str(&view.paint(DIM, &about));
    out.push('\n');
}
