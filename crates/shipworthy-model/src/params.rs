//! The parameters a gate gives its check: a small tree of values, already validated against the kind's schema.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::amount::parse_span;

/// One value of a parameter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Value {
    /// A string.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number with a fraction.
    Number(f64),
    /// A flag: `true` or `false`.
    Flag(bool),
    /// Several values.
    List(Vec<Value>),
    /// Named values.
    Table(Params),
}

/// Named values. The getters answer `None` (or nothing) for what was not given; what was given has the declared
/// type, because a checklist with any other does not load.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Params(pub BTreeMap<String, Value>);

impl Params {
    /// The value of the parameter `name`.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// Is the parameter `name` given at all?
    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// The string that was given for `name`.
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.get(name)? {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A list of strings; a single string counts as a list of one. Empty when absent.
    pub fn texts(&self, name: &str) -> Vec<&str> {
        match self.get(name) {
            Some(Value::Text(text)) => vec![text],
            Some(Value::List(list)) => list
                .iter()
                .filter_map(|value| match value {
                    Value::Text(text) => Some(text.as_str()),
                    _ => None,
                })
                .collect(),
            _ => Vec::new(),
        }
    }

    /// A whole number of things, never negative.
    pub fn count(&self, name: &str) -> Option<u64> {
        match self.get(name)? {
            Value::Integer(number) => u64::try_from(*number).ok(),
            _ => None,
        }
    }

    /// A whole number that may be negative (an exit code).
    pub fn integer(&self, name: &str) -> Option<i64> {
        match self.get(name)? {
            Value::Integer(number) => Some(*number),
            _ => None,
        }
    }

    /// The number that was given for `name`, whole or not.
    pub fn number(&self, name: &str) -> Option<f64> {
        match self.get(name)? {
            Value::Integer(number) => Some(*number as f64),
            Value::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The flag that was given for `name`.
    pub fn flag(&self, name: &str) -> Option<bool> {
        match self.get(name)? {
            Value::Flag(flag) => Some(*flag),
            _ => None,
        }
    }

    /// A span of time.
    pub fn duration(&self, name: &str) -> Option<Duration> {
        parse_span(self.text(name)?)
    }

    /// A table of named values.
    pub fn table(&self, name: &str) -> Option<&Params> {
        match self.get(name)? {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    /// A list of tables. Empty when absent.
    pub fn tables(&self, name: &str) -> Vec<&Params> {
        match self.get(name) {
            Some(Value::List(list)) => list
                .iter()
                .filter_map(|value| match value {
                    Value::Table(table) => Some(table),
                    _ => None,
                })
                .collect(),
            _ => Vec::new(),
        }
    }
}
