//! The OpenAPI document, made from the types and routes that serve requests, so that it cannot lag behind them.

use std::sync::LazyLock;

use hark_track::Genre;
use utoipa::OpenApi;
use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityScheme};

use crate::routes;
use crate::wire::{ErrorBody, LimitedBody, SearchBody, SearchResponse};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Hark",
        description = "Music search over your own catalogue.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    paths(routes::search, routes::healthz, routes::readyz, routes::metrics, routes::openapi),
    components(schemas(SearchBody, SearchResponse, ErrorBody, LimitedBody, routes::Alive, routes::Readiness)),
    tags(
        (name = "music", description = "Needs a key in the header `x-api-key`"),
        (name = "operations", description = "Needs no key")
    )
)]
struct Document;

/// The document as indented JSON with a final line break; the same bytes for the same build.
pub fn document() -> &'static str {
    static TEXT: LazyLock<String> = LazyLock::new(|| {
        let mut document = Document::openapi();
        let components = document.components.get_or_insert_default();
        let key = ApiKeyValue::with_description("x-api-key", "Made with `hark keys create`");
        components.add_security_scheme("api_key", SecurityScheme::ApiKey(ApiKey::Header(key)));
        let slugs = ObjectBuilder::new()
            .schema_type(SchemaType::Type(Type::String))
            .description(Some(
                "The canonical genres. Names in any case and common other names are accepted too.",
            ))
            .enum_values(Some(Genre::all().map(Genre::slug)));
        components.schemas.insert("GenreSlug".to_owned(), slugs.into());
        // Maps with text keys and finite numbers: writing them as JSON cannot fail.
        document.to_pretty_json().unwrap_or_default() + "\n"
    });
    &TEXT
}
