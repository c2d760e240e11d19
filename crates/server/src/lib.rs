//! HTTP: pages for people, feeds for portals, SPARQL and JSON for developers.
//!
//! The whole surface stands on one page in `router.rs`. A handler returns a representation whose bytes are complete,
//! or a [`Problem`]; nothing is ever cut short behind a status line that says all is well.
//!
//! | module | is about |
//! |---|---|
//! | `app` | what all requests share |
//! | `index` | what is published, in the order requests ask for it |
//! | `assessments` | how good descriptions are, worked out once per publication |
//! | `openapi` | the interface, described from the types that are answered |
//! | `feeds` | editions of the feeds, written pages, who walks them |
//! | `search` | what is searched, and how a question is asked in an address |
//! | `router`, `routes` | addresses and their handlers |
//! | `negotiate`, `extract` | what the client asks for |
//! | `representation`, `problem`, `html` | what it gets |
//! | `authority`, `condition`, `upload` | who writes, on what condition, and what |
//! | `limits`, `metrics` | how much one client may ask, and what operators watch |
//! | `middleware`, `serve` | what happens around every request and connection |

mod addresses;
mod app;
mod assessments;
mod authority;
mod condition;
mod extract;
mod feeds;
mod html;
mod index;
mod limits;
mod metrics;
mod middleware;
mod negotiate;
mod openapi;
mod problem;
mod representation;
mod router;
mod routes;
mod search;
mod serve;
mod settings;
#[cfg(test)]
mod tests;
mod upload;

pub use crate::app::{App, Labels, ServeOptions};
pub use crate::limits::Network;
pub use crate::problem::{Problem, ProblemKind};
pub use crate::router::router;
pub use crate::serve::{Listeners, ServeError, serve};
