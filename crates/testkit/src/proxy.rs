//! A small HTTP proxy between cargo and a registry: it counts what is asked, and does to a request what a test has
//! scripted for it. It serves the index over HTTP, as crates.io does, so that it can hold that back too, and it takes
//! yanks itself, because the registry behind it knows none. On loopback, and for one registry only.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fs;
use std::io::{self, Read as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use serde_json::json;

use crate::Registry;
use crate::http::{HttpAnswer, Request};
use crate::index;

/// A fault: what is done to one request instead of what it asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The answer 429: too many new crates; try again after this date.
    TooMany {
        /// The date as HTTP writes dates: `Wed, 25 Nov 2026 10:00:00 GMT`.
        until: String,
    },
    /// The answer 500.
    Broken,
    /// The connection ends in the middle of the upload.
    Cut,
    /// The registry takes the upload, and its answer never arrives.
    AnswerLost,
    /// The registry takes the upload and says nothing, as long as the client waits: the moment to kill it.
    Silence,
    /// The answer 403: the token is none of theirs.
    TokenRefused,
    /// The answer 403, with this text in it.
    Tells(String),
    /// The answer 403: the crate belongs to somebody else.
    NameTaken,
    /// The registry takes the upload, with one byte changed on its way: whatever is asked of it later differs.
    OtherBytes,
}

/// A proxy before a registry, which runs until it is dropped.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    state: Arc<Mutex<ProxyState>>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug)]
struct ProxyState {
    registry: SocketAddr,
    dir: PathBuf,
    address: SocketAddr,
    faults: BTreeMap<String, VecDeque<Fault>>,
    yank_faults: BTreeMap<String, VecDeque<Fault>>,
    held: Option<BTreeMap<String, Vec<u8>>>,
    tries: Vec<String>,
    accepted: Vec<String>,
    yank_tries: Vec<String>,
    yanked: Vec<String>,
    tokens: BTreeSet<String>,
    stopped: bool,
}

impl Proxy {
    /// Starts a proxy in front of a registry.
    ///
    /// # Panics
    ///
    /// When this machine has no free port.
    pub fn start(registry: &Registry) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port can be listened to");
        let address = listener.local_addr().expect("a listener has an address");
        let state = Arc::new(Mutex::new(ProxyState {
            registry: registry.address(),
            dir: registry.dir().to_owned(),
            address,
            faults: BTreeMap::new(),
            yank_faults: BTreeMap::new(),
            held: None,
            tries: Vec::new(),
            accepted: Vec::new(),
            yank_tries: Vec::new(),
            yanked: Vec::new(),
            tokens: BTreeSet::new(),
            stopped: false,
        }));
        let shared = Arc::clone(&state);
        let thread = thread::spawn(move || serve(&listener, &shared));
        Self { address, state, thread: Some(thread) }
    }

    /// The URL that cargo is given as the index of the proxy.
    pub fn index(&self) -> String {
        format!("sparse+http://{}/index/", self.address)
    }

    /// Scripts a fault for the next upload of a crate that none is scripted for yet. Faults of one crate happen one
    /// after another, each once.
    pub fn fault(&self, package: &str, fault: Fault) {
        lock(&self.state).faults.entry(package.to_owned()).or_default().push_back(fault);
    }

    /// Scripts a fault for the next yank of a crate.
    pub fn fault_yank(&self, package: &str, fault: Fault) {
        lock(&self.state).yank_faults.entry(package.to_owned()).or_default().push_back(fault);
    }

    /// Holds the index as it is now, whatever is uploaded from now on.
    pub fn hold_index(&self, registry: &Registry) {
        lock(&self.state).held = Some(registry.bytes());
    }

    /// Lets the index be up to date again from now on.
    pub fn release_index(&self) {
        lock(&self.state).held = None;
    }

    /// The uploads that were tried, by the name of their crate, in order.
    pub fn tries(&self) -> Vec<String> {
        lock(&self.state).tries.clone()
    }

    /// The uploads that the registry took, by the name of their crate.
    pub fn accepted(&self) -> Vec<String> {
        lock(&self.state).accepted.clone()
    }

    /// The yanks that were tried, as `name version`, in order.
    pub fn yank_tries(&self) -> Vec<String> {
        lock(&self.state).yank_tries.clone()
    }

    /// The yanks that were made, as `name version`, in order.
    pub fn yanked(&self) -> Vec<String> {
        lock(&self.state).yanked.clone()
    }

    /// The tokens that uploads and yanks came with.
    pub fn tokens(&self) -> Vec<String> {
        lock(&self.state).tokens.iter().cloned().collect()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        lock(&self.state).stopped = true;
        // So that it looks.
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn lock(state: &Mutex<ProxyState>) -> MutexGuard<'_, ProxyState> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

fn serve(listener: &TcpListener, state: &Arc<Mutex<ProxyState>>) {
    for stream in listener.incoming().flatten() {
        if lock(state).stopped {
            return;
        }
        let state = Arc::clone(state);
        // A client that goes away in the middle of something is none of our concern.
        thread::spawn(move || {
            let _ = answer(stream, &state);
        });
    }
}

fn answer(mut stream: TcpStream, state: &Mutex<ProxyState>) -> io::Result<()> {
    let (mut request, length) = Request::head(&mut stream)?;
    if let Some((package, version)) = request.yanks() {
        request.read_body(&mut stream, length)?;
        let (fault, answer) = yank(&request, &package, &version, state)?;
        return deliver(stream, fault.as_ref(), answer);
    }
    let fault = request.uploads_to("/api/v1/crates/new").then(|| {
        // The name stands at the beginning, so a fault can be chosen before the upload is complete.
        request.read_body(&mut stream, length.min(1024))?;
        let package = request.package().unwrap_or_default();
        let mut state = lock(state);
        state.tries.push(package.clone());
        state.tokens.extend(request.header("authorization").map(str::to_owned));
        Ok::<_, io::Error>((state.faults.get_mut(&package).and_then(VecDeque::pop_front), package))
    });
    let Some((fault, package)) = fault.transpose()? else {
        request.read_body(&mut stream, length)?;
        return look(&request, state)?.send(&mut stream);
    };
    if fault == Some(Fault::Cut) {
        return stream.shutdown(Shutdown::Both);
    }
    request.read_body(&mut stream, length)?;
    let answer = upload(&mut request, fault.as_ref(), &package, state)?;
    deliver(stream, fault.as_ref(), answer)
}

/// Sends the answer; without one, the client hears what the fault lets it hear.
fn deliver(mut stream: TcpStream, fault: Option<&Fault>, answer: Option<HttpAnswer>) -> io::Result<()> {
    match answer {
        Some(answer) => answer.send(&mut stream),
        // It hears nothing until it hangs up.
        None if fault == Some(&Fault::Silence) => stream.read(&mut [0]).map(|_| ()),
        None => stream.shutdown(Shutdown::Both),
    }
}

/// What is answered to a yank, which is made here: in the index of the registry behind.
fn yank(
    request: &Request,
    package: &str,
    version: &str,
    state: &Mutex<ProxyState>,
) -> io::Result<(Option<Fault>, Option<HttpAnswer>)> {
    let mut state = lock(state);
    let named = format!("{package} {version}");
    state.yank_tries.push(named.clone());
    state.tokens.extend(request.header("authorization").map(str::to_owned));
    let fault = state.yank_faults.get_mut(package).and_then(VecDeque::pop_front);
    let refusal = fault.as_ref().and_then(refusal);
    if refusal.is_some() || fault == Some(Fault::Cut) {
        return Ok((fault, refusal));
    }
    if !index::yank(&state.dir, package, version)? {
        let told = format!("crate `{package}` does not have a version `{version}`");
        return Ok((fault, Some(HttpAnswer::refusal("404 Not Found", &told))));
    }
    state.yanked.push(named);
    let heard = !matches!(fault, Some(Fault::AnswerLost | Fault::Silence));
    Ok((fault, heard.then(|| HttpAnswer::json(&json!({ "ok": true })))))
}

/// What is answered to an upload; nothing when the answer gets lost.
fn upload(
    request: &mut Request,
    fault: Option<&Fault>,
    package: &str,
    state: &Mutex<ProxyState>,
) -> io::Result<Option<HttpAnswer>> {
    let refusal = fault.and_then(refusal);
    if fault == Some(&Fault::OtherBytes) {
        request.change_last_byte();
    }
    if refusal.is_some() {
        return Ok(refusal);
    }
    // One at a time, as the registry itself takes them.
    let mut state = lock(state);
    let version = request.version().unwrap_or_default();
    if index::has(&state.dir, package, &version) {
        let told = format!("crate version `{version}` is already uploaded");
        return Ok(Some(HttpAnswer::refusal("400 Bad Request", &told)));
    }
    let answer = request.forward(state.registry)?;
    state.accepted.push(package.to_owned());
    Ok((!matches!(fault, Some(Fault::AnswerLost | Fault::Silence))).then_some(answer))
}

/// What a fault answers, in the words of crates.io; nothing when it is one of the connection or of the bytes.
fn refusal(fault: &Fault) -> Option<HttpAnswer> {
    let refusal = |status, why: &str| Some(HttpAnswer::refusal(status, why));
    match fault {
        Fault::TooMany { until } => {
            let told = format!(
                "You have published too many new crates in a short period of time. Please try again after \
                 {until} and see https://crates.io/docs/rate-limits for more details."
            );
            Some(HttpAnswer::refusal("429 Too Many Requests", &told).header("Retry-After", until))
        }
        Fault::Broken => refusal("500 Internal Server Error", "Internal Server Error"),
        Fault::TokenRefused => refusal("403 Forbidden", "authentication failed"),
        Fault::Tells(text) => refusal("403 Forbidden", text),
        Fault::NameTaken => refusal(
            "403 Forbidden",
            "this crate exists but you don't seem to be an owner. If you believe this is a mistake, perhaps you need \
             to accept an invitation to be an owner before publishing.",
        ),
        Fault::OtherBytes | Fault::Cut | Fault::AnswerLost | Fault::Silence => None,
    }
}

/// What is answered to a request that only looks.
fn look(request: &Request, state: &Mutex<ProxyState>) -> io::Result<HttpAnswer> {
    let state = lock(state);
    let path = request.path();
    if path == "/index/config.json" {
        let base = format!("http://{}", state.address);
        return Ok(HttpAnswer::json(&json!({ "dl": format!("{base}/api/v1/crates"), "api": base })));
    }
    if let Some(path) = path.strip_prefix("/index/") {
        let now = || fs::read(state.dir.join(path)).ok();
        let bytes = state.held.as_ref().map_or_else(now, |held| held.get(path).cloned());
        return Ok(
            bytes.map_or_else(|| HttpAnswer::refusal("404 Not Found", "no such crate"), HttpAnswer::bytes)
        );
    }
    if let Some(name) = path.strip_prefix("/api/v1/crates/").and_then(|rest| rest.strip_suffix("/owners")) {
        // The registry behind knows no owners: everything in it is the fixture's.
        let owners = json!({ "users": [{ "id": 1, "login": "fixture", "name": "The fixture" }] });
        let unknown = || HttpAnswer::refusal("404 Not Found", &format!("crate `{name}` does not exist"));
        return Ok(if index::file(&state.dir, name).is_file() {
            HttpAnswer::json(&owners)
        } else {
            unknown()
        });
    }
    let registry = state.registry;
    drop(state);
    request.forward(registry)
}
