//! Eight-bit layers against plain integer loops.

use super::*;
use crate::testing::noise;

/// Runs a layer and compares every integer sum with a loop over the same bytes.
fn check(inputs: usize, outputs: usize, rows: &[f32], weights: &[f32]) {
    let quantised = quantise_rows(weights, inputs, WEIGHT_LIMIT);
    let kernels = Kernels::default();
    let layer = Linear::new(&kernels, inputs, &quantised, vec![0.25; outputs]);
    let (mut out, mut scratch) = (Vec::new(), LinearScratch::default());
    layer.apply(&kernels, rows, &mut out, &mut scratch).unwrap();
    let Weights::Int8 { values, scales } = quantised else { panic!("not quantised") };
    for (token, row) in scratch.rows.iter().enumerate() {
        let bytes = &scratch.inputs[token * inputs..][..inputs];
        for (output, weights) in values.chunks(inputs).enumerate() {
            let sum: i32 = bytes
                .iter()
                .zip(weights)
                .map(|(byte, weight)| (i32::from(*byte) - i32::from(row.zero)) * i32::from(*weight))
                .sum();
            let expected = sum as f32 * (scales[output] * row.scale) + 0.25;
            assert_eq!(out[token * outputs + output], expected, "token {token}, output {output}");
        }
    }
}

/// Rows of different ranges, more of them than the kernel takes in a block, over more columns than a block has:
/// rten-gemm 0.27 applies the first rows' zero points to all when it is given one per row, so it is given none.
#[test]
fn every_row_keeps_its_own_zero_point() {
    for (inputs, outputs, tokens) in [(8, 8, 2), (384, 40, 3), (1536, 24, 70), (33, 5, 131), (384, 1, 1)] {
        let mut noise = noise(inputs as u64);
        let weights: Vec<f32> = (0..inputs * outputs).map(|_| noise()).collect();
        let rows: Vec<f32> = (0..tokens)
            .flat_map(|token| (0..inputs).map(move |_| token as f32))
            .map(|token| noise() * (1.0 + token) + 0.3 * token)
            .collect();
        check(inputs, outputs, &rows, &weights);
    }
}

/// The largest products that can meet, of either sign: 16-bit intermediate sums must hold them.
#[test]
fn extreme_products_do_not_saturate() {
    let inputs = 64;
    let rows: Vec<f32> = [1.0, 0.0].into_iter().cycle().take(inputs).chain(vec![1.0; inputs]).collect();
    for weight in [1.0, -1.0] {
        check(inputs, 3, &rows, &vec![weight; 3 * inputs]);
    }
    assert!(2 * 255 * i32::from(WEIGHT_LIMIT) <= i32::from(i16::MAX));
}

#[test]
fn rows_of_one_value_are_kept() {
    check(16, 2, &[0.0; 16], &[0.5; 32]);
    check(16, 2, &[-3.0; 16], &[0.5; 32]);
    check(16, 2, &[7.0; 16], &[0.0; 32]);
}

#[test]
fn quantised_weights_are_within_half_a_step() {
    let mut noise = noise(3);
    let values: Vec<f32> = (0..120).map(|_| noise()).collect();
    let Weights::Int8 { values: bytes, scales } = quantise_rows(&values, 12, WEIGHT_LIMIT) else {
        panic!("not quantised")
    };
    for ((value, byte), scale) in values.iter().zip(&bytes).zip(scales.iter().flat_map(|s| [*s; 12])) {
        assert!(byte.abs() <= WEIGHT_LIMIT);
        assert!((value - f32::from(*byte) * scale).abs() <= scale * 0.5001);
    }
}
