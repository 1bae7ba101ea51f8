//! A command line in a document: is it one that the tools would accept? Nothing is run.
