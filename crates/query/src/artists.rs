//! stub
use crate::claim::Claim;
use crate::concepts::Concepts;
use crate::known::Names;
use crate::tokens::Tokens;
pub(crate) fn read(
    _tokens: &Tokens<'_>,
    _names: &dyn Names,
    _concepts: &Concepts<'_>,
    claims: Vec<Claim>,
) -> Vec<Claim> {
    claims
}
