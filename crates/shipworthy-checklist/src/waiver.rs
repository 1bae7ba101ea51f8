//! One `[[waiver]]` table. Whether its gate exists is looked at elsewhere.

use shipworthy_model::checklist::{Policy, Waiver};
use shipworthy_model::humanize::count;
use shipworthy_model::time::Date;

use crate::field::{Field, Located, Problems};
use crate::person;
use crate::table::TableCursor;

/// A waiver as far as it could be read.
#[derive(Debug, Default)]
pub(crate) struct WaiverDraft {
    /// The id of the gate that the waiver names.
    pub(crate) gate: Option<Located<String>>,
    /// The waiver, when nothing that it must have is missing.
    pub(crate) waiver: Option<Waiver>,
}

/// Reads one waiver, as of `today`.
pub(crate) fn read(field: &Field<'_>, policy: &Policy, today: Date, problems: &mut Problems) -> WaiverDraft {
    let Some(mut table) = TableCursor::of(field, "this waiver", problems) else {
        return WaiverDraft::default();
    };
    let mut text = |key, problems: &mut Problems| {
        let field = table.required(key, problems)?;
        Some((field, field.owned(problems)?))
    };
    let gate = text("gate", problems);
    let reason = text("reason", problems);
    let mut person = |key, problems: &mut Problems| {
        let field = table.required(key, problems)?;
        Some((field, person::person(&field, problems)?))
    };
    let owner = person("owner", problems);
    let approver = person("approver", problems);
    let expires = table.required("expires", problems).and_then(|field| Some((field, field.date(problems)?)));
    table.finish(problems);
    if let (Some((_, owner)), Some((field, approver))) = (&owner, &approver) {
        person::two("this waiver", (owner, approver), field, &policy.approvers, problems);
    }
    if let Some((field, date)) = &expires {
        term(field, *date, policy, today, problems);
    }
    if let Some((field, date)) = &expires
        && *date < today
    {
        let since = format!("{} ago", count(today.days_since(*date).unsigned_abs(), "days"));
        let problem = field.error(format!("this waiver expired on {date}, {since}"));
        problems.push(problem.help("mend what it waives and remove it, or have it approved again"));
    }
    let placed =
        gate.as_ref().map(|(field, id)| Located { value: id.clone(), span: field.node.span.clone() });
    let waiver = || {
        Some(Waiver {
            gate: gate?.1.parse().ok()?,
            reason: reason?.1,
            owner: owner?.1,
            approver: approver?.1,
            expires: expires?.1,
        })
    };
    WaiverDraft { gate: placed, waiver: waiver() }
}

/// Reports a waiver that is to hold for longer than any may.
fn term(field: &Field<'_>, expires: Date, policy: &Policy, today: Date, problems: &mut Problems) {
    const DAY: u64 = 86_400;
    let last = today.midnight().after(policy.longest_waiver).date();
    if expires > last {
        let longest = count(policy.longest_waiver.as_secs() / DAY, "days");
        let problem = field
            .error(format!("this waiver holds until {expires}, and none may hold for more than {longest}"));
        let help = format!("write {last} or an earlier day; `longest-waiver` in the policy sets the term");
        problems.push(problem.help(help));
    }
}
