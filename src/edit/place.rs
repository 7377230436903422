//! The fields of a document that forms show, each by its place: what it is called,
//! its value as text, and how a text becomes its value. One table gives all three,
//! so that reading, writing and the names of undo cannot drift apart.

use crate::num::decimal;
use crate::project::*;

/// A value as a field shows it.
trait Value {
    /// The text of it.
    fn show(&self) -> String;
    /// Takes a text, or says why it cannot.
    fn take(&mut self, text: &str) -> Result<(), String>;
}

impl Value for String {
    fn show(&self) -> String {
        self.clone()
    }

    fn take(&mut self, text: &str) -> Result<(), String> {
        text.clone_into(self);
        Ok(())
    }
}

impl Value for Option<String> {
    fn show(&self) -> String {
        self.clone().unwrap_or_default()
    }

    fn take(&mut self, text: &str) -> Result<(), String> {
        *self = (!text.is_empty()).then(|| text.to_owned());
        Ok(())
    }
}

impl Value for Formula {
    fn show(&self) -> String {
        self.0.clone()
    }

    fn take(&mut self, text: &str) -> Result<(), String> {
        self.0.take(text)
    }
}

impl Value for f64 {
    fn show(&self) -> String {
        self.to_string()
    }

    fn take(&mut self, text: &str) -> Result<(), String> {
        *self = number(text)?.ok_or("A number is needed here")?;
        Ok(())
    }
}

impl Value for Option<f64> {
    fn show(&self) -> String {
        self.map_or_else(String::new, |value| value.to_string())
    }

    fn take(&mut self, text: &str) -> Result<(), String> {
        *self = number(text)?;
        Ok(())
    }
}

/// A number, or nothing where nothing is written.
fn number(text: &str) -> Result<Option<f64>, String> {
    let text = text.trim().trim_end_matches('%').trim_end().replace(',', ".");
    if text.is_empty() {
        return Ok(None);
    }
    let read = decimal::parse(&text).filter(|value| value.is_finite());
    read.map(Some).ok_or_else(|| format!("“{text}” is not a number"))
}

macro_rules! chosen {
    ($($type:ident),*) => {$(
        impl Value for $type {
            fn show(&self) -> String {
                self.name().to_owned()
            }

            fn take(&mut self, text: &str) -> Result<(), String> {
                let known = $type::ALL.iter().find(|known| known.name() == text);
                *self = *known.ok_or_else(|| format!("“{text}” is none of the choices"))?;
                Ok(())
            }
        }
    )*};
}

chosen!(OverTime, Statistic, Category, Security, Vesting);

/// A curve as a text, its kind and its numbers: `linear`, `exponential 3`,
/// `logistic 10 0.5`.
pub fn curve_text(curve: &Curve) -> String {
    match curve {
        Curve::Linear {} => "linear".to_owned(),
        Curve::Exponential { a } => format!("exponential {a}"),
        Curve::Power { p } => format!("power {p}"),
        Curve::Logistic { k, mid } => format!("logistic {k} {mid}"),
        Curve::Gaussian { target, width } => format!("gaussian {target} {width}"),
    }
}

/// See [`curve_text`].
impl Value for Curve {
    fn show(&self) -> String {
        curve_text(self)
    }

    fn take(&mut self, text: &str) -> Result<(), String> {
        let mut words = text.split_whitespace();
        let name = words.next().unwrap_or("");
        let numbers: Option<Vec<f64>> =
            words.map(|word| decimal::parse(word).filter(|value| value.is_finite())).collect();
        let numbers = numbers.ok_or("A number is needed here")?;
        *self = match (name, numbers.as_slice()) {
            ("linear", []) => Curve::Linear {},
            ("exponential", [a]) => Curve::Exponential { a: *a },
            ("power", [p]) => Curve::Power { p: *p },
            ("logistic", [k, mid]) => Curve::Logistic { k: *k, mid: *mid },
            ("gaussian", [target, width]) => Curve::Gaussian { target: *target, width: *width },
            _ => return Err(format!("“{text}” is no curve")),
        };
        Ok(())
    }
}

/// An entry of a list that is found by its id.
trait Keyed {
    /// Whether it is the entry with this id, given its place in the list.
    fn is(&self, at: usize, id: &str) -> bool;
    /// How people call it.
    fn caption(&self) -> &str;
}

macro_rules! keyed {
    ($($type:ident: $caption:ident),*) => {$(
        impl Keyed for $type {
            fn is(&self, _at: usize, id: &str) -> bool {
                self.id == id
            }

            fn caption(&self) -> &str {
                &self.$caption
            }
        }
    )*};
}

keyed!(ProblemNode: text, Stakeholder: label, ValueFlow: purpose, CanvasRow: desired);

/// Goals have no ids: they are found by their place in the list.
impl Keyed for Goal {
    fn is(&self, at: usize, id: &str) -> bool {
        at.to_string() == id
    }

    fn caption(&self) -> &str {
        if self.label.is_empty() { &self.metric } else { &self.label }
    }
}

fn find<'a, T: Keyed>(list: &'a [T], id: &str) -> Option<&'a T> {
    list.iter().enumerate().find(|(at, entry)| entry.is(*at, id)).map(|(_, entry)| entry)
}

fn find_mut<'a, T: Keyed>(list: &'a mut [T], id: &str) -> Option<&'a mut T> {
    list.iter_mut().enumerate().find(|(at, entry)| entry.is(*at, id)).map(|(_, entry)| entry)
}

/// A bucket by `allocation.bucket`.
fn bucket<'a>(project: &'a Project, id: &str) -> Option<&'a Bucket> {
    let (of, id) = id.split_once('.')?;
    project.mechanisms.iter().find_map(|mechanism| match mechanism {
        Mechanism::Allocation(all) if all.id == of => all.buckets.iter().find(|bucket| bucket.id == id),
        _ => None,
    })
}

fn bucket_mut<'a>(project: &'a mut Project, id: &str) -> Option<&'a mut Bucket> {
    let (of, id) = id.split_once('.')?;
    project.mechanisms.iter_mut().find_map(|mechanism| match mechanism {
        Mechanism::Allocation(all) if all.id == of => all.buckets.iter_mut().find(|bucket| bucket.id == id),
        _ => None,
    })
}

macro_rules! places {
    (
        one { $($one:ident $one_name:literal $($one_path:ident).+;)* }
        listed { $($many:ident $name:literal $($list:ident).+ [$field:ident];)* }
        bucket { $($part:ident $part_name:literal [$part_field:ident];)* }
    ) => {
        /// A field. Those of lists go with the id of the entry.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Place {
            $(#[doc = $one_name] $one,)*
            $(#[doc = $name] $many,)*
            $(#[doc = $part_name] $part,)*
        }

        impl Place {
            /// All of them.
            pub const ALL: &[Place] = &[$(Place::$one,)* $(Place::$many,)* $(Place::$part,)*];

            fn name(self) -> &'static str {
                match self {
                    $(Place::$one => $one_name,)*
                    $(Place::$many => $name,)*
                    $(Place::$part => $part_name,)*
                }
            }
        }

        /// Of each field that has a path of its own: the list that it is in, after a dot,
        /// and its name there.
        const PATHS: &[(Place, &str, &str)] = &[
            $((Place::$one, "", concat!($(".", stringify!($one_path)),+)),)*
            $((Place::$many, concat!($(".", stringify!($list)),+), stringify!($field)),)*
        ];

        fn slot<'a>(project: &'a Project, place: Place, id: &str) -> Option<&'a dyn Value> {
            Some(match place {
                $(Place::$one => &project.$($one_path).+,)*
                $(Place::$many => &find(&project.$($list).+, id)?.$field,)*
                $(Place::$part => &bucket(project, id)?.$part_field,)*
            })
        }

        fn slot_mut<'a>(project: &'a mut Project, place: Place, id: &str) -> Option<&'a mut dyn Value> {
            Some(match place {
                $(Place::$one => &mut project.$($one_path).+,)*
                $(Place::$many => &mut find_mut(&mut project.$($list).+, id)?.$field,)*
                $(Place::$part => &mut bucket_mut(project, id)?.$part_field,)*
            })
        }

        fn caption<'a>(project: &'a Project, place: Place, id: &str) -> Option<&'a str> {
            match place {
                $(Place::$one => None,)*
                $(Place::$many => Some(find(&project.$($list).+, id)?.caption()),)*
                $(Place::$part => Some(&bucket(project, id)?.label),)*
            }
        }
    };
}

places! {
    one {
        Title "title" meta.title;
        Story "story" meta.story;
        Question "key question" discovery.worksheet.question;
        Context "context" discovery.worksheet.context;
        Success "criteria for success" discovery.worksheet.success;
        InScope "what is in scope" discovery.worksheet.in_scope;
        OutOfScope "what is out of scope" discovery.worksheet.out_of_scope;
        Constraints "constraints" discovery.worksheet.constraints;
        Decides "who decides" discovery.worksheet.decides;
        Helps "who helps" discovery.worksheet.helps;
        Hinders "who may hinder" discovery.worksheet.hinders;
        Sources "sources of insight" discovery.worksheet.sources;
        PlanCategory "category of the plan" plan.category;
        PlanSecurity "security requirement" plan.security;
    }
    listed {
        NodeText "statement" discovery.tree [text];
        NodeShare "share" discovery.tree [share];
        NodeSplit "split" discovery.tree [split];
        NodeCriterion "criterion" discovery.tree [criterion];
        StakeholderLabel "name" discovery.stakeholders [label];
        StakeholderGoal "goal" discovery.stakeholders [goal];
        StakeholderUsers "number of users" discovery.stakeholders [users];
        StakeholderHolds "holdings" discovery.stakeholders [holds];
        StakeholderFears "fears" discovery.stakeholders [fears];
        StakeholderModel "place in the model" discovery.stakeholders [model];
        FlowFrom "giver" discovery.flows [from];
        FlowTo "receiver" discovery.flows [to];
        FlowAsset "asset" discovery.flows [asset];
        FlowPurpose "purpose" discovery.flows [purpose];
        FlowAmount "amount" discovery.flows [amount];
        FlowMechanism "mechanism" discovery.flows [mechanism];
        RowStakeholder "stakeholder" discovery.canvas [stakeholder];
        RowDesired "desired behaviour" discovery.canvas [desired];
        RowDesiredStrategy "desired strategy" discovery.canvas [desired_strategy];
        RowFriction "friction" discovery.canvas [friction];
        RowUndesired "undesired behaviour" discovery.canvas [undesired];
        RowUndesiredStrategy "undesired strategy" discovery.canvas [undesired_strategy];
        RowMechanism "mechanism" discovery.canvas [mechanism];
        RowParameter "parameter" discovery.canvas [parameter];
        RowMetric "metric" discovery.canvas [metric];
        RowLeaf "part of the problem" discovery.canvas [leaf];
        GoalLabel "name" objective.goals [label];
        GoalMetric "metric" objective.goals [metric];
        GoalOver "part of time" objective.goals [over];
        GoalStatistic "statistic" objective.goals [statistic];
        GoalWorst "worst value" objective.goals [worst];
        GoalBest "best value" objective.goals [best];
        GoalCurve "curve" objective.goals [curve];
        GoalLimit "limit" objective.goals [limit];
        GoalWeight "weight" objective.goals [weight];
    }
    bucket {
        BucketLabel "name" [label];
        BucketShare "share" [share];
        BucketTge "part at the start" [tge];
        BucketCliff "cliff" [cliff];
        BucketDuration "vesting" [duration];
        BucketVesting "kind of vesting" [vesting];
    }
}

/// The path of a field in the document, by the id of its entry, as problems name it; none
/// for a field that belongs to a mechanism.
pub fn path(place: Place, id: &str) -> Option<String> {
    let (_, list, field) = PATHS.iter().find(|(known, ..)| *known == place)?;
    let path = if list.is_empty() { (*field).to_owned() } else { format!("{list}.{id}.{field}") };
    path.strip_prefix('.').map(str::to_owned)
}

/// The field at a path, and the id of its entry; see [`path`].
pub fn at(path: &str) -> Option<(Place, String)> {
    let path = format!(".{path}");
    PATHS.iter().find_map(|(place, list, field)| {
        if list.is_empty() {
            return (path == *field).then(|| (*place, String::new()));
        }
        let (id, rest) = path.strip_prefix(list)?.strip_prefix('.')?.split_once('.')?;
        (rest.split(['.', '[']).next() == Some(*field)).then(|| (*place, id.to_owned()))
    })
}

/// The text of a field; empty if there is no such field.
pub fn get(project: &Project, place: Place, id: &str) -> String {
    slot(project, place, id).map(Value::show).unwrap_or_default()
}

/// Gives a field a text, or says why it cannot have it.
pub fn set(project: &mut Project, place: Place, id: &str, text: &str) -> Result<(), String> {
    let slot = slot_mut(project, place, id).ok_or("It is not there any more")?;
    slot.take(text)?;
    match place {
        Place::NodeShare => limited(project, id, text),
        _ => Ok(()),
    }
}

/// A share is a part of a whole.
fn limited(project: &Project, id: &str, text: &str) -> Result<(), String> {
    let share = find(&project.discovery.tree, id).and_then(|node| node.share).unwrap_or(0.0);
    if (0.0..=100.0).contains(&share) {
        return Ok(());
    }
    Err(format!("A share of {} %: it must be between 0 and 100", text.trim()))
}

/// What changing a field is called: "change goal of “Traders”".
pub fn name(project: &Project, place: Place, id: &str) -> String {
    let what = place.name();
    match caption(project, place, id).map(str::trim).filter(|caption| !caption.is_empty()) {
        Some(caption) => format!("change {what} of {}", quoted(caption)),
        None => format!("change {what}"),
    }
}

/// A text in quotation marks, cut where it is long.
pub(super) fn quoted(text: &str) -> String {
    const LONGEST: usize = 32;
    let short: String = text.chars().take(LONGEST).collect();
    let dots = if short.len() < text.len() { "…" } else { "" };
    format!("“{}{dots}”", short.trim_end())
}

/// A message as the beginning of a sentence.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
