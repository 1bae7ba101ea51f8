//! One `[[phase.gate]]` table: the claim, its check, and what it says about other gates. Whether those exist is
//! looked at elsewhere.

use shipworthy_model::checklist::{Check, Gate, Priority};
use shipworthy_model::id::GateId;
use shipworthy_model::kind::KindSchema;
use shipworthy_model::problem::Problem;

use crate::advice::{advice, listed};
use crate::field::{Field, Placed, Problems};
use crate::param;
use crate::path;
use crate::table::TableCursor;
use crate::tree::Shape;
use crate::variable;

/// The systems a gate can be limited to, as `std::env::consts::OS` names them.
pub(crate) const PLATFORMS: [&str; 10] = [
    "linux",
    "macos",
    "windows",
    "freebsd",
    "openbsd",
    "netbsd",
    "dragonfly",
    "solaris",
    "illumos",
    "android",
];

/// A gate as far as it could be read.
#[derive(Debug, Default)]
pub(crate) struct GateDraft {
    /// The id of the gate as written, right or wrong.
    pub(crate) id: Option<Placed<String>>,
    pub(crate) priority: Option<Priority>,
    pub(crate) needs: Vec<Placed<String>>,
    /// The gate, when nothing that it must have is missing.
    pub(crate) gate: Option<Gate>,
}

/// Reads one gate.
pub(crate) fn read(field: &Field<'_>, kinds: &[&KindSchema], problems: &mut Problems) -> GateDraft {
    let Some(mut table) = TableCursor::of(field, named("gate", field), problems) else {
        return GateDraft::default();
    };
    let id = table.required("id", problems);
    let title = table.required("title", problems).and_then(|field| field.owned(problems));
    let priority = table.required("priority", problems).and_then(|field| field.priority(problems));
    let check = table.required("check", problems).and_then(|field| check(&field, kinds, problems));
    let mut text = |key| table.optional(key).and_then(|field: Field<'_>| field.owned(problems));
    let (why, owner, effort, source) = (text("why"), text("owner"), text("effort"), text("source"));
    let needs = table.optional("needs").map(|field| field.texts(problems)).unwrap_or_default();
    let timeout = table.optional("timeout").and_then(|field| field.duration(problems));
    let max_age = table.optional("max-age").and_then(|field| field.duration(problems));
    let watch = table.optional("watch").and_then(|field| field.duration(problems));
    let inputs = table.optional("inputs").and_then(|field| field.each(problems, path::glob));
    let mut narrowed =
        |key| table.optional(key).and_then(|field: Field<'_>| field.each(problems, path::glob));
    let (only, except) = (narrowed("only"), narrowed("except"));
    let env = table.optional("env").and_then(|field| variable::values(&field, problems));
    let env_inputs = table.optional("env-inputs").and_then(|field| field.each(problems, variable::name));
    let observe = table.optional("observe").and_then(|field| field.flag(problems));
    let platforms = table.optional("platforms").and_then(|field| field.each(problems, platform));
    table.finish(problems);
    let written = id.and_then(|field| match &field.node.shape {
        Shape::Text(text) => Some(Placed { value: text.clone(), span: field.node.span.clone() }),
        _ => None,
    });
    let id = id.and_then(|field| field.id::<GateId>(problems));
    let gate = || {
        Some(Gate {
            id: id?,
            title: title?,
            priority: priority?,
            why,
            owner,
            effort,
            source,
            needs: ids(&needs),
            check: check?,
            timeout,
            max_age,
            watch,
            inputs: values(inputs),
            only: values(only),
            except: values(except),
            env: env.unwrap_or_default(),
            env_inputs: values(env_inputs),
            observe,
            platforms: values(platforms),
        })
    };
    let gate = gate();
    GateDraft { id: written, priority, needs, gate }
}

/// What a table with an `id` is called in messages.
pub(crate) fn named(noun: &str, field: &Field<'_>) -> String {
    let id = match &field.node.shape {
        Shape::Table(branch) => branch.get("id").map(|node| &node.shape),
        _ => None,
    };
    match id {
        Some(Shape::Text(id)) if !id.is_empty() => format!("{noun} `{id}`"),
        _ => format!("this {noun}"),
    }
}

/// The ids that can be ids; the others are reported as gates that do not exist.
pub(crate) fn ids(references: &[Placed<String>]) -> Vec<GateId> {
    references.iter().filter_map(|reference| reference.value.parse().ok()).collect()
}

fn values(placed: Option<Vec<Placed<String>>>) -> Vec<String> {
    placed.unwrap_or_default().into_iter().map(|item| item.value).collect()
}

fn platform(field: &Field<'_>, problems: &mut Problems) -> Option<String> {
    let text = field.owned(problems)?;
    if PLATFORMS.contains(&text.as_str()) {
        return Some(text);
    }
    let help = advice(&text, PLATFORMS.into_iter());
    problems.push(Problem { help, ..field.error(format!("unknown platform `{text}`")) });
    None
}

fn check(field: &Field<'_>, kinds: &[&KindSchema], problems: &mut Problems) -> Option<Check> {
    if let Shape::Text(text) = &field.node.shape {
        problems
            .push(field.wrong("a table").help(format!("write `check = {{ kind = \"{}\" }}`", text.trim())));
        return None;
    }
    let mut table = TableCursor::of(field, "this check", problems)?;
    let names = || kinds.iter().map(|kind| kind.id);
    if !table.has("kind") {
        let message = "`kind` is missing in this check".to_owned();
        if !table.misspelt("kind", problems) {
            table.lack(message, listed(&names().collect::<Vec<_>>()), problems);
        }
        return None;
    }
    let written = table.optional("kind")?;
    let id = written.text(problems)?;
    let Some(kind) = kinds.iter().find(|kind| kind.id == id) else {
        let help = advice(id, names());
        problems.push(Problem { help, ..written.error(format!("unknown check kind `{id}`")) });
        return None;
    };
    table.what = format!("this `{id}` check");
    let params = param::of_kind(&mut table, kind, problems);
    table.finish(problems);
    Some(Check { kind: id.to_owned(), params })
}
