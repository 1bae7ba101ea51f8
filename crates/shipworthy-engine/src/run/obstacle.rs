//! Why a gate cannot be looked at on this machine, told before anything of it runs.

use shipworthy_model::checklist::Gate;
use shipworthy_model::kind::{Kind, Need};
use shipworthy_model::unknown::{Reason, Unknown};

use crate::run::programs::{GateProgram, has_own_path};
use crate::run::session::Session;

impl Session<'_> {
    /// Why the gate cannot be looked at on this machine, if it cannot.
    pub fn obstacle(&self, gate: &Gate, kind: &Kind) -> Option<Unknown> {
        self.nobody(gate)
            .or_else(|| self.missing_program(gate, kind))
            .or_else(|| kind.needs.iter().find_map(|need| self.unmet(need)))
    }

    /// Why a gate for many stands for no gate at all here, if that is so.
    pub(crate) fn nobody(&self, gate: &Gate) -> Option<Unknown> {
        let each = gate.each.filter(|_| gate.stands_for_none())?;
        Some(match &self.workspace {
            Err(unknown) => unknown.clone(),
            Ok(workspace) if each.subjects(workspace).is_empty() => {
                let nothing = format!("`each = \"{each}\"` finds none in this workspace");
                Unknown::new(Reason::NothingToLookAt, nothing)
            }
            Ok(_) => {
                let long =
                    format!("`each = \"{each}\"` finds one whose name is too long for the id of a gate");
                Unknown::new(Reason::CouldNotLook, long)
            }
        })
    }

    /// The first program that the gate cannot do without and that is not here.
    fn missing_program(&self, gate: &Gate, kind: &Kind) -> Option<Unknown> {
        // `sys` finds out about programs that are given by a path, or by another `PATH` than ours.
        let known = |program: &GateProgram| !program.name.contains('/') && !has_own_path(gate);
        let mut programs = self.programs(gate, kind).into_iter().filter(known);
        programs.find_map(|program| self.look_up(&program).err().filter(|_| !program.optional))
    }

    /// Why a need other than a program is not met, if it is not.
    fn unmet(&self, need: &Need) -> Option<Unknown> {
        match need {
            Need::Tool(_) | Need::Optional(_) | Need::FirstWord(_) => None,
            Need::Workspace => self.workspace.as_ref().err().cloned(),
            Need::Git if self.tree.git.is_some() => None,
            Need::Git => Some(self.tool_of("git", None).err().unwrap_or_else(|| {
                let why = self.tree.problems.first();
                let why = why.map_or("this is not a git repository", String::as_str);
                Unknown::new(Reason::CouldNotLook, why)
            })),
            _ => {
                let why = "this release does not know what the check needs";
                Some(Unknown::new(Reason::CouldNotLook, why))
            }
        }
    }
}
