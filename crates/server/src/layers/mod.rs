//! What surrounds the routes, from the outside in: [`observe`], then (in the router) cross-origin rules and
//! compression, then [`guard`], and around the API's own routes [`authorize`].

pub(crate) mod authorize;
pub(crate) mod guard;
pub(crate) mod observe;
