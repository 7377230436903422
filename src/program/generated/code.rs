//! The code of a plan: a WebAssembly module with a function for each segment.
//!
//! Two runs are computed side by side, in the two lanes of a vector, so that a number of
//! the run and a number of an agent are of one kind, nothing is spread, and sums over
//! agents are plain additions. A function goes through the batch, two runs at a time:
//! numbers of the run are locals, and agents are loops.

use super::super::ir::Shape;
use super::elementary::Elementary;
use super::graph::{Arg, Id, Node, Output};
use super::plan::{Kept, Plan, SIDE, Time, VECTOR};
use wasm_encoder::{
    BlockType, CodeSection, ExportKind, ExportSection, Function, FunctionSection, InstructionSink, MemArg,
    MemorySection, MemoryType, Module, TypeSection, ValType,
};

/// Name of the memory among the exports; functions are exported by their numbers.
pub const MEMORY: &str = "m";

/// Bytes of a page of memory.
const PAGE: u64 = 65536;

/// The module of a plan.
pub(super) fn module(plan: &Plan) -> Vec<u8> {
    let mut types = TypeSection::new();
    types.ty().function([ValType::I32], []);
    types.ty().function([ValType::V128], [ValType::V128]);
    let (mut functions, mut exports, mut code) =
        (FunctionSection::new(), ExportSection::new(), CodeSection::new());
    for segment in 0..plan.segments {
        functions.function(0);
        exports.export(&segment.to_string(), ExportKind::Func, segment);
        code.function(&Segment::new(plan, segment).function());
    }
    for elementary in Elementary::ALL {
        functions.function(1);
        code.function(&elementary.function(plan.segments));
    }
    let mut memory = MemorySection::new();
    let pages = u64::from(plan.memory.bytes).div_ceil(PAGE);
    memory.memory(MemoryType {
        minimum: pages,
        maximum: Some(pages),
        memory64: false,
        shared: false,
        page_size_log2: None,
    });
    exports.export(MEMORY, ExportKind::Memory, 0);
    let mut module = Module::new();
    module.section(&types).section(&functions).section(&memory).section(&exports).section(&code);
    module.finish()
}

/// Locals that every function has: its parameter, which is how many pairs of runs there
/// are; then places in memory, in bytes.
const PAIRS: u32 = 0;
/// Of the pair.
pub(super) const Q: u32 = 1;
/// Of the agent, among those of two runs.
pub(super) const J: u32 = 2;
/// Of the agent, among those of the batch.
pub(super) const B: u32 = 3;
/// Of the lane of a sum.
pub(super) const LANE: u32 = 4;

/// A value in a local: a number, or a mask that says whether it is true.
#[derive(Clone, Copy)]
pub(super) enum Form {
    Number(u32),
    Mask(u32),
}

pub(super) struct Segment<'p> {
    pub(super) plan: &'p Plan,
    pub(super) segment: u32,
    /// Before the loop over pairs.
    pub(super) head: Vec<u8>,
    pub(super) body: Vec<u8>,
    /// Types of the locals behind the parameter.
    pub(super) types: Vec<ValType>,
    pub(super) uniforms: Vec<Option<u32>>,
    /// Values of the runs.
    pub(super) run: Vec<Option<Form>>,
    /// Values of the agent, while its loop is written.
    pub(super) agent: Vec<Option<Form>>,
    /// Keys of the two runs' draws, by half mixed.
    pub(super) runs: Option<[u32; SIDE as usize]>,
    /// Counters of the agents' draws.
    pub(super) counters: Vec<Option<[u32; SIDE as usize]>>,
    pub(super) flag: u32,
    /// How many agents further than its index a loop has come.
    pub(super) ahead: u32,
}

pub(super) fn at(offset: u32) -> MemArg {
    MemArg { offset: u64::from(offset), align: 3, memory_index: 0 }
}

/// The bits of a number in both lanes.
pub(super) fn both(bits: u64) -> i128 {
    (u128::from(bits) << 64 | u128::from(bits)) as i128
}

/// A number in both lanes.
pub(super) fn number(x: f64) -> i128 {
    both(x.to_bits())
}

impl<'p> Segment<'p> {
    fn new(plan: &'p Plan, segment: u32) -> Self {
        let values = plan.graph.nodes.len();
        let types = vec![ValType::I32, ValType::I32, ValType::I32, ValType::I32, ValType::V128];
        Segment {
            plan,
            segment,
            head: Vec::new(),
            body: Vec::new(),
            types,
            uniforms: vec![None; plan.uniforms as usize],
            run: vec![None; values],
            agent: vec![None; values],
            runs: None,
            counters: vec![None; values],
            flag: 5,
            ahead: 0,
        }
    }

    fn function(mut self) -> Function {
        let all: Vec<Id> =
            (0..self.plan.graph.nodes.len() as u32).map(Id).filter(|id| self.is_computed(*id)).collect();
        let stages = all.iter().map(|id| self.plan.times[id.0 as usize]);
        let last =
            stages.filter(|time| time.segment == self.segment).map(|time| time.stage).max().unwrap_or(0);
        for stage in 0..=last {
            let time = Time { segment: self.segment, stage };
            for id in &all {
                if self.plan.graph.shapes[id.0 as usize] == Shape::Run
                    && self.plan.times[id.0 as usize] == time
                {
                    self.run_value(*id);
                }
            }
            for pop in 0..self.plan.sizes.len() as u16 {
                self.agents(pop, time, &all);
            }
        }
        self.end_of_pair();
        let mut function = Function::new_with_locals_types(self.types.iter().copied());
        function.raw(std::mem::take(&mut self.head));
        let (body, flag) = (std::mem::take(&mut self.body), self.flag);
        let mut sink = function.instructions();
        sink.i32_const(0).local_set(Q).loop_(BlockType::Empty);
        function.raw(body);
        let mut sink = function.instructions();
        sink.local_get(Q).i32_const(VECTOR as i32).i32_add().local_tee(Q);
        sink.local_get(PAIRS).i32_const(VECTOR as i32).i32_mul().i32_lt_u().br_if(0).end();
        // What broke is told once.
        let place = self.plan.memory.flag;
        sink.i32_const(0).i32_const(0).v128_load(at(place)).local_get(flag).v128_or().v128_store(at(place));
        sink.end();
        function
    }

    /// Whether there is code for a value.
    fn is_computed(&self, id: Id) -> bool {
        let foreign = matches!(
            self.plan.graph.nodes[id.0 as usize],
            Node::Slot(_) | Node::Inflow(_) | Node::Foreign(_)
        );
        self.plan.graph.live[id.0 as usize] && !foreign
    }

    pub(super) fn sink(&mut self) -> InstructionSink<'_> {
        InstructionSink::new(&mut self.body)
    }

    pub(super) fn local(&mut self, ty: ValType) -> u32 {
        self.types.push(ty);
        self.types.len() as u32
    }

    pub(super) fn vector(&mut self) -> u32 {
        self.local(ValType::V128)
    }

    pub(super) fn is_pop(&self, id: Id) -> bool {
        matches!(self.plan.graph.shapes[id.0 as usize], Shape::Pop(_))
    }

    // Operands.

    /// Puts an operand on the stack, as a number.
    pub(super) fn get(&mut self, arg: Arg) {
        match arg {
            Arg::Number(x) => {
                self.sink().v128_const(number(x));
            }
            Arg::Uniform(index) => {
                let local = self.uniform(index);
                self.sink().local_get(local);
            }
            Arg::Value(id) => match self.form(id) {
                Form::Number(local) => {
                    self.sink().local_get(local);
                }
                Form::Mask(local) => {
                    self.sink().local_get(local).v128_const(number(1.0)).v128_and();
                }
            },
        }
    }

    /// Puts on the stack whether an operand is true.
    pub(super) fn mask(&mut self, arg: Arg) {
        if let Arg::Value(id) = arg
            && let Form::Mask(local) = self.form(id)
        {
            self.sink().local_get(local);
            return;
        }
        self.get(arg);
        self.sink().v128_const(0).f64x2_ne();
    }

    fn uniform(&mut self, index: u32) -> u32 {
        if let Some(local) = self.uniforms[index as usize] {
            return local;
        }
        let local = self.vector();
        let place = at(self.plan.memory.uniforms + 8 * index);
        InstructionSink::new(&mut self.head).i32_const(0).v128_load64_splat(place).local_set(local);
        self.uniforms[index as usize] = Some(local);
        local
    }

    /// Where a value is now; what is in memory is loaded.
    pub(super) fn form(&mut self, id: Id) -> Form {
        let known = self.agent[id.0 as usize].or(self.run[id.0 as usize]);
        if let Some(form) = known {
            return form;
        }
        let Some(kept) = self.plan.kept[id.0 as usize] else { unreachable!("it is not kept") };
        let local = self.vector();
        let ahead = self.ahead * VECTOR;
        let (index, place) = match kept {
            Kept::Batch(place) if self.is_pop(id) => (B, place + ahead),
            Kept::Batch(place) => (Q, place),
            Kept::Scratch(place) => (J, place + ahead),
        };
        self.sink().local_get(index).v128_load(at(place)).local_set(local);
        let form = Form::Number(local);
        self.know(id, form);
        form
    }

    fn know(&mut self, id: Id, form: Form) {
        let known = if self.is_pop(id) { &mut self.agent } else { &mut self.run };
        known[id.0 as usize] = Some(form);
    }

    /// Gives a value what is on the stack.
    pub(super) fn set(&mut self, id: Id, form: fn(u32) -> Form) {
        let local = self.vector();
        self.sink().local_set(local);
        let form = form(local);
        self.know(id, form);
    }

    // The end of a pair.

    fn end_of_pair(&mut self) {
        let plan = self.plan;
        for (position, (output, id)) in plan.graph.outputs.iter().enumerate() {
            if plan.times[id.0 as usize].segment == self.segment {
                let place = plan.memory.outputs + position as u32 * plan.capacity * 8;
                self.sink().local_get(Q);
                self.get(Arg::Value(*id));
                self.sink().v128_store(at(place));
                self.watch(output, *id);
            }
        }
        let of_run = |id: &Id| plan.graph.shapes[id.0 as usize] == Shape::Run;
        let known: Vec<Id> = (0..plan.graph.nodes.len() as u32)
            .map(Id)
            .filter(|id| {
                of_run(id) && self.is_computed(*id) && plan.times[id.0 as usize].segment == self.segment
            })
            .collect();
        for id in known {
            for (index, place) in self.places(id) {
                self.sink().local_get(index);
                self.get(Arg::Value(id));
                self.sink().v128_store(at(place));
            }
        }
        if self.segment + 1 == plan.segments {
            self.settle();
        }
    }

    /// Raises the flag if a run may have broken.
    fn watch(&mut self, output: &Output, id: Id) {
        let flag = self.flag;
        self.sink().local_get(flag);
        match output {
            Output::Fault(..) => self.mask(Arg::Value(id)),
            Output::Record(_) | Output::Audit(_) => {
                self.get(Arg::Value(id));
                self.get(Arg::Value(id));
                self.sink().f64x2_sub().v128_const(0).f64x2_ne();
            }
        }
        self.sink().v128_or().local_set(flag);
    }

    /// Writes the homes that had to wait.
    fn settle(&mut self) {
        let plan = self.plan;
        let of_run = |id: &Id| plan.graph.shapes[id.0 as usize] == Shape::Run;
        for (id, place) in plan.at_end.iter().filter(|(id, _)| of_run(id)) {
            self.sink().local_get(Q);
            self.get(Arg::Value(*id));
            self.sink().v128_store(at(*place));
        }
        for pop in 0..plan.sizes.len() as u16 {
            let waiting: Vec<(Id, u32)> = plan
                .at_end
                .iter()
                .copied()
                .filter(|(id, _)| plan.graph.shapes[id.0 as usize] == Shape::Pop(pop))
                .collect();
            if waiting.is_empty() {
                continue;
            }
            self.each_agent(pop, false, &|code: &mut Self| {
                for (id, place) in &waiting {
                    let ahead = code.ahead * VECTOR;
                    code.sink().local_get(B);
                    code.get(Arg::Value(*id));
                    code.sink().v128_store(at(place + ahead));
                }
            });
        }
    }
}
