//! The runs of a program whose times are to be judged: a run that did not end well has no time worth judging.

use shipworthy_model::judgement::Finding;
use shipworthy_model::observation::{Observation, Ran};
use shipworthy_model::step::command_line;

/// All runs among the observations, in their order; or the finding about the first that did not end well.
pub(crate) fn timed_runs(observations: &[Observation]) -> Result<Vec<&Ran>, Finding> {
    let runs = observations.iter().filter_map(|seen| match seen {
        Observation::Ran(ran) => Some(ran),
        _ => None,
    });
    let ended_well = |ran: &'_ Ran| {
        let message = || format!("`{}` ended with {}", command_line(&ran.argv), ran.ending());
        let finding = || Finding::new("exit", message()).remedy(ran.command_line(&ran.argv));
        if ran.succeeded() { Ok(()) } else { Err(finding()) }
    };
    runs.map(|ran| ended_well(ran).map(|()| ran)).collect()
}
