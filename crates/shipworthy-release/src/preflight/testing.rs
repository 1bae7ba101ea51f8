//! Plans for the tests of this folder.

use std::collections::BTreeMap;

use crate::plan::{PLAN_SCHEMA, PackageSettings, Plan, PlannedPackage};

/// A plan that brings these packages from 0.1.0 to 0.2.0, to crates.io.
pub(super) fn plan(names: &[&str]) -> Plan {
    let member = |name: &&str| PlannedPackage {
        name: (*name).to_owned(),
        from: "0.1.0".to_owned(),
        to: "0.2.0".to_owned(),
        registry: None,
        after: Vec::new(),
        programs: Vec::new(),
        library: true,
        settings: PackageSettings::default(),
    };
    Plan {
        schema: PLAN_SCHEMA,
        created: "2026-11-01T10:00:00Z".to_owned(),
        commit: String::new(),
        branch: "main".to_owned(),
        remote: Some("origin".to_owned()),
        packages: names.iter().map(member).collect(),
        edits: Vec::new(),
        message: String::new(),
        tags: Vec::new(),
        notes: "- A thing\n".to_owned(),
        effects: Vec::new(),
        remarks: Vec::new(),
        chosen: false,
        hooks: BTreeMap::new(),
    }
}
