//! The report of benchmarks for a person: a table with bounds, and a small plot of the ratios.

use shipworthy_model::humanize::{count, duration};

use super::model::{BenchMachine, BenchReport, BenchRow, BenchSide, BenchWord};
use crate::text::{pad, plain, width};
use crate::view::{BAD, BOLD, DIM, GOOD, OPEN, PLAIN, View, short};

/// The columns of a plot, an odd number: the middle one is where nothing changed.
const PLOT: usize = 31;

/// The report, as a person reads it.
pub fn text(report: &BenchReport, view: &View) -> String {
    let mut out = String::new();
    let base = report.base.as_ref().map_or_else(|| "nothing".to_owned(), side);
    view.say(&mut out, 0, BOLD, &format!("{} against {base}", side(&report.head)));
    machine(&mut out, &report.machine, view);
    let names = report.rows.iter().map(|row| width(&plain(&row.name))).max().unwrap_or(0);
    for row in &report.rows {
        of_row(&mut out, row, names, report.fail, view);
    }
    for lone in &report.lone {
        let word = view.paint(style(lone.ruling), &pad(lone.ruling.word(), 7));
        out.push_str(&format!("  {word}  {}\n", plain(&lone.why)));
    }
    for unread in &report.unread {
        let word = view.paint(OPEN, &pad(BenchWord::Unknown.word(), 7));
        out.push_str(&format!("  {word}  {}\n", plain(unread)));
    }
    for remark in &report.remarks {
        view.say_all(&mut out, 2, DIM, &format!("note: {}", plain(remark)));
    }
    if let Some(why) = &report.why {
        let word = view.paint(OPEN, &pad(BenchWord::Unknown.word(), 7));
        out.push_str(&format!("  {word}  "));
        let mut lines = why.lines();
        out.push_str(&format!("{}\n", plain(lines.next().unwrap_or_default())));
        lines.for_each(|line| view.say_all(&mut out, 11, PLAIN, &plain(line)));
    }
    end(&mut out, report, view);
    out
}

fn side(side: &BenchSide) -> String {
    let name = plain(&side.name);
    match &side.commit {
        Some(commit) if side.dirty == Some(true) => {
            format!("{name} ({} and what differs on the disk)", short(commit))
        }
        Some(commit) => format!("{name} ({})", short(commit)),
        None => name.into_owned(),
    }
}

fn machine(out: &mut String, machine: &BenchMachine, view: &View) {
    let processor = machine.processor.as_deref().map(|processor| plain(processor).into_owned());
    let number = machine.processors.map(|number| count(number as u64, "processors"));
    let governor = machine.governor.as_deref().map(|governor| format!("governor {}", plain(governor)));
    let virtual_machine = machine.virtual_machine.and_then(|so| so.then(|| "a virtual machine".to_owned()));
    let load = match (machine.load_before, machine.load_after) {
        (Some(before), Some(after)) => Some(format!("load {before:.2} before, {after:.2} after")),
        (Some(before), None) => Some(format!("load {before:.2}")),
        _ => None,
    };
    let others = machine.others.map(|others| format!("{} ran beside", count(others.into(), "processes")));
    let told: Vec<_> =
        [processor, number, governor, virtual_machine, load, others].into_iter().flatten().collect();
    if !told.is_empty() {
        view.say_all(out, 2, DIM, &told.join(", "));
    }
}

fn of_row(out: &mut String, row: &BenchRow, names: usize, fail: f64, view: &View) {
    let word = if row.ruling == BenchWord::Fail { "FAIL" } else { row.ruling.word() };
    let word = view.paint(style(row.ruling), &pad(word, 7));
    let name = pad(&plain(&row.name), names);
    let ratio = row.ratio.map_or_else(|| "-".to_owned(), percent);
    let bounds = match (row.lower, row.upper) {
        (Some(lower), Some(upper)) => format!("[{}, {}]", percent(lower), percent(upper)),
        _ => "[-, -]".to_owned(),
    };
    let pairs = count(row.pairs.into(), "pairs");
    let plot = plot(row, fail);
    out.push_str(format!("  {word}  {name}  {ratio:>9}  {bounds:<22}  {plot}  {pairs}").trim_end());
    out.push('\n');
    if let Some(why) = &row.why {
        view.say_all(out, 11, PLAIN, &plain(why));
    } else if let Some(power) = &row.power {
        view.say_all(out, 11, DIM, power);
    }
}

/// A ratio as people say it: how much slower.
fn percent(ratio: f64) -> String {
    let percent = (ratio - 1.0) * 100.0;
    if percent.abs() < 100.0 { format!("{percent:+.1} %") } else { format!("{percent:+.0} %") }
}

/// The interval on a line that reaches twice as far as the second limit on either side, in logarithms.
fn plot(row: &BenchRow, fail: f64) -> String {
    let (Some(ratio), Some(lower), Some(upper)) = (row.ratio, row.lower, row.upper) else {
        return " ".repeat(PLOT);
    };
    let middle = (PLOT / 2) as f64;
    let reach = 2.0 * fail.ln_1p();
    let place = |ratio: f64| {
        let at = middle + middle * ratio.ln() / reach;
        if at.is_nan() { PLOT / 2 } else { at.round().clamp(0.0, (PLOT - 1) as f64) as usize }
    };
    let (from, to, at) = (place(lower), place(upper), place(ratio));
    let cell = |index: usize| match index {
        _ if index == at => 'o',
        _ if (from..=to).contains(&index) => '-',
        _ if index == PLOT / 2 => '|',
        _ => ' ',
    };
    (0..PLOT).map(cell).collect()
}

fn style(ruling: BenchWord) -> anstyle::Style {
    match ruling {
        BenchWord::Pass => GOOD,
        BenchWord::Fail => BAD,
        BenchWord::Warn | BenchWord::Unknown => OPEN,
    }
}

fn end(out: &mut String, report: &BenchReport, view: &View) {
    let word = report.ruling.word().to_uppercase();
    let number = |ruling: BenchWord| report.rows.iter().filter(|row| row.ruling == ruling).count();
    let counts = BenchWord::ALL.map(|ruling| (number(ruling), ruling.word()));
    let counts: Vec<_> = counts
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, word)| format!("{number} {word}"))
        .collect();
    let counts = if counts.is_empty() { "nothing was compared".to_owned() } else { counts.join(", ") };
    out.push_str(&format!(
        "{}  {counts}, in {}\n",
        view.paint(style(report.ruling), &word),
        duration(report.duration_ms)
    ));
    let limits = format!(
        "warns above {:.0} %, fails above {:.0} %; at most {:.0} of 100 suites in which nothing changed alarm; seed {}",
        report.warn * 100.0,
        report.fail * 100.0,
        report.alarm * 100.0,
        report.seed
    );
    view.say_all(out, 0, DIM, &limits);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(lower: f64, ratio: f64, upper: f64) -> BenchRow {
        BenchRow {
            name: "a".to_owned(),
            unit: "ns",
            ruling: BenchWord::Pass,
            why: None,
            pairs: 8,
            base: None,
            head: None,
            ratio: Some(ratio),
            lower: Some(lower),
            upper: Some(upper),
            visible: None,
            power: None,
            control: None,
        }
    }

    #[test]
    fn a_plot_has_its_middle_where_nothing_changed_and_keeps_its_width() {
        assert_eq!(plot(&row(0.95, 1.0, 1.05), 0.25), "             --o--             ");
        assert_eq!(plot(&row(1.2, 1.3, 1.4), 0.25), "               |     ---o--    ");
        for wild in [row(0.0, 0.0, 0.0), row(1e-9, 1e9, 1e300), row(f64::NAN, f64::NAN, f64::NAN)] {
            assert_eq!(plot(&wild, 0.25).len(), PLOT);
        }
        assert_eq!(percent(1.312), "+31.2 %");
        assert_eq!(percent(3.0), "+200 %");
    }
}
