//! Releases, against a real registry and a real remote on loopback: what a release does, and what it leaves when
//! something goes wrong.

pub(crate) mod after;
mod cliff;
mod compatibility;
mod faults;
mod forge;
mod killed;
mod ourselves;
mod planned;
mod refusals;
mod release_fixture;
mod secrets;
mod side_by_side;
mod whole;
mod yanked;
