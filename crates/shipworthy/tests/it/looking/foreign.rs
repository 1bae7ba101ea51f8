//! What another user has laid in the way is not taken for one's own.
