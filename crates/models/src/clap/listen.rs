//! Choosing what of a sound is heard, while it comes in and its length is not known.
//!
//! Windows follow one another from the start without overlap; if a second or more is left over at the end, one more
//! window ends with the sound. Once [`KEPT_WINDOWS`] spectrograms are kept every second one is dropped, and from then
//! on only every second, fourth, eighth … window is kept, so that memory is bounded whatever the length. Of those kept,
//! at most [`MAX_HEARD_WINDOWS`] are heard at the end, evenly spread, the first and the last among them: the network
//! costs a hundred times the spectrogram.

use std::sync::Arc;

use super::mel::LogMel;
use super::{Ear, SoundListener, SoundVector};
use crate::error::Error;

/// Spectrograms kept at most, a quarter of a megabyte each.
pub(super) const KEPT_WINDOWS: usize = 16;

/// Windows that the network hears at most of one sound.
pub const MAX_HEARD_WINDOWS: usize = 8;

/// Listens to one sound.
pub(super) struct Windows {
    ear: Arc<Ear>,
    /// The complete window before `current`, if any, for the one that ends with the sound.
    before: Vec<f32>,
    current: Vec<f32>,
    /// Complete windows so far.
    index: usize,
    /// Every so manyth window is kept.
    stride: usize,
    /// Place in the sequence, and spectrogram.
    kept: Vec<(usize, Vec<f32>)>,
}

impl Windows {
    pub(super) fn new(ear: Arc<Ear>) -> Self {
        Self { ear, before: Vec::new(), current: Vec::new(), index: 0, stride: 1, kept: Vec::new() }
    }

    fn mel(&self) -> &LogMel {
        &self.ear.mel
    }

    fn end_window(&mut self) {
        if self.kept.len() == KEPT_WINDOWS {
            self.stride *= 2;
            self.kept.retain(|(index, _)| index % self.stride == 0);
        }
        if self.index.is_multiple_of(self.stride) {
            let frames = self.mel().frames(&self.current);
            self.kept.push((self.index, frames));
        }
        self.index += 1;
        std::mem::swap(&mut self.before, &mut self.current);
        self.current.clear();
    }

    /// What is left over: the sound itself where it is shorter than a window, or else a window that ends with it.
    fn end(&mut self) {
        let rest = self.current.len();
        if rest < self.mel().settings().rate as usize {
            return;
        }
        let sound = match self.before.get(rest..) {
            Some(before) => [before, &self.current].concat(),
            None => std::mem::take(&mut self.current),
        };
        let frames = self.mel().frames(&sound);
        self.kept.push((self.index, frames));
    }
}

impl SoundListener for Windows {
    fn push(&mut self, mono: &[f32]) {
        let mut rest = mono;
        let window = self.mel().settings().window;
        while !rest.is_empty() {
            let (part, after) = rest.split_at(rest.len().min(window - self.current.len()));
            self.current.extend(part);
            if self.current.len() == window {
                self.end_window();
            }
            rest = after;
        }
    }

    fn finish(mut self: Box<Self>) -> Result<Option<SoundVector>, Error> {
        self.end();
        let heard: Vec<usize> = spread(self.kept.len(), MAX_HEARD_WINDOWS);
        if heard.is_empty() {
            return Ok(None);
        }
        let mut total: Vec<f64> = Vec::new();
        for place in &heard {
            let vector = self.ear.hear(&self.kept[*place].1)?;
            total.resize(vector.len(), 0.0);
            total.iter_mut().zip(vector).for_each(|(total, value)| *total += f64::from(value));
        }
        let vector = self.ear.unit(total)?;
        Ok(Some(SoundVector { windows: heard.len(), vector }))
    }
}

/// At most `limit` of `count` places, evenly spread, the first and the last among them.
fn spread(count: usize, limit: usize) -> Vec<usize> {
    if count <= limit {
        return (0..count).collect();
    }
    let last = limit.saturating_sub(1).max(1);
    (0..limit).map(|place| (place * (count - 1) + last / 2) / last).collect()
}

#[cfg(test)]
mod tests;
