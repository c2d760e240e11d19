//! The handlers, one file per resource.

pub(crate) mod api;
pub(crate) mod catalog;
pub(crate) mod changes;
pub(crate) mod city;
pub(crate) mod ckan;
pub(crate) mod crawl;
pub(crate) mod dataset;
pub(crate) mod departed;
pub(crate) mod distribution;
pub(crate) mod dump;
pub(crate) mod file;
pub(crate) mod harvests;
pub(crate) mod health;
pub(crate) mod oai;
pub(crate) mod openapi;
pub(crate) mod pages;
pub(crate) mod problems;
pub(crate) mod rollback;
pub(crate) mod search;
pub(crate) mod sparql;
pub(crate) mod withdrawal;
pub(crate) mod writing;
