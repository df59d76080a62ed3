//! Ten thousand bodies from a seed: valid ones mutated, random JSON, random bytes.

use serde_json::{Map, Value, json};

use crate::support::{World, search};
use hark_server::ServerConfig;

const SEED: u64 = 0x4a52_6b01;
const BODIES: usize = 10_000;

#[tokio::test]
async fn any_body_is_answered_with_200_400_or_413_and_every_error_explains_itself() {
    let mut config = ServerConfig::default();
    config.server.body_bytes_max = 4_096;
    let world = World::new(config);
    let mut random = Random(SEED);
    let mut seen = std::collections::BTreeMap::new();
    for at in 0..BODIES {
        let body = random.body();
        let reply = world.send(search("main", &body)).await;
        *seen.entry(reply.status).or_insert(0usize) += 1;
        let shown = String::from_utf8_lossy(&body).chars().take(300).collect::<String>();
        assert!([200, 400, 413].contains(&reply.status), "body {at}: {} for {shown}", reply.status);
        let answer: Value = serde_json::from_slice(&reply.body).unwrap();
        if reply.status != 200 {
            let members: Vec<&String> = answer.as_object().unwrap().keys().collect();
            assert_eq!(members, ["error"], "body {at}: {shown}");
            assert!(answer["error"].as_str().is_some_and(|text| !text.is_empty()), "body {at}: {shown}");
        }
    }
    // The mix reaches every outcome often enough to mean something.
    assert!(seen[&200] > 500 && seen[&400] > 2_000 && seen[&413] > 50, "{seen:?}");
}

/// SplitMix64: small, seeded, and good enough here.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound as u64).unwrap()
    }

    fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    fn body(&mut self) -> Vec<u8> {
        match self.below(10) {
            0 => (0..self.below(200)).map(|_| self.next() as u8).collect(),
            1 => self.value(3).to_string().into_bytes(),
            2 => self.cut(),
            3 => "[".repeat(self.below(3_000)).into_bytes(),
            4 => format!("{{\"query\":\"{}\"}}", "é".repeat(self.below(4_000))).into_bytes(),
            _ => self.mutated().to_string().into_bytes(),
        }
    }

    /// A valid body with bytes changed or cut off.
    fn cut(&mut self) -> Vec<u8> {
        let mut bytes = valid().to_string().into_bytes();
        for _ in 0..=self.below(4) {
            let at = self.below(bytes.len());
            bytes[at] = self.next() as u8;
        }
        let keep = self.below(bytes.len() * 2);
        bytes.truncate(keep);
        bytes
    }

    /// A part of a valid body with some values replaced.
    fn mutated(&mut self) -> Value {
        let mut body = valid();
        let map = body.as_object_mut().unwrap();
        self.thin(map);
        if let Some(Value::Object(filters)) = map.get_mut("filters") {
            self.thin(filters);
            self.replace(filters);
        }
        if self.below(3) == 0 {
            self.replace(map);
        }
        body
    }

    fn thin(&mut self, map: &mut Map<String, Value>) {
        map.retain(|_, _| self.below(2) == 0);
    }

    fn replace(&mut self, map: &mut Map<String, Value>) {
        let names: Vec<String> = map.keys().cloned().collect();
        if !names.is_empty() && self.below(2) == 0 {
            let name = self.pick(&names).clone();
            let value = self.value(2);
            map.insert(name, value);
        }
    }

    fn value(&mut self, depth: usize) -> Value {
        let words =
            ["lantern", "", "C#", "minor", "rock", "\u{0}", "2024-02-30", "1001", "1,2", "💡", "null"];
        match self.below(if depth == 0 { 6 } else { 8 }) {
            0 => Value::Null,
            1 => json!(self.below(2) == 0),
            2 => json!(*self.pick(&[0.0, -1.0, 20.0, 20.5, 1e300, -0.0, 1e16])),
            3 => json!(*self.pick(&[0i64, 1, -1, 100, 101, i64::MAX, i64::MIN])),
            4 => json!(u64::MAX),
            5 => json!(*self.pick(&words)),
            6 => (0..self.below(5)).map(|_| self.value(depth - 1)).collect(),
            _ => {
                let names =
                    ["query", "asset_ids", "limit", "offset", "filters", "genres", "duration", "min", "x"];
                (0..self.below(5)).map(|_| ((*self.pick(&names)).to_owned(), self.value(depth - 1))).collect()
            }
        }
    }
}

fn valid() -> Value {
    json!({
        "query": "lantern",
        "asset_ids": ["1001", "5"],
        "limit": 20.0,
        "offset": 0,
        "sort": "recent",
        "region": "eu",
        "filters": {
            "genres": ["electronic", "Hip Hop / Rap"],
            "duration": {"min": 10, "max": 500.5},
            "min_play_count": 1,
            "min_likes": 1.0,
            "created_after": "2020-01-01",
            "instrumental": true,
            "electronic": false,
            "acoustic": null,
            "key": "F#",
            "scale": "minor",
            "gender": "female"
        }
    })
}
