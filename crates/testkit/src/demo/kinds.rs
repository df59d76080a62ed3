//! The kinds of music of the catalogue, one file each: what it is called, its three pieces, how it is played.
//!
//! To add a kind, write its file and name it in [`ALL`]; at the end, for ids follow the order.

use super::kind::Kind;

mod ambient;
mod blues;
mod boss;
mod bossa;
mod chiptune;
mod drone;
mod drum_and_bass;
mod folk;
mod horror;
mod jazz;
mod lofi;
mod lullaby;
mod march;
mod metal;
mod reggae;
mod synthwave;
mod tavern;
mod techno;
mod trap;
mod waltz;

/// What every kind needs.
mod prelude {
    pub(super) use crate::demo::kind::{Delivery, Kind, Piece};
    pub(super) use crate::demo::stage::Stage;
    pub(super) use crate::synth::drums::Drum;
    pub(super) use crate::synth::fx::Room;
    pub(super) use crate::synth::patch;
    pub(super) use crate::synth::score::{Bar, Changes, Ending, Line};
    pub(super) use crate::synth::theory::Quality::{Dom7, Maj, Maj7, Min, Min7, Power};
    pub(super) use crate::synth::theory::tonic::*;
    pub(super) use crate::synth::theory::{Key, Numeral as N, Scale};
}

/// Every kind, in the order of the catalogue.
pub(super) static ALL: [&Kind; 20] = [
    &techno::KIND,
    &waltz::KIND,
    &chiptune::KIND,
    &metal::KIND,
    &ambient::KIND,
    &jazz::KIND,
    &boss::KIND,
    &lofi::KIND,
    &folk::KIND,
    &drum_and_bass::KIND,
    &bossa::KIND,
    &horror::KIND,
    &march::KIND,
    &reggae::KIND,
    &synthwave::KIND,
    &lullaby::KIND,
    &blues::KIND,
    &trap::KIND,
    &tavern::KIND,
    &drone::KIND,
];
