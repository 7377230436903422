//! When each value is computed, and where it is kept.
//!
//! A step is cut into segments at what the plain executor computes. Within a segment,
//! work is in stages: numbers of the run first, then a loop over each population, then
//! the numbers that need those loops' sums, and so on. A value is computed as soon as
//! its operands are there, or as late as its readers allow where that saves keeping it.
//! So all that agents do between two sums is one loop, whatever it was written as, and
//! what such a loop makes and uses stays in a register.

use super::super::ir::{Shape, Unary};
use super::super::layout::Program;
use super::graph::{Arg, Graph, Home, Id, Node};

/// Segment, and stage within it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Time {
    pub segment: u32,
    pub stage: u32,
}

impl Time {
    const START: Time = Time { segment: 0, stage: 0 };

    fn next_stage(self) -> Time {
        Time { stage: self.stage + 1, ..self }
    }

    fn next_segment(self) -> Time {
        Time { segment: self.segment + 1, stage: 0 }
    }

    /// After all that its segment computes.
    fn end_of_segment(self) -> Time {
        Time { stage: u32::MAX, ..self }
    }
}

/// Where a value stands in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kept {
    /// For all runs of the batch, from this byte on.
    Batch(u32),
    /// For the runs that are computed side by side.
    Scratch(u32),
}

/// Runs side by side: the lanes of a vector.
pub(super) const SIDE: u32 = 2;
/// Bytes of a number.
pub(super) const NUMBER: u32 = size_of::<f64>() as u32;
/// Bytes of a vector.
pub(super) const VECTOR: u32 = SIDE * NUMBER;

/// Places of what comes in and goes out, in bytes.
#[derive(Clone, Debug, Default)]
pub(super) struct Memory {
    /// Numbers that all runs share.
    pub uniforms: u32,
    /// The first run, then the key of each draw's site in this step.
    pub keys: u32,
    /// Results, one after the other, a number per run of the batch each.
    pub outputs: u32,
    /// Whether any run may have broken; a vector.
    pub flag: u32,
    /// Lanes of the sums of a loop.
    pub sums: u32,
    /// Slots and inflows.
    pub homes: Vec<(Home, u32)>,
    /// All of it.
    pub bytes: u32,
}

impl Memory {
    fn home(&self, of: Home) -> Option<u32> {
        self.homes.iter().find(|(home, _)| *home == of).map(|(_, at)| *at)
    }
}

/// The plan of a step.
pub(super) struct Plan {
    pub graph: Graph,
    pub times: Vec<Time>,
    pub segments: u32,
    pub kept: Vec<Option<Kept>>,
    /// Homes that a value is written to when it is made.
    pub at_home: Vec<(Id, u32)>,
    /// Homes that are written at the very end, because until then somebody reads what
    /// was there.
    pub at_end: Vec<(Id, u32)>,
    pub memory: Memory,
    /// Runs of a batch, a multiple of [`SIDE`].
    pub capacity: u32,
    pub sizes: Vec<u32>,
    /// How many numbers all runs share.
    pub uniforms: u32,
}

/// Numbers that a batch may keep: half a mebibyte, a second-level cache's.
const BATCH_NUMBERS: u32 = 64 * 1024;
/// More runs in a batch gain nothing.
const MAX_BATCH: u32 = 512;
/// Lanes of a sum.
pub(super) const SUM_LANES: u32 = crate::num::stats::LANES as u32;

/// The plan for the step of a program.
pub(super) fn plan(program: &Program, graph: Graph) -> Plan {
    let mut planning = Planning { times: Vec::new(), users: Vec::new(), graph };
    planning.as_early_as_possible();
    planning.find_users();
    planning.as_late_as_pays();
    planning.keep(program)
}

/// Who reads a value, and when.
#[derive(Clone, Copy)]
struct Use {
    time: Time,
    /// Whether it is read where it is made, agent by agent; else from memory.
    in_loop: bool,
}

struct Planning {
    graph: Graph,
    times: Vec<Time>,
    users: Vec<Vec<Id>>,
}

impl Planning {
    fn time(&self, id: Id) -> Time {
        self.times[id.0 as usize]
    }

    fn is_pop(&self, id: Id) -> bool {
        matches!(self.graph.shapes[id.0 as usize], Shape::Pop(_))
    }

    /// Long chains of operations on numbers of the run alone, up to the elementary functions
    /// that they end in. Of such a chain a processor sees one pair of runs at a time, of its
    /// parts several; loops over agents have that by themselves.
    fn chains(&self) -> Vec<bool> {
        let graph = &self.graph;
        let mut alone = vec![false; graph.nodes.len()];
        for index in 0..graph.nodes.len() {
            let of_run = graph.shapes[index] == Shape::Run
                && !matches!(graph.nodes[index], Node::Reduce(..) | Node::Paid { .. } | Node::Foreign(_));
            let known = |arg: &Arg| !matches!(arg, Arg::Value(id) if !alone[id.0 as usize]);
            alone[index] = of_run && graph.args(Id(index as u32)).iter().all(known);
        }
        let mut chains = vec![false; graph.nodes.len()];
        for index in (0..graph.nodes.len()).rev() {
            chains[index] |= alone[index] && graph.live[index] && is_long(&graph.nodes[index]);
            if chains[index] {
                for arg in graph.args(Id(index as u32)) {
                    if let Arg::Value(id) = arg {
                        chains[id.0 as usize] = true;
                    }
                }
            }
        }
        chains
    }

    fn as_early_as_possible(&mut self) {
        let chains = self.chains();
        let agents = self.graph.shapes.iter().any(|shape| matches!(shape, Shape::Pop(_)));
        self.times = vec![Time::START; self.graph.nodes.len()];
        let mut start = Time::START;
        for of_chains in [true, false] {
            for index in (0..self.graph.nodes.len()).filter(|index| chains[*index] == of_chains) {
                let node = &self.graph.nodes[index];
                let args = self.graph.args(Id(index as u32)).into_iter().filter_map(|arg| match arg {
                    Arg::Value(arg) => {
                        let time = self.time(arg);
                        let cut =
                            is_long(&self.graph.nodes[arg.0 as usize]) && (chains[arg.0 as usize] || !agents);
                        Some(if cut { time.next_segment() } else { time })
                    }
                    Arg::Uniform(_) | Arg::Number(_) => None,
                });
                let ready = args.fold(start, Time::max);
                self.times[index] = match node {
                    // They are there from the beginning.
                    Node::Slot(_) | Node::Inflow(_) => Time::START,
                    Node::Foreign(_) => ready.next_segment(),
                    Node::Reduce(..) => ready.next_stage(),
                    _ => ready,
                };
            }
            // What agents do is in one piece, behind the chains.
            let behind =
                (0..chains.len()).filter(|index| chains[*index] && is_long(&self.graph.nodes[*index]));
            let behind = behind.map(|index| self.times[index].next_segment()).max();
            if agents {
                start = behind.unwrap_or(start);
            }
        }
    }

    fn find_users(&mut self) {
        self.users = vec![Vec::new(); self.graph.nodes.len()];
        for index in (0..self.graph.nodes.len()).filter(|index| self.graph.live[*index]) {
            let id = Id(index as u32);
            for arg in self.graph.args(id) {
                if let Arg::Value(arg) = arg {
                    self.users[arg.0 as usize].push(id);
                }
            }
        }
    }

    /// When `user` reads what agents hold.
    fn use_by(&self, user: Id) -> Use {
        let time = self.time(user);
        match self.graph.nodes[user.0 as usize] {
            // A foreign instruction comes between two segments.
            Node::Foreign(_) => {
                let before = Time { segment: time.segment - 1, stage: 0 };
                Use { time: before.end_of_segment(), in_loop: false }
            }
            Node::Reduce(..) => Use { time: Time { stage: time.stage - 1, ..time }, in_loop: true },
            Node::Paid { .. } => Use { time, in_loop: false },
            _ => Use { time, in_loop: true },
        }
    }

    /// A value of agents that only later loops read is computed there, if what it is
    /// made of is at hand then.
    fn as_late_as_pays(&mut self) {
        for index in (0..self.graph.nodes.len()).rev() {
            let id = Id(index as u32);
            let movable = !matches!(
                self.graph.nodes[index],
                Node::Slot(_) | Node::Inflow(_) | Node::Reduce(..) | Node::Paid { .. } | Node::Foreign(_)
            );
            if !movable || !self.is_pop(id) || !self.graph.live[index] || self.is_final(id) {
                continue;
            }
            let uses: Vec<Use> = self.users[index].iter().map(|user| self.use_by(*user)).collect();
            let Some(first) = uses.iter().map(|used| used.time).min() else { continue };
            let agents = uses.iter().all(|used| used.in_loop);
            if agents && first > self.time(id) && self.is_at_hand(id, first) {
                self.times[index] = first;
            }
        }
    }

    fn is_final(&self, id: Id) -> bool {
        self.graph.finals.iter().any(|(_, of)| *of == id)
    }

    /// Whether all that agents' operands are made of can be read at a later time without
    /// being kept for it.
    fn is_at_hand(&self, id: Id, time: Time) -> bool {
        self.graph.args(id).into_iter().all(|arg| {
            let Arg::Value(arg) = arg else { return true };
            if !self.is_pop(arg) {
                return true;
            }
            match self.graph.nodes[arg.0 as usize] {
                Node::Slot(slot) => {
                    let made = self.graph.finals.iter().find(|(home, _)| *home == Home::Slot(slot));
                    made.is_none_or(|(_, value)| self.time(*value) >= time)
                }
                _ => self.users[arg.0 as usize]
                    .iter()
                    .any(|user| *user != id && self.use_by(*user).time >= time),
            }
        })
    }

    /// When each value is read for the last time.
    fn reaches(&self) -> Vec<Option<Use>> {
        let latest = |users: &Vec<Id>| {
            users
                .iter()
                .map(|user| self.use_by(*user))
                .reduce(|a, b| Use { time: a.time.max(b.time), in_loop: a.in_loop && b.in_loop })
        };
        self.users.iter().map(latest).collect()
    }

    /// What every home holds in the end, and whether that can be written when it is made:
    /// unless somebody later reads what was there.
    fn endings(&self, reaches: &[Option<Use>]) -> Vec<Ending> {
        let ending = |(home, id): &(Home, Id)| {
            let before = self.graph.nodes.iter().position(|node| match (home, node) {
                (Home::Slot(a), Node::Slot(b)) | (Home::Inflow(a), Node::Inflow(b)) => a == b,
                _ => false,
            });
            let until = before.and_then(|before| reaches[before]).map(|used| used.time);
            let made = self.time(*id);
            // Numbers of the run are written behind all that their segment reads.
            let written = if self.is_pop(*id) { made } else { Time { stage: u32::MAX - 1, ..made } };
            let foreign = matches!(self.graph.nodes[id.0 as usize], Node::Foreign(_));
            let when_made = !foreign && until.is_none_or(|until| until <= written);
            Ending { home: *home, id: *id, when_made }
        };
        self.graph.finals.iter().map(ending).collect()
    }

    /// Gives memory to what has to be kept.
    fn keep(self, program: &Program) -> Plan {
        let reaches = self.reaches();
        let endings = self.endings(&reaches);
        let segments = 1 + self.times.iter().map(|time| time.segment).max().unwrap_or(0);
        let mut plan = Plan {
            times: self.times,
            segments,
            kept: vec![None; self.graph.nodes.len()],
            at_home: Vec::new(),
            at_end: Vec::new(),
            memory: Memory::default(),
            capacity: 0,
            sizes: program.sizes.clone(),
            uniforms: program.uniforms as u32,
            graph: self.graph,
        };
        plan.place(program, &reaches, &endings);
        plan
    }
}

/// What a home holds when a step ends.
struct Ending {
    home: Home,
    id: Id,
    /// Whether it is written when it is made, and not at the very end.
    when_made: bool,
}

/// Whether an operation is many in a row.
fn is_long(node: &Node) -> bool {
    matches!(node, Node::Unary(Unary::Exp | Unary::Ln | Unary::NormalQuantile, _))
}

impl Plan {
    /// Numbers per run of a value.
    pub(super) fn width(&self, shape: Shape) -> u32 {
        match shape {
            Shape::Uniform | Shape::Run => 1,
            Shape::Pop(p) => self.sizes[p as usize],
        }
    }

    fn width_of(&self, id: Id) -> u32 {
        self.width(self.graph.shapes[id.0 as usize])
    }

    fn place(&mut self, program: &Program, reaches: &[Option<Use>], endings: &[Ending]) {
        let (batch, scratch) = self.to_be_kept(reaches, endings);
        let of_slots: u32 = program.slots.iter().map(|slot| self.width(slot.shape)).sum();
        let per_run = of_slots + batch.iter().map(|id| self.width_of(*id)).sum::<u32>();
        self.capacity = (BATCH_NUMBERS / per_run.max(1)).clamp(SIDE, MAX_BATCH) / SIDE * SIDE;
        let mut room = Room(0);
        self.memory.uniforms = room.take(program.uniforms as u32 * NUMBER);
        self.memory.keys = room.take((1 + self.graph.sites.len() as u32) * NUMBER);
        self.memory.flag = room.take(VECTOR);
        self.memory.outputs = room.take(self.graph.outputs.len() as u32 * self.capacity * NUMBER);
        let sums = self.graph.nodes.iter().filter(|node| matches!(node, Node::Reduce(..))).count() as u32;
        self.memory.sums = room.take((1 + sums) * SUM_LANES * VECTOR);
        self.give_homes(program, endings, &mut room);
        for id in batch {
            let bytes = self.width_of(id) * self.capacity * NUMBER;
            self.kept[id.0 as usize].get_or_insert_with(|| Kept::Batch(room.take(bytes)));
        }
        for id in scratch {
            let bytes = self.width_of(id) * VECTOR;
            self.kept[id.0 as usize].get_or_insert_with(|| Kept::Scratch(room.take(bytes)));
        }
        self.memory.bytes = room.0;
    }

    /// The values that are read where they are not at hand: in another segment, for the
    /// whole batch; in another loop, for the runs that are computed side by side.
    fn to_be_kept(&self, reaches: &[Option<Use>], endings: &[Ending]) -> (Vec<Id>, Vec<Id>) {
        let (mut batch, mut scratch) = (Vec::new(), Vec::new());
        for (index, node) in self.graph.nodes.iter().enumerate() {
            let (id, made) = (Id(index as u32), self.times[index]);
            if matches!(node, Node::Slot(_) | Node::Inflow(_)) || !self.graph.live[index] {
                continue;
            }
            let waits = endings.iter().any(|ending| ending.id == id && !ending.when_made);
            if waits || matches!(node, Node::Foreign(_)) {
                batch.push(id);
                continue;
            }
            let Some(used) = reaches[index] else { continue };
            if used.time.segment > made.segment || used.time == made.end_of_segment() {
                batch.push(id);
            } else if matches!(self.graph.shapes[index], Shape::Pop(_)) && (used.time > made || !used.in_loop)
            {
                scratch.push(id);
            }
        }
        (batch, scratch)
    }

    /// Slots and inflows, and what is in them.
    fn give_homes(&mut self, program: &Program, endings: &[Ending], room: &mut Room) {
        for (slot, info) in program.slots.iter().enumerate() {
            let at = room.take(self.width(info.shape) * self.capacity * NUMBER);
            self.memory.homes.push((Home::Slot(slot as u32), at));
        }
        for index in 0..self.graph.nodes.len() {
            let home = match self.graph.nodes[index] {
                Node::Slot(slot) => Home::Slot(slot),
                Node::Inflow(slot) => Home::Inflow(slot),
                _ => continue,
            };
            let at = self.memory.home(home).unwrap_or_else(|| {
                let at = room.take(self.capacity * NUMBER);
                self.memory.homes.push((home, at));
                at
            });
            self.kept[index] = Some(Kept::Batch(at));
        }
        for ending in endings {
            let at = self.memory.home(ending.home);
            let Some(at) = at else { unreachable!("it has one") };
            if ending.when_made {
                self.at_home.push((ending.id, at));
                // Who reads it later reads it there.
                self.kept[ending.id.0 as usize].get_or_insert(Kept::Batch(at));
            } else {
                self.at_end.push((ending.id, at));
            }
        }
    }
}

/// Hands out memory, in whole cache lines, and so that what is read together does not
/// meet in one set of a cache.
struct Room(u32);

impl Room {
    const LINE: u32 = 64;

    fn take(&mut self, bytes: u32) -> u32 {
        let at = self.0;
        self.0 += bytes.div_ceil(Room::LINE) * Room::LINE + Room::LINE;
        at
    }
}
