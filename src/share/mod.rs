//! Links: a whole state of the playground in the fragment of an address.
//!
//! There are two kinds of one grammar. The **short** kind names a template and
//! what was changed in it, and can be read and edited by hand:
//! `#t=nft-marketplace&p.royalty=0.05&seed=7`. The **full** kind carries a
//! document of one's own: `#m=1.<payload>`, where 1 is the number of the codec.
//! The same changes may follow either; what equals the document's own value is
//! left out. All of it is in the fragment, which browsers send to no server.
//!
//! Opening a link takes two steps. [`parse`] reads the text, knowing nothing of
//! templates; [`resolve`] finds the document and fits the changes into it.
//! Whatever does not stop a link from opening (a misspelt parameter, a value out
//! of range) is a [`Notice`] that says what was done instead; only what leaves
//! nothing to show is a [`LinkError`].
//!
//! Links come from strangers: the length of what is read, the size of what is
//! unpacked, the depth of its JSON and the number of changes are all bounded
//! before work is done on them.

mod codec;
mod error;
mod grammar;
mod resolve;

pub use codec::{MAX_UNPACKED_BYTES, invalid};
pub use error::{LinkError, Notice};
pub use grammar::{MAX_CHANGES, MAX_LINK_BYTES, Parsed, parse};
pub use resolve::{MAX_RUNS, MAX_SEED, MAX_STEPS, Resolved, resolve};

use crate::json::Json;
use crate::project::{Document, Project};
use crate::simulate::RunSpec;

/// What a link says, and nothing that it leaves to the document.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// Where the document comes from.
    pub source: Source,
    /// Parameters that are changed, by id, in the order of the link.
    pub parameters: Vec<(String, f64)>,
    /// The seed, if changed.
    pub seed: Option<u64>,
    /// The number of runs, if changed.
    pub runs: Option<u64>,
    /// The number of steps, if changed.
    pub steps: Option<u32>,
    /// Hash of the result that the sender saw: 16 lower-case hexadecimal digits.
    pub hash: Option<String>,
    /// How much of the page to show; none: as the reader is used to.
    pub view: Option<View>,
    /// Light or dark; none: as the reader's system says.
    pub theme: Option<Theme>,
}

/// Where the document of a link comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    /// The template with this id.
    Template(String),
    /// The link itself: the document's tree, which [`resolve`] reads.
    Document(Json),
}

/// How much of the page a link shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// Everything.
    Studio,
    /// The story, chosen sliders and charts.
    Explain,
    /// The same as `Explain` without the frame of the page.
    Embed,
}

impl View {
    /// All views.
    pub const ALL: [View; 3] = [View::Studio, View::Explain, View::Embed];

    /// The name that links use.
    pub fn name(self) -> &'static str {
        match self {
            View::Studio => "studio",
            View::Explain => "explain",
            View::Embed => "embed",
        }
    }
}

/// The colours a link asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// All themes.
    pub const ALL: [Theme; 2] = [Theme::Light, Theme::Dark];

    /// The name that links use.
    pub fn name(self) -> &'static str {
        match self {
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }
}

/// A state of the playground that is to be shared.
#[derive(Clone, Debug)]
pub struct Share<'a, D = Project> {
    /// The document, with its own defaults.
    pub project: &'a D,
    /// What is run: values of the parameters in the order of the document, seed,
    /// runs, steps.
    pub spec: &'a RunSpec,
    /// Hash of the result, if there is one.
    pub hash: Option<&'a str>,
    /// How much the reader will see.
    pub view: Option<View>,
    /// The colours.
    pub theme: Option<Theme>,
}

/// The short link, with its `#`: the template and what was changed. It is right
/// only if `share.project` *is* that template.
pub fn short(template: &str, share: &Share<'_, impl Document>) -> String {
    let link = share.link(Source::Template(template.to_owned()));
    grammar::write(&link, &format!("t={}", grammar::escape(template)))
}

/// The full link, with its `#`: the document and what was changed. Fails with
/// [`LinkError::TooLong`] or [`LinkError::TooLarge`] if the document does not
/// fit into a link that can be opened again.
pub fn full(share: &Share<'_, impl Document>) -> Result<String, LinkError> {
    // The link's own copy of the document would only be dropped: the payload is
    // written from the one at hand.
    let link = share.link(Source::Template(String::new()));
    let fragment = grammar::write(&link, &format!("m={}", codec::encode(&share.project.to_json_compact())?));
    let bytes = fragment.len() - 1;
    if bytes > MAX_LINK_BYTES {
        return Err(LinkError::TooLong { bytes });
    }
    Ok(fragment)
}

impl<D: Document> Share<'_, D> {
    fn link(&self, source: Source) -> Link {
        let run = self.project.run();
        let changed = |(parameter, value): (&crate::project::Parameter, &f64)| {
            (parameter.default.to_bits() != value.to_bits()).then(|| (parameter.id.clone(), *value))
        };
        Link {
            source,
            parameters: self
                .project
                .parameters()
                .iter()
                .zip(&self.spec.parameters)
                .filter_map(changed)
                .collect(),
            seed: (self.spec.seed != run.seed).then_some(self.spec.seed),
            runs: (self.spec.runs != run.runs).then_some(self.spec.runs),
            steps: (self.spec.steps != run.steps).then_some(self.spec.steps),
            hash: self.hash.map(str::to_owned),
            view: self.view,
            theme: self.theme,
        }
    }
}
