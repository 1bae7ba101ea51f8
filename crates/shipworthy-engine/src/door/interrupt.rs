//! Ctrl-C and SIGTERM, as a flag.
