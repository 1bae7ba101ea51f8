//! The document of `audit`: the claims of Markdown documents, and what the workspace says of them.

use shipworthy_model::claim::{Attribution, Audit, Audited, Claim, ClaimFinding, Contradiction, Era, Mark};

use super::document::{OneOf, Version, document, words};

document! {
    /// The claims of Markdown documents, held against the workspace.
    pub struct AuditDocument {
        /// The version of this document.
        schema: Version,
        /// The documents, in the order they were given.
        documents: Vec<AuditedJson>,
        /// The claims of the documents, document by document, in the order of the text.
        claims: Vec<ClaimJson>,
        /// How many claims there are of each finding.
        summary: AuditSummaryJson,
    }

    /// A document that was audited.
    pub struct AuditedJson {
        /// The document, relative to the root; the full path of one that lies elsewhere.
        file: String,
        /// Text that was damaged on its way, and mended before it was read.
        repairs: Vec<RepairJson>,
        /// The fences that a nested one closes too early.
        fences: Vec<FenceJson>,
        /// The lines of task items that Markdown shows as code because of that.
        swallowed: Vec<u32>,
    }

    /// A run of text that was mended.
    pub struct RepairJson {
        /// The line, from 1.
        line: u32,
        /// The text that stands there.
        from: String,
        /// The text that it was read as.
        to: String,
        /// The encoding that the text went through by mistake.
        through: String,
    }

    /// A fence that ends earlier than it was meant to.
    pub struct FenceJson {
        /// The line of the fence that was meant to go on.
        line: u32,
        /// The line of the nested fence that closes it.
        closed: u32,
    }

    /// A statement, its mark, and what the workspace says of it.
    pub struct ClaimJson {
        /// The document that states the claim.
        file: String,
        /// The line on which the claim begins, from 1.
        line: u32,
        /// The text of the statement, without markup.
        text: String,
        /// How the document marks the statement.
        mark: OneOf<Mark>,
        /// What the workspace says of the mark.
        finding: OneOf<ClaimFinding>,
        /// The kind of the check that decided, or would have to; `null` when none can.
        kind: Option<String>,
        /// What shows the finding, on one line; of `unproven`, why it is not decided.
        proof: String,
        /// Other places that contradict the claim.
        contradicts: Vec<ContradictionJson>,
        /// Paths that were perhaps meant, where the claim names one that is not there.
        near: Vec<String>,
        /// The commit since which the claim is true, or no longer true; `null` when git cannot tell.
        since: Option<AttributionJson>,
    }

    /// Another place that contradicts a claim.
    pub struct ContradictionJson {
        /// The document of that place.
        file: String,
        /// The line, from 1.
        line: u32,
        /// What is said there, and why both cannot be true.
        why: String,
    }

    /// Who brought about what a claim is about.
    pub struct AttributionJson {
        /// The time of the commit, seen from the first commit of the document. Of `broken`, the claim was true, and is
        /// no longer.
        era: OneOf<Era>,
        /// The abbreviated hash of the commit that did it.
        commit: String,
        /// The day of that commit.
        date: String,
        /// The first line of the commit's message.
        subject: String,
    }

    /// How many claims there are of each finding.
    pub struct AuditSummaryJson {
        /// How many marks are right.
        holds: usize,
        /// How many statements are marked as done, or stated as a fact, and are not true.
        refuted: usize,
        /// How many statements are marked as open, and are true already.
        already_holds as "already-holds": usize,
        /// How many statements are true in part.
        partly: usize,
        /// How many statements are not decided.
        unproven: usize,
        /// How many claims there are in all.
        claims: usize,
        /// How many claims another place contradicts.
        contradicting: usize,
    }
}

words! {
    Mark: Done, Open, None => std::convert::identity;
    ClaimFinding: Holds, Refuted, AlreadyHolds, Partly, Unproven => std::convert::identity;
    Era: Before, Since, Broken => std::convert::identity;
}

impl AuditDocument {
    /// The document of an audit.
    pub fn of(audit: &Audit) -> Self {
        Self {
            schema: Version,
            documents: audit.documents.iter().map(AuditedJson::of).collect(),
            claims: audit.claims.iter().map(ClaimJson::of).collect(),
            summary: AuditSummaryJson::of(audit),
        }
    }
}

impl AuditSummaryJson {
    fn of(audit: &Audit) -> Self {
        Self {
            holds: audit.count(ClaimFinding::Holds),
            refuted: audit.count(ClaimFinding::Refuted),
            already_holds: audit.count(ClaimFinding::AlreadyHolds),
            partly: audit.count(ClaimFinding::Partly),
            unproven: audit.count(ClaimFinding::Unproven),
            claims: audit.claims.len(),
            contradicting: audit.claims.iter().filter(|claim| !claim.contradicts.is_empty()).count(),
        }
    }
}

impl AuditedJson {
    fn of(document: &Audited) -> Self {
        let repairs = document.repairs.iter().map(|mended| RepairJson {
            line: mended.line,
            from: mended.from.clone(),
            to: mended.to.clone(),
            through: mended.through.clone(),
        });
        let fences = document.traps.iter().map(|trap| FenceJson { line: trap.line, closed: trap.closed });
        Self {
            file: document.file.clone(),
            repairs: repairs.collect(),
            fences: fences.collect(),
            swallowed: document.swallowed.clone(),
        }
    }
}

impl ClaimJson {
    fn of(claim: &Claim) -> Self {
        let contradicts = |other: &Contradiction| ContradictionJson {
            file: other.file.clone(),
            line: other.line,
            why: other.why.clone(),
        };
        let since = |since: &Attribution| AttributionJson {
            era: OneOf(since.era),
            commit: since.commit.clone(),
            date: since.date.clone(),
            subject: since.subject.clone(),
        };
        Self {
            file: claim.file.clone(),
            line: claim.line,
            text: claim.text.clone(),
            mark: OneOf(claim.mark),
            finding: OneOf(claim.finding),
            kind: claim.kind.clone(),
            proof: claim.proof.clone(),
            contradicts: claim.contradicts.iter().map(contradicts).collect(),
            near: claim.near.clone(),
            since: claim.since.as_ref().map(since),
        }
    }
}
