//! The grammar of git's settings files. Pure: it follows no `include`, and knows no setting.

/// One setting as it stands in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct GitSetting {
    /// The section, in lower case.
    pub(super) section: String,
    /// What stands in quotes behind the section.
    pub(super) sub: Option<String>,
    /// The key, in lower case.
    pub(super) key: String,
    /// The value; `None` for a key that stands alone, which means true.
    pub(super) value: Option<String>,
}

/// Reads the text of a settings file. `None` when git would not read it either.
pub(super) fn parse(text: &str) -> Option<Vec<GitSetting>> {
    let mut reader = ConfigReader { rest: text.strip_prefix('\u{feff}').unwrap_or(text) };
    let mut all = Vec::new();
    let mut section: Option<(String, Option<String>)> = None;
    loop {
        reader.skip(|c| c.is_ascii_whitespace());
        match reader.peek() {
            None => return Some(all),
            Some('#' | ';') => reader.skip(|c| c != '\n'),
            Some('[') => section = Some(reader.section()?),
            Some(_) => {
                let (name, sub) = section.clone()?;
                let (key, value) = reader.pair()?;
                all.push(GitSetting { section: name, sub, key, value });
            }
        }
    }
}

/// A value as it must be written so that git reads it as it is.
pub(super) fn quoted(value: &str) -> String {
    let escaped = value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n").replace('\t', "\\t");
    format!("\"{escaped}\"")
}

struct ConfigReader<'t> {
    rest: &'t str,
}

impl ConfigReader<'_> {
    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    /// The next character. A line may end in CR and LF.
    fn next(&mut self) -> Option<char> {
        if let Some(rest) = self.rest.strip_prefix("\r\n") {
            self.rest = rest;
            return Some('\n');
        }
        let next = self.peek()?;
        self.rest = &self.rest[next.len_utf8()..];
        Some(next)
    }

    fn skip(&mut self, what: impl Fn(char) -> bool) {
        self.rest = self.rest.trim_start_matches(what);
    }

    fn word(&mut self, more: &str) -> String {
        let fits = |c: char| c.is_ascii_alphanumeric() || more.contains(c);
        let end = self.rest.find(|c| !fits(c)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word.to_ascii_lowercase()
    }

    /// `[section]`, `[section "sub"]`, or the old form `[section.sub]`.
    fn section(&mut self) -> Option<(String, Option<String>)> {
        self.next();
        let name = self.word("-.");
        if self.peek() == Some(']') {
            self.next();
            return Some(match name.split_once('.') {
                Some((name, sub)) => (name.to_owned(), Some(sub.to_owned())),
                None => (name, None),
            });
        }
        self.skip(|c| c == ' ' || c == '\t');
        if self.next()? != '"' {
            return None;
        }
        let mut sub = String::new();
        loop {
            match self.next()? {
                '"' => break,
                '\n' => return None,
                '\\' => sub.push(self.next().filter(|c| *c != '\n')?),
                other => sub.push(other),
            }
        }
        (self.next()? == ']').then_some((name, Some(sub)))
    }

    fn pair(&mut self) -> Option<(String, Option<String>)> {
        if !self.peek()?.is_ascii_alphabetic() {
            return None;
        }
        let key = self.word("-");
        self.skip(|c| c == ' ' || c == '\t');
        match self.next() {
            None | Some('\n') => Some((key, None)),
            Some('=') => Some((key, Some(self.value()?))),
            Some(_) => None,
        }
    }

    fn value(&mut self) -> Option<String> {
        let (mut value, mut blanks) = (String::new(), String::new());
        let (mut inside, mut comment) = (false, false);
        loop {
            let Some(next) = self.next() else { return (!inside).then_some(value) };
            match next {
                '\n' => return (!inside).then_some(value),
                _ if comment => {}
                ' ' | '\t' if !inside => {
                    if !value.is_empty() {
                        blanks.push(next);
                    }
                }
                '#' | ';' if !inside => comment = true,
                '"' => inside = !inside,
                _ => {
                    value.push_str(&std::mem::take(&mut blanks));
                    value.push(match next {
                        '\\' => match self.next()? {
                            '\n' => continue,
                            't' => '\t',
                            'b' => '\u{8}',
                            'n' => '\n',
                            escaped @ ('\\' | '"') => escaped,
                            _ => return None,
                        },
                        plain => plain,
                    });
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<String> {
        let one =
            |s: GitSetting| format!("{}|{}|{}={:?}", s.section, s.sub.unwrap_or_default(), s.key, s.value);
        parse(text).unwrap().into_iter().map(one).collect()
    }

    #[test]
    fn settings_are_read_as_git_reads_them() {
        let text = "\u{feff}; a\n[Core]\n\tBare = false # no\n\tfoo\n\n[branch \"a \\\"b\\\\\"] remote=or\\\nigin  \n\
                    [x.Y]\r\n k = \" a # b \" c\t;d\r\n";
        let expected = [
            "core||bare=Some(\"false\")",
            "core||foo=None",
            "branch|a \"b\\|remote=Some(\"origin\")",
            "x|y|k=Some(\" a # b  c\")",
        ];
        assert_eq!(told(text), expected);
        let odd = "a\\b \"c\"\n\td ";
        let back = parse(&format!("[a]\nb = {}\n", quoted(odd))).unwrap();
        assert_eq!(back[0].value.as_deref(), Some(odd));
    }

    #[test]
    fn what_git_refuses_is_refused() {
        for bad in [
            "a = b\n",
            "[a\nb = c",
            "[a]\n= c",
            "[a]\nb ? c",
            "[a]\nb = \"c\n",
            "[a]\nb = \\q\n",
            "[a \"b\n\"]",
        ] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_survived(text in "[a-c\\[\\]\"\\\\=#;. \n\r\té]{0,60}") {
            let _ = parse(&text);
        }

        #[test]
        fn any_value_comes_back(value in "[a-z\"\\\\#; \n\té=]{0,30}") {
            let text = format!("[a \"b\"]\n\tc = {}\n", quoted(&value));
            let read = parse(&text).unwrap();
            proptest::prop_assert_eq!(read[0].value.as_deref(), Some(value.as_str()));
        }
    }
}
