//! The stored form of an embedding: eight bits a value with one scale.
//!
//! Symmetric max-abs quantisation: `scale = max|v| / 127`, `value = round(v / scale)`. On unit vectors of 384 values the
//! cosine of a pair moves by less than 0.01, a quarter of the memory is read, and a dot product of two vectors stays an
//! integer sum times two scales. Quantising here, once, means that every reader compares the very same numbers.

/// A vector as `scale × values`: 8 bits a value, symmetric around zero.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct QuantizedVector {
    /// What one step of a value is worth; 0 for the zero vector, otherwise finite and positive.
    pub scale: f32,
    /// The steps, each −127 to 127.
    pub values: Vec<i8>,
}

impl QuantizedVector {
    /// The most values that a vector may have.
    pub const MAX_WIDTH: usize = 8192;

    /// Quantises `vector`; the largest absolute value becomes ±127. Values that are not finite count as zero.
    pub fn from_f32(vector: &[f32]) -> QuantizedVector {
        let finite = |v: &f32| if v.is_finite() { *v } else { 0.0 };
        let largest = vector.iter().map(|v| finite(v).abs()).fold(0.0, f32::max);
        let scale = largest / 127.0;
        if scale == 0.0 {
            return QuantizedVector { scale: 0.0, values: vec![0; vector.len()] };
        }
        // In range by construction: |v| ≤ largest, so the quotient is at most 127 before and after rounding.
        let values = vector.iter().map(|v| (finite(v) / scale).round().clamp(-127.0, 127.0) as i8).collect();
        QuantizedVector { scale, values }
    }

    /// The vector back as floats, each within half a step of what went in.
    pub fn to_f32(&self) -> Vec<f32> {
        self.values.iter().map(|v| f32::from(*v) * self.scale).collect()
    }

    /// The stored bytes: the scale as little-endian f32, then one byte a value.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(4 + self.values.len());
        bytes.extend(self.scale.to_le_bytes());
        bytes.extend(self.values.iter().map(|v| v.to_le_bytes()[0]));
        bytes
    }

    /// Reads what [`QuantizedVector::to_bytes`] wrote; `None` when the bytes cannot come from there.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<QuantizedVector> {
        let (scale, values) = bytes.split_first_chunk::<4>()?;
        let scale = f32::from_le_bytes(*scale);
        let values = values.iter().map(|b| i8::from_le_bytes([*b])).collect();
        (scale.is_finite() && scale >= 0.0).then_some(QuantizedVector { scale, values })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn zero_empty_and_non_finite_vectors_have_a_form_too() {
        assert_eq!(QuantizedVector::from_f32(&[]).values, Vec::<i8>::new());
        assert_eq!(QuantizedVector::from_f32(&[0.0, -0.0]).to_f32(), [0.0, 0.0]);
        assert_eq!(QuantizedVector::from_f32(&[f32::NAN, 2.0, f32::INFINITY]).values, [0, 127, 0]);
        assert_eq!(QuantizedVector::from_bytes(&[0, 0, 0]), None);
        assert_eq!(QuantizedVector::from_bytes(&f32::NAN.to_le_bytes()), None);
    }

    proptest! {
        #[test]
        fn every_value_comes_back_within_half_a_step(vector in proptest::collection::vec(-1e6f32..1e6, 0..50)) {
            let quantized = QuantizedVector::from_f32(&vector);
            for (before, after) in vector.iter().zip(quantized.to_f32()) {
                prop_assert!((before - after).abs() <= quantized.scale * 0.5001);
            }
            prop_assert_eq!(QuantizedVector::from_bytes(&quantized.to_bytes()), Some(quantized));
        }
    }
}
