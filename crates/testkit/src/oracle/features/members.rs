//! Members and dependencies that are in no list of git's: outside, ignored, in a submodule.

use crate::oracle::edit::{append, replace, write};
use crate::oracle::world_plan::WorldPlan;

/// rustfmt looks at path dependencies outside too.
pub(crate) fn outside(g: &mut WorldPlan) {
    g.package("", "[dependencies]\nouter-fmt = { path = \"../../../outer-fmt\" }\n");
    g.package_in("../outer-fmt", "outer-fmt", "pub const N: u32 = 1;\n", "");
    let fmt = g.gate("kind = \"cargo-fmt\"");
    let ugly = append("../outer-fmt/src/lib.rs", "pub const   M: u32 = 2;\n");
    g.breaks("member-1", &fmt, "a dependency outside is ugly", vec![ugly]);
}

/// A member that git ignores, with all kinds that look at files.
pub(crate) fn ignored(g: &mut WorldPlan) {
    g.package("", "");
    g.ignore("/crates/member-ignored-gen");
    let dir = g.sibling("gen", "pub fn n() -> u32 {\n    1\n}\n", "publish = true\n");
    let lib = format!("{dir}/src/lib.rs");
    let manifest = format!("{dir}/Cargo.toml");
    let fmt = g.gate("kind = \"cargo-fmt\"");
    let holes = g.gate("kind = \"placeholders\"");
    let orphans = g.gate("kind = \"orphan-files\"");
    let metadata = g.gate("kind = \"metadata\"");
    let versions = g.gate("kind = \"versions\", version = \"0.1.0\"");
    g.breaks("member-2", &fmt, "an ignored member is ugly", vec![append(&lib, "pub const   M: u32 = 2;\n")]);
    g.breaks("member-2", &holes, "an ignored member is unfinished", vec![replace(&lib, "1", "todo!()")]);
    g.breaks(
        "member-2",
        &orphans,
        "an ignored member has an orphan",
        vec![write(format!("{dir}/src/orph.rs"), "pub const M: u32 = 2;\n")],
    );
    g.breaks(
        "member-2",
        &metadata,
        "an ignored member loses its licence",
        vec![replace(&manifest, "license = \"MIT\"\n", "")],
    );
    g.breaks(
        "member-2",
        &versions,
        "an ignored member has another version",
        vec![replace(&manifest, "0.1.0", "0.3.0")],
    );
}

/// A member in a submodule.
pub(crate) fn submodule(g: &mut WorldPlan) {
    g.package("", "");
    let inner = "../inner-repository";
    g.package_in(inner, "member-submodule-inner", "pub fn n() -> u32 {\n    1\n}\n", "");
    g.git_first(&["-C", inner, "init", "--quiet", "--initial-branch=main"]);
    g.git_first(&["-C", inner, "add", "--all"]);
    g.git_first(&["-C", inner, "commit", "--quiet", "--message", "Begin"]);
    g.git_first(&["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner, "crates/inner"]);
    g.members.push("crates/inner".to_owned());
    let fmt = g.gate("kind = \"cargo-fmt\"");
    let holes = g.gate("kind = \"placeholders\"");
    let modules = g.gate("kind = \"orphan-files\"");
    g.breaks(
        "member-3",
        &fmt,
        "a member in a submodule is ugly",
        vec![append("crates/inner/src/lib.rs", "pub const   M: u32 = 2;\n")],
    );
    g.breaks(
        "member-3",
        &holes,
        "a member in a submodule is unfinished",
        vec![replace("crates/inner/src/lib.rs", "1", "todo!()")],
    );
    g.breaks(
        "member-3",
        &modules,
        "a member in a submodule has an orphan",
        vec![write("crates/inner/src/orph.rs", "pub const M: u32 = 2;\n")],
    );
}
