//! Where ordinary music lies on each axis, for catalogues that are too small to tell.
//!
//! Middles and widths (medians, and half the distance from the 16th to the 84th percentile) of 231 recordings, most of them
//! music of free games, so they stand for instrumental music of many styles better than for song.

use hark_track::Axis;

/// The share of ordinary music whose code on `axis` is below `code`.
pub(super) fn share_below(axis: Axis, code: usize) -> f32 {
    let (middle, width) = distribution(axis);
    let value = (code as f32 - 1.0) / 254.0;
    // The logistic distribution of the same width is near enough to the normal one (Bowling et al. 2009).
    1.0 / (1.0 + (-(value - middle) / width * 1.702).exp())
}

#[rustfmt::skip]
#[expect(clippy::too_many_lines, reason = "a table")]
fn distribution(axis: Axis) -> (f32, f32) {
    match axis {
        Axis::Arousal => (0.50, 0.25),
        Axis::Happy => (0.48, 0.29),
        Axis::Sad => (0.49, 0.25),
        Axis::Aggressive => (0.52, 0.24),
        Axis::Relaxed => (0.52, 0.28),
        Axis::Party => (0.53, 0.28),
        Axis::Danceable => (0.53, 0.27),
        Axis::Tempo => (0.67, 0.12),
        Axis::Loud => (0.71, 0.06),
        Axis::Dynamic => (0.16, 0.11),
        Axis::Bright => (0.20, 0.30),
        Axis::Voice => (0.45, 0.03),
        Axis::Female => (0.50, 0.03),
        Axis::Electronic => (0.39, 0.05),
        Axis::Acoustic => (0.43, 0.05),
        Axis::Minor => (0.76, 0.48),
        Axis::Rock => (0.32, 0.05),
        Axis::Pop => (0.31, 0.05),
        Axis::Alternative => (0.30, 0.03),
        Axis::Indie => (0.30, 0.04),
        Axis::Dance => (0.26, 0.07),
        Axis::Jazz => (0.36, 0.05),
        Axis::Beautiful => (0.30, 0.03),
        Axis::Metal => (0.18, 0.05),
        Axis::Chillout => (0.32, 0.03),
        Axis::Soul => (0.25, 0.04),
        Axis::Mellow => (0.28, 0.03),
        Axis::Sixties => (0.21, 0.06),
        Axis::Seventies => (0.22, 0.04),
        Axis::Eighties => (0.26, 0.04),
        Axis::Nineties => (0.25, 0.03),
        Axis::Folk => (0.32, 0.06),
        Axis::Punk => (0.20, 0.05),
        Axis::Oldies => (0.21, 0.07),
        Axis::Blues => (0.24, 0.06),
        Axis::HardRock => (0.20, 0.05),
        Axis::ClassicRock => (0.25, 0.05),
        Axis::ProgRock => (0.32, 0.04),
        Axis::Ambient => (0.37, 0.06),
        Axis::Experimental => (0.35, 0.03),
        Axis::Guitar => (0.32, 0.05),
        Axis::HipHop => (0.20, 0.03),
        Axis::Country => (0.20, 0.07),
        Axis::EasyListening => (0.26, 0.04),
        Axis::Sexy => (0.19, 0.03),
        Axis::Catchy => (0.16, 0.03),
        Axis::Funk => (0.22, 0.05),
        Axis::Electro => (0.28, 0.06),
        Axis::Rnb => (0.17, 0.03),
        Axis::House => (0.24, 0.05),
        Axis::Techno => (0.37, 0.10),
        Axis::Classical => (0.28, 0.10),
        Axis::Opera => (0.14, 0.09),
        Axis::NewAge => (0.32, 0.05),
        Axis::Indian => (0.29, 0.06),
        Axis::Strings => (0.34, 0.08),
        Axis::Drums => (0.39, 0.07),
        Axis::Beat => (0.32, 0.08),
        Axis::Piano => (0.35, 0.06),
        Axis::Violin => (0.30, 0.12),
        Axis::Cello => (0.18, 0.11),
        Axis::Synth => (0.38, 0.06),
        Axis::Harpsichord => (0.22, 0.09),
        Axis::Flute => (0.27, 0.10),
        Axis::Sitar => (0.23, 0.06),
        Axis::Harp => (0.21, 0.07),
        Axis::Choir => (0.12, 0.07),
        Axis::Solo => (0.24, 0.05),
        Axis::Quiet => (0.31, 0.07),
        Axis::Slow => (0.40, 0.06),
        Axis::Fast => (0.35, 0.08),
        Axis::Weird => (0.28, 0.04),
    }
}
