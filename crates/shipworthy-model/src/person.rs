//! People as they are named in checklists: which names name somebody, and which two name the same person.
//!
//! Both are decided by structure, not by lists of people or of look-alike letters. A name is made of what people write
//! names with, in one script; two names are the same person's unless they are plainly different.

use std::collections::BTreeSet;

/// A name that names somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    script: NameScript,
    /// The spellings that the text gives: the name, and what stands before the `@` of an e-mail address.
    spellings: Vec<Vec<NameWord>>,
}

/// A word of a name, folded: lower case, without accents that stand by themselves.
type NameWord = Vec<Letter>;

/// A letter or a digit of a name, as it is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Letter {
    /// A letter that is equal to itself only.
    Plain(char),
    /// A Latin letter beyond ASCII: it may look like any other Latin letter.
    Latin,
}

/// The script of a name: names in different scripts cannot be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum NameScript {
    Latin,
    Other(u32),
}

/// Words that say that there is nobody. No defence, only a help against slips: who may approve is said by
/// `policy.approvers`.
const NOBODY: [&str; 7] = ["nobody", "none", "noone", "na", "null", "nil", "unknown"];

impl Person {
    /// The person whom a text names.
    ///
    /// # Errors
    ///
    /// When it names nobody, or is written so that it cannot be compared with another name.
    pub fn named(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if let Some(strange) = text.chars().find(|c| !is_written(*c)) {
            return Err(format!("holds U+{:04X}, which no name is written with", u32::from(strange)));
        }
        if !text.chars().any(char::is_alphabetic) {
            return Err("has no letter, so it names nobody".to_owned());
        }
        let script = script(text)?;
        let spellings = spellings(text);
        let whole: String =
            text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        if NOBODY.contains(&whole.as_str()) {
            return Err("names nobody".to_owned());
        }
        Ok(Self { script, spellings })
    }

    /// May the two be one person, by what is written? In doubt they are.
    pub fn may_be(&self, other: &Self) -> bool {
        self.script == other.script
            && self.spellings.iter().any(|one| other.spellings.iter().any(|two| alike(one, two)))
    }

    /// Can the two be compared at all? Letters of two scripts look alike too often.
    pub fn is_comparable(&self, other: &Self) -> bool {
        self.script == other.script
    }
}

/// The one person as whom git knows both, by a name and an address of one commit: `Ada <ada@example.org>`. Each of `people`
/// is a name and an address, and perhaps the same by the mailmap.
pub fn known_as_one(owner: &str, approver: &str, people: &[Vec<String>]) -> Option<String> {
    let (owner, approver) = (Person::named(owner).ok()?, Person::named(approver).ok()?);
    let one = people.iter().find(|names| {
        let names: Vec<Person> = names.iter().filter_map(|name| Person::named(name).ok()).collect();
        names.iter().any(|name| name.may_be(&owner)) && names.iter().any(|name| name.may_be(&approver))
    })?;
    let (name, address) = (one.first()?, one.get(1).map_or("", String::as_str));
    Some(format!("{name} <{address}>"))
}

/// Is this a character that names are written with? Letters that stand for others (full-width, mathematical, circled),
/// what cannot be seen, and what changes the direction of writing are none.
fn is_written(c: char) -> bool {
    let invisible = matches!(c, '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}');
    let ordinary = matches!(u32::from(c),
        0x20..=0x1fff | 0x2c00..=0x2dff | 0x3005..=0x31ff | 0x3400..=0xa4cf | 0xa500..=0xabff | 0xac00..=0xd7af
        | 0x1_0000..=0x1_cfff | 0x1_e000..=0x1_efff | 0x2_0000..=0x3_ffff);
    let accent = matches!(u32::from(c), 0x300..=0x34e | 0x350..=0x36f);
    let letter = ordinary && !invisible && c.is_alphanumeric();
    letter || accent || " -_.,'@+()<>/:#\u{2019}".contains(c)
}

/// The one script of a name.
fn script(text: &str) -> Result<NameScript, String> {
    let mut found: Option<NameScript> = None;
    for letter in text.chars().filter(|c| c.is_alphabetic()) {
        let script = script_of(letter);
        if *found.get_or_insert(script) != script {
            return Err(format!("mixes letters of several scripts (`{letter}`), and those look alike"));
        }
    }
    found.ok_or_else(|| "has no letter".to_owned())
}

fn script_of(letter: char) -> NameScript {
    match u32::from(letter) {
        0..=0x2af
        | 0x1d00..=0x1dbf
        | 0x1e00..=0x1eff
        | 0x2c60..=0x2c7f
        | 0xa720..=0xa7ff
        | 0xab30..=0xab6f => NameScript::Latin,
        // Japanese is written with kana and Chinese characters, Korean with both of its own.
        0x3005..=0x30ff | 0x31f0..=0x31ff | 0x3400..=0x9fff | 0x2_0000..=0x3_ffff => {
            NameScript::Other(0x3400)
        }
        0x1100..=0x11ff | 0x3130..=0x318f | 0xa960..=0xa97f | 0xac00..=0xd7af => NameScript::Other(0xac00),
        0x370..=0x3ff | 0x1f00..=0x1fff => NameScript::Other(0x370),
        0x400..=0x52f | 0x1c80..=0x1c8f | 0x2de0..=0x2dff | 0xa640..=0xa69f => NameScript::Other(0x400),
        // Every other script begins at a multiple of 128, or nearly so.
        other => NameScript::Other(other & !0x7f),
    }
}

/// The spellings of a person that a text gives: of `Ada Lovelace <ada@example.org>` the name and `ada`.
fn spellings(text: &str) -> Vec<Vec<NameWord>> {
    let mut all = Vec::new();
    let mut name = String::new();
    for part in text.split(['<', '>', '(', ')', ',', ' ']) {
        match part.split_once('@') {
            // The part behind a plus is no other person, and a number before one is none.
            Some((before, _)) if before.chars().any(char::is_alphanumeric) => {
                let mut parts = before.split('+');
                let digits = |part: &&str| part.bytes().all(|byte| byte.is_ascii_digit());
                let user = parts.clone().find(|part| !digits(part)).or_else(|| parts.next());
                all.push(words(user.unwrap_or(before)));
            }
            _ => {
                name.push_str(part);
                name.push(' ');
            }
        }
    }
    all.push(words(&name));
    all.retain(|words| !words.is_empty());
    all
}

fn words(text: &str) -> Vec<NameWord> {
    let mut words: Vec<NameWord> = vec![Vec::new()];
    for c in text.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            words.last_mut().into_iter().for_each(|word| word.push(folded(c)));
        } else if !matches!(u32::from(c), 0x300..=0x36f) && c != '\'' && c != '\u{2019}' {
            words.push(Vec::new());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// A letter as it is compared: what is easily taken for another is that other.
fn folded(c: char) -> Letter {
    match c {
        '0' => Letter::Plain('o'),
        '1' | 'i' => Letter::Plain('l'),
        _ if c.is_ascii() => Letter::Plain(c),
        _ if script_of(c) == NameScript::Latin => Letter::Latin,
        _ => Letter::Plain(c),
    }
}

fn same(one: Letter, two: Letter) -> bool {
    let latin = |letter| match letter {
        Letter::Plain(c) => c.is_ascii_alphanumeric(),
        Letter::Latin => true,
    };
    one == two || ((one == Letter::Latin || two == Letter::Latin) && latin(one) && latin(two))
}

fn same_word(one: &[Letter], two: &[Letter]) -> bool {
    // A single letter may be short for the word that it begins.
    let length = if one.len() == 1 || two.len() == 1 { 1 } else { one.len().max(two.len()) };
    one.len().min(two.len()) >= length && one.iter().zip(two).take(length).all(|(one, two)| same(*one, *two))
}

/// May the two spellings be one person's: the words of one are all in the other, or they are the same run together?
fn alike(one: &[NameWord], two: &[NameWord]) -> bool {
    let (few, many) = if one.len() <= two.len() { (one, two) } else { (two, one) };
    let mut left: BTreeSet<usize> = (0..many.len()).collect();
    let all = few.iter().all(|word| {
        let found = left.iter().copied().find(|at| same_word(word, &many[*at]));
        found.is_some_and(|at| left.remove(&at))
    });
    all || few.concat() == many.concat() || runs_together(few, many) || runs_together(many, few)
}

/// Is the one a handle made of the other: the words in some order, or initials and the last word?
fn runs_together(handle: &[NameWord], name: &[NameWord]) -> bool {
    let ([handle], [first, .., last]) = (handle, name) else { return false };
    let equal = |made: Vec<Letter>| {
        made.len() == handle.len() && made.iter().zip(handle).all(|(one, two)| same(*one, *two))
    };
    let initial = |word: &NameWord| word.first().copied().into_iter().collect::<Vec<Letter>>();
    let reversed: Vec<Letter> = name.iter().rev().flatten().copied().collect();
    equal(name.concat())
        || equal(reversed)
        || equal([initial(first), last.clone()].concat())
        || equal([first.clone(), initial(last)].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(text: &str) -> Person {
        Person::named(text).unwrap_or_else(|why| panic!("{text}: {why}"))
    }

    #[test]
    fn one_person_under_two_spellings_is_one() {
        for (one, two) in [
            ("ada", "Ada"),
            ("ada", " @ada"),
            ("ada", "ada."),
            ("ada", "ada@lovelace.org"),
            ("ada", "Ada Lovelace"),
            ("Ada Lovelace", "Lovelace, Ada"),
            ("Ada Lovelace", "ada.lovelace@example.org"),
            ("Ada Lovelace", "alovelace"),
            ("Ada Lovelace", "adalovelace"),
            ("Ada Lovelace", "A. Lovelace"),
            ("ada", "ada+work@lovelace.org"),
            ("ada", "Countess <ada@lovelace.org>"),
            ("ada", "\u{e0}da"),
            ("ada", "a\u{301}da"),
            ("ada", "\u{251}da"),
            ("Jürgen", "Jurgen"),
            ("alice", "al1ce"),
            ("bob", "b0b"),
            ("O'Neil", "oneil"),
            ("Анна", "анна"),
        ] {
            assert!(person(one).may_be(&person(two)), "{one} / {two}");
            assert!(person(two).may_be(&person(one)), "{two} / {one}");
        }
    }

    #[test]
    fn two_people_are_two() {
        for (one, two) in [
            ("ada", "grace"),
            ("a", "b"),
            ("ann", "bob"),
            ("ann", "anna"),
            ("ada@lovelace.org", "grace@lovelace.org"),
            ("Ada Lovelace", "Ada Byron"),
            ("Анна", "Иван"),
            ("田中", "鈴木"),
        ] {
            assert!(!person(one).may_be(&person(two)), "{one} / {two}");
        }
        assert!(!person("ada").is_comparable(&person("\u{430}\u{501}\u{430}")));
    }

    #[test]
    fn git_knows_names_and_addresses_of_one_person() {
        let people = [
            vec!["Ada Lovelace".to_owned(), "countess@x.org".to_owned()],
            vec!["Grace Hopper".to_owned(), "7+amazing@users.noreply.x.org".to_owned()],
        ];
        for (owner, approver, one) in [
            ("ada", "countess@x.org", true),
            ("countess", "Ada Lovelace", true),
            ("amazing", "grace", true),
            ("ada", "grace", false),
            ("countess", "amazing", false),
            ("ann", "bob", false),
        ] {
            assert_eq!(known_as_one(owner, approver, &people).is_some(), one, "{owner} {approver}");
        }
    }

    #[test]
    fn what_names_nobody_is_refused() {
        for bad in [
            "\u{200b}",
            "-",
            "",
            " ",
            "...",
            "@",
            "42",
            "a\u{200b}da",
            "ad\u{430}",
            "\u{ff41}da",
            "\u{1d41a}da",
            "\u{202e}ada",
            "a\u{ad}da",
            "\u{3164}",
            "ada\u{2063}",
            "nobody",
            "No one",
            "N/A",
            "\u{e0061}da",
        ] {
            assert!(Person::named(bad).is_err(), "{bad:?}");
        }
    }
}
