//! Value flows between stakeholders: what everyone gains, who pays whom, and who
//! ends up with what of a payment that is split.
//!
//! Amounts are plain numbers here, of one moment or of a period; the flows of a
//! simulation are the ledger's. For NFT sales in whole units, with the rule that
//! creators owe no royalty on their own, see
//! [`crate::mechanism::marketplace::net_positions`].

use crate::map::Map;

/// Shares may miss 100 % by this much, in percentage points: rounding, no more.
const TOLERANCE: f64 = 1e-6;

/// Something that one stakeholder gives to another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Flow<'a> {
    /// Who gives.
    pub from: &'a str,
    /// Who receives.
    pub to: &'a str,
    /// What: an asset, or something without a price, such as attention.
    pub asset: &'a str,
    /// How much, in units of the asset.
    pub amount: f64,
}

/// What each stakeholder gains of each asset: received less given, by stakeholder
/// and asset.
///
/// **Units.** Those of the assets.
/// **Guarantees.** For each asset the sum over all stakeholders is 0, to rounding.
/// Everyone who is named has an entry.
pub fn net<'a>(flows: &[Flow<'a>]) -> Map<(&'a str, &'a str), f64> {
    let mut net = Map::new();
    for flow in flows {
        *net.or_insert_with((flow.from, flow.asset), || 0.0) -= flow.amount;
        *net.or_insert_with((flow.to, flow.asset), || 0.0) += flow.amount;
    }
    net
}

/// Flows as a table, givers by receivers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matrix<'a> {
    /// The stakeholders, rows and columns alike.
    pub stakeholders: Vec<&'a str>,
    /// For each giver and each receiver the flows between them, as indices, in the
    /// order in which they were given.
    pub cells: Vec<Vec<Vec<usize>>>,
}

/// The stakeholder × stakeholder matrix. `stakeholders` come first, in their
/// order, also those without flows; whoever is only named in a flow comes after
/// them.
pub fn matrix<'a>(stakeholders: &[&'a str], flows: &[Flow<'a>]) -> Matrix<'a> {
    let mut names: Vec<&str> = Vec::new();
    let named = flows.iter().flat_map(|flow| [flow.from, flow.to]);
    for name in stakeholders.iter().copied().chain(named) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let mut cells = vec![vec![Vec::new(); names.len()]; names.len()];
    let place = |name: &str| names.iter().position(|other| *other == name);
    for (at, flow) in flows.iter().enumerate() {
        if let (Some(row), Some(column)) = (place(flow.from), place(flow.to)) {
            cells[row][column].push(at);
        }
    }
    Matrix { stakeholders: names, cells }
}

/// How much of what somebody has received goes on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Share {
    /// This part, in %.
    Percent(f64),
    /// All that the other parts leave; once for each giver.
    Rest,
}

/// A part of a payment, or of what somebody received of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part<'a> {
    /// Who passes it on: the payer, or somebody who receives a part.
    pub from: &'a str,
    /// Who receives it.
    pub to: &'a str,
    /// How much of what `from` has.
    pub share: Share,
}

/// Who ends up with what.
#[derive(Clone, Debug, PartialEq)]
pub struct Settlement<'a> {
    /// Gain or loss of everyone who takes part, in the order of their first
    /// mention; the payer first.
    pub net: Vec<(&'a str, f64)>,
    /// What each part comes to, in the order of the parts.
    pub paid: Vec<f64>,
}

/// Why a split is refused.
#[derive(Clone, Debug, PartialEq)]
pub struct SplitError<'a> {
    /// Whose split it is.
    pub of: &'a str,
    /// What is wrong and what to do, without a full stop.
    pub message: String,
}

/// Follows a payment of 100 units through its splits: "2.5 % fee, of which all to
/// stakers, 5 % royalty, the rest to the seller".
///
/// The payer's parts add up to 100 %. Others may keep something of what they
/// receive; their parts add up to at most 100 %. A part that goes back to the
/// payer (who sells to themselves) stays there.
///
/// **Units.** Of 100 that are paid, so also %.
/// **Guarantees.** The gains and losses sum to 0, to rounding.
/// **Errors.** All splits that do not add up, with what is missing or too much;
/// shares that are negative or no numbers; a second rest; payments in a circle;
/// parts of somebody who receives nothing.
pub fn settle<'a>(payer: &'a str, parts: &[Part<'a>]) -> Result<Settlement<'a>, Vec<SplitError<'a>>> {
    let mut names = vec![payer];
    for name in parts.iter().flat_map(|part| [part.from, part.to]) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let errors: Vec<SplitError> = names.iter().filter_map(|name| refusal(payer, name, parts)).collect();
    if !errors.is_empty() {
        return Err(errors);
    }
    let order = in_order(payer, &names, parts)?;
    let mut net: Map<&str, f64> = Map::new();
    let mut paid = vec![0.0; parts.len()];
    for from in order {
        let has = if from == payer { 100.0 } else { net.get(from).copied().unwrap_or(0.0) };
        let mut left = has;
        let own = || parts.iter().enumerate().filter(|(_, part)| part.from == from);
        for (at, part) in own() {
            if let Share::Percent(share) = part.share {
                paid[at] = has * share / 100.0;
                left -= paid[at];
            }
        }
        if let Some((rest, _)) = own().find(|(_, part)| part.share == Share::Rest) {
            paid[rest] = left.max(0.0);
        }
        for (at, part) in own() {
            *net.or_insert_with(part.from, || 0.0) -= paid[at];
            *net.or_insert_with(part.to, || 0.0) += paid[at];
        }
    }
    let net = names.iter().map(|name| (*name, net.get(name).copied().unwrap_or(0.0))).collect();
    Ok(Settlement { net, paid })
}

/// What is wrong with the split of one stakeholder.
fn refusal<'a>(payer: &str, of: &'a str, parts: &[Part]) -> Option<SplitError<'a>> {
    let own: Vec<&Part> = parts.iter().filter(|part| part.from == of).collect();
    let refuse = |message: String| Some(SplitError { of, message });
    if own.is_empty() {
        let nothing = of == payer;
        return nothing.then(|| SplitError { of, message: "Nobody receives what they pay".to_owned() });
    }
    if of != payer && parts.iter().all(|part| part.to != of || part.from == of) {
        return refuse(format!("{of} passes on a part, but receives nothing of what {payer} pays"));
    }
    let (mut sum, mut rests) = (0.0, 0);
    for part in own {
        match part.share {
            Share::Percent(share) if share.is_finite() && share >= 0.0 => sum += share,
            Share::Percent(share) => {
                return refuse(format!("{share} % to {} is no share: it must be 0 or more", part.to));
            }
            Share::Rest => rests += 1,
        }
    }
    if rests > 1 {
        return refuse(format!("{rests} parts are the rest of what {of} pays: only one can be"));
    }
    let verb = if of == payer { "pays" } else { "received" };
    let (said, off) = (tidy(sum), tidy((100.0 - sum).abs()));
    if sum > 100.0 + TOLERANCE {
        return refuse(format!("The parts of what {of} {verb} add up to {said} %, {off} % too much"));
    }
    if of == payer && rests == 0 && sum < 100.0 - TOLERANCE {
        let hint = "raise one of them, or make one the rest";
        return refuse(format!(
            "The parts of what {of} {verb} add up to {said} %, {off} % are missing: {hint}"
        ));
    }
    None
}

/// At most six decimals: enough to see what is wrong, without the dust of binary.
fn tidy(percent: f64) -> f64 {
    (percent * 1e6).round() / 1e6
}

/// The payer, then everyone after all from whom they receive.
fn in_order<'a>(
    payer: &'a str,
    names: &[&'a str],
    parts: &[Part<'a>],
) -> Result<Vec<&'a str>, Vec<SplitError<'a>>> {
    let mut order = vec![payer];
    while order.len() < names.len() {
        let waits = |name: &str| {
            parts.iter().any(|part| part.to == name && (part.from == name || !order.contains(&part.from)))
        };
        match names.iter().copied().find(|name| !order.contains(name) && !waits(name)) {
            Some(next) => order.push(next),
            None => {
                let circle = names.iter().copied().filter(|name| !order.contains(name));
                let circle: Vec<&str> = circle.filter(|name| parts.iter().any(|p| p.from == *name)).collect();
                let message = format!("Payments go in a circle among {}", circle.join(", "));
                return Err(vec![SplitError { of: circle.first().copied().unwrap_or(payer), message }]);
            }
        }
    }
    Ok(order)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn part<'a>(from: &'a str, to: &'a str, percent: f64) -> Part<'a> {
        Part { from, to, share: Share::Percent(percent) }
    }

    fn rest<'a>(from: &'a str, to: &'a str) -> Part<'a> {
        Part { from, to, share: Share::Rest }
    }

    fn refused(payer: &str, parts: &[Part]) -> String {
        settle(payer, parts).unwrap_err().remove(0).message
    }

    #[test]
    fn a_sale_with_fee_and_royalty() {
        let parts = [
            part("buyer", "market", 2.5),
            part("buyer", "creator", 5.0),
            rest("buyer", "seller"),
            part("market", "stakers", 80.0),
        ];
        let settled = settle("buyer", &parts).unwrap();
        assert_eq!(settled.paid, [2.5, 5.0, 92.5, 2.0]);
        let net = [("buyer", -100.0), ("market", 0.5), ("creator", 5.0), ("seller", 92.5), ("stakers", 2.0)];
        assert_eq!(settled.net, net);
    }

    #[test]
    fn selling_to_oneself_costs_what_leaves_the_pocket() {
        let wash = [part("trader", "market", 2.0), rest("trader", "trader")];
        assert_eq!(settle("trader", &wash).unwrap().net, [("trader", -2.0), ("market", 2.0)]);
    }

    #[test]
    fn splits_that_do_not_add_up_are_refused_with_the_difference() {
        let short = [part("buyer", "market", 2.5), part("buyer", "seller", 95.0)];
        assert!(refused("buyer", &short).contains("add up to 97.5 %, 2.5 % are missing"));
        let much = [part("buyer", "market", 10.1), part("buyer", "seller", 90.2)];
        assert!(refused("buyer", &much).ends_with("add up to 100.3 %, 0.3 % too much"));
        let later = [rest("buyer", "market"), part("market", "a", 70.0), part("market", "b", 40.0)];
        assert!(refused("buyer", &later).starts_with("The parts of what market received add up to 110 %"));
        assert!(refused("buyer", &[rest("buyer", "a"), rest("buyer", "b")]).starts_with("2 parts"));
        assert!(refused("buyer", &[part("buyer", "a", -5.0), rest("buyer", "b")]).contains("-5 %"));
        assert!(refused("buyer", &[part("buyer", "a", f64::NAN)]).contains("no share"));
        assert!(
            refused("buyer", &[rest("buyer", "a"), part("ghost", "b", 10.0)]).contains("receives nothing")
        );
        assert_eq!(refused("buyer", &[]), "Nobody receives what they pay");
    }

    #[test]
    fn circles_are_refused() {
        let circle = [rest("buyer", "a"), part("a", "b", 50.0), part("b", "a", 50.0)];
        assert_eq!(refused("buyer", &circle), "Payments go in a circle among a, b");
        assert!(refused("buyer", &[rest("buyer", "a"), part("a", "a", 50.0)]).contains("circle"));
    }

    #[test]
    fn splits_agree_with_the_marketplace_in_whole_units() {
        use crate::mechanism::marketplace::{Sale, net_positions};
        let sales = [Sale { price: 10_000, buyer: "b", seller: "s", creator: "c" }];
        let whole = net_positions(&sales, 250, 500).unwrap();
        let parts = [part("b", "market", 2.5), part("b", "c", 5.0), rest("b", "s")];
        for (name, gain) in settle("b", &parts).unwrap().net {
            assert!((gain - whole[name] as f64 / 100.0).abs() < 1e-12, "{name}");
        }
    }

    #[test]
    fn flows_make_a_matrix_and_a_balance() {
        let flow = |from, to, asset, amount| Flow { from, to, asset, amount };
        let flows = [flow("a", "b", "usd", 5.0), flow("b", "a", "art", 1.0), flow("a", "b", "usd", 2.0)];
        let matrix = matrix(&["z", "b"], &flows);
        assert_eq!(matrix.stakeholders, ["z", "b", "a"]);
        assert_eq!((&matrix.cells[2][1][..], &matrix.cells[1][2][..]), (&[0, 2][..], &[1][..]));
        assert!(matrix.cells[0].iter().all(Vec::is_empty));
        let expected = [(("a", "art"), 1.0), (("a", "usd"), -7.0), (("b", "art"), -1.0), (("b", "usd"), 7.0)];
        assert_eq!(net(&flows), Map::from(expected));
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_nothing_appears(
            parts in proptest::collection::vec((0_usize..5, 0_usize..5, 0.0_f64..60.0), 0..9),
        ) {
            const NAMES: [&str; 5] = ["payer", "a", "b", "c", "d"];
            let mut parts: Vec<Part> =
                parts.iter().map(|(from, to, share)| part(NAMES[*from], NAMES[*to], *share)).collect();
            parts.push(rest("payer", "d"));
            if let Ok(settled) = settle("payer", &parts) {
                prop_assert!(settled.net.iter().map(|(_, gain)| gain).sum::<f64>().abs() < 1e-9);
                prop_assert!(settled.net[1..].iter().all(|(_, gain)| *gain >= -1e-9));
            }
        }
    }
}
