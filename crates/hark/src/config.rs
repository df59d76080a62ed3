//! Settings: flags over environment over `hark.toml` over defaults.
//!
//! Flags and their environment variables are read by the command line; this reads the file and puts `HARK_SERVER_*`
//! over it.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use hark_server::ServerConfig;
use toml::{Table, Value};

use crate::data::DataDir;

/// Variables that set one entry of `[server]` each: `HARK_SERVER_REQUEST_TIMEOUT_MS=5000`.
const SERVER_PREFIX: &str = "HARK_SERVER_";

/// Everything that commands need to know before they begin.
#[derive(Debug)]
pub(crate) struct Settings {
    /// Where the data lies.
    pub(crate) data: DataDir,
    /// Settings of the server.
    pub(crate) server: ServerConfig,
}

/// Finds the data directory and reads the settings.
pub(crate) fn load(data: Option<PathBuf>, file: Option<PathBuf>) -> anyhow::Result<Settings> {
    let data = DataDir::find(data)?;
    let mut table = match file {
        Some(file) => read(&file)?,
        None => read_if_there(&data.settings_file())?,
    };
    overlay(&mut table, std::env::vars())?;
    let server: ServerConfig = table.try_into().context("the settings cannot be used")?;
    server.validate()?;
    Ok(Settings { data, server })
}

fn read(file: &Path) -> anyhow::Result<Table> {
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let table: Table = text.parse().with_context(|| format!("{} is not valid TOML", file.display()))?;
    if let Some(unknown) = table.keys().find(|key| !["server", "tiers"].contains(&key.as_str())) {
        bail!("{}: there is no section [{unknown}]; sections are [server] and [tiers.NAME]", file.display());
    }
    Ok(table)
}

fn read_if_there(file: &Path) -> anyhow::Result<Table> {
    if file.try_exists()? { read(file) } else { Ok(Table::new()) }
}

fn overlay(table: &mut Table, variables: impl Iterator<Item = (String, String)>) -> anyhow::Result<()> {
    for (name, text) in variables {
        let Some(setting) = name.strip_prefix(SERVER_PREFIX) else { continue };
        let server = table.entry("server").or_insert_with(|| Value::Table(Table::new()));
        let Value::Table(server) = server else { bail!("server is not a section of the settings") };
        server.insert(setting.to_lowercase(), value(&text));
    }
    Ok(())
}

/// A variable's text as the number, list or text that it looks like.
fn value(text: &str) -> Value {
    let parsed = format!("value = {text}").parse::<Table>().ok().and_then(|mut table| table.remove("value"));
    parsed.unwrap_or_else(|| Value::String(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_wins_over_the_file_and_the_file_over_defaults() {
        let mut table: Table = "[server]\nlisten = \"127.0.0.1:1\"\nbody_bytes_max = 9".parse().unwrap();
        let variables =
            [("HARK_SERVER_LISTEN", "127.0.0.1:2"), ("HARK_SERVER_CORS_ORIGINS", "[\"*\"]"), ("PATH", "x")];
        overlay(&mut table, variables.into_iter().map(|(k, v)| (k.to_owned(), v.to_owned()))).unwrap();
        let config: ServerConfig = table.try_into().unwrap();
        assert_eq!(config.server.listen.port(), 2);
        assert_eq!(config.server.body_bytes_max, 9);
        assert_eq!(config.server.cors_origins, ["*"]);
        assert_eq!(config.server.request_timeout_ms, ServerConfig::default().server.request_timeout_ms);
    }

    #[test]
    fn a_setting_that_does_not_exist_is_an_error() {
        let table: Table = "[server]\nlisten_on = 1".parse().unwrap();
        assert!(table.try_into::<ServerConfig>().unwrap_err().to_string().contains("listen_on"));
    }
}
