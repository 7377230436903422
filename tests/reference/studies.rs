//! Adapters for studies: points, sensitivity, boxes.

use crate::Adapter;
use crate::inputs::{Inputs, defined, number, numbers_in};
use serde_json::{Value, json};
use tokenwright::analysis::points;
use tokenwright::analysis::prim;
use tokenwright::analysis::sensitivity::variance::Ishigami;
use tokenwright::analysis::sensitivity::{morris, pawn};

pub const ADAPTERS: &[(&str, Adapter)] = &[
    ("E.qmc", even_points),
    ("E.lhs", latin_hypercube),
    ("E.prim", box_measures),
    ("E.sobol_indices", ishigami),
    ("E.morris", elementary_effects),
    ("E.pawn", slices),
];

fn even_points(inputs: &Inputs) -> Result<Value, String> {
    let (n, factors) = (inputs.whole("n")?, inputs.whole("d")?);
    Ok(json!({ "sobol": defined(points::sobol(n, factors))?, "halton": points::halton(n, factors) }))
}

fn latin_hypercube(inputs: &Inputs) -> Result<Value, String> {
    Ok(json!({ "is_lhs_per_dim": points::strata(&inputs.table("points")?) }))
}

fn box_measures(inputs: &Inputs) -> Result<Value, String> {
    let points = inputs.table("x")?;
    let hits: Vec<bool> = inputs.numbers("y")?.iter().map(|y| *y != 0.0).collect();
    let mut within = vec![(f64::NEG_INFINITY, f64::INFINITY); points.first().map_or(0, Vec::len)];
    for limit in inputs.list("box")? {
        let ends = limit.get(1).and_then(numbers_in).ok_or("a side of the box has no ends")?;
        let factor = limit.get(0).and_then(number).ok_or("a side of the box names no factor")?;
        within[factor as usize] = (ends[0], ends[1]);
    }
    let measured = prim::measures(&points, &hits, &within);
    Ok(json!({
        "coverage": measured.coverage,
        "density": measured.density,
        "support": measured.support,
        "n_in_box": measured.points,
        "lift": measured.lift,
    }))
}

fn ishigami(inputs: &Inputs) -> Result<Value, String> {
    let function = Ishigami { a: inputs.number("a")?, b: inputs.number("b")? };
    let (shares, variances) = (function.shares(), function.variances());
    let all: f64 = variances.iter().sum();
    Ok(json!({
        "variance": all,
        "mean": function.mean(),
        "S1": shares.map(|share| share.alone),
        "ST": shares.map(|share| share.total),
        "S13": variances[2] / all,
    }))
}

/// From every place of the grid from which a factor can take a step.
fn elementary_effects(inputs: &Inputs) -> Result<Value, String> {
    let (slopes, together) = (inputs.numbers("c")?, inputs.number("d")?);
    let levels: u32 = inputs.whole("levels")?;
    let f =
        |x: &[f64]| slopes.iter().zip(x).map(|(slope, x)| slope * x).sum::<f64>() + together * x[0] * x[1];
    let (step, factors) = (morris::step(levels), slopes.len());
    let mut paths = Vec::new();
    for place in 0..levels.pow(factors as u32) {
        let at: Vec<f64> = (0..factors as u32)
            .map(|factor| f64::from(place / levels.pow(factor) % levels) / f64::from(levels - 1))
            .collect();
        for factor in (0..factors).filter(|factor| at[*factor] + step <= 1.0 + 1e-9) {
            let mut next = at.clone();
            next[factor] += step;
            paths.push(vec![at.clone(), next]);
        }
    }
    let results: Vec<Vec<f64>> =
        paths.iter().map(|path| path.iter().map(|point| f(point)).collect()).collect();
    let found = morris::effects(&paths, &results);
    let of = |figure: fn(&morris::Effects) -> f64| found.iter().map(figure).collect::<Vec<f64>>();
    Ok(json!({
        "mu": of(|effects| effects.mean),
        "mu_star": of(|effects| effects.size),
        "sigma_population": of(|effects| effects.spread),
        "delta": step,
    }))
}

/// Of a factor that is the result.
fn slices(inputs: &Inputs) -> Result<Value, String> {
    let slices: usize = inputs.whole("S")?;
    let even: Vec<f64> = (0..100 * slices).map(|i| (i as f64 + 0.5) / (100 * slices) as f64).collect();
    let found = defined(pawn::distances(&even, &even, slices))?;
    let pawn::Distances { median, mean, max, min } = found;
    Ok(json!({ "active": { "median": median, "mean": mean, "max": max, "min": min } }))
}
