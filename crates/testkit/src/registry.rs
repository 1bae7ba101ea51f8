//! A real registry on loopback: `cargo-http-registry`, which is started here and ended here, whatever the test does.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use crate::{environment, temporary, tools};

/// The program that is a registry.
const PROGRAM: &str = "cargo-http-registry";

/// How long the registry may take to start. It guards against hanging, it measures nothing.
const PATIENCE: Duration = Duration::from_secs(30);

/// The name of the registry in the cargo configuration of a fixture.
pub const NAME: &str = "local";

/// A registry that runs. Its index is a git repository, served as `file://`, and everything uploaded lies beside it.
#[derive(Debug)]
pub struct Registry {
    temp: TempDir,
    program: PathBuf,
    child: Child,
    address: SocketAddr,
}

/// A version of a crate that a registry has.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Upload {
    /// The name of the crate.
    pub name: String,
    /// The version of the crate.
    pub version: String,
    /// SHA-256 of the file that was uploaded, in hexadecimal.
    pub checksum: String,
    /// Was the version yanked?
    pub yanked: bool,
}

impl Registry {
    /// Starts an empty registry on a free port. Its program is set up when this machine does not have it.
    ///
    /// # Panics
    ///
    /// When the program cannot be set up or does not start.
    pub fn start() -> Self {
        let program = tools::registry().join(PROGRAM);
        let temp = temporary::folder("registry-");
        let child = spawn(&program, temp.path(), SocketAddr::from(([127, 0, 0, 1], 0)));
        let address = address(temp.path(), Instant::now());
        let registry = Self { temp, program, child, address };
        registry.wait();
        registry
    }

    /// Empties the registry and starts it again at the same address: what is uploaded next is uploaded to a new
    /// registry that looks the same to cargo.
    ///
    /// # Panics
    ///
    /// When its folder cannot be emptied or it does not start.
    pub fn reset(&mut self) {
        self.stop();
        for entry in fs::read_dir(self.dir()).expect("a folder of ours can be read").flatten() {
            let path = entry.path();
            let folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            let removed = if folder { fs::remove_dir_all(path) } else { fs::remove_file(path) };
            removed.expect("what a registry wrote can be removed");
        }
        self.child = spawn(&self.program, self.dir(), self.address);
        self.wait();
    }

    /// Ends the registry. It cannot be reached any more; what it has stays.
    pub fn stop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// The address that the registry listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The folder in which the registry keeps what was uploaded.
    pub fn dir(&self) -> &Path {
        self.temp.path()
    }

    /// The URL that cargo is given as the index of the registry.
    pub fn index(&self) -> String {
        format!("file://{}", self.dir().display())
    }

    /// The uploads that the registry has, by name and in the order of upload. A version that was uploaded twice is
    /// there twice.
    ///
    /// # Panics
    ///
    /// When its index cannot be read.
    pub fn uploads(&self) -> Vec<Upload> {
        let mut found = BTreeMap::new();
        for path in self.index_files() {
            let text = fs::read_to_string(&path).expect("a file of the index can be read");
            for line in text.lines() {
                let entry: Value = serde_json::from_str(line).expect("a line of the index is JSON");
                let field = |name: &str| entry[name].as_str().expect("an entry is complete").to_owned();
                let yanked = entry["yanked"] == true;
                let [name, version, checksum] = ["name", "vers", "cksum"].map(field);
                let upload = Upload { name, version, checksum, yanked };
                found.entry(upload.name.clone()).or_insert_with(Vec::new).push(upload);
            }
        }
        found.into_values().flatten().collect()
    }

    /// The files of the registry as bytes, by the path in its folder: the index and the crates, without its git
    /// repository.
    ///
    /// # Panics
    ///
    /// When it cannot be read.
    pub fn bytes(&self) -> BTreeMap<String, Vec<u8>> {
        let crates = fs::read_dir(self.dir()).expect("a folder of ours can be read").flatten();
        let crates = crates.map(|entry| entry.path()).filter(|path| has_ending(path, "crate"));
        let files = self.index_files().into_iter().chain(crates);
        files
            .map(|path| {
                let name = path.strip_prefix(self.dir()).expect("it is in there").display().to_string();
                (name, fs::read(path).expect("a file of the registry can be read"))
            })
            .collect()
    }

    /// A new `CARGO_HOME` at `home` that knows this registry's token, and no other secret.
    ///
    /// # Panics
    ///
    /// When it cannot be written.
    pub fn cargo_home(&self, home: &Path, token: &str) {
        fs::create_dir_all(home).expect("a new folder can be made");
        let file = home.join("credentials.toml");
        fs::write(&file, format!("[registries.{NAME}]\ntoken = \"{token}\"\n"))
            .expect("a new file can be written");
        fs::set_permissions(file, fs::Permissions::from_mode(0o600))
            .expect("a new file may be closed to others");
    }

    /// The files of the index: below the folders that names are spread over.
    fn index_files(&self) -> Vec<PathBuf> {
        let (mut open, mut found) = (vec![self.dir().to_owned()], Vec::new());
        while let Some(dir) = open.pop() {
            let top = dir == self.dir();
            for entry in fs::read_dir(&dir).expect("a folder of ours can be read").flatten() {
                let kind = entry.file_type().expect("an entry has a type");
                if kind.is_dir() && entry.file_name() != ".git" {
                    open.push(entry.path());
                } else if kind.is_file() && !top {
                    found.push(entry.path());
                }
            }
        }
        found.sort();
        found
    }

    /// Waits until the registry answers.
    fn wait(&self) {
        let start = Instant::now();
        while !answers(self.address) {
            assert!(start.elapsed() < PATIENCE, "{PROGRAM} at {} does not answer", self.address);
            thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Registry {
    fn drop(&mut self) {
        self.stop();
    }
}

/// The text of a `.cargo/config.toml` that knows a registry with this index. Cargo fetches it by itself, as it does where
/// nobody says otherwise: by git, it would start five programs for that, and a release asks dozens of times.
pub fn cargo_config(index: &str) -> String {
    format!("[registries.{NAME}]\nindex = \"{index}\"\n")
}

fn spawn(program: &Path, dir: &Path, address: SocketAddr) -> Child {
    let mut command = Command::new(program);
    environment::clean(&mut command, dir);
    command.arg("--addr").arg(address.to_string()).arg(dir);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().expect("a program that is installed can be started")
}

/// The address that the registry listens on, from the configuration of its index.
fn address(dir: &Path, start: Instant) -> SocketAddr {
    loop {
        let config = fs::read(dir.join("config.json")).unwrap_or_default();
        let config: Value = serde_json::from_slice(&config).unwrap_or_default();
        if let Some(address) = config["api"].as_str().and_then(|url| url.strip_prefix("http://")) {
            return address.parse().expect("it writes an address");
        }
        assert!(start.elapsed() < PATIENCE, "{PROGRAM} does not start");
        thread::sleep(Duration::from_millis(10));
    }
}

fn answers(address: SocketAddr) -> bool {
    let Ok(mut stream) = TcpStream::connect(address) else { return false };
    let request = "GET /crates/config.json HTTP/1.1\r\nHost: registry\r\nConnection: close\r\n\r\n";
    let mut answer = Vec::new();
    stream.write_all(request.as_bytes()).is_ok()
        && stream.read_to_end(&mut answer).is_ok()
        && answer.starts_with(b"HTTP/1.1 200")
}

fn has_ending(path: &Path, ending: &str) -> bool {
    path.extension().is_some_and(|extension| extension == ending)
}
