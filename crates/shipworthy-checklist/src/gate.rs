//! One `[[phase.gate]]` table: the claim, its check, and what it says about other gates. Whether those exist is
//! looked at elsewhere.

use shipworthy_model::checklist::{Check, Gate, Priority};
use shipworthy_model::each::{Each, PLACEHOLDERS, like_filled, misplaced};
use shipworthy_model::id::GateId;
use shipworthy_model::kind::{KindSchema, SIGN_OFF};
use shipworthy_model::problem::Problem;

use crate::advice::{advice, listed};
use crate::field::{Field, Located, Problems};
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
    pub(crate) id: Option<Located<String>>,
    pub(crate) priority: Option<Priority>,
    pub(crate) needs: Vec<Located<String>>,
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
    let checked = table.required("check", problems);
    let check = checked.and_then(|field| check(&field, kinds, problems));
    let mut text = |key| table.optional(key).and_then(|field: Field<'_>| field.owned(problems));
    let (why, owner, effort, source) = (text("why"), text("owner"), text("effort"), text("source"));
    let needs = table.optional("needs").map(|field| field.texts(problems)).unwrap_or_default();
    let timeout = table.optional("timeout").and_then(|field| field.duration(problems));
    let max_age = table.optional("max-age").and_then(|field| field.duration(problems));
    let watch = table.optional("watch").and_then(|field| field.duration(problems));
    let many = table.has("each");
    let added = table.optional("inputs");
    let inputs = added.and_then(|field| field.each(problems, path::glob));
    let (just, but) = (table.optional("only"), table.optional("except"));
    let mut globs = |field: Option<Field<'_>>| field.and_then(|field| field.each(problems, path::glob));
    let (only, except) = (globs(just), globs(but));
    let env = table.optional("env").and_then(|field| variable::values(&field, problems));
    let env_inputs = table.optional("env-inputs").and_then(|field| field.each(problems, variable::name));
    let observe = table.optional("observe").and_then(|field| field.flag(problems));
    let platforms = table.optional("platforms").and_then(|field| field.each(problems, platform));
    let each = table.optional("each").and_then(|field| each(&field, check.as_ref(), kinds, problems));
    if !many {
        let kind = |check: &Check| kinds.iter().find(|kind| kind.id == check.kind).map(|kind| kind.params);
        let param = check.as_ref().and_then(|check| misplaced(&check.params, kind(check)?)).zip(checked);
        let fills = |globs: &Option<Vec<Located<String>>>| {
            globs.iter().flatten().any(|glob| like_filled(&glob.value) != glob.value)
        };
        let globs = [("inputs", &inputs, added), ("only", &only, just), ("except", &except, but)];
        let globs = globs.into_iter().filter(|(_, globs, _)| fills(globs));
        let globs = globs.filter_map(|(name, _, field)| Some((name, field?)));
        for (name, field) in param.into_iter().chain(globs) {
            let words = format!("`{name}` names something of many, and the gate is one");
            problems.push(field.error(words).help("say of what there is a gate each: `each = \"member\"`"));
        }
    }
    table.finish(problems);
    let written = id.and_then(|field| match &field.node.shape {
        Shape::Text(text) => Some(Located { value: text.clone(), span: field.node.span.clone() }),
        _ => None,
    });
    let id = id.and_then(|field| written_id(&field, problems));
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
            each,
        })
    };
    let gate = gate();
    GateDraft { id: written, priority, needs, gate }
}

/// The id of a gate as it may be written: without a subject.
fn written_id(field: &Field<'_>, problems: &mut Problems) -> Option<GateId> {
    let id = field.id::<GateId>(problems)?;
    if id.subject().is_none() {
        return Some(id);
    }
    let help =
        format!("write `id = \"{}\"` with `each = \"member\"`: the brackets are filled in", id.written());
    problems.push(field.error(format!("`{id}` is the id of one gate of many")).help(help));
    None
}

/// What a gate for many stands for, if its check looks at another thing for each.
fn each(
    field: &Field<'_>,
    check: Option<&Check>,
    kinds: &[&KindSchema],
    problems: &mut Problems,
) -> Option<Each> {
    let text = field.text(problems)?;
    let Some(each) = Each::ALL.into_iter().find(|each| each.to_string() == text) else {
        let words = Each::ALL.map(|each| each.to_string());
        let help = advice(text, words.iter().map(String::as_str));
        problems.push(Problem { help, ..field.error(format!("there can be no gate of each `{text}`")) });
        return None;
    };
    let Some(check) = check else { return Some(each) };
    if check.kind == SIGN_OFF {
        let message = "a person answers one question at a time, so a sign-off is no gate for many";
        problems.push(field.error(message).help("write a gate for each question"));
        return None;
    }
    let kind = kinds.iter().find(|kind| kind.id == check.kind)?;
    if let Some(word) = each.meaningless(&check.params) {
        let message = format!("`{word}` stands for nothing of a {each}");
        problems.push(field.error(message).help("it is for `each = \"target\"`"));
        return None;
    }
    if !each.tells_apart(&check.params, kind) {
        let message = format!("`each = \"{each}\"` changes nothing: the check names nothing of the {each}");
        let words = PLACEHOLDERS.iter().filter(|word| each.means(word)).map(|word| format!("`{word}`"));
        let words = words.collect::<Vec<_>>().join(", ");
        problems.push(field.error(message).help(format!("put one of {words} where they differ")));
        return None;
    }
    Some(each)
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
pub(crate) fn ids(references: &[Located<String>]) -> Vec<GateId> {
    references.iter().filter_map(|reference| reference.value.parse().ok()).collect()
}

fn values(placed: Option<Vec<Located<String>>>) -> Vec<String> {
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
