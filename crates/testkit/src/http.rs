//! As much of HTTP/1.1 as cargo and a registry on loopback speak: one request and one answer per connection, bodies of
//! a length that was said before. Judges nothing of what is in them.

use std::io::{self, Read, Write as _};
use std::net::{SocketAddr, TcpStream};

use serde_json::{Value, json};

/// The longest head that is read.
const MOST: usize = 64 * 1024;

/// A request of HTTP, with as much of its body as was read.
#[derive(Debug)]
pub(crate) struct Request {
    line: String,
    headers: Vec<String>,
    body: Vec<u8>,
}

/// An answer of HTTP, as it goes over the wire.
#[derive(Debug)]
pub(crate) struct HttpAnswer {
    head: Vec<String>,
    body: Vec<u8>,
}

impl Request {
    /// Reads up to the body; says how long that will be.
    pub(crate) fn head(stream: &mut TcpStream) -> io::Result<(Self, usize)> {
        let mut text = Vec::new();
        while !text.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte)?;
            text.extend(byte);
            if text.len() > MOST {
                return Err(io::Error::other("a head without end"));
            }
        }
        let text = String::from_utf8_lossy(&text).into_owned();
        let mut lines = text.trim_end().lines().map(str::to_owned);
        let line = lines.next().unwrap_or_default();
        let request = Self { line, headers: lines.collect(), body: Vec::new() };
        if request.header("expect").is_some() {
            stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
        }
        let length = request.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
        Ok((request, length))
    }

    /// Reads on, until `length` bytes of the body are there.
    pub(crate) fn read_body(&mut self, stream: &mut TcpStream, length: usize) -> io::Result<()> {
        let read = self.body.len();
        self.body.resize(length.max(read), 0);
        let rest = self.body.get_mut(read..).unwrap_or_default();
        stream.read_exact(rest)
    }

    /// The path that the request asks for.
    pub(crate) fn path(&self) -> &str {
        self.line.split(' ').nth(1).unwrap_or_default()
    }

    /// Is the request an upload to this path?
    pub(crate) fn uploads_to(&self, path: &str) -> bool {
        self.line.starts_with("PUT ") && self.path() == path
    }

    /// The name and the version of the crate that the request yanks, if it yanks one.
    pub(crate) fn yanks(&self) -> Option<(String, String)> {
        let path =
            self.path().strip_prefix("/api/v1/crates/").filter(|_| self.line.starts_with("DELETE "))?;
        let (name, version) = path.strip_suffix("/yank")?.split_once('/')?;
        Some((name.to_owned(), version.to_owned()))
    }

    /// The name of the crate that is uploaded: the first field of what `cargo publish` sends.
    pub(crate) fn package(&self) -> Option<String> {
        self.field("name")
    }

    /// The version of the crate that is uploaded.
    pub(crate) fn version(&self) -> Option<String> {
        self.field("vers")
    }

    /// A field near the beginning of a description that need not be complete.
    fn field(&self, name: &str) -> Option<String> {
        let text = String::from_utf8_lossy(self.body.get(4..)?).into_owned();
        let (_, rest) = text.split_once(&format!("\"{name}\":\""))?;
        rest.split_once('"').map(|(value, _)| value.to_owned())
    }

    /// Changes the last byte of the request's body.
    pub(crate) fn change_last_byte(&mut self) {
        if let Some(last) = self.body.last_mut() {
            *last ^= 1;
        }
    }

    /// Asks somebody else, and hands on what they answer.
    pub(crate) fn forward(&self, to: SocketAddr) -> io::Result<HttpAnswer> {
        let mut stream = TcpStream::connect(to)?;
        let kept =
            self.headers.iter().filter(|header| !is(header, &["connection", "expect", "host", "upgrade"]));
        let mut head = format!("{}\r\nHost: {to}\r\nConnection: close\r\n", self.line);
        for header in kept {
            head.push_str(header);
            head.push_str("\r\n");
        }
        stream.write_all(head.as_bytes())?;
        stream.write_all(b"\r\n")?;
        stream.write_all(&self.body)?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        HttpAnswer::parse(&answer).ok_or_else(|| io::Error::other("no answer"))
    }

    /// The value of a header, whose name is in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let line = self.headers.iter().find(|header| is(header, &[name]))?;
        line.split_once(':').map(|(_, value)| value.trim())
    }
}

impl HttpAnswer {
    fn new(status: &str, kind: &str, body: Vec<u8>) -> Self {
        Self { head: vec![format!("HTTP/1.1 {status}"), format!("Content-Type: {kind}")], body }
    }

    /// The answer 200 with a JSON document.
    pub(crate) fn json(document: &Value) -> Self {
        Self::new("200 OK", "application/json", document.to_string().into_bytes())
    }

    /// The answer 200 with a file.
    pub(crate) fn bytes(bytes: Vec<u8>) -> Self {
        Self::new("200 OK", "application/octet-stream", bytes)
    }

    /// A status that is none of success, with the reason in the form that registries use.
    pub(crate) fn refusal(status: &str, why: &str) -> Self {
        let body = json!({ "errors": [{ "detail": why }] });
        Self::new(status, "application/json", body.to_string().into_bytes())
    }

    /// The answer with one more header.
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.head.push(format!("{name}: {value}"));
        self
    }

    fn parse(bytes: &[u8]) -> Option<Self> {
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
        let head = String::from_utf8_lossy(bytes.get(..end)?).into_owned();
        let kept = head.lines().filter(|line| !is(line, &["connection", "content-length"]));
        Some(Self { head: kept.map(str::to_owned).collect(), body: bytes.get(end + 4..)?.to_vec() })
    }

    /// Sends the answer, and ends the connection.
    pub(crate) fn send(&self, stream: &mut TcpStream) -> io::Result<()> {
        let head = self.head.join("\r\n");
        let length = self.body.len();
        stream.write_all(
            format!("{head}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n").as_bytes(),
        )?;
        stream.write_all(&self.body)
    }
}

/// Is the header one of these names, which are in lower case?
fn is(header: &str, names: &[&str]) -> bool {
    let name = header.split(':').next().unwrap_or_default().to_ascii_lowercase();
    names.contains(&name.as_str())
}
