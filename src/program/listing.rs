//! A program in words, for people who want to see what a model really does.

use super::ir::Effect;
use super::layout::{Instr, Operand, Program};
use std::fmt::Write;

impl Program {
    /// Every instruction, block by block.
    pub fn listing(&self) -> String {
        let mut text = String::new();
        for (name, code) in [("setup", &self.setup), ("init", &self.init), ("step", &self.step)] {
            let _ = writeln!(text, "{name}:");
            for instr in code {
                let _ = writeln!(text, "  {}", self.line(instr));
            }
        }
        text
    }

    fn line(&self, instr: &Instr) -> String {
        let list =
            |args: &[Operand]| args.iter().map(|arg| self.operand(*arg)).collect::<Vec<_>>().join(", ");
        match instr {
            Instr::Pure { op, dst, args, when, .. } => {
                let when = when.map_or(String::new(), |when| {
                    format!(", {} u{}", if when.holds { "if" } else { "unless" }, when.condition)
                });
                format!("{} = {op:?} of {}{when}", self.operand(*dst), list(args))
            }
            Instr::Store { slot, src } => {
                format!("{} := {}", self.operand(Operand::Reg(*slot)), self.operand(*src))
            }
            Instr::Swap { slot, reg } => {
                let (slot, reg) = (Operand::Reg(*slot), Operand::Reg(*reg));
                format!("{} := {} (swapped)", self.operand(slot), self.operand(reg))
            }
            Instr::Move { op, asked, moved, total } => {
                let side = |side: Option<super::ir::Side>, none: &str| {
                    side.map_or(none.to_owned(), |side| self.operand(Operand::Reg(side.slot.0)))
                };
                let kept =
                    |reg: &Option<u32>| reg.map_or("-".to_owned(), |reg| self.operand(Operand::Reg(reg)));
                let (from, to) = (side(op.from, "minted"), side(op.to, "burned"));
                let amount = self.operand(*asked);
                format!("{}, {} = move {amount} from {from} to {to}", kept(moved), kept(total))
            }
            Instr::Audit(audit) => {
                let balances: Vec<Operand> = audit.balances.iter().map(|slot| Operand::Reg(slot.0)).collect();
                format!("audit asset {}: {}", audit.asset, list(&balances))
            }
            Instr::Effect { effect, arg } => {
                let arg = self.operand(*arg);
                match effect {
                    Effect::FaultIf(_, kind, place) => {
                        format!("break with {kind:?} at {} if {arg}", self.places[*place as usize])
                    }
                    Effect::Record(metric, _) => format!("record metric {metric}: {arg}"),
                    Effect::Write(..) | Effect::Move(_) | Effect::Audit(_) => {
                        unreachable!("these have instructions of their own")
                    }
                }
            }
        }
    }

    fn operand(&self, operand: Operand) -> String {
        match operand {
            Operand::Uniform(index) => format!("u{index}"),
            Operand::Reg(reg) => match self.slots.get(reg as usize) {
                Some(slot) => format!("[{}]", slot.name),
                None => format!("r{reg}:{}", self.regs[reg as usize]),
            },
        }
    }
}
