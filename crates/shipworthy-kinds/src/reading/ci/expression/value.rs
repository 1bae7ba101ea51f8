//! A value of an expression, which may be known in part only.

use std::cmp::Ordering;

use serde_json::Value as Json;

/// A value of an expression, as far as it is known.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::reading::ci) enum ExpressionValue {
    /// Nothing: so is what is not there.
    Null,
    /// True or false.
    Bool(bool),
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
    /// A list or an object.
    Data(Json),
    /// A text of which only the beginning is known.
    Begins(String),
    /// Not known, but that it counts as true.
    Truthy,
    /// Not known, but that it counts as false.
    Falsy,
    /// Not known.
    Unknown,
}

impl ExpressionValue {
    /// The value that JSON, or a plain word of YAML, stands for.
    pub(in crate::reading::ci) fn of_json(json: Json) -> Self {
        match json {
            Json::Null => Self::Null,
            Json::Bool(truth) => Self::Bool(truth),
            Json::Number(number) => number.as_f64().map_or(Self::Unknown, Self::Number),
            Json::String(text) => Self::Text(text),
            data @ (Json::Array(_) | Json::Object(_)) => Self::Data(data),
        }
    }

    /// Does the value count as true?
    pub(in crate::reading::ci) fn truth(&self) -> Option<bool> {
        match self {
            Self::Null | Self::Falsy => Some(false),
            Self::Bool(truth) => Some(*truth),
            Self::Number(number) => Some(*number != 0.0 && !number.is_nan()),
            Self::Text(text) => Some(!text.is_empty()),
            Self::Data(_) | Self::Truthy => Some(true),
            Self::Begins(text) => {
                if text.is_empty() {
                    None
                } else {
                    Some(true)
                }
            }
            Self::Unknown => None,
        }
    }

    /// The text that the value is put in as.
    pub(in crate::reading::ci) fn text(&self) -> Option<String> {
        match self {
            Self::Null => Some(String::new()),
            Self::Bool(truth) => Some(truth.to_string()),
            Self::Number(number) => Some(number.to_string()),
            Self::Text(text) => Some(text.clone()),
            Self::Data(_) | Self::Begins(_) | Self::Truthy | Self::Falsy | Self::Unknown => None,
        }
    }

    fn number(&self) -> Option<f64> {
        match self {
            Self::Null => Some(0.0),
            Self::Bool(truth) => Some(f64::from(u8::from(*truth))),
            Self::Number(number) => Some(*number),
            Self::Text(text) if text.trim().is_empty() => Some(0.0),
            Self::Text(text) => Some(text.trim().parse().unwrap_or(f64::NAN)),
            Self::Data(_) => Some(f64::NAN),
            Self::Begins(_) | Self::Truthy | Self::Falsy | Self::Unknown => None,
        }
    }

    /// Are two values the same, as GitHub compares them?
    pub(in crate::reading::ci) fn equals(&self, other: &Self) -> Option<bool> {
        match (self, other) {
            (Self::Text(one), Self::Text(other)) => Some(one.to_lowercase() == other.to_lowercase()),
            (Self::Begins(begin), Self::Text(text)) | (Self::Text(text), Self::Begins(begin)) => {
                if text.to_lowercase().starts_with(&begin.to_lowercase()) { None } else { Some(false) }
            }
            (Self::Data(one), Self::Data(other)) => {
                if one == other {
                    None
                } else {
                    Some(false)
                }
            }
            // An object that is there is no text, no number and not nothing.
            (Self::Truthy, Self::Null) | (Self::Null, Self::Truthy) => Some(false),
            (one, other) => Some(one.number()? == other.number()?),
        }
    }

    /// The order of two values; nothing where one has none.
    pub(in crate::reading::ci) fn order(&self, other: &Self) -> Option<Option<Ordering>> {
        match (self, other) {
            (Self::Text(one), Self::Text(other)) => Some(Some(one.to_lowercase().cmp(&other.to_lowercase()))),
            (one, other) => Some(one.number()?.partial_cmp(&other.number()?)),
        }
    }
}
