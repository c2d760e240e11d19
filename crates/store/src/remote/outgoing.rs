//! A graph on its way to a remote store.

use std::collections::BTreeMap;

/// Engines compile an update before they run it: Virtuoso 7 takes some thousand triples in `INSERT DATA`, and not quite
/// two thousand in an `INSERT` with blank nodes.
const TRIPLES_PER_UPDATE: usize = 500;

/// Triples as lines of N-Triples, which are Turtle and SPARQL as well.
#[derive(Debug, Default)]
pub(super) struct Outgoing {
    lines: Vec<Line>,
}

#[derive(Debug)]
struct Line {
    text: String,
    blank_nodes: Vec<String>,
}

/// What one update can insert. Labels of blank nodes mean nothing outside of it.
pub(super) struct Piece<'a> {
    lines: Vec<&'a str>,
    /// `INSERT DATA` may have blank nodes, but not every engine takes them there.
    pub(super) has_blank_nodes: bool,
}

impl Piece<'_> {
    pub(super) fn text(&self) -> String {
        self.lines.concat()
    }
}

impl Outgoing {
    /// Adds a triple; the terms are N-Triples.
    pub(super) fn push(&mut self, subject: &str, predicate: &str, object: &str) {
        let is_blank = |term: &&str| term.starts_with("_:");
        self.lines.push(Line {
            text: format!("{subject} {predicate} {object} .\n"),
            blank_nodes: [subject, object]
                .into_iter()
                .filter(is_blank)
                .map(str::to_owned)
                .collect(),
        });
    }

    pub(super) fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The whole graph.
    pub(super) fn text(&self) -> String {
        self.lines.iter().map(|line| line.text.as_str()).collect()
    }

    /// The graph in pieces for one update each. Triples that share a blank node, be it over others, stay together.
    pub(super) fn pieces(&self) -> Vec<Piece<'_>> {
        let components = self.components();
        let mut with_blank: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
        let mut without = Vec::new();
        for line in &self.lines {
            match line.blank_nodes.first() {
                Some(node) => with_blank
                    .entry(components[node.as_str()])
                    .or_default()
                    .push(&line.text),
                None => without.push(line.text.as_str()),
            }
        }
        let mut pieces: Vec<Piece<'_>> = Vec::new();
        for lines in with_blank.into_values() {
            match pieces.last_mut() {
                Some(last) if last.lines.len() + lines.len() <= TRIPLES_PER_UPDATE => {
                    last.lines.extend(lines);
                }
                _ => pieces.push(Piece {
                    lines,
                    has_blank_nodes: true,
                }),
            }
        }
        pieces.extend(without.chunks(TRIPLES_PER_UPDATE).map(|lines| Piece {
            lines: lines.to_vec(),
            has_blank_nodes: false,
        }));
        pieces
    }

    /// For each blank node a number that it shares with those it is connected with.
    fn components(&self) -> BTreeMap<&str, usize> {
        let mut number_of: BTreeMap<&str, usize> = BTreeMap::new();
        let mut parents: Vec<usize> = Vec::new();
        for line in &self.lines {
            let mut first = None;
            for node in &line.blank_nodes {
                let number = *number_of.entry(node).or_insert_with(|| {
                    parents.push(parents.len());
                    parents.len() - 1
                });
                let root = root(&mut parents, number);
                match first {
                    None => first = Some(root),
                    Some(first) => parents[root] = first,
                }
            }
        }
        number_of
            .into_iter()
            .map(|(node, number)| (node, root(&mut parents, number)))
            .collect()
    }
}

fn root(parents: &mut [usize], mut number: usize) -> usize {
    while parents[number] != number {
        parents[number] = parents[parents[number]];
        number = parents[number];
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_shares_a_blank_node_stays_together() {
        let mut graph = Outgoing::default();
        for number in 0..TRIPLES_PER_UPDATE {
            graph.push("<http://e/s>", "<http://e/p>", &format!("\"{number}\""));
        }
        for number in 0..300 {
            graph.push(&format!("_:a{number}"), "<http://e/p>", &format!("_:b{number}"));
            graph.push(&format!("_:b{number}"), "<http://e/p>", "\"_:c\"");
        }
        graph.push("<http://e/s>", "<http://e/p>", "_:a0");
        // Joins two that were apart.
        graph.push("_:b0", "<http://e/p>", "_:b299");
        let pieces = graph.pieces();
        let sizes: Vec<(usize, bool)> = pieces
            .iter()
            .map(|piece| (piece.lines.len(), piece.has_blank_nodes))
            .collect();
        assert_eq!(sizes.iter().map(|(size, _)| size).sum::<usize>(), 1102);
        assert_eq!(sizes, [(500, true), (102, true), (500, false)]);
        let holder = pieces
            .iter()
            .find(|piece| piece.text().contains("_:a0 "))
            .unwrap();
        for line in ["<http://e/s> <http://e/p> _:a0 .", "_:b299 ", "_:a299 "] {
            assert!(holder.text().contains(line), "{line}");
        }
    }

    #[test]
    fn a_cluster_larger_than_a_piece_is_one_piece() {
        let mut graph = Outgoing::default();
        for number in 0..=TRIPLES_PER_UPDATE {
            graph.push("_:a", "<http://e/p>", &format!("\"{number}\""));
        }
        assert_eq!(graph.pieces().len(), 1);
        assert_eq!(graph.pieces()[0].text(), graph.text());
        assert!(Outgoing::default().pieces().is_empty());
    }
}
