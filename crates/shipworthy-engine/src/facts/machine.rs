//! Disk, memory, ports, permissions and variables of this machine, as they are now. What is enough is not decided
//! here, and nothing is changed: a folder is tried with a file that is removed again.

use std::collections::BTreeMap;
use std::env;
use std::fs::{self, OpenOptions};
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::path::Path;

use shipworthy_model::facts::Tool;
use shipworthy_model::observation::Machine;
use shipworthy_model::step::MachineQuestion;

use crate::door::files::{UNFINISHED, unique};

/// Answers the question. Which tools are there was found out elsewhere; those that were not asked after are left
/// out.
pub fn look(root: &Path, question: &MachineQuestion, tools: BTreeMap<String, Tool>) -> Machine {
    let is_set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
    Machine {
        env: question.env.iter().map(|name| (name.clone(), is_set(name))).collect(),
        disk_free: disk_free(root),
        memory: memory(),
        writable: question.writable.iter().map(|path| (path.clone(), unwritable(&root.join(path)))).collect(),
        ports: question.ports.iter().map(|port| (*port, is_free(*port))).collect(),
        tools: tools.into_iter().filter(|(name, _)| question.tools.contains(name)).collect(),
    }
}

#[cfg(unix)]
fn disk_free(root: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(root).ok()?;
    disk.f_bavail.checked_mul(disk.f_frsize)
}

#[cfg(not(unix))]
fn disk_free(_: &Path) -> Option<u64> {
    None
}

/// The memory of the machine, or of the smallest control group around this process.
#[cfg(target_os = "linux")]
fn memory() -> Option<u64> {
    let all = fs::read_to_string("/proc/meminfo").ok().and_then(|text| total_memory(&text))?;
    let groups = fs::read_to_string("/proc/self/cgroup").unwrap_or_default();
    let path = groups.lines().find_map(|line| line.strip_prefix("0::/")).unwrap_or_default();
    let mounted = Path::new("/sys/fs/cgroup");
    let limits = Path::new(path).ancestors().filter_map(|group| {
        let limit = fs::read_to_string(mounted.join(group).join("memory.max")).ok()?;
        // A group without a limit says `max`.
        limit.trim().parse::<u64>().ok()
    });
    Some(limits.fold(all, u64::min))
}

#[cfg(not(target_os = "linux"))]
fn memory() -> Option<u64> {
    None
}

/// `MemTotal` of `/proc/meminfo`, in bytes.
#[cfg(target_os = "linux")]
fn total_memory(text: &str) -> Option<u64> {
    let value = text.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    value.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()?.checked_mul(1024)
}

/// Why nothing can be written to a folder or a file, if so.
fn unwritable(path: &Path) -> Option<String> {
    let meta = match fs::metadata(path) {
        Ok(meta) => meta,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Some("it is not there".to_owned()),
        Err(error) => return Some(error.to_string()),
    };
    let tried = if meta.is_dir() {
        let file = path.join(format!("{UNFINISHED}{}", unique()));
        OpenOptions::new().write(true).create_new(true).open(&file).and_then(|_| fs::remove_file(&file))
    } else if meta.is_file() {
        OpenOptions::new().append(true).open(path).map(drop)
    } else {
        // To open a pipe or a device may wait, or do something.
        return Some("it is neither a folder nor a file".to_owned());
    };
    tried.err().map(|error| error.to_string())
}

/// Can a server of this user listen there, on loopback?
fn is_free(port: u16) -> bool {
    let listens = |ip: IpAddr| TcpListener::bind(SocketAddr::new(ip, port)).map(drop);
    let v4 = listens(Ipv4Addr::LOCALHOST.into());
    let v6 = listens(Ipv6Addr::LOCALHOST.into());
    // Without IPv6 on this machine the second one fails in many ways, but not in this one.
    let taken =
        |tried: &io::Result<()>| tried.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::AddrInUse);
    v4.is_ok() && !taken(&v6)
}
