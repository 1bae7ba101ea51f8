//! What settings put between cargo and what it runs. Each can keep a failure or a warning from those who look for it.

use serde::{Deserialize, Serialize};

/// One setting of cargo's or of a test runner's, with where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Setting {
    /// What the setting is about.
    pub sort: SettingSort,
    /// The words of the setting: a program with its arguments, flags, or the name of an alias.
    pub words: Vec<String>,
    /// Where the setting stands: a file, relative to the root where it lies below it, or a variable.
    pub place: String,
    /// Does the setting lead to a program of the workspace itself?
    pub own: bool,
}

/// What a setting is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum SettingSort {
    /// A program that is started in place of a test program, and is to start that (`runner`).
    Runner,
    /// A program that nextest starts in place of a test program (`run-wrapper`).
    NextestWrapper,
    /// A program in place of the compiler, or around it.
    Compiler,
    /// Flags for the compiler.
    Flags,
    /// An alias of cargo's, whose name is its only word.
    Alias,
}

impl Setting {
    /// A setting of this sort, with its words, and where it stands. It leads to no program of the workspace.
    pub fn new(
        sort: SettingSort,
        words: impl IntoIterator<Item = impl Into<String>>,
        place: impl Into<String>,
    ) -> Self {
        Self { sort, words: words.into_iter().map(Into::into).collect(), place: place.into(), own: false }
    }

    /// The words of the setting on one line.
    pub fn line(&self) -> String {
        self.words.join(" ")
    }
}
