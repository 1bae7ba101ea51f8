//! The features by what they are about. Each function plants one, and says which mutations of it matter.

pub(crate) mod build_scripts;
pub(crate) mod caches;
pub(crate) mod commands;
pub(crate) mod environment;
pub(crate) mod git_view;
pub(crate) mod ignored;
pub(crate) mod links;
pub(crate) mod looking;
pub(crate) mod members;
pub(crate) mod outside;
pub(crate) mod plain;
pub(crate) mod settings;
