//! How a cache of ours is written down where it must be read fast: a form, then numbers and texts, at the end a sum over all
//! before it. What was damaged, or has another form, is read as nothing.

/// Writes a cache: lengths and numbers little-endian.
pub(crate) struct CacheWriter(Vec<u8>);

impl CacheWriter {
    /// Begins a cache of this form.
    pub(crate) fn new(form: &str, capacity: usize) -> Self {
        let mut writer = Self(Vec::with_capacity(capacity));
        writer.text(form);
        writer
    }

    pub(crate) fn number(&mut self, number: u64) {
        self.0.extend_from_slice(&number.to_le_bytes());
    }

    pub(crate) fn flag(&mut self, flag: bool) {
        self.0.push(u8::from(flag));
    }

    /// Bytes whose number the reader knows.
    pub(crate) fn raw(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        self.0.extend_from_slice(&length.to_le_bytes());
        self.0.extend_from_slice(bytes);
    }

    pub(crate) fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    pub(crate) fn optional(&mut self, text: Option<&str>) {
        self.flag(text.is_some());
        self.text(text.unwrap_or_default());
    }

    pub(crate) fn texts(&mut self, texts: &[String]) {
        self.number(texts.len() as u64);
        texts.iter().for_each(|text| self.text(text));
    }

    /// The cache as bytes.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        let sum = sum(&self.0);
        self.number(sum);
        self.0
    }
}

/// Reads a cache. What is not there is `None`, and so is all of the cache then.
pub(crate) struct CacheReader<'a>(&'a [u8]);

impl<'a> CacheReader<'a> {
    /// Begins to read a cache of this form; `None` when these bytes are not whole, or have another.
    pub(crate) fn open(form: &str, bytes: &'a [u8]) -> Option<Self> {
        let (content, end) = bytes.split_at_checked(bytes.len().checked_sub(8)?)?;
        if u64::from_le_bytes(end.try_into().ok()?) != sum(content) {
            return None;
        }
        let mut reader = Self(content);
        (reader.bytes()? == form.as_bytes()).then_some(reader)
    }

    /// Was all of it read?
    pub(crate) fn is_at_end(&self) -> bool {
        self.0.is_empty()
    }

    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (bytes, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(bytes)
    }

    pub(crate) fn raw<const N: usize>(&mut self) -> Option<&'a [u8; N]> {
        self.take(N)?.try_into().ok()
    }

    pub(crate) fn bytes(&mut self) -> Option<&'a [u8]> {
        let length = u32::from_le_bytes(*self.raw()?);
        self.take(usize::try_from(length).ok()?)
    }

    pub(crate) fn number(&mut self) -> Option<u64> {
        self.raw().map(|bytes| u64::from_le_bytes(*bytes))
    }

    pub(crate) fn flag(&mut self) -> Option<bool> {
        self.raw().map(|[byte]| *byte != 0)
    }

    pub(crate) fn text(&mut self) -> Option<String> {
        Some(std::str::from_utf8(self.bytes()?).ok()?.to_owned())
    }

    pub(crate) fn optional(&mut self) -> Option<Option<String>> {
        let there = self.flag()?;
        self.text().map(|text| there.then_some(text))
    }

    /// A list whose length stands before it. What is not there cannot be reserved for.
    pub(crate) fn list<T>(&mut self, one: impl Fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let count = usize::try_from(self.number()?).ok()?;
        self.some(count, one)
    }

    /// So many of something.
    pub(crate) fn some<T>(
        &mut self,
        count: usize,
        mut one: impl FnMut(&mut Self) -> Option<T>,
    ) -> Option<Vec<T>> {
        let mut list = Vec::with_capacity(count.min(self.0.len() / 4));
        for _ in 0..count {
            list.push(one(self)?);
        }
        Some(list)
    }
}

/// A sum that tells a file that was cut off or overwritten by accident. Whoever may write here may do anything. Each word
/// is mixed in by steps that can be undone, so that no change of a single one is lost.
fn sum(bytes: &[u8]) -> u64 {
    // An odd number without a pattern: the golden ratio.
    const MIXER: u64 = 0x9e37_79b9_7f4a_7c15;
    let mix = |sum: u64, word: u64| (sum.rotate_left(23) ^ word).wrapping_mul(MIXER);
    let (words, rest) = bytes.as_chunks::<8>();
    let sum = words.iter().fold(bytes.len() as u64, |sum, word| mix(sum, u64::from_le_bytes(*word)));
    let sum = rest.iter().fold(sum, |sum, byte| mix(sum, u64::from(*byte)));
    // What only touched the highest bits shows in the lowest as well.
    sum ^ (sum >> 32)
}
