//! The legs of a matrix: every combination of its values, without those left out and with those put in.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use crate::reading::ci::expression::{ExpressionContext, ExpressionValue, has_expression, value_of};
use crate::reading::yaml::{ScalarStyle, YamlNode, YamlValue};

/// The values of one leg.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct MatrixLeg {
    values: BTreeMap<String, ExpressionValue>,
    /// May it have values beside those, because what is put in is not known?
    open: bool,
}

impl MatrixLeg {
    /// The value of this name.
    pub(super) fn get(&self, name: &str) -> ExpressionValue {
        let other = if self.open { ExpressionValue::Unknown } else { ExpressionValue::Null };
        self.values.get(name).cloned().unwrap_or(other)
    }
}

/// The most legs that GitHub runs.
const MOST: usize = 256;

/// The legs of a matrix; `None` when they cannot be told. What is not known of one value says nothing of the others.
pub(super) fn legs(matrix: &YamlNode, context: &dyn ExpressionContext) -> Option<Vec<MatrixLeg>> {
    let MatrixValue::Fields(fields) = value(matrix, context) else { return None };
    if fields.is_empty() {
        return None;
    }
    let special = |key: &str| fields.iter().find(|(name, _)| name == key).map(|(_, value)| objects(value));
    let mut legs = vec![MatrixLeg::default()];
    let dimensions: Vec<_> = fields.iter().filter(|(key, _)| key != "include" && key != "exclude").collect();
    for (key, value) in &dimensions {
        let values: Vec<ExpressionValue> = match value {
            MatrixValue::List(items) => items.iter().map(MatrixValue::plain).collect(),
            _ => vec![ExpressionValue::Unknown],
        };
        let with = |leg: &MatrixLeg| {
            let with = |value: &ExpressionValue| {
                let mut leg = leg.clone();
                leg.values.insert(key.clone(), value.clone());
                leg
            };
            values.iter().map(with).collect::<Vec<_>>()
        };
        legs = legs.iter().flat_map(with).collect();
        if legs.len() > MOST {
            return None;
        }
    }
    if let Some(excluded) = special("exclude") {
        let excluded: Vec<MatrixLeg> = excluded?;
        // Whether one is left out that is not known, nobody can say.
        if excluded.iter().any(|fields| fields.open || fields.values.values().any(is_unknown)) {
            return None;
        }
        legs.retain(|leg| {
            !excluded
                .iter()
                .any(|fields| fields.values.iter().all(|(key, value)| leg.values.get(key) == Some(value)))
        });
    }
    match special("include") {
        None => {}
        Some(None) if dimensions.is_empty() => return None,
        Some(None) => include(&mut legs, vec![MatrixLeg { open: true, ..MatrixLeg::default() }], false),
        Some(Some(included)) => include(&mut legs, included, dimensions.is_empty()),
    }
    (legs.len() <= MOST).then_some(legs)
}

fn is_unknown(value: &ExpressionValue) -> bool {
    *value == ExpressionValue::Unknown
}

/// Adds what is put in: to each leg whose own values it leaves as they are, or as a leg of its own; as both, where it is not
/// known what it says of one of those values.
fn include(legs: &mut Vec<MatrixLeg>, included: Vec<MatrixLeg>, alone: bool) {
    if alone {
        *legs = included;
        return;
    }
    let own: Vec<MatrixLeg> = legs.clone();
    for fields in included {
        let mut added = false;
        for (leg, own) in legs.iter_mut().zip(&own) {
            let mine = |key: &String| own.values.get(key);
            let fits = |key: &String, value: &ExpressionValue| {
                mine(key).is_none_or(|mine| mine == value || is_unknown(mine) || is_unknown(value))
            };
            if !fields.values.iter().all(|(key, value)| fits(key, value)) {
                continue;
            }
            let certain = !fields.open
                && fields
                    .values
                    .iter()
                    .all(|(key, value)| mine(key).is_none_or(|mine| mine == value && !is_unknown(mine)));
            for (key, value) in &fields.values {
                if mine(key).is_none() {
                    let value = if certain { value.clone() } else { ExpressionValue::Unknown };
                    leg.values.insert(key.clone(), value);
                }
            }
            leg.open |= fields.open;
            added |= certain;
        }
        if !added {
            legs.push(fields);
        }
    }
}

/// A list of objects; `None` when it is not known. Of an item that is not known nothing is.
fn objects(value: &MatrixValue) -> Option<Vec<MatrixLeg>> {
    let MatrixValue::List(items) = value else { return None };
    let object = |item: &MatrixValue| match item {
        MatrixValue::Fields(fields) => {
            let values = fields.iter().map(|(key, value)| (key.clone(), value.plain())).collect();
            Some(MatrixLeg { values, open: false })
        }
        MatrixValue::Unknown => Some(MatrixLeg { values: BTreeMap::new(), open: true }),
        _ => None,
    };
    items.iter().map(object).collect()
}

/// A value of YAML of which parts may not be known.
enum MatrixValue {
    Unknown,
    Plain(ExpressionValue),
    List(Vec<MatrixValue>),
    Fields(Vec<(String, MatrixValue)>),
}

impl MatrixValue {
    fn of_json(json: Json) -> Self {
        match json {
            Json::Array(items) => Self::List(items.into_iter().map(Self::of_json).collect()),
            Json::Object(fields) => {
                Self::Fields(fields.into_iter().map(|(key, json)| (key, Self::of_json(json))).collect())
            }
            json => Self::Plain(ExpressionValue::of_json(json)),
        }
    }

    /// The value as an expression sees it, which knows all of a list or none of it.
    fn plain(&self) -> ExpressionValue {
        match self {
            Self::Plain(value) => value.clone(),
            known => known.json().map_or(ExpressionValue::Unknown, ExpressionValue::of_json),
        }
    }

    fn json(&self) -> Option<Json> {
        Some(match self {
            Self::Unknown => return None,
            Self::Plain(value) => match value {
                ExpressionValue::Null => Json::Null,
                ExpressionValue::Bool(truth) => Json::Bool(*truth),
                ExpressionValue::Number(number) => Json::Number(serde_json::Number::from_f64(*number)?),
                ExpressionValue::Data(json) => json.clone(),
                other => Json::String(other.text()?),
            },
            Self::List(items) => Json::Array(items.iter().map(Self::json).collect::<Option<_>>()?),
            Self::Fields(fields) => {
                let field = |(key, value): &(String, Self)| Some((key.clone(), value.json()?));
                Json::Object(fields.iter().map(field).collect::<Option<Map<_, _>>>()?)
            }
        })
    }
}

/// A value of YAML, as an expression sees it.
fn value(node: &YamlNode, context: &dyn ExpressionContext) -> MatrixValue {
    match &node.value {
        YamlValue::Scalar { text, .. } if has_expression(text) => match value_of(text, context) {
            ExpressionValue::Data(json) => MatrixValue::of_json(json),
            ExpressionValue::Null => MatrixValue::Plain(ExpressionValue::Null),
            ExpressionValue::Bool(truth) => MatrixValue::Plain(ExpressionValue::Bool(truth)),
            other => match other.text() {
                Some(text) => MatrixValue::Plain(ExpressionValue::of_json(Json::String(text))),
                None => MatrixValue::Unknown,
            },
        },
        YamlValue::Scalar { text, style } => MatrixValue::of_json(plain(text, *style)),
        YamlValue::Sequence(nodes) => {
            MatrixValue::List(nodes.iter().map(|node| value(node, context)).collect())
        }
        YamlValue::Mapping(entries) => {
            let field =
                |entry: &crate::reading::yaml::YamlEntry| (entry.key.clone(), value(&entry.node, context));
            MatrixValue::Fields(entries.iter().map(field).collect())
        }
    }
}

fn plain(text: &str, style: ScalarStyle) -> Json {
    let number = |text: &str| text.parse::<f64>().ok().and_then(serde_json::Number::from_f64);
    match text {
        _ if style != ScalarStyle::Plain => Json::String(text.to_owned()),
        "" => Json::Null,
        "true" | "True" | "TRUE" => Json::Bool(true),
        "false" | "False" | "FALSE" => Json::Bool(false),
        text if text.starts_with(|c: char| c.is_ascii_digit() || c == '-') => {
            number(text).map_or(Json::String(text.to_owned()), Json::Number)
        }
        text => Json::String(text.to_owned()),
    }
}
