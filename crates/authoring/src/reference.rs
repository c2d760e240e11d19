//! Texts that name something described elsewhere: `#kontakt`, `haushalt`, `https://…`, `_:b1`.

use crate::field::Class;
use crate::name::{is_slug, slug_of};
use crate::scalar::{Scalars, is_absolute};
use crate::term::Term;

/// The thing that a text refers to; `None` when the text says something about a new one.
pub(crate) fn read(class: Class, text: &str, scalars: &Scalars<'_>) -> Option<Term> {
    if let Some(term) = Term::exact(text) {
        return Some(term);
    }
    if text.starts_with('#') {
        return scalars.address(text).ok();
    }
    let says_something_new = match class {
        // The page of a contact form, a file, an endpoint.
        Class::Contact | Class::Distribution | Class::DataService => text.starts_with("http"),
        Class::Identifier | Class::Checksum => true,
        _ => false,
    };
    if is_absolute(text) && !says_something_new && !is_mail(text) {
        return Some(Term::iri(text));
    }
    let is_short_name = is_slug(text) && slug_of(text) == text;
    match class {
        Class::Agent if is_short_name => Some(Term::Iri(scalars.defaults.agent(text))),
        Class::DatasetSeries if is_short_name => Some(Term::Iri(scalars.defaults.series(text))),
        Class::DataService if is_short_name => Some(Term::Iri(scalars.defaults.service(text))),
        _ => None,
    }
}

fn is_mail(text: &str) -> bool {
    text.starts_with("mailto:")
}

/// The shortest reference to a term that is read as that term again.
pub(crate) fn write(class: Class, term: &Term, scalars: &Scalars<'_>) -> Option<String> {
    let reads_back = |text: &String| read(class, text, scalars).as_ref() == Some(term);
    if let Some(iri) = term.as_iri() {
        let root = match class {
            Class::Agent => scalars.defaults.agent(""),
            Class::DatasetSeries => scalars.defaults.series(""),
            Class::DataService => scalars.defaults.service(""),
            _ => String::new(),
        };
        let short = iri
            .strip_prefix(&root)
            .filter(|_| !root.is_empty())
            .map(str::to_owned);
        let fragment = iri
            .strip_prefix(scalars.root)
            .filter(|rest| rest.starts_with('#') && !scalars.root.is_empty())
            .map(str::to_owned);
        let candidates = [short, fragment, Some(iri.to_owned())];
        if let Some(found) = candidates.into_iter().flatten().find(reads_back) {
            return Some(found);
        }
    }
    let exact = term.written();
    reads_back(&exact).then_some(exact)
}
