//! What is asked of continuous integration: one thing that must be run, on one event and one system.

use regex_lite::Regex;

/// What must hold of one and the same job. What is `None` is of no matter.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Demand<'a> {
    /// The name that the job, or its workflow, has, in the form of [`plain_name`].
    pub(crate) name: Option<&'a str>,
    /// The pattern of what is run.
    pub(crate) pattern: Option<&'a Regex>,
    /// The event that starts it.
    pub(crate) event: Option<&'a str>,
    /// The system that it runs on.
    pub(crate) platform: Option<&'a str>,
    /// Must its failure be that of the job?
    pub(crate) real: bool,
}

impl Demand<'_> {
    /// Is nothing asked but that there is such a job?
    pub(crate) fn is_bare(&self) -> bool {
        self.pattern.is_none() && self.event.is_none() && self.platform.is_none() && !self.real
    }

    /// Has one of these names the one that is asked for?
    pub(crate) fn names<'n>(&self, names: impl IntoIterator<Item = &'n str>) -> bool {
        // `test` is in `unit tests`, and not in `latest`.
        let Some(word) = self.name else { return true };
        names.into_iter().any(|name| format!(" {}", plain_name(name)).contains(&format!(" {word}")))
    }
}

/// A name in the form in which names are compared: in lower case, its words apart by one space.
pub(crate) fn plain_name(name: &str) -> String {
    let words = name.split(|c: char| c.is_whitespace() || matches!(c, '-' | '_' | '/'));
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ").to_lowercase()
}
