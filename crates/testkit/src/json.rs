//! The JSON a command printed, with the questions that tests ask it. Missing fields fail the test at the question.

use std::ops::Deref;

use serde_json::Value;

/// A JSON document. It can be indexed like the [`Value`] it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Json(pub Value);

impl Deref for Json {
    type Target = Value;

    fn deref(&self) -> &Value {
        &self.0
    }
}

impl Json {
    /// The entry of a gate.
    ///
    /// # Panics
    ///
    /// When there is not exactly one.
    #[track_caller]
    pub fn gate(&self, id: &str) -> &Value {
        let all = self["gates"].as_array().map_or(&[] as &[Value], Vec::as_slice);
        let found: Vec<_> = all.iter().filter(|gate| gate["id"] == id).collect();
        let [gate] = found.as_slice() else {
            panic!("{} entries for the gate `{id}` in {:#}", found.len(), self.0);
        };
        gate
    }

    /// The outcome of a gate.
    ///
    /// # Panics
    ///
    /// When it has none.
    #[track_caller]
    pub fn outcome(&self, id: &str) -> &str {
        let gate = self.gate(id);
        gate["outcome"].as_str().unwrap_or_else(|| panic!("no outcome in {gate:#}"))
    }

    /// The findings of a gate.
    ///
    /// # Panics
    ///
    /// When there is no list of findings.
    #[track_caller]
    pub fn findings(&self, id: &str) -> &[Value] {
        let gate = self.gate(id);
        gate["findings"].as_array().unwrap_or_else(|| panic!("no list of findings in {gate:#}"))
    }

    /// The rules of what was found at a gate, in order.
    ///
    /// # Panics
    ///
    /// When a finding has no rule.
    #[track_caller]
    pub fn finding_rules(&self, id: &str) -> Vec<&str> {
        let findings = self.findings(id).iter();
        findings.map(|f| f["rule"].as_str().unwrap_or_else(|| panic!("no rule in {f:#}"))).collect()
    }

    /// How many subjects a gate looked at.
    ///
    /// # Panics
    ///
    /// When it does not say.
    #[track_caller]
    pub fn subjects(&self, id: &str) -> u64 {
        let gate = self.gate(id);
        gate["subjects"].as_u64().unwrap_or_else(|| panic!("no count of subjects in {gate:#}"))
    }

    /// The value of a measurement of a gate.
    ///
    /// # Panics
    ///
    /// When it was not measured.
    #[track_caller]
    pub fn measured(&self, id: &str, name: &str) -> f64 {
        let gate = self.gate(id);
        let all = gate["measurements"].as_array().map_or(&[] as &[Value], Vec::as_slice);
        let found = all.iter().find(|measurement| measurement["name"] == name);
        found
            .and_then(|m| m["value"].as_f64())
            .unwrap_or_else(|| panic!("no measurement `{name}` in {gate:#}"))
    }
}
