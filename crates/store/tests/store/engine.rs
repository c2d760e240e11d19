//! The store that a test runs on: an embedded one, or the remote one that `KOLOPHON_TEST_STORE` names.
//!
//! `scripts/engines` starts real engines and runs the tests once for each.

use std::env;
use std::ops::Deref;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use kolophon_store::{City, CityChange, Credentials, Endpoint, OpenMode, Store};
use tempfile::TempDir;

/// Addresses for queries, updates and graphs, user and password, separated by spaces; `-` for none.
const VARIABLE: &str = "KOLOPHON_TEST_STORE";

/// The remote store that the tests run on, if there is one.
pub(crate) fn endpoint() -> Option<Endpoint> {
    let text = env::var_os(VARIABLE).filter(|text| !text.is_empty())?;
    let text = text.into_string().unwrap();
    let words: Vec<&str> = text.split(' ').collect();
    let [query, update, graphs, user, password] = words[..] else {
        panic!("{VARIABLE} has five parts: {text}");
    };
    let given = |word: &str| (word != "-").then(|| word.to_owned());
    Some(Endpoint {
        update: update.to_owned(),
        graphs: given(graphs),
        credentials: given(user).map(|user| Credentials {
            user,
            password: password.to_owned(),
        }),
        ..Endpoint::new(query)
    })
}

/// A store with nothing in it. It takes its graphs with it when it goes; a remote one serves one test at a time.
pub(crate) struct TestStore {
    store: Option<Store>,
    directory: Option<TempDir>,
    _turn: Option<MutexGuard<'static, ()>>,
}

impl TestStore {
    /// In memory, or remote.
    pub(crate) fn new() -> Self {
        if endpoint().is_some() {
            return Self::on_disk();
        }
        Self {
            store: Some(Store::in_memory().unwrap()),
            directory: None,
            _turn: None,
        }
    }

    /// In a directory that can be opened again, or remote.
    pub(crate) fn on_disk() -> Self {
        static TURN: Mutex<()> = Mutex::new(());

        let turn = endpoint().map(|_| TURN.lock().unwrap_or_else(PoisonError::into_inner));
        let directory = tempfile::tempdir().unwrap();
        Self {
            store: Some(open(directory.path())),
            directory: Some(directory),
            _turn: turn,
        }
    }

    /// Where it lies; not for one in memory.
    pub(crate) fn directory(&self) -> &Path {
        self.directory.as_ref().unwrap().path()
    }

    /// Closes the store and opens it again; one in memory stays as it is.
    pub(crate) fn reopen(&mut self) {
        if let Some(directory) = &self.directory {
            drop(self.store.take());
            self.store = Some(open(directory.path()));
        }
    }
}

fn open(directory: &Path) -> Store {
    match endpoint() {
        Some(endpoint) => Store::open_remote(directory, OpenMode::Create, &endpoint).unwrap(),
        None => Store::open(directory, OpenMode::Create).unwrap(),
    }
}

impl Deref for TestStore {
    type Target = Store;

    fn deref(&self) -> &Store {
        self.store.as_ref().unwrap()
    }
}

impl Drop for TestStore {
    fn drop(&mut self) {
        let Some(store) = self.store.take().filter(Store::is_remote) else {
            return;
        };
        let state = store.state();
        for city in state.cities.values() {
            let own = state
                .resources
                .values()
                .filter(|resource| resource.city == city.slug);
            let change = CityChange {
                remove: own.map(|resource| resource.iri.clone()).collect(),
                ..CityChange::new(City::clone(city))
            };
            let removed = store.apply_blocking(change);
            assert!(removed.is_ok() || std::thread::panicking(), "{removed:?}");
        }
    }
}
