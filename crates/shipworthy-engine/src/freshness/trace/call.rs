//! One line of a trace of strace, made with `-f -y`: which process called what, with which paths, and what came of it.
//! The form is that of strace 5.1 and later; a line of another form is no call.

/// One call of the system, with the parts of it that say something about files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TracedCall<'t> {
    /// The number of the process or thread.
    pub(super) process: u32,
    /// The name of the call.
    pub(super) name: &'t str,
    /// The arguments as strace writes them.
    arguments: &'t str,
    /// What came of it: a number, behind it perhaps a path in angles or the name of an error. Empty when the call had not
    /// ended yet.
    pub(super) result: &'t str,
}

impl<'t> TracedCall<'t> {
    /// Reads `PID NAME(ARGUMENTS) = RESULT`, or the first half of a call that others interrupted.
    pub(super) fn parse(line: &'t str) -> Option<Self> {
        let (process, rest) = line.trim_start().split_once(' ')?;
        let process = process.parse().ok()?;
        let (name, rest) = rest.trim_start().split_once('(')?;
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            return None;
        }
        if let Some(arguments) = rest.strip_suffix(" <unfinished ...>") {
            return Some(Self { process, name, arguments, result: "" });
        }
        let at = rest.rfind(") = ").or_else(|| rest.rfind(")  ="))?;
        let result = rest[at..].split_once("= ").map_or("", |(_, result)| result.trim());
        Some(Self { process, name, arguments: &rest[..at], result })
    }

    /// Reads `PID <... NAME resumed>REST) = RESULT`: the process, the name and what came of the call.
    pub(super) fn resumed(line: &'t str) -> Option<(u32, &'t str, &'t str)> {
        let (process, rest) = line.trim_start().split_once(' ')?;
        let rest = rest.trim_start().strip_prefix("<... ")?;
        let (name, rest) = rest.split_once(" resumed>")?;
        let (_, result) = rest.rsplit_once("= ")?;
        Some((process.parse().ok()?, name, result.trim()))
    }

    /// The same call, ended with this result.
    pub(super) fn ended(self, result: &'t str) -> Self {
        Self { result, ..self }
    }

    /// The folder that the first argument stands for, when it is the descriptor of one.
    pub(super) fn folder(&self) -> Option<String> {
        folder(self.arguments)
    }

    /// The paths among the arguments, in order, each with the folder that the descriptor before it stands for.
    pub(super) fn paths(&self) -> Vec<(Option<String>, String)> {
        let mut paths = Vec::new();
        let mut rest = self.arguments;
        while let Some(at) = rest.find('"') {
            let before = folder(rest[..at].trim_start_matches([',', ' ']));
            let Some((text, after)) = quoted(&rest[at + 1..], b'"') else { break };
            // Cut off: nobody knows which path it was.
            if after.starts_with("...") {
                break;
            }
            paths.push((before, text));
            rest = after;
            // The arguments of a program are no paths, nor is what a link says.
            if matches!(self.name, "execve" | "execveat" | "readlink" | "readlinkat") {
                break;
            }
        }
        paths
    }

    /// Does one of the flags stand among the arguments?
    pub(super) fn has(&self, flags: &[&str]) -> bool {
        flags.iter().any(|flag| self.arguments.contains(flag))
    }

    /// The number that the call gave back, when it succeeded.
    pub(super) fn number(&self) -> Option<u32> {
        self.result.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
    }

    /// Did the call succeed?
    pub(super) fn succeeded(&self) -> bool {
        self.result.starts_with(|c: char| c.is_ascii_digit())
    }

    /// Was there nothing at the path?
    pub(super) fn missed(&self) -> bool {
        self.result.starts_with("-1 ENOENT") || self.result.starts_with("-1 ENOTDIR")
    }

    /// Did the call fail in a way that tells that something is there? A link that is none is a file or a folder.
    pub(super) fn met_something(&self) -> bool {
        let link = self.name.starts_with("readlink") && self.result.starts_with("-1 EINVAL");
        link || ["-1 EEXIST", "-1 EISDIR"].iter().any(|error| self.result.starts_with(error))
    }

    /// Was the call refused, as what is there may not be read or run?
    pub(super) fn refused(&self) -> bool {
        self.result.starts_with("-1 EACCES")
    }

    /// The path behind the descriptor that the call gave back.
    pub(super) fn opened(&self) -> Option<String> {
        let (_, path) = self.result.split_once('<')?;
        quoted(path, b'>').map(|(path, _)| path)
    }
}

/// The folder behind a descriptor such as `AT_FDCWD</w>` or `3</w>`.
fn folder(text: &str) -> Option<String> {
    let (descriptor, path) = text.split_once('<')?;
    let number = !descriptor.is_empty() && descriptor.bytes().all(|byte| byte.is_ascii_digit());
    if descriptor != "AT_FDCWD" && !number {
        return None;
    }
    quoted(path, b'>').map(|(path, _)| path)
}

/// The text up to the closing character, as C writes it, and what follows. Bytes that are not UTF-8 are lost.
fn quoted(text: &str, close: u8) -> Option<(String, &str)> {
    let bytes = text.as_bytes();
    let mut read = Vec::new();
    let mut at = 0;
    loop {
        match *bytes.get(at)? {
            byte if byte == close => {
                return Some((String::from_utf8_lossy(&read).into_owned(), text.get(at + 1..)?));
            }
            b'\\' => {
                let (byte, length) = escaped(bytes.get(at + 1..)?)?;
                read.push(byte);
                at += 1 + length;
            }
            byte => {
                read.push(byte);
                at += 1;
            }
        }
    }
}

/// The byte that stands behind a backslash, and how many characters that takes.
fn escaped(bytes: &[u8]) -> Option<(u8, usize)> {
    let first = *bytes.first()?;
    let simple = match first {
        b'n' => b'\n',
        b't' => b'\t',
        b'r' => b'\r',
        b'v' => 11,
        b'f' => 12,
        b'0'..=b'7' => {
            let digits = bytes.iter().take(3).take_while(|byte| matches!(byte, b'0'..=b'7'));
            let digits: Vec<u32> = digits.map(|byte| u32::from(byte - b'0')).collect();
            let value = digits.iter().fold(0, |value, digit| value * 8 + digit);
            return Some((u8::try_from(value).ok()?, digits.len()));
        }
        other => other,
    };
    Some((simple, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_of_every_form_are_read() {
        let line =
            r#"16 openat(AT_FDCWD</w a>, "src/\303\274 \"x\".rs", O_RDONLY|O_CLOEXEC) = 3</w a/src/x>"#;
        let call = TracedCall::parse(line).unwrap();
        assert_eq!((call.process, call.name, call.succeeded()), (16, "openat", true));
        assert_eq!(call.paths(), [(Some("/w a".to_owned()), "src/ü \"x\".rs".to_owned())]);
        assert_eq!(call.opened().as_deref(), Some("/w a/src/x"));
        let missed =
            TracedCall::parse(r#"7 access("a) = 1", R_OK) = -1 ENOENT (No such file or directory)"#).unwrap();
        assert!(missed.missed() && !missed.succeeded());
        assert_eq!(missed.paths(), [(None, "a) = 1".to_owned())]);
        let moved = TracedCall::parse(r#"7 renameat(4</a>, "x", AT_FDCWD</b>, "y") = 0"#).unwrap();
        assert_eq!(moved.paths(), [(Some("/a".into()), "x".into()), (Some("/b".into()), "y".into())]);
        let run = TracedCall::parse(r#"7 execve("/bin/sh", ["sh", "-c"], 0x1 /* 3 vars */) = 0"#).unwrap();
        assert_eq!(run.paths().len(), 1);
    }

    #[test]
    fn a_call_that_was_interrupted_is_put_together() {
        let half = TracedCall::parse(r#"9 openat(AT_FDCWD</w>, "a", O_RDONLY <unfinished ...>"#).unwrap();
        assert_eq!(half.result, "");
        let (process, name, result) = TracedCall::resumed("9 <... openat resumed>) = 5</w/a>").unwrap();
        assert_eq!((process, name), (9, "openat"));
        assert_eq!(half.ended(result).opened().as_deref(), Some("/w/a"));
    }

    proptest::proptest! {
        #[test]
        fn any_line_is_survived(line in r#"[0-9]{0,3} ?[a-z<.]{0,6}\(?["<>\\0-9a-zä, ()=-]{0,40}"#) {
            if let Some(call) = TracedCall::parse(&line) {
                let _ = (call.paths(), call.folder(), call.opened(), call.number());
            }
            let _ = TracedCall::resumed(&line);
        }
    }
}
