//! Where the lines of a text begin, so that an offset has a line without looking at the text again.

/// The offsets at which lines begin.
#[derive(Debug)]
pub(super) struct Lines {
    starts: Vec<usize>,
    len: usize,
}

impl Lines {
    pub(super) fn of(text: &str) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        Self { starts: std::iter::once(0).chain(breaks).collect(), len: text.len() }
    }

    /// The line, from 1, on which an offset lies.
    pub(super) fn at(&self, offset: usize) -> u32 {
        u32::try_from(self.starts.partition_point(|start| *start <= offset)).unwrap_or(u32::MAX)
    }

    /// Where a line, from 1, begins.
    pub(super) fn start(&self, line: u32) -> usize {
        let before = usize::try_from(line.saturating_sub(1)).unwrap_or(usize::MAX);
        self.starts.get(before).copied().unwrap_or(self.len)
    }

    /// Where the line of an offset ends, before its line break.
    pub(super) fn end(&self, offset: usize, text: &str) -> usize {
        let next = self.start(self.at(offset).saturating_add(1));
        let line = text.get(self.start(self.at(offset))..next).unwrap_or_default();
        next - (line.len() - line.trim_end_matches(['\n', '\r']).len())
    }
}

#[cfg(test)]
mod tests {
    use super::Lines;

    #[test]
    fn an_offset_has_a_line_whatever_ends_the_lines() {
        let text = "one\r\ntwo\nthree";
        let lines = Lines::of(text);
        for (offset, line, end) in [(0, 1, 3), (4, 1, 3), (5, 2, 8), (8, 2, 8), (9, 3, 14), (14, 3, 14)] {
            assert_eq!((lines.at(offset), lines.end(offset, text)), (line, end), "offset {offset}");
        }
        assert_eq!((lines.start(1), lines.start(2), lines.start(9)), (0, 5, 14));
    }
}
