//! The document of `why`: everything about one gate.

use shipworthy_model::checklist::SignOffAnswer;
use shipworthy_model::observation::{Observation, Stream};
use shipworthy_model::record::Record;
use shipworthy_model::time::Timestamp;
use shipworthy_model::unknown::Reason;

use super::document::{OneOf, Version, document, seconds, tagged_document, words};
use super::ground::{BasisJson, GroundJson};
use super::status::{FindingJson, GateJson, MeasurementJson};
use crate::why::{
    BoundInput, ConclusionWord, FileChange, FileChangeKind, PartChange, PastRun, STORE, Turned, Why,
};

document! {
    /// All that is known of one gate.
    pub struct WhyDocument {
        /// The version of this document.
        schema: Version,
        /// The checklist, the policy and the clock that this was judged by.
        ground: GroundJson,
        /// The gate and its status.
        gate: GateJson,
        /// The parts of the fingerprint that changed since the gate was run.
        changed: Vec<PartChangeJson>,
        /// All that the record is bound to; `null` without `--inputs`.
        inputs: Option<Vec<BoundInputJson>>,
        /// The record of the last run; `null` when the gate was never run.
        record: Option<RecordJson>,
        /// The last run that passed.
        last_pass: Option<PastRunJson>,
        /// The last run that failed.
        last_fail: Option<PastRunJson>,
        /// The newest two runs in a row whose results differ.
        turned: Option<TurnedJson>,
    }

    /// Something that a record is bound to.
    pub struct BoundInputJson {
        /// The name of the input: a part, a file of one, a variable, what was seen to be read.
        name: String,
        /// The value of the input, or the digest of it; `null` when it was not there.
        value: Option<String>,
        /// How it is known that the result depends on it.
        how: String,
    }

    /// A part of the fingerprint that changed.
    pub struct PartChangeJson {
        /// The name of the part: `check`, `toolchain`, `files crates/core`.
        part: String,
        /// The value of the part in the record; `null` when it was not a part then.
        before: Option<String>,
        /// The value of the part now; `null` when it is a part no more.
        now: Option<String>,
        /// The files that changed, where the part stands for files.
        files: Vec<FileChangeJson>,
    }

    /// A file that changed.
    pub struct FileChangeJson {
        /// The file, relative to the root.
        path: String,
        /// What happened to the file.
        change: OneOf<FileChangeKind>,
    }

    /// The record of one run.
    pub struct RecordJson {
        /// The number that orders records; clocks do not.
        sequence: u64,
        /// When the run ended.
        recorded: Timestamp,
        /// How long the run took, in seconds.
        duration_s: f64,
        /// The commit that was checked out; `null` when there was none.
        commit: Option<String>,
        /// The git tree of that commit.
        tree: Option<String>,
        /// Whether files differed from that commit.
        dirty: bool,
        /// The checklist, the policy and the clock of the run; `null` when the release that ran it did not say.
        basis: Option<BasisJson>,
        /// What the check concluded.
        result: OneOf<ConclusionWord>,
        /// The findings of the check, the worst first.
        findings: Vec<FindingJson>,
        /// The numbers that were taken.
        measurements: Vec<MeasurementJson>,
        /// The fingerprint: all that the result depends on.
        fingerprint: FingerprintJson,
        /// The packages that were built anew, because what cargo had kept of them may have been built from something else.
        rebuilt: Vec<String>,
        /// The steps of the run, in order.
        steps: Vec<StepJson>,
    }

    /// All that a result depends on.
    pub struct FingerprintJson {
        /// The digest over all parts.
        key: String,
        /// The parts, sorted by name.
        parts: Vec<FingerprintPartJson>,
    }

    /// One part of a fingerprint.
    pub struct FingerprintPartJson {
        /// The name of the part: `check`, `toolchain`, `files crates/core`.
        name: String,
        /// The value of the part, or the digest of it.
        value: String,
    }

    /// What a process wrote to one stream.
    pub struct StreamJson {
        /// The file with the stream, or with the two ends of one that is large, relative to the root.
        log: String,
        /// How much the process wrote, in bytes.
        bytes: u64,
        /// SHA-256 over the whole stream, in hexadecimal.
        sha256: String,
    }

    /// A file that could not be read.
    pub struct UnreadableJson {
        /// The file, relative to the root.
        file: String,
        /// Why the file could not be read.
        why: String,
    }

    /// An earlier run of the gate.
    pub struct PastRunJson {
        /// When the run was recorded.
        recorded: Timestamp,
        /// The commit that the run was recorded on.
        commit: Option<String>,
        /// Whether files differed from that commit.
        dirty: bool,
        /// The name of the run's record.
        record: String,
    }

    /// Two runs in a row whose results differ.
    pub struct TurnedJson {
        /// What the earlier run concluded.
        from: OneOf<ConclusionWord>,
        /// What the later run concluded.
        to: OneOf<ConclusionWord>,
        /// The commit on which the result changed.
        commit: Option<String>,
        /// The earlier run.
        before: PastRunJson,
        /// The later run.
        after: PastRunJson,
    }
}

tagged_document! {
    /// One step of a run. Its other fields depend on `step`.
    pub enum StepJson by "step" {
        /// A process was run to its end.
        Ran = "ran" {
            /// The words of the command.
            argv: Vec<String>,
            /// The exit code of the process; `null` when a signal ended it.
            code: Option<i32>,
            /// The signal that ended the process; `null` when none did.
            signal: Option<i32>,
            /// Whether the process was ended because its time was up.
            timed_out: bool,
            /// How many times the process was run again.
            retried: u32,
            /// How long the last attempt took, in seconds.
            duration_s: f64,
            /// What the process wrote to standard output.
            stdout: StreamJson,
            /// What the process wrote to standard error.
            stderr: StreamJson,
        },
        /// Files were looked at.
        Looked = "looked" {
            /// How many files were read.
            files: u64,
            /// The files that could not be read.
            unreadable: Vec<UnreadableJson>,
        },
        /// Paths were looked at for what lies there.
        Stat = "stat" {
            /// The paths that were looked at.
            paths: Vec<String>,
        },
        /// The workspace was looked at.
        Workspace = "workspace" {
            /// How many members the workspace has.
            members: usize,
        },
        /// The repository was looked at.
        Git = "git" {
            /// The commit that was checked out; `null` before the first one.
            commit: Option<String>,
            /// The branch that was checked out; `null` when there was none.
            branch: Option<String>,
        },
        /// The machine was looked at.
        Machine = "machine" {},
        /// The answer of a person was looked up.
        SignOff = "sign-off" {
            /// The answer of the person; `null` when nobody has answered.
            answer: Option<OneOf<SignOffAnswer>>,
            /// The files that differ from the commit that the answer names.
            changed: Vec<String>,
        },
        /// The step could not be done.
        Refused = "refused" {
            /// The sort of reason.
            reason: OneOf<Reason>,
            /// What exactly was in the way.
            detail: String,
        },
    }
}

words! {
    FileChangeKind: Added, Changed, Removed => FileChangeKind::word;
    ConclusionWord: Pass, Fail, Unknown => ConclusionWord::word;
    Reason:
        ToolMissing, ToolTooOld, Crashed, CouldNotLook, NothingToLookAt, TimedOutWhileLooking, Network
        => std::convert::identity;
}

impl WhyDocument {
    /// The document of what is known of a gate.
    pub fn of(input: &Why) -> Self {
        Self {
            schema: Version,
            ground: GroundJson::of(&input.ground),
            gate: GateJson::of(&input.status),
            changed: input.changes.iter().map(PartChangeJson::of).collect(),
            inputs: input.inputs.as_ref().map(|inputs| inputs.iter().map(BoundInputJson::of).collect()),
            record: input.record.as_ref().map(RecordJson::of),
            last_pass: input.last_pass.as_ref().map(PastRunJson::of),
            last_fail: input.last_fail.as_ref().map(PastRunJson::of),
            turned: input.turned.as_ref().map(TurnedJson::of),
        }
    }
}

impl BoundInputJson {
    fn of(input: &BoundInput) -> Self {
        Self { name: input.name.clone(), value: input.value.clone(), how: input.how.clone() }
    }
}

impl PartChangeJson {
    fn of(change: &PartChange) -> Self {
        let file = |file: &FileChange| FileChangeJson { path: file.path.clone(), change: OneOf(file.change) };
        Self {
            part: change.name.clone(),
            before: change.before.clone(),
            now: change.now.clone(),
            files: change.files.iter().map(file).collect(),
        }
    }
}

impl RecordJson {
    fn of(record: &Record) -> Self {
        let parts = record.fingerprint.parts.iter();
        let parts =
            parts.map(|part| FingerprintPartJson { name: part.name.clone(), value: part.value.clone() });
        let judgement = &record.judgement;
        Self {
            sequence: record.sequence,
            recorded: record.recorded,
            duration_s: seconds(record.duration_ms),
            commit: record.commit.clone(),
            tree: record.tree.clone(),
            dirty: record.dirty,
            basis: record.basis.as_ref().map(BasisJson::of),
            result: OneOf(ConclusionWord::of(&judgement.result)),
            findings: judgement.findings.iter().map(FindingJson::of).collect(),
            measurements: judgement.measurements.iter().map(MeasurementJson::of).collect(),
            fingerprint: FingerprintJson { key: record.fingerprint.key.clone(), parts: parts.collect() },
            rebuilt: record.rebuilt.clone(),
            steps: record.observations.iter().map(StepJson::of).collect(),
        }
    }
}

impl StepJson {
    fn of(observation: &Observation) -> Self {
        match observation {
            Observation::Ran(ran) => Self::Ran {
                argv: ran.argv.clone(),
                code: ran.code,
                signal: ran.signal,
                timed_out: ran.timed_out,
                retried: ran.retried,
                duration_s: seconds(ran.duration_ms),
                stdout: StreamJson::of(&ran.stdout),
                stderr: StreamJson::of(&ran.stderr),
            },
            Observation::Looked(looked) => {
                let unreadable = looked.unreadable.iter();
                let unreadable =
                    unreadable.map(|(file, why)| UnreadableJson { file: file.clone(), why: why.clone() });
                Self::Looked { files: looked.files, unreadable: unreadable.collect() }
            }
            Observation::Stat(stats) => {
                Self::Stat { paths: stats.iter().map(|stat| stat.path.clone()).collect() }
            }
            Observation::Workspace(workspace) => Self::Workspace { members: workspace.packages.len() },
            Observation::Git(git) => Self::Git { commit: git.commit.clone(), branch: git.branch.clone() },
            Observation::Machine(_) => Self::Machine {},
            Observation::SignOff(signed) => Self::SignOff {
                answer: signed.sign_off.as_ref().map(|sign_off| OneOf(sign_off.answer)),
                changed: signed.changed.clone(),
            },
            Observation::Refused(unknown) => {
                Self::Refused { reason: OneOf(unknown.reason), detail: unknown.detail.clone() }
            }
            _ => {
                let detail = "a sort of step that this report has no words for".to_owned();
                Self::Refused { reason: OneOf(Reason::CouldNotLook), detail }
            }
        }
    }
}

impl StreamJson {
    fn of(stream: &Stream) -> Self {
        let log = format!("{STORE}{}", stream.log);
        Self { log, bytes: stream.bytes, sha256: stream.sha256.clone() }
    }
}

impl PastRunJson {
    fn of(past: &PastRun) -> Self {
        Self {
            recorded: past.recorded,
            commit: past.commit.clone(),
            dirty: past.dirty,
            record: past.record.clone(),
        }
    }
}

impl TurnedJson {
    fn of(turned: &Turned) -> Self {
        Self {
            from: OneOf(ConclusionWord::of(&turned.from)),
            to: OneOf(ConclusionWord::of(&turned.to)),
            commit: turned.after.commit.clone(),
            before: PastRunJson::of(&turned.before),
            after: PastRunJson::of(&turned.after),
        }
    }
}
