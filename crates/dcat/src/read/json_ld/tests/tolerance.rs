//! What is wrong in a document and what is read all the same.
