//! Property paths: from SPARQL's writing to SHACL's nodes (<https://www.w3.org/TR/shacl/#property-paths>).

use std::io::{self, Write};

use oxrdf::vocab::rdf;
use oxrdf::{Literal, NamedNode, NamedOrBlankNode, Term};

use crate::render::turtle::{Writer, blank, iri, sh};

/// The deepest path that is read.
const DEEPEST: usize = 64;

/// A path as SHACL knows it.
#[derive(Debug, PartialEq, Eq)]
enum Path {
    Predicate(NamedNode),
    Inverse(Box<Self>),
    Sequence(Vec<Self>),
    Alternative(Vec<Self>),
    Repeated(&'static str, Box<Self>),
}

impl<W: Write> Writer<W> {
    /// Writes the nodes of a path, given as an IRI or as SPARQL writes it, and returns the first of them.
    ///
    /// What is neither stays as text: the report is then not worse than without it.
    pub(super) fn path(&mut self, text: &str) -> io::Result<Term> {
        if let Some(predicate) = iri(text) {
            return Ok(predicate.into());
        }
        match Reader::read(text) {
            Some(path) => self.path_node(&path),
            None => Ok(Literal::new_simple_literal(text).into()),
        }
    }

    fn path_node(&mut self, path: &Path) -> io::Result<Term> {
        match path {
            Path::Predicate(predicate) => Ok(predicate.clone().into()),
            Path::Inverse(inner) => self.unary("inversePath", inner),
            Path::Repeated(name, inner) => self.unary(name, inner),
            Path::Sequence(members) => self.list(members),
            Path::Alternative(members) => {
                let list = self.list(members)?;
                let node = self.new_node();
                self.write(&node, sh("alternativePath").as_ref(), list)?;
                Ok(node.into())
            }
        }
    }

    fn unary(&mut self, name: &str, inner: &Path) -> io::Result<Term> {
        let inner = self.path_node(inner)?;
        let node = self.new_node();
        self.write(&node, sh(name).as_ref(), inner)?;
        Ok(node.into())
    }

    fn list(&mut self, members: &[Path]) -> io::Result<Term> {
        let mut rest: Term = rdf::NIL.into_owned().into();
        for member in members.iter().rev() {
            let member = self.path_node(member)?;
            let node = self.new_node();
            self.write(&node, rdf::FIRST, member)?;
            self.write(&node, rdf::REST, rest)?;
            rest = node.into();
        }
        Ok(rest)
    }

    fn new_node(&mut self) -> NamedOrBlankNode {
        self.paths += 1;
        blank(&format!("path-{}", self.paths))
    }
}

/// Reads SPARQL's [`Path`](https://www.w3.org/TR/sparql11-query/#rPath), as far as SHACL has it.
struct Reader<'a> {
    rest: &'a str,
    depth: usize,
}

impl<'a> Reader<'a> {
    fn read(text: &'a str) -> Option<Path> {
        let mut reader = Self {
            rest: text.trim(),
            depth: 0,
        };
        let path = reader.alternative()?;
        reader.rest.is_empty().then_some(path)
    }

    fn take(&mut self, character: char) -> bool {
        let rest = self.rest.trim_start();
        match rest.strip_prefix(character) {
            Some(behind) => {
                self.rest = behind.trim_start();
                true
            }
            None => false,
        }
    }

    fn alternative(&mut self) -> Option<Path> {
        self.separated('|', Self::sequence, Path::Alternative)
    }

    fn sequence(&mut self) -> Option<Path> {
        self.separated('/', Self::inverse, Path::Sequence)
    }

    fn separated(
        &mut self,
        separator: char,
        member: fn(&mut Self) -> Option<Path>,
        join: fn(Vec<Path>) -> Path,
    ) -> Option<Path> {
        let first = member(self)?;
        let mut members = vec![first];
        while self.take(separator) {
            members.push(member(self)?);
        }
        if members.len() > 1 {
            return Some(join(members));
        }
        members.pop()
    }

    fn inverse(&mut self) -> Option<Path> {
        if self.take('^') {
            return Some(Path::Inverse(Box::new(self.repeated()?)));
        }
        self.repeated()
    }

    fn repeated(&mut self) -> Option<Path> {
        let path = self.primary()?;
        for (sign, name) in [
            ('*', "zeroOrMorePath"),
            ('+', "oneOrMorePath"),
            ('?', "zeroOrOnePath"),
        ] {
            if self.take(sign) {
                return Some(Path::Repeated(name, Box::new(path)));
            }
        }
        Some(path)
    }

    fn primary(&mut self) -> Option<Path> {
        if self.take('(') {
            self.depth += 1;
            if self.depth > DEEPEST {
                return None;
            }
            let path = self.alternative()?;
            self.depth -= 1;
            return self.take(')').then_some(path);
        }
        if !self.take('<') {
            return None;
        }
        let (name, behind) = self.rest.split_once('>')?;
        self.rest = behind;
        iri(name).map(Path::Predicate)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn predicate(name: &str) -> Path {
        Path::Predicate(NamedNode::new(name).unwrap())
    }

    #[test]
    fn paths_are_read() {
        assert_eq!(
            Reader::read("(^<urn:p>)/(<urn:q>|(<urn:p>+))"),
            Some(Path::Sequence(vec![
                Path::Inverse(Box::new(predicate("urn:p"))),
                Path::Alternative(vec![
                    predicate("urn:q"),
                    Path::Repeated("oneOrMorePath", Box::new(predicate("urn:p"))),
                ]),
            ]))
        );
    }

    #[test]
    fn what_is_no_path_is_none() {
        let deep = format!("{}<urn:p>{}", "(".repeat(100_000), ")".repeat(100_000));
        for text in ["", "(", "<urn:p>/", "<a b>", "<urn:p> x", "^", deep.as_str()] {
            assert_eq!(Reader::read(text), None, "{text}");
        }
    }
}
