//! A small HTTP/1.1 client: one kept-alive connection to a server on this machine.
//!
//! Loopback only. Load on somebody else's server is an attack, and over a network one measures the network.

use std::io::{BufRead, BufReader, Error, ErrorKind, Read, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;

/// The longest wait for an answer.
const PATIENCE: Duration = Duration::from_secs(60);
/// The most bytes of a head and of a body that are read.
const MAX_HEAD: u64 = 1 << 16;
const MAX_BODY: usize = 1 << 26;
/// Where searches go.
const PATH: &str = "/developer/v1/search";

/// Where the server is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Address(SocketAddr);

impl Address {
    /// Reads `http://HOST:PORT`, where the host is this machine.
    pub(super) fn parse(url: &str) -> Result<Address, String> {
        let wrong = |what: &str| format!("--url {url}: {what}");
        let rest = url
            .strip_prefix("http://")
            .ok_or_else(|| wrong("must begin with http://, such as http://127.0.0.1:7700"))?;
        let authority = rest.strip_suffix('/').unwrap_or(rest);
        if authority.contains(['/', '?', '#', '@']) {
            return Err(wrong("only the host and the port, such as http://127.0.0.1:7700"));
        }
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => {
                let port =
                    port.parse().map_err(|_not_a_port| wrong("the port is not a number up to 65535"))?;
                (host, port)
            }
            _ => (authority, 80),
        };
        let ip = match host {
            "localhost" => Some(IpAddr::V4(Ipv4Addr::LOCALHOST)),
            _ => host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>().ok(),
        };
        match ip.filter(IpAddr::is_loopback) {
            Some(ip) => Ok(Address(SocketAddr::new(ip, port))),
            None => Err(wrong("load is put only on a server of this machine: localhost, 127.0.0.1 or [::1]")),
        }
    }
}

/// The bytes of a search request.
pub(super) fn post(address: &Address, key: &str, body: &str) -> Vec<u8> {
    format!(
        "POST {PATH} HTTP/1.1\r\nhost: {}\r\nx-api-key: {key}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n{body}",
        address.0,
        body.len()
    )
    .into_bytes()
}

/// A connection that is made when it is needed.
pub(super) struct Client {
    address: SocketAddr,
    connection: Option<BufReader<TcpStream>>,
    body: Vec<u8>,
}

impl Client {
    pub(super) fn new(address: &Address) -> Client {
        Client { address: address.0, connection: None, body: Vec::new() }
    }

    /// Connects, unless it is connected.
    pub(super) fn connect(&mut self) -> std::io::Result<&mut BufReader<TcpStream>> {
        if self.connection.is_none() {
            let stream = TcpStream::connect_timeout(&self.address, PATIENCE)?;
            stream.set_nodelay(true)?;
            stream.set_read_timeout(Some(PATIENCE))?;
            stream.set_write_timeout(Some(PATIENCE))?;
            self.connection = Some(BufReader::with_capacity(1 << 14, stream));
        }
        self.connection.as_mut().ok_or_else(|| Error::from(ErrorKind::NotConnected))
    }

    /// Sends a request and reads the whole answer. Returns its status. After an error the next request connects anew. A
    /// server may close a connection that was idle for long; then the request is sent once more over a new one.
    pub(super) fn ask(&mut self, request: &[u8]) -> std::io::Result<u16> {
        let was_idle = self.connection.is_some();
        match self.ask_once(request) {
            Err(error) if was_idle && is_closed(&error) => self.ask_once(request),
            other => other,
        }
    }

    fn ask_once(&mut self, request: &[u8]) -> std::io::Result<u16> {
        let mut body = std::mem::take(&mut self.body);
        let answered = self.connect().and_then(|connection| {
            connection.get_mut().write_all(request)?;
            let head = head(connection)?;
            body.resize(head.length, 0);
            connection.read_exact(&mut body)?;
            Ok(head)
        });
        self.body = body;
        if answered.as_ref().map_or(true, |head| head.closes) {
            self.connection = None;
        }
        answered.map(|head| head.status)
    }
}

/// Whether the other side has hung up.
fn is_closed(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::UnexpectedEof
            | ErrorKind::ConnectionReset
            | ErrorKind::ConnectionAborted
            | ErrorKind::BrokenPipe
    )
}

/// What matters of an answer's head.
#[derive(Debug, PartialEq, Eq)]
struct Head {
    status: u16,
    length: usize,
    closes: bool,
}

fn head(from: &mut impl BufRead) -> std::io::Result<Head> {
    let bad = || Error::from(ErrorKind::InvalidData);
    let mut from = from.take(MAX_HEAD);
    let mut line = String::new();
    from.read_line(&mut line)?;
    if line.is_empty() {
        return Err(Error::from(ErrorKind::UnexpectedEof));
    }
    let status =
        line.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.get(..3)).and_then(|code| code.parse().ok());
    let (mut length, mut closes) = (None, false);
    loop {
        line.clear();
        if from.read_line(&mut line)? == 0 {
            return Err(Error::from(ErrorKind::UnexpectedEof));
        }
        let Some((name, value)) = line.split_once(':') else { break };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.trim().parse().ok(),
            "connection" => closes = value.trim().eq_ignore_ascii_case("close"),
            _ => {}
        }
    }
    let length = length.filter(|length| *length <= MAX_BODY).ok_or_else(bad)?;
    Ok(Head { status: status.ok_or_else(bad)?, length, closes })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_servers_of_this_machine_are_loaded() {
        for good in
            ["http://127.0.0.1:7700", "http://localhost:7700/", "http://[::1]:7700", "http://127.9.9.9:1"]
        {
            assert!(Address::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "https://127.0.0.1:7700",
            "127.0.0.1:7700",
            "http://example.org:7700",
            "http://10.0.0.1:7700",
            "http://localhost.example.org:80",
            "http://localhost@example.org:80",
            "http://0.0.0.0:7700",
            "http://localhost:77000",
            "http://localhost:7700/developer/v1/search",
        ] {
            assert!(Address::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_connection_that_the_server_closed_is_made_again() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = Address(listener.local_addr().unwrap());
        let server = std::thread::Builder::new().spawn(move || {
            for _ in 0..3 {
                let (mut stream, _) = listener.accept().unwrap();
                let mut request = [0; 512];
                assert!(stream.read(&mut request).unwrap() > 0);
                // Promises to stay and hangs up.
                stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}").unwrap();
            }
        });
        let mut client = Client::new(&address);
        for _ in 0..3 {
            assert_eq!(client.ask(&post(&address, "key", "{}")).unwrap(), 200);
        }
        server.unwrap().join().unwrap();
    }

    #[test]
    fn heads_are_read_whatever_the_case_of_their_names() {
        let read = |text: &str| head(&mut text.as_bytes());
        let good = read("HTTP/1.1 200 OK\r\nContent-Length: 12\r\nx: y:z\r\n\r\n").unwrap();
        assert_eq!(good, Head { status: 200, length: 12, closes: false });
        let closing =
            read("HTTP/1.1 429 Too Many\r\ncontent-length: 0\r\nconnection: Close\r\n\r\n").unwrap();
        assert_eq!(closing, Head { status: 429, length: 0, closes: true });
        for bad in
            ["", "HTTP/1.1 200 OK\r\n\r\n", "SSH-2.0\r\ncontent-length: 1\r\n\r\n", "HTTP/1.1 200 OK\r\n"]
        {
            assert!(read(bad).is_err(), "{bad:?}");
        }
    }
}
