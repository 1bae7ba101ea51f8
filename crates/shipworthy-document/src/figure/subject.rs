//! What the sections of a document are about: `memory-core`, `Phase 2`, or the project as a whole.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::document::Document;

use super::vocabulary::{root, significant_words, words};

/// Words of headings that name no part of the project: the sort of list, its weight, its state.
const NEUTRAL: &str = "\
    acceptance achieved action already analysis assessment audit before benchmark blocked blocker blocking check \
    checklist code complete completed conclusion configuration could coverage created criteria criterion critical \
    current dashboard decision definition deliverables deployment details do documentation done environment execution \
    executive feature file final fix gap gate general go goal high implementation important improvement issue item key \
    known launch limitation limit list low main major matrix medium metric milestone missing mixed mostly must need new \
    next nice no no-go not note now open overall overview p0 p1 p2 p3 path performance phase plan pre priority \
    production progress project quality quick readiness ready recommendation reference release remaining report \
    required requirement resource result review roadmap safety score should stability stable state status step success \
    summary system target task test todo to-do tracking update verdict verification verified verify what what's win \
    work works \
    общий статус задачи готовность заключение известные итог итоги тестирование проверки обязательные";

static NEUTRAL_ROOTS: LazyLock<HashSet<String>> =
    LazyLock::new(|| NEUTRAL.split_whitespace().map(root).collect());

/// For every section, the words that say what it is about, sorted; none when it speaks for the whole.
#[derive(Debug, Clone, Default)]
pub(crate) struct Subjects {
    sections: Vec<Vec<String>>,
    versions: Vec<Vec<String>>,
    title: Vec<String>,
}

impl Subjects {
    pub(crate) fn of(document: &Document) -> Self {
        let title_words = document.sections.first().filter(|first| first.level == 1);
        let title = title_words.map(|first| named(&first.title, &[])).unwrap_or_default();
        let mut sections: Vec<Vec<String>> = Vec::with_capacity(document.sections.len());
        let mut own_versions: Vec<Vec<String>> = Vec::with_capacity(document.sections.len());
        for (index, section) in document.sections.iter().enumerate() {
            let around = section.parent.filter(|parent| *parent < index);
            let mut subject = around.map(|parent| sections[parent].clone()).unwrap_or_default();
            if index > 0 || section.level > 1 {
                subject.extend(named(&section.title, &title));
            }
            sections.push(sorted(subject));
            let mut own = versions(&section.heading);
            if own.is_empty() {
                own = around.map(|parent| own_versions[parent].clone()).unwrap_or_default();
            }
            own_versions.push(own);
        }
        Self { sections, versions: own_versions, title }
    }

    /// What a section is about.
    pub(crate) fn section(&self, section: Option<usize>) -> &[String] {
        section.and_then(|index| self.sections.get(index)).map(Vec::as_slice).unwrap_or_default()
    }

    /// The versions that the headings above a section name.
    pub(crate) fn versions(&self, section: Option<usize>) -> &[String] {
        section.and_then(|index| self.versions.get(index)).map(Vec::as_slice).unwrap_or_default()
    }

    /// What the title says the document is about.
    pub(crate) fn title(&self) -> &[String] {
        &self.title
    }
}

/// The words of a heading, or of the label of a list, that name a part of the project. What stands in parentheses
/// explains it, and a version is asked for elsewhere.
pub(crate) fn named(heading: &str, title: &[String]) -> Vec<String> {
    let outside = outside_parentheses(heading);
    let mut found = significant_words(&outside);
    found.truncate(MOST_WORDS);
    found.retain(|word| !is_neutral(word) && !title.contains(word));
    sorted(found)
}

/// The versions that a heading names.
fn versions(heading: &str) -> Vec<String> {
    words(heading).filter(|word| is_version(word)).take(MOST_WORDS).collect()
}

const MOST_WORDS: usize = 16;

fn sorted(mut words: Vec<String>) -> Vec<String> {
    words.sort();
    words.dedup();
    words.truncate(MOST_WORDS);
    words
}

fn is_neutral(word: &str) -> bool {
    NEUTRAL_ROOTS.contains(word) || is_version(word)
}

fn is_version(word: &str) -> bool {
    word.trim_start_matches('v').contains('.')
        && word.trim_start_matches('v').starts_with(|c: char| c.is_ascii_digit())
}

/// A text without what stands in round parentheses.
pub(crate) fn outside_parentheses(text: &str) -> String {
    let mut depth = 0_u32;
    let mut outside = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => outside.push(letter),
            _ => {}
        }
    }
    outside
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn only_parts_of_the_project_are_named() {
        for neutral in [
            "Current Status (2025-11-12)",
            "What Works",
            "Known Issues & Limitations",
            "HIGH PRIORITY (Week 2 - Production Safety)",
            "Must Do Before Release (2-3 hours)",
            "Definition of \"Done\" for v0.2.0",
            "Already Complete",
            "Quick Wins (Do These Next)",
            "Completed Items Summary",
            "Priority Matrix",
            "Key metrics",
            "Success Metrics",
            "Production Readiness Checklist",
            "References",
            "Progress tracking",
            "Must-Have",
            "Testing",
        ] {
            assert_eq!(named(neutral, &[]), Vec::<String>::new(), "{neutral}");
        }
        for (heading, words) in [
            ("memory-core tests", &["cor", "memori"][..]),
            ("Phase 2: Release", &["2"]),
            ("Linux", &["linux"]),
        ] {
            assert_eq!(named(heading, &[]), words, "{heading}");
        }
    }
}
