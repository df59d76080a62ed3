//! From conditions to sets of rows: blocks of bytes, a set of bytes for each condition, and the records of what that leaves open.

use std::ops::RangeInclusive;

use hark_track::{Bpm, Gender, Genre, PitchClass, Scale, Seconds};

use super::codes::Match;
use super::{ColumnRow, Columns, record};
use crate::filters::Filters;
use crate::kernel::bytes::{BLOCK, ByteSet, keep_members};
use crate::rows::Rows;

/// A column of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Number {
    /// Length in seconds.
    Duration,
    /// Lifetime plays.
    Plays,
    /// Lifetime likes.
    Likes,
    /// When the track came to be, in seconds since 1970.
    Created,
    /// Beats a minute.
    Bpm,
    /// The tempo that a listener might tap instead, in beats a minute.
    Alternative,
    /// Year of release.
    Year,
}

/// The labels of a track, `None` where nothing is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Labels {
    /// Without a voice.
    pub instrumental: Option<bool>,
    /// Mainly electronic.
    pub electronic: Option<bool>,
    /// Mainly acoustic.
    pub acoustic: Option<bool>,
    /// Gender of the voice.
    pub gender: Option<Gender>,
}

impl Number {
    /// Every column, in the order of their numbers.
    pub const ALL: [Number; 7] = [
        Number::Duration,
        Number::Plays,
        Number::Likes,
        Number::Created,
        Number::Bpm,
        Number::Alternative,
        Number::Year,
    ];

    /// The value of a row as a number of the same order.
    pub(super) fn key(self, row: &ColumnRow) -> Option<u64> {
        match self {
            // Positive floats are in the order of their bits.
            Number::Duration => row.duration.map(|duration| duration.get().to_bits()),
            Number::Bpm => row.bpm.map(|bpm| u64::from(single(bpm).to_bits())),
            Number::Alternative => row.bpm_alternative.map(|bpm| u64::from(single(bpm).to_bits())),
            Number::Plays => row.play_count,
            Number::Likes => row.likes,
            Number::Created => Some(signed(row.created_at.unix())),
            Number::Year => row.year.map(|year| signed(i64::from(year))),
        }
    }

    /// The keys of all values from `low` to `high`.
    fn keys(self, low: f64, high: f64) -> RangeInclusive<u64> {
        match self {
            Number::Duration => low.max(0.0).to_bits()..=high.max(0.0).to_bits(),
            Number::Bpm | Number::Alternative => {
                let (low, high) = (low.max(0.0), high.max(0.0));
                let (mut first, mut last) = (low as f32, high as f32);
                first = if f64::from(first) < low { first.next_up() } else { first };
                last = if f64::from(last) > high { last.next_down() } else { last };
                u64::from(first.to_bits())..=u64::from(last.to_bits())
            }
            Number::Plays | Number::Likes => low.ceil() as u64..=high.floor() as u64,
            Number::Created | Number::Year => signed(low.ceil() as i64)..=signed(high.floor() as i64),
        }
    }
}

/// As records hold tempi.
fn single(bpm: Bpm) -> f32 {
    bpm.get() as f32
}

fn signed(value: i64) -> u64 {
    value.cast_unsigned() ^ (1 << 63)
}

/// One condition.
enum Condition {
    Genre(ByteSet),
    Tonal(ByteSet),
    Character(ByteSet),
    Number(Number, Match, RangeInclusive<u64>),
}

impl Columns {
    /// The public tracks that satisfy `filters`.
    pub fn select(&self, filters: &Filters) -> Rows {
        if filters.is_empty() {
            return self.public().clone();
        }
        let conditions = self.conditions(filters);
        self.all(&conditions, |block| {
            let words = self.public.words();
            let words = &words[(block * (BLOCK / 64)).min(words.len())..];
            std::array::from_fn(|word| words.get(word).copied().unwrap_or(0))
        })
    }

    /// The tracks, public or not, whose value lies in one of these ranges, both ends included; with `missing`, also those
    /// without a value.
    pub fn numbers(&self, number: Number, ranges: &[(f64, f64)], missing: bool) -> Rows {
        let mut rows = if missing {
            self.where_code(number, |code| code == super::codes::MISSING)
        } else {
            Rows::none(0)
        };
        for (low, high) in ranges {
            let condition = self.number(number, number.keys(*low, *high));
            rows.unite(&self.all(&[condition], |_| [u64::MAX; BLOCK / 64]));
        }
        rows.truncate(self.bound());
        rows
    }

    /// The tracks, public or not, whose key and mode are such.
    pub fn tonal(&self, holds: impl Fn(Option<PitchClass>, Option<Scale>) -> bool) -> Rows {
        let scales = [None, Some(Scale::Major), Some(Scale::Minor)];
        let keys = |code: u8| (code / 3).checked_sub(1).and_then(PitchClass::from_semitones);
        let set = ByteSet::of(|code| code < 39 && holds(keys(code), scales[usize::from(code % 3)]));
        self.all_below(Condition::Tonal(set))
    }

    /// The tracks, public or not, whose labels are such.
    pub fn labelled(&self, holds: impl Fn(Labels) -> bool) -> Rows {
        self.all_below(Condition::Character(labels_where(holds)))
    }

    fn all_below(&self, condition: Condition) -> Rows {
        let mut rows = self.all(&[condition], |_| [u64::MAX; BLOCK / 64]);
        rows.truncate(self.bound());
        rows
    }

    fn where_code(&self, number: Number, holds: impl Fn(u8) -> bool) -> Rows {
        let found = Match { surely: ByteSet::of(holds), perhaps: ByteSet::default() };
        self.all(&[Condition::Number(number, found, 0..=0)], |_| [u64::MAX; BLOCK / 64])
    }

    fn number(&self, number: Number, wanted: RangeInclusive<u64>) -> Condition {
        Condition::Number(number, self.numbers[number as usize].within(&wanted), wanted)
    }

    fn conditions(&self, filters: &Filters) -> Vec<Condition> {
        let mut all = Vec::new();
        if !filters.genres.is_empty() {
            let genre = |code: u8| Genre::from_index(usize::from(code));
            let wanted = |code| genre(code).is_some_and(|genre| filters.genres.contains(&genre));
            all.push(Condition::Genre(ByteSet::of(wanted)));
        }
        if filters.wants_labels() {
            all.push(Condition::Character(labels_where(|labels| filters.admits_labels(labels))));
        }
        if filters.key.is_some() || filters.scale.is_some() {
            let key = |code: u8| (code / 3).checked_sub(1).and_then(PitchClass::from_semitones);
            let scales = [None, Some(Scale::Major), Some(Scale::Minor)];
            let wanted = |code: u8| {
                code < 39
                    && filters.key.is_none_or(|wanted| key(code) == Some(wanted))
                    && filters.scale.is_none_or(|wanted| scales[usize::from(code % 3)] == Some(wanted))
            };
            all.push(Condition::Tonal(ByteSet::of(wanted)));
        }
        if let Some(least) = filters.min_play_count {
            all.push(self.number(Number::Plays, least..=u64::MAX));
        }
        if let Some(least) = filters.min_likes {
            all.push(self.number(Number::Likes, least..=u64::MAX));
        }
        if let Some(after) = filters.created_after {
            all.push(self.number(Number::Created, signed(after.unix())..=u64::MAX));
        }
        if filters.duration_min.is_some() || filters.duration_max.is_some() {
            let key = |seconds: Seconds| seconds.get().to_bits();
            let (low, high) =
                (filters.duration_min.map_or(0, key), filters.duration_max.map_or(u64::MAX, key));
            all.push(self.number(Number::Duration, low..=high));
        }
        all
    }

    /// The rows of `among` that satisfy every condition.
    fn all(&self, conditions: &[Condition], among: impl Fn(usize) -> [u64; BLOCK / 64]) -> Rows {
        let blocks = self.bound().div_ceil(BLOCK);
        let mut words = Vec::with_capacity(blocks * (BLOCK / 64));
        for block in 0..blocks {
            let mut mask = among(block);
            for condition in conditions {
                if mask.iter().all(|word| *word == 0) {
                    break;
                }
                self.keep(block, condition, &mut mask);
            }
            words.extend_from_slice(&mask);
        }
        Rows::of_words(words)
    }

    fn keep(&self, block: usize, condition: &Condition, mask: &mut [u64; BLOCK / 64]) {
        let (codes, set) = match condition {
            Condition::Genre(set) => (self.genres.block(block), *set),
            Condition::Tonal(set) => (self.tonal.block(block), *set),
            Condition::Character(set) => (self.character.block(block), *set),
            Condition::Number(number, found, _) => {
                (self.numbers[*number as usize].block(block), found.surely.or(&found.perhaps))
            }
        };
        let Some(codes) = codes else { return mask.fill(0) };
        keep_members(codes, &set, mask);
        if let Condition::Number(number, found, wanted) = condition
            && !found.perhaps.is_empty()
        {
            self.ask_records(block, (*number, found, wanted), codes, mask);
        }
    }

    /// Drops rows of codes that leave a condition open and whose records do not satisfy it.
    fn ask_records(
        &self,
        block: usize,
        (number, found, wanted): (Number, &Match, &RangeInclusive<u64>),
        codes: &[u8; BLOCK],
        mask: &mut [u64; BLOCK / 64],
    ) {
        let mut open = *mask;
        keep_members(codes, &found.perhaps, &mut open);
        for (word, (open, mask)) in open.iter().zip(mask).enumerate() {
            let mut bits = *open;
            while bits != 0 {
                let bit = bits.trailing_zeros();
                bits &= bits - 1;
                let row = (block * BLOCK + word * 64) as u32 + bit;
                let key =
                    self.records.reference(row).and_then(record::unpack).and_then(|row| number.key(&row));
                if !key.is_some_and(|key| wanted.contains(&key)) {
                    *mask &= !(1 << bit);
                }
            }
        }
    }
}

fn labels_where(holds: impl Fn(Labels) -> bool) -> ByteSet {
    let labels = |code: u8| Labels {
        instrumental: record::label(code, 1),
        electronic: record::label(code, 3),
        acoustic: record::label(code, 9),
        gender: record::label(code, 27).map(|female| if female { Gender::Female } else { Gender::Male }),
    };
    ByteSet::of(|code| code < 81 && holds(labels(code)))
}
