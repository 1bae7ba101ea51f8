//! What is damaged is mended, what is not is left alone, and every offset leads back to the file.

use proptest::collection::vec;
use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop_assert_eq, prop_oneof, proptest};
use proptest::sample::select;
use proptest::test_runner::RngSeed;
use shipworthy_document::repair::{Text, Unreadable, repair};

#[expect(clippy::unwrap_used, reason = "the text of a test is UTF-8 without NUL")]
fn mended(text: &str) -> Text {
    repair(text.as_bytes()).unwrap()
}

/// Text that someone typed. Some of it has the bytes of damage, and only its place tells.
const HEALTHY: [&str; 38] = [
    "",
    "plain ASCII, `code` -> [x]",
    "# ✅ Done\n- [x] ⚠️ shipped → live 🚀\n├── a\n└── b\n",
    "Прямая речь: «Готово», — сказал он… и ушёл.",
    "– §5, –§5 и —§6",
    "项目已经完成。测试全部通过，准备发布！",
    "すべてのテストに合格しました。「完了」",
    "모든 테스트를 통과했습니다.",
    "„Änderungen“ an der „Übersicht“ – ‚Öffnen‘ und »öffnen«, Spaß“, MENÜ“ und MENÜ…",
    "Très bien : « déployé » — à l'été, «École», «état», l’«Œuvre»… déjà là …",
    "« déployé\u{a0}» et « prêt\u{a0}» ; «\u{a0}été\u{a0}»",
    "—Étienne est là, mot—était, —à bientôt, CAFÉ… CAFÉ” «CAFÉ»",
    "NÃO, CORAÇÃO, IRMÃ… MAÇÃ” MAÇÃ» MANHÃ–NOITE SÃO",
    "¿Qué pasó? —¿Él? —Sí… ¡AÑO! «ESPAÑA» ESPAÑ™",
    "Kiểm thử “ổn định” — đã xong… Tâm lý”, chậm…”",
    "öö ‚öö‘ ‚üü‘ ‚Ää “Ää” „Öö“ Õõnes",
    "På…» og på…”, Ø±5, Å, 10 Å³, 12 Å² ±0.1 Å…",
    "2×½ ×² ×³ Ø² 25 °C ±3 µm, ¼ Ä“",
    "∀ε>0 ∃δ: |x−π| ≤ √π, √Ω, ≈π, ≈°, ¬∞, [–π, π], (–∞, ∞), x ≠ y, a ≥ b, ƒ∘g, ∆≤ε",
    "≈£5, ≈¥3, ≈¢9; «£5»; £5–£10; –£5; —¢; ‚£5‘",
    "Qualit?t, f?r, Gr\u{fffd}\u{fffd}e, \u{fffd}",
    "ÄÖÜ äöü ß ÀÉÈ çñ Œœ Ææ Øø ÿ Ÿ",
    "naïve café, coöperate, Zoë, Ångström, fiancée",
    "Ö»x«, Ä»x«, É»x«, Ç»x«, ß»",
    "šŠžŽ čČ ćĆ đĐ: „šuma“, ‚žaba‘",
    "Zażółć gęślą jaźń… „Łódź”, Ę”, Ą”",
    "Œuvre œuvre …œ «œ» Œé œé Àé Ãç",
    "άέήίόύώ Ελληνικά «κείμενο»…",
    "עברית ועוד מילים – ״כן״",
    "اللغة العربية، «نعم»؟",
    "हिन्दी में पाठ।",
    "ภาษาไทย “ครับ”",
    "Íáá, áé, éí ‚áá‘ ‚æði‘ Þórður",
    "10 ‰ · 5 † ‡ § ¶ • ∙ ◊ ⁄ ﬁ ﬂ \u{f8ff}",
    "col·lecció, paral·lel, ·à, l·l",
    "“É” ‘à’ –é– —à— …à… ‹à› »à«",
    "È™ É® Â© 2019, vâ†",
    "hi \u{85} \u{92} \u{9d} controls",
];

#[test]
fn healthy_text_is_left_exactly_alone() {
    for text in HEALTHY {
        assert_eq!(mended(text), Text::healthy(text), "{text}");
    }
    let all = HEALTHY.join("\n");
    assert_eq!(mended(&all), Text::healthy(all.as_str()));
}

#[test]
fn damage_is_mended_and_said() {
    for (damaged, text, repairs) in [
        ("a â†’ b", "a → b", &[("â†’", "→", "windows-1252")][..]),
        ("âœ… ok", "✅ ok", &[("âœ…", "✅", "windows-1252")]),
        ("ðŸ”´ x", "🔴 x", &[("ðŸ”´", "🔴", "windows-1252")]),
        ("âš\u{a0}ï¸ x", "⚠\u{fe0f} x", &[("âš\u{a0}ï¸", "⚠\u{fe0f}", "windows-1252")]),
        ("âš\u{a0}ï¸\u{8f} x", "⚠\u{fe0f} x", &[("âš\u{a0}ï¸\u{8f}", "⚠\u{fe0f}", "windows-1252")]),
        ("âš ï¸ x", "⚠\u{fe0f} x", &[("âš ï¸", "⚠\u{fe0f}", "windows-1252")]),
        ("| âŒ | â³ |", "| ❌ | ⏳ |", &[("âŒ", "❌", "windows-1252"), ("â³", "⏳", "windows-1252")]),
        (
            "itâ€™s â€œoneâ€",
            "it’s “one”",
            &[("â€™", "’", "windows-1252"), ("â€œ", "“", "windows-1252"), ("â€", "”", "windows-1252")],
        ),
        ("â”œâ”€â”€ a", "├── a", &[("â”œâ”€â”€", "├──", "windows-1252")]),
        ("cafÃ©", "café", &[("Ã©", "é", "windows-1252")]),
        ("PrÃ¼fung lÃ¤uft", "Prüfung läuft", &[("Ã¼", "ü", "windows-1252"), ("Ã¤", "ä", "windows-1252")]),
        ("ä¸\u{ad}æ–‡", "中文", &[("ä¸\u{ad}æ–‡", "中文", "windows-1252")]),
        ("\u{f8ff}üéØ Goal", "🎯 Goal", &[("\u{f8ff}üéØ", "🎯", "MacRoman")]),
        ("\u{f8ff}üü† High", "🟠 High", &[("\u{f8ff}üü†", "🟠", "MacRoman")]),
        ("‚úÖ ‚Üí", "✅ →", &[("‚úÖ", "✅", "MacRoman"), ("‚Üí", "→", "MacRoman")]),
        ("‚îú‚îÄ‚îÄ a", "├── a", &[("‚îú‚îÄ‚îÄ", "├──", "MacRoman")]),
        (
            "–≥–æ—Ç–æ–≤ –∫ delivery",
            "готов к delivery",
            &[("–≥–æ—Ç–æ–≤", "готов", "MacRoman"), ("–∫", "к", "MacRoman")],
        ),
        ("caf√©, pi√±ata", "café, piñata", &[("√©", "é", "MacRoman"), ("√±", "ñ", "MacRoman")]),
        (
            "ÃƒÂ¼ber alles Ãƒâ€ž",
            "über alles Ä",
            &[("ÃƒÂ¼", "ü", "windows-1252"), ("Ãƒâ€ž", "Ä", "windows-1252")],
        ),
        (
            "Ã¢â€ â€™ ok".replace("€ â", "€\u{a0}â").as_str(),
            "→ ok",
            &[("Ã¢â€\u{a0}â€™", "→", "windows-1252")],
        ),
        ("â†’ then ‚úÖ", "→ then ✅", &[("â†’", "→", "windows-1252"), ("‚úÖ", "✅", "MacRoman")]),
    ] {
        let found = mended(damaged);
        assert_eq!(found.text, text, "{damaged}");
        let said: Vec<_> = found
            .repairs
            .iter()
            .map(|repair| (repair.from.as_str(), repair.to.as_str(), repair.through))
            .collect();
        assert_eq!(said, repairs, "{damaged}");
    }
}

#[test]
fn repairs_know_their_lines() {
    let text = mended("# â†’\r\n\r\nplain\r\nâœ… and ✅\r\n");
    assert_eq!(text.text, "# →\r\n\r\nplain\r\n✅ and ✅\r\n");
    assert_eq!(text.repairs.iter().map(|repair| repair.line).collect::<Vec<_>>(), [1, 4]);
}

#[test]
fn what_two_signs_may_have_left_behind_is_not_guessed() {
    for damaged in ["ðŸ“ notes", "â— x", "â\u{ad} x", "ðŸ x", "ï¸ x", "Ã", "ï¿½"] {
        assert_eq!(mended(damaged).text, damaged);
    }
}

#[test]
fn what_could_be_typed_is_damage_where_all_around_it_is() {
    assert_eq!(mended("25 Â°C").text, "25 Â°C");
    assert_eq!(mended("25 Â°C â†’ 30 Â°C").text, "25 °C → 30 °C");
    assert_eq!(mended("25 Â°C\nâ†’").text, "25 °C\n→");
    assert_eq!(mended("25 Â°C, ✅ â†’").text, "25 Â°C, ✅ →");
}

#[test]
fn the_byte_order_mark_stays_in_the_file() {
    let text = mended("\u{feff}# A â†’ B");
    assert_eq!(text.text, "# A → B");
    assert_eq!(text.origin(&(0..1)), 3..4);
    assert_eq!(text.origin(&(4..7)), 7..15);
    let damaged = mended("ï»¿# A");
    assert_eq!((damaged.text.as_str(), damaged.origin(&(0..3))), ("# A", 6..9));
}

#[test]
fn what_is_no_text_is_refused_at_its_place() {
    assert_eq!(repair(b"a\0b"), Err(Unreadable::Binary(1)));
    assert_eq!(repair(b"ab\xff"), Err(Unreadable::NotUtf8(2)));
    assert_eq!(repair(b"ab\xe2\x82"), Err(Unreadable::NotUtf8(2)));
}

/// Decodes the bytes of a text by mistake; what windows-1252 does not have is kept as a control, or lost.
fn damage(text: &str, encoding: Encoding) -> String {
    text.bytes()
        .filter_map(|byte| match (encoding, byte) {
            (_, ..=0x7f) => Some(char::from(byte)),
            (Encoding::MacRoman, _) => MAC_ROMAN.chars().nth(usize::from(byte - 0x80)),
            (Encoding::Dropping, 0x81 | 0x8d | 0x8f | 0x90 | 0x9d) => None,
            (_, 0x80..=0x9f) => WINDOWS_1252.chars().nth(usize::from(byte - 0x80)),
            (_, _) => Some(char::from(byte)),
        })
        .collect()
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Encoding {
    Keeping,
    Dropping,
    MacRoman,
}

const WINDOWS_1252: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";
const MAC_ROMAN: &str = "ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø\
    ¿¡¬√ƒ≈∆«»…\u{a0}ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€‹›ﬁﬂ‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ\u{f8ff}ÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ";

const SIGNS: [&str; 14] =
    ["✅", "❌", "⚠\u{fe0f}", "→", "🚀", "🟢", "•", "…", "“", "├──", "⏳", "🏗\u{fe0f}", "—", "⏱\u{fe0f}"];
const WORDS: [&str; 11] =
    ["готово", "Проверка", "статус", "release", "[x]", "- [ ]", "Größe", "über", "café", "完成", "測試"];

/// Words and signs of checklists.
fn piece() -> impl Strategy<Value = String> {
    let space = select(&["\n", "\r\n", " ", "  ", "# ", "`", ". "][..]);
    prop_oneof![select(&SIGNS[..]), select(&WORDS[..]), space].prop_map(str::to_owned)
}

fn checklist() -> impl Strategy<Value = String> {
    vec(piece(), 0..24).prop_map(|pieces| pieces.join(" "))
}

fn encoding() -> impl Strategy<Value = Encoding> {
    prop_oneof![Just(Encoding::Keeping), Just(Encoding::Dropping), Just(Encoding::MacRoman)]
}

/// The same cases in every run.
fn config() -> ProptestConfig {
    ProptestConfig { rng_seed: RngSeed::Fixed(7), failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn checklists_are_healthy(text in checklist()) {
        prop_assert_eq!(mended(&text), Text::healthy(text.as_str()));
    }

    #[test]
    fn damage_is_undone(text in checklist(), encoding in encoding()) {
        let lost = |word: &&&str| damage(word, Encoding::Dropping).len() < damage(word, Encoding::Keeping).len();
        let text = match encoding {
            Encoding::Dropping => WORDS.iter().filter(lost).fold(text, |text, word| text.replace(word, "word")),
            Encoding::Keeping | Encoding::MacRoman => text,
        };
        prop_assert_eq!(mended(&damage(&text, encoding)).text, text);
    }

    #[test]
    fn twofold_damage_is_undone(text in checklist(), encoding in prop_oneof![Just(Encoding::Keeping), Just(Encoding::MacRoman)]) {
        prop_assert_eq!(mended(&damage(&damage(&text, encoding), encoding)).text, text);
    }

    #[test]
    fn a_damaged_run_in_a_healthy_document_is_mended_alone(
        before in select(&HEALTHY[..]),
        text in select(&["✅", "готово", "→ ok", "🚀🚀", "├──", "完成"][..]),
        after in select(&HEALTHY[..]),
        encoding in prop_oneof![Just(Encoding::Keeping), Just(Encoding::MacRoman)],
    ) {
        let found = mended(&format!("{before}\n{}\n✅ {after}", damage(text, encoding)));
        prop_assert_eq!(found.text, format!("{before}\n{text}\n✅ {after}"));
    }

    #[test]
    fn every_offset_leads_back(
        pieces in vec(prop_oneof![piece(), select(&HEALTHY[..]).prop_map(str::to_owned)], 0..12),
        damaged in vec(proptest::option::of(encoding()), 12),
        mark in any::<bool>(),
    ) {
        let mut file = if mark { "\u{feff}".to_owned() } else { String::new() };
        for (piece, encoding) in pieces.iter().zip(damaged) {
            file.push_str(&encoding.map_or_else(|| piece.clone(), |encoding| damage(piece, encoding)));
            file.push(' ');
        }
        let found = mended(&file);
        let mut from = found.origin(&(0..0)).start;
        let (mut damaged, mut text) = (String::new(), String::new());
        for (at, character) in found.text.char_indices() {
            let origin = found.origin(&(at..at + character.len_utf8()));
            prop_assert_eq!(origin.start, from, "monotone, and without a gap");
            from = origin.end;
            let here = file.get(origin).unwrap();
            if here != character.to_string() {
                damaged.push_str(here);
                text.push(character);
            }
        }
        prop_assert_eq!(damaged, found.repairs.iter().map(|repair| repair.from.as_str()).collect::<String>());
        prop_assert_eq!(text, found.repairs.iter().map(|repair| repair.to.as_str()).collect::<String>());
        prop_assert_eq!(from, file.len());
    }

    #[test]
    fn any_text_is_read(text in any::<String>(), bytes in vec(any::<u8>(), 0..64)) {
        let _ = repair(text.as_bytes());
        let _ = repair(&bytes);
    }
}
