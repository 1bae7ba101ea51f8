//! What must hold for the table of kinds as a whole. That the folder lists the same kinds is held by the tests of
//! `shipworthy`, which may read it.

use std::collections::BTreeSet;

use shipworthy_kinds::KINDS;
use shipworthy_model::kind::{Kind, Need, Param, ParamType, Scope};
use shipworthy_model::params::{Params, Value};

fn is_kebab(text: &str) -> bool {
    text.split('-').all(|word| {
        !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    })
}

#[test]
fn the_table_is_sorted_and_its_ids_are_kebab_case_and_unique() {
    let ids: Vec<&str> = KINDS.iter().map(|kind| kind.schema.id).collect();
    assert!(ids.is_sorted_by(|a, b| a < b), "{ids:?}");
    for id in ids {
        assert!(is_kebab(id), "{id}");
    }
}

fn document(id: &str, params: &[Param]) {
    let mut names = BTreeSet::new();
    for param in params {
        assert!(is_kebab(param.name), "{id}: {}", param.name);
        assert!(names.insert(param.name), "{id}: `{}` twice", param.name);
        assert!(!param.doc.is_empty() && !param.doc.contains('\n'), "{id}: `{}` has no doc", param.name);
        assert!(!param.doc.ends_with('.'), "{id}: `{}`: a phrase, not a sentence", param.name);
        if let ParamType::Tables(inner) = param.ty {
            document(id, inner);
        }
    }
}

/// Only what nobody told can be narrowed: a check that looks is told all that it reads.
#[test]
fn what_is_presumed_is_what_processes_read() {
    let told = ["path", "sources"].map(|name| (name.to_owned(), Value::Text("a".to_owned())));
    let told = Params(told.into());
    let presumes = |kind: &&&Kind| kind.scope.presumes(&told);
    let kinds: Vec<&str> = KINDS.iter().filter(presumes).map(|kind| kind.schema.id).collect();
    assert_eq!(
        kinds,
        ["bench", "budget", "cargo-build", "cargo-clippy", "cargo-doc", "cargo-test", "command", "compare"]
    );
    let each = Scope::Each(&[Scope::Commit, Scope::Named { by: &["path"], otherwise: &[] }]);
    assert!(each.presumes(&Params::default()));
    assert!(!each.presumes(&told));
}

#[test]
fn every_kind_and_parameter_is_documented() {
    for kind in KINDS {
        let schema = &kind.schema;
        assert!(!schema.summary.is_empty() && !schema.summary.ends_with('.'), "{}", schema.id);
        assert!(!schema.about.is_empty() && !schema.since.is_empty(), "{}", schema.id);
        assert!(!schema.about.contains("  "), "{}: a line break went wrong", schema.id);
        document(schema.id, schema.params);
    }
}

#[test]
fn what_a_kind_refers_to_is_a_parameter_of_it() {
    for kind in KINDS {
        let known = |name: &str| kind.schema.params.iter().any(|param| param.name == name);
        let mut named: Vec<&str> = kind.schema.one_of.to_vec();
        match kind.scope {
            Scope::Packages(name) | Scope::PackageFolders(name) => named.push(name),
            Scope::Sources { packages, .. } => named.push(packages),
            Scope::Named { by, .. } => named.extend(by),
            Scope::Refs { dirty } => named.push(dirty),
            _ => {}
        }
        named.extend(kind.needs.iter().filter_map(|need| match need {
            Need::FirstWord(name) => Some(*name),
            _ => None,
        }));
        for name in named {
            assert!(known(name), "{}: no parameter `{name}`", kind.schema.id);
        }
    }
}
