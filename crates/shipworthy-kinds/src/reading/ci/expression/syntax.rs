//! The text of an expression becomes a tree.

/// An expression.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum WorkflowExpression {
    /// A value that stands there.
    Null,
    /// True or false.
    Bool(bool),
    /// A number.
    Number(f64),
    /// A text in quotes.
    Text(String),
    /// A name with what is asked of it: `github.event.action`. `*` stands for all.
    Path(Vec<String>),
    /// A part of something that is computed: `fromJSON(x).y`, or a name computed: `a[b]`.
    Part(Box<WorkflowExpression>, Box<WorkflowExpression>),
    /// A function with its arguments, its name in lower case.
    Call(String, Vec<WorkflowExpression>),
    /// `!a`
    Not(Box<WorkflowExpression>),
    /// `a && b` and the like.
    Binary(&'static str, Box<WorkflowExpression>, Box<WorkflowExpression>),
}

/// The operators from the loosest to the tightest.
const LEVELS: [&[&str]; 4] = [&["||"], &["&&"], &["==", "!="], &["<=", ">=", "<", ">"]];
/// The deepest nesting that is read.
const DEEPEST: usize = 40;

/// Reads an expression; `None` when it is none.
pub(super) fn expression(text: &str) -> Option<WorkflowExpression> {
    let chars: Vec<char> = text.chars().collect();
    let mut reader = ExpressionReader { chars: &chars, at: 0, depth: 0 };
    let read = reader.binary(0)?;
    reader.space();
    (reader.at == chars.len()).then_some(read)
}

struct ExpressionReader<'a> {
    chars: &'a [char],
    at: usize,
    depth: usize,
}

impl ExpressionReader<'_> {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn space(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }

    fn take(&mut self, text: &str) -> bool {
        self.space();
        let length = text.chars().count();
        let found = self.chars[self.at..].iter().copied().take(length).eq(text.chars());
        self.at += if found { length } else { 0 };
        found
    }

    fn binary(&mut self, level: usize) -> Option<WorkflowExpression> {
        let Some(operators) = LEVELS.get(level) else { return self.unary() };
        let mut left = self.binary(level + 1)?;
        while let Some(operator) = operators.iter().find(|operator| self.take(operator)) {
            let right = self.binary(level + 1)?;
            left = WorkflowExpression::Binary(operator, Box::new(left), Box::new(right));
        }
        Some(left)
    }

    fn unary(&mut self) -> Option<WorkflowExpression> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        self.space();
        let not = self.peek() == Some('!') && self.chars.get(self.at + 1) != Some(&'=');
        let read = if not {
            self.at += 1;
            WorkflowExpression::Not(Box::new(self.unary()?))
        } else {
            self.primary()?
        };
        self.depth -= 1;
        Some(read)
    }

    fn primary(&mut self) -> Option<WorkflowExpression> {
        self.space();
        let mut read = match self.peek()? {
            '(' => {
                self.at += 1;
                let inner = self.binary(0)?;
                self.take(")").then_some(inner)?
            }
            '\'' => self.quoted()?,
            c if c.is_ascii_digit() || matches!(c, '-' | '+' | '.') => self.number()?,
            c if c.is_alphabetic() || c == '_' => self.name()?,
            _ => return None,
        };
        loop {
            if self.take(".") {
                let part = if self.take("*") { "*".to_owned() } else { self.word()? };
                read = part_of(read, WorkflowExpression::Text(part));
            } else if self.take("[") {
                let part =
                    if self.take("*") { WorkflowExpression::Text("*".to_owned()) } else { self.binary(0)? };
                if !self.take("]") {
                    return None;
                }
                read = part_of(read, part);
            } else {
                return Some(read);
            }
        }
    }

    fn quoted(&mut self) -> Option<WorkflowExpression> {
        self.at += 1;
        let mut text = String::new();
        loop {
            let c = self.peek()?;
            self.at += 1;
            if c != '\'' {
                text.push(c);
            } else if self.peek() == Some('\'') {
                text.push('\'');
                self.at += 1;
            } else {
                return Some(WorkflowExpression::Text(text));
            }
        }
    }

    fn number(&mut self) -> Option<WorkflowExpression> {
        let begin = self.at;
        while self.peek().is_some_and(|c| c.is_alphanumeric() || matches!(c, '-' | '+' | '.')) {
            self.at += 1;
        }
        let text: String = self.chars[begin..self.at].iter().collect();
        let hex = text.strip_prefix("0x").and_then(|digits| i64::from_str_radix(digits, 16).ok());
        let number = hex.map(|number| number as f64).or_else(|| text.parse().ok())?;
        Some(WorkflowExpression::Number(number))
    }

    fn word(&mut self) -> Option<String> {
        let begin = self.at;
        while self.peek().is_some_and(|c| c.is_alphanumeric() || matches!(c, '-' | '_')) {
            self.at += 1;
        }
        (self.at > begin).then(|| self.chars[begin..self.at].iter().collect())
    }

    fn name(&mut self) -> Option<WorkflowExpression> {
        let word = self.word()?;
        if self.take("(") {
            let mut arguments = Vec::new();
            if !self.take(")") {
                loop {
                    arguments.push(self.binary(0)?);
                    if self.take(")") {
                        break;
                    }
                    if !self.take(",") {
                        return None;
                    }
                }
            }
            return Some(WorkflowExpression::Call(word.to_lowercase(), arguments));
        }
        Some(match word.as_str() {
            "true" => WorkflowExpression::Bool(true),
            "false" => WorkflowExpression::Bool(false),
            "null" => WorkflowExpression::Null,
            "NaN" => WorkflowExpression::Number(f64::NAN),
            "Infinity" => WorkflowExpression::Number(f64::INFINITY),
            _ => WorkflowExpression::Path(vec![word]),
        })
    }
}

fn part_of(whole: WorkflowExpression, part: WorkflowExpression) -> WorkflowExpression {
    match (whole, part) {
        (WorkflowExpression::Path(mut names), WorkflowExpression::Text(name)) => {
            names.push(name);
            WorkflowExpression::Path(names)
        }
        (whole, part) => WorkflowExpression::Part(Box::new(whole), Box::new(part)),
    }
}
