//! The files of the tree and their content digests.
