//! Globs over paths of the tree as parameters give them: `*` stays within a folder, `**` does not.

use glob::{MatchOptions, Pattern};
use shipworthy_model::params::Params;

/// Some globs. None of them matches nothing.
#[derive(Debug, Default)]
pub(crate) struct Globs(Vec<Pattern>);

impl Globs {
    const OPTIONS: MatchOptions = MatchOptions {
        case_sensitive: true,
        require_literal_separator: true,
        require_literal_leading_dot: false,
    };

    /// The globs in a list.
    ///
    /// # Errors
    ///
    /// When one is no glob, says which and why.
    pub(crate) fn new<'a>(texts: impl IntoIterator<Item = &'a str>) -> Result<Self, String> {
        let pattern =
            |text: &str| Pattern::new(text).map_err(|error| format!("`{text}` is no glob: {error}"));
        texts.into_iter().map(pattern).collect::<Result<_, _>>().map(Self)
    }

    /// The globs of one parameter.
    ///
    /// # Errors
    ///
    /// As for [`Globs::new`], with the name of the parameter.
    pub(crate) fn of(params: &Params, name: &str) -> Result<Self, String> {
        Self::new(params.texts(name)).map_err(|error| format!("`{name}`: {error}"))
    }

    /// Does one of them match?
    pub(crate) fn matches(&self, path: &str) -> bool {
        self.0.iter().any(|glob| glob.matches_with(path, Self::OPTIONS))
    }
}
