//! Repairs on real catalogues and on made-up ones: what they mend, what they leave, and that nothing gets lost.

mod account;
mod catalogues;
mod punctuation;
mod random;
mod syntaxes;
