//! `hark serve` as a process: found, asked, and asked to stop.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::Duration;

use serde_json::Value;

use crate::{hark, json};

/// A running server; ended when dropped.
pub(crate) struct Server {
    process: Child,
    pub(crate) address: String,
}

impl Server {
    pub(crate) fn start(data: &Path) -> Server {
        let mut process = hark(data, &["serve", "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().rsplit("http://").next().unwrap().to_owned();
        let server = Server { process, address };
        while server.get("/readyz").0 != 200 {
            std::thread::sleep(Duration::from_millis(20));
        }
        server
    }

    fn get(&self, path: &str) -> (u16, String) {
        self.send(&format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"))
    }

    fn search(&self, key: &str, body: &str) -> (u16, Value) {
        let (status, body) = self.send(&format!(
            "POST /developer/v1/search HTTP/1.1\r\nhost: x\r\nconnection: close\r\nx-api-key: {key}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        ));
        (status, serde_json::from_str(&body).unwrap())
    }

    fn send(&self, request: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

#[test]
fn a_server_answers_follows_imports_and_stops_when_asked() {
    let data = tempfile::tempdir().unwrap();
    let rows = data.path().join("rows.csv");
    std::fs::write(&rows, "asset_id,name\n1,Lantern\n").unwrap();
    json(data.path(), &["import", rows.to_str().unwrap(), "--json"], 0);
    let key = json(data.path(), &["keys", "create", "--name", "n", "--json"], 0)[0]["key"]
        .as_str()
        .unwrap()
        .to_owned();
    let mut server = Server::start(data.path());

    assert_eq!(
        server.search("wrong", r#"{"query":"lantern"}"#),
        (401, serde_json::json!({ "error": "Invalid API key" }))
    );
    let (status, found) = server.search(&key, r#"{"query":"lantern"}"#);
    assert_eq!((status, &found["meta"]["total"]), (200, &serde_json::json!(1)));
    assert_eq!(found["meta"]["search_method"], "text");
    assert!(server.get("/readyz").1.contains("not installed"), "says that there is no text model");
    assert!(server.get("/metrics").1.contains("hark_"));

    std::fs::write(&rows, "asset_id,name\n2,Lantern\n").unwrap();
    json(data.path(), &["import", rows.to_str().unwrap(), "--json"], 0);
    let sees_both = (0..100).any(|_| {
        std::thread::sleep(Duration::from_millis(50));
        server.search(&key, r#"{"query":"lantern"}"#).1["meta"]["total"] == 2
    });
    assert!(sees_both, "the server did not follow the import of another process");

    let asked = std::process::Command::new("kill")
        .args(["-TERM", &server.process.id().to_string()])
        .status()
        .unwrap();
    assert!(asked.success());
    assert_eq!(server.process.wait().unwrap().code(), Some(0));
}
