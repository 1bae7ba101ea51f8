//! Tables with a status.

use super::{assert_told, document};

#[test]
fn a_row_with_a_status_is_an_item() {
    assert_told(&[
        (
            "| Part | Status | Notes |\n|---|---|---|\n| Store | ✅ Working | fast |\n| Cold `a|b` | ⚠️ Partial | |\n| Thaw | Missing | |\n",
            &[
                "3 row done `✅ Working`: Store | status=✅ Working; notes=fast",
                "4 row open `⚠\u{fe0f} Partial`: Cold a|b | status=⚠\u{fe0f} Partial",
                "5 row open `Missing`: Thaw | status=Missing",
            ],
        ),
        (
            "Часть | Готовность | Статус\n---|---|---\n**A** | 95% | ✅ Готов\n",
            &["3 row done `✅ Готов`: A | готовность=95%; статус=✅ Готов"],
        ),
        ("| # | Task | Where |\n|-|-|-|\n| 1 | a | ✅ |\n", &["3 row done `✅`: a | #=1; where=✅"]),
        ("| Task | Done |\n|-|-|\n| a | |\n| b | x |\n", &["3 row open ``: a"]),
        ("| Task | Status |\n|-|-|\n| a | 95% |\n| b | reviewed by QA |\n", &[]),
        (
            "| Task | Box |\n|-|-|\n| a | [x] |\n| b | [ ] |\n",
            &["3 row done `[x]`: a | box=[x]", "4 row open `[ ]`: b | box=[ ]"],
        ),
        ("| Tool | Ours | Theirs |\n|-|-|-|\n| a | ✅ | ❌ |\n", &[]),
        ("# Risks\n| Risk | Status |\n|-|-|\n| a | ✅ |\n", &[]),
    ]);
}

#[test]
fn a_table_is_kept_with_the_bytes_of_its_cells() {
    let markdown = "# A\n\n| Name | `x|y` |\n|---|---|\n|  `a|b` | c \\| d |\n";
    let document = document(markdown);
    let table = &document.tables[0];
    assert_eq!((table.section, &table.header[..]), (Some(0), &["Name".to_owned(), "x|y".to_owned()][..]));
    let cells: Vec<_> =
        table.rows[0].cells.iter().map(|cell| (cell.text.as_str(), &markdown[cell.span.clone()])).collect();
    assert_eq!((table.rows[0].line, cells), (5, vec![("a|b", "`a|b`"), ("c | d", "c \\| d")]));
}
