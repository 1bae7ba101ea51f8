//! What changed in the parameters of a check, and whether less is asked for now. Goes by the table of the kind: where that does
//! not say in which direction a value is stricter, nobody can tell.

use shipworthy_model::amount::parse_span;
use shipworthy_model::kind::{Param, ParamType, Stricter};
use shipworthy_model::params::{Params, Value};
use shipworthy_model::weakening::Direction;

/// A parameter with another value than before.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ParamChange {
    /// The name of the parameter; of one in a table, with the names on the way to it: `numbers.tests.at-least`.
    pub(crate) name: String,
    pub(crate) from: Option<String>,
    pub(crate) to: Option<String>,
    pub(crate) direction: Direction,
}

/// What is weaker or changed in the parameters of one kind.
pub(crate) fn changes(params: &[Param], old: &Params, new: &Params) -> Vec<ParamChange> {
    let mut found = Vec::new();
    for param in params {
        let values = (old.get(param.name), new.get(param.name));
        one(param.name, &param.ty, param.stricter, values, &mut found);
    }
    found
}

type Values<'v> = (Option<&'v Value>, Option<&'v Value>);

fn one(
    name: &str,
    ty: &ParamType,
    stricter: Option<Stricter>,
    (old, new): Values<'_>,
    found: &mut Vec<ParamChange>,
) {
    if old == new {
        return;
    }
    match (ty, old, new) {
        (ParamType::Tables(params), Some(Value::List(old)), Some(Value::List(new))) => {
            return tables(name, params, (old, new), found);
        }
        (ParamType::Map(ty), Some(Value::Table(old)), Some(Value::Table(new))) => {
            let new_keys = new.0.keys().filter(|key| !old.has(key));
            for key in old.0.keys().chain(new_keys) {
                one(&format!("{name}.{key}"), ty, ty.stricter(), (old.get(key), new.get(key)), found);
            }
            return;
        }
        _ => {}
    }
    if let Some(direction) = direction(stricter, (old, new)) {
        let (from, to) = (old.map(shown), new.map(shown));
        found.push(ParamChange { name: name.to_owned(), from, to, direction });
    }
}

/// In which direction a value changed; `None` when more is asked for.
fn direction(stricter: Option<Stricter>, (old, new): Values<'_>) -> Option<Direction> {
    let weaker = |old: f64, new: f64| match stricter {
        Some(Stricter::Higher) => new < old,
        Some(Stricter::Lower) => new > old,
        None => false,
    };
    match (stricter, old, new) {
        (Some(_), Some(old), Some(new)) => match (amount(old), amount(new)) {
            (Some(old), Some(new)) => weaker(old, new).then_some(Direction::Weaker),
            _ => Some(Direction::Changed),
        },
        (Some(_), Some(_), None) => Some(Direction::Weaker),
        (Some(Stricter::Higher), None, Some(_)) => None,
        // Without a limit another may have held, which the kind sets by itself.
        _ => Some(Direction::Changed),
    }
}

fn amount(value: &Value) -> Option<f64> {
    match value {
        Value::Integer(number) => Some(*number as f64),
        Value::Number(number) => Some(*number),
        Value::Text(text) => Some(parse_span(text)?.as_secs_f64()),
        _ => None,
    }
}

/// Compares tables in a list: those of one name, or else of one place.
fn tables(name: &str, params: &[Param], (old, new): (&[Value], &[Value]), found: &mut Vec<ParamChange>) {
    let label = |at: usize, value: &Value| match value {
        Value::Table(table) => table.text("name").map_or_else(|| (at + 1).to_string(), str::to_owned),
        _ => (at + 1).to_string(),
    };
    let mut open: Vec<(String, &Value)> = new.iter().enumerate().map(|(at, v)| (label(at, v), v)).collect();
    for (at, value) in old.iter().enumerate() {
        let label = label(at, value);
        let name = format!("{name}.{label}");
        let same = open.iter().position(|(other, _)| *other == label).map(|at| open.remove(at).1);
        match (value, same) {
            (Value::Table(old), Some(Value::Table(new))) => {
                let inside = changes(params, old, new).into_iter();
                found.extend(
                    inside.map(|change| ParamChange { name: format!("{name}.{}", change.name), ..change }),
                );
            }
            (value, same) => found.push(ParamChange {
                name,
                from: Some(shown(value)),
                to: same.map(shown),
                direction: if same.is_some() { Direction::Changed } else { Direction::Weaker },
            }),
        }
    }
}

/// A value as people read it.
fn shown(value: &Value) -> String {
    const MOST: usize = 200;
    let text = match value {
        Value::Text(text) => text.clone(),
        Value::Integer(number) => number.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Flag(flag) => flag.to_string(),
        Value::List(list) => list.iter().map(shown).collect::<Vec<_>>().join(", "),
        Value::Table(table) => {
            let each = table.0.iter().map(|(key, value)| format!("{key} = {}", shown(value)));
            format!("{{ {} }}", each.collect::<Vec<_>>().join(", "))
        }
        // A sort of values that is newer than this.
        other => format!("{other:?}"),
    };
    if text.chars().count() <= MOST { text } else { text.chars().take(MOST).collect::<String>() + "..." }
}
