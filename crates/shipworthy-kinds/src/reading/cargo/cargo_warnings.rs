//! Cargo's own warnings, which it writes as text beside the messages of the compiler: about manifests and settings, and what
//! build scripts want to be told.

use std::collections::BTreeSet;

use shipworthy_model::facts::Workspace;
use shipworthy_model::judgement::Finding;
use shipworthy_model::network;

use super::warnings::MemberWarning;

/// The rule of what cargo itself warns of.
pub(crate) const RULE: &str = "cargo";

/// The manifest at the root of the workspace.
const ROOT: &str = "Cargo.toml";

/// The warnings in cargo's text that are about members or the workspace, each once.
pub(crate) fn read(stderr: &str, workspace: &Workspace) -> Vec<MemberWarning> {
    let mut warnings: Vec<MemberWarning> = Vec::new();
    for line in stderr.lines().filter_map(|line| line.strip_prefix("warning: ")) {
        let Some(warning) = warning(line.trim(), workspace) else { continue };
        if !warnings.contains(&warning) {
            warnings.push(warning);
        }
    }
    warnings
}

fn warning(line: &str, workspace: &Workspace) -> Option<MemberWarning> {
    // `core` (lib) generated 1 warning: that is only counted here; and where something failed, that is an error of its own.
    let summary = line.starts_with('`')
        && (line.contains(" generated ") || line.ends_with("(run with --all)"))
        || line.starts_with("build failed, waiting for other jobs");
    // What the network or the machine does is not the project's.
    if line.is_empty()
        || summary
        || network::is_blamed(line)
        || line.contains("the following packages contain code")
    {
        return None;
    }
    // `core@0.1.0: words of its build script`
    let script = line.split_once(": ").and_then(|(spec, said)| {
        let (name, version) = spec.split_once('@')?;
        (!name.contains(' ') && version.starts_with(|c: char| c.is_ascii_digit())).then_some((name, said))
    });
    if let Some((name, said)) = script {
        let package = workspace.package(name)?;
        let finding = Finding::new("build-script", format!("the build script of {name} warns: {said}"));
        let root =
            package.targets.iter().find(|target| target.kinds.iter().any(|kind| kind == "custom-build"));
        let finding = match root {
            Some(root) => finding.at(&root.root, None, None),
            None => finding,
        };
        return Some(MemberWarning { finding, members: BTreeSet::from([package.name.clone()]) });
    }
    let named = workspace.packages.iter().filter(|package| line.contains(&format!("/{}", package.manifest)));
    let named = named.max_by_key(|package| package.manifest.len());
    // A file that lies elsewhere is nobody's here.
    let of_root = root(workspace).is_some_and(|root| line.starts_with(&format!("{root}/{ROOT}:")));
    let elsewhere = named.is_none()
        && !of_root
        && line.split([' ', '`']).any(|word| word.starts_with('/') && word.len() > 1);
    if elsewhere {
        return None;
    }
    let finding = Finding::new(RULE, line.to_owned()).remedy("mend what cargo names in the manifest");
    let manifest = named.map_or(ROOT, |package| package.manifest.as_str());
    // What stands in the manifest at the root may be about every member: profiles, what they inherit.
    let members = named.filter(|package| package.manifest != ROOT).map(|package| package.name.clone());
    Some(MemberWarning { finding: finding.at(manifest, None, None), members: members.into_iter().collect() })
}

/// The folder of the workspace, by the id that cargo gives a member of it: `path+file:///ws/crates/core#0.1.0`.
fn root(workspace: &Workspace) -> Option<String> {
    workspace.packages.iter().find_map(|package| {
        let place = package.id.as_deref()?.strip_prefix("path+file://")?.split('#').next()?;
        let place = unescaped(place)?;
        Some(place.strip_suffix(&package.dir)?.trim_end_matches('/').to_owned())
    })
}

/// A path of a URL, in which other bytes than those of plain names stand as `%20`.
fn unescaped(path: &str) -> Option<String> {
    let (first, rest) = path.split_once('%').map_or((path, None), |(first, rest)| (first, Some(rest)));
    let mut bytes = first.as_bytes().to_vec();
    for part in rest.iter().flat_map(|rest| rest.split('%')) {
        bytes.push(u8::from_str_radix(part.get(..2)?, 16).ok()?);
        bytes.extend(part.get(2..)?.bytes());
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::cargo::fixture::workspace;

    #[test]
    fn the_manifest_of_the_workspace_is_known_by_its_whole_path() {
        let mut virtual_workspace = workspace(&[]);
        for package in &mut virtual_workspace.packages {
            package.id = Some(format!("path+file:///h/a%20w%C3%A4/{}#0.1.0", package.dir));
        }
        let told = |line: &str| {
            read(&format!("warning: {line}: unused manifest key: profile.dev.x\n"), &virtual_workspace).len()
        };
        assert_eq!(["/h/a wä/Cargo.toml", "/h/Cargo.toml", "/h/a wä/x/Cargo.toml"].map(told), [1, 0, 0]);
    }

    #[test]
    fn warnings_about_the_workspace_are_told_once() {
        let text = "warning: unused manifest key: profile.dev.opt-levle\n   Compiling app v0.1.0\nwarning: app@0.1.0: oh no\n\
                    warning: app@0.1.0: oh no\nwarning: foreign@1.0.0: not ours\nwarning: `app` (bin \"app\") generated 1 warning\n\
                    warning: spurious network error (3 tries remaining)\n\
                    warning: build failed, waiting for other jobs to finish...\nwarning: unused config key `x` in `/home/u/.cargo/config.toml`\n\
                    warning: /ws/crates/core/Cargo.toml: unused manifest key: package.x\n";
        let told: Vec<String> = read(text, &workspace(&[]))
            .into_iter()
            .map(|MemberWarning { finding, members }| {
                let about = members.into_iter().collect::<Vec<_>>().join(" ");
                format!("{} {} {} [{about}]", finding.rule, finding.file.unwrap_or_default(), finding.message)
            })
            .collect();
        assert_eq!(
            told,
            [
                "cargo Cargo.toml unused manifest key: profile.dev.opt-levle []",
                "build-script  the build script of app warns: oh no [app]",
                "cargo crates/core/Cargo.toml /ws/crates/core/Cargo.toml: unused manifest key: package.x [core-lib]",
            ]
        );
    }
}
