//! What is so: the tree, the repository, the workspace, the tools, the machine. It looks and has no opinion.

pub mod git;
pub mod help;
pub mod history;
pub mod look;
pub mod machine;
pub mod tools;
pub mod tree;
pub mod workspace;
