//! How a value that was given to a check is turned down: the problem is filed, and nothing is read.

use shipworthy_model::problem::Problem;

use crate::field::{Field, Problems};
use crate::tree::Shape;

/// Files a problem and returns nothing.
pub(crate) fn refuse<T>(problem: Problem, problems: &mut Problems) -> Option<T> {
    problems.push(problem);
    None
}

/// Files that the value is not `wanted`, unless the parser has told so already.
pub(crate) fn refuse_type<T>(
    field: &Field<'_>,
    wanted: &str,
    help: Option<String>,
    problems: &mut Problems,
) -> Option<T> {
    if !matches!(field.node.shape, Shape::Broken) {
        let mut problem = field.wrong(wanted);
        problem.help = help;
        problems.push(problem);
    }
    None
}
