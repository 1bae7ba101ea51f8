//! The figures of one line: which of its numbers count something, and what is said with each.

use std::ops::Range;

use super::completion::{
    is_completion, is_counted, is_measured, is_name_of_number, is_total, is_whole, limit, limit_sign, time,
};
use super::lexeme::{Lexeme, LexemeKind, lexemes};
use super::number::{Number, Unit};
use super::statement::{Comparison, FigureRole, FigureValue, Stated};
use super::vocabulary::is_stop;

/// Where a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineContext<'a> {
    /// In running text or a list.
    Text,
    /// In a heading.
    Heading,
    /// In a cell of a table: the first cell of the row and the head of the column.
    Cell(&'a str, &'a str),
}

/// A number of a line, and what is said with it. Its scope is not known yet.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct LineFigure {
    pub(super) span: Range<usize>,
    pub(super) value: FigureValue,
    pub(super) role: FigureRole,
    pub(super) stated: Stated,
    pub(super) metric: String,
    /// For a completion: the words that say of what.
    pub(super) label: String,
    /// Do they say that it is about everything?
    pub(super) total: bool,
    /// Is there any word that says of what?
    pub(super) bare: bool,
}

/// How many words may stand between a number and the arrow that it belongs to.
const NEAR: usize = 4;

/// Reads the line that lies at `base`.
pub(super) fn readings(line: &str, base: usize, place: LineContext<'_>) -> Vec<LineFigure> {
    let interesting = |byte: u8| byte.is_ascii_digit() || byte == b'[' || byte > 0x7f;
    if !line.bytes().any(interesting) {
        return Vec::new();
    }
    let parts = lexemes(line, base);
    let line = LexedLine::new(&parts, place);
    let mut found: Vec<LineFigure> = Vec::new();
    for mut reading in (0..parts.len()).filter_map(|at| line.reading(at)) {
        let measured = matches!(reading.role, FigureRole::Measured | FigureRole::Limit(_));
        if measured && reading.metric.is_empty() {
            // `10% regression = warning, 25% = fail`: the second is about the same.
            match found.last() {
                Some(before)
                    if matches!(
                        (before.role, reading.role),
                        (FigureRole::Limit(_), FigureRole::Limit(_))
                    ) =>
                {
                    reading.metric.clone_from(&before.metric);
                }
                _ => continue,
            }
        }
        found.push(reading);
    }
    found
}

/// A line in its parts, with what holds for all of it.
struct LexedLine<'a> {
    parts: &'a [Lexeme<'a>],
    /// The words in lower case, parallel to the parts; empty for what is no word.
    words: Vec<String>,
    place: LineContext<'a>,
    /// The first colon: what stands before it names every number of the line.
    colon: Option<usize>,
    has_bar: bool,
    has_completion: bool,
    has_measured: bool,
    /// Does a percentage of it say how complete something is?
    has_progress: bool,
    /// Does it speak of what shall be?
    goal: bool,
    /// Where it begins to speak of what was.
    past: Option<usize>,
}

/// A label is short. What is longer is a sentence, and names nothing.
const LONGEST_LABEL: usize = 12;

impl<'a> LexedLine<'a> {
    fn new(parts: &'a [Lexeme<'a>], place: LineContext<'a>) -> Self {
        let words: Vec<String> = parts
            .iter()
            .map(|lexeme| match lexeme.part {
                LexemeKind::Word(word) => word.to_lowercase(),
                _ => String::new(),
            })
            .collect();
        let colon = parts.iter().position(|lexeme| matches!(lexeme.part, LexemeKind::Sign(':')));
        let mut line = Self {
            parts,
            colon,
            place,
            has_bar: parts.iter().any(|lexeme| matches!(lexeme.part, LexemeKind::Bar(_))),
            has_completion: words.iter().any(|word| is_completion(word)),
            has_measured: words.iter().any(|word| is_measured(word)),
            has_progress: false,
            goal: words.iter().any(|word| time(word) == Some(Stated::Goal)),
            past: words.iter().position(|word| time(word) == Some(Stated::Past)),
            words,
        };
        line.has_progress = parts.iter().enumerate().any(|(at, lexeme)| {
            matches!(&lexeme.part, LexemeKind::Number(number) if number.quantity.unit == Unit::Percent)
                && line.is_completion(at)
        });
        line
    }

    fn reading(&self, at: usize) -> Option<LineFigure> {
        let lexeme = &self.parts[at];
        let (value, role) = match &lexeme.part {
            LexemeKind::Number(number) => self.number(at, number)?,
            LexemeKind::Ratio { part, whole, part_digits, whole_digits } => {
                let value = FigureValue::Ratio {
                    part: *part,
                    whole: *whole,
                    part_digits: part_digits.clone(),
                    whole_digits: whole_digits.clone(),
                };
                (value, self.ratio(at, *part, *whole)?)
            }
            LexemeKind::Bar(bar) => (FigureValue::Bar(bar.clone()), FigureRole::Completion),
            LexemeKind::Day(date) => (FigureValue::Date(*date), FigureRole::Date),
            LexemeKind::Version(version) => {
                (FigureValue::Version((*version).to_owned()), FigureRole::Version)
            }
            LexemeKind::Word(_) | LexemeKind::Span | LexemeKind::Sign(_) | LexemeKind::Opaque => return None,
        };
        let metric = self.metric(at, role);
        let span = match &value {
            FigureValue::Bar(bar) => bar.cells.clone(),
            _ => lexeme.span.clone(),
        };
        let (label, total, bare) =
            if role == FigureRole::Completion { self.label(at) } else { Default::default() };
        Some(LineFigure { span, value, role, stated: self.stated(at), metric, label, total, bare })
    }

    fn stated(&self, at: usize) -> Stated {
        let end = self.words.len().min(at + NEAR);
        let once = |word: &String| matches!(word.as_str(), "earlier" | "previously" | "today" | "yesterday");
        match self.past {
            _ if self.goal => Stated::Goal,
            _ if self.words[at..end].iter().any(once) => Stated::Past,
            Some(past) if past < at => Stated::Past,
            _ => Stated::Now,
        }
    }

    fn number(&self, at: usize, number: &Number) -> Option<(FigureValue, FigureRole)> {
        let mut quantity = number.quantity.clone();
        if quantity.unit == Unit::Duration || self.beside_arrow(at) {
            return None;
        }
        quantity.about = at > 0 && matches!(self.parts[at - 1].part, LexemeKind::Sign('~' | '≈'));
        let rate = self.words.get(at + 1).filter(|word| word.contains('/') && word.len() > 2);
        if let Some(rate) = rate.filter(|_| quantity.unit == Unit::Things) {
            quantity.unit = Unit::Named(rate.clone());
        }
        let role = self.role(at, &quantity.unit, quantity.or_more)?;
        Some((FigureValue::Amount { quantity, digits: number.digits.clone() }, role))
    }

    fn role(&self, at: usize, unit: &Unit, or_more: bool) -> Option<FigureRole> {
        let percent = *unit == Unit::Percent;
        if *unit == Unit::Things && self.is_name(at) {
            return None;
        }
        let limit = self.limit(at).map(|limit| if or_more { Comparison::AtLeast } else { limit });
        if percent && limit.is_none() && self.is_completion(at) {
            return Some(FigureRole::Completion);
        }
        if let Some(limit) = limit {
            return Some(FigureRole::Limit(limit));
        }
        if or_more {
            return Some(FigureRole::Limit(Comparison::AtLeast));
        }
        if percent && self.follows_severity(at) {
            return Some(FigureRole::Limit(Comparison::AtMost));
        }
        if *unit == Unit::Things && !self.counts(at) {
            return None;
        }
        Some(FigureRole::Measured)
    }

    /// Is it the name of a thing: `Week 2`, `Version: 1.0`?
    fn is_name(&self, at: usize) -> bool {
        let before = |back: usize| at.checked_sub(back).and_then(|index| self.words.get(index));
        let word = before(1).filter(|word| !word.is_empty()).or(before(2));
        let colon = at > 0 && matches!(self.parts[at - 1].part, LexemeKind::Sign(':'));
        (before(1).is_some_and(|word| !word.is_empty()) || colon)
            && word.is_some_and(|word| is_name_of_number(word))
    }

    /// Is a number without a unit followed by what it counts, or is it the value of a label?
    fn counts(&self, at: usize) -> bool {
        let list = at == 0 && matches!(self.part(at + 1), Some(LexemeKind::Sign('.' | ')')));
        let heading = at == 0 && self.place == LineContext::Heading;
        let labelled = at > 0 && matches!(self.parts[at - 1].part, LexemeKind::Sign(':'));
        let noun = self.words.get(at + 1).is_some_and(|word| !word.is_empty() && !is_stop(word));
        !list && !heading && (labelled || noun || matches!(self.place, LineContext::Cell(..)))
    }

    /// `10% regression = warning`
    fn follows_severity(&self, at: usize) -> bool {
        let mut rest = self.parts[at + 1..].iter().zip(&self.words[at + 1..]).take(4);
        let equals = rest.any(|(lexeme, _)| matches!(lexeme.part, LexemeKind::Sign('=' | ':')));
        equals && rest.next().is_some_and(|(_, word)| is_severity(word))
    }

    fn ratio(&self, at: usize, part: u64, whole: u64) -> Option<FigureRole> {
        if whole == 0 || part > whole {
            return None;
        }
        let after = self.after(at);
        if self.is_name(at) {
            return None;
        }
        let counted = after.first().is_some_and(|word| is_counted(word));
        let measured = after.iter().take(3).any(|word| is_measured(word));
        let beside = after.is_empty() && self.has_progress;
        let completion = !measured && (counted || beside || self.has_bar);
        Some(if completion { FigureRole::Completion } else { FigureRole::Measured })
    }

    fn is_completion(&self, at: usize) -> bool {
        let after = self.after(at);
        let near = &after[..after.len().min(3)];
        if near.iter().any(|word| is_measured(word)) {
            return false;
        }
        if let LineContext::Cell(_, head) = self.place {
            let head = head.to_lowercase();
            let column =
                head.split_whitespace().any(|word| is_completion(word) && !word.starts_with("status"));
            return near.iter().any(|word| is_completion(word)) || column && near.is_empty();
        }
        let counted = matches!(
            (self.part(at + 1), self.part(at + 2)),
            (Some(LexemeKind::Sign('(')), Some(LexemeKind::Ratio { .. }))
        ) && self.after(at + 2).iter().any(|word| is_counted(word));
        if self.has_bar || counted || near.iter().any(|word| is_completion(word)) {
            return true;
        }
        if !near.is_empty() {
            return false;
        }
        let before = self.before(at);
        if before.iter().any(|word| is_measured(word)) {
            return false;
        }
        let in_parentheses = at > 0
            && matches!(self.parts[at - 1].part, LexemeKind::Sign('('))
            && matches!(self.part(at + 1), Some(LexemeKind::Sign(')')));
        match self.place {
            LineContext::Heading if in_parentheses => true,
            _ if in_parentheses => self.has_completion && !self.has_measured,
            _ => before.iter().any(|word| is_completion(word)),
        }
    }

    fn limit(&self, at: usize) -> Option<Comparison> {
        let mut index = at;
        while index > 0 && matches!(self.parts[index - 1].part, LexemeKind::Sign('~' | '≈' | '=' | ':')) {
            index -= 1;
        }
        if let Some(Lexeme { part: LexemeKind::Sign(sign), .. }) =
            index.checked_sub(1).map(|before| &self.parts[before])
            && let Some(found) = limit_sign(*sign)
        {
            return Some(found);
        }
        let word =
            |index: Option<usize>| index.and_then(|index| self.words.get(index)).map_or("", String::as_str);
        if let Some(found) = limit(word(index.checked_sub(2)), word(index.checked_sub(1))) {
            return Some(found);
        }
        let before = limit(word(index.checked_sub(3)), word(index.checked_sub(2)));
        if word(index.checked_sub(1)) == "than" && before.is_some() {
            return before;
        }
        let after = match (word(Some(at + 1)), word(Some(at + 2))) {
            ("or", second) => limit("or", second),
            (first @ ("max" | "maximum" | "minimum" | "min"), _) => limit("", first),
            _ => None,
        };
        let equals = index < at && matches!(self.parts[index].part, LexemeKind::Sign('='));
        let aimed = self.goal && index < at && time(word(index.checked_sub(1))) == Some(Stated::Goal);
        after.or((equals || aimed).then_some(Comparison::Exactly))
    }

    /// Is it one side of a change (`35% → 55%`, `351 lines -> 150`), and so a fact neither of now nor of later?
    fn beside_arrow(&self, at: usize) -> bool {
        let between = |lexeme: &&Lexeme<'_>| {
            matches!(lexeme.part, LexemeKind::Word(_) | LexemeKind::Sign('~' | '≈' | '+'))
        };
        let arrow =
            |lexeme: Option<&Lexeme<'_>>| lexeme.is_some_and(|lexeme| lexeme.part == LexemeKind::Sign('→'));
        let mut before = self.parts[at.saturating_sub(NEAR)..at].iter().rev().skip_while(between);
        let mut after = self.parts[at + 1..].iter().take(NEAR).skip_while(between);
        arrow(before.next()) || arrow(after.next())
    }

    fn part(&self, at: usize) -> Option<&LexemeKind<'a>> {
        self.parts.get(at).map(|lexeme| &lexeme.part)
    }

    /// The words behind a number, up to the end of its clause.
    fn after(&self, at: usize) -> Vec<&str> {
        let end =
            (at + 1..self.parts.len()).find(|index| self.ends_clause(*index)).unwrap_or(self.parts.len());
        self.words[at + 1..end].iter().map(String::as_str).filter(|word| !word.is_empty()).collect()
    }

    /// The words before a number, from the beginning of its clause.
    fn before(&self, at: usize) -> Vec<&str> {
        self.words[self.clause_start(at)..at]
            .iter()
            .map(String::as_str)
            .filter(|word| !word.is_empty())
            .collect()
    }

    fn ends_clause(&self, at: usize) -> bool {
        match &self.parts[at].part {
            LexemeKind::Sign(sign) => {
                matches!(sign, ',' | ';' | '.' | '|' | '•' | '·' | '(' | ')' | '—' | '–' | '-' | '→' | '&')
            }
            LexemeKind::Number(_) | LexemeKind::Ratio { .. } | LexemeKind::Span => true,
            _ => false,
        }
    }

    fn metric(&self, at: usize, role: FigureRole) -> String {
        if let LineContext::Cell(subject, head) = self.place {
            return plain(subject.split_whitespace().chain(head.split_whitespace()));
        }
        let after = self.after(at);
        let of_it = after
            .into_iter()
            .take_while(|word| !["on", "for", "in", "with", "per", "over", "under"].contains(word));
        let rate = matches!(self.part(at + 1), Some(LexemeKind::Word(word)) if word.contains('/'));
        let behind = plain(of_it.skip(usize::from(rate)));
        let before = plain(self.before(at).into_iter());
        let label =
            matches!(at.checked_sub(1).map(|index| &self.parts[index].part), Some(LexemeKind::Sign(':')));
        let things =
            matches!(self.part(at), Some(LexemeKind::Number(number)) if number.quantity.unit == Unit::Things);
        match role {
            FigureRole::Limit(_) if self.follows_severity(at) => {
                plain(self.after(at).into_iter().filter(|word| !is_severity(word)))
            }
            FigureRole::Measured | FigureRole::Limit(_)
                if things && !label && !rate && !behind.is_empty() =>
            {
                behind
            }
            _ if before.is_empty() => behind,
            _ => before,
        }
    }

    /// The words that say of what a completion is; whether they say of everything; whether there are none.
    fn label(&self, at: usize) -> (String, bool, bool) {
        if let LineContext::Cell(subject, _) = self.place {
            return (subject.to_owned(), false, false);
        }
        // `HIGH (Week 2): [====] 80% (8/10 items)`: what stands before the colon names it, for all of its numbers. Behind
        // it may stand a part: `Status: lexer done, parser 50% done`.
        let clause = self.clause_start(at);
        let parts = match self.colon {
            Some(colon) if clause <= colon => self.pieces(0..at.min(colon + LONGEST_LABEL)),
            Some(colon) => self.pieces(0..colon).into_iter().chain(self.pieces(clause..at)).collect(),
            None if self.pieces(clause..at).is_empty() => self.pieces(0..at),
            None => self.pieces(clause..at),
        };
        let after = self.after(at);
        let total = parts.iter().map(|(word, _)| word.as_str()).chain(after).any(is_total);
        let own = |(word, numbered): &(String, bool)| {
            *numbered || !is_whole(word) && !is_stop(word) && !is_completion(word)
        };
        let label: Vec<String> = parts.into_iter().filter(own).map(|(word, _)| word).collect();
        let bare = label.is_empty();
        (label.join(" "), total, bare)
    }

    /// The words of a range of parts, and numbers that name something (`Phase 1`), each with whether it belongs to such
    /// a name.
    fn pieces(&self, range: Range<usize>) -> Vec<(String, bool)> {
        let mut found: Vec<(String, bool)> = Vec::new();
        for index in range.take(2 * LONGEST_LABEL) {
            match &self.parts[index].part {
                LexemeKind::Word(_) => found.push((self.words[index].clone(), false)),
                LexemeKind::Number(number) if self.is_name(index) => {
                    if let Some(name) = found.last_mut() {
                        name.1 = true;
                    }
                    found.push((number.quantity.value.to_string(), true));
                }
                _ => {}
            }
        }
        found.truncate(LONGEST_LABEL);
        found
    }

    fn clause_start(&self, at: usize) -> usize {
        (0..at).rev().find(|index| self.ends_clause(*index)).map_or(0, |index| index + 1)
    }
}

/// The words that name a metric, in lower case.
fn plain<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let mut metric = String::new();
    for word in words {
        let word = word.trim_matches(|edge: char| !edge.is_alphanumeric()).to_lowercase();
        let empty = word.is_empty() || is_stop(&word) || time(&word).is_some() || is_bound(&word);
        if !empty {
            if !metric.is_empty() {
                metric.push(' ');
            }
            metric.push_str(&word);
        }
    }
    metric
}

/// What a limit is set for.
fn is_severity(word: &str) -> bool {
    ["warn", "warning", "fail", "failure", "error"].contains(&word)
}

/// A word that belongs to a comparison and not to what is compared.
fn is_bound(word: &str) -> bool {
    limit("", word).is_some()
        || ["least", "most", "than", "all", "about", "up", "no", "not", "none"].contains(&word)
}
