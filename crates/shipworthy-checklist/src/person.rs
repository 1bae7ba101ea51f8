//! Names of people in a checklist: they name somebody, and owner and approver are two.

use shipworthy_model::person::Person;

use crate::advice::advice;
use crate::field::{Field, Problems};

/// The longest beginning of a name that is repeated in a message.
const SHOWN: usize = 60;

/// The value as the name of a person.
pub(crate) fn person(field: &Field<'_>, problems: &mut Problems) -> Option<String> {
    let text = field.text(problems)?;
    if let Err(why) = Person::named(text) {
        let problem = field.error(format!("{} {why}", field.label()));
        problems.push(problem.help("write the name of a person, in the letters of one script"));
        return None;
    }
    Some(text.trim().to_owned())
}

/// Two people of whom one decides about what the other wants. `what` is what they decide about: `this waiver`.
pub(crate) fn two(
    what: &str,
    (owner, approver): (&str, &str),
    field: &Field<'_>,
    approvers: &[String],
    problems: &mut Problems,
) {
    let (Ok(one), Ok(other)) = (Person::named(owner), Person::named(approver)) else { return };
    let shown = |name: &str| name.chars().take(SHOWN).collect::<String>();
    if !one.is_comparable(&other) {
        let message = format!("{what} is unapproved: owner and approver are written in two scripts");
        problems.push(field.error(message).help("letters of two scripts look alike: write both in one"));
    } else if one.may_be(&other) {
        let another = "another person must approve it";
        let (message, help) = if owner.to_lowercase() == approver.to_lowercase() {
            (format!("{what} is unapproved: `{}` is its owner", shown(approver)), another.to_owned())
        } else {
            let message =
                format!("{what} is unapproved: `{}` may be its owner, `{}`", shown(approver), shown(owner));
            (message, format!("{another}; of two who are called alike, write the whole names"))
        };
        problems.push(field.error(message).help(help));
    }
    if !approvers.is_empty() && !approvers.iter().any(|one| one == approver.trim()) {
        let message = format!("`{}` is none of the `approvers` in the policy", shown(approver));
        let mut problem = field.error(message);
        problem.help = advice(approver, approvers.iter().map(String::as_str));
        problems.push(problem);
    }
}
