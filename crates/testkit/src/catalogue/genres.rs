//! What music of a genre is like: how often it is met, and what its tracks have in common.

/// What the tracks of a canonical genre have in common.
#[derive(Debug, Clone, Copy)]
pub(super) struct Profile {
    /// Slug of the canonical genre.
    pub(super) slug: &'static str,
    /// How often it is met, against the others.
    pub(super) weight: f64,
    /// Typical tempo, and how far tracks differ from it.
    pub(super) bpm: (f64, f64),
    /// Typical integrated loudness.
    pub(super) loudness: f64,
    /// Shares of tracks that are sung, electronic and acoustic.
    pub(super) sung: f32,
    pub(super) electronic: f32,
    pub(super) acoustic: f32,
    /// Share of tracks in a minor key.
    pub(super) minor: f32,
    /// 0 for calm, 1 for lively.
    pub(super) energy: f32,
    /// Usual instruments.
    pub(super) instruments: &'static [&'static str],
}

const BAND: &[&str] = &["electric guitar", "drums", "bass guitar", "acoustic guitar", "organ", "piano"];
const HEAVY: &[&str] = &["electric guitar", "distorted guitar", "drums", "bass guitar"];
const CLUB: &[&str] = &["synthesizer", "drum machine", "synth bass", "sampler", "electric piano"];
const SOFT: &[&str] = &["synth pad", "piano", "strings", "guitar", "bells", "harp"];
const STAGE: &[&str] =
    &["strings", "violin", "cello", "piano", "brass", "choir", "flute", "timpani", "french horn"];
const BEATS: &[&str] = &["drum machine", "sampler", "synth bass", "piano", "turntables"];
const HORNS: &[&str] = &["saxophone", "trumpet", "double bass", "drums", "piano", "trombone", "clarinet"];
const WOOD: &[&str] = &["acoustic guitar", "violin", "banjo", "mandolin", "harmonica", "accordion", "flute"];
const AFAR: &[&str] = &["percussion", "sitar", "flute", "kalimba", "accordion", "djembe", "acoustic guitar"];

/// One row: slug, weight, tempo, its spread, loudness; shares of sung, electronic, acoustic, minor; energy; instruments.
type Row = (&'static str, [f64; 4], [f32; 5], &'static [&'static str]);

/// Every canonical genre that music can have, the common ones first.
#[rustfmt::skip]
const ROWS: [Row; 44] = [
    ("electronic",           [100.0, 122.0, 18.0,  -9.0], [0.25, 0.97, 0.03, 0.60, 0.65], CLUB),
    ("rock",                 [ 90.0, 124.0, 22.0,  -9.0], [0.80, 0.08, 0.10, 0.35, 0.70], BAND),
    ("pop",                  [ 88.0, 112.0, 18.0,  -9.0], [0.92, 0.55, 0.15, 0.35, 0.60], BAND),
    ("hip-hop-rap",          [ 70.0,  92.0, 14.0,  -9.0], [0.85, 0.80, 0.04, 0.60, 0.58], BEATS),
    ("ambient",              [ 62.0,  80.0, 24.0, -18.0], [0.08, 0.85, 0.20, 0.50, 0.10], SOFT),
    ("soundtrack-orchestral",[ 58.0, 100.0, 28.0, -15.0], [0.12, 0.25, 0.65, 0.55, 0.45], STAGE),
    ("house",                [ 50.0, 125.0,  4.0,  -8.5], [0.40, 0.99, 0.01, 0.55, 0.78], CLUB),
    ("indie-alternative",    [ 48.0, 120.0, 22.0, -10.0], [0.85, 0.20, 0.25, 0.38, 0.52], BAND),
    ("folk",                 [ 38.0, 108.0, 24.0, -14.0], [0.75, 0.02, 0.95, 0.25, 0.25], WOOD),
    ("jazz",                 [ 36.0, 120.0, 34.0, -15.0], [0.25, 0.05, 0.85, 0.40, 0.38], HORNS),
    ("classical",            [ 35.0, 100.0, 32.0, -21.0], [0.10, 0.01, 0.98, 0.42, 0.22], STAGE),
    ("techno",               [ 34.0, 130.0,  6.0,  -9.0], [0.08, 0.99, 0.01, 0.70, 0.80], CLUB),
    ("metal",                [ 32.0, 132.0, 32.0,  -8.0], [0.85, 0.05, 0.02, 0.85, 0.92], HEAVY),
    ("corporate-production", [ 30.0, 114.0, 16.0, -12.0], [0.05, 0.55, 0.40, 0.12, 0.55], BAND),
    ("trap",                 [ 28.0, 142.0,  8.0,  -8.0], [0.60, 0.95, 0.01, 0.80, 0.65], BEATS),
    ("lo-fi",                [ 27.0,  80.0,  8.0, -14.0], [0.10, 0.70, 0.20, 0.55, 0.18], BEATS),
    ("r-b-soul-funk",        [ 26.0, 100.0, 16.0, -10.0], [0.85, 0.35, 0.15, 0.45, 0.52], HORNS),
    ("experimental",         [ 24.0, 104.0, 36.0, -15.0], [0.15, 0.70, 0.25, 0.60, 0.40], CLUB),
    ("downtempo",            [ 23.0,  94.0, 10.0, -12.0], [0.25, 0.85, 0.12, 0.60, 0.25], SOFT),
    ("drum-bass",            [ 22.0, 174.0,  3.0,  -8.0], [0.25, 0.99, 0.01, 0.75, 0.88], CLUB),
    ("punk",                 [ 20.0, 168.0, 22.0,  -8.5], [0.92, 0.02, 0.03, 0.30, 0.90], HEAVY),
    ("latin",                [ 19.0, 104.0, 18.0, -10.0], [0.80, 0.30, 0.45, 0.50, 0.65], AFAR),
    ("trance",               [ 18.0, 138.0,  4.0,  -8.5], [0.20, 0.99, 0.01, 0.75, 0.85], CLUB),
    ("country",              [ 17.0, 116.0, 22.0, -11.0], [0.90, 0.02, 0.70, 0.12, 0.48], WOOD),
    ("reggae",               [ 16.0,  84.0, 14.0, -11.0], [0.80, 0.20, 0.15, 0.35, 0.48], BAND),
    ("dubstep",              [ 15.0, 140.0,  3.0,  -7.0], [0.20, 0.99, 0.01, 0.80, 0.88], CLUB),
    ("blues",                [ 14.0, 104.0, 24.0, -12.0], [0.80, 0.02, 0.50, 0.40, 0.45], BAND),
    ("synthwave",            [ 14.0, 108.0, 16.0, -10.0], [0.20, 0.99, 0.01, 0.70, 0.62], CLUB),
    ("world",                [ 13.0, 106.0, 22.0, -14.0], [0.55, 0.20, 0.70, 0.50, 0.45], AFAR),
    ("phonk",                [ 12.0, 136.0, 14.0,  -6.5], [0.50, 0.97, 0.01, 0.85, 0.80], BEATS),
    ("new-age",              [ 12.0,  74.0, 16.0, -19.0], [0.10, 0.50, 0.55, 0.40, 0.06], SOFT),
    ("industrial",           [ 11.0, 122.0, 18.0,  -9.0], [0.55, 0.85, 0.01, 0.85, 0.82], HEAVY),
    ("disco",                [ 10.0, 119.0,  6.0, -10.0], [0.70, 0.55, 0.10, 0.50, 0.78], BAND),
    ("chiptune",             [ 10.0, 140.0, 22.0, -10.0], [0.03, 0.99, 0.01, 0.40, 0.75], CLUB),
    ("world-folk",           [  9.0, 112.0, 26.0, -15.0], [0.55, 0.02, 0.95, 0.50, 0.40], WOOD),
    ("easy-listening",       [  8.0, 100.0, 18.0, -15.0], [0.30, 0.20, 0.60, 0.20, 0.20], SOFT),
    ("hardstyle",            [  7.0, 152.0,  8.0,  -7.0], [0.30, 0.99, 0.01, 0.80, 0.95], CLUB),
    ("religious",            [  7.0, 100.0, 22.0, -13.0], [0.90, 0.15, 0.60, 0.20, 0.38], STAGE),
    ("retro",                [  6.0, 118.0, 20.0, -12.0], [0.60, 0.30, 0.35, 0.30, 0.60], BAND),
    ("children",             [  6.0, 114.0, 18.0, -13.0], [0.75, 0.25, 0.60, 0.08, 0.58], WOOD),
    ("breakcore",            [  4.0, 178.0, 16.0,  -7.0], [0.10, 0.99, 0.01, 0.80, 0.95], CLUB),
    ("jersey-club",          [  4.0, 138.0,  5.0,  -8.0], [0.55, 0.99, 0.01, 0.70, 0.85], BEATS),
    ("spoken-word",          [  4.0,  90.0, 20.0, -18.0], [0.99, 0.10, 0.40, 0.40, 0.18], SOFT),
    ("brass-military",       [  3.0, 116.0, 10.0, -14.0], [0.05, 0.01, 0.98, 0.15, 0.70], HORNS),
];

/// The profiles, the common genres first.
pub(super) fn profiles() -> impl Iterator<Item = Profile> {
    ROWS.iter().map(|(slug, numbers, shares, instruments)| {
        let [weight, bpm, spread, loudness] = *numbers;
        let [sung, electronic, acoustic, minor, energy] = *shares;
        Profile {
            slug,
            weight,
            bpm: (bpm, spread),
            loudness,
            sung,
            electronic,
            acoustic,
            minor,
            energy,
            instruments,
        }
    })
}
