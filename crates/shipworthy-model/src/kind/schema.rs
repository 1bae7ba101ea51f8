//! What a checklist may say about a kind of check: its name, its parameters, their types. From this one table come
//! the validation of `readiness.toml`, its JSON Schema and the reference pages.

/// The id of the kind whose gates people answer, and the only one that a sign-off may name.
pub const SIGN_OFF: &str = "sign-off";

/// The face of a check kind that text can see. What it asks for and how it judges is in [`Kind`](super::Kind).
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct KindSchema {
    /// The name in `check = { kind = "..." }`.
    pub id: &'static str,
    /// The claim that a pass of this check proves, on one line.
    pub summary: &'static str,
    /// A paragraph or two of Markdown: how it decides, and what it does not look at.
    pub about: &'static str,
    /// The parameters that the kind takes.
    pub params: &'static [Param],
    /// Parameters of which at least one must be given, when there are any: a check that expects nothing proves nothing.
    pub one_of: &'static [&'static str],
    /// The release that brought the kind.
    pub since: &'static str,
}

impl KindSchema {
    /// A kind without parameters, called `id`; a pass of it proves `summary`.
    pub const fn new(id: &'static str, summary: &'static str) -> Self {
        Self { id, summary, about: "", params: &[], one_of: &[], since: "" }
    }

    /// The schema with a paragraph or two of Markdown: how the kind decides, and what it does not look at.
    #[must_use]
    pub const fn about(mut self, about: &'static str) -> Self {
        self.about = about;
        self
    }

    /// The schema with the parameters that the kind takes.
    #[must_use]
    pub const fn params(mut self, params: &'static [Param]) -> Self {
        self.params = params;
        self
    }

    /// The schema with parameters of which at least one must be given.
    #[must_use]
    pub const fn one_of(mut self, names: &'static [&'static str]) -> Self {
        self.one_of = names;
        self
    }

    /// The schema with the release that brought the kind.
    #[must_use]
    pub const fn since(mut self, release: &'static str) -> Self {
        self.since = release;
        self
    }
}

/// One parameter of a kind.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Param {
    /// The name of the parameter.
    pub name: &'static str,
    /// The type of the parameter: what may be written there.
    pub ty: ParamType,
    /// Whether the parameter must be given.
    pub required: bool,
    /// The meaning, unit and default of the parameter, as one line of Markdown.
    pub doc: &'static str,
    /// In which direction a value of the parameter asks for more, where that can be told.
    pub stricter: Option<Stricter>,
}

/// In which direction a value asks for more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stricter {
    /// The higher the stricter, as with a floor; of patterns, the more they match, because a match is a finding.
    Higher,
    /// The lower the stricter, as with a limit.
    Lower,
}

/// What may be written for a parameter.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum ParamType {
    /// A string that is not empty.
    Text,
    /// A list of one or more strings; a single string is accepted too.
    Texts,
    /// A command as a list of words, the program first. Never a shell string.
    Argv,
    /// A path inside the workspace, relative to its root: no `..`, not absolute.
    Path,
    /// One or more globs over paths of the workspace.
    Globs,
    /// A regular expression.
    Pattern,
    /// One or more regular expressions.
    Patterns,
    /// A floor: a whole number, 1 or more, because a floor of zero guards nothing.
    Floor,
    /// A ceiling: a whole number, 0 or more.
    Limit,
    /// A whole number that may be negative.
    Integer,
    /// Any number.
    Number,
    /// `true` or `false`.
    Flag,
    /// A span of time such as `"90s"` or `"24h"`.
    Span,
    /// A size such as `"2GB"`, `"512MiB"`.
    Size,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// One or more tables with these keys.
    Tables(&'static [Param]),
    /// A table whose keys are free and whose values have this type (`Limit`, `Text`, ...).
    Map(&'static ParamType),
}

impl ParamType {
    /// In which direction a value of this type asks for more, where the type says so.
    pub const fn stricter(&self) -> Option<Stricter> {
        match self {
            Self::Floor => Some(Stricter::Higher),
            Self::Limit => Some(Stricter::Lower),
            _ => None,
        }
    }
}

impl Param {
    /// A parameter that may be left out.
    pub const fn optional(name: &'static str, ty: ParamType, doc: &'static str) -> Self {
        Self { name, ty, required: false, doc, stricter: ty.stricter() }
    }

    /// A parameter that must be given.
    pub const fn required(name: &'static str, ty: ParamType, doc: &'static str) -> Self {
        Self { name, ty, required: true, doc, stricter: ty.stricter() }
    }

    /// The parameter, of which a higher value asks for more.
    #[must_use]
    pub const fn higher_is_stricter(mut self) -> Self {
        self.stricter = Some(Stricter::Higher);
        self
    }

    /// The parameter, of which a lower value asks for more.
    #[must_use]
    pub const fn lower_is_stricter(mut self) -> Self {
        self.stricter = Some(Stricter::Lower);
        self
    }
}
