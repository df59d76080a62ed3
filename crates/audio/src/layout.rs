//! What each channel is for loudness: the weights of ITU-R BS.1770-4, table 4, by loudspeaker position.

use symphonia::core::audio::{ChannelLabel, Channels, Position};

/// The part a channel plays in the loudness of its programme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChannelRole {
    /// Weight 1: in front, behind (beyond 120° from the front), or above.
    Main,
    /// Weight 1.41: at ear height, 60° to 120° to the side.
    Surround,
    /// Weight 0: low-frequency effects.
    LowFrequency,
}

/// The roles of all channels in the order of the decoded frames.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Layout {
    pub(crate) roles: Vec<ChannelRole>,
    /// False where the file does not say which loudspeaker a channel belongs to and the usual order was assumed.
    pub(crate) stated: bool,
}

/// The roles of `channels`. Without stated positions, up to six channels are taken in the order of WAVE files
/// (L R C LFE Ls Rs; four are L R Ls Rs, five L R C Ls Rs) and further ones as main channels.
pub(crate) fn layout(channels: &Channels) -> Layout {
    let labels: Option<Vec<Position>> = match channels {
        Channels::Positioned(positions) => Some(positions.iter().collect()),
        Channels::Custom(labels) => labels.iter().map(position).collect(),
        Channels::Discrete(_) | Channels::Ambisonic(_) | Channels::None | _ => None,
    };
    match labels {
        Some(positions) => Layout { roles: positioned(&positions), stated: true },
        None => Layout { roles: assumed(channels.count()), stated: channels.count() <= 2 },
    }
}

fn position(label: &ChannelLabel) -> Option<Position> {
    match label {
        ChannelLabel::Positioned(position) => Some(*position),
        ChannelLabel::Discrete(_) | ChannelLabel::Ambisonic(_) | ChannelLabel::AmbisonicBFormat(_) | _ => {
            None
        }
    }
}

/// 5.1 puts its surround pair (±110°) at the positions called rear; where side channels exist as well, the rear ones
/// stand further back (±135°) and have weight 1.
fn positioned(positions: &[Position]) -> Vec<ChannelRole> {
    let sides = Position::SIDE_LEFT | Position::SIDE_RIGHT;
    let rears = Position::REAR_LEFT | Position::REAR_RIGHT;
    let has_sides = positions.iter().any(|&position| sides.contains(position));
    let surround = if has_sides { sides } else { rears };
    let low = Position::LFE1 | Position::LFE2;
    let role = |&position: &Position| match position {
        _ if low.contains(position) => ChannelRole::LowFrequency,
        _ if surround.contains(position) => ChannelRole::Surround,
        _ => ChannelRole::Main,
    };
    positions.iter().map(role).collect()
}

fn assumed(count: usize) -> Vec<ChannelRole> {
    use ChannelRole::{LowFrequency, Main, Surround};
    let usual: &[ChannelRole] = match count {
        4 => &[Main, Main, Surround, Surround],
        5 => &[Main, Main, Main, Surround, Surround],
        6 => &[Main, Main, Main, LowFrequency, Surround, Surround],
        _ => &[],
    };
    (0..count).map(|channel| usual.get(channel).copied().unwrap_or(Main)).collect()
}

#[cfg(test)]
mod tests {
    use super::ChannelRole::{LowFrequency, Main, Surround};
    use super::*;
    use symphonia::core::audio::layouts;

    #[test]
    fn the_surround_pair_of_5_1_is_weighted_whatever_it_is_called() {
        let expected = vec![Main, Main, Main, LowFrequency, Surround, Surround];
        for channels in [layouts::CHANNEL_LAYOUT_5P1, layouts::CHANNEL_LAYOUT_5P1_SIDE, Channels::Discrete(6)]
        {
            assert_eq!(layout(&channels).roles, expected, "{channels}");
        }
        assert!(!layout(&Channels::Discrete(6)).stated);
    }

    #[test]
    fn only_the_sides_of_7_1_are_weighted() {
        let layout = layout(&layouts::CHANNEL_LAYOUT_7P1);
        assert_eq!(layout.roles, [Main, Main, Main, LowFrequency, Main, Main, Surround, Surround]);
    }

    #[test]
    fn mono_and_stereo_need_no_statement() {
        for count in [1, 2] {
            let layout = layout(&Channels::Discrete(count));
            assert_eq!((layout.roles, layout.stated), (vec![Main; count.into()], true));
        }
    }
}
