//! What an expression comes to. What is not known stays so, unless the rest decides.

use std::cmp::Ordering;

use serde_json::Value as Json;

use super::syntax::{WorkflowExpression, expression};
use super::value::ExpressionValue as Value;

/// What the names in an expression stand for.
pub(in crate::reading::ci) trait ExpressionContext {
    /// The value of a name with what is asked of it, such as `matrix`, `os`. Names are in lower case but for those that the
    /// author of the file chose.
    fn value(&self, path: &[&str]) -> Value;
}

/// Evaluates the text of an expression. What is none is not known.
pub(in crate::reading::ci) fn evaluate(text: &str, context: &dyn ExpressionContext) -> Value {
    expression(text).map_or(Value::Unknown, |read| of(&read, context))
}

/// Does an expression ask how the job stands? Then it is not tied to the success of what came before.
pub(super) fn asks_status(text: &str) -> bool {
    expression(text).is_some_and(|read| any_call(&read, &["always", "failure", "success", "cancelled"]))
}

fn any_call(expression: &WorkflowExpression, names: &[&str]) -> bool {
    match expression {
        WorkflowExpression::Call(name, arguments) => {
            names.contains(&name.as_str()) || arguments.iter().any(|argument| any_call(argument, names))
        }
        WorkflowExpression::Not(inner) => any_call(inner, names),
        WorkflowExpression::Binary(_, left, right) | WorkflowExpression::Part(left, right) => {
            any_call(left, names) || any_call(right, names)
        }
        _ => false,
    }
}

fn of(expression: &WorkflowExpression, context: &dyn ExpressionContext) -> Value {
    match expression {
        WorkflowExpression::Null => Value::Null,
        WorkflowExpression::Bool(truth) => Value::Bool(*truth),
        WorkflowExpression::Number(number) => Value::Number(*number),
        WorkflowExpression::Text(text) => Value::Text(text.clone()),
        WorkflowExpression::Path(names) => {
            let path: Vec<&str> = names.iter().map(String::as_str).collect();
            context.value(&path)
        }
        WorkflowExpression::Part(whole, part) => part_of(&of(whole, context), &of(part, context)),
        WorkflowExpression::Call(name, arguments) => {
            let arguments: Vec<Value> = arguments.iter().map(|argument| of(argument, context)).collect();
            call(name, &arguments)
        }
        WorkflowExpression::Not(inner) => {
            of(inner, context).truth().map_or(Value::Unknown, |truth| Value::Bool(!truth))
        }
        WorkflowExpression::Binary(operator, left, right) => {
            let (left, right) = (of(left, context), of(right, context));
            binary(operator, left, right)
        }
    }
}

fn binary(operator: &str, left: Value, right: Value) -> Value {
    let truth = |truth: Option<bool>| truth.map_or(Value::Unknown, Value::Bool);
    let order = |holds: fn(Ordering) -> bool| truth(left.order(&right).map(|order| order.is_some_and(holds)));
    match operator {
        "&&" => match (left.truth(), right.truth()) {
            (Some(true), _) => right,
            (Some(false), _) => left,
            (None, Some(false)) => Value::Falsy,
            (None, _) => Value::Unknown,
        },
        "||" => match (left.truth(), right.truth()) {
            (Some(true), _) => left,
            (Some(false), _) => right,
            (None, Some(true)) => Value::Truthy,
            (None, _) => Value::Unknown,
        },
        "==" => truth(left.equals(&right)),
        "!=" => truth(left.equals(&right).map(|same| !same)),
        "<" => order(Ordering::is_lt),
        "<=" => order(Ordering::is_le),
        ">" => order(Ordering::is_gt),
        _ => order(Ordering::is_ge),
    }
}

fn part_of(whole: &Value, part: &Value) -> Value {
    match (whole, part) {
        (Value::Data(Json::Object(fields)), Value::Text(name)) if name != "*" => {
            fields.get(name).cloned().map_or(Value::Null, Value::of_json)
        }
        (Value::Data(Json::Array(items)), Value::Number(at)) => {
            items.get(*at as usize).cloned().map_or(Value::Null, Value::of_json)
        }
        (Value::Null, _) => Value::Null,
        _ => Value::Unknown,
    }
}

fn call(name: &str, arguments: &[Value]) -> Value {
    let truth = |truth: Option<bool>| truth.map_or(Value::Unknown, Value::Bool);
    match (name, arguments) {
        ("always" | "success", []) => Value::Bool(true),
        ("failure" | "cancelled", []) => Value::Bool(false),
        ("contains", [whole, part]) => truth(contains(whole, part)),
        ("startswith", [Value::Begins(begin), Value::Text(with)]) => {
            let (begin, with) = (begin.to_lowercase(), with.to_lowercase());
            truth(match (begin.starts_with(&with), with.starts_with(&begin)) {
                (true, _) => Some(true),
                (false, true) => None,
                (false, false) => Some(false),
            })
        }
        ("startswith", [whole, with]) => {
            truth(both(whole, with).map(|(whole, with)| whole.starts_with(&with)))
        }
        ("endswith", [whole, with]) => truth(both(whole, with).map(|(whole, with)| whole.ends_with(&with))),
        ("format", [Value::Text(format), rest @ ..]) => {
            let texts: Option<Vec<String>> = rest.iter().map(Value::text).collect();
            let Some(texts) = texts else { return Value::Unknown };
            let put_in =
                |text: String, (at, part): (usize, &String)| text.replace(&format!("{{{at}}}"), part);
            Value::Text(texts.iter().enumerate().fold(format.clone(), put_in))
        }
        ("join", [Value::Data(Json::Array(items)), rest @ ..]) => {
            let between = rest.first().map_or(Some(",".to_owned()), Value::text);
            let texts: Option<Vec<String>> =
                items.iter().cloned().map(|item| Value::of_json(item).text()).collect();
            match (texts, between) {
                (Some(texts), Some(between)) => Value::Text(texts.join(&between)),
                _ => Value::Unknown,
            }
        }
        ("fromjson", [Value::Text(text)]) => {
            serde_json::from_str(text).map_or(Value::Unknown, Value::of_json)
        }
        ("tojson", [Value::Data(json)]) => Value::Text(json.to_string()),
        _ => Value::Unknown,
    }
}

fn both(one: &Value, other: &Value) -> Option<(String, String)> {
    Some((one.text()?.to_lowercase(), other.text()?.to_lowercase()))
}

fn contains(whole: &Value, part: &Value) -> Option<bool> {
    match whole {
        Value::Data(Json::Array(items)) => {
            let same: Vec<Option<bool>> =
                items.iter().map(|item| Value::of_json(item.clone()).equals(part)).collect();
            if same.contains(&Some(true)) {
                Some(true)
            } else if same.contains(&None) {
                None
            } else {
                Some(false)
            }
        }
        Value::Null => Some(part.text()?.is_empty()),
        whole => both(whole, part).map(|(whole, part)| whole.contains(&part)),
    }
}
