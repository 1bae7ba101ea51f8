//! Globs that parameters give, as a set.

use shipworthy_model::glob::Glob;
use shipworthy_model::params::Params;

/// A set of globs. An empty one matches nothing.
#[derive(Debug, Default)]
pub(crate) struct Globs(Vec<Glob>);

impl Globs {
    /// The globs in a list.
    ///
    /// # Errors
    ///
    /// When one is no glob, says which and why.
    pub(crate) fn new<'a>(texts: impl IntoIterator<Item = &'a str>) -> Result<Self, String> {
        texts.into_iter().map(Glob::new).collect::<Result<_, _>>().map(Self)
    }

    /// The globs of one parameter.
    ///
    /// # Errors
    ///
    /// As for [`Globs::new`], with the name of the parameter.
    pub(crate) fn of(params: &Params, name: &str) -> Result<Self, String> {
        Self::new(params.texts(name)).map_err(|error| format!("`{name}`: {error}"))
    }

    /// Does one of the globs match `path`?
    pub(crate) fn matches(&self, path: &str) -> bool {
        self.0.iter().any(|glob| glob.matches(path))
    }

    /// Does one of the globs match `path`, or name a folder around it?
    pub(crate) fn covers(&self, path: &str) -> bool {
        self.0.iter().any(|glob| glob.covers(path))
    }
}
