//! The [error codes](https://www.w3.org/TR/json-ld11-api/#jsonlderrorcode) of the JSON-LD API, as this reader uses
//! them, and four of our own for what the API passes over without a word.

pub(super) const COLLIDING_KEYWORDS: &str = "colliding keywords";
pub(super) const CONFLICTING_INDEXES: &str = "conflicting indexes";
pub(super) const CYCLIC_IRI_MAPPING: &str = "cyclic IRI mapping";
pub(super) const INVALID_BASE_DIRECTION: &str = "invalid base direction";
pub(super) const INVALID_BASE_IRI: &str = "invalid base IRI";
pub(super) const INVALID_CONTAINER_MAPPING: &str = "invalid container mapping";
pub(super) const INVALID_CONTEXT_NULLIFICATION: &str = "invalid context nullification";
pub(super) const INVALID_DEFAULT_LANGUAGE: &str = "invalid default language";
pub(super) const INVALID_ID_VALUE: &str = "invalid @id value";
pub(super) const INVALID_IMPORT_VALUE: &str = "invalid @import value";
pub(super) const INVALID_INCLUDED_VALUE: &str = "invalid @included value";
pub(super) const INVALID_INDEX_VALUE: &str = "invalid @index value";
pub(super) const INVALID_IRI_MAPPING: &str = "invalid IRI mapping";
pub(super) const INVALID_KEYWORD_ALIAS: &str = "invalid keyword alias";
pub(super) const INVALID_LANGUAGE_MAP_VALUE: &str = "invalid language map value";
pub(super) const INVALID_LANGUAGE_MAPPING: &str = "invalid language mapping";
pub(super) const INVALID_LANGUAGE_TAGGED_STRING: &str = "invalid language-tagged string";
pub(super) const INVALID_LANGUAGE_TAGGED_VALUE: &str = "invalid language-tagged value";
pub(super) const INVALID_LOCAL_CONTEXT: &str = "invalid local context";
pub(super) const INVALID_NEST_VALUE: &str = "invalid @nest value";
pub(super) const INVALID_PREFIX_VALUE: &str = "invalid @prefix value";
pub(super) const INVALID_PROPAGATE_VALUE: &str = "invalid @propagate value";
pub(super) const INVALID_PROTECTED_VALUE: &str = "invalid @protected value";
pub(super) const INVALID_REVERSE_PROPERTY: &str = "invalid reverse property";
pub(super) const INVALID_REVERSE_PROPERTY_MAP: &str = "invalid reverse property map";
pub(super) const INVALID_REVERSE_PROPERTY_VALUE: &str = "invalid reverse property value";
pub(super) const INVALID_REVERSE_VALUE: &str = "invalid @reverse value";
pub(super) const INVALID_SET_OR_LIST_OBJECT: &str = "invalid set or list object";
pub(super) const INVALID_TERM_DEFINITION: &str = "invalid term definition";
pub(super) const INVALID_TYPE_MAPPING: &str = "invalid type mapping";
pub(super) const INVALID_TYPE_VALUE: &str = "invalid type value";
pub(super) const INVALID_TYPED_VALUE: &str = "invalid typed value";
pub(super) const INVALID_VALUE_OBJECT: &str = "invalid value object";
pub(super) const INVALID_VALUE_OBJECT_VALUE: &str = "invalid value object value";
pub(super) const INVALID_VERSION_VALUE: &str = "invalid @version value";
pub(super) const INVALID_VOCAB_MAPPING: &str = "invalid vocab mapping";
pub(super) const KEYWORD_REDEFINITION: &str = "keyword redefinition";
pub(super) const PROTECTED_TERM_REDEFINITION: &str = "protected term redefinition";

/// A document that holds nothing JSON-LD knows.
pub(super) const NO_NODE_OBJECT: &str = "no node object";
/// A value that belongs to no property.
pub(super) const FREE_FLOATING_VALUE: &str = "free-floating value";
/// A key that stands twice in one object; both values count here, but other readers keep one of them.
pub(super) const REPEATED_KEY: &str = "repeated key";
/// A property that is a blank node, which RDF does not have.
pub(super) const BLANK_NODE_AS_PROPERTY: &str = "blank node as property";
