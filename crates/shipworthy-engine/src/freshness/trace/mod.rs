//! What the processes of a step read, as strace saw it. It takes the text of a trace and gives lists of paths; it opens
//! nothing, and knows nothing of gates.

mod call;
mod files;
mod inputs;

pub(crate) use files::TracedFiles;
pub(crate) use inputs::TraceBounds;

/// The calls that are traced: those by which a file is read, found, listed, missed, made or moved, those that say in which
/// folder a process is, and the one that makes a ring through which a process may open files unseen.
pub(crate) const CALLS: &str = "open,openat,openat2,creat,execve,execveat,stat,lstat,statx,newfstatat,access,faccessat,\
                                faccessat2,readlink,readlinkat,getdents64,rename,renameat,renameat2,link,linkat,symlink,\
                                symlinkat,mkdir,mkdirat,chdir,fchdir,clone,clone3,fork,vfork,\
                                ?io_uring_setup";
