//! Disk, memory, ports, permissions and variables of this machine.
