//! Fenced blocks, whom they belong to, and the fences that end too early.

use super::{assert_told, document, told};
use shipworthy_document::document::Swallowed;

#[test]
fn a_fence_belongs_to_the_item_it_stands_in_or_below() {
    assert_told(&[
        (
            "- [ ] a\n  ```sh\n  cargo test\n  ```\n- [ ] b\n",
            &["1 box open ` `: a | #2", "5 box open ` `: b"],
        ),
        ("- [ ] a\n```sh\ncargo test\n```\n", &["1 box open ` `: a | #2"]),
        (
            "# 1. Add a\n**Test:**\n```sh\ncargo test\n```\n",
            &["1 numbered: Add a | #3", "2 label: Test | ^1 | #3"],
        ),
        (
            "- [ ] a\n  ```rs\n  // b\n  Estimated: 200-250 lines\n  ```\n",
            &["1 box open ` `: a | estimated=200-250 lines | #2"],
        ),
    ]);
}

#[test]
fn commands_of_a_fence_without_an_owner_are_items() {
    assert_told(&[
        (
            "# Deploy\n```bash\n# Build it\ncargo build --release # Should pass\n\n./run \\\n  --fast\n```\n",
            &[
                "4 command: cargo build --release | -> Should pass | comment=Build it; comment=Should pass | #2",
                "6 command: ./run --fast | #2",
            ],
        ),
        (
            "**Run:**\n```console\n$ cargo test\nok\n```\n",
            &["1 label: Run | #2", "3 command: cargo test | @1 | #2"],
        ),
        ("```rust\nfn a() {}\n```\n", &[]),
    ]);
    let markdown = "```sh\n  cargo test \\\n    --all\n```\n";
    assert_eq!(&markdown[document(markdown).items[0].span.clone()], "cargo test \\\n    --all");
}

#[test]
fn a_fence_is_kept_without_its_indentation() {
    let document = document("# A\n- [ ] a\n  ~~~Rust,ignore extra\r\n  fn a() {\r\n    b\r\n  }\r\n  ~~~\n");
    let fence = &document.fences[0];
    assert_eq!((fence.language.as_str(), fence.line, fence.first), ("rust", 3, 4));
    assert_eq!((fence.body.as_str(), fence.section), ("fn a() {\n  b\n}\n", Some(0)));
}

#[test]
fn items_swallowed_by_a_nested_fence_are_found() {
    let markdown = "\
**GUIDE.md**:
```markdown
# Guide
- [ ] part of the template
```bash
export A=1
```
## Backup
```

**README.md**:
- [ ] one
- [x] two

## Next
```rust
fn a() {}
```
- [ ] three
";
    let document = document(markdown);
    assert_eq!(document.swallowed, [Swallowed { line: 2, closed: 7, items: 2 }]);
    assert_eq!(
        told(markdown),
        [
            "1 label: GUIDE.md | #2",
            "11 label: README.md | swallowed",
            "12 box open ` `: one | @11 | swallowed",
            "13 box done `x`: two | @11 | swallowed",
            "19 box open ` `: three",
        ]
    );
    assert_eq!(
        document.fences[0].body,
        "# Guide\n- [ ] part of the template\n```bash\nexport A=1\n```\n## Backup\n"
    );
    assert_eq!(document.fences[1].language, "rust");
    assert_eq!(document.sections.len(), 1);
}

#[test]
fn boxes_in_code_are_code() {
    assert_told(&[
        ("```markdown\n- [ ] a\n```\n- [ ] b\n", &["4 box open ` `: b"]),
        ("````md\n```bash\n- [ ] a\n```\n````\n- [ ] b\n", &["6 box open ` `: b"]),
        ("~~~\n- [ ] a\n~~~\n", &[]),
    ]);
}
