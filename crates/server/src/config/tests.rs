//! Settings: defaults, files, and values that cannot be meant.

use super::*;

fn read(text: &str) -> Result<ServerConfig, String> {
    let config: ServerConfig = toml::from_str(text).map_err(|error| error.to_string())?;
    config.validate().map_err(|error| error.to_string())?;
    Ok(config)
}

#[test]
fn nothing_said_is_the_defaults_and_other_sections_are_left_alone() {
    assert_eq!(read("").unwrap(), ServerConfig::default());
    assert_eq!(read("[models]\nx = 1").unwrap(), ServerConfig::default());
}

#[test]
fn what_is_said_replaces_the_default_and_tiers_add_to_the_built_in_ones() {
    let config = read(
        "[server]\nlisten = \"0.0.0.0:80\"\nkey_cache_ms = 1\n\
         [tiers.gold]\nrequests_per_minute = 10\n[tiers.free]\nrequests_per_day = 7",
    )
    .unwrap();
    assert_eq!(config.server.listen.port(), 80);
    assert_eq!(config.server.key_cache_ms, 1);
    let gold = config.tier_of("gold");
    assert_eq!((gold.requests_per_minute, gold.burst(), gold.requests_per_day), (10, 10, 0));
    assert_eq!(config.tier_of("free"), Tier { requests_per_minute: 0, burst: 0, requests_per_day: 7 });
    assert_eq!(config.tier_of("gone"), config.tier_of("standard"));
    assert_eq!(config.tiers.iter().count(), 4);
}

#[test]
fn the_standard_tier_fits_six_game_servers() {
    let standard = ServerConfig::default().tier_of("standard");
    assert!(standard.requests_per_minute >= 6 * 500 && standard.requests_per_day == 0);
}

#[test]
fn what_cannot_be_used_is_refused_with_its_name() {
    for (text, part) in [
        ("[server]\nlisten = \"here\"", "listen"),
        ("[server]\nlisen = \"127.0.0.1:1\"", "lisen"),
        ("[server]\nbody_bytes_max = 0", "server.body_bytes_max is 0"),
        ("[server]\nrequest_timeout_ms = 1000", "queue_wait_ms_max (1000)"),
        ("[server]\ncors_origins = [\"example.org\"]", "example.org"),
        ("[server]\ncors_origins = [\"https://a.example/\"]", "https://a.example/"),
        ("[server]\ncors_origins = [\"*\", \"https://a.example\"]", "\"*\""),
        ("[server]\ndefault_tier = \"gold\"", "free, standard, unlimited"),
        ("[tiers.gold]\nburst = 5", "tiers.gold"),
        ("[tiers.gold]\nrequests_per_hour = 5", "requests_per_hour"),
        ("[tiers.gold]\nburst = -1", "burst"),
    ] {
        let error = read(text).unwrap_err();
        assert!(error.contains(part), "{text}: {error}");
    }
}
