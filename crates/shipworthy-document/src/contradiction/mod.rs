//! Where documents disagree, with themselves and with each other.
