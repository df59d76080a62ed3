//! The one table of API errors, and the error that every part of this crate answers with.
//!
//! Clients see a status and a sentence; a program that must tell errors apart reads the `x-error-code` header, whose
//! values are the codes below. The table is exported to `contract/errors.json`, so that client libraries are made from
//! it rather than from scattered status codes.

use std::fmt;

/// Whose fault an error is: decides the status, the level of the log line, and who is woken up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// The request was wrong; the same request fails again.
    Client,
    /// The server could not; the same request may succeed later.
    Server,
}

/// Makes [`Code`] from the table below: name, text, HTTP status, fault, description.
macro_rules! codes {
    ($($name:ident $text:literal $status:literal $fault:ident $doc:literal;)+) => {
        /// What went wrong, one row each.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code { $(#[doc = $doc] $name,)+ }

        impl Code {
            /// Every code, in table order.
            pub const ALL: &'static [Code] = &[$(Code::$name,)+];

            /// The code as clients see it, in the `x-error-code` header.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$name => $text,)+ }
            }

            /// The HTTP status.
            pub fn status(self) -> u16 {
                match self { $(Code::$name => $status,)+ }
            }

            /// Whose fault it is.
            pub fn fault(self) -> Fault {
                match self { $(Code::$name => Fault::$fault,)+ }
            }

            /// What it means, in a sentence.
            pub fn description(self) -> &'static str {
                match self { $(Code::$name => $doc,)+ }
            }
        }
    };
}

codes! {
    MissingField     "missing_field"      400 Client "A required field is absent or blank.";
    InvalidJson      "invalid_json"       400 Client "The body is not valid JSON in UTF-8.";
    InvalidBody      "invalid_body"       400 Client "The body is JSON, but not an object.";
    InvalidValue     "invalid_value"      400 Client "A field holds a value that is not allowed.";
    UnknownField     "unknown_field"      400 Client "A filter has a name that does not exist.";
    ContentType      "content_type"       400 Client "The body's content type is missing or is not JSON.";
    InvalidKey       "invalid_key"        401 Client "The API key is missing or unknown.";
    KeyDisabled      "key_disabled"       403 Client "The API key was revoked.";
    NotFound         "not_found"          404 Client "No such endpoint.";
    MethodNotAllowed "method_not_allowed" 405 Client "The endpoint exists, but not with this method.";
    BodyTooLarge     "body_too_large"     413 Client "The body is larger than the server accepts.";
    RateLimited      "rate_limited"       429 Client "The key made requests faster than its tier allows.";
    QuotaExceeded    "quota_exceeded"     429 Client "The key used up its requests of the day.";
    Internal         "internal"           500 Server "Something failed in the server; its log has the reason.";
    Overloaded       "overloaded"         503 Server "The server has as much work as it can take.";
    NotReady         "not_ready"          503 Server "The server is still loading its index.";
    TimedOut         "timed_out"          503 Server "The answer took longer than the server allows.";
}

/// An error as the API reports it: a row of the table, the sentence for the client and, for the log only, the cause.
#[derive(Debug)]
pub struct ApiError {
    code: Code,
    message: String,
    retry_after_s: Option<u64>,
    cause: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl ApiError {
    /// An error of this kind with the sentence that the client reads.
    pub fn new(code: Code, message: impl Into<String>) -> ApiError {
        let retry_after_s = (code.status() == 503).then_some(1);
        ApiError { code, message: message.into(), retry_after_s, cause: None }
    }

    /// A required field is absent.
    pub fn missing(field: &str) -> ApiError {
        ApiError::new(Code::MissingField, format!("Missing required field: {field}"))
    }

    /// The key is missing or unknown.
    pub fn invalid_key() -> ApiError {
        ApiError::new(Code::InvalidKey, "Invalid API key")
    }

    /// A failure of the server. The client learns only that; `cause` goes to the log.
    pub fn internal(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> ApiError {
        ApiError { cause: Some(cause.into()), ..ApiError::new(Code::Internal, "Internal server error") }
    }

    /// A limit of the key's tier was reached; `code` says which, and after `retry_after_s` seconds it is worth trying.
    pub fn limited(code: Code, retry_after_s: u64) -> ApiError {
        let message = "Too Many Requests".to_owned();
        ApiError { code, message, retry_after_s: Some(retry_after_s), cause: None }
    }

    /// The row of the table.
    pub fn code(&self) -> Code {
        self.code
    }

    /// The sentence that the client reads.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Seconds after which trying again is worthwhile, where that is known.
    pub fn retry_after_s(&self) -> Option<u64> {
        self.retry_after_s
    }

    /// The response body: `{"error": …}`, or `{"message": …}` for status 429.
    pub fn body(&self) -> serde_json::Value {
        let member = if self.code.status() == 429 { "message" } else { "error" };
        serde_json::json!({ member: self.message })
    }

    /// The cause with all of its own causes, for the log.
    pub fn report(&self) -> Option<String> {
        let mut cause: &dyn std::error::Error = self.cause.as_deref()?;
        let mut report = cause.to_string();
        while let Some(deeper) = cause.source() {
            report.push_str(": ");
            report.push_str(&deeper.to_string());
            cause = deeper;
        }
        Some(report)
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ApiError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.cause.as_deref().map(|cause| cause as &(dyn std::error::Error + 'static))
    }
}

/// The table as JSON, in table order: what `contract/errors.json` holds.
pub fn table() -> serde_json::Value {
    let rows = Code::ALL.iter().map(|code| {
        serde_json::json!({
            "code": code.as_str(),
            "status": code.status(),
            "fault": code.fault(),
            "member": if code.status() == 429 { "message" } else { "error" },
            "description": code.description(),
        })
    });
    serde_json::Value::Array(rows.collect())
}
