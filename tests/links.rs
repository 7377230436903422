//! Links: what is shared comes back to the last bit, published links open for
//! ever, and nothing that a stranger writes does harm.

#[path = "links/fuzz.rs"]
mod fuzz;
#[path = "links/golden.rs"]
mod golden;
#[path = "links/laws.rs"]
mod laws;
#[path = "links/world.rs"]
mod world;
