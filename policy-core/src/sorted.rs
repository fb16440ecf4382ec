//! Maps, sets and sorting, for an engine that travels.
//!
//! Of the standard library's trees the compiler writes five kilobytes for every type of key and value, and as much of
//! its sorts for every type of item. Here entries lie in the order in which they came, and one [`Order`], which knows
//! no types, keeps track of how they sort.

use alloc::{vec, vec::Vec};
use core::{borrow::Borrow, cmp::Ordering, fmt, iter, mem, slice};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{MapAccess, Visitor},
};

/// Values by key. Walking it follows the order of the keys.
#[derive(Clone)]
pub struct Map<K, V> {
    /// In the order in which they came.
    entries: Vec<(K, V)>,
    order: Order,
}

impl<K, V> Map<K, V> {
    /// A map without entries.
    pub const fn new() -> Self {
        Self { entries: Vec::new(), order: Order { runs: Vec::new() } }
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Each key with its value, in the order of the keys.
    pub fn iter(&self) -> Iter<'_, K, V> {
        Iter { entries: &self.entries, walk: self.order.walk(self.entries.len()) }
    }

    /// Each key, in order.
    pub fn keys(&self) -> impl Iterator<Item = &K> + Clone {
        self.iter().map(|(key, _)| key)
    }

    /// Each value, in the order of the keys.
    pub fn values(&self) -> impl Iterator<Item = &V> + Clone {
        self.iter().map(|(_, value)| value)
    }

    /// Each value, in no order.
    pub(crate) fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        self.entries.iter_mut().map(|(_, value)| value)
    }

    /// Each key, in order.
    pub(crate) fn into_keys(self) -> impl Iterator<Item = K> {
        self.into_iter().map(|(key, _)| key)
    }

    /// Each value, in the order of the keys.
    pub(crate) fn into_values(self) -> impl Iterator<Item = V> {
        self.into_iter().map(|(_, value)| value)
    }
}

impl<K: Ord, V> Map<K, V> {
    fn find<Q: Ord + ?Sized>(&self, key: &Q) -> Result<u32, Gap>
    where
        K: Borrow<Q>,
    {
        self.order.find(self.entries.len(), &|position| {
            let entry = self.entries.get(position as usize);
            entry.map_or(Ordering::Greater, |(own, _)| own.borrow().cmp(key))
        })
    }

    /// The value of a key.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.get_key_value(key).map(|(_, value)| value)
    }

    /// The map's own key that is equal to `key`, with its value.
    pub(crate) fn get_key_value<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&(K, V)>
    where
        K: Borrow<Q>,
    {
        self.entries.get(self.find(key).ok()? as usize)
    }

    /// The value of a key, to be changed.
    pub(crate) fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        let position = self.find(key).ok()?;
        self.entries.get_mut(position as usize).map(|(_, value)| value)
    }

    /// Whether there is an entry of this key.
    pub fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.find(key).is_ok()
    }

    /// Sets the value of a key, and gives the one that it had.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        match self.find(&key) {
            Ok(position) => self.entries.get_mut(position as usize).map(|(_, own)| mem::replace(own, value)),
            Err(gap) => {
                self.order.insert(gap, self.entries.len());
                self.entries.push((key, value));
                None
            }
        }
    }

    /// The value of a key; what `make` gives is its value from now on where it has none.
    #[expect(clippy::indexing_slicing, reason = "the position was found, or is that of the entry just added")]
    pub(crate) fn get_or_insert_with(&mut self, key: K, make: impl FnOnce() -> V) -> &mut V {
        let position = match self.find(&key) {
            Ok(position) => position as usize,
            Err(gap) => {
                let position = self.entries.len();
                self.entries.push((key, make()));
                self.order.insert(gap, position);
                position
            }
        };
        &mut self.entries[position].1
    }

    /// The value of a key, which is the default from now on where it has none.
    pub(crate) fn get_or_default(&mut self, key: K) -> &mut V
    where
        V: Default,
    {
        self.get_or_insert_with(key, V::default)
    }
}

impl<K, V> Default for Map<K, V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K: PartialEq, V: PartialEq> PartialEq for Map<K, V> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other)
    }
}

impl<K: Eq, V: Eq> Eq for Map<K, V> {}

impl<K: fmt::Debug, V: fmt::Debug> fmt::Debug for Map<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self).finish()
    }
}

impl<K: Ord, V> Extend<(K, V)> for Map<K, V> {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, entries: I) {
        for (key, value) in entries {
            self.insert(key, value);
        }
    }
}

impl<K: Ord, V> FromIterator<(K, V)> for Map<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut map = Self::new();
        map.extend(entries);
        map
    }
}

impl<K, V> IntoIterator for Map<K, V> {
    type Item = (K, V);
    type IntoIter = vec::IntoIter<(K, V)>;

    fn into_iter(self) -> Self::IntoIter {
        let Self { mut entries, order } = self;
        order.arrange(&mut |one, other| entries.swap(one, other));
        entries.into_iter()
    }
}

impl<'m, K, V> IntoIterator for &'m Map<K, V> {
    type Item = (&'m K, &'m V);
    type IntoIter = Iter<'m, K, V>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<K: Serialize, V: Serialize> Serialize for Map<K, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self)
    }
}

impl<'de, K: Deserialize<'de> + Ord, V: Deserialize<'de>> Deserialize<'de> for Map<K, V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Entries(Self::new()))
    }
}

/// Takes in the entries that a deserializer gives.
struct Entries<K, V>(Map<K, V>);

impl<'de, K: Deserialize<'de> + Ord, V: Deserialize<'de>> Visitor<'de> for Entries<K, V> {
    type Value = Map<K, V>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut entries: A) -> Result<Self::Value, A::Error> {
        while let Some((key, value)) = entries.next_entry()? {
            self.0.insert(key, value);
        }
        Ok(self.0)
    }
}

/// Walks a [`Map`] in the order of its keys.
pub struct Iter<'m, K, V> {
    entries: &'m [(K, V)],
    walk: Walk<'m>,
}

impl<K, V> Clone for Iter<'_, K, V> {
    fn clone(&self) -> Self {
        Self { entries: self.entries, walk: self.walk.clone() }
    }
}

impl<'m, K, V> Iterator for Iter<'m, K, V> {
    type Item = (&'m K, &'m V);

    fn next(&mut self) -> Option<Self::Item> {
        let (key, value) = self.entries.get(self.walk.next()? as usize)?;
        Some((key, value))
    }
}

/// Different values. Walking it follows their order.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Set<T> {
    values: Map<T, ()>,
}

impl<T> Set<T> {
    /// A set without values.
    pub(crate) const fn new() -> Self {
        Self { values: Map::new() }
    }

    /// How many values there are.
    pub(crate) fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Each value, in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> + Clone {
        self.values.keys()
    }

    /// The least value.
    pub(crate) fn first(&self) -> Option<&T> {
        self.iter().next()
    }
}

impl<T: Ord> Set<T> {
    /// Adds a value; whether it was not there before.
    pub(crate) fn insert(&mut self, value: T) -> bool {
        self.values.insert(value, ()).is_none()
    }

    /// Whether a value is there.
    pub(crate) fn contains<Q: Ord + ?Sized>(&self, value: &Q) -> bool
    where
        T: Borrow<Q>,
    {
        self.values.contains_key(value)
    }
}

impl<T> Default for Set<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: fmt::Debug> fmt::Debug for Set<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self).finish()
    }
}

impl<T: Ord> Extend<T> for Set<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, values: I) {
        for value in values {
            self.insert(value);
        }
    }
}

impl<T: Ord> FromIterator<T> for Set<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        let mut set = Self::new();
        set.extend(values);
        set
    }
}

impl<T> IntoIterator for Set<T> {
    type Item = T;
    type IntoIter = iter::Map<vec::IntoIter<(T, ())>, fn((T, ())) -> T>;

    fn into_iter(self) -> Self::IntoIter {
        self.values.into_iter().map(|(value, ())| value)
    }
}

impl<'s, T> IntoIterator for &'s Set<T> {
    type Item = &'s T;
    type IntoIter = iter::Map<Iter<'s, T, ()>, fn((&'s T, &'s ())) -> &'s T>;

    fn into_iter(self) -> Self::IntoIter {
        self.values.iter().map(|(value, ())| value)
    }
}

/// Sorts items; equal ones stay in the order in which they are.
pub(crate) fn sort_by<T>(items: &mut [T], compare: &dyn Fn(&T, &T) -> Ordering) {
    let order = Order::of(items.len(), &|one, other| match (items.get(one), items.get(other)) {
        (Some(one), Some(other)) => compare(one, other),
        _ => Ordering::Equal,
    });
    order.arrange(&mut |one, other| items.swap(one, other));
}

/// Sorts items, and leaves of equal ones the first.
pub(crate) fn sort_and_dedup<T: Ord>(items: &mut Vec<T>) {
    sort_by(items, &T::cmp);
    items.dedup();
}

/// Positions of entries in the order of their keys.
///
/// It knows neither, so that the engine holds this code once: who calls it compares.
#[derive(Clone)]
struct Order {
    /// Short enough, each of them, for an insertion to move little; none is empty. There are none before the second
    /// entry: many maps have one.
    runs: Vec<Vec<u32>>,
}

/// The order of one entry.
const ONE: &[u32] = &[0];

/// How long a run becomes before it is cut in two.
const LONGEST_RUN: usize = 512;

/// Where an entry that is not there belongs: a run, and a place in it.
struct Gap {
    run: usize,
    at: usize,
}

impl Order {
    /// The order of items, of which `compare` is given the positions of two.
    fn of(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Self {
        let mut order = Self { runs: Vec::new() };
        for position in 0..count {
            // None is equal to an earlier one: it stands behind those that are.
            let found = order.find(position, &|other| compare(other as usize, position).then(Ordering::Less));
            if let Err(gap) = found {
                order.insert(gap, position);
            }
        }
        order
    }

    /// The position of the entry that is wanted, among so many; `compare` says how the key of another lies to the
    /// wanted one.
    fn find(&self, count: usize, compare: &dyn Fn(u32) -> Ordering) -> Result<u32, Gap> {
        if count == 1 {
            return match compare(0) {
                Ordering::Equal => Ok(0),
                Ordering::Less => Err(Gap { run: 0, at: 1 }),
                Ordering::Greater => Err(Gap { run: 0, at: 0 }),
            };
        }
        let is_before = |run: &Vec<u32>| run.last().is_some_and(|&last| compare(last).is_lt());
        // Much comes in order: then it belongs at the end.
        if let Some(last) = self.runs.last().filter(|last| is_before(last)) {
            return Err(Gap { run: self.runs.len() - 1, at: last.len() });
        }
        let run = match self.runs.as_slice() {
            [] | [_] => 0,
            [before @ .., _] => before.partition_point(is_before),
        };
        let positions = self.runs.get(run).map(Vec::as_slice).unwrap_or_default();
        match positions.binary_search_by(|&position| compare(position)) {
            Ok(at) => Ok(positions.get(at).copied().unwrap_or_default()),
            Err(at) => Err(Gap { run, at }),
        }
    }

    /// Takes the position of a new entry in, where [`find`](Self::find) missed it.
    fn insert(&mut self, Gap { run: number, at }: Gap, position: usize) {
        // Entries stand for what a text of less than 2 GB says.
        let position = u32::try_from(position).unwrap_or(u32::MAX);
        if position == 0 {
            return;
        }
        if self.runs.is_empty() {
            self.runs.push(Vec::from(ONE));
        }
        let Some(run) = self.runs.get_mut(number) else { return };
        run.insert(at, position);
        if run.len() > LONGEST_RUN {
            // What comes in order fills its runs.
            let cut = if at + 1 == run.len() { at } else { run.len() / 2 };
            let rest = run.split_off(cut);
            self.runs.insert(number + 1, rest);
        }
    }

    fn walk(&self, count: usize) -> Walk<'_> {
        Walk { runs: self.runs.iter(), run: if count == 1 { ONE.iter() } else { [].iter() } }
    }

    /// Puts the entries themselves in order, two of them at a time.
    fn arrange(self, swap: &mut dyn FnMut(usize, usize)) {
        // The place of each entry, by the position where it stands.
        let mut places = vec![0; self.runs.iter().map(Vec::len).sum()];
        for (place, position) in self.walk(places.len()).enumerate() {
            if let Some(own) = places.get_mut(position as usize) {
                *own = place;
            }
        }
        for position in 0..places.len() {
            while let Some(&place) = places.get(position).filter(|&&place| place != position) {
                swap(position, place);
                places.swap(position, place);
            }
        }
    }
}

/// Walks the positions of an [`Order`].
#[derive(Clone)]
struct Walk<'o> {
    runs: slice::Iter<'o, Vec<u32>>,
    run: slice::Iter<'o, u32>,
}

impl Iterator for Walk<'_> {
    type Item = u32;

    #[inline(never)]
    fn next(&mut self) -> Option<u32> {
        loop {
            if let Some(&position) = self.run.next() {
                return Some(position);
            }
            self.run = self.runs.next()?.iter();
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::{collections::BTreeMap, string::String};

    use super::*;

    /// Numbers in a fixed disorder, each below `limit`.
    fn disorder(limit: u32) -> impl Iterator<Item = u32> {
        iter::successors(Some(7_u32), |last| Some(last.wrapping_mul(1_664_525).wrapping_add(1_013_904_223)))
            .map(move |number| (number >> 8) % limit)
    }

    #[test]
    fn a_map_does_what_the_trees_of_the_standard_library_do() {
        for (limit, count) in [(10, 40), (100_000, 5_000), (600, 5_000)] {
            let (mut own, mut theirs) = (Map::new(), BTreeMap::new());
            for (key, value) in disorder(limit).take(count).zip(0_usize..) {
                assert_eq!(own.insert(key, value), theirs.insert(key, value));
            }
            assert!(own.iter().eq(&theirs), "{limit} {count}");
            assert_eq!(own.len(), theirs.len());
            assert!((0..limit).all(|key| own.get(&key) == theirs.get(&key)));
            assert!(own.into_iter().eq(theirs));
        }
    }

    #[test]
    fn what_comes_in_order_or_in_reverse_stands_in_order() {
        let ascending: Set<u32> = (0..3_000).collect();
        let descending: Set<u32> = (0..3_000).rev().collect();
        assert!(ascending.iter().copied().eq(0..3_000));
        assert!(descending.into_iter().eq(0..3_000));
    }

    #[test]
    fn a_value_is_made_once() {
        let mut lengths: Map<String, usize> = Map::new();
        *lengths.get_or_insert_with("a".into(), || 1) += 1;
        *lengths.get_or_insert_with("a".into(), || 5) += 1;
        *lengths.get_or_default("b".into()) += 1;
        assert!(lengths.values().eq(&[3, 1]));
        assert!(lengths.keys().eq(["a", "b"]));
    }
}
