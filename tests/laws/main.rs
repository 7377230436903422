//! The laws of the engine, on documents that nobody wrote by hand.
//!
//! [`documents`] makes random valid documents out of every mechanism and every
//! rule of learning; the laws (conservation, same bits in any pieces, common
//! luck, counted faults) must hold on all of them. Next to them stand small
//! documents with a known answer: a closed form, a probability, a published
//! figure.

mod agents;
mod behaviours;
mod documents;
mod executors;
mod faults;
mod issuance;
mod learned;
mod learning;
mod ledger;
mod luck;
mod markets;
mod meaning;
mod outside;
mod pieces;
mod problems;
mod published;
mod renaming;
mod rules;
mod score;
mod shocks;
mod turnover;
mod world;
