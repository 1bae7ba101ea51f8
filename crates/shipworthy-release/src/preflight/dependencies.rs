//! Dependencies between members that would stop the uploads half way: on what no registry has, and in circles through
//! dev-dependencies. What the `metadata` check says of normal and build dependencies is not said again here.

use std::collections::{BTreeMap, BTreeSet};

use shipworthy_model::facts::{Dependency, Package, Workspace};

use super::look::{Look, Outcome, Subject};
use crate::plan::Plan;

/// The packages of the plan and what they depend on.
pub(super) fn look(plan: &Plan, workspace: &Workspace) -> Vec<Look> {
    let members: BTreeMap<&str, &Package> = workspace.packages.iter().map(|p| (p.name.as_str(), p)).collect();
    let released = plan.packages.iter().filter_map(|member| members.get_key_value(member.name.as_str()));
    let released: BTreeMap<&str, &Package> = released.map(|(name, package)| (*name, *package)).collect();
    let mut looks = Vec::new();
    for package in released.values() {
        let inside = package.dependencies.iter().filter(|dependency| dependency.path.is_some());
        for dependency in inside.filter(|dependency| is_shipped(dependency)) {
            let Some(on) = members.get(dependency.name.as_str()) else { continue };
            if !on.publishable && dependency.section == "dev" {
                let why = format!("{} has {} as a dev-dependency with a version, and no registry has it", package.name, on.name);
                let remedy = format!("remove `version` from the dev-dependency {}: cargo then leaves it out of the package", on.name);
                looks.push(Subject::Dependencies.of(&package.name, Outcome::refused(why, remedy)));
            }
        }
    }
    looks.extend(circles(&released));
    if looks.is_empty() {
        let seen = format!("those of {} packages can be uploaded one after the other", released.len());
        looks.push(Subject::Dependencies.look(Outcome::fine(seen)));
    }
    looks
}

/// Does it stay in the package that is uploaded? A dev-dependency without a version does not.
fn is_shipped(dependency: &Dependency) -> bool {
    dependency.section != "dev" || dependency.requirement != "*"
}

/// Each dev-dependency with a version that closes a circle: neither of its ends can be uploaded before the other.
fn circles(released: &BTreeMap<&str, &Package>) -> Vec<Look> {
    let circle = Circles::of(released);
    let mut looks = Vec::new();
    for package in released.values() {
        for dependency in package.dependencies.iter().filter(|d| d.section == "dev" && is_shipped(d)) {
            let name = dependency.name.as_str();
            if !released.contains_key(name) || dependency.path.is_none() || !circle.joins(&package.name, name) {
                continue;
            }
            let why = format!("{} has {name} as a dev-dependency, and {name} depends on {0}: neither can be uploaded first", package.name);
            let why = if name == package.name {
                format!("{name} has itself as a dev-dependency with a version, which no registry has before it is uploaded")
            } else {
                why
            };
            let remedy = format!("remove `version` from the dev-dependency {name}: cargo then leaves it out of the package");
            looks.push(Subject::Dependencies.of(&package.name, Outcome::refused(why, remedy)));
        }
    }
    looks
}

/// The strongly connected groups of the packages: two are in a circle exactly when they share a group.
struct Circles<'a> {
    group: BTreeMap<&'a str, usize>,
}

impl<'a> Circles<'a> {
    /// By two walks, along the dependencies and against them, neither of them recursive.
    fn of(released: &BTreeMap<&'a str, &'a Package>) -> Self {
        let mut on: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let mut of: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (name, package) in released {
            let inside = package.dependencies.iter().filter(|d| d.path.is_some() && is_shipped(d));
            for dependency in inside {
                if let Some((other, _)) = released.get_key_value(dependency.name.as_str()) {
                    on.entry(name).or_default().push(other);
                    of.entry(other).or_default().push(name);
                }
            }
        }
        let mut seen = BTreeSet::new();
        let mut left = Vec::new();
        for name in released.keys() {
            walk(name, &on, &mut seen, &mut |name| left.push(name));
        }
        let mut seen = BTreeSet::new();
        let mut group = BTreeMap::new();
        for (number, name) in left.into_iter().rev().enumerate() {
            walk(name, &of, &mut seen, &mut |name| {
                group.insert(name, number);
            });
        }
        Self { group }
    }

    fn joins(&self, one: &str, other: &str) -> bool {
        self.group.get(one) == self.group.get(other)
    }
}

/// Everything that is reached from `name` and was not seen before; each is told when all that it reaches was told.
fn walk<'a>(
    name: &'a str,
    edges: &BTreeMap<&'a str, Vec<&'a str>>,
    seen: &mut BTreeSet<&'a str>,
    left: &mut dyn FnMut(&'a str),
) {
    let next = |name: &str| edges.get(name).map(Vec::as_slice).unwrap_or_default().iter();
    if !seen.insert(name) {
        return;
    }
    let mut path = vec![(name, next(name))];
    while let Some((name, rest)) = path.last_mut() {
        match rest.next() {
            Some(other) if seen.insert(other) => path.push((other, next(other))),
            Some(_) => {}
            None => {
                left(name);
                path.pop();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preflight::testing::plan;

    /// `a: b dev c` with one package each line; `=` behind a name is a version.
    fn workspace(text: &str) -> Workspace {
        let package = |line: &str| {
            let (name, rest) = line.split_once(':').unwrap();
            let (name, publishable) = (name.trim_end_matches('!'), !name.ends_with('!'));
            let mut section = "normal";
            let mut dependencies = Vec::new();
            for word in rest.split_whitespace() {
                if matches!(word, "dev" | "build" | "normal") {
                    section = word;
                    continue;
                }
                let requirement = if word.ends_with('=') { "^0.1.0" } else { "*" };
                let name = word.trim_end_matches('=').to_owned();
                let path = Some(name.clone());
                let (requirement, section) = (requirement.to_owned(), section.to_owned());
                dependencies.push(Dependency { name, requirement, section, path });
            }
            Package { name: name.to_owned(), publishable, dependencies, ..Package::default() }
        };
        let mut packages: Vec<Package> = text.lines().map(package).collect();
        packages.sort_by(|a, b| a.name.cmp(&b.name));
        Workspace { packages, excluded: Vec::new() }
    }

    fn refused(text: &str) -> Vec<String> {
        let workspace = workspace(text);
        let names: Vec<&str> =
            workspace.packages.iter().filter(|p| p.publishable).map(|p| p.name.as_str()).collect();
        let looks = look(&plan(&names), &workspace);
        looks.into_iter().filter(|l| l.outcome.is_refused()).map(|l| l.which).collect()
    }

    #[test]
    fn what_no_order_of_uploads_can_satisfy_is_refused() {
        let cases: [(&str, &[&str]); 10] = [
            ("a:\nb: a=", &[]),
            // A dev-dependency by path alone is left out of the package.
            ("a: dev b\nb: a=", &[]),
            ("a: dev b=\nb: a=", &["a"]),
            ("a: dev c=\nb: a=\nc: b=", &["a"]),
            ("a: dev a=", &["a"]),
            ("a: dev a", &[]),
            ("a: dev b=\nb: dev a=", &["a", "b"]),
            ("a: dev b=\nb:", &[]),
            ("a: dev t=\nt!:", &["a"]),
            ("a: dev t\nt!: a=", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(refused(text), expected, "{text}");
        }
    }

    #[test]
    fn deep_graphs_are_walked() {
        let mut text: String = (1..20_000).map(|n| format!("p{n}: p{}=\n", n - 1)).collect();
        text.push_str("p0: dev p19999=\n");
        assert_eq!(refused(&text), ["p0"]);
    }
}
