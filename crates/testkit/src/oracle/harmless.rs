//! Mutations that cannot matter, of many classes, about any gate of a world that has nothing to do with them. What is named
//! here is so by construction; the clean room confirms it.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use crate::oracle::edit::{WorldEdit, aged, amend, append, git, mode, replace, variable, write};
use crate::oracle::mutation::{Mutation, Weight};
use crate::oracle::world::World;
use crate::oracle::world_plan::GatePlan;
use crate::random::Random;

/// The row of the table in which these are counted.
const HARMLESS: &str = "harmless";

/// What is done, and how.
type Done = (String, Vec<WorldEdit>);

/// A sort of mutations: what cannot matter to gates of some kinds.
struct HarmlessClass {
    name: &'static str,
    /// The kinds of gates to which it may matter.
    not_for: &'static [&'static str],
    /// One of them, with a number that no other has; `None` when the world has nothing to do it with.
    plan: fn(&World, &GatePlan, usize, &mut Random) -> Option<Done>,
}

/// Kinds that are about the state of the repository, or about every file of it.
const OF_REPOSITORY: &[&str] = &["git", "sign-off"];

/// Kinds that look at the sources of every package.
const OF_ALL_SOURCES: &[&str] =
    &["sign-off", "git", "orphan-files", "placeholders", "duplicate-modules", "docs-constants"];

/// Kinds that may look at tags or commits.
const OF_HISTORY: &[&str] = &["git", "sign-off", "changelog", "versions"];

const CLASSES: &[HarmlessClass] = &[
    HarmlessClass { name: "harmless-source", not_for: OF_ALL_SOURCES, plan: other_source },
    HarmlessClass { name: "harmless-source", not_for: OF_ALL_SOURCES, plan: new_source },
    HarmlessClass { name: "harmless-prose", not_for: OF_REPOSITORY, plan: prose },
    HarmlessClass { name: "harmless-prose", not_for: OF_REPOSITORY, plan: prose },
    HarmlessClass { name: "harmless-env", not_for: &[], plan: foreign_variable },
    HarmlessClass { name: "harmless-touch", not_for: &[], plan: same_bytes },
    HarmlessClass { name: "harmless-touch", not_for: &[], plan: old_time },
    HarmlessClass { name: "harmless-touch", not_for: &[], plan: permissions_of_others },
    HarmlessClass { name: "harmless-new", not_for: OF_REPOSITORY, plan: unlisted_folder },
    HarmlessClass { name: "harmless-ignored", not_for: &[], plan: ignored_file },
    HarmlessClass { name: "harmless-built", not_for: &[], plan: built_file },
    HarmlessClass { name: "harmless-beside", not_for: &[], plan: neighbour },
    HarmlessClass { name: "harmless-check", not_for: OF_REPOSITORY, plan: other_gate },
    HarmlessClass { name: "harmless-git", not_for: OF_HISTORY, plan: reference },
    HarmlessClass { name: "harmless-git", not_for: OF_HISTORY, plan: commit },
    HarmlessClass { name: "harmless-git", not_for: &[], plan: setting_of_git },
];

/// A harmless mutation, about one gate of the world; `number` is another one each time.
pub(crate) fn harmless(world: &World, number: usize, random: &mut Random) -> Option<Mutation> {
    let gate = random.choose(&world.gates)?.clone();
    let class = random.choose(CLASSES)?;
    if class.not_for.contains(&gate.kind()) {
        return None;
    }
    let (what, edits) = (class.plan)(world, &gate, number, random)?;
    let gates = vec![gate.id];
    Some(Mutation { feature: HARMLESS, case: class.name, what, weight: Weight::Harmless, gates, edits })
}

/// The folder of a package of another feature, on which nothing of this gate's depends.
fn foreign_package(world: &World, gate: &GatePlan, random: &mut Random) -> Option<String> {
    // A gate that names no packages is about all of them.
    if gate.of_cargo() && !gate.check.contains("packages = ") {
        return None;
    }
    let others: Vec<_> = world
        .features
        .iter()
        .filter(|feature| **feature != gate.feature)
        .map(|feature| format!("crates/{feature}"))
        .filter(|folder| {
            let lib = world.root.join(folder).join("src/lib.rs").symlink_metadata();
            lib.is_ok_and(|lib| lib.is_file())
        })
        .collect();
    random.choose(&others).cloned()
}

fn other_source(world: &World, gate: &GatePlan, number: usize, random: &mut Random) -> Option<Done> {
    let lib = format!("{}/src/lib.rs", foreign_package(world, gate, random)?);
    let more = format!("\n/// One more.\npub const FURTHER_{number}: u32 = 1;\n");
    Some((format!("{lib} has a further constant"), vec![append(lib, &more)]))
}

fn new_source(world: &World, gate: &GatePlan, number: usize, random: &mut Random) -> Option<Done> {
    let file = format!("{}/examples/further_{number}.rs", foreign_package(world, gate, random)?);
    Some((format!("{file} appears"), vec![write(file, "fn main() {}\n")]))
}

fn prose(world: &World, gate: &GatePlan, number: usize, random: &mut Random) -> Option<Done> {
    let mut places = vec![".".to_owned(), "documents".to_owned()];
    places.extend(foreign_package(world, gate, random));
    let own = format!("crates/{}", gate.feature);
    places.extend(Some(own).filter(|own| world.root.join(own).is_dir()));
    let file = format!("{}/NOTES-{number}.md", random.choose(&places)?);
    Some((format!("{file} is written"), vec![write(file, "# Notes\n\nNobody reads this.\n")]))
}

fn foreign_variable(_: &World, _: &GatePlan, number: usize, _: &mut Random) -> Option<Done> {
    let name = format!("UNRELATED_{number}");
    Some((format!("{name} is set"), vec![variable(&name, "1")]))
}

/// A file of the world, with its text.
fn any_file(world: &World, random: &mut Random) -> Option<(String, String)> {
    let path = random.choose(&world.files())?.clone();
    let text = fs::read_to_string(world.root.join(&path)).ok()?;
    Some((path, text))
}

fn same_bytes(world: &World, _: &GatePlan, _: usize, random: &mut Random) -> Option<Done> {
    let (path, text) = any_file(world, random)?;
    Some((format!("{path} is written again as it is"), vec![write(path, text)]))
}

fn old_time(world: &World, _: &GatePlan, _: usize, random: &mut Random) -> Option<Done> {
    let (path, _) = any_file(world, random)?;
    Some((format!("{path} has an old time"), vec![aged(path)]))
}

fn permissions_of_others(world: &World, _: &GatePlan, _: usize, random: &mut Random) -> Option<Done> {
    let (path, _) = any_file(world, random)?;
    let now = world.root.join(&path).metadata().ok()?.permissions().mode() & 0o777;
    Some((format!("{path} may be read by fewer"), vec![mode(path, now & 0o750)]))
}

fn unlisted_folder(_: &World, _: &GatePlan, number: usize, _: &mut Random) -> Option<Done> {
    let file = format!("unlisted-{number}/data.bin");
    Some((format!("{file} appears, which nobody reads"), vec![write(file, "1\n")]))
}

fn ignored_file(_: &World, _: &GatePlan, number: usize, _: &mut Random) -> Option<Done> {
    let file = format!("scratch/{number}.log");
    Some((format!("{file} appears, which git ignores"), vec![write(file, "1\n")]))
}

fn built_file(_: &World, _: &GatePlan, number: usize, _: &mut Random) -> Option<Done> {
    let file = format!("target/unrelated-{number}.txt");
    Some((format!("{file} appears"), vec![write(file, "1\n")]))
}

fn neighbour(_: &World, _: &GatePlan, number: usize, random: &mut Random) -> Option<Done> {
    let places =
        ["../unrelated", "../../home/unrelated", "../../cargo-home/unrelated", "../../tools/unrelated"];
    let file = format!("{}-{number}.txt", random.choose(&places)?);
    Some((format!("{file} appears"), vec![write(file, "1\n")]))
}

fn other_gate(world: &World, gate: &GatePlan, number: usize, random: &mut Random) -> Option<Done> {
    let others: Vec<_> = world.gates.iter().filter(|other| other.id != gate.id).collect();
    let other = random.choose(&others)?;
    let (id, title) = (format!("id = \"{}\"\n", other.id), format!("The gate {}\"", other.id));
    let (what, from, to) = match random.below(3) {
        0 => ("has another title", title.clone(), format!("Number {number}, {title}")),
        1 => ("has a note", id.clone(), format!("# Note {number}.\n{id}")),
        _ => {
            let check = "title = \"More\"\npriority = \"P1\"\ncheck = { kind = \"duplicate-modules\" }";
            let more = format!("id = \"more-{number}\"\n{check}\n\n[[phase.gate]]\n{id}");
            ("comes after a new gate", id.clone(), more)
        }
    };
    Some((format!("the gate {} {what}", other.id), vec![replace("readiness.toml", &from, &to)]))
}

fn reference(_: &World, _: &GatePlan, number: usize, random: &mut Random) -> Option<Done> {
    let name = format!("unrelated-{number}");
    let edit = match random.once_in(2) {
        true => git(&["branch", &name], &["branch", "--quiet", "-D", &name]),
        false => git(&["tag", &name], &["tag", "--delete", &name]),
    };
    Some((format!("a branch or a tag {name} is made"), vec![edit]))
}

fn commit(_: &World, _: &GatePlan, number: usize, random: &mut Random) -> Option<Done> {
    let message = format!("Nothing {number}");
    if random.once_in(2) {
        return Some(("the newest commit is amended".to_owned(), amend(&number.to_string())));
    }
    let words = ["commit", "--quiet", "--allow-empty", "--message", &message];
    let back = ["reset", "--quiet", "--soft", "HEAD~1"];
    Some(("an empty commit is made".to_owned(), vec![git(&words, &back)]))
}

fn setting_of_git(_: &World, _: &GatePlan, number: usize, _: &mut Random) -> Option<Done> {
    let name = format!("world.unrelated-{number}");
    let edit = git(&["config", &name, "1"], &["config", "--unset", &name]);
    Some((format!("{name} is set in git"), vec![edit]))
}
