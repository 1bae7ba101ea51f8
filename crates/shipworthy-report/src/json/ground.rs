//! What an answer stands on: the part of documents that says by which checklist, which policy and whose clock they judge.

use shipworthy_model::basis::{AnswerGround, Basis, ClockSource};
use shipworthy_model::checklist::Priority;
use shipworthy_model::id::GateId;
use shipworthy_model::narrowing::{Narrowing, NarrowingKey};
use shipworthy_model::weakening::{Compared, Direction, Weakening};

use super::document::{OneOf, document, words};

document! {
    /// What an answer stands on.
    pub struct GroundJson {
        /// The checklist, the policy and the clock.
        basis: BasisJson,
        /// The priorities that a GO needs.
        required: Vec<OneOf<Priority>>,
        /// Priorities in use that matter more than one that is required, and are not required themselves.
        left_out: Vec<OneOf<Priority>>,
        /// The required gates that are not for this system.
        excluded: Vec<ExcludedJson>,
        /// What narrows the evidence of gates: each glob of their `only` and `except`.
        narrowed: Vec<NarrowingJson>,
        /// The older checklists that this one was compared with; empty when there was none, or the command compares
        /// nothing.
        compared: Vec<ComparedJson>,
        /// What is weaker than in one of those, or changed in a way of which nobody can tell.
        weakened: Vec<WeakeningJson>,
        /// The weakenings that somebody approved and that are none.
        unused_approvals: Vec<String>,
    }

    /// The checklist, the policy and the clock that something was judged by.
    pub struct BasisJson {
        /// SHA-256 over the bytes of `readiness.toml`, in hexadecimal.
        checklist: String,
        /// SHA-256 over the policy as it was read, defaults included, in hexadecimal.
        policy: String,
        /// Whose clock the time was taken from. By `by-hand`, somebody set it with `SHIPWORTHY_NOW`, and nothing is GO.
        clock: OneOf<ClockSource>,
    }

    /// A required gate that is not for this system.
    pub struct ExcludedJson {
        /// The id of the gate.
        gate: GateId,
        /// The systems that the gate is for.
        platforms: Vec<String>,
    }

    /// One line that narrows what the evidence of a gate is bound to.
    pub struct NarrowingJson {
        /// The id of the gate.
        gate: GateId,
        /// The key that narrows.
        key: OneOf<NarrowingKey>,
        /// The glob under that key.
        glob: String,
        /// The line of `readiness.toml` where it stands.
        line: Option<u32>,
    }

    /// An older checklist that this one was compared with.
    pub struct ComparedJson {
        /// What the older checklist is of: `origin/main`, `v1.2.0`, `the last GO`.
        with: String,
        /// The commit that the older checklist stands in; `null` when it was not committed.
        commit: Option<String>,
        /// SHA-256 over the bytes of the older checklist, in hexadecimal.
        digest: String,
    }

    /// One thing of the checklist that is weaker than in an older one, or changed.
    pub struct WeakeningJson {
        /// The weakening in one line, as an approval repeats it.
        weakening: String,
        /// What it is about: `gate tests`, `policy`, `phase tests`, `waiver of clippy`.
        of: String,
        /// The key that changed; `null` when all of it came or went.
        key: Option<String>,
        /// The value in the older checklist; `null` when it was not there.
        from: Option<String>,
        /// The value now; `null` when it is not there any more.
        to: Option<String>,
        /// Whether less is asked for, or nobody can tell.
        direction: OneOf<Direction>,
        /// The line of `readiness.toml`; of what is gone, the line where it stood in the older one.
        line: Option<u32>,
        /// The commit that made the change; `null` when it is not committed, or git cannot tell.
        commit: Option<String>,
        /// The older checklists in which it was not so.
        since: Vec<String>,
        /// The person who approved it; `null` when nobody did.
        approver: Option<String>,
    }
}

words! {
    ClockSource: System, ByHand, Test => ClockSource::word;
    NarrowingKey: Except, Only => NarrowingKey::word;
    Direction: Weaker, Changed => Direction::word;
}

impl GroundJson {
    pub(super) fn of(ground: &AnswerGround) -> Self {
        let priorities = |all: &[Priority]| all.iter().copied().map(OneOf).collect();
        let excluded = ground.excluded.iter();
        Self {
            basis: BasisJson::of(&ground.basis),
            required: priorities(&ground.required),
            left_out: priorities(&ground.left_out),
            excluded: excluded
                .map(|(gate, platforms)| ExcludedJson { gate: gate.clone(), platforms: platforms.clone() })
                .collect(),
            narrowed: ground.narrowed.iter().map(NarrowingJson::of).collect(),
            compared: ground.compared.iter().map(ComparedJson::of).collect(),
            weakened: ground.weakened.iter().map(WeakeningJson::of).collect(),
            unused_approvals: ground.unused_approvals.clone(),
        }
    }
}

impl BasisJson {
    pub(super) fn of(basis: &Basis) -> Self {
        Self { checklist: basis.checklist.clone(), policy: basis.policy.clone(), clock: OneOf(basis.clock) }
    }
}

impl NarrowingJson {
    fn of(narrowing: &Narrowing) -> Self {
        Self {
            gate: narrowing.gate.clone(),
            key: OneOf(narrowing.key),
            glob: narrowing.glob.clone(),
            line: narrowing.line,
        }
    }
}

impl ComparedJson {
    fn of(compared: &Compared) -> Self {
        Self { with: compared.with.clone(), commit: compared.commit.clone(), digest: compared.digest.clone() }
    }
}

impl WeakeningJson {
    fn of(weakening: &Weakening) -> Self {
        Self {
            weakening: weakening.to_string(),
            of: weakening.of.clone(),
            key: weakening.key.clone(),
            from: weakening.from.clone(),
            to: weakening.to.clone(),
            direction: OneOf(weakening.direction),
            line: weakening.line,
            commit: weakening.commit.clone(),
            since: weakening.since.clone(),
            approver: weakening.approver.clone(),
        }
    }
}
