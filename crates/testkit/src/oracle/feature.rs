//! What worlds are made of: a feature plants files and gates, and says which mutations matter for them.

use crate::oracle::features::{
    build_scripts, caches, commands, environment, git_view, ignored, links, looking, members, outside, plain,
    settings,
};
use crate::oracle::ground::Ground;

/// A feature: a name, and how it is planted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Feature {
    pub(crate) name: &'static str,
    pub(crate) plant: fn(&mut Ground),
}

const fn feature(name: &'static str, plant: fn(&mut Ground)) -> Feature {
    Feature { name, plant }
}

/// All features. One more is a line here and a function there.
pub(crate) const FEATURES: &[Feature] = &[
    feature("ignored-source", ignored::source),
    feature("ignored-built", ignored::built),
    feature("ignored-looked", ignored::looked),
    feature("ignored-inside", ignored::inside),
    feature("ignored-beside", ignored::beside),
    feature("ignored-command", ignored::command),
    feature("ignored-sign-off", ignored::sign_off),
    feature("script-parent", build_scripts::parent),
    feature("script-narrow", build_scripts::narrow),
    feature("script-env", build_scripts::env),
    feature("script-folder", build_scripts::folder),
    feature("script-ignored", build_scripts::ignored),
    feature("script-branch", build_scripts::branch),
    feature("script-plain", build_scripts::plain),
    feature("cache-test", caches::test),
    feature("cache-warnings", caches::warnings),
    feature("cache-clippy", caches::clippy),
    feature("env-option", environment::option),
    feature("env-macro", environment::required),
    feature("env-runtime", environment::runtime),
    feature("env-declared", environment::declared),
    feature("env-bootstrap", environment::bootstrap),
    feature("env-profile", environment::profile),
    feature("env-runner", environment::runner),
    feature("env-nextest", environment::nextest),
    feature("env-command", environment::command),
    feature("env-rustdoc", environment::rustdoc),
    feature("env-cargo", environment::cargo),
    feature("outside-include", outside::include),
    feature("outside-concat", outside::concat),
    feature("outside-joined", outside::joined),
    feature("outside-macro", outside::proc_macro),
    feature("outside-module", outside::module),
    feature("outside-dep", outside::dependency),
    feature("outside-program", outside::program),
    feature("docs-folder", outside::docs),
    feature("member-outside", members::outside),
    feature("member-ignored", members::ignored),
    feature("member-submodule", members::submodule),
    feature("set-env", settings::env),
    feature("set-include", settings::include),
    feature("set-paths", settings::paths),
    feature("set-runner", settings::runner),
    feature("set-wrapper", settings::wrapper),
    feature("set-inherited", settings::inherited),
    feature("set-levels", settings::levels),
    feature("set-clippy", settings::clippy),
    feature("set-rustfmt", settings::rustfmt),
    feature("set-toolchain", settings::toolchain),
    feature("cmd-inputs", commands::inputs),
    feature("cmd-nothing", commands::nothing),
    feature("cmd-glob", commands::glob),
    feature("cmd-tool", commands::tool),
    feature("cmd-shadow", commands::shadow),
    feature("cmd-script", commands::script),
    feature("look-metadata", looking::metadata),
    feature("look-documents", looking::documents),
    feature("look-files", looking::files),
    feature("look-modules", looking::modules),
    feature("link-manifest", links::manifest),
    feature("link-source", links::source),
    feature("link-data", links::data),
    feature("git-crlf", git_view::crlf),
    feature("git-filter", git_view::filter),
    feature("git-monitor", git_view::monitor),
    feature("git-mode", git_view::mode_of_files),
    feature("git-assumed", git_view::assumed),
    feature("git-submodule", git_view::submodule),
    feature("git-settings", git_view::settings),
    feature("git-clean", git_view::clean),
    feature("plain-test", plain::test),
    feature("plain-doc", plain::doc),
];
