//! Publishing: what is added, changed, removed or refused, and then doing it as one generation of one city.
//!
//! [`prepare`] only looks; [`Prepared::commit`] writes. Between the two a person can be asked, and a
//! [`Plan`](crate::plan::Plan) can be drawn.

mod draft;
mod judgement;
mod moving;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use kolophon_dcat::Document;
use kolophon_graph::Graph;
use kolophon_store::{City, Note, Resource, ResourceKind, State, Store};
use kolophon_validate::policy::{self, Policy};
use kolophon_validate::{Checked, DataFiles, Profile, local_files};

use self::draft::{Draft, Drafting};
pub(crate) use self::judgement::Identifiers;
use self::judgement::{Judgement, owned_by_another};
use self::moving::Moving;
use crate::api::{DataFile, Withheld};
use crate::catalog;
pub use crate::choice::{Consent, Errors, Extent};
use crate::defaults::stored_defaults;
use crate::partition::{Part, Partition, partition};
use crate::prepared::FileToCopy;
pub use crate::prepared::{LoadError, Loaded, Moved, Prepared, datasets_of, is_protected};
use crate::reading::{self, Reading};
use crate::record::{Known, Record, ServedFile};
pub use crate::refusal::{Reason, Refused, Title};

/// So many drafts are made side by side, and held in memory until they are judged.
const AT_ONCE: usize = 512;

/// What the caller wants of a load.
#[derive(Clone, Copy, Debug)]
pub struct LoadOptions<'a> {
    /// The rules to check against.
    pub profile: &'a Profile,
    /// Whether the documents are all there is.
    pub extent: Extent,
    /// What to do with datasets that have errors.
    pub errors: Errors,
    /// What the city decides about rules.
    pub policy: Option<&'a Policy>,
    /// What is known of datasets beside their triples.
    pub facts: &'a Facts,
    /// What the journal is to say about it.
    pub note: &'a Note,
    /// The time of publication.
    pub now: Timestamp,
    /// Whether data files that the documents name may be opened.
    pub data_files: DataFiles,
    /// What belongs to other cities, when the documents come from somebody who speaks for this one alone. Then nothing
    /// may be said about what is theirs, published or not.
    pub territories: &'a [Territory],
    /// The data files that came along with documents whose own are out of reach.
    pub sent: &'a [DataFile],
    /// Datasets that the sender holds back.
    pub withheld: &'a [Withheld],
}

/// The addresses of a city.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Territory {
    /// What its own IRIs begin with.
    pub prefix: String,
    /// Its short name.
    pub city: String,
}

impl Territory {
    /// That of a city.
    #[must_use]
    pub fn of(city: &City) -> Self {
        Self {
            prefix: format!("{}/{}/", city.base, city.slug),
            city: city.slug.clone(),
        }
    }
}

impl<'a> LoadOptions<'a> {
    /// A load that adds and changes, refuses what has errors, and says nothing about itself.
    #[must_use]
    pub fn new(profile: &'a Profile, now: Timestamp) -> Self {
        static NO_FACTS: Facts = Facts {
            protected: BTreeSet::new(),
            aliases: BTreeMap::new(),
        };
        static NO_NOTE: Note = Note {
            act: kolophon_store::Act::Load,
            author: None,
            time: None,
            source: None,
            reason: None,
        };
        Self {
            profile,
            extent: Extent::Partial,
            errors: Errors::Refuse,
            policy: None,
            facts: &NO_FACTS,
            note: &NO_NOTE,
            now,
            data_files: DataFiles::Beside,
            territories: &[],
            sent: &[],
            withheld: &[],
        }
    }
}

/// What the officer's own files say of datasets, but RDF has no words for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Short names or addresses of datasets among the documents that nothing but a deliberate withdrawal removes.
    pub protected: BTreeSet<String>,
    /// Old short name or address → the address that took its place.
    pub aliases: BTreeMap<String, String>,
}

impl Facts {
    /// These, and what the files of officers say.
    fn with(&self, reading: &Reading) -> Self {
        let mut facts = self.clone();
        facts.protected.extend(reading.protected.iter().cloned());
        facts.aliases.extend(reading.aliases.iter().cloned());
        facts
    }
}

/// Looks at the documents and says what publishing them for `city` would do. Nothing is written, nor are data files
/// copied.
///
/// # Errors
/// When a data file cannot be read or the published catalogue cannot be read.
pub fn prepare(
    store: &Store,
    city: &City,
    documents: &[Document],
    options: &LoadOptions<'_>,
) -> Result<Prepared, LoadError> {
    let reading = reading::read(documents, &stored_defaults(city));
    prepare_reading(store, city, reading, options)
}

/// [`prepare`] for documents that were read already.
///
/// # Errors
/// When a data file cannot be read or the published catalogue cannot be read.
pub fn prepare_reading(
    store: &Store,
    city: &City,
    reading: Reading,
    options: &LoadOptions<'_>,
) -> Result<Prepared, LoadError> {
    let facts = options.facts.with(&reading);
    let is_whole = reading.unreadable.is_empty();
    let options = &LoadOptions {
        facts: &facts,
        ..*options
    };
    let officers_files = reading.unreadable;
    let Checked {
        graph,
        mut report,
        unreadable,
        readings: _,
    } = reading
        .material
        .with_data_files(options.data_files)
        .check(options.profile);
    report.unreadable = officers_files;
    if let Some(policy) = options.policy {
        let today = options
            .now
            .to_string()
            .chars()
            .take("2027-01-31".len())
            .collect::<String>();
        policy.apply(&mut report, &today, policy_extent(options.extent));
    }
    // The report has the texts that it shows, and whole files are not needed beside all that is to be published.
    let graph = graph.without_texts();
    let partition = partition(&graph);
    let state = store.state();
    if let Some((iri, owner)) = trespass(&graph, &state, city, options.territories) {
        return Err(LoadError::Trespass { iri, city: owner });
    }
    let city = settled(city, &state, &graph, &partition);
    let judgement = Judgement::new(&graph, &report, options.errors);
    let mut load = Load {
        store,
        state: &state,
        graph: &graph,
        options,
        prepared: Prepared::new(city, &state, options.note.clone()),
        identifiers: Identifiers::new(&state),
        moving: Moving::default(),
        kept: BTreeSet::new(),
    };
    load.prepared.unreadable = unreadable;
    load.prepared.refused = refused_without_address(&graph, &partition);
    // An unreadable file may hold anything: then nothing counts as missing.
    let extent = if load.prepared.unreadable.is_empty() && is_whole {
        options.extent
    } else {
        Extent::Partial
    };
    let present: BTreeSet<&str> = partition
        .parts
        .iter()
        .map(|part| graph.term(part.node).value())
        .collect();
    load.moving = Moving::new(store, &load.prepared.change.city, &present, options.facts, extent)?;
    load.admit_all(&partition, &judgement)?;
    if extent == Extent::Complete {
        load.remove_absent(&present);
    }
    load.catalog(&partition, &judgement)?;
    let mut prepared = load.prepared;
    prepared.sort();
    prepared.report = report;
    Ok(prepared)
}

/// A subject that belongs to another city, and to which one.
fn trespass(
    graph: &Graph,
    state: &State,
    city: &City,
    territories: &[Territory],
) -> Option<(String, String)> {
    if territories.is_empty() {
        return None;
    }
    let mut seen = None;
    graph.triples().iter().find_map(|triple| {
        // Triples are sorted by nothing in particular, but mostly written subject by subject.
        if seen == Some(triple.subject) {
            return None;
        }
        seen = Some(triple.subject);
        let iri = graph.term(triple.subject).as_iri()?;
        let territory = territories
            .iter()
            .find(|territory| territory.city != city.slug && iri.starts_with(&territory.prefix))
            .map(|territory| territory.city.as_str());
        let owner = territory.or_else(|| state.owner(iri).filter(|owner| *owner != city.slug))?;
        Some((iri.to_owned(), owner.to_owned()))
    })
}

fn policy_extent(extent: Extent) -> policy::Extent {
    match extent {
        Extent::Partial => policy::Extent::Part,
        Extent::Complete => policy::Extent::Whole,
    }
}

/// The city as it will be: the settings of now, the history of before.
fn settled(city: &City, state: &State, graph: &Graph, partition: &Partition) -> City {
    let mut city = state.cities.get(&city.slug).map_or_else(
        || city.clone(),
        |known| City {
            generation: known.generation,
            published_at: known.published_at.clone(),
            catalog: known.catalog.clone(),
            ..city.clone()
        },
    );
    if city.generation == 0 {
        city.catalog = catalog::adopted(graph, partition).unwrap_or(city.catalog);
    }
    city
}

/// A load that is being looked at.
struct Load<'a> {
    store: &'a Store,
    state: &'a State,
    graph: &'a Graph,
    options: &'a LoadOptions<'a>,
    prepared: Prepared,
    identifiers: Identifiers,
    moving: Moving,
    /// What stays published although the documents do not hold it under that address.
    kept: BTreeSet<String>,
}

impl Load<'_> {
    fn admit_all(&mut self, partition: &Partition, judgement: &Judgement) -> Result<(), LoadError> {
        let files = local_files(self.graph);
        let city = self.prepared.change.city.clone();
        let parts: Vec<&Part> = partition
            .parts
            .iter()
            .filter(|part| self.graph.term(part.node).value() != city.catalog)
            .collect();
        let drafting = Drafting::new(self.store, self.state, self.graph, self.options, &city, &files);
        for some in parts.chunks(AT_ONCE) {
            for (part, draft) in some.iter().zip(drafting.drafts(some)) {
                self.admit_part(part, draft?, &drafting, judgement)?;
            }
        }
        self.lead_old_addresses();
        Ok(())
    }

    fn admit_part(
        &mut self,
        part: &Part,
        draft: Draft,
        drafting: &Drafting<'_>,
        judgement: &Judgement,
    ) -> Result<(), LoadError> {
        let iri = self.graph.term(part.node).value();
        let state = self.state;
        let Draft {
            record: mut new,
            served,
            out_of_reach,
        } = draft;
        let published = state.resources.get(iri);
        let from = match published {
            None => self.moving.from(&new).and_then(|old| state.resources.get(&old)),
            Some(_) => None,
        };
        if let Some(from) = from {
            let known = from.identifier.as_deref();
            let known = known.map_or(Known::Nothing, Known::OfOldAddress);
            new = drafting.record(part, &served, known);
            self.identifiers.hand_over(&from.iri, iri);
        }
        if new.resource.kind == ResourceKind::Dataset {
            self.prepared.slugs.push(new.resource.slug.clone());
        }
        let facts = self.options.facts;
        new.resource.protected =
            facts.protected.contains(&new.resource.slug) || facts.protected.contains(iri);
        let before = published.or(from);
        let erased = || {
            let iri = self.store.erased_in(iri, &new.graph())?;
            Some(Reason::Erased { iri })
        };
        let reason = judgement
            .refusal(self.graph, part)
            .or_else(|| self.withheld(iri))
            .or(out_of_reach)
            .or_else(|| owned_by_another(state, iri, &self.prepared.change.city))
            .or_else(erased)
            .or_else(|| self.identifiers.refusal(&new.resource, before));
        match (reason, from) {
            (Some(reason), from) => {
                self.prepared.refuse(&new.resource, reason);
                if let Some(from) = from {
                    // It keeps its last published version, under the address that this has.
                    self.identifiers.hand_over(iri, &from.iri);
                    self.kept.insert(from.iri.clone());
                }
            }
            (None, Some(from)) => {
                self.add_files(&served);
                self.move_here(from, new, judgement.errors(iri));
            }
            (None, None) => {
                self.add_files(&served);
                self.admit(new, published, judgement.errors(iri))?;
            }
        }
        Ok(())
    }

    /// Why the sender holds a dataset back.
    fn withheld(&self, iri: &str) -> Option<Reason> {
        let mut withheld = self.options.withheld.iter();
        let found = withheld.find(|withheld| withheld.iri == iri)?;
        Some(found.reason.reason().unwrap_or(Reason::Blocking))
    }

    fn admit(&mut self, record: Record, before: Option<&Resource>, errors: u32) -> Result<(), LoadError> {
        let is_dataset = record.resource.kind == ResourceKind::Dataset;
        let same = before.filter(|before| before.content_hash == record.resource.content_hash);
        if let Some(same) = same {
            if same.protected == record.resource.protected {
                self.prepared.unchanged += usize::from(is_dataset);
                return Ok(());
            }
            // Only its protection changes: everything else stays byte for byte, its dates too.
            if let Some(graph) = self.store.graph(&same.iri)? {
                let resource = Resource {
                    protected: record.resource.protected,
                    ..same.clone()
                };
                if is_dataset {
                    self.prepared.changed.push(Title::of(&resource));
                }
                self.prepared.change.put.push((resource, graph));
            }
            return Ok(());
        }
        let list = if before.is_some() {
            &mut self.prepared.changed
        } else {
            &mut self.prepared.added
        };
        if is_dataset {
            list.push(Title::of(&record.resource));
        }
        let (mut resource, graph) = record.dated(before, &self.options.now.to_string());
        resource.errors = errors;
        self.prepared.change.put.push((resource, graph));
        Ok(())
    }

    fn move_here(&mut self, from: &Resource, record: Record, errors: u32) {
        self.prepared.moved.push(Moved {
            from: from.iri.clone(),
            to: Title::of(&record.resource),
        });
        let (mut resource, graph) = record.dated(Some(from), &self.options.now.to_string());
        resource.errors = errors;
        let change = &mut self.prepared.change;
        change.remove.push(from.iri.clone());
        change.aliases.push((from.iri.clone(), resource.iri.clone()));
        change.put.push((resource, graph));
    }

    /// Old addresses at which nothing is published any more, but which the facts name.
    fn lead_old_addresses(&mut self) {
        let state = self.state;
        let change = &mut self.prepared.change;
        let admitted: BTreeSet<&str> = change.put.iter().map(|(put, _)| put.iri.as_str()).collect();
        let mut aliases = Vec::new();
        for (from, to) in self.moving.aliases() {
            let is_free = !state.resources.contains_key(from) && !admitted.contains(from.as_str());
            let is_ours = state.owner(from).is_none_or(|owner| owner == change.city.slug);
            let leads_somewhere = admitted.contains(to.as_str())
                || state
                    .resources
                    .get(to)
                    .is_some_and(|to| to.city == change.city.slug);
            let is_known = state.aliases.get(from).is_some_and(|alias| alias.to == *to);
            if is_free && is_ours && leads_somewhere && !is_known {
                aliases.push((from.clone(), to.clone()));
            }
        }
        change.aliases.extend(aliases);
    }

    fn remove_absent(&mut self, present: &BTreeSet<&str>) {
        let city = self.prepared.change.city.clone();
        let moved: BTreeSet<String> = self.prepared.change.remove.iter().cloned().collect();
        let absent = self.state.resources.values().filter(|resource| {
            resource.city == city.slug
                && resource.iri != city.catalog
                && !present.contains(resource.iri.as_str())
                && !moved.contains(&resource.iri)
                && !self.kept.contains(&resource.iri)
        });
        for resource in absent {
            self.prepared.remove(resource);
        }
    }

    fn catalog(&mut self, partition: &Partition, judgement: &Judgement) -> Result<(), LoadError> {
        let iri = self.prepared.change.city.catalog.clone();
        let own = partition
            .parts
            .iter()
            .find(|part| self.graph.term(part.node).value() == iri);
        let refusal = own.and_then(|own| Some((own, judgement.refusal(self.graph, own)?)));
        if let Some((own, reason)) = &refusal {
            let title = crate::record::title(self.graph, own.node).unwrap_or_else(|| iri.clone());
            self.prepared.refused.push(Refused {
                dataset: Title { iri, title },
                reason: reason.clone(),
            });
        }
        let found = catalog::Found {
            own: own.filter(|_| refusal.is_none()),
            leftovers: &partition.leftovers,
            extent: self.options.extent,
        };
        Ok(catalog::put(
            self.store,
            self.state,
            self.graph,
            &found,
            &mut self.prepared.change,
        )?)
    }

    fn add_files(&mut self, served: &[ServedFile]) {
        let files = served.iter().map(|file| FileToCopy {
            path: file.path.clone(),
            sha256: file.entry.sha256.clone(),
        });
        self.prepared.files.extend(files);
    }
}

fn refused_without_address(graph: &Graph, partition: &Partition) -> Vec<Refused> {
    let refused = partition.without_address.iter().map(|part| {
        let iri = format!("_:{}", graph.term(part.node).value());
        let title = crate::record::title(graph, part.node).unwrap_or_else(|| iri.clone());
        Refused {
            dataset: Title { iri, title },
            reason: Reason::Blocking,
        }
    });
    refused.collect()
}

#[cfg(test)]
mod tests;
