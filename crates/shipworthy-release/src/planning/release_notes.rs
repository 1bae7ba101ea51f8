//! What is written about a release: all of it, and what each of its tags is for.

use std::collections::BTreeMap;

use super::tag_names::tag_of;
use crate::plan::{PlannedPackage, Tag};

/// What the changelogs say of a release.
#[derive(Debug, Default)]
pub(super) struct ReleaseNotes {
    /// What stands in a changelog of several packages.
    shared: Option<String>,
    /// What stands in the changelogs of single packages, by their names, in the order in which they are uploaded.
    own: Vec<(String, String)>,
    /// All of it, in the order in which it was found.
    whole: Vec<String>,
}

impl ReleaseNotes {
    /// Adds what stands in a changelog of several packages.
    pub(super) fn share(&mut self, text: String) {
        self.whole.push(text.clone());
        self.shared = Some(text);
    }

    /// Adds what stands in the changelog at the root about the package there.
    pub(super) fn of_root(&mut self, member: &PlannedPackage, text: String) {
        self.whole.push(text.clone());
        self.own.push((member.name.clone(), text));
    }

    /// Adds what stands in the changelog of a package.
    pub(super) fn of(&mut self, member: &PlannedPackage, text: String) {
        self.whole.push(headed(member, &text));
        self.own.push((member.name.clone(), text));
    }

    /// Is nothing written at all?
    pub(super) fn is_empty(&self) -> bool {
        self.whole.is_empty()
    }

    /// All of it.
    pub(super) fn whole(&self) -> String {
        self.whole.join("\n\n")
    }

    /// Gives each of several tags the notes of the packages that it is for: what their own changelogs say, and what they share
    /// with others where one of them has none. A single tag is for the whole release.
    pub(super) fn give_to(&self, tags: &mut [Tag], packages: &[PlannedPackage]) {
        if tags.len() < 2 {
            return;
        }
        let own: BTreeMap<&str, &str> =
            self.own.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        let all = tags.to_vec();
        for tag in tags {
            let tagged =
                |member: &&PlannedPackage| tag_of(member, &all).is_some_and(|one| one.name == tag.name);
            let members: Vec<&PlannedPackage> = packages.iter().filter(tagged).collect();
            let shared =
                self.shared.iter().filter(|_| members.iter().any(|member| !own.contains_key(&*member.name)));
            let written = members.iter().filter_map(|member| Some((*member, *own.get(&*member.name)?)));
            let each = written.map(|(member, text)| match members.len() {
                1 => text.to_owned(),
                _ => headed(member, text),
            });
            tag.notes = Some(shared.cloned().chain(each).collect::<Vec<_>>().join("\n\n"));
        }
    }
}

/// The notes of one package among those of several.
fn headed(member: &PlannedPackage, text: &str) -> String {
    format!("## {} {}\n\n{text}", member.name, member.to)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(name: &str, to: &str) -> PlannedPackage {
        PlannedPackage { name: name.to_owned(), to: to.to_owned(), ..PlannedPackage::default() }
    }

    fn tag(name: &str) -> Tag {
        Tag { name: name.to_owned(), message: String::new(), notes: None }
    }

    /// Each forge release had the notes of all crates.
    #[test]
    fn each_tag_has_the_notes_of_its_packages() {
        let packages = [member("aa", "0.2.0"), member("bb", "0.5.0"), member("cc", "0.2.0")];
        let mut notes = ReleaseNotes::default();
        notes.share("- all".to_owned());
        notes.of(&packages[0], "- a".to_owned());
        notes.of(&packages[1], "- b".to_owned());
        let given = |names: &[&str]| {
            let mut tags: Vec<Tag> = names.iter().map(|name| tag(name)).collect();
            notes.give_to(&mut tags, &packages);
            tags.into_iter().map(|tag| tag.notes).collect::<Vec<_>>()
        };
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            given(&["aa-v0.2.0", "bb-v0.5.0", "cc-v0.2.0"]),
            [some("- a"), some("- b"), some("- all")]
        );
        assert_eq!(given(&["v0.2.0", "bb-v0.5.0"]), [some("- all\n\n## aa 0.2.0\n\n- a"), some("- b")]);
        assert_eq!(given(&["v0.5.0"]), [None]);
        assert_eq!(notes.whole(), "- all\n\n## aa 0.2.0\n\n- a\n\n## bb 0.5.0\n\n- b");
    }
}
