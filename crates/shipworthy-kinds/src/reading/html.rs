//! What a piece of HTML in a Markdown document shows: its headings, and the rest of its text. It knows tags from text and
//! nothing more.

/// The headings in a piece of HTML with their offsets, and the rest of what it shows.
pub(crate) fn visible(html: &str) -> (Vec<(usize, String)>, String) {
    let (mut headings, mut shown) = (Vec::new(), String::new());
    let mut heading: Option<(usize, String)> = None;
    let mut at = 0;
    while let Some(rest) = html.get(at..).filter(|rest| !rest.is_empty()) {
        let open = rest.find('<').unwrap_or(rest.len());
        heading.as_mut().map_or(&mut shown, |(_, text)| text).push_str(&rest[..open]);
        let tag = &rest[open..];
        let end = if tag.starts_with("<!--") {
            tag.find("-->").map_or(tag.len(), |end| end + 3)
        } else {
            tag.find('>').map_or(tag.len(), |end| end + 1)
        };
        let name = tag.get(1..3).unwrap_or_default().to_ascii_lowercase();
        let levels = name.starts_with('h') && name.ends_with(|level| ('1'..='6').contains(&level));
        if levels && tag.get(3..4).is_some_and(|next| next == ">" || next == " " || next == "\n") {
            headings.extend(heading.replace((at + open, String::new())));
        } else if tag.starts_with("</h") || tag.starts_with("</H") {
            headings.extend(heading.take());
        }
        at += open + end;
    }
    headings.extend(heading);
    let tidy = |(at, text): (usize, String)| (at, text.split_whitespace().collect::<Vec<_>>().join(" "));
    (headings.into_iter().map(tidy).collect(), shown)
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn headings_are_told_from_other_text() {
        type Case = (&'static str, &'static [(usize, &'static str)], &'static str);
        let cases: [Case; 6] = [
            ("<h1 align=\"center\">A <b>b</b></h1>c", &[(0, "A b")], "c"),
            ("<p>a</p>\n<H2>B</H2>", &[(9, "B")], "a\n"),
            ("<!-- <h1>a</h1> -->b", &[], "b"),
            ("<hr><header>a</header><html>b", &[], "ab"),
            ("<h3>never closed", &[(0, "never closed")], ""),
            ("a < b", &[], "a "),
        ];
        for (html, headings, text) in cases {
            let headings: Vec<_> = headings.iter().map(|(at, text)| (*at, (*text).to_owned())).collect();
            assert_eq!(visible(html), (headings, text.to_owned()), "{html}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(html in "(<|>|h1|/h1|!--|-->| |a|é){0,30}") {
            let _ = visible(&html);
        }
    }
}
