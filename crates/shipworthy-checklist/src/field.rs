//! A value that somebody asked for, with the name it goes by in messages: turns it into what is wanted, or says why
//! not. What the parser could not read passes in silence, because that is told already.

use std::time::Duration;

use shipworthy_model::amount::parse_span;
use shipworthy_model::checklist::Priority;
use shipworthy_model::id::BadId;
use shipworthy_model::problem::Problem;
use shipworthy_model::time::Date;

use crate::advice::advice;
use crate::tree::{Node, Shape, Span};

/// A named value of the text that is being read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Field<'t> {
    pub(crate) name: &'t str,
    pub(crate) node: &'t Node,
    /// Is the value one of the items of the list with that name?
    pub(crate) item: bool,
}

/// The problems found so far.
pub(crate) type Problems = Vec<Problem>;

/// A piece of a value and its place in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Located<T> {
    pub(crate) value: T,
    pub(crate) span: Span,
}

impl<'t> Field<'t> {
    pub(crate) fn new(name: &'t str, node: &'t Node) -> Self {
        Self { name, node, item: false }
    }

    /// The name of the value in a message.
    pub(crate) fn label(&self) -> String {
        if self.item { format!("an item of `{}`", self.name) } else { format!("`{}`", self.name) }
    }

    /// The problem that the value is not `wanted`.
    pub(crate) fn wrong(&self, wanted: &str) -> Problem {
        self.error(format!("{} must be {wanted}, not {}", self.label(), self.node.shape.noun()))
    }

    /// A problem at this value.
    pub(crate) fn error(&self, message: impl Into<String>) -> Problem {
        Problem::error(self.node.span.clone(), message)
    }

    fn is_broken(&self) -> bool {
        matches!(self.node.shape, Shape::Broken)
    }

    /// A string that says something.
    pub(crate) fn text(&self, problems: &mut Problems) -> Option<&'t str> {
        match &self.node.shape {
            Shape::Text(text) if text.trim().is_empty() => {
                problems.push(self.error(format!("{} is empty", self.label())));
                None
            }
            Shape::Text(text) => Some(text),
            Shape::Broken => None,
            _ => {
                problems.push(self.wrong("a string"));
                None
            }
        }
    }

    /// `true` or `false`.
    pub(crate) fn flag(&self, problems: &mut Problems) -> Option<bool> {
        match self.node.shape {
            Shape::Flag(flag) => Some(flag),
            Shape::Broken => None,
            _ => {
                problems.push(self.wrong("`true` or `false`"));
                None
            }
        }
    }

    /// An owned string that says something.
    pub(crate) fn owned(&self, problems: &mut Problems) -> Option<String> {
        self.text(problems).map(str::to_owned)
    }

    /// The items of a list; a single value that is no list counts as a list of one. Never empty.
    pub(crate) fn items(&self, problems: &mut Problems) -> Option<Vec<Field<'t>>> {
        match &self.node.shape {
            Shape::List(items) if items.is_empty() => {
                let help = "name one or more, or leave it out";
                problems.push(self.error(format!("`{}` is an empty list", self.name)).help(help));
                None
            }
            Shape::List(items) => {
                let item = |node| Field { name: self.name, node, item: true };
                Some(items.iter().map(item).collect())
            }
            Shape::Broken => None,
            _ => Some(vec![*self]),
        }
    }

    /// The value as one or more strings, each read by `read`. What cannot be read is left out.
    pub(crate) fn each<T>(
        &self,
        problems: &mut Problems,
        mut read: impl FnMut(&Field<'t>, &mut Problems) -> Option<T>,
    ) -> Option<Vec<Located<T>>> {
        let items = self.items(problems)?;
        let placed =
            |item: Field<'t>| Some(Located { value: read(&item, problems)?, span: item.node.span.clone() });
        Some(items.into_iter().filter_map(placed).collect())
    }

    /// The value as one or more strings.
    pub(crate) fn texts(&self, problems: &mut Problems) -> Vec<Located<String>> {
        self.each(problems, Field::owned).unwrap_or_default()
    }

    /// The value as an id, when it can be one.
    pub(crate) fn id<I: TryFrom<String, Error = BadId>>(&self, problems: &mut Problems) -> Option<I> {
        let id = I::try_from(self.owned(problems)?);
        id.map_err(|bad| problems.push(self.error(bad.to_string()))).ok()
    }

    /// A span of time that is not zero.
    pub(crate) fn duration(&self, problems: &mut Problems) -> Option<Duration> {
        let example = "write a number and a unit, such as `\"90s\"`, `\"20m\"` or `\"24h\"`";
        let Shape::Text(text) = &self.node.shape else {
            if !self.is_broken() {
                problems.push(self.wrong("a span of time in a string").help(example));
            }
            return None;
        };
        match parse_span(text) {
            None => problems.push(self.error(format!("`{text}` is no span of time")).help(example)),
            Some(duration) if duration.is_zero() => {
                problems.push(
                    self.error(format!("{} is zero, and no time means nothing", self.label())).help(example),
                );
            }
            duration => return duration,
        }
        None
    }

    /// The value as a day.
    pub(crate) fn date(&self, problems: &mut Problems) -> Option<Date> {
        let problem = match &self.node.shape {
            Shape::Day(text) => {
                let date = Date::parse(text);
                if date.is_some() {
                    return date;
                }
                self.error(format!("`{text}` is before 1970, which is where days begin here"))
            }
            Shape::Broken => return None,
            Shape::Text(text) => {
                let text = text.trim();
                let day = if Date::parse(text).is_some() { text } else { "2026-12-31" };
                self.wrong("a date").help(format!("write it without quotes: `{day}`"))
            }
            Shape::AsOf => self.wrong("a date").help("write the day alone, such as `2026-12-31`"),
            _ => self.wrong("a date").help("write `2026-12-31`, without quotes"),
        };
        problems.push(problem);
        None
    }

    /// The value as a priority.
    pub(crate) fn priority(&self, problems: &mut Problems) -> Option<Priority> {
        let text = self.text(problems)?;
        let names = Priority::ALL.map(|priority| priority.to_string());
        let found = Priority::ALL.into_iter().find(|priority| priority.to_string() == text);
        if found.is_none() {
            let mut problem = self.error(format!("`{text}` is no priority"));
            problem.help = advice(text, names.iter().map(String::as_str));
            problems.push(problem);
        }
        found
    }

    /// The tables of a list that is written `[[header]]`.
    pub(crate) fn tables(&self, header: &str, problems: &mut Problems) -> Vec<Field<'t>> {
        let help = format!("begin each one with `[[{header}]]`");
        match &self.node.shape {
            Shape::List(items) if items.is_empty() => {
                problems.push(self.error(format!("{} is an empty list", self.label())).help(help));
                Vec::new()
            }
            Shape::List(_) => self.items(problems).unwrap_or_default(),
            Shape::Table(_) => {
                // Read on as if the brackets were there: its other mistakes are worth telling as well.
                problems.push(self.wrong("a list of tables").help(help));
                vec![*self]
            }
            Shape::Broken => Vec::new(),
            _ => {
                problems.push(self.wrong("a list of tables").help(help));
                Vec::new()
            }
        }
    }
}
