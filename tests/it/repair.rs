//! Repairs on real catalogues and on made-up ones: what they mend, what they leave, and that nothing gets lost.

mod catalogues;
