//! One `[[weakening]]` table: a person's consent to a change that asks for less. Whether there is such a change is looked
//! at elsewhere.

use shipworthy_model::checklist::Policy;
use shipworthy_model::weakening::Approval;

use crate::field::{Field, Problems};
use crate::person;
use crate::table::TableCursor;

/// Reads one approval.
pub(crate) fn read(field: &Field<'_>, policy: &Policy, problems: &mut Problems) -> Option<Approval> {
    let mut table = TableCursor::of(field, "this approval", problems)?;
    let weakening = table.required("weakening", problems).and_then(|field| field.owned(problems));
    let reason = table.required("reason", problems).and_then(|field| field.owned(problems));
    let owner = table.required("owner", problems).and_then(|field| person::person(&field, problems));
    let approver = table.required("approver", problems);
    let approver = approver.and_then(|field| Some((field, person::person(&field, problems)?)));
    table.finish(problems);
    let (owner, (field, approver)) = (owner?, approver?);
    person::two("this weakening", (&owner, &approver), &field, &policy.approvers, problems);
    Some(Approval { weakening: weakening?, reason: reason?, owner, approver })
}
