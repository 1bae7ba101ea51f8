//! The machine that is measured on: what of it the system tells. What it does not tell stays unknown.

use std::num::NonZero;
use std::path::Path;
use std::thread;

use shipworthy_engine::sys::reading::read_text;
use shipworthy_report::bench::BenchMachine;

/// The machine as it is now, before anything is measured.
pub(super) fn look() -> BenchMachine {
    let file = |path: &str| read_text(Path::new(path)).ok();
    let processors = file("/proc/cpuinfo").unwrap_or_default();
    let field = |name: &str| {
        let mut fields = processors.lines().filter_map(|line| line.split_once(':'));
        fields.find(|(key, _)| key.trim() == name).map(|(_, value)| value.trim().to_owned())
    };
    let (load, running) = file("/proc/loadavg").map(|text| load(&text)).unwrap_or_default();
    BenchMachine {
        processor: field("model name"),
        processors: thread::available_parallelism().ok().map(NonZero::get),
        governor: file("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor")
            .map(|text| text.trim().to_owned()),
        virtual_machine: field("flags").map(|flags| flags.split(' ').any(|flag| flag == "hypervisor")),
        load_before: load,
        load_after: None,
        // One of them is this process.
        others: running.map(|running| running.saturating_sub(1)),
        compiler: None,
    }
}

/// The load of the last minute.
pub(super) fn load_now() -> Option<f64> {
    load(&read_text(Path::new("/proc/loadavg")).ok()?).0
}

/// The load of the last minute, and how many processes want a processor, of `/proc/loadavg`.
fn load(text: &str) -> (Option<f64>, Option<u32>) {
    let mut words = text.split_whitespace();
    let load = words.next().and_then(|word| word.parse().ok());
    let running = words.nth(2).and_then(|word| word.split_once('/')?.0.parse().ok());
    (load, running)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_load_is_read_and_nothing_is_made_up() {
        assert_eq!(load("1.50 0.70 0.30 3/412 9911\n"), (Some(1.5), Some(3)));
        assert_eq!(load(""), (None, None));
        assert_eq!(load("x y"), (None, None));
    }
}
