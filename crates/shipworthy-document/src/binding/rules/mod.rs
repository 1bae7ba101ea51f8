//! The table of the rules. Of two that understand an item, the earlier one counts.

mod budget;
mod cargo;
mod changelog;
mod ci;
mod ci_thresholds;
mod code_state;
mod command;
mod constants;
mod coverage;
mod docker;
mod document_section;
mod duplicate_modules;
mod environment;
mod file_created;
mod file_extended;
mod file_holds;
mod file_label;
mod file_shrunk;
mod file_there;
mod link;
mod metadata;
mod path_removed;
mod question;
mod tag;
mod template;
mod threshold;
mod validity;
mod versions;

use super::bound::Rule;

/// Every rule, the most certain first.
pub static RULES: &[&Rule] = &[
    &link::RULE,
    &template::RULE,
    &file_label::RULE,
    &validity::RULE,
    &path_removed::RULE,
    &duplicate_modules::RULE,
    &file_shrunk::RULE,
    &document_section::RULE,
    &constants::RULE,
    &metadata::RULE,
    &changelog::RULE,
    &versions::RULE,
    &tag::RULE,
    &ci_thresholds::RULE,
    &ci::RULE,
    &docker::RULE,
    &file_extended::RULE,
    &file_created::RULE,
    &file_there::RULE,
    &file_holds::RULE,
    &cargo::RULE,
    &command::RULE,
    &code_state::RULE,
    &threshold::RULE,
    &coverage::RULE,
    &budget::RULE,
    &environment::RULE,
    &question::RULE,
];

/// What is left of the rules where nothing may be held against an item.
pub(super) static LAST: &[&Rule] = &[&question::RULE];

/// Those that speak of the whole workspace, which a document about a part of it does not.
pub(super) static WIDE: &[&Rule] = &[
    &budget::RULE,
    &cargo::RULE,
    &changelog::RULE,
    &ci::RULE,
    &code_state::RULE,
    &coverage::RULE,
    &docker::RULE,
    &duplicate_modules::RULE,
    &metadata::RULE,
    &threshold::RULE,
    &versions::RULE,
];
