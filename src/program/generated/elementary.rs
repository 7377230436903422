//! Elementary functions in both lanes, as functions of the module.
//!
//! Each is what the plain executor computes for one number, operation by operation
//! ([`crate::num::math::exp`], libm's `log`, [`crate::num::dist::standard_normal`]), so
//! that the bits are the same; where those branch, both sides are computed and one is
//! chosen. What few numbers need is left out where no lane needs it.

use super::code::{both, number};
use crate::num::dist::{CENTRE, SHOULDER, SPLIT, TAIL};
use crate::num::math::{EXP, HALF_LN_2, LN_2_HI, LN_2_LO, ROUND, SMALL};
use std::f64::consts::LOG2_E;
use wasm_encoder::{BlockType, Function, InstructionSink, ValType};

/// A function of one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Elementary {
    /// eˣ.
    Exp,
    /// Natural logarithm.
    Ln,
    /// Quantile of the standard normal distribution.
    NormalQuantile,
}

impl Elementary {
    /// In the order in which they stand in the module, behind the segments.
    pub(super) const ALL: [Elementary; 3] = [Elementary::Exp, Elementary::Ln, Elementary::NormalQuantile];

    /// The function; the first of all of them has the number `first` in the module.
    pub(super) fn function(self, first: u32) -> Function {
        let parts = match self {
            Elementary::Exp => EXPONENTIAL,
            Elementary::Ln => LOGARITHM,
            Elementary::NormalQuantile => QUANTILE,
        };
        let mut body = Vec::new();
        parts.iter().for_each(|part| part.write(&mut InstructionSink::new(&mut body), first));
        let mut function = Function::new([(LOCALS, ValType::V128)]);
        function.raw(body);
        function.instructions().end();
        function
    }
}

/// Part of an expression, in the order in which a stack takes it.
enum Part {
    /// A local.
    Of(u32),
    /// A local gets the value of what stands before.
    Set(u32),
    /// A number in both lanes.
    Number(f64),
    /// Bits in both lanes.
    Bits(u64),
    /// c₀ + x·(c₁ + x·(c₂ + …)) of a local.
    Polynomial(&'static [f64], u32),
    Add,
    Sub,
    Mul,
    Div,
    Sqrt,
    Trunc,
    Abs,
    Neg,
    And,
    Or,
    Not,
    Xor,
    Lt,
    Le,
    Ge,
    Eq,
    /// `.0` where `.2`, else `.1`.
    Select,
    /// Of whole numbers of 64 bits.
    Plus,
    Left(u32),
    Right(u32),
    /// The logarithm of what stands before.
    OfLn,
    /// What follows up to the end is computed if a mask has a lane.
    IfAny,
    End,
}

use Part::{
    Abs, Add, And, Bits, Div, End, Eq, Ge, IfAny, Le, Left, Lt, Mul, Neg, Not, Number, Of, OfLn, Or, Plus,
    Polynomial, Right, Select, Set, Sqrt, Sub, Trunc, Xor,
};

impl Part {
    fn write(&self, sink: &mut InstructionSink, first: u32) {
        match *self {
            Of(local) => sink.local_get(local),
            Set(local) => sink.local_set(local),
            Number(x) => sink.v128_const(number(x)),
            Bits(bits) => sink.v128_const(both(bits)),
            Polynomial(coefficients, x) => {
                for (place, coefficient) in coefficients.iter().rev().enumerate() {
                    if place > 0 {
                        sink.local_get(x).f64x2_mul();
                    }
                    sink.v128_const(number(*coefficient));
                    if place > 0 {
                        sink.f64x2_add();
                    }
                }
                sink
            }
            Add => sink.f64x2_add(),
            Sub => sink.f64x2_sub(),
            Mul => sink.f64x2_mul(),
            Div => sink.f64x2_div(),
            Sqrt => sink.f64x2_sqrt(),
            Trunc => sink.f64x2_trunc(),
            Abs => sink.f64x2_abs(),
            Neg => sink.f64x2_neg(),
            And => sink.v128_and(),
            Or => sink.v128_or(),
            Not => sink.v128_not(),
            Xor => sink.v128_xor(),
            Lt => sink.f64x2_lt(),
            Le => sink.f64x2_le(),
            Ge => sink.f64x2_ge(),
            Eq => sink.f64x2_eq(),
            Select => sink.v128_bitselect(),
            Plus => sink.i64x2_add(),
            Left(bits) => sink.i32_const(bits as i32).i64x2_shl(),
            Right(bits) => sink.i32_const(bits as i32).i64x2_shr_u(),
            OfLn => sink.call(first + Elementary::Ln as u32),
            IfAny => sink.v128_any_true().if_(BlockType::Empty),
            End => sink.end(),
        };
    }
}

const SIGN: u64 = 1 << 63;

/// Locals: the operand, what all functions call their result, and those of each.
const X: u32 = 0;
const Y: u32 = 1;
const A: u32 = 2;
const B: u32 = 3;
const C: u32 = 4;
const D: u32 = 5;
const E: u32 = 6;
const F: u32 = 7;
const LOCALS: u32 = 7;

/// |x| is A, k is B, hi is C, lo is D, r is E, eʳ is F.
#[rustfmt::skip]
const EXPONENTIAL: &[Part] = &[
    Of(X), Abs, Set(A),
    // How often ln 2 is in x, and what is left of x.
    Number(0.0),
    Number(LOG2_E), Of(X), Mul, Of(X), Bits(SIGN), And, Number(0.5), Or, Add, Trunc,
    Of(A), Number(HALF_LN_2), Lt, Select, Set(B),
    Of(X), Of(B), Number(LN_2_HI), Mul, Sub, Set(C),
    Of(B), Number(LN_2_LO), Mul, Set(D),
    Of(C), Of(D), Sub, Set(E),
    // c = r − r²·(p₁ + r²·(p₂ + …)), then eʳ = 1 + (r·c/(2 − c) − lo + hi).
    Of(E), Of(E), Mul, Set(F),
    Of(E), Of(F), Polynomial(&EXP, F), Mul, Sub, Set(F),
    Number(1.0), Of(E), Of(F), Mul, Number(2.0), Of(F), Sub, Div, Of(D), Sub, Of(C), Add, Add, Set(F),
    // 2ᵏ: the last bits of the sum are k's.
    Of(F), Of(B), Number(1.5 * ROUND), Add, Left(52), Bits(1.0_f64.to_bits()), Plus, Mul, Set(Y),
    Number(1.0), Of(X), Add, Of(Y), Of(A), Number(SMALL), Lt, Select, Set(Y),
    // Near the ends, and where there is no number: in two steps, so that one rounds.
    Of(A), Number(708.0), Lt, Not, IfAny,
    Number(1023.0),
    Of(B), Number(969.0), Add, Of(B), Of(B), Number(-1022.0), Lt, Select,
    Number(1023.0), Of(B), Lt, Select, Set(C),
    Of(F), Of(C), Number(1.5 * ROUND), Add, Left(52), Bits(1.0_f64.to_bits()), Plus, Mul,
    Of(B), Of(C), Sub, Number(1.5 * ROUND), Add, Left(52), Bits(1.0_f64.to_bits()), Plus, Mul,
    Of(Y), Of(A), Number(708.0), Ge, Select, Set(Y),
    Number(f64::INFINITY), Of(Y), Number(709.782_712_893_384), Of(X), Lt, Select, Set(Y),
    Number(0.0), Of(Y), Of(X), Number(-745.133_219_101_941_1), Lt, Select, Set(Y),
    Of(Y), Number(1.0), Of(X), Add, Of(X), Of(X), Eq, Select, Set(Y),
    End,
    Of(Y),
];

/// Whether x is subnormal is A, k is B, f is C, f²/2 is D, s is E.
#[rustfmt::skip]
const LOGARITHM: &[Part] = &[
    // What is subnormal is made larger first.
    Of(X), Number(f64::MIN_POSITIVE), Lt, Set(A),
    Of(X), Number((1_u64 << 54) as f64), Mul, Of(X), Of(A), Select,
    // x = 2ᵏ·(1 + f), between √½ and √2.
    Bits((0x3ff0_0000 - 0x3fe6_a09e) << 32), Plus, Set(Y),
    Of(Y), Right(52), Bits((1.5 * ROUND).to_bits()), Plus, Number(1.5 * ROUND), Sub,
    Number(1023.0 + 54.0), Number(1023.0), Of(A), Select, Sub, Set(B),
    Of(Y), Bits((1 << 52) - 1), And, Bits(0x3fe6_a09e << 32), Plus, Number(1.0), Sub, Set(C),
    Number(0.5), Of(C), Mul, Of(C), Mul, Set(D),
    Of(C), Number(2.0), Of(C), Add, Div, Set(E),
    Of(E), Of(E), Mul, Set(F),
    Of(F), Of(F), Mul, Set(Y),
    Of(F), Polynomial(&[LN[0], LN[2], LN[4], LN[6]], Y), Mul,
    Of(Y), Polynomial(&[LN[1], LN[3], LN[5]], Y), Mul, Add, Set(F),
    Of(E), Of(D), Of(F), Add, Mul, Of(B), Number(LN_2_LO), Mul, Add,
    Of(D), Sub, Of(C), Add, Of(B), Number(LN_2_HI), Mul, Add, Set(Y),
    // Where there is no logarithm, or none that is a number.
    Of(X), Number(f64::MIN_POSITIVE), Ge, Of(X), Number(f64::INFINITY), Lt, And, Not, IfAny,
    Number(f64::NEG_INFINITY), Of(Y), Of(X), Number(0.0), Eq, Select, Set(Y),
    Number(f64::NAN), Of(Y), Of(X), Number(0.0), Lt, Select, Set(Y),
    Of(Y), Of(X), Of(X), Number(f64::INFINITY), Lt, Select, Set(Y),
    End,
    Of(Y),
];

/// q is A, whether it is negative is B, what the polynomials are of is C, the tail is D.
#[rustfmt::skip]
const QUANTILE: &[Part] = &[
    Of(X), Number(0.5), Sub, Set(A),
    Number(SPLIT * SPLIT), Of(A), Of(A), Mul, Sub, Set(C),
    Of(A), Polynomial(&CENTRE[0], C), Polynomial(&CENTRE[1], C), Div, Mul, Set(Y),
    Of(A), Abs, Number(SPLIT), Le, Not, IfAny,
    Of(A), Number(0.0), Lt, Set(B),
    Of(X), Number(1.0), Of(X), Sub, Of(B), Select, OfLn, Neg, Sqrt, Set(E),
    Of(E), Number(1.6), Sub, Set(C),
    Polynomial(&SHOULDER[0], C), Polynomial(&SHOULDER[1], C), Div, Set(D),
    Of(E), Number(5.0), Le, Not, IfAny,
    Of(E), Number(5.0), Sub, Set(C),
    Of(D), Polynomial(&TAIL[0], C), Polynomial(&TAIL[1], C), Div, Of(E), Number(5.0), Le, Select, Set(D),
    End,
    // The sign is that of q.
    Of(D), Of(B), Bits(SIGN), And, Xor, Set(D),
    Number(f64::NEG_INFINITY), Of(D), Of(X), Number(0.0), Eq, Select, Set(D),
    Number(f64::INFINITY), Of(D), Of(X), Number(1.0), Eq, Select, Set(D),
    Of(Y), Of(D), Of(A), Abs, Number(SPLIT), Le, Select, Set(Y),
    End,
    Of(Y),
];

/// The polynomial of the logarithm: FreeBSD msun, e_log.c, 1993.
const LN: [f64; 7] = [
    6.666_666_666_666_735e-1,
    3.999_999_999_940_942e-1,
    2.857_142_874_366_239e-1,
    2.222_219_843_214_978_4e-1,
    1.818_357_216_161_805e-1,
    1.531_383_769_920_937_3e-1,
    1.479_819_860_511_658_6e-1,
];
