//! Tests that need what not every machine has and no test can set up. When the tests are built, `build.rs` looks whether
//! it is there; where it is not, the tests are ignored with that reason, which the harness counts and tells.

/// Makes tests of functions without arguments, which need to trace programs with `strace`.
///
/// ```
/// testkit::needs_strace!(traced);
///
/// fn traced() {}
/// ```
#[cfg(has_strace)]
#[macro_export]
macro_rules! needs_strace {
    ($($name:ident),+ $(,)?) => {
        mod needs_strace {
            $(#[test] fn $name() { super::$name(); })+
        }
    };
}

/// Makes tests of functions without arguments, which need to trace programs with `strace`. This machine cannot.
#[cfg(not(has_strace))]
#[macro_export]
macro_rules! needs_strace {
    ($($name:ident),+ $(,)?) => {
        mod needs_strace {
            $(#[test] #[ignore = "needs strace, and the right to trace"] fn $name() { super::$name(); })+
        }
    };
}

/// Makes tests of functions without arguments, which need GNU `time`.
///
/// ```
/// testkit::needs_gnu_time!(timed);
///
/// fn timed() {}
/// ```
#[cfg(has_gnu_time)]
#[macro_export]
macro_rules! needs_gnu_time {
    ($($name:ident),+ $(,)?) => {
        mod needs_gnu_time {
            $(#[test] fn $name() { super::$name(); })+
        }
    };
}

/// Makes tests of functions without arguments, which need GNU `time`. This machine has none.
#[cfg(not(has_gnu_time))]
#[macro_export]
macro_rules! needs_gnu_time {
    ($($name:ident),+ $(,)?) => {
        mod needs_gnu_time {
            $(#[test] #[ignore = "needs GNU time"] fn $name() { super::$name(); })+
        }
    };
}

/// Makes tests of functions without arguments, which need to mount file systems.
///
/// ```
/// testkit::needs_mount!(mounted);
///
/// fn mounted() {}
/// ```
#[cfg(may_mount)]
#[macro_export]
macro_rules! needs_mount {
    ($($name:ident),+ $(,)?) => {
        mod needs_mount {
            $(#[test] fn $name() { super::$name(); })+
        }
    };
}

/// Makes tests of functions without arguments, which need to mount file systems. This user may not.
#[cfg(not(may_mount))]
#[macro_export]
macro_rules! needs_mount {
    ($($name:ident),+ $(,)?) => {
        mod needs_mount {
            $(#[test] #[ignore = "needs the right to mount file systems"] fn $name() { super::$name(); })+
        }
    };
}

/// Makes tests of functions without arguments, which need to give files to another user.
///
/// ```
/// testkit::needs_chown!(given);
///
/// fn given() {}
/// ```
#[cfg(may_chown)]
#[macro_export]
macro_rules! needs_chown {
    ($($name:ident),+ $(,)?) => {
        mod needs_chown {
            $(#[test] fn $name() { super::$name(); })+
        }
    };
}

/// Makes tests of functions without arguments, which need to give files to another user. This user may not.
#[cfg(not(may_chown))]
#[macro_export]
macro_rules! needs_chown {
    ($($name:ident),+ $(,)?) => {
        mod needs_chown {
            $(#[test] #[ignore = "needs the right to give files to another user"] fn $name() { super::$name(); })+
        }
    };
}
