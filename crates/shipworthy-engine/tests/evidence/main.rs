//! The evidence store, from outside: what it keeps, what it survives.

#[cfg(test)]
mod disk;
#[cfg(test)]
mod fixture;
#[cfg(test)]
mod kill;
#[cfg(test)]
mod lock;
#[cfg(test)]
mod records;
#[cfg(test)]
mod released;
#[cfg(test)]
mod sequences;
