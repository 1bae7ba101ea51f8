//! The terminal: the only place that writes to stdout and stderr.

use std::io::{self, IsTerminal, Write};

/// What is known of the streams stdout and stderr.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Terminal {
    /// May stdout be coloured?
    pub(crate) colour: bool,
    /// How many columns a person's stdout has; nothing when no person reads it.
    pub(crate) columns: Option<usize>,
    /// May stderr be coloured?
    pub(crate) colour_stderr: bool,
    /// Does a person watch stderr, so that progress may move?
    pub(crate) live: bool,
}

impl Terminal {
    /// Looks at the streams and at `NO_COLOR`, `CARGO_TERM_COLOR` and `CI`.
    pub(crate) fn look() -> Self {
        let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let wish = std::env::var("CARGO_TERM_COLOR").unwrap_or_default();
        let colour = |person: bool| match wish.as_str() {
            _ if set("NO_COLOR") => false,
            "always" => true,
            "never" => false,
            _ => person,
        };
        let dumb = std::env::var("TERM").is_ok_and(|term| term == "dumb");
        let person = io::stderr().is_terminal() && !dumb;
        Self {
            colour: colour(io::stdout().is_terminal() && !dumb),
            columns: io::stdout().is_terminal().then(Self::width),
            colour_stderr: colour(person),
            live: person && !set("CI"),
        }
    }

    /// Writes to stdout; `begin` is called when nothing is left to do but that, which takes no more memory. A reader that
    /// has gone away is no error of ours.
    ///
    /// # Errors
    ///
    /// When the text could not be written whole, as on a full disk.
    pub(crate) fn out(text: &str, begin: impl FnOnce()) -> io::Result<()> {
        let mut stdout = anstream::AutoStream::always(io::stdout().lock());
        begin();
        match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            written => written,
        }
    }

    /// Writes one or more lines to stderr.
    pub(crate) fn tell(text: &str) {
        let mut stderr = anstream::AutoStream::always(io::stderr().lock());
        drop(writeln!(stderr, "{}", text.trim_end()));
    }

    /// Is there a person who could answer a question?
    pub(crate) fn asks() -> bool {
        io::stdin().is_terminal() && io::stderr().is_terminal()
    }

    /// Asks a yes-or-no question. Without a person to answer, the answer is no.
    pub(crate) fn ask(question: &str) -> bool {
        if !Self::asks() {
            return false;
        }
        let mut stderr = io::stderr().lock();
        drop(write!(stderr, "{question} [y/N] ").and_then(|()| stderr.flush()));
        let mut answer = String::new();
        let read = io::stdin().read_line(&mut answer);
        read.is_ok() && matches!(answer.trim(), "y" | "Y" | "yes" | "Yes")
    }
}

impl Terminal {
    /// Writes a text to stderr as it is: for lines that move.
    pub(crate) fn raw(text: &str) {
        let mut stderr = anstream::AutoStream::always(io::stderr().lock());
        drop(stderr.write_all(text.as_bytes()).and_then(|()| stderr.flush()));
    }

    /// Writes to stdout and to stderr without memory, and without waiting for whoever writes there and may never go on.
    pub(crate) fn last(out: &str, err: &str) {
        #[cfg(unix)]
        for (stream, text) in [(rustix::stdio::stderr(), err), (rustix::stdio::stdout(), out)] {
            let mut left = text.as_bytes();
            while let Ok(written @ 1..) = rustix::io::retry_on_intr(|| rustix::io::write(stream, left)) {
                left = left.get(written..).unwrap_or_default();
            }
        }
        #[cfg(not(unix))]
        for (mut stream, text) in [(&mut io::stderr() as &mut dyn Write, err), (&mut io::stdout(), out)] {
            drop(stream.write_all(text.as_bytes()));
        }
    }

    /// How many columns stderr has; 80 when it would not say.
    pub(crate) fn width() -> usize {
        #[cfg(unix)]
        if let Ok(size) = rustix::termios::tcgetwinsize(io::stderr())
            && size.ws_col > 0
        {
            return usize::from(size.ws_col);
        }
        80
    }
}
