//! Each rule at its limit and one past it.

use super::*;

fn decoded(seconds: u64, packets: u64, bad: u64) -> Health {
    let mut health = Health { frames: seconds * 1000, packets, ..Health::default() };
    (0..bad).for_each(|i| health.bad_packet(format!("reason {i}")));
    health
}

#[test]
fn limit_bad_packets_at_and_past() {
    assert!(decoded(1, 5, TOLERATED_BAD_PACKETS).judge(1000, None).is_ok(), "few are tolerated in any file");
    let past = decoded(1, 6, TOLERATED_BAD_PACKETS + 1).judge(1000, None);
    assert!(
        matches!(past, Err(ErrorKind::TooManyBadPackets { bad: 5, total: 6, ref detail }) if detail == "reason 0")
    );
    let mut at = decoded(100, 1000, 1000 / TOLERATED_BAD_SHARE);
    assert!(at.judge(1000, None).is_ok());
    assert_eq!(at.warnings, ["100 of 1000 packets do not decode and were skipped (reason 0)"]);
    assert!(decoded(100, 1000, 1000 / TOLERATED_BAD_SHARE + 1).judge(1000, None).is_err());
}

#[test]
fn limit_broken_off_at_and_past() {
    let broken =
        |frames| Health { frames, broke_off: Some("why".to_owned()), ..Health::default() }.judge(1000, None);
    assert!(broken(100).is_ok());
    assert!(matches!(broken(99), Err(ErrorKind::BrokenEarly { .. })));
}

#[test]
fn limit_idle_packets_at_and_past() {
    let mut health = Health { idle: MAX_IDLE_PACKETS - 1, ..Health::default() };
    assert!(health.idle().is_ok());
    assert!(matches!(health.idle(), Err(ErrorKind::NoProgress { .. })));
}

#[test]
fn nothing_decoded_is_no_audio() {
    assert!(matches!(decoded(0, 3, 0).judge(1000, Some(5000)), Err(ErrorKind::NoAudio)));
    assert!(matches!(decoded(0, 3, 1).judge(1000, None), Err(ErrorKind::TooManyBadPackets { .. })));
}

#[test]
fn a_file_that_holds_less_than_it_states_is_told() {
    let mut short = decoded(4, 10, 0);
    assert!(short.judge(1000, Some(5000)).is_ok());
    assert_eq!(short.warnings, ["holds 4.0 s of the 5.0 s it states"]);
    let mut nearly = decoded(4, 10, 0);
    assert!(nearly.judge(1000, Some(4400)).is_ok());
    assert_eq!(nearly.warnings, [""; 0]);
}
