//! The system that a job runs on, as the labels of its machine say.

/// A system that GitHub has machines of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RunnerSystem {
    /// Linux.
    Linux,
    /// macOS.
    MacOs,
    /// Windows.
    Windows,
}

impl RunnerSystem {
    /// The system that a label names.
    pub(super) fn of_label(label: &str) -> Option<Self> {
        let label = label.to_lowercase();
        let any = |names: &[&str]| names.iter().any(|name| label.contains(name));
        if any(&["linux", "ubuntu"]) {
            Some(Self::Linux)
        } else if any(&["macos", "darwin", "osx"]) {
            Some(Self::MacOs)
        } else if any(&["windows", "win-"]) {
            Some(Self::Windows)
        } else {
            None
        }
    }

    /// The system as `runner.os` has it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Linux => "Linux",
            Self::MacOs => "macOS",
            Self::Windows => "Windows",
        }
    }
}

/// Is a machine with these labels the one that is asked for? `None` when they do not say.
pub(super) fn is_on(labels: &[Option<String>], wanted: &str) -> Option<bool> {
    let known: Vec<&str> = labels.iter().flatten().map(String::as_str).collect();
    let wanted = wanted.to_lowercase();
    if known.iter().any(|label| label.to_lowercase().contains(&wanted)) {
        return Some(true);
    }
    let systems: Vec<RunnerSystem> = known.iter().filter_map(|label| RunnerSystem::of_label(label)).collect();
    let of_wanted =
        RunnerSystem::of_label(&wanted).filter(|_| ["linux", "macos", "windows"].contains(&wanted.as_str()));
    match (systems.first(), of_wanted) {
        (Some(system), Some(wanted)) => Some(*system == wanted),
        // A label such as `ubuntu-24.04` says all; `self-hosted` may stand for anything.
        (Some(_), None) if known.len() == labels.len() => Some(false),
        _ => None,
    }
}
