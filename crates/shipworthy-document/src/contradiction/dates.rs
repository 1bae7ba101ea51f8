//! Days that cannot be: an update in a year before the document, or after its last commit, or before what the text tells as done.

use shipworthy_model::time::Date;

use crate::figure::{Figure, FigureRole, FigureValue, Stated};

use super::compared_document::ComparedDocument;
use super::history::DocumentHistory;
use super::ledger::{DocumentLine, Ledger};

/// How many bytes before a day are looked at.
const NEAR: usize = 200;

pub(super) fn find(compared: &ComparedDocument<'_>, history: &DocumentHistory, ledger: &mut Ledger<'_>) {
    let updated: Vec<(&Figure, Date)> =
        days(compared).filter(|(figure, _)| is_update(&figure.metric)).collect();
    let commits = history.commits.get(compared.index).copied().flatten();
    if let Some(commits) = commits {
        for (figure, date) in
            days(compared).filter(|(figure, _)| is_update(&figure.metric) || is_creation(&figure.metric))
        {
            let too_early = is_update(&figure.metric) && year(date) < year(commits.first);
            // A day of difference may be the time zone.
            let too_late = date.days_since(commits.last) > 1;
            if too_early || too_late {
                let commit = if too_early {
                    format!("the first commit is of {}", commits.first)
                } else {
                    format!("the commit is of {}", commits.last)
                };
                let why = format!("{} is stated, and {commit}", compared.written(figure));
                ledger.alone(DocumentLine { document: compared.index, line: figure.line }, why);
            }
        }
    }
    // Said once and of the whole: a report about other documents names their days too.
    let [(last, day)] = updated.as_slice() else { return };
    if !compared.subject(last.section).is_empty() {
        return;
    }
    let newest = days(compared)
        .filter(|(figure, date)| {
            tells_of_the_past(compared, figure) && commits.is_none_or(|commits| *date <= commits.last)
        })
        .max_by_key(|(_, date)| *date);
    if let Some((newest, date)) = newest.filter(|(_, date)| date > day) {
        ledger.both(
            DocumentLine { document: compared.index, line: last.line },
            DocumentLine { document: compared.index, line: newest.line },
            format!("something is told there that was so on {date}, after the last update of {day}"),
            format!("the last update is said to be of {day}, before {date}"),
        );
    }
}

fn days<'a>(compared: &'a ComparedDocument<'_>) -> impl Iterator<Item = (&'a Figure, Date)> {
    compared.figures.iter().filter_map(|figure| match figure.value {
        FigureValue::Date(date) if figure.role == FigureRole::Date && figure.stated != Stated::Goal => {
            Some((figure, date))
        }
        _ => None,
    })
}

fn is_update(metric: &str) -> bool {
    matches!(
        metric,
        "last updated" | "updated" | "last update" | "last modified" | "last reviewed" | "обновлено"
    )
}

fn is_creation(metric: &str) -> bool {
    matches!(metric, "created" | "date created" | "создано")
}

/// Does the line say that something was so on that day?
fn tells_of_the_past(compared: &ComparedDocument<'_>, figure: &Figure) -> bool {
    let told =
        ["completed", "fixed", "merged", "released on", "current status", "done on", "verified on", "as of"];
    let text = &compared.document.text.text;
    let near = text.floor_char_boundary(figure.span.start.saturating_sub(NEAR));
    let before = text.get(near..figure.span.start).unwrap_or("");
    let before = before.rsplit('\n').next().unwrap_or("").to_lowercase();
    let planned = ["due", "deadline", "target", "by ", "until", "expires", "next", "plan", "eta"];
    told.iter().any(|word| before.contains(word)) && !planned.iter().any(|word| before.contains(word))
}

fn year(date: Date) -> String {
    date.to_string().chars().take(4).collect()
}
