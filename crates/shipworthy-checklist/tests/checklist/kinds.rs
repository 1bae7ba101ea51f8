//! Check kinds for the tests: between them they take every type of parameter.

use shipworthy_model::kind::{KindSchema, Param, ParamType, SIGN_OFF};

const TABLE: &[Param] = &[
    Param::required("name", ParamType::Text, "its name"),
    Param::optional("at-most", ParamType::Limit, "its ceiling"),
];

/// A kind without parameters.
pub(crate) static PLAIN: KindSchema =
    KindSchema::new("plain", "nothing is looked at").about("Takes nothing.").since("0.1");

/// A kind with one parameter of every type.
pub(crate) static ALL: KindSchema = KindSchema::new("all", "everything is looked at")
    .about("Takes one of everything.")
    .params(&[
        Param::optional("text", ParamType::Text, "a text"),
        Param::optional("texts", ParamType::Texts, "texts"),
        Param::optional("argv", ParamType::Argv, "a command"),
        Param::optional("path", ParamType::Path, "a path"),
        Param::optional("globs", ParamType::Globs, "globs"),
        Param::optional("pattern", ParamType::Pattern, "a pattern"),
        Param::optional("patterns", ParamType::Patterns, "patterns"),
        Param::optional("floor", ParamType::Floor, "a floor"),
        Param::optional("limit", ParamType::Limit, "a ceiling"),
        Param::optional("integer", ParamType::Integer, "a whole number"),
        Param::optional("number", ParamType::Number, "a number"),
        Param::optional("flag", ParamType::Flag, "a flag"),
        Param::optional("span", ParamType::Span, "a span"),
        Param::optional("size", ParamType::Size, "a size"),
        Param::optional("choice", ParamType::Choice(&["strict", "lenient"]), "a choice"),
        Param::optional("tables", ParamType::Tables(TABLE), "tables"),
        Param::optional("map", ParamType::Map(&ParamType::Limit), "limits by name"),
    ])
    .since("0.1");

/// A kind that must be given something, and must expect something.
pub(crate) static STRICT: KindSchema = KindSchema::new("cargo-strict", "something is expected")
    .about("Must expect something.")
    .params(&[
        Param::required("path", ParamType::Path, "a path"),
        Param::optional("at-least", ParamType::Floor, "a floor"),
        Param::optional("lacks", ParamType::Patterns, "patterns"),
    ])
    .one_of(&["at-least", "lacks"])
    .since("0.1");

/// A kind whose gates are answered by people.
pub(crate) static ASKED: KindSchema = KindSchema::new(SIGN_OFF, "somebody says so")
    .about("Asks.")
    .params(&[Param::required("question", ParamType::Text, "a question")])
    .since("0.1");

/// All kinds of these tests.
pub(crate) static KINDS: [&KindSchema; 4] = [&PLAIN, &ALL, &STRICT, &ASKED];
