//! How tags are named: as the repository named them so far, else `v0.2.0` when all packages share a version, and
//! `name-v0.2.0` when they do not.

use semver::Version;

use crate::plan::{PlannedPackage, Tag};

/// A way to name tags.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TagStyle {
    /// One tag for all packages, with this before the version.
    Shared(&'static str),
    /// One tag for each package: the name of the package, this, and the version.
    Each(&'static str),
}

/// Every style that is recognised; those for one package first, because they say more.
const STYLES: [TagStyle; 6] = [
    TagStyle::Each("-v"),
    TagStyle::Each("@"),
    TagStyle::Each("/v"),
    TagStyle::Each("-"),
    TagStyle::Shared("v"),
    TagStyle::Shared(""),
];

impl TagStyle {
    /// The version in a tag that is named so.
    fn version(self, tag: &str, members: &[PlannedPackage]) -> Option<Version> {
        let version = match self {
            Self::Shared(before) => tag.strip_prefix(before)?,
            Self::Each(between) => {
                let of = |member: &PlannedPackage| tag.strip_prefix(&member.name)?.strip_prefix(between);
                members.iter().find_map(of)?
            }
        };
        Version::parse(version).ok()
    }
}

/// The tags of a release of these packages, in a repository that has these tags.
pub(crate) fn tags(members: &[PlannedPackage], known: &[String]) -> Vec<Tag> {
    let shared = members.iter().all(|member| Some(&member.to) == members.first().map(|first| &first.to));
    let latest = |style: &TagStyle| known.iter().filter_map(|tag| style.version(tag, members)).max();
    let used = STYLES.into_iter().filter_map(|style| Some((latest(&style)?, style)));
    // Of two styles with the same latest version, the one that says more.
    let used = used.fold(None, |best: Option<(Version, TagStyle)>, next| match best {
        Some(best) if best.0 >= next.0 => Some(best),
        _ => Some(next),
    });
    let style = match used.map(|(_, style)| style) {
        Some(style @ TagStyle::Shared(_)) if shared => style,
        Some(style @ TagStyle::Each(_)) => style,
        _ if shared => TagStyle::Shared("v"),
        _ => TagStyle::Each("-v"),
    };
    match style {
        TagStyle::Shared(before) => {
            let one = |member: &PlannedPackage| Tag {
                name: format!("{before}{}", member.to),
                message: format!("Release {}", member.to),
            };
            members.first().map(one).into_iter().collect()
        }
        TagStyle::Each(between) => {
            let each = |member: &PlannedPackage| Tag {
                name: format!("{}{between}{}", member.name, member.to),
                message: format!("Release {} {}", member.name, member.to),
            };
            members.iter().map(each).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_named_as_they_were() {
        let cases: [(&[&str], &[&str], &str); 9] = [
            (&["a 0.2.0", "b 0.2.0"], &[], "v0.2.0"),
            (&["a 0.2.0", "b 1.0.0"], &[], "a-v0.2.0 b-v1.0.0"),
            (&["a 0.2.0", "b 0.2.0"], &["0.1.0", "nightly"], "0.2.0"),
            (&["a 0.2.0", "b 0.2.0"], &["a-v0.1.0"], "a-v0.2.0 b-v0.2.0"),
            (&["a 0.2.0"], &["a@0.0.9", "v0.1.0"], "v0.2.0"),
            (&["a 0.2.0", "b 1.0.0"], &["a/v0.1.0"], "a/v0.2.0 b/v1.0.0"),
            (&["a 0.2.0", "b 1.0.0"], &["v0.1.0"], "a-v0.2.0 b-v1.0.0"),
            (&["a 0.2.0"], &["other-v9.0.0"], "v0.2.0"),
            (&[], &[], ""),
        ];
        for (members, known, want) in cases {
            let member = |text: &&str| {
                let (name, to) = text.split_once(' ').unwrap();
                PlannedPackage {
                    name: name.to_owned(),
                    from: "0.1.0".to_owned(),
                    to: to.to_owned(),
                    registry: None,
                    after: Vec::new(),
                    programs: Vec::new(),
                    library: true,
                }
            };
            let members: Vec<PlannedPackage> = members.iter().map(member).collect();
            let known: Vec<String> = known.iter().map(|&tag| tag.to_owned()).collect();
            let names: Vec<String> = tags(&members, &known).into_iter().map(|tag| tag.name).collect();
            assert_eq!(names.join(" "), want, "{members:?} {known:?}");
        }
    }
}
