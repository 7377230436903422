//! Code of values, number by number: arithmetic, choices, draws.

use super::super::ir::{Binary, Unary};
use super::code::{Form, J, Q, Segment, at, number};
use super::elementary::Elementary;
use super::graph::{Arg, Id, Node};
use super::plan::SIDE;
use crate::num::rng::{GOLDEN, MIX};
use wasm_encoder::ValType;

impl Segment<'_> {
    /// A number of the run.
    pub(super) fn run_value(&mut self, id: Id) {
        let plan = self.plan;
        match &plan.graph.nodes[id.0 as usize] {
            // Their loops have set them.
            Node::Reduce(..) => {}
            Node::Paid { asked, pop, factor, short, sum } => {
                self.paid(id, (*asked, *pop), *factor, *short, *sum)
            }
            Node::Draw(site) => {
                let stream = self.stream(*site);
                for (lane, stream) in stream.into_iter().enumerate() {
                    self.sink().local_get(stream).i64_const(GOLDEN as i64).i64_add();
                    self.mix();
                    self.side(lane);
                }
                self.uniform_draw();
                self.set(id, Form::Number);
            }
            node => self.each(id, node),
        }
    }

    /// A value, by what it is made of.
    pub(super) fn each(&mut self, id: Id, node: &Node) {
        let form = match node {
            Node::Unary(op, x) => self.unary(*op, *x),
            Node::Positive(x) => {
                self.get(*x);
                self.sink().v128_const(0).f64x2_pmax();
                Form::Number
            }
            Node::Spread(x) => {
                self.get(*x);
                Form::Number
            }
            Node::Binary(op, a, b) => self.binary(*op, *a, *b),
            Node::Select([c, a, b]) => {
                self.get(*a);
                self.get(*b);
                self.mask(*c);
                self.sink().v128_bitselect();
                Form::Number
            }
            Node::Greedy { estimates, epsilon, draw } => self.greedy(estimates, *epsilon, *draw),
            Node::Softmax { estimates, temperature, draw } => self.softmax(estimates, *temperature, *draw),
            Node::Index => {
                let ahead = self.ahead as i32;
                self.sink().local_get(J).i32_const(4).i32_shr_u().i32_const(ahead).i32_add();
                self.sink().f64_convert_i32_u().f64x2_splat();
                Form::Number
            }
            Node::Draw(_) => {
                let counters = self.counters[id.0 as usize];
                let Some(counters) = counters else { unreachable!("not begun") };
                for (lane, counter) in counters.into_iter().enumerate() {
                    self.sink().local_get(counter).i64_const(GOLDEN as i64).i64_add().local_tee(counter);
                    self.mix();
                    self.side(lane);
                }
                self.uniform_draw();
                Form::Number
            }
            Node::Slot(_) | Node::Inflow(_) | Node::Foreign(_) | Node::Reduce(..) | Node::Paid { .. } => {
                unreachable!("not here")
            }
        };
        self.set(id, form);
    }

    fn unary(&mut self, op: Unary, x: Arg) -> fn(u32) -> Form {
        match op {
            Unary::Not => {
                self.mask(x);
                self.sink().v128_not();
                return Form::Mask;
            }
            Unary::Exp => return self.elementary(x, Elementary::Exp),
            Unary::Ln => return self.elementary(x, Elementary::Ln),
            Unary::NormalQuantile => return self.elementary(x, Elementary::NormalQuantile),
            _ => self.get(x),
        }
        let mut sink = self.sink();
        match op {
            Unary::Neg => sink.f64x2_neg(),
            Unary::Abs => sink.f64x2_abs(),
            Unary::Sqrt => sink.f64x2_sqrt(),
            Unary::Floor => sink.f64x2_floor(),
            Unary::Ceil => sink.f64x2_ceil(),
            _ => unreachable!("not here"),
        };
        Form::Number
    }

    fn elementary(&mut self, x: Arg, function: Elementary) -> fn(u32) -> Form {
        self.get(x);
        self.call(function);
        Form::Number
    }

    fn call(&mut self, function: Elementary) {
        let number = self.plan.segments + function as u32;
        self.sink().call(number);
    }

    fn binary(&mut self, op: Binary, a: Arg, b: Arg) -> fn(u32) -> Form {
        if matches!(op, Binary::And | Binary::Or) {
            self.mask(a);
            self.mask(b);
            match op {
                Binary::And => self.sink().v128_and(),
                _ => self.sink().v128_or(),
            };
            return Form::Mask;
        }
        self.get(a);
        self.get(b);
        let mut sink = self.sink();
        match op {
            Binary::Add => sink.f64x2_add(),
            Binary::Sub => sink.f64x2_sub(),
            Binary::Mul => sink.f64x2_mul(),
            Binary::Div | Binary::Ratio => sink.f64x2_div(),
            Binary::Min => sink.f64x2_pmin(),
            Binary::Max => sink.f64x2_pmax(),
            Binary::Lt => sink.f64x2_lt(),
            Binary::Le => sink.f64x2_le(),
            Binary::Gt => sink.f64x2_gt(),
            Binary::Ge => sink.f64x2_ge(),
            Binary::Eq => sink.f64x2_eq(),
            Binary::Ne => sink.f64x2_ne(),
            Binary::Pow | Binary::And | Binary::Or => unreachable!("not here"),
        };
        if op == Binary::Ratio {
            self.get(b);
            self.sink().v128_const(0).f64x2_gt().v128_and();
        }
        match op {
            Binary::Lt | Binary::Le | Binary::Gt | Binary::Ge | Binary::Eq | Binary::Ne => Form::Mask,
            _ => Form::Number,
        }
    }

    /// The first of the best, or, where the draw is below ε, the one that the draw's place
    /// there says.
    fn greedy(&mut self, estimates: &[Arg], epsilon: Arg, draw: Id) -> fn(u32) -> Form {
        let (draw, many) = (Arg::Value(draw), estimates.len() as f64);
        if let [a, b] = estimates {
            // The second: of the lower half of ε's part the first is chosen.
            self.get(draw);
            self.get(epsilon);
            self.sink().v128_const(number(0.5)).f64x2_mul().f64x2_ge();
            self.get(*b);
            self.get(*a);
            self.sink().f64x2_gt();
            self.get(draw);
            self.get(epsilon);
            self.sink().f64x2_lt().v128_bitselect();
            return Form::Mask;
        }
        self.get(draw);
        self.get(epsilon);
        self.sink().f64x2_div().v128_const(number(many)).f64x2_mul().f64x2_floor();
        self.sink().v128_const(number(many - 1.0)).f64x2_pmin();
        let (best, chosen, better) = (self.vector(), self.vector(), self.vector());
        self.sink().v128_const(number(f64::NEG_INFINITY)).local_set(best).v128_const(0).local_set(chosen);
        for (index, estimate) in estimates.iter().enumerate() {
            self.get(*estimate);
            self.sink().local_get(best).f64x2_gt().local_set(better);
            self.sink().v128_const(number(index as f64)).local_get(chosen).local_get(better);
            self.sink().v128_bitselect().local_set(chosen);
            self.get(*estimate);
            self.sink().local_get(best).local_get(better).v128_bitselect().local_set(best);
        }
        self.sink().local_get(chosen);
        self.get(draw);
        self.get(epsilon);
        self.sink().f64x2_lt().v128_bitselect();
        Form::Number
    }

    /// See [`crate::program::choice::softmax`]. The largest weighs 1 without a power, so
    /// there is one power less than there are estimates: in the place of the largest, that
    /// of the first is computed.
    fn softmax(&mut self, estimates: &[Arg], temperature: Arg, draw: Arg) -> fn(u32) -> Form {
        let [first, others @ ..] = estimates else {
            self.sink().v128_const(0);
            return Form::Number;
        };
        let (largest, first_distance) = (self.vector(), self.vector());
        self.sink().v128_const(number(f64::NEG_INFINITY));
        for estimate in estimates {
            self.get(*estimate);
            self.sink().f64x2_pmax();
        }
        self.sink().local_set(largest);
        self.get(*first);
        self.sink().local_get(largest).f64x2_sub().local_set(first_distance);
        let first_weight = self.vector();
        self.sink().v128_const(number(1.0)).local_set(first_weight);
        let mut weights = vec![first_weight];
        for other in others {
            let (distance, best, weight) = (self.vector(), self.vector(), self.vector());
            self.get(*other);
            self.sink()
                .local_get(largest)
                .f64x2_sub()
                .local_tee(distance)
                .v128_const(0)
                .f64x2_eq()
                .local_set(best);
            self.sink().local_get(first_distance).local_get(distance).local_get(best).v128_bitselect();
            self.get(temperature);
            self.sink().f64x2_div();
            self.call(Elementary::Exp);
            self.sink().local_set(weight);
            let mut sink = self.sink();
            sink.local_get(weight).local_get(first_weight).local_get(best);
            sink.local_get(first_distance)
                .v128_const(0)
                .f64x2_ne()
                .v128_and()
                .v128_bitselect()
                .local_set(first_weight);
            sink.v128_const(number(1.0)).local_get(weight).local_get(best).v128_bitselect().local_set(weight);
            weights.push(weight);
        }
        self.drawn_by(&weights, draw);
        Form::Number
    }

    /// The first of the weights whose sum with those before exceeds the draw's part of all.
    fn drawn_by(&mut self, weights: &[u32], draw: Arg) {
        let (left, open) = (self.vector(), self.vector());
        self.get(draw);
        self.sink().v128_const(0);
        for weight in weights {
            self.sink().local_get(*weight).f64x2_add();
        }
        self.sink().f64x2_mul().local_set(left).v128_const(number(1.0)).local_set(open).v128_const(0);
        for weight in &weights[..weights.len() - 1] {
            let mut sink = self.sink();
            sink.local_get(open).local_get(left).local_get(*weight).f64x2_lt().v128_andnot().local_tee(open);
            sink.f64x2_add();
            sink.local_get(left).local_get(*weight).f64x2_sub().local_set(left);
        }
    }

    /// SplitMix64's finaliser of the word on the stack. Lane by lane: processors multiply
    /// words of this length one by one.
    fn mix(&mut self) {
        let word = self.local(ValType::I64);
        let mut sink = self.sink();
        for (place, (shift, factor)) in MIX.into_iter().enumerate() {
            sink.local_tee(word).local_get(word).i64_const(i64::from(shift)).i64_shr_u().i64_xor();
            if place + 1 < MIX.len() {
                sink.i64_const(factor as i64).i64_mul();
            }
        }
    }

    /// Puts the word on the stack into a lane.
    fn side(&mut self, lane: usize) {
        match lane {
            0 => self.sink().i64x2_splat(),
            lane => self.sink().i64x2_replace_lane(lane as u8),
        };
    }

    /// Words on the stack become numbers in (0, 1); see [`crate::num::rng::uniform`].
    fn uniform_draw(&mut self) {
        let mut sink = self.sink();
        sink.i32_const(12).i64x2_shr_u().v128_const(number(1.0)).v128_or();
        sink.v128_const(number(1.0 - f64::EPSILON / 2.0)).f64x2_sub();
    }

    /// The streams of a site for the two runs.
    pub(super) fn stream(&mut self, site: u32) -> [u32; SIDE as usize] {
        let runs = self.runs.unwrap_or_else(|| {
            let first = at(self.plan.memory.keys);
            let runs = [(); SIDE as usize].map(|()| self.local(ValType::I64));
            for (lane, run) in (0..).zip(runs) {
                self.sink().i32_const(0).i64_load(first);
                // Sixteen bytes a pair, so eight a run.
                self.sink().local_get(Q).i32_const(3).i32_shr_u().i64_extend_i32_u().i64_add();
                self.sink().i64_const(GOLDEN.wrapping_add(lane) as i64).i64_add();
                self.mix();
                self.sink().local_set(run);
            }
            runs
        });
        self.runs = Some(runs);
        let key = at(self.plan.memory.keys + 8 * (1 + site));
        runs.map(|run| {
            self.sink().i32_const(0).i64_load(key).local_get(run).i64_xor();
            self.mix();
            let stream = self.local(ValType::I64);
            self.sink().local_set(stream);
            stream
        })
    }
}
