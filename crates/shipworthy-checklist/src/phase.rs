//! One `[[phase]]` table and its gates.

use shipworthy_model::checklist::Phase;
use shipworthy_model::id::PhaseId;
use shipworthy_model::kind::KindSchema;

use crate::field::{Field, Located, Problems};
use crate::gate;
use crate::table::TableCursor;
use crate::tree::Shape;

/// A phase as far as it could be read.
#[derive(Debug, Default)]
pub(crate) struct PhaseDraft {
    /// The id of the phase as written, right or wrong.
    pub(crate) id: Option<Located<String>>,
    pub(crate) entry: Vec<Located<String>>,
    pub(crate) gates: Vec<gate::GateDraft>,
    /// The phase without its gates, when nothing that it must have is missing.
    pub(crate) phase: Option<Phase>,
}

/// Reads one phase.
pub(crate) fn read(field: &Field<'_>, kinds: &[&KindSchema], problems: &mut Problems) -> PhaseDraft {
    let Some(mut table) = TableCursor::of(field, gate::named("phase", field), problems) else {
        return PhaseDraft::default();
    };
    let id = table.required("id", problems);
    let title = table.optional("title").and_then(|field| field.owned(problems));
    let entry = table.optional("entry").map(|field| field.texts(problems)).unwrap_or_default();
    let fields = table.optional("gate").map(|field| field.tables("phase.gate", problems)).unwrap_or_default();
    let gates: Vec<gate::GateDraft> = fields.iter().map(|field| gate::read(field, kinds, problems)).collect();
    if !table.has("gate") {
        let help = "add a `[[phase.gate]]`, or take the phase out".to_owned();
        table.lack(format!("{} has no gate", table.what), Some(help), problems);
    }
    table.finish(problems);
    let written = id.and_then(|field| match &field.node.shape {
        Shape::Text(text) => Some(Located { value: text.clone(), span: field.node.span.clone() }),
        _ => None,
    });
    let id = id.and_then(|field| field.id::<PhaseId>(problems));
    let phase = id.map(|id| Phase {
        title: title.unwrap_or_else(|| id.to_string()),
        id,
        entry: gate::ids(&entry),
        gates: Vec::new(),
    });
    PhaseDraft { id: written, entry, gates, phase }
}
