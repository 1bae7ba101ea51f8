//! The one document that leaves this process on stdout: whoever begins to write it first writes it, and nobody after. It
//! knows how a document ends the process, and not what stands in it.

use std::sync::atomic::{AtomicU8, Ordering};
use std::thread;
use std::time::Duration;

use shipworthy_model::exit::Exit;

use crate::terminal::Terminal;

/// What is told when there is no memory left: it cannot be put together then.
macro_rules! out_of_memory {
    () => {
        "the system gave this process no more memory, so there is no answer; raise its limit, as with \
            `ulimit -v unlimited`, or free some, and type it again"
    };
}

/// That as the message to a person.
const MESSAGE: &str = concat!("error: ", out_of_memory!(), "\n");

/// That as a document.
const DOCUMENT: &str = concat!(
    "{\n  \"error\": \"",
    out_of_memory!(),
    "\",\n  \"problems\": [],\n  \"schema\": 1,\n  \"verdict\": null\n}\n"
);

/// How often to ask whether a document that is being written has been.
const BEAT: Duration = Duration::from_millis(10);

/// No document has been begun.
const NOTHING: u8 = u8::MAX;

/// A document is being written.
const BEGUN: u8 = u8::MAX - 1;

/// The document of this process. What is kept is one of the above or, when it has been written, the exit code.
#[derive(Debug)]
pub(crate) struct Delivery(AtomicU8);

impl Default for Delivery {
    fn default() -> Self {
        Self(AtomicU8::new(NOTHING))
    }
}

impl Delivery {
    /// Writes the document. One that did not arrive whole is no GO. When another one was begun already, this does not
    /// return, and the process ends with that.
    pub(crate) fn deliver(&self, text: &str, exit: Exit) -> Exit {
        let written = Terminal::out(text, || {
            while !self.begin() {
                thread::park();
            }
        });
        let exit = if written.is_err() && exit == Exit::Go { Exit::Incomplete } else { exit };
        self.0.store(exit.code(), Ordering::SeqCst);
        if let Err(error) = written {
            Terminal::tell(&format!("cannot write the answer to stdout: {error}"));
        }
        exit
    }

    /// Says that no memory is left, as a document too where one was asked for, and returns the exit code of this process.
    /// Where its answer is on the way, that goes out, and its exit code counts. Asks for no memory.
    pub(crate) fn out_of_memory(&self, json: bool) -> u8 {
        if self.begin() {
            Terminal::last(if json { DOCUMENT } else { "" }, MESSAGE);
            return Exit::Incomplete.code();
        }
        loop {
            match self.0.load(Ordering::SeqCst) {
                BEGUN => thread::sleep(BEAT),
                code => return code,
            }
        }
    }

    fn begin(&self) -> bool {
        self.0.compare_exchange(NOTHING, BEGUN, Ordering::SeqCst, Ordering::SeqCst).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use shipworthy_report::json::ErrorDocument;

    use super::*;
    use crate::answer::json_text;

    #[test]
    fn what_was_written_beforehand_is_what_would_be_written_now() {
        assert_eq!(DOCUMENT, json_text(&ErrorDocument::of(out_of_memory!().to_owned(), Vec::new())));
    }

    #[test]
    fn an_answer_that_went_out_counts() {
        let delivery = Delivery::default();
        assert_eq!(delivery.deliver("", Exit::NoGo), Exit::NoGo);
        assert_eq!(delivery.out_of_memory(true), Exit::NoGo.code());
    }
}
