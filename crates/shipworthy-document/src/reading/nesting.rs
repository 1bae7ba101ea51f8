//! Fences within fences. Markdown knows no nesting: a template in a fence that holds a fence ends where the inner one
//! ends, and the rest of the page turns inside out. Here fences are read as they were meant; what a Markdown reader makes
//! of them is told.

use std::ops::Range;

use crate::document::Swallowed;
use crate::reading::tick::is_task;

/// A nested fence is looked for among so many fences.
const REACH: usize = 64;

/// What is to be known of the fences of a text.
#[derive(Debug, Default)]
pub(super) struct Nesting {
    /// The marks of nested fences, which are content of the fence around them.
    pub(super) nested: Vec<Range<usize>>,
    pub(super) swallowed: Vec<Swallowed>,
    /// Lines, from 1, that a Markdown reader shows as code and that were not meant as code.
    pub(super) shown: Vec<Range<u32>>,
}

/// A line that could open or close a fence.
#[derive(Debug, Clone)]
struct FenceLine {
    line: usize,
    marks: Range<usize>,
    mark: u8,
    indent: usize,
    language: String,
}

/// What each line adds to the guess of what was meant.
struct Page {
    fences: Vec<FenceLine>,
    /// How many task items stand above each line.
    tasks: Vec<u32>,
    /// The same for headings, bold titles and task items.
    structure: Vec<u32>,
}

impl Nesting {
    pub(super) fn of(text: &str) -> Self {
        let page = Page::of(text);
        let mut nesting = Self::default();
        let (mut meant, mut read) = (None::<usize>, None::<usize>);
        // Up to the closing fence of a nest its marks are content.
        let mut until = 0;
        let mut astray: Option<usize> = None;
        for at in 0..page.fences.len() {
            let Some(fence) = page.fences.get(at) else { break };
            read = page.step(read, at);
            if at < until {
                nesting.nested.push(fence.marks.clone());
            } else if let Some((closed, end)) = meant.and_then(|open| page.nest(open, at)) {
                nesting.nested.push(fence.marks.clone());
                nesting.swallowed.push(page.trap(meant.unwrap_or(at), closed));
                until = end;
            } else {
                meant = page.step(meant, at);
            }
            // Code for a Markdown reader, text for its author: from here to the next fence.
            let is_astray = read.is_some() && meant.is_none();
            match astray {
                None if is_astray => astray = Some(fence.line + 1),
                Some(start) if !is_astray => {
                    nesting.lost(start..fence.line, &page);
                    astray = None;
                }
                _ => {}
            }
        }
        if let Some(start) = astray {
            nesting.lost(start..page.tasks.len().saturating_sub(1), &page);
        }
        nesting
    }

    fn lost(&mut self, lines: Range<usize>, page: &Page) {
        if let Some(trap) = self.swallowed.last_mut() {
            trap.items += Page::between(&page.tasks, lines.clone());
        }
        self.shown.push(number(lines.start)..number(lines.end));
    }

    /// Was this line, from 1, swallowed?
    pub(super) fn is_shown(&self, line: u32) -> bool {
        let after = self.shown.partition_point(|lines| lines.start <= line);
        after.checked_sub(1).and_then(|at| self.shown.get(at)).is_some_and(|lines| lines.contains(&line))
    }
}

impl Page {
    fn of(text: &str) -> Self {
        let mut page = Self { fences: Vec::new(), tasks: vec![0], structure: vec![0] };
        let (mut tasks, mut structure, mut start) = (0, 0, 0);
        for (line, written) in text.split_inclusive('\n').enumerate() {
            let task = is_task(written);
            tasks += u32::from(task);
            structure += u32::from(task || written.starts_with("##") || written.starts_with("**"));
            page.tasks.push(tasks);
            page.structure.push(structure);
            page.fences.extend(FenceLine::of(written, line, start));
            start += written.len();
        }
        page
    }

    /// What is open behind a fence, for a reader for whom `open` was open before it.
    fn step(&self, open: Option<usize>, at: usize) -> Option<usize> {
        let fence = self.fences.get(at)?;
        match open.and_then(|open| self.fences.get(open)) {
            // The list item that holds the fence ended before the fence did.
            Some(open) if fence.indent + 2 <= open.indent => Some(at),
            Some(open) if fence.closes(open) => None,
            Some(_) => open,
            None => Some(at),
        }
    }

    /// Does the fence `at` nest in the one that is open? Then the fence that ends it too early, and the one that was
    /// meant to.
    fn nest(&self, open: usize, at: usize) -> Option<(usize, usize)> {
        let outer = self.fences.get(open)?;
        if !self.fences.get(at)?.nests(outer) {
            return None;
        }
        let (mut depth, mut closed) = (1, None);
        for (at, fence) in self.fences.iter().enumerate().skip(at).take(REACH) {
            if fence.nests(outer) {
                depth += 1;
            } else if fence.closes(outer) {
                closed = closed.or(Some(at));
                depth -= 1;
                if depth == 0 {
                    return closed
                        .filter(|closed| self.is_meant(outer, *closed, at))
                        .map(|closed| (closed, at));
                }
            }
        }
        None
    }

    /// Weighs the two readings: nested, the lines behind `end` are text; unnested, they are code.
    fn is_meant(&self, outer: &FenceLine, closed: usize, end: usize) -> bool {
        let line = |at: usize| self.fences.get(at).map_or(self.tasks.len() - 1, |fence| fence.line);
        let mut behind = self.fences.iter().enumerate().skip(end + 1).take(REACH);
        let next = behind.find(|(_, fence)| fence.closes(outer)).map_or(usize::MAX, |(at, _)| at);
        let named = next != usize::MAX && next > end + 1;
        let text = line(end)..line(next);
        if outer.is_template() {
            named || Self::between(&self.structure, text) > 0
        } else {
            let template = Self::between(&self.tasks, line(closed)..line(end));
            template == 0 && Self::between(&self.tasks, text) > 0
        }
    }

    fn between(sums: &[u32], lines: Range<usize>) -> u32 {
        let sum = |line: usize| sums.get(line.min(sums.len().saturating_sub(1))).copied().unwrap_or_default();
        sum(lines.end).saturating_sub(sum(lines.start))
    }

    fn trap(&self, open: usize, closed: usize) -> Swallowed {
        let line = |at: usize| self.fences.get(at).map_or(0, |fence| number(fence.line));
        Swallowed { line: line(open), closed: line(closed), items: 0 }
    }
}

impl FenceLine {
    fn of(written: &str, line: usize, start: usize) -> Option<Self> {
        let inner = written.trim_start_matches([' ', '\t', '>']);
        let mark = *inner.as_bytes().first().filter(|byte| matches!(byte, b'`' | b'~'))?;
        let length = inner.bytes().take_while(|byte| *byte == mark).count();
        let info = inner.get(length..)?.trim();
        if length < 3 || (mark == b'`' && info.contains('`')) {
            return None;
        }
        let indent = written.len() - inner.len();
        let language = info.split_whitespace().next().unwrap_or_default().to_ascii_lowercase();
        Some(Self { line, marks: start + indent..start + indent + length, mark, indent, language })
    }

    fn closes(&self, outer: &Self) -> bool {
        self.language.is_empty() && self.is_as_strong_as(outer)
    }

    fn nests(&self, outer: &Self) -> bool {
        !self.language.is_empty() && self.is_as_strong_as(outer)
    }

    fn is_as_strong_as(&self, outer: &Self) -> bool {
        self.mark == outer.mark && self.marks.len() >= outer.marks.len()
    }

    /// Can it hold Markdown?
    fn is_template(&self) -> bool {
        matches!(
            self.language.as_str(),
            "" | "markdown" | "md" | "mdx" | "text" | "txt" | "plaintext" | "gfm"
        )
    }
}

fn number(line: usize) -> u32 {
    u32::try_from(line).unwrap_or(u32::MAX).saturating_add(1)
}

#[cfg(test)]
mod tests {
    use super::Nesting;
    use crate::document::Swallowed;

    fn swallowed(text: &str) -> Vec<(u32, u32, u32)> {
        let nesting = Nesting::of(text);
        nesting.swallowed.iter().map(|Swallowed { line, closed, items }| (*line, *closed, *items)).collect()
    }

    #[test]
    fn a_template_with_a_fence_in_it_swallows_what_follows() {
        let trap = "```markdown\n# Guide\n```bash\nexport A=1\n```\n## More\n```\n\n- [ ] one\n- [x] two\n\n```rust\nfn a() {}\n```\n- [ ] three\n";
        assert_eq!(swallowed(trap), [(1, 5, 2)]);
        let nesting = Nesting::of(trap);
        assert_eq!(nesting.shown.first(), Some(&(8..12)));
        assert_eq!(nesting.nested.iter().map(|at| &trap[at.clone()]).collect::<Vec<_>>(), ["```", "```"]);
        assert!(nesting.is_shown(9) && !nesting.is_shown(15) && !nesting.is_shown(2));
    }

    #[test]
    fn behind_a_trap_everything_stays_turned_until_the_fences_agree_again() {
        let text = "```md\n```sh\na\n```\nb\n```\n- [ ] one\n```\ncode\n```\n- [ ] two\n```rust\nx\n```\n- [ ] three\n";
        assert_eq!(swallowed(text), [(1, 4, 2)]);
    }

    #[test]
    fn fences_that_agree_are_left_alone() {
        for text in [
            "```bash\ncargo build\n```\n- [ ] a\n```\ncode\n```\n",
            "````markdown\n```bash\na\n```\n````\n- [ ] a\n```\nb\n```\n",
            "~~~md\n```bash\na\n```\n~~~\n- [ ] a\n",
            "```text\n```rust\n```\nwords\n```\ncode\n```\n",
            "```markdown\n```bash\nnever balanced\n```\n- [ ] a\n",
            "- [ ] a\n  ```bash\n  never closed\n- [ ] b\n```bash\nx\n```\n- [ ] c\n```\ny\n```\n",
        ] {
            assert_eq!(swallowed(text), [], "{text}");
        }
    }
}
