//! Disk, memory, ports, permissions and variables of this machine, as they are now. What is enough is not decided
//! here, and nothing is changed: a folder is tried with a file that is removed again.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::time::Duration;

use shipworthy_model::facts::Tool;
use shipworthy_model::observation::Machine;
use shipworthy_model::step::MachineQuestion;

use crate::sys::call::ShortCall;
use crate::sys::files::{try_file, try_folder};

/// A disk on another machine that does not answer must not hold up everything.
const DISK_PATIENCE: Duration = Duration::from_secs(10);

/// What the machine answers to the question. Which tools are there was found out elsewhere; those that were not asked
/// after are left out.
pub fn look(root: &Path, question: &MachineQuestion, tools: BTreeMap<String, Tool>) -> Machine {
    let is_set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
    let mut machine = Machine::default();
    machine.env = question.env.iter().map(|name| (name.clone(), is_set(name))).collect();
    machine.disk_free = disk_free(root);
    machine.memory = memory();
    machine.writable =
        question.writable.iter().map(|path| (path.clone(), unwritable(&root.join(path)))).collect();
    machine.ports = question.ports.iter().map(|port| (*port, is_free(*port))).collect();
    machine.tools = tools.into_iter().filter(|(name, _)| question.tools.contains(name)).collect();
    machine
}

/// What is free for this user, as `df` says; it stands on every Unix, and the call that it makes is heavy to compile.
fn disk_free(root: &Path) -> Option<u64> {
    let question = ShortCall::new("df", root).args(["-P", "-k", "."]).deadline(DISK_PATIENCE);
    let said = question.output().ok().filter(|output| output.status.success())?;
    free_space(&String::from_utf8_lossy(&said.stdout))
}

/// The bytes available, in what `df -P -k` printed: names may hold spaces, so the share in use is what is looked for.
fn free_space(said: &str) -> Option<u64> {
    let words: Vec<&str> = said.lines().nth(1)?.split_whitespace().collect();
    let share = words.iter().position(|word| word.ends_with('%'))?;
    words.get(share.checked_sub(1)?)?.parse::<u64>().ok()?.checked_mul(1024)
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

/// Why nothing can be written to a folder or a file, if nothing can.
fn unwritable(path: &Path) -> Option<String> {
    let meta = match fs::metadata(path) {
        Ok(meta) => meta,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Some("it is not there".to_owned()),
        Err(error) => return Some(error.to_string()),
    };
    let tried = if meta.is_dir() {
        try_folder(path)
    } else if meta.is_file() {
        try_file(path)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_space_that_df_prints_is_read() {
        let head = "Filesystem 1024-blocks Used Available Capacity Mounted on\n";
        let cases = [
            ("/dev/vda 264212084 34666312 60619576 37% /", Some(60_619_576 * 1024)),
            ("map auto home 100 20 80 20% /my disk", Some(80 * 1024)),
            ("overlay 100 100 0 100% /", Some(0)),
            ("proc 0 0 0 - /proc", None),
            ("/dev/full 100 100 -1 101% /", None),
            ("9% /", None),
            ("", None),
        ];
        for (line, free) in cases {
            assert_eq!(free_space(&format!("{head}{line}\n")), free, "{line}");
        }
        assert_eq!(free_space(""), None);
    }

    #[test]
    fn this_machine_tells() {
        assert!(disk_free(Path::new(env!("CARGO_MANIFEST_DIR"))).is_some_and(|free| free > 0));
    }
}
