//! One `[[sign-off]]` table. Whether its gate exists, and is one that people answer, is looked at elsewhere.

use shipworthy_model::checklist::{SignOff, SignOffAnswer};
use shipworthy_model::humanize::count;
use shipworthy_model::problem::Problem;
use shipworthy_model::text::is_hex;
use shipworthy_model::time::Date;

use crate::advice::advice;
use crate::field::{Field, Located, Problems};
use crate::person::person;
use crate::table::TableCursor;

/// A sign-off as far as it could be read.
#[derive(Debug, Default)]
pub(crate) struct SignOffDraft {
    /// The id of the gate that the sign-off names.
    pub(crate) gate: Option<Located<String>>,
    /// The sign-off, when nothing that it must have is missing.
    pub(crate) sign_off: Option<SignOff>,
}

/// Reads one sign-off, as of `today`. One that no longer holds is no error: its gate is asked again.
pub(crate) fn read(field: &Field<'_>, today: Date, problems: &mut Problems) -> SignOffDraft {
    let Some(mut table) = TableCursor::of(field, "this sign-off", problems) else {
        return SignOffDraft::default();
    };
    let gate = table.required("gate", problems).and_then(|field| Some((field, field.owned(problems)?)));
    let answer = table.required("answer", problems).and_then(|field| answer(&field, problems));
    let by = table.required("by", problems).and_then(|field| person(&field, problems));
    let date = table.required("date", problems).and_then(|field| Some((field, field.date(problems)?)));
    let until = table.required("until", problems).and_then(|field| Some((field, field.date(problems)?)));
    let commit = table.optional("commit").map(|field| commit(&field, problems));
    let question = table.optional("question").and_then(|field| field.owned(problems));
    let note = table.optional("note").and_then(|field| field.owned(problems));
    table.finish(problems);
    if let Some((field, date)) = &date
        // Elsewhere it may be tomorrow already.
        && date.days_since(today) > 1
    {
        let problem = field.error(format!("this sign-off is dated {date}, which is still to come"));
        problems.push(problem.help("write the day on which it was given"));
    }
    if let (Some((_, date)), Some((field, until))) = (&date, &until) {
        if until < date {
            let problem = field.error(format!("this sign-off ends on {until}, before it was given"));
            problems.push(problem.help("write the last day on which it holds"));
        } else if *until < today {
            let since = format!("{} ago", count(today.days_since(*until).unsigned_abs(), "days"));
            let message = format!("this sign-off ended on {until}, {since}");
            let problem = Problem::warning(field.node.span.clone(), message);
            problems.push(problem.help("have the gate answered again, or remove it"));
        }
    }
    let placed =
        gate.as_ref().map(|(field, id)| Located { value: id.clone(), span: field.node.span.clone() });
    let sign_off = || {
        Some(SignOff {
            gate: gate?.1.parse().ok()?,
            answer: answer?,
            by: by?,
            date: date?.1,
            until: until?.1,
            // A commit that could not be read must not become none.
            commit: commit.map_or(Some(None), |commit| commit.map(Some))?,
            question,
            note,
        })
    };
    SignOffDraft { gate: placed, sign_off: sign_off() }
}

fn answer(field: &Field<'_>, problems: &mut Problems) -> Option<SignOffAnswer> {
    let text = field.text(problems)?;
    let found = SignOffAnswer::ALL.into_iter().find(|answer| answer.to_string() == text);
    if found.is_none() {
        let names = SignOffAnswer::ALL.map(|answer| answer.to_string());
        let help = advice(text, names.iter().map(String::as_str));
        problems.push(Problem { help, ..field.error(format!("`{text}` is no answer")) });
    }
    found
}

fn commit(field: &Field<'_>, problems: &mut Problems) -> Option<String> {
    let text = field.text(problems)?;
    if matches!(text.len(), 40 | 64) && is_hex(text) {
        return Some(text.to_ascii_lowercase());
    }
    // A branch, a tag and an abbreviation can come to mean another commit; the whole hash cannot.
    let problem =
        field.error(format!("`{text}` is no whole commit hash, so it could come to mean another commit"));
    problems.push(problem.help("write all 40 digits: `git rev-parse HEAD`"));
    None
}
