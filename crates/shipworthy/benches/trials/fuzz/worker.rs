//! The process that gives inputs to the pure parts, and its watch: one that hangs or dies is told, and the next goes on.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::panic::{self, AssertUnwindSafe};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use super::corpus::Corpus;
use super::properties::{INPUTS, Input};
use super::{PATIENCE, keep};
use crate::counts::Counts;
use crate::rows::Rows;

fn sort(at: u64) -> Input {
    INPUTS[usize::try_from(at).unwrap_or_default() % INPUTS.len()]
}

/// Tries the inputs from one number to another, and writes a line for each.
pub(crate) fn work(words: &[String]) {
    let numbers: Vec<u64> = words.iter().filter_map(|word| word.parse().ok()).collect();
    let [seed, from, to] = numbers[..] else { panic!("the worker is called with seed, beginning and end") };
    let corpus = Corpus::read();
    for at in from..to {
        let (name, property) = sort(at);
        let input = corpus.input(name, seed, at);
        let begin = spent();
        let ended = panic::catch_unwind(AssertUnwindSafe(|| property(&input)));
        let took = spent().saturating_sub(begin).as_micros();
        println!(
            "{at} {took} {} {}",
            input.len(),
            match ended {
                Ok(true) => "read",
                Ok(false) => "refused",
                Err(_) => "panicked",
            }
        );
    }
}

/// How long this thread was on a processor, as Linux counts it: what else the machine does shall not show.
fn spent() -> Duration {
    static START: OnceLock<Instant> = OnceLock::new();
    let counted = fs::read_to_string("/proc/thread-self/schedstat").ok();
    let counted = counted.and_then(|text| text.split(' ').next()?.parse().ok().map(Duration::from_nanos));
    counted.unwrap_or_else(|| START.get_or_init(Instant::now).elapsed())
}

struct Worker {
    child: Child,
    lines: Receiver<String>,
}

impl Worker {
    fn start(seed: u64, from: u64, to: u64) -> Self {
        let program = std::env::current_exe().expect("this program has a path");
        let mut child = Command::new(program)
            .args(["fuzz-worker".to_owned(), seed.to_string(), from.to_string(), to.to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("this program can be run");
        let stdout = child.stdout.take().expect("it is piped");
        let (sender, lines) = mpsc::channel();
        thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        Self { child, lines }
    }
}

/// Has the inputs from one number to another tried; what came of them.
pub(super) fn watch(seed: u64, from: u64, to: u64) -> (Rows, Counts) {
    let corpus = Corpus::read();
    let (mut rows, mut counts) = (Rows::default(), Counts::default());
    let mut next = from;
    while next < to {
        let mut worker = Worker::start(seed, next, to);
        while next < to {
            // By the clock a busy machine may take longer.
            match worker.lines.recv_timeout(PATIENCE * 12) {
                Ok(line) => {
                    let words: Vec<&str> = line.split(' ').collect();
                    let [at, took, bytes, ending] = words[..] else { continue };
                    assert_eq!(at, next.to_string(), "the worker leaves nothing out");
                    let took = Duration::from_micros(took.parse().unwrap_or(u64::MAX));
                    let name = sort(next).0;
                    rows.add(name, bytes.parse().unwrap_or_default(), took).end(ending);
                    counts.one("inputs to pure parts");
                    if ending == "panicked" {
                        counts.bad("panics", told(&corpus, seed, next));
                    }
                    if took > PATIENCE {
                        counts.bad("longer than 10 s", told(&corpus, seed, next));
                    }
                    next += 1;
                }
                Err(error) => {
                    let what = match error {
                        RecvTimeoutError::Timeout => "longer than 10 s",
                        RecvTimeoutError::Disconnected => "crashes",
                    };
                    counts.bad(what, told(&corpus, seed, next));
                    counts.one("inputs to pure parts");
                    next += 1;
                    break;
                }
            }
        }
        // It has ended, or hangs.
        let _ = worker.child.kill();
        let _ = worker.child.wait();
    }
    (rows, counts)
}

fn told(corpus: &Corpus, seed: u64, at: u64) -> String {
    let name = sort(at).0;
    format!("{name}, number {at}: {}", keep(name, seed, at, &corpus.input(name, seed, at)))
}
