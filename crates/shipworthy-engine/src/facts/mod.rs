//! Facts about the tree, the repository, the workspace, the tools and the machine. Reading them judges nothing.

pub(crate) mod between;
pub mod git;
pub mod help;
pub mod history;
pub mod look;
pub mod machine;
pub(crate) mod rustup;
pub(crate) mod settings;
pub(crate) mod subcommand;
mod toolchain;
pub mod tools;
pub mod tree;
pub mod workspace;
