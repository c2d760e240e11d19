//! Other orders of the triples than the graph's own, as permutations made in linear time.

use crate::graph::Triple;
use crate::term::{TermId, TermKind};

/// The triples grouped by a term, in each group in the graph's order.
#[derive(Debug)]
pub(crate) struct Grouping {
    /// Where the group of a term begins and ends, by the term's index.
    ranges: Box<[(u32, u32)]>,
    order: Box<[u32]>,
}

impl Grouping {
    /// Groups triples by the term that `key` takes from each; the groups come in the order of [`TermId`].
    ///
    /// `terms` is the size of the dictionary. This is a counting sort: triples are looked at twice, in their order.
    pub(crate) fn new(triples: &[Triple], terms: usize, key: impl Fn(&Triple) -> TermId) -> Self {
        let mut ranges = vec![(0_u32, 0_u32); terms].into_boxed_slice();
        let mut kinds = [const { Vec::new() }; 3];
        for triple in triples {
            let id = key(triple);
            let (_, count) = &mut ranges[id.index()];
            if *count == 0 {
                kinds[place_of(id.kind())].push(id);
            }
            *count += 1;
        }
        let mut start = 0;
        for ids in &mut kinds {
            ids.sort_unstable();
            for id in ids {
                let (from, to) = &mut ranges[id.index()];
                let count = *to;
                (*from, *to) = (start, start);
                start += count;
            }
        }
        let mut order = vec![0; triples.len()].into_boxed_slice();
        for (at, triple) in (0..).zip(triples) {
            let (_, to) = &mut ranges[key(triple).index()];
            order[*to as usize] = at;
            *to += 1;
        }
        Self { ranges, order }
    }

    /// The triples of a term.
    pub(crate) fn of(&self, id: TermId) -> &[u32] {
        let (from, to) = self.ranges.get(id.index()).copied().unwrap_or_default();
        &self.order[from as usize..to as usize]
    }

    /// All triples, group by group.
    pub(crate) fn order(&self) -> &[u32] {
        &self.order
    }
}

fn place_of(kind: TermKind) -> usize {
    match kind {
        TermKind::Iri => 0,
        TermKind::BlankNode => 1,
        TermKind::Literal => 2,
    }
}

/// The triples by predicate, then object, then subject, from their grouping by object: each goes to the next free place
/// among those of its predicate.
pub(crate) fn by_predicate(triples: &[Triple], by_object: &Grouping) -> Box<[u32]> {
    let mut next: Vec<(TermId, u32)> = Vec::new();
    for (at, triple) in (0..).zip(triples) {
        if next
            .last()
            .is_none_or(|(predicate, _)| *predicate != triple.predicate)
        {
            next.push((triple.predicate, at));
        }
    }
    let mut order = vec![0; triples.len()].into_boxed_slice();
    for at in by_object.order() {
        let predicate = triples[*at as usize].predicate;
        let found = next.binary_search_by_key(&predicate, |(predicate, _)| *predicate);
        if let Ok(found) = found {
            let (_, place) = &mut next[found];
            order[*place as usize] = *at;
            *place += 1;
        }
    }
    order
}
