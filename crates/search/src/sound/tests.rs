//! What must hold of comparing sounds.

use hark_index::sounds::Position;

use super::*;

fn at(axis: Axis, value: f32) -> Position {
    let mut position = [None; Axis::COUNT];
    position[axis.index()] = Some(value);
    position
}

#[test]
fn quantiles_are_those_of_the_normal_distribution() {
    for (share, quantile) in [(0.5, 0.0), (0.841_345, 1.0), (0.022_75, -2.0), (0.998_65, 3.0)] {
        assert!((normal_quantile(share) - quantile).abs() < 1e-3, "{share}");
    }
}

#[test]
fn what_lies_higher_on_a_wanted_axis_fits_better_and_a_track_without_a_value_lies_between() {
    let mut sounds = Sounds::default();
    for row in 0..101 {
        sounds.set(row, Some(&at(Axis::Sad, row as f32 / 100.0)));
    }
    sounds.set(101, Some(&at(Axis::Piano, 0.5)));
    let mut target = Target::default();
    target.add(&[(Axis::Sad, 2.0)], 1.0);
    let fit = Fit::new(&sounds, &Scores::new(&sounds), &target);
    assert!((1..101).all(|row| fit.of(&sounds, row) >= fit.of(&sounds, row - 1)));
    assert!(fit.of(&sounds, 100) > 1.5 && fit.of(&sounds, 0) < -1.5);
    assert_eq!([101, 102, 9_999].map(|row| fit.of(&sounds, row)), [0.0; 3]);
    let mut all = Rows::none(0);
    (0..103).for_each(|row| all.set(row, true));
    assert_eq!(fit.best(&sounds, &all, 2), [100, 99]);
    let mut opposite = Target::default();
    opposite.add_target(&target, -1.0);
    assert_eq!(Fit::new(&sounds, &Scores::new(&sounds), &opposite).best(&sounds, &all, 1), [0]);
}

#[test]
fn the_scale_of_an_axis_does_not_matter_only_the_order_on_it() {
    let (mut wide, mut narrow) = (Sounds::default(), Sounds::default());
    for row in 0..800u32 {
        wide.set(row, Some(&at(Axis::Happy, row as f32 / 800.0)));
        narrow.set(row, Some(&at(Axis::Happy, 0.3 + row as f32 / 2_000.0)));
    }
    let mut target = Target::default();
    target.add(&[(Axis::Happy, 1.0)], 1.0);
    let (in_wide, in_narrow) =
        (Fit::new(&wide, &Scores::new(&wide), &target), Fit::new(&narrow, &Scores::new(&narrow), &target));
    // What is left is the prior's doing, which still counts as 24 of 824 tracks.
    for row in 40..760 {
        assert!((in_wide.of(&wide, row) - in_narrow.of(&narrow, row)).abs() < 0.25, "{row}");
    }
}

#[test]
fn one_track_alone_is_compared_with_ordinary_music() {
    let mut sounds = Sounds::default();
    sounds.set(0, Some(&at(Axis::Aggressive, 0.95)));
    let mut target = Target::default();
    target.add(&[(Axis::Aggressive, 1.0)], 1.0);
    assert!(Fit::new(&sounds, &Scores::new(&sounds), &target).of(&sounds, 0) > 0.8);
}
