//! What a statement comes to, without the explanation that follows it.

use crate::item::Item;

/// The bold words that open an item when they tell by themselves, else its words up to a dash or a bracket.
pub(crate) fn gist(item: &Item, tells: impl Fn(&str) -> bool) -> &str {
    let lead = item.lead.as_deref().filter(|lead| tells(lead));
    lead.unwrap_or_else(|| {
        let ends = [" - ", " — ", " – ", " ("];
        let end = ends.iter().filter_map(|end| item.text.find(end)).min();
        end.and_then(|end| item.text.get(..end)).unwrap_or(&item.text)
    })
}
