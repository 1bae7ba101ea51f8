//! What is looked at in this way is still what is there.
