//! Settings of the server: the sections `[server]` and `[tiers.NAME]` of `hark.toml`.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use serde::Deserialize;

/// Everything that can be set about the server.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default)]
pub struct ServerConfig {
    /// How requests are taken and answered.
    pub server: HttpConfig,
    /// What keys may do. A tier of the file replaces the built-in one of that name.
    pub tiers: Tiers,
}

/// Section `[server]`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HttpConfig {
    /// Address to listen on. Default: `127.0.0.1:7700`, this machine alone.
    pub listen: SocketAddr,
    /// Longest time from a request's head to its answer; beyond it 503. Default: 10,000.
    pub request_timeout_ms: u64,
    /// Longest time in which a client sends a request's head; idle connections end after it. Default: 30,000.
    pub header_timeout_ms: u64,
    /// Largest request body; beyond it 413. Default: 262,144.
    pub body_bytes_max: usize,
    /// Open connections; further ones wait to be accepted. Default: 4,096.
    pub connections_max: usize,
    /// API requests worked on at once; beyond it 503. Default: 256.
    pub requests_in_flight_max: usize,
    /// Searches carried out at once; 0 is two per processor core, so that texts can be embedded together. Default: 0.
    pub search_threads: usize,
    /// Longest time a search waits for one of those; beyond it 503. Default: 1,000.
    pub queue_wait_ms_max: u64,
    /// Searches that wait for one of those, of one key at most half as many; beyond it 503 at once. Default: 128.
    pub queue_max: usize,
    /// Longest time given to requests in flight when the server stops. Default: 10,000.
    pub drain_ms_max: u64,
    /// Smallest response that is compressed for clients that accept it. Default: 1,024.
    pub compress_bytes_min: u64,
    /// Origins whose web pages may call the API, such as `https://example.org`, or `*` alone for all. Default: none.
    pub cors_origins: Vec<String>,
    /// The tier of a key whose own tier does not exist. Default: `standard`.
    pub default_tier: String,
    /// How long a key's state is remembered: a revoked key works at most this much longer. Default: 5,000.
    pub key_cache_ms: u64,
    /// How often request counts of keys are stored; a crash loses at most this much. Default: 5,000.
    pub usage_flush_ms: u64,
    /// How often the server looks for what imports have changed: changes are visible after this and the time that
    /// committing them takes. Default: 500.
    pub refresh_ms: u64,
}

impl Default for HttpConfig {
    fn default() -> HttpConfig {
        HttpConfig {
            listen: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 7700),
            request_timeout_ms: 10_000,
            header_timeout_ms: 30_000,
            body_bytes_max: 256 * 1024,
            connections_max: 4_096,
            requests_in_flight_max: 256,
            search_threads: 0,
            queue_wait_ms_max: 1_000,
            queue_max: 128,
            drain_ms_max: 10_000,
            compress_bytes_min: 1_024,
            cors_origins: Vec::new(),
            default_tier: "standard".to_owned(),
            key_cache_ms: 5_000,
            usage_flush_ms: 5_000,
            refresh_ms: 500,
        }
    }
}

/// Section `[tiers.NAME]`: how much a key may ask. 0, or nothing said, is no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Tier {
    /// Requests a minute over a longer time.
    pub requests_per_minute: u32,
    /// Requests at once after a pause. 0 is as many as `requests_per_minute`.
    pub burst: u32,
    /// Requests in a day, which begins at midnight UTC.
    pub requests_per_day: u64,
}

/// Tiers by name; never without the built-in ones.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "BTreeMap<String, Tier>")]
pub struct Tiers(BTreeMap<String, Tier>);

impl Tiers {
    /// `free` for trying things, `standard` for several game servers (each may make 500 requests a minute), and
    /// `unlimited`.
    const BUILT_IN: [(&'static str, Tier); 3] = [
        ("free", Tier { requests_per_minute: 60, burst: 20, requests_per_day: 5_000 }),
        ("standard", Tier { requests_per_minute: 3_000, burst: 500, requests_per_day: 0 }),
        ("unlimited", Tier { requests_per_minute: 0, burst: 0, requests_per_day: 0 }),
    ];

    /// The tier of this name.
    pub fn get(&self, name: &str) -> Option<Tier> {
        self.0.get(name).copied()
    }

    /// Names and tiers, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Tier)> {
        self.0.iter().map(|(name, tier)| (name.as_str(), *tier))
    }
}

impl From<BTreeMap<String, Tier>> for Tiers {
    fn from(own: BTreeMap<String, Tier>) -> Tiers {
        let built_in = Tiers::BUILT_IN.into_iter().map(|(name, tier)| (name.to_owned(), tier));
        Tiers(built_in.chain(own).collect())
    }
}

impl Default for Tiers {
    fn default() -> Tiers {
        Tiers::from(BTreeMap::new())
    }
}

/// Why settings cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// The system gives no threads to search with.
    #[error("the threads that search cannot be started ({cause}); lower server.search_threads")]
    Threads {
        /// What the system said.
        cause: std::io::ErrorKind,
    },
    /// A number that must be positive is 0.
    #[error("server.{setting} is 0; give a number of at least 1")]
    Zero {
        /// The setting's name.
        setting: &'static str,
    },
    /// The request timeout is not the longest wait.
    #[error("server.queue_wait_ms_max ({wait_ms}) must be below server.request_timeout_ms ({timeout_ms})")]
    WaitTooLong {
        /// `queue_wait_ms_max`.
        wait_ms: u64,
        /// `request_timeout_ms`.
        timeout_ms: u64,
    },
    /// A text is no origin.
    #[error(
        "server.cors_origins has {origin:?}; give origins such as \"https://example.org\", or \"*\" alone"
    )]
    Origin {
        /// The text.
        origin: String,
    },
    /// The default tier does not exist.
    #[error("server.default_tier is {tier:?}, which is none of {known}")]
    DefaultTier {
        /// The name given.
        tier: String,
        /// The names that exist.
        known: String,
    },
    /// A burst without a rate limits nothing.
    #[error("tiers.{tier} has a burst but no requests_per_minute; give both, or neither for no limit")]
    BurstWithoutRate {
        /// The tier's name.
        tier: String,
    },
}

impl ServerConfig {
    /// Checks what types cannot.
    ///
    /// # Errors
    /// The first setting that cannot be used.
    pub fn validate(&self) -> Result<(), ConfigError> {
        let http = &self.server;
        let positive = [
            ("request_timeout_ms", http.request_timeout_ms),
            ("header_timeout_ms", http.header_timeout_ms),
            ("body_bytes_max", http.body_bytes_max as u64),
            ("connections_max", http.connections_max as u64),
            ("requests_in_flight_max", http.requests_in_flight_max as u64),
            ("usage_flush_ms", http.usage_flush_ms),
            ("queue_max", http.queue_max as u64),
            ("refresh_ms", http.refresh_ms),
        ];
        if let Some((setting, _zero)) = positive.into_iter().find(|(_, value)| *value == 0) {
            return Err(ConfigError::Zero { setting });
        }
        if http.queue_wait_ms_max >= http.request_timeout_ms {
            return Err(ConfigError::WaitTooLong {
                wait_ms: http.queue_wait_ms_max,
                timeout_ms: http.request_timeout_ms,
            });
        }
        if let Some(origin) = http.cors_origins.iter().find(|origin| !self.is_origin(origin)) {
            return Err(ConfigError::Origin { origin: origin.clone() });
        }
        self.validate_tiers()
    }

    fn validate_tiers(&self) -> Result<(), ConfigError> {
        let default = &self.server.default_tier;
        if self.tiers.get(default).is_none() {
            let known: Vec<&str> = self.tiers.iter().map(|(name, _)| name).collect();
            return Err(ConfigError::DefaultTier { tier: default.clone(), known: known.join(", ") });
        }
        match self.tiers.iter().find(|(_, tier)| tier.burst > 0 && tier.requests_per_minute == 0) {
            Some((tier, _)) => Err(ConfigError::BurstWithoutRate { tier: tier.to_owned() }),
            None => Ok(()),
        }
    }

    fn is_origin(&self, text: &str) -> bool {
        if text == "*" {
            return self.server.cors_origins.len() == 1;
        }
        let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        host.is_some_and(|host| !host.is_empty() && host.bytes().all(|b| b.is_ascii_graphic() && b != b'/'))
    }

    /// The tier of a key, falling back to the default tier when its own was taken out of the settings.
    pub fn tier_of(&self, name: &str) -> Tier {
        self.tiers.get(name).or_else(|| self.tiers.get(&self.server.default_tier)).unwrap_or_default()
    }
}

impl HttpConfig {
    /// `search_threads`, with 0 resolved.
    pub fn search_threads(&self) -> usize {
        match self.search_threads {
            0 => 2 * std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
            threads => threads,
        }
    }

    pub(crate) fn request_timeout(&self) -> Duration {
        Duration::from_millis(self.request_timeout_ms)
    }
}

impl Tier {
    /// Requests at once, with 0 resolved; 0 when the rate is not limited.
    pub fn burst(&self) -> u32 {
        if self.requests_per_minute > 0 && self.burst == 0 { self.requests_per_minute } else { self.burst }
    }
}
