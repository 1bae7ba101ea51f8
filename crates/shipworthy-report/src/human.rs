//! An assessment as text for a person: the phases with their gates, and then the verdict. It shows what was decided
//! and decides nothing.

use shipworthy_model::verdict::{Assessment, Standing};

use crate::row::{Columns, Row};
use crate::summary;
use crate::text::{pad, plain};
use crate::view::{BOLD, DIM, View};

/// The whole report.
pub fn assessment(a: &Assessment, view: &View) -> String {
    let mut out = String::new();
    let rows: Vec<Row<'_>> = a.standings.iter().map(|standing| Row::of(standing, view)).collect();
    let columns = Columns::of(&rows);
    let mut rows = rows.iter();
    for phase in a.standings.chunk_by(|one, next| one.phase == next.phase) {
        heading(&mut out, phase, columns, view);
        for row in rows.by_ref().take(phase.len()) {
            row.write(&mut out, columns, view);
        }
    }
    summary::write(&mut out, a, view);
    out
}

/// `Phase 1  Fix blockers      P0 P1, 5 gates`.
fn heading(out: &mut String, phase: &[Standing], columns: Columns, view: &View) {
    let Some(first) = phase.first() else { return };
    let heading = view.heading(&first.phase);
    let title = match heading {
        Some(heading) => format!("Phase {}  {}", heading.number, plain(&heading.title)),
        None => format!("Phase {}", first.phase),
    };
    let mut priorities: Vec<_> = phase.iter().map(|standing| standing.gate.priority).collect();
    priorities.sort_unstable();
    priorities.dedup();
    let priorities: Vec<String> = priorities.iter().map(ToString::to_string).collect();
    let shown = phase.len();
    let gates = match heading {
        Some(heading) if heading.gates > shown => format!("{shown} of {} gates", heading.gates),
        _ if shown == 1 => "1 gate".to_owned(),
        _ => format!("{shown} gates"),
    };
    let room = " ".repeat(pad(&title, columns.time() - 2).len() - title.len() + 2);
    out.push_str(&view.paint(BOLD, &title));
    out.push_str(&room);
    out.push_str(&view.paint(DIM, &format!("{}, {gates}", priorities.join(" "))));
    out.push('\n');
}
