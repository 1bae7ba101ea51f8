//! The table that divan prints: a tree of names, and columns that begin where their headings do. Of each benchmark it
//! prints no samples but what they came to; the median is one sample of a run.

use super::{Readout, Unread};
use crate::samples::{BenchUnit, Samples};

/// How far a level of the tree is moved to the right.
const INDENT: usize = 3;

/// The median of each benchmark. The name is the path in the tree, below the name of the program.
pub fn read(printed: &str) -> Readout<Samples> {
    let mut readout = Readout::new();
    let mut table: Option<Columns> = None;
    for (line, number) in printed.lines().zip(1..) {
        let cells: Vec<char> = line.trim_end().chars().collect();
        if let Some(columns) = Columns::of(&cells) {
            table = Some(columns);
        } else if line.trim().is_empty() {
            table = None;
        } else if let Some(columns) = &mut table {
            match columns.row(&cells) {
                Some(TableLine::Branch) => {}
                Some(TableLine::LeftOut(name)) => readout.unread.push(Unread::LeftOut(name)),
                Some(TableLine::Median(name, nanoseconds)) => {
                    let samples = Samples::new(&name, BenchUnit::Nanoseconds, vec![nanoseconds]);
                    readout.take(samples.map_err(|refused| Unread::Bad(name, refused)));
                }
                None => readout.unread.push(Unread::Line(number)),
            }
        }
    }
    readout.never_silent()
}

/// Where the columns of a table are, and the branch of the tree that was printed last.
struct Columns {
    first: usize,
    path: Vec<String>,
}

/// A line of the table.
enum TableLine {
    /// Part of a name, or what was counted beside the time.
    Branch,
    LeftOut(String),
    Median(String, f64),
}

impl Columns {
    /// The columns, when this is the line of headings.
    fn of(line: &[char]) -> Option<Self> {
        let heading: Vec<char> = "fastest".chars().collect();
        let first = line.windows(heading.len()).position(|window| window == heading)?;
        let headings: String = line[first..].iter().collect();
        let headings: Vec<_> = headings.split('│').map(str::trim).collect();
        let known = ["fastest", "slowest", "median", "mean", "samples", "iters"];
        (headings == known)
            .then(|| Self { first, path: vec![line[..first].iter().collect::<String>().trim().into()] })
    }

    /// What the line is; `None` when it is nothing that stands in such a table.
    fn row(&mut self, line: &[char]) -> Option<TableLine> {
        let (tree, cells) = line.split_at_checked(self.first)?;
        let Some(branch) = tree.iter().position(|c| matches!(c, '├' | '╰')) else {
            // Counters and allocations stand below their benchmark, without a branch of their own.
            return tree.iter().all(|c| matches!(c, ' ' | '│')).then_some(TableLine::Branch);
        };
        let (depth, odd) = (branch / INDENT + 1, branch % INDENT);
        if odd != 0 || depth > self.path.len() || tree.get(branch + 1) != Some(&'─') {
            return None;
        }
        let name: String = tree[branch + 2..].iter().collect();
        self.path.truncate(depth);
        self.path.push(name.trim().to_owned());
        let path = self.path[1..].join("/");
        let cells: String = cells.iter().collect();
        let cells: Vec<_> = cells.split('│').map(str::trim).collect();
        match cells[..] {
            ["(ignored)", ..] => Some(TableLine::LeftOut(path)),
            ["", ..] => Some(TableLine::Branch),
            [_, _, median, _, _, _] => Some(TableLine::Median(path, nanoseconds(median)?)),
            _ => None,
        }
    }
}

/// A time as divan prints it.
fn nanoseconds(text: &str) -> Option<f64> {
    let (number, unit) = text.split_once(' ')?;
    let scale = match unit {
        "ps" => 1e-3,
        "ns" => 1.0,
        "µs" => 1e3,
        "ms" => 1e6,
        "s" => 1e9,
        "m" => 60e9,
        "h" => 3600e9,
        _ => return None,
    };
    number.parse::<f64>().ok().map(|number| number * scale)
}
