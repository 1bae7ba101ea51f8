//! The table of our check kinds: one file, one line each.

mod bench;
mod budget;
mod cargo_build;
mod cargo_clippy;
mod cargo_doc;
mod cargo_fmt;
mod cargo_test;
mod changelog;
mod ci_workflow;
mod command;
mod compare;
mod docs_constants;
mod docs_sections;
mod duplicate_modules;
mod environment;
mod file;
mod git;
mod metadata;
mod orphan_files;
mod placeholders;
mod sign_off;
mod versions;

use shipworthy_model::kind::Kind;

/// Every kind of ours, sorted by id.
pub static KINDS: &[&Kind] = &[
    &bench::KIND,
    &budget::KIND,
    &cargo_build::KIND,
    &cargo_clippy::KIND,
    &cargo_doc::KIND,
    &cargo_fmt::KIND,
    &cargo_test::KIND,
    &changelog::KIND,
    &ci_workflow::KIND,
    &command::KIND,
    &compare::KIND,
    &docs_constants::KIND,
    &docs_sections::KIND,
    &duplicate_modules::KIND,
    &environment::KIND,
    &file::KIND,
    &git::KIND,
    &metadata::KIND,
    &orphan_files::KIND,
    &placeholders::KIND,
    &sign_off::KIND,
    &versions::KIND,
];
