//! Marks that are no boxes.

use super::assert_told;

#[test]
fn an_emoji_or_a_word_marks_an_item() {
    assert_told(&[
        (
            "1. ✅ a (30 min)\n2. ⏳ b\n3. 💡 c\n",
            &[
                "1 signed done `✅`: a (30 min) | effort=30 min",
                "2 signed open `⏳`: b",
                "3 signed open `💡`: c",
            ],
        ),
        (
            "- DONE: a\n- [TODO] b\n- c (done)\n- d - TODO\n",
            &[
                "1 signed done `DONE`: a",
                "2 signed open `TODO`: b",
                "3 signed done `done`: c",
                "4 signed open `TODO`: d",
            ],
        ),
        ("- ✅ **Bold** - a\n- ⚠️ b\n", &["1 signed done `✅`: Bold - a", "2 signed open `⚠\u{fe0f}`: b"]),
        ("- [x] a\n  - ✅ b\n", &["1 box done `x`: a", "2 signed done `✅`: b | ^1"]),
        ("- 🚀 a\n- Done is better\n", &[]),
    ]);
}

#[test]
fn a_paragraph_of_marked_lines_is_a_list() {
    assert_told(&[
        (
            "✅ a\n✅ b `c`\n⚠️ d\n",
            &["1 signed done `✅`: a", "2 signed done `✅`: b c", "3 signed open `⚠\u{fe0f}`: d"],
        ),
        ("⚠️ **Note**: read this\n", &[]),
        ("✅ These are done:\n", &["1 label: These are done"]),
        ("✅ a\nwhich goes on\n", &[]),
    ]);
}

#[test]
fn a_figure_is_a_metric() {
    assert_told(&[
        (
            "- **Parse Speed**: 60,768 lines/second ✅\n",
            &["1 metric done `✅`: Parse Speed: 60,768 lines/second"],
        ),
        ("- **Leaks**: None detected ✅\n", &["1 metric done `✅`: Leaks: None detected"]),
        (
            "1. **Size**: ~16MB (reached)\n2. **Start**: <150ms\n",
            &["1 metric: Size: ~16MB (reached)", "2 metric: Start: <150ms"],
        ),
        ("- **Recovery**: degrades\n- Size: 3\n", &[]),
    ]);
}
