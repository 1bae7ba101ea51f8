//! Where the claims of a document are contradicted, written beside them.

use std::collections::BTreeMap;

use shipworthy_model::claim::{Claim, ClaimFinding, Contradiction, Mark};

use crate::document::Document;

/// Adds to the claims of one document where it is contradicted, by line. A line that no claim stands on says something
/// all the same, and becomes a claim that nothing decides.
pub fn contradicted(
    claims: &mut Vec<Claim>,
    document: &Document,
    contradictions: impl IntoIterator<Item = (u32, Contradiction)>,
) {
    let mut by_line: BTreeMap<u32, Vec<Contradiction>> = BTreeMap::new();
    for (line, contradiction) in contradictions {
        by_line.entry(line).or_default().push(contradiction);
    }
    for claim in claims.iter_mut() {
        claim.contradicts = by_line.get(&claim.line).cloned().unwrap_or_default();
    }
    for claim in claims.iter() {
        by_line.remove(&claim.line);
    }
    let lines: BTreeMap<u32, &str> =
        (1..).zip(document.text.text.lines()).filter(|(line, _)| by_line.contains_key(line)).collect();
    claims.extend(by_line.into_iter().map(|(line, contradicts)| {
        Claim {
            file: document.file.clone(),
            line,
            text: lines
                .get(&line)
                .map_or("", |text| text.trim_matches(|c: char| c.is_whitespace() || "#>*-_|".contains(c)))
                .replace("**", ""),
            mark: Mark::None,
            finding: ClaimFinding::Unproven,
            kind: None,
            proof: "only held against what else is said".to_owned(),
            contradicts,
            near: Vec::new(),
            since: None,
        }
    }));
    claims.sort_by_key(|claim| claim.line);
}
