//! The legs of a matrix: every combination of its values, without those left out and with those put in.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use crate::reading::ci::expression::{ExpressionContext, ExpressionValue, has_expression, value_of};
use crate::reading::yaml::{ScalarStyle, YamlNode, YamlValue};

/// The values of one leg.
pub(super) type MatrixLeg = BTreeMap<String, ExpressionValue>;

/// The most legs that GitHub runs.
const MOST: usize = 256;

/// The legs of a matrix; `None` when they cannot be told.
pub(super) fn legs(matrix: &YamlNode, context: &dyn ExpressionContext) -> Option<Vec<MatrixLeg>> {
    let fields = match value(matrix, context) {
        ExpressionValue::Data(Json::Object(fields)) => {
            fields.into_iter().map(|(key, json)| (key, ExpressionValue::of_json(json))).collect()
        }
        _ => matrix
            .entries()
            .iter()
            .map(|entry| (entry.key.clone(), value(&entry.node, context)))
            .collect::<Vec<_>>(),
    };
    if fields.is_empty() {
        return None;
    }
    let special = |key: &str| fields.iter().find(|(name, _)| name == key).map(|(_, value)| objects(value));
    let mut legs = vec![MatrixLeg::new()];
    let plain = fields.iter().filter(|(key, _)| key != "include" && key != "exclude");
    let dimensions: Vec<_> = plain.collect();
    for (key, value) in &dimensions {
        let values = match value {
            ExpressionValue::Data(Json::Array(items)) => {
                items.iter().cloned().map(ExpressionValue::of_json).collect()
            }
            _ => vec![ExpressionValue::Unknown],
        };
        let with = |leg: &MatrixLeg| {
            let with = |value: &ExpressionValue| {
                let mut leg = leg.clone();
                leg.insert(key.clone(), value.clone());
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
        let excluded = excluded?;
        legs.retain(|leg| {
            !excluded.iter().any(|fields| fields.iter().all(|(key, value)| leg.get(key) == Some(value)))
        });
    }
    if let Some(included) = special("include") {
        include(&mut legs, included?, dimensions.is_empty());
    }
    (legs.len() <= MOST).then_some(legs)
}

/// Adds what is put in: to each leg whose own values it leaves as they are, or as a leg of its own.
fn include(legs: &mut Vec<MatrixLeg>, included: Vec<MatrixLeg>, alone: bool) {
    if alone {
        *legs = included;
        return;
    }
    let own: Vec<MatrixLeg> = legs.clone();
    for fields in included {
        let mut added = false;
        for (leg, own) in legs.iter_mut().zip(&own) {
            if fields.iter().all(|(key, value)| own.get(key).is_none_or(|mine| mine == value)) {
                leg.extend(fields.clone());
                added = true;
            }
        }
        if !added {
            legs.push(fields);
        }
    }
}

/// A list of objects; `None` when it is not known.
fn objects(value: &ExpressionValue) -> Option<Vec<MatrixLeg>> {
    let ExpressionValue::Data(Json::Array(items)) = value else { return None };
    let object = |item: &Json| match item {
        Json::Object(fields) => {
            let fields =
                fields.iter().map(|(key, json)| (key.clone(), ExpressionValue::of_json(json.clone())));
            Some(fields.collect())
        }
        _ => None,
    };
    items.iter().map(object).collect()
}

/// A value of YAML, as an expression sees it.
fn value(node: &YamlNode, context: &dyn ExpressionContext) -> ExpressionValue {
    if let Some(text) = node.text().filter(|text| has_expression(text)) {
        return value_of(text, context);
    }
    json(node, context).map_or(ExpressionValue::Unknown, ExpressionValue::of_json)
}

fn json(node: &YamlNode, context: &dyn ExpressionContext) -> Option<Json> {
    Some(match &node.value {
        YamlValue::Scalar { text, .. } if has_expression(text) => match value_of(text, context) {
            ExpressionValue::Null => Json::Null,
            ExpressionValue::Bool(truth) => Json::Bool(truth),
            ExpressionValue::Data(json) => json,
            other => Json::String(other.text()?),
        },
        YamlValue::Scalar { text, style } => plain(text, *style),
        YamlValue::Sequence(nodes) => {
            Json::Array(nodes.iter().map(|node| json(node, context)).collect::<Option<_>>()?)
        }
        YamlValue::Mapping(entries) => {
            let field = |entry: &crate::reading::yaml::YamlEntry| {
                Some((entry.key.clone(), json(&entry.node, context)?))
            };
            Json::Object(entries.iter().map(field).collect::<Option<Map<_, _>>>()?)
        }
    })
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
