//! What rules about the state of the code need to know of a workspace: is it about Rust alone, and what does it build?

use shipworthy_model::checklist::Check;
use shipworthy_model::params::Value;

use super::bound::{check, texts};
use super::context::ItemContext;

/// Manifests of other languages: where one stands at the root, `all tests pass` is not about Rust alone.
#[rustfmt::skip]
const OTHERS: &[&str] = &[
    "CMakeLists.txt", "Gemfile", "build.gradle", "build.gradle.kts", "deno.json", "go.mod", "mix.exs",
    "package.json", "pom.xml", "pyproject.toml", "setup.py",
];

/// Is there a workspace of cargo, and no other language at the root?
pub(crate) fn only_rust(context: &ItemContext<'_>) -> bool {
    !context.surroundings.packages().is_empty() && !OTHERS.iter().any(|file| context.files.exists(file))
}

/// The one program that the workspace builds.
pub(crate) fn one_program<'a>(context: &ItemContext<'a>) -> Option<&'a str> {
    let targets = context.surroundings.packages().iter().flat_map(|package| &package.targets);
    let mut programs = targets.filter(|target| target.kinds.iter().any(|kind| kind == "bin"));
    let only = programs.next()?;
    programs.next().is_none().then_some(only.name.as_str())
}

/// The check that runs these words and wants them to succeed.
pub(crate) fn command(argv: &[&str]) -> Check {
    check("command", [("argv", texts(argv.iter().copied()))])
}

/// A check of a kind with a number for its limit.
pub(crate) fn limited(kind: &str, name: &str, limit: i64) -> Check {
    check(kind, [(name, Value::Integer(limit))])
}
