//! A progress bar drawn with characters: where its cells are, and with what they are filled.

use std::ops::Range;

/// A progress bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// The cells of the bar, without the brackets.
    pub cells: Range<usize>,
    /// How many cells are full.
    pub full: u32,
    /// How many there are.
    pub width: u32,
    /// What a full cell is drawn with.
    pub full_cell: String,
    /// What an empty cell is drawn with.
    pub empty_cell: String,
}

/// What is drawn between brackets, with what stands for an empty cell beside it.
const BRACKETED: [(char, char); 9] = [
    ('=', '-'),
    ('#', '-'),
    ('*', '-'),
    ('█', '░'),
    ('▓', '░'),
    ('■', '□'),
    ('▰', '▱'),
    ('●', '○'),
    ('|', ' '),
];

/// What is drawn without brackets.
const BARE: [(char, char); 9] = [
    ('█', '░'),
    ('▓', '░'),
    ('■', '□'),
    ('▰', '▱'),
    ('●', '○'),
    ('🟩', '⬜'),
    ('🟦', '⬜'),
    ('🟨', '⬜'),
    ('🟢', '⚪'),
];
const BRACKETED_EMPTY: [char; 9] = ['-', '.', '·', ' ', '_', '░', '□', '▱', '○'];
const BARE_EMPTY: [char; 7] = ['░', '□', '▱', '○', '⬜', '⬛', '⚪'];
/// Fewer cells than this are a box or an emoji.
const NARROWEST: u32 = 3;

impl Bar {
    /// The bar at the beginning of `text`, which lies at `base`, and its length with the brackets.
    pub(crate) fn at(text: &str, base: usize) -> Option<(Self, usize)> {
        match text.strip_prefix('[') {
            Some(inner) => {
                let bar = Self::cells(inner, base + 1, &BRACKETED, &BRACKETED_EMPTY)?;
                let end = bar.cells.len();
                inner[end..].starts_with(']').then_some((bar, end + 2))
            }
            None => {
                let bar = Self::cells(text, base, &BARE, &BARE_EMPTY)?;
                let length = bar.cells.len();
                Some((bar, length))
            }
        }
    }

    fn cells(text: &str, base: usize, alphabet: &[(char, char)], blanks: &[char]) -> Option<Self> {
        let (mut full, mut empty) = (CellRun::default(), CellRun::default());
        let mut head = 0;
        let mut end = 0;
        for (at, cell) in text.char_indices() {
            let begun = empty.count > 0;
            if !begun && head == 0 && alphabet.iter().any(|(fill, _)| *fill == cell) && full.takes(cell) {
                full.add(cell);
            } else if cell == '>' && !begun && full.count > 0 && head == 0 {
                head = 1;
            } else if blanks.contains(&cell) && empty.takes(cell) {
                empty.add(cell);
            } else {
                break;
            }
            end = at + cell.len_utf8();
        }
        let width = full.count + head + empty.count;
        if width < NARROWEST
            || (full.count == 0 && !empty.cell.is_some_and(|cell| cell != '.' && cell != ' '))
        {
            return None;
        }
        let (fill, blank) = match (full.cell, empty.cell) {
            (Some(fill), Some(blank)) => (fill, blank),
            (Some(fill), None) => {
                (fill, alphabet.iter().find(|(cell, _)| *cell == fill).map_or('-', |(_, blank)| *blank))
            }
            (None, Some(blank)) => {
                (alphabet.iter().find(|(_, cell)| *cell == blank).map_or('=', |(fill, _)| *fill), blank)
            }
            (None, None) => return None,
        };
        Some(Self {
            cells: base..base + end,
            full: full.count + head,
            width,
            full_cell: fill.to_string(),
            empty_cell: blank.to_string(),
        })
    }

    /// How full it is, in percent.
    pub fn percent(&self) -> f64 {
        f64::from(self.full) * 100.0 / f64::from(self.width.max(1))
    }
}

/// Cells drawn with one character.
#[derive(Default)]
struct CellRun {
    cell: Option<char>,
    count: u32,
}

impl CellRun {
    fn takes(&self, cell: char) -> bool {
        self.cell.is_none_or(|own| own == cell)
    }

    fn add(&mut self, cell: char) {
        self.cell = Some(cell);
        self.count += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::Bar;

    #[test]
    fn bars_are_measured() {
        for (text, full, width, full_cell, empty_cell, length) in [
            ("[==========] 100%", 10, 10, "=", "-", 12),
            ("[========--] 80%", 8, 10, "=", "-", 12),
            ("[#####-----]", 5, 10, "#", "-", 12),
            ("[----------] 0%", 0, 10, "=", "-", 12),
            ("[===>    ] 45%", 4, 8, "=", " ", 10),
            ("▓▓▓░░ 60%", 3, 5, "▓", "░", 15),
            ("███", 3, 3, "█", "░", 9),
            ("🟩🟩⬜⬜", 2, 4, "🟩", "⬜", 14),
        ] {
            let (bar, taken) = Bar::at(text, 0).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((bar.full, bar.width), (full, width), "{text}");
            assert_eq!((bar.full_cell.as_str(), bar.empty_cell.as_str()), (full_cell, empty_cell), "{text}");
            assert_eq!(taken, length, "{text}");
        }
    }

    #[test]
    fn boxes_links_and_rules_are_none() {
        for text in ["[ ]", "[x]", "[link](a)", "[...]", "[     ]", "---", "===", "✅", "[==", "[=a=]", ""] {
            assert_eq!(Bar::at(text, 0), None, "{text}");
        }
    }
}
