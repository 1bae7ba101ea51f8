//! The packages, targets, features and manifests that a call of cargo names: are they there?

use shipworthy_model::facts::{Package, Workspace};
use shipworthy_model::nearest::nearest;
use shipworthy_model::path::{ancestors, join};

use super::cargo::{Cargo, Flag};
use super::context::{CommandContext, There};
use super::validity::Validity;

/// Subcommands whose `-p`, `--bin`, `--features` name things of the workspace.
#[rustfmt::skip]
const NAMING: &[&str] = &[
    "bench", "build", "check", "clippy", "doc", "fix", "nextest", "package", "publish", "run", "rustc",
    "rustdoc", "test",
];

/// Subcommands that take members only: no dependency will do.
const MEMBERS: &[&str] = &["fmt", "package", "publish"];

/// The flags that name targets, and the kinds of target they name.
const TARGETS: &[(&str, &str)] =
    &[("--bench", "bench"), ("--bin", "bin"), ("--example", "example"), ("--test", "test")];

/// Is everything there that the call names?
pub(super) fn names(cargo: &Cargo<'_>, dir: Option<&str>, ground: &CommandContext<'_>) -> Validity {
    let manifest = manifest(cargo, dir, ground);
    let Some(workspace) = &ground.surroundings.workspace else {
        let names =
            cargo.has(&["-p", "--package", "--bin", "--example", "--test", "--bench", "--features", "-F"]);
        let unknown = Validity::unknown("the Cargo workspace could not be read");
        return manifest.and(if names { unknown } else { Validity::Valid });
    };
    let exclusive = cargo.has(&["--exclude"]) && !cargo.has(&["--workspace", "--all"]);
    if exclusive && NAMING.contains(&cargo.subcommand) {
        return Validity::invalid("`--exclude` goes only with `--workspace`").near(["--workspace"]);
    }
    if !NAMING.contains(&cargo.subcommand) && cargo.subcommand != "fmt" {
        return manifest.and(installed(cargo, dir, workspace, ground));
    }
    // A document of a workspace within the tree speaks of that one.
    let home = dir != Some("") || is_inside(ground.home, workspace, ground);
    let inside =
        home && dir.is_some_and(|dir| is_inside(dir, workspace, ground)) && !cargo.has(&["--manifest-path"]);
    if !inside {
        return manifest.and(Validity::unknown("it is called outside of the workspace"));
    }
    let (selected, packages) = packages(cargo, workspace, ground);
    let named = |flag: &Flag<'_>| target(flag, &selected, workspace);
    let targets = cargo.flags.iter().map(named).fold(Validity::Valid, Validity::and);
    manifest
        .and(packages)
        .and(targets)
        .and(features(cargo, &selected))
        .and(something_to_run(cargo, &selected))
}

/// Do the manifest of a folder, and those above it, belong to the workspace?
fn is_inside(dir: &str, workspace: &Workspace, ground: &CommandContext<'_>) -> bool {
    let nearest = ancestors(dir).find(|dir| ground.files.exists(&join(dir, "Cargo.toml")));
    // The root may hold no manifest of its own in a test, and a workspace was read all the same.
    nearest.is_none_or(|dir| dir.is_empty() || workspace.packages.iter().any(|package| package.dir == dir))
}

/// The members a call is about, and whether all that it names are there.
fn packages<'a>(
    cargo: &Cargo<'_>,
    workspace: &'a Workspace,
    ground: &CommandContext<'_>,
) -> (Vec<&'a Package>, Validity) {
    let mut selected = Vec::new();
    let mut validity = Validity::Valid;
    let mut some = false;
    for flag in cargo.values(&["-p", "--package"]) {
        some = true;
        let Some(name) = flag.value.filter(|_| flag.literal) else {
            validity = validity.and(Validity::unknown("a package is not named"));
            continue;
        };
        let plain = name.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_'));
        match workspace.package(name) {
            Some(package) => selected.push(package),
            None if !plain => {
                validity =
                    validity.and(Validity::unknown(format!("`{name}` is more than the name of a package")));
            }
            None if stands_in(name) => {
                validity = validity.and(Validity::unknown(format!("`{name}` stands for something else")));
            }
            None => validity = validity.and(missing(cargo, name, workspace, ground)),
        }
    }
    if !some {
        selected = workspace.packages.iter().collect();
    }
    (selected, validity)
}

/// What to say of a package that is no member.
fn missing(cargo: &Cargo<'_>, name: &str, workspace: &Workspace, ground: &CommandContext<'_>) -> Validity {
    let members = workspace.packages.iter();
    let depended = |package: &Package| package.dependencies.iter().any(|dependency| dependency.name == name);
    let dependency = ground.surroundings.locked.contains(name) || members.clone().any(depended);
    if dependency && !MEMBERS.contains(&cargo.subcommand) {
        return Validity::unknown(format!("`{name}` is a dependency and no member"));
    }
    let folder = members.clone().find(|package| package.dir.rsplit('/').next() == Some(name));
    let why = match folder {
        Some(package) => {
            format!("no package is named `{name}`: the one in `{}/` is `{}`", package.dir, package.name)
        }
        None => format!("no package is named `{name}`"),
    };
    let by_name = || nearest(name, workspace.packages.iter().map(|package| package.name.as_str()));
    let near = folder.map(|package| package.name.as_str()).or_else(by_name);
    // Without a lock file, a dependency of a dependency may have that name.
    let targets = TARGETS.iter().any(|(flag, _)| cargo.has(&[flag]));
    let certain = MEMBERS.contains(&cargo.subcommand)
        || !ground.surroundings.locked.is_empty()
        || near.is_some()
        || targets;
    if certain { Validity::invalid(why).near(near).without(name) } else { Validity::unknown(why) }
}

/// Is the target that a flag names one of the packages'?
fn target(flag: &Flag<'_>, selected: &[&Package], workspace: &Workspace) -> Validity {
    let Some((_, kind)) = TARGETS.iter().find(|(name, _)| *name == flag.name) else { return Validity::Valid };
    let Some(name) = flag.value.filter(|_| flag.literal) else {
        return Validity::unknown(format!("what `{}` names is not known", flag.name));
    };
    if name.contains(['*', '?', '[']) {
        return Validity::unknown(format!("`{name}` is a pattern"));
    }
    if stands_in(name) {
        return Validity::unknown(format!("`{name}` stands for something else"));
    }
    // Without the targets at hand, or without the package, there is nothing to hold it against.
    if selected.is_empty() || selected.iter().any(|package| package.targets.is_empty()) {
        return Validity::unknown("the targets of the packages are not known");
    }
    if of_kind(selected.iter().copied(), kind).any(|target| target == name) {
        return Validity::Valid;
    }
    let elsewhere = workspace
        .packages
        .iter()
        .find(|package| of_kind(std::iter::once(*package), kind).any(|target| target == name));
    let near = nearest(name, of_kind(selected.iter().copied(), kind));
    let scope = match selected {
        [only] => format!("package `{}`", only.name),
        _ => "workspace".to_owned(),
    };
    let why = format!("the {scope} has no {kind} `{name}`");
    match elsewhere {
        Some(package) => Validity::invalid(format!("{why}: it is one of package `{}`", package.name)),
        None => Validity::invalid(why).near(near).without(name),
    }
}

fn of_kind<'a>(
    packages: impl Iterator<Item = &'a Package> + Clone,
    kind: &'a str,
) -> impl Iterator<Item = &'a str> + Clone {
    let targets = packages.flat_map(|package| &package.targets);
    targets
        .filter(move |target| target.kinds.iter().any(|own| own == kind))
        .map(|target| target.name.as_str())
}

fn features(cargo: &Cargo<'_>, selected: &[&Package]) -> Validity {
    let mut validity = Validity::Valid;
    for flag in cargo.values(&["-F", "--features"]) {
        let Some(list) = flag.value.filter(|_| flag.literal) else {
            validity = validity.and(Validity::unknown("what `--features` names is not known"));
            continue;
        };
        for name in list.split([',', ' ']).filter(|name| !name.is_empty()) {
            validity = validity.and(feature(name, selected));
        }
    }
    validity
}

/// Is it a name that guides put in the place of another?
fn stands_in(name: &str) -> bool {
    const OPENERS: &[&str] = &["my", "new", "some", "specific", "your", "relevant", "name", "the"];
    const WHOLE: &[&str] = &[
        "bar",
        "baz",
        "bench_name",
        "benchmark_name",
        "crate_name",
        "example_name",
        "feature",
        "feature1",
        "feature_name",
        "foo",
        "name",
        "package_name",
        "test_file",
        "test_name",
        "xxx",
    ];
    let plain = name.replace('-', "_").to_lowercase();
    WHOLE.contains(&plain.as_str())
        || plain.split_once('_').is_some_and(|(first, _)| OPENERS.contains(&first))
}

fn feature(name: &str, selected: &[&Package]) -> Validity {
    if stands_in(name) {
        return Validity::unknown(format!("`{name}` stands for something else"));
    }
    // Of manifests that could not be read in full, nobody knows the features.
    if selected.is_empty() || selected.iter().any(|package| package.targets.is_empty()) {
        return Validity::unknown("the features of the packages are not known");
    }
    let (packages, feature) = match name.split_once('/') {
        Some((package, feature)) => match selected.iter().find(|known| known.name == package) {
            Some(package) => (std::slice::from_ref(package), feature),
            None => return Validity::unknown(format!("`{package}` is no member that the call is about")),
        },
        None => (selected, name),
    };
    let all = || packages.iter().flat_map(|package| &package.features).map(String::as_str);
    // A dependency that is optional makes a feature of its name, unless a feature speaks of it as `dep:`.
    let dependency = || packages.iter().flat_map(|package| &package.dependencies).any(|d| d.name == feature);
    if all().any(|known| known == feature) || feature == "default" {
        Validity::Valid
    } else if dependency() {
        Validity::unknown(format!("whether `{feature}` is a feature is not known"))
    } else {
        let scope = match packages {
            [only] => format!("package `{}`", only.name),
            _ => "workspace".to_owned(),
        };
        let why = format!("the {scope} has no feature `{feature}`");
        Validity::invalid(why).near(nearest(feature, all())).without(feature)
    }
}

/// `cargo run` needs a program.
fn something_to_run(cargo: &Cargo<'_>, selected: &[&Package]) -> Validity {
    let known = !selected.is_empty() && selected.iter().all(|package| !package.targets.is_empty());
    let none = || of_kind(selected.iter().copied(), "bin").next().is_none();
    if cargo.subcommand == "run" && known && !cargo.has(&["--example"]) && none() {
        return Validity::invalid("there is no program to run");
    }
    Validity::Valid
}

/// `--manifest-path` leads to a manifest.
fn manifest(cargo: &Cargo<'_>, dir: Option<&str>, ground: &CommandContext<'_>) -> Validity {
    let Some(flag) = cargo.values(&["--manifest-path"]).next() else { return Validity::Valid };
    let unknown = || Validity::unknown("where `--manifest-path` leads is not known");
    let (Some(path), Some(dir)) = (flag.value.filter(|_| flag.literal), dir) else { return unknown() };
    match ground.look(dir, path) {
        There::File(_) => Validity::Valid,
        There::Folder(path) => Validity::invalid(format!("`{path}` is a folder and no manifest")),
        There::Nothing(path) => {
            Validity::invalid(format!("`{path}` is not there")).near(ground.files.near(&path))
        }
        There::Unclear => unknown(),
    }
}

/// `cargo install --path FOLDER` needs a package with a program there.
fn installed(
    cargo: &Cargo<'_>,
    dir: Option<&str>,
    workspace: &Workspace,
    ground: &CommandContext<'_>,
) -> Validity {
    let path = cargo.values(&["--path"]).next().filter(|_| matches!(cargo.subcommand, "install" | "add"));
    let Some(flag) = path else { return Validity::Valid };
    let unknown = || Validity::unknown("where `--path` leads is not known");
    let (Some(path), Some(dir)) = (flag.value.filter(|_| flag.literal), dir) else { return unknown() };
    let folder = match ground.look(dir, path) {
        There::Folder(folder) => folder,
        There::File(path) => return Validity::invalid(format!("`{path}` is a file and no folder")),
        There::Nothing(path) => {
            let near = nearest(&path, workspace.packages.iter().map(|package| package.dir.as_str()));
            return Validity::invalid(format!("there is no folder `{path}`")).near(near);
        }
        There::Unclear => return unknown(),
    };
    if cargo.subcommand != "install" {
        return Validity::Valid;
    }
    let programs = |package: &&Package| of_kind(std::iter::once(*package), "bin").next().is_some();
    let installable = || workspace.packages.iter().filter(programs).map(|package| package.dir.as_str());
    match workspace.packages.iter().find(|package| package.dir == folder) {
        Some(package) if package.targets.is_empty() || programs(&package) => Validity::Valid,
        Some(package) => Validity::invalid(format!("package `{}` has no program to install", package.name))
            .near(installable()),
        None if folder.is_empty() && ground.files.exists("Cargo.toml") => {
            Validity::invalid("the manifest at the root is no package: name the folder of one")
                .near(installable())
        }
        None => unknown(),
    }
}
