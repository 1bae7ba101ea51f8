//! Text with expressions in it: what it becomes, and whether it holds as a condition.

use super::evaluate::{ExpressionContext, asks_status, evaluate};
use super::value::ExpressionValue as Value;

/// A piece of a text with expressions in it.
enum TemplatePiece<'a> {
    Text(&'a str),
    Expression(&'a str),
}

/// Is there an expression in the text?
pub(in crate::reading::ci) fn has_expression(text: &str) -> bool {
    text.contains("${{")
}

/// The text with its expressions put in; `unknown` stands for each that is not known.
pub(in crate::reading::ci) fn render(text: &str, unknown: char, context: &dyn ExpressionContext) -> String {
    let mut rendered = String::new();
    for piece in pieces(text) {
        match piece {
            TemplatePiece::Text(text) => rendered.push_str(text),
            TemplatePiece::Expression(inner) => match evaluate(inner, context).text() {
                Some(text) => rendered.push_str(&text),
                None => rendered.push(unknown),
            },
        }
    }
    rendered
}

/// The value of a text that may be an expression, or have some in it.
pub(in crate::reading::ci) fn value_of(text: &str, context: &dyn ExpressionContext) -> Value {
    match pieces(text.trim()).as_slice() {
        [] => Value::Text(String::new()),
        [TemplatePiece::Expression(inner)] => evaluate(inner, context),
        pieces => {
            let mut whole = String::new();
            for piece in pieces {
                match piece {
                    TemplatePiece::Text(text) => whole.push_str(text),
                    TemplatePiece::Expression(inner) => match evaluate(inner, context).text() {
                        Some(text) => whole.push_str(&text),
                        None if whole.is_empty() => return Value::Unknown,
                        None => return Value::Begins(whole),
                    },
                }
            }
            Value::Text(whole)
        }
    }
}

/// A condition, `if: ...`: whether it holds, and whether it asks how the job stands.
pub(in crate::reading::ci) fn condition(text: &str, context: &dyn ExpressionContext) -> (Option<bool>, bool) {
    let text = text.trim();
    if text.is_empty() {
        return (Some(true), false);
    }
    match pieces(text).as_slice() {
        [TemplatePiece::Expression(inner)] => (evaluate(inner, context).truth(), asks_status(inner)),
        [TemplatePiece::Text(inner)] => (evaluate(inner, context).truth(), asks_status(inner)),
        // An expression with text around it is a text, which is not empty and so holds whatever it says.
        pieces => {
            let asks = |piece: &TemplatePiece<'_>| matches!(piece, TemplatePiece::Expression(text) if asks_status(text));
            (Some(true), pieces.iter().any(asks))
        }
    }
}

fn pieces(text: &str) -> Vec<TemplatePiece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${{") {
        let Some(end) = end_of(after) else { break };
        if !before.is_empty() {
            pieces.push(TemplatePiece::Text(before));
        }
        pieces.push(TemplatePiece::Expression(&after[..end]));
        rest = &after[end + 2..];
    }
    if !rest.is_empty() {
        pieces.push(TemplatePiece::Text(rest));
    }
    pieces
}

/// Where `}}` stands, outside of quotes.
fn end_of(text: &str) -> Option<usize> {
    let mut quoted = false;
    for (at, c) in text.char_indices() {
        match c {
            '\'' => quoted = !quoted,
            '}' if !quoted && text[at..].starts_with("}}") => return Some(at),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::evaluate::ExpressionContext;
    use super::{Value, condition, render, value_of};

    struct Known;

    impl ExpressionContext for Known {
        fn value(&self, path: &[&str]) -> Value {
            match path {
                ["github", "event_name"] => Value::Text("pull_request".to_owned()),
                ["github", "ref"] => Value::Begins("refs/pull/".to_owned()),
                ["matrix", "os"] => Value::Text("ubuntu-latest".to_owned()),
                ["matrix", "experimental"] => Value::Bool(true),
                ["matrix", _] => Value::Null,
                _ => Value::Unknown,
            }
        }
    }

    #[test]
    fn conditions_hold_or_do_not_or_are_not_decided() {
        let cases = [
            ("", Some(true)),
            ("true", Some(true)),
            ("${{ false }}", Some(false)),
            ("${{ false && github.actor == 'x' }}", Some(false)),
            ("github.actor == 'x' && false", Some(false)),
            ("github.actor == 'x' || true", Some(true)),
            ("github.actor == 'x'", None),
            ("github.event_name == 'PUSH'", Some(false)),
            ("github.event_name != 'push'", Some(true)),
            ("(github.event_name == 'push') || matrix.experimental", Some(true)),
            ("!matrix.missing", Some(true)),
            ("!(github.event_name == 'push')", Some(true)),
            ("github.ref == 'refs/heads/main'", Some(false)),
            ("github.ref == 'refs/pull/1/merge'", None),
            ("startsWith(github.ref, 'refs/tags/')", Some(false)),
            ("startsWith(github.ref, 'refs/')", Some(true)),
            ("contains(matrix.os, 'UBUNTU')", Some(true)),
            ("contains(fromJSON('[\"push\", \"pull_request\"]'), github.event_name)", Some(true)),
            ("always() && !cancelled()", Some(true)),
            ("failure()", Some(false)),
            ("${{ github.event_name }} == 'push'", Some(true)),
            ("matrix.os == 'it''s'", Some(false)),
            ("1 < 2 && '10' >= 9", Some(true)),
            ("null == 0 && '' == false", Some(true)),
            ("what is this", None),
            ("a ==", None),
        ];
        for (text, want) in cases {
            assert_eq!(condition(text, &Known).0, want, "{text}");
        }
        assert!(condition("always()", &Known).1 && !condition("true", &Known).1);
    }

    #[test]
    fn texts_have_their_expressions_put_in() {
        assert_eq!(render("on ${{ matrix.os }} ${{ secrets.X }}.", '?', &Known), "on ubuntu-latest ?.");
        assert_eq!(value_of("${{ matrix.experimental }}", &Known), Value::Bool(true));
        assert_eq!(value_of("x-${{ github.sha }}", &Known), Value::Begins("x-".to_owned()));
        assert_eq!(value_of("${{ 'a}}b' }}", &Known), Value::Text("a}}b".to_owned()));
        assert_eq!(value_of("${{ open", &Known), Value::Text("${{ open".to_owned()));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in "(\\$\\{\\{|\\}\\}|[ ()!.'\\[\\]*,]|==|&&|\\|\\||matrix|os|contains\\(|[0-9-]|\u{e9}){0,40}") {
            let _ = (condition(&text, &Known), render(&text, '?', &Known), value_of(&text, &Known));
        }
    }
}
