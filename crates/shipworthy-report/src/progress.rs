//! What a run shows while it lasts: a few lines that are redrawn where a person looks, one line per event elsewhere.
//! A state machine over events; the time is handed in.

use shipworthy_model::event::Event;
use shipworthy_model::humanize::{count, duration};
use shipworthy_model::id::GateId;
use shipworthy_model::judgement::{Conclusion, Judgement};
use shipworthy_model::step::command_line;

use crate::text::{cut, pad, plain};

/// The most running gates that are shown at a time; a terminal has few lines.
const MOST_RUNNING: usize = 8;

/// What is known of a run that goes on. Times are milliseconds of any clock that only goes forward.
#[derive(Debug, Clone, Default)]
pub struct RunProgress {
    state: RunState,
    began: u64,
    run: usize,
    done: usize,
    /// The gates that ended without being proven.
    red: Vec<GateId>,
    running: Vec<RunningRow>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
enum RunState {
    #[default]
    Before,
    Waiting(Option<u32>),
    Going,
    Stopping,
    Over,
}

#[derive(Debug, Clone)]
struct RunningRow {
    gate: GateId,
    since: u64,
    last: Option<u64>,
    argv: Vec<String>,
}

impl RunProgress {
    /// A run that has not begun.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes notice of an event that happened at `now`.
    pub fn on(&mut self, event: &Event, now: u64) {
        match event {
            Event::Waiting { holder } => self.state = RunState::Waiting(*holder),
            Event::Started { run, .. } => {
                *self = Self { state: RunState::Going, began: now, run: *run, ..Self::default() };
            }
            Event::GateStarted { gate, last_ms } => {
                let running = RunningRow { gate: gate.clone(), since: now, last: *last_ms, argv: Vec::new() };
                self.running.push(running);
            }
            Event::StepStarted { gate, argv } => {
                if let Some(running) = self.running.iter_mut().find(|running| running.gate == *gate) {
                    running.argv.clone_from(argv);
                }
            }
            Event::GateFinished { gate, judgement, .. } => {
                self.running.retain(|running| running.gate != *gate);
                self.done += 1;
                if judgement.result != Conclusion::Pass {
                    self.red.push(gate.clone());
                }
            }
            Event::GateSkipped { gate, .. } => {
                self.running.retain(|running| running.gate != *gate);
                self.done += 1;
            }
            Event::Interrupted => self.state = RunState::Stopping,
            Event::Finished => self.state = RunState::Over,
        }
    }

    /// What a screen of `width` columns shows at `now`: the longest running first. Nothing before and after the run.
    pub fn lines(&self, now: u64, width: usize) -> Vec<String> {
        let stopping = match self.state {
            RunState::Before | RunState::Over => return Vec::new(),
            RunState::Waiting(holder) => return vec![cut(&waits(holder), width).into_owned()],
            RunState::Going => "",
            RunState::Stopping => ", stopping",
        };
        let took = duration(now.saturating_sub(self.began));
        // The newest first: that is what fits when not all do.
        let red: Vec<&str> = self.red.iter().rev().map(GateId::as_str).collect();
        let red = if red.is_empty() { String::new() } else { format!("; not proven: {}", red.join(", ")) };
        let gates = count(self.run.max(self.done) as u64, "gates");
        let mut lines = vec![format!("{} of {gates} done, {took}{stopping}{red}", self.done)];
        let shown = &self.running[..self.running.len().min(MOST_RUNNING)];
        let widest = shown.iter().map(|running| running.gate.as_str().len()).max().unwrap_or(0);
        lines.extend(shown.iter().map(|running| running.line(now, widest)));
        if self.running.len() > shown.len() {
            lines.push(format!("  ... and {} more", self.running.len() - shown.len()));
        }
        lines.iter().map(|line| cut(line, width).into_owned()).collect()
    }
}

impl RunningRow {
    fn line(&self, now: u64, widest: usize) -> String {
        let mut took = duration(now.saturating_sub(self.since));
        if let Some(last) = self.last {
            took = format!("{took}, last time {}", duration(last));
        }
        let argv = plain(&command_line(&self.argv)).into_owned();
        let line = format!("  {}  {}  {argv}", pad(self.gate.as_str(), widest), pad(&took, 22));
        line.trim_end().to_owned()
    }
}

/// The line that says who is waited for.
pub fn waits(holder: Option<u32>) -> String {
    let holder = holder.map(|process| format!(" (process {process})")).unwrap_or_default();
    format!("waits   another run{holder} holds the evidence")
}

/// What a log shows of an event, if anything: one line, without its end.
pub fn line(event: &Event) -> Option<String> {
    let line = match event {
        Event::Waiting { holder } => waits(*holder),
        Event::Started { run: 0, .. } | Event::StepStarted { .. } | Event::Finished => return None,
        Event::Started { run, reused } => {
            let run = count(*run as u64, "gates");
            format!("starts  {run} to run, {reused} answered from evidence")
        }
        Event::GateStarted { gate, last_ms } => match last_ms {
            Some(last) => format!("run     {gate}  (last time {})", duration(*last)),
            None => format!("run     {gate}"),
        },
        Event::GateFinished { gate, judgement, duration_ms } => {
            let (word, what) = conclusion(judgement);
            format!("{word:<7} {gate}  {what}  {}", duration(*duration_ms))
        }
        Event::GateSkipped { gate, why } => format!("skip    {gate}  {}", plain(why)),
        Event::Interrupted => "stops   interrupted; what has ended is kept".to_owned(),
    };
    Some(line)
}

fn conclusion(judgement: &Judgement) -> (&'static str, String) {
    match &judgement.result {
        Conclusion::Pass => {
            let subjects = count(judgement.subjects.unwrap_or(0), &judgement.unit);
            ("pass", plain(&subjects).into_owned())
        }
        Conclusion::Fail => ("FAIL", count(judgement.findings.len() as u64, "findings")),
        Conclusion::Unknown(unknown) => ("UNKNOWN", plain(&unknown.to_string()).into_owned()),
    }
}

#[cfg(test)]
mod tests {
    use shipworthy_model::judgement::{Finding, Measurement};
    use shipworthy_model::unknown::Reason;

    use super::*;

    fn gate(id: &str) -> GateId {
        id.parse().unwrap()
    }

    fn finished(id: &str, judgement: Judgement, duration_ms: u64) -> Event {
        Event::GateFinished { gate: gate(id), judgement, duration_ms }
    }

    /// A run with every sort of event, and when each happened.
    fn run() -> Vec<(u64, Event)> {
        let argv = ["cargo", "test", "--workspace", "\x1b[2J"].map(str::to_owned).to_vec();
        let measured = vec![Measurement::count("ratio", 1)];
        vec![
            (0, Event::Waiting { holder: Some(123) }),
            (1_000, Event::Started { run: 4, reused: 3 }),
            (1_000, Event::GateStarted { gate: gate("tests"), last_ms: Some(41_200) }),
            (1_100, Event::StepStarted { gate: gate("tests"), argv }),
            (1_200, Event::GateStarted { gate: gate("orphan-files"), last_ms: None }),
            (1_500, finished("orphan-files", Judgement::of(1, "files", vec![Finding::new("x", "y")]), 300)),
            (1_600, Event::GateSkipped { gate: gate("docs"), why: "needs `build`\x07".to_owned() }),
            (42_000, finished("tests", Judgement::of(412, "tests", vec![]).with(measured), 41_000)),
            (42_100, finished("audit", Judgement::unknown(Reason::ToolMissing, "cargo-audit"), 10)),
            (42_200, Event::Interrupted),
            (42_300, Event::Finished),
        ]
    }

    fn log(events: &[(u64, Event)]) -> String {
        events.iter().filter_map(|(_, event)| line(event)).map(|line| line + "\n").collect()
    }

    /// Every picture that a screen shows, one after the other.
    fn film(events: &[(u64, Event)]) -> String {
        let mut progress = RunProgress::new();
        let mut film = String::new();
        for (now, event) in events {
            progress.on(event, *now);
            film.push_str(&progress.lines(*now + 50, 72).join("\n"));
            film.push_str("\n--\n");
        }
        film
    }

    #[test]
    fn a_log_has_one_line_for_each_event_worth_one() {
        insta::assert_snapshot!(log(&run()), @r#"
        waits   another run (process 123) holds the evidence
        starts  4 gates to run, 3 answered from evidence
        run     tests  (last time 41.2s)
        run     orphan-files
        FAIL    orphan-files  1 finding  0.3s
        skip    docs  needs `build`\u{7}
        pass    tests  412 tests  41.0s
        UNKNOWN audit  tool missing: cargo-audit  0.0s
        stops   interrupted; what has ended is kept
        "#);
    }

    #[test]
    fn a_screen_shows_what_runs_and_since_when() {
        insta::assert_snapshot!(film(&run()), @r#"
        waits   another run (process 123) holds the evidence
        --
        0 of 4 gates done, 0.1s
        --
        0 of 4 gates done, 0.1s
          tests  0.1s, last time 41.2s
        --
        0 of 4 gates done, 0.2s
          tests  0.2s, last time 41.2s   cargo test --workspace '\u{1b}[2J'
        --
        0 of 4 gates done, 0.3s
          tests         0.3s, last time 41.2s   cargo test --workspace '\u{1b}[…
          orphan-files  0.1s
        --
        1 of 4 gates done, 0.6s; not proven: orphan-files
          tests  0.6s, last time 41.2s   cargo test --workspace '\u{1b}[2J'
        --
        2 of 4 gates done, 0.7s; not proven: orphan-files
          tests  0.7s, last time 41.2s   cargo test --workspace '\u{1b}[2J'
        --
        3 of 4 gates done, 41.1s; not proven: orphan-files
        --
        4 of 4 gates done, 41.2s; not proven: audit, orphan-files
        --
        4 of 4 gates done, 41.3s, stopping; not proven: audit, orphan-files
        --

        --
        "#);
    }

    #[test]
    fn a_stored_run_shows_the_same_bytes_again() {
        let stored =
            serde_json::to_string(&run().into_iter().map(|(_, event)| event).collect::<Vec<_>>()).unwrap();
        let events: Vec<Event> = serde_json::from_str(&stored).unwrap();
        let times = run().into_iter().map(|(now, _)| now);
        let replayed: Vec<(u64, Event)> = times.zip(events).collect();
        assert_eq!(log(&replayed), log(&run()));
        assert_eq!(film(&replayed), film(&run()));
    }

    #[test]
    fn no_line_is_wider_than_the_screen_and_none_obeys_a_terminal() {
        for width in [0, 1, 10, 40, 200] {
            let mut progress = RunProgress::new();
            for (now, event) in run() {
                progress.on(&event, now);
                for line in progress.lines(now, width) {
                    assert!(crate::text::width(&line) <= width, "{line}");
                    assert!(!line.chars().any(char::is_control), "{line}");
                }
            }
        }
    }

    #[test]
    fn events_out_of_order_and_a_clock_set_back_do_no_harm() {
        let mut events = run();
        events.reverse();
        for (now, _) in &mut events {
            *now = 50_000 - *now;
        }
        assert!(film(&events).ends_with("--\n"));
        assert!(RunProgress::new().lines(0, 80).is_empty());
    }
}
