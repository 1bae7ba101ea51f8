//! How a report is to be shown: what the reader stands on, how wide the screen is, whether it has colours. All of it
//! is handed in; nothing here looks at the environment or the clock.

use anstyle::{AnsiColor, Style};
use shipworthy_model::basis::AnswerGround;
use shipworthy_model::checklist::Checklist;
use shipworthy_model::id::{GateId, PhaseId};
use shipworthy_model::step::command_line;
use shipworthy_model::time::Timestamp;
use shipworthy_model::verdict::Outcome;

use crate::text::{cut, wrap};

/// The commit and tree that are checked out. What is not known is `None`.
#[derive(Debug, Clone, Default)]
pub struct Checkout {
    /// The commit that is checked out.
    pub commit: Option<String>,
    /// The git tree of the commit.
    pub tree: Option<String>,
    /// Do files differ from the commit?
    pub dirty: Option<bool>,
}

/// The heading of a phase, above its gates.
#[derive(Debug, Clone)]
pub struct PhaseHeading {
    /// The id of the phase.
    pub phase: PhaseId,
    /// The place of the phase, from 1: the number in `phase1`.
    pub number: usize,
    /// The title of the phase.
    pub title: String,
    /// How many gates the phase has in all.
    pub gates: usize,
}

impl PhaseHeading {
    /// The headings of all phases of a checklist.
    pub fn all(checklist: &Checklist) -> Vec<Self> {
        let heading = |(at, phase): (usize, &shipworthy_model::checklist::Phase)| Self {
            phase: phase.id.clone(),
            number: at + 1,
            title: phase.title.clone(),
            gates: phase.gates.len(),
        };
        checklist.phases.iter().enumerate().map(heading).collect()
    }
}

/// The way in which a report is to be shown.
#[derive(Debug, Clone)]
pub struct View {
    /// The phases of the checklist.
    pub headings: Vec<PhaseHeading>,
    /// The commit and tree that are checked out.
    pub checkout: Checkout,
    /// The checklist, the policy and the clock of the answer; `None` in reports that judge nothing.
    pub ground: Option<AnswerGround>,
    /// The time to count ages from.
    pub now: Timestamp,
    /// What the reader types before a subcommand: `cargo xtask`, `shipworthy`.
    pub command: String,
    /// Are colours wanted?
    pub colour: bool,
    /// The columns of the screen; `None` when no person looks, and no line is broken then.
    pub width: Option<usize>,
}

impl View {
    pub(crate) fn heading(&self, phase: &PhaseId) -> Option<&PhaseHeading> {
        self.headings.iter().find(|heading| heading.phase == *phase)
    }

    /// A subcommand as the reader would type it.
    pub(crate) fn type_in(&self, subcommand: &str) -> String {
        format!("{} {subcommand}", self.command)
    }

    /// A subcommand about a gate, as the reader would type it: shells take the brackets of an id for their own.
    pub(crate) fn type_about(&self, subcommand: &str, gate: &GateId) -> String {
        self.type_in(&command_line(&[subcommand.to_owned(), gate.to_string()]))
    }

    pub(crate) fn paint(&self, style: Style, text: &str) -> String {
        if self.colour && !text.is_empty() { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }

    /// Adds a paragraph, each line indented by `indent` and those after the first by two more. What is longer than
    /// anybody reads is cut; `why` and JSON have it whole.
    pub(crate) fn say(&self, out: &mut String, indent: usize, style: Style, text: &str) {
        const MOST: usize = 500;
        self.say_all(out, indent, style, &cut(text, MOST));
    }

    /// Adds a paragraph whole, each line indented by `indent` and those after the first by two more.
    pub(crate) fn say_all(&self, out: &mut String, indent: usize, style: Style, text: &str) {
        let margin = " ".repeat(indent);
        for line in wrap(&format!("{margin}{text}"), self.width, indent + 2) {
            let bare = line.trim_start();
            out.push_str(&line[..line.len() - bare.len()]);
            out.push_str(&self.paint(style, bare.trim_end()));
            out.push('\n');
        }
    }
}

/// The style of ordinary text: none.
pub(crate) const PLAIN: Style = Style::new();
/// The style of what is said beside the point.
pub(crate) const DIM: Style = Style::new().dimmed();
/// The style of headings.
pub(crate) const BOLD: Style = Style::new().bold();

/// The first seven digits of a commit, which is what people say.
pub(crate) fn short(commit: &str) -> &str {
    commit.get(..7).unwrap_or(commit)
}

const fn colour(colour: AnsiColor) -> Style {
    Style::new().fg_color(Some(anstyle::Color::Ansi(colour)))
}

/// The style of what is proven.
pub(crate) const GOOD: Style = colour(AnsiColor::Green);
/// The style of what is refuted.
pub(crate) const BAD: Style = colour(AnsiColor::Red).bold();
/// The style of what is not known.
pub(crate) const OPEN: Style = colour(AnsiColor::Yellow).bold();
/// The style of what is accepted for a while.
pub(crate) const LENT: Style = colour(AnsiColor::Magenta);

/// The colour of an outcome.
pub(crate) fn style(outcome: Outcome) -> Style {
    match outcome {
        Outcome::Pass => GOOD,
        Outcome::Fail => BAD,
        Outcome::Unknown | Outcome::Stale | Outcome::NotRun => OPEN,
        Outcome::Waived => LENT,
        Outcome::NotApplicable => DIM,
    }
}
