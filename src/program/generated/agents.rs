//! Code of loops over agents, and of what they sum up.

use super::super::ir::{Reduce, Shape};
use super::code::{B, Form, J, LANE, Q, Segment, at, number};
use super::graph::{Arg, Id, Node};
use super::plan::{Kept, SUM_LANES, Time, VECTOR};
use wasm_encoder::BlockType;

/// Agents of a turn of a loop. Four are a little faster, but a browser needs hundreds of
/// megabytes to compile what comes of that.
const TURN: u32 = 2;

impl Segment<'_> {
    /// All that a population does in a stage.
    pub(super) fn agents(&mut self, pop: u16, time: Time, all: &[Id]) {
        let plan = self.plan;
        let of_pop = |id: &Id| plan.graph.shapes[id.0 as usize] == Shape::Pop(pop);
        let now = |id: &Id| plan.times[id.0 as usize] == time;
        let values: Vec<Id> = all.iter().copied().filter(|id| of_pop(id) && now(id)).collect();
        let sums: Vec<(Id, Reduce, Arg)> = all
            .iter()
            .filter_map(|id| match plan.graph.nodes[id.0 as usize] {
                Node::Reduce(op, of, p) => {
                    let read = Time {
                        stage: plan.times[id.0 as usize].stage.wrapping_sub(1),
                        ..plan.times[id.0 as usize]
                    };
                    (p == pop && read == time).then_some((*id, op, of))
                }
                _ => None,
            })
            .collect();
        if values.is_empty() && sums.is_empty() {
            return;
        }
        self.before_loop(&values, &sums);
        let adds = sums.iter().any(|(_, op, _)| is_sum(*op));
        self.each_agent(pop, adds, &|code: &mut Self| {
            for id in &values {
                code.each(*id, &plan.graph.nodes[id.0 as usize]);
            }
            for (place, (id, op, of)) in sums.iter().enumerate() {
                code.take_in(*id, *op, *of, place as u32);
            }
            for id in &values {
                code.store_of_agent(*id);
            }
        });
        for (place, (id, op, _)) in sums.iter().enumerate() {
            if is_sum(*op) {
                self.in_order(place as u32);
                if *op == Reduce::Mean {
                    let n = f64::from(plan.sizes[pop as usize]);
                    self.sink().v128_const(number(n)).f64x2_div();
                }
                self.set(*id, Form::Number);
            }
        }
    }

    /// What a loop reads of the run has to be known before it, and its sums begin.
    fn before_loop(&mut self, values: &[Id], sums: &[(Id, Reduce, Arg)]) {
        let plan = self.plan;
        let mut of_run: Vec<Arg> = values.iter().flat_map(|id| plan.graph.args(*id)).collect();
        of_run.extend(sums.iter().map(|(_, _, of)| *of));
        for arg in of_run {
            if let Arg::Value(id) = arg
                && !self.is_pop(id)
            {
                self.form(id);
            }
        }
        for id in values {
            if let Node::Draw(site) = plan.graph.nodes[id.0 as usize] {
                let counters = self.stream(site);
                self.counters[id.0 as usize] = Some(counters);
            }
        }
        for (place, (id, op, _)) in sums.iter().enumerate() {
            let start = match op {
                Reduce::Min => f64::INFINITY,
                Reduce::Max => f64::NEG_INFINITY,
                Reduce::Count => 0.0,
                _ => {
                    self.clear(place as u32);
                    continue;
                }
            };
            self.sink().v128_const(number(start));
            self.set(*id, Form::Number);
        }
    }

    /// Has `body` written for every agent: some at a time, then the rest. `adds` says
    /// whether there are sums.
    pub(super) fn each_agent(&mut self, pop: u16, adds: bool, body: &dyn Fn(&mut Self)) {
        let n = self.plan.sizes[pop as usize];
        self.sink().local_get(Q).i32_const(n as i32).i32_mul().local_set(B).i32_const(0).local_set(J);
        let turn = |code: &mut Self, agents: u32| {
            if adds {
                // The lane of a sum that the first of them belongs to.
                let mask = (SUM_LANES - 1) * VECTOR;
                code.sink().local_get(J).i32_const(mask as i32).i32_and().local_set(LANE);
            }
            for ahead in 0..agents {
                code.ahead = ahead;
                code.agent.fill(None);
                body(code);
            }
            code.ahead = 0;
            code.agent.fill(None);
        };
        if n >= TURN {
            self.sink().loop_(BlockType::Empty);
            turn(self, TURN);
            let (step, end) = ((TURN * VECTOR) as i32, (n / TURN * TURN * VECTOR) as i32);
            let mut sink = self.sink();
            sink.local_get(B).i32_const(step).i32_add().local_set(B);
            sink.local_get(J).i32_const(step).i32_add().local_tee(J);
            sink.i32_const(end).i32_lt_u().br_if(0).end();
        }
        if !n.is_multiple_of(TURN) {
            turn(self, n % TURN);
        }
    }

    fn sums(&self, place: u32) -> u32 {
        self.plan.memory.sums + place * SUM_LANES * VECTOR
    }

    fn clear(&mut self, place: u32) {
        for lane in 0..SUM_LANES {
            let place = at(self.sums(place) + lane * VECTOR);
            self.sink().i32_const(0).v128_const(0).v128_store(place);
        }
    }

    /// Takes what is on the stack by `value` into a sum.
    fn add_to(&mut self, place: u32, value: impl FnOnce(&mut Self)) {
        let place = at(self.sums(place) + self.ahead * VECTOR);
        self.sink().local_get(LANE).local_get(LANE).v128_load(place);
        value(self);
        self.sink().f64x2_add().v128_store(place);
    }

    /// The lanes of a sum together; see [`crate::num::stats::in_order`].
    fn in_order(&mut self, place: u32) {
        let start = self.sums(place);
        let mut sink = self.sink();
        for [a, b, c, d] in [[0, 4, 2, 6], [1, 5, 3, 7]] {
            for [x, y] in [[a, b], [c, d]] {
                sink.i32_const(0).v128_load(at(start + x * VECTOR));
                sink.i32_const(0).v128_load(at(start + y * VECTOR)).f64x2_add();
            }
            sink.f64x2_add();
        }
        sink.f64x2_add();
    }

    fn take_in(&mut self, id: Id, op: Reduce, of: Arg, place: u32) {
        if is_sum(op) {
            return self.add_to(place, |code| code.get(of));
        }
        let Form::Number(so_far) = self.form(id) else { unreachable!("not begun") };
        match op {
            Reduce::Count => {
                self.sink().local_get(so_far);
                self.mask(of);
                self.sink().v128_const(number(1.0)).v128_and().f64x2_add();
            }
            _ => {
                // The number if it is beyond, or none: that has to show.
                self.get(of);
                self.sink().local_get(so_far);
                self.get(of);
                self.sink().local_get(so_far);
                match op {
                    Reduce::Min => self.sink().f64x2_lt(),
                    _ => self.sink().f64x2_gt(),
                };
                self.get(of);
                self.get(of);
                self.sink().f64x2_ne().v128_or().v128_bitselect();
            }
        }
        self.sink().local_set(so_far);
    }

    fn store_of_agent(&mut self, id: Id) {
        let ahead = self.ahead * VECTOR;
        for (index, place) in self.places(id) {
            self.sink().local_get(index);
            self.get(Arg::Value(id));
            self.sink().v128_store(at(place + ahead));
        }
    }

    /// Where a value that has been made goes: index and place.
    pub(super) fn places(&self, id: Id) -> Vec<(u32, u32)> {
        let index = if self.is_pop(id) { B } else { Q };
        let homes = self.plan.at_home.iter().filter(|(of, _)| *of == id);
        let mut places: Vec<(u32, u32)> = homes.map(|(_, place)| (index, *place)).collect();
        match self.plan.kept[id.0 as usize] {
            Some(Kept::Batch(place)) if !places.contains(&(index, place)) => places.push((index, place)),
            Some(Kept::Scratch(place)) => places.push((J, place)),
            _ => {}
        }
        places
    }

    /// The sum of what many are paid.
    pub(super) fn paid(&mut self, id: Id, (asked, pop): (Arg, u16), factor: Id, short: Id, sum: Id) {
        self.get(Arg::Value(sum));
        self.set(id, Form::Number);
        let Form::Number(total) = self.form(id) else { unreachable!("not here") };
        self.form(factor);
        self.mask(Arg::Value(short));
        self.sink().v128_any_true().if_(BlockType::Empty);
        self.clear(0);
        self.each_agent(pop, true, &|code: &mut Self| {
            code.add_to(0, |code| {
                code.get(asked);
                code.get(Arg::Value(factor));
                code.sink().f64x2_mul();
            });
        });
        self.in_order(0);
        self.sink().local_set(total).end();
    }
}

fn is_sum(op: Reduce) -> bool {
    matches!(op, Reduce::Sum | Reduce::Mean)
}
