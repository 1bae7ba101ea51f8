//! The programs that a gate cannot do without, or would use, told in one place for all who ask: the run, the fingerprint and
//! `doctor`.

use shipworthy_model::checklist::Gate;
use shipworthy_model::facts::Tool;
use shipworthy_model::kind::{Kind, Need};
use shipworthy_model::step::{MachineQuestion, Step};
use shipworthy_model::unknown::Unknown;

use crate::facts::rustup::TOOLCHAIN;
use crate::facts::subcommand::{self, CargoCall};
use crate::freshness::cargo_settings::CargoSettings;
use crate::run::session::Session;

/// A program that a gate runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct GateProgram {
    /// The name of the program.
    pub(crate) name: String,
    /// The toolchain of rustup's that it is taken from, when the gate names one.
    pub(crate) toolchain: Option<String>,
    /// Does the gate do without it?
    pub(crate) optional: bool,
}

impl Session<'_> {
    /// The programs that the gate runs, as far as its kind, its parameters and its variables tell.
    pub(crate) fn programs(&self, gate: &Gate, kind: &Kind) -> Vec<GateProgram> {
        let toolchain = toolchain(gate);
        let program = |name: &str, optional| GateProgram {
            name: name.to_owned(),
            toolchain: toolchain.clone(),
            optional,
        };
        let mut programs: Vec<GateProgram> = Vec::new();
        for need in kind.needs {
            match need {
                Need::Tool(name) => programs.push(program(name, false)),
                Need::Optional(name) => programs.push(program(name, true)),
                Need::FirstWord(param) => programs.extend(self.called(gate, param, toolchain.as_deref())),
                // What cargo and git say of the workspace is asked once, for all gates.
                _ => {}
            }
        }
        programs
    }

    /// The programs of a command line: its first word, and where that is cargo, the subcommand.
    fn called(&self, gate: &Gate, param: &str, toolchain: Option<&str>) -> Vec<GateProgram> {
        let params = &gate.check.params;
        let argv = params.texts(param);
        let Some(first) = argv.first() else { return Vec::new() };
        let call = CargoCall::of(&argv);
        let toolchain = call.toolchain.or(toolchain).map(str::to_owned);
        let program = |name: String| GateProgram { name, toolchain: toolchain.clone(), optional: false };
        let mut programs = vec![program((*first).to_owned())];
        if let Some(word) = call.subcommand {
            let folder = self.root.join(params.text("dir").unwrap_or_default());
            let settings = CargoSettings::read(&folder.canonicalize().unwrap_or(folder));
            // Where cargo does not tell what it has by itself, only what is there is known to be a program.
            let found = match self.own_subcommands() {
                Some(own) => subcommand::program(word, &own, &settings),
                None => Some(format!("cargo-{word}")).filter(|name| self.tool(name).is_some()),
            };
            programs.extend(found.map(program));
        }
        programs
    }

    /// What the gate asks of the machine, when it is about nothing else.
    pub(crate) fn question(&self, gate: &Gate, kind: &Kind) -> Option<MachineQuestion> {
        let mut steps = (kind.steps)(&gate.check.params, &self.facts(kind)).into_iter();
        match (steps.next(), steps.next()) {
            (Some(Step::Machine(question)), None) => Some(question),
            _ => None,
        }
    }

    /// The program as the gate would run it.
    ///
    /// # Errors
    ///
    /// When it is not on this machine, and what to type.
    pub(crate) fn look_up(&self, program: &GateProgram) -> Result<Tool, Unknown> {
        self.tool_of(&program.name, program.toolchain.as_deref())
    }
}

/// The toolchain that the gate names, as a parameter or by rustup's own variable.
fn toolchain(gate: &Gate) -> Option<String> {
    let params = &gate.check.params;
    let own = params.table("env").and_then(|env| env.text(TOOLCHAIN));
    let named = params.text("toolchain").or(own).or(gate.env.get(TOOLCHAIN).map(String::as_str));
    named.map(str::to_owned)
}

/// Is the `PATH` that the gate's processes see another one than ours? What is on it only they find out.
pub(crate) fn has_own_path(gate: &Gate) -> bool {
    gate.env.contains_key("PATH") || gate.check.params.table("env").is_some_and(|env| env.has("PATH"))
}
