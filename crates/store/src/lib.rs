//! Where the triples live: the only crate that knows an engine.
//!
//! A [`Store`] holds what all cities of an installation have published. Every resource has a named graph of its own;
//! the default graph is their union, each triple once. One thread owns all writing: a [`CityChange`] becomes one
//! generation of one city, whole or not at all, also when the power fails in the middle. What is published, beside the
//! triples, is the [`State`]; it lies in the same engine and changes in the same transaction.
//!
//! What a generation replaced is kept in the journal, so that it can be undone; what is published no longer leaves a
//! [`Tombstone`]; and what was erased is nowhere any more.
//!
//! The public graphs may also lie in a remote store, any that speaks SPARQL 1.1 ([`Endpoint`]): nothing that uses a
//! [`Store`] sees a difference.
//!
//! Queries from strangers run in a process of their own, on an immutable [`Checkpoint`]: see [`worker`].
//!
//! ```
//! use kolophon_graph::{GraphBuilder, Position, Triple};
//! use kolophon_store::{City, CityChange, Resource, ResourceKind, Store, content_hash};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let mut builder = GraphBuilder::new();
//! let dataset = builder.iri("https://daten.example/musterstadt/dataset/haushalt");
//! let title = builder.iri("http://purl.org/dc/terms/title");
//! let text = builder.language_literal("Haushalt 2025", "de");
//! builder.push(Triple::new(dataset, title, text), Position::UNKNOWN);
//! let graph = builder.finish();
//!
//! let store = Store::in_memory()?;
//! let city = City::new("musterstadt", "https://daten.example");
//! let mut resource = Resource::new("https://daten.example/musterstadt/dataset/haushalt", ResourceKind::Dataset);
//! resource.content_hash = content_hash(&graph);
//! let generation = store.apply_blocking(CityChange {
//!     put: vec![(resource, graph)],
//!     ..CityChange::new(city)
//! })?;
//! assert_eq!(generation, 1);
//! assert_eq!(store.state().resources.len(), 1);
//! # Ok(())
//! # }
//! ```

mod apply;
mod backup;
mod canonical;
mod change;
mod checkpoint;
mod commit;
mod compact;
mod difference;
mod digest;
mod durable;
mod engine;
mod erase;
mod error;
mod files;
mod gate;
mod holdings;
mod journal;
mod lend;
mod lexical;
mod lock;
mod migrate;
mod query;
mod reapply;
mod rebuild;
mod remote;
mod results;
mod snapshots;
mod space;
mod state;
mod store;
mod syntax;
mod union;
mod verify;
mod without;
pub mod worker;
mod writer;

pub use crate::backup::{
    Backup, BackupError, BackupOrder, CityBackup, CityManifest, Manifest, ReadBackupError, Scope, back_up,
};
pub use crate::canonical::content_hash;
pub use crate::change::{Adoption, CityChange};
pub use crate::checkpoint::Checkpoint;
pub use crate::compact::{Compacted, Forget};
pub use crate::error::{EngineError, OpenError, QueryError, WriteError};
pub use crate::files::{Incoming, measure};
pub use crate::gate::Excess;
pub use crate::holdings::Holdings;
pub use crate::journal::{Act, ChangeFate, Counts, Entry, Note, ResourceChange};
pub use crate::lend::Lender;
pub use crate::remote::{Credentials, Endpoint, RemoteError};
pub use crate::results::{ParseFormatError, ResultKind, ResultsFormat};
pub use crate::snapshots::SnapshotFile;
pub use crate::state::{Alias, City, FileEntry, Quota, Resource, ResourceKind, State, Tombstone};
pub use crate::store::{OpenMode, Store, View};
pub use crate::verify::{Damage, DamageKind, Verified};
pub use crate::without::{Without, without};
