//! The expressions of GitHub's workflows, `${{ github.event_name == 'push' }}`: read whole, and evaluated over what is known.

mod evaluate;
mod syntax;
mod template;
mod value;

pub(super) use evaluate::ExpressionContext;
pub(super) use template::{condition, has_expression, render, value_of};
pub(super) use value::ExpressionValue;
