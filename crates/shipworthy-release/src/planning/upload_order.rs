//! The order in which packages are uploaded: each after the members that the registry must know before it takes it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use shipworthy_model::facts::{Dependency, Package};
use shipworthy_model::judgement::Finding;
use shipworthy_model::path::way;

/// The members that each package needs in the registry first.
pub(crate) type Needs<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

/// Does cargo write this dependency into the package that it uploads? It leaves out dev-dependencies that have only a path.
pub(crate) fn counts(dependency: &Dependency) -> bool {
    dependency.path.is_some() && (dependency.section != "dev" || dependency.requirement != "*")
}

/// The packages that each of these packages needs, as far as they are among them: itself, too, where a dev-dependency on itself
/// has a version.
pub(crate) fn needs<'a>(packages: &[&'a Package]) -> Needs<'a> {
    let names: BTreeSet<&str> = packages.iter().map(|package| package.name.as_str()).collect();
    let of = |package: &'a Package| {
        let dependencies = package.dependencies.iter().filter(|dependency| counts(dependency));
        let dependencies = dependencies.map(|dependency| dependency.name.as_str());
        dependencies.filter(|name| names.contains(name)).collect()
    };
    packages.iter().map(|package| (package.name.as_str(), of(package))).collect()
}

/// The names in the order of their upload; of those that could be next, the first by name.
///
/// # Errors
///
/// Names the packages of a cycle, and what to change.
pub(crate) fn order<'a>(packages: &[&'a Package]) -> Result<Vec<&'a str>, Finding> {
    let needs = needs(packages);
    let mut missing: BTreeMap<&str, usize> =
        needs.iter().map(|(name, needed)| (*name, needed.len())).collect();
    let mut waiting: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, needed) in &needs {
        needed.iter().for_each(|needed| waiting.entry(needed).or_default().push(name));
    }
    let mut ready: BTreeSet<&str> =
        missing.iter().filter(|(_, number)| **number == 0).map(|(name, _)| *name).collect();
    let mut order = Vec::new();
    while let Some(next) = ready.pop_first() {
        order.push(next);
        for waits in waiting.get(next).into_iter().flatten().copied() {
            let Some(number) = missing.get_mut(waits) else { continue };
            *number -= 1;
            if *number == 0 {
                ready.insert(waits);
            }
        }
    }
    let done: BTreeSet<&str> = order.iter().copied().collect();
    match needs.keys().find(|name| !done.contains(*name)) {
        None => Ok(order),
        Some(stuck) => Err(refused(packages, &cycle(stuck, &needs, &done))),
    }
}

/// A cycle that `stuck` is in, or waits for.
fn cycle<'a>(stuck: &'a str, needs: &Needs<'a>, done: &BTreeSet<&str>) -> Vec<&'a str> {
    let mut way = vec![stuck];
    loop {
        let last = way.last().copied().unwrap_or(stuck);
        let next = needs.get(last).and_then(|needed| needed.iter().find(|name| !done.contains(*name)));
        let Some(next) = next.copied() else { return way };
        if let Some(at) = way.iter().position(|name| *name == next) {
            return way.split_off(at);
        }
        way.push(next);
    }
}

/// Cargo itself refuses cycles without dev-dependencies, so one of the arrows is such a one.
fn refused(packages: &[&Package], cycle: &[&str]) -> Finding {
    let arrows = cycle.iter().zip(cycle.iter().cycle().skip(1));
    let dev = arrows.filter_map(|(from, to)| {
        let package = packages.iter().find(|package| package.name == **from)?;
        let to_it =
            || package.dependencies.iter().filter(|dependency| dependency.name == **to && counts(dependency));
        let path = to_it().find_map(|dependency| dependency.path.as_deref());
        let path = to_it().all(|dependency| dependency.section == "dev").then_some(path)??;
        Some((*package, *to, path))
    });
    let names: Vec<String> = cycle.iter().chain(cycle.first()).map(|name| format!("`{name}`")).collect();
    let message = format!("no package can be uploaded first: {}", names.join(" needs "));
    let finding = Finding::new("cycle", message);
    match dev.min_by_key(|(package, ..)| package.name.as_str()) {
        Some((package, to, path)) => {
            // What lies outside of the workspace is named from the root of the system.
            let path = if Path::new(path).is_absolute() { path.to_owned() } else { way(&package.dir, path) };
            finding.at(&package.manifest, None, None).remedy(format!(
                "write the dev-dependency as `{to} = {{ path = \"{path}\" }}`: with only a path, cargo leaves it out of what it uploads"
            ))
        }
        None => finding.remedy("move what both need into a package of its own"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `a>b` is a dependency, `a?b` a dev-dependency with a version, `a~b` one without.
    fn members(arrows: &[&str]) -> Vec<Package> {
        let mut members: BTreeMap<String, Package> = BTreeMap::new();
        for arrow in arrows {
            let mut member = |name: &str| {
                members.entry(name.to_owned()).or_insert_with(|| Package::new(name, name));
            };
            let Some(at) = arrow.find(['>', '?', '~']) else {
                member(arrow);
                continue;
            };
            let (from, to) = (&arrow[..at], &arrow[at + 1..]);
            member(from);
            member(to);
            let (section, requirement) = match &arrow[at..=at] {
                ">" => ("normal", "^0.1"),
                "?" => ("dev", "^0.1"),
                _ => ("dev", "*"),
            };
            let dependency = Dependency::new(to).requirement(requirement).section(section).path(to);
            members.get_mut(from).unwrap().dependencies.push(dependency);
        }
        members.into_values().collect()
    }

    fn ordered(arrows: &[&str]) -> Result<String, Finding> {
        let members = members(arrows);
        order(&members.iter().collect::<Vec<_>>()).map(|names| names.join(" "))
    }

    #[test]
    fn each_comes_after_what_it_needs() {
        let cases: [(&[&str], &str); 5] = [
            (&["a>b", "b>c", "a>c"], "c b a"),
            (&["z", "a", "m"], "a m z"),
            (&["a?b", "b"], "b a"),
            (&["a>b", "b~a"], "b a"),
            (&[], ""),
        ];
        for (arrows, want) in cases {
            assert_eq!(ordered(arrows).unwrap(), want, "{arrows:?}");
        }
    }

    #[test]
    fn a_cycle_is_named_with_what_to_change() {
        let found = ordered(&["x>a", "a>b", "b>c", "c?a"]).unwrap_err();
        assert_eq!(found.message, "no package can be uploaded first: `a` needs `b` needs `c` needs `a`");
        assert_eq!(found.file.as_deref(), Some("c/Cargo.toml"));
        // Whoever wrote `a.workspace = true` has no `version` there to take out.
        assert!(found.remedy.unwrap().contains("`a = { path = \"../a\" }`"));
    }

    /// The upload failed with `no matching package named a`.
    #[test]
    fn a_package_that_needs_itself_is_named() {
        let found = ordered(&["a?a", "b>a"]).unwrap_err();
        assert_eq!(found.message, "no package can be uploaded first: `a` needs `a`");
        assert!(found.remedy.unwrap().contains("`a = { path = \".\" }`"));
        assert_eq!(ordered(&["a~a", "b>a"]).unwrap(), "a b");
    }
}
