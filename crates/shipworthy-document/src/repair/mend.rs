//! Mends a text, again and again while that helps, and keeps the way back to the file.

use super::encoding::Encoding;
use super::evidence::weigh;
use super::sequence::{Sequence, sequences};
use super::text::{BYTE_ORDER_MARK, Repair, Text};

/// How often a text can have gone through the wrong encoding.
const MOST: usize = 3;

/// Mends what is damaged in the text of a file.
pub(super) fn mend(file: &str) -> Text {
    let mut text = Text::healthy(file);
    let mut through = Vec::new();
    for _ in 0..MOST {
        let Some((encoding, damage)) = worst(&text.text) else { break };
        through.extend(damage.iter().map(|sequence| (text.offset(sequence.span.start), encoding)));
        text = rewritten(&text, &damage);
    }
    through.sort_by_key(|(at, _)| *at);
    text.repairs = repairs(file, &text, &through);
    without_byte_order_mark(text)
}

/// What is damaged, and by the encoding that there is most evidence for.
fn worst(text: &str) -> Option<(Encoding, Vec<Sequence>)> {
    if text.is_ascii() {
        return None;
    }
    Encoding::ALL
        .into_iter()
        .map(|encoding| (encoding, weigh(text, encoding, sequences(text, encoding))))
        .filter(|(_, damage)| damage.certain > 0)
        .max_by_key(|(_, damage)| damage.certain)
        .map(|(encoding, damage)| (encoding, damage.sequences))
}

/// The text with what its damaged sequences meant. Each has an anchor at both ends.
fn rewritten(old: &Text, damage: &[Sequence]) -> Text {
    let mut new = Text { text: String::with_capacity(old.text.len()), ..Text::default() };
    let mut from = 0;
    let mut anchors = old.anchors.as_slice();
    for sequence in damage {
        anchors = keep(&mut new, old, from, sequence.span.start, anchors);
        anchor(&mut new, old.offset(sequence.span.start));
        new.text.push(sequence.meant);
        anchor(&mut new, old.offset(sequence.span.end));
        from = sequence.span.end;
        let inside = anchors.partition_point(|(at, _)| *at < from);
        anchors = anchors.get(inside..).unwrap_or_default();
    }
    keep(&mut new, old, from, old.text.len(), anchors);
    new
}

/// Takes over a stretch with its anchors; those that are left come back.
fn keep<'a>(
    new: &mut Text,
    old: &Text,
    from: usize,
    to: usize,
    anchors: &'a [(usize, usize)],
) -> &'a [(usize, usize)] {
    let (here, left) = anchors.split_at(anchors.partition_point(|(at, _)| *at <= to));
    let start = new.text.len();
    for (at, file) in here {
        let at = start + (at - from);
        if new.anchors.last().is_none_or(|(last, _)| *last < at) {
            new.anchors.push((at, *file));
        }
    }
    new.text.push_str(old.text.get(from..to).unwrap_or_default());
    left
}

fn anchor(text: &mut Text, file: usize) {
    let at = text.text.len();
    if text.anchors.last().is_none_or(|(last, _)| *last < at) {
        text.anchors.push((at, file));
    }
}

/// Where the text is shorter than the file, it was mended; what stands side by side is one repair.
fn repairs(file: &str, text: &Text, through: &[(usize, Encoding)]) -> Vec<Repair> {
    let mut repairs = Vec::new();
    let (mut line, mut counted, mut names) = (1, 0, through.iter().peekable());
    let mut steps = text.anchors.windows(2).filter_map(|pair| match pair {
        [(at, from), (end, to)] if end - at != to - from => Some((*at..*end, *from..*to)),
        _ => None,
    });
    let mut next = steps.next();
    while let Some((mut mended, mut damaged)) = next {
        next = steps.next();
        while let Some((more, further)) = next.take_if(|(more, _)| more.start == mended.end) {
            (mended.end, damaged.end) = (more.end, further.end);
            next = steps.next();
        }
        while names.next_if(|(at, _)| *at < damaged.start).is_some() {}
        let before = file.get(counted..damaged.start).unwrap_or_default();
        line += u32::try_from(before.matches('\n').count()).unwrap_or(u32::MAX);
        counted = damaged.start;
        repairs.push(Repair {
            line,
            from: file.get(damaged).unwrap_or_default().to_owned(),
            to: text.text.get(mended).unwrap_or_default().to_owned(),
            through: names.peek().map_or("", |(_, encoding)| encoding.name()),
        });
    }
    repairs
}

/// The mark stays in the file; no reader wants it in the text.
fn without_byte_order_mark(mut text: Text) -> Text {
    if !text.text.starts_with(BYTE_ORDER_MARK) {
        return text;
    }
    let mark = BYTE_ORDER_MARK.len_utf8();
    let first = text.offset(mark);
    text.text.drain(..mark);
    text.anchors.retain(|(at, _)| *at > mark);
    for (at, _) in &mut text.anchors {
        *at -= mark;
    }
    text.anchors.insert(0, (0, first));
    text
}
