//! A day as people write it: `2025-11-12`, `October 7, 2024`, `7 October 2024`, `5 августа 2025`.

use shipworthy_model::time::Date;

/// The beginnings of the names of the months, English and Russian.
const MONTHS: [(&str, &str); 12] = [
    ("jan", "янв"),
    ("feb", "фев"),
    ("mar", "мар"),
    ("apr", "апр"),
    ("may", "ма"),
    ("jun", "июн"),
    ("jul", "июл"),
    ("aug", "авг"),
    ("sep", "сен"),
    ("oct", "окт"),
    ("nov", "ноя"),
    ("dec", "дек"),
];
const NAMES: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The day at the beginning of `text`, and how many bytes it takes.
pub(super) fn day(text: &str) -> Option<(Date, usize)> {
    numeric(text).or_else(|| month_first(text)).or_else(|| day_first(text))
}

fn numeric(text: &str) -> Option<(Date, usize)> {
    let written = text.get(..10)?;
    if text[10..].starts_with(|next: char| next.is_alphanumeric() || next == '_') {
        return None;
    }
    let bytes = written.as_bytes();
    let dotted = bytes[4] == b'/' && bytes[7] == b'/';
    Date::parse(&if dotted { written.replace('/', "-") } else { written.to_owned() }).map(|date| (date, 10))
}

fn month_first(text: &str) -> Option<(Date, usize)> {
    let (month, after) = month(text)?;
    let (day, after) = digits(text, blanks(text, after), 2)?;
    let after = suffix(text, after);
    let comma = after + usize::from(text[after..].starts_with(','));
    let (year, end) = digits(text, blanks(text, comma), 4)?;
    made(year, month, day).map(|date| (date, end))
}

fn day_first(text: &str) -> Option<(Date, usize)> {
    let (day, after) = digits(text, 0, 2)?;
    let start = blanks(text, suffix(text, after));
    let (month, length) = month(&text[start..])?;
    let (year, end) = digits(text, blanks(text, start + length), 4)?;
    made(year, month, day).map(|date| (date, end))
}

fn month(text: &str) -> Option<(u32, usize)> {
    let end = text.find(|letter: char| !letter.is_alphabetic()).unwrap_or(text.len());
    let word = text[..end].to_lowercase();
    let known = |(english, russian): (&str, &str), name: &str| {
        word == english || word == "sept" && english == "sep" || word == name || is_russian(&word, russian)
    };
    let index = MONTHS.iter().zip(NAMES).position(|(short, name)| known(*short, name))?;
    let dot = usize::from(text[end..].starts_with('.'));
    Some((u32::try_from(index).ok()? + 1, end + dot))
}

fn is_russian(word: &str, beginning: &str) -> bool {
    match beginning {
        "ма" => matches!(word, "май" | "мая"),
        _ => word.starts_with(beginning),
    }
}

fn digits(text: &str, start: usize, most: usize) -> Option<(u32, usize)> {
    let rest = &text[start..];
    let length = rest.bytes().take_while(u8::is_ascii_digit).count();
    let whole = if most == 4 { length == 4 } else { (1..=most).contains(&length) };
    if !whole {
        return None;
    }
    Some((rest[..length].parse().ok()?, start + length))
}

fn blanks(text: &str, start: usize) -> usize {
    start + text[start..].bytes().take_while(|byte| *byte == b' ').count()
}

fn suffix(text: &str, start: usize) -> usize {
    let ordinal = ["st", "nd", "rd", "th"].iter().any(|suffix| text[start..].starts_with(suffix));
    start + if ordinal { 2 } else { 0 }
}

fn made(year: u32, month: u32, day: u32) -> Option<Date> {
    Date::parse(&format!("{year:04}-{month:02}-{day:02}"))
}

#[cfg(test)]
mod tests {
    use super::day;

    #[test]
    fn days_are_read() {
        for (text, date, length) in [
            ("2025-11-12**", "2025-11-12", 10),
            ("2025/11/12", "2025-11-12", 10),
            ("October 7, 2024*", "2024-10-07", 15),
            ("Oct. 7th 2024", "2024-10-07", 13),
            ("7 October 2024", "2024-10-07", 14),
            ("5 августа 2025", "2025-08-05", 21),
        ] {
            let (found, taken) = day(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((found.to_string().as_str(), taken), (date, length), "{text}");
        }
    }

    #[test]
    fn other_numbers_are_not_days() {
        for text in
            ["2025-13-01", "2025-11-120", "20251127080000_add", "October 2024", "7 of 10", "May 5", "é", ""]
        {
            assert!(day(text).is_none(), "{text}");
        }
    }
}
