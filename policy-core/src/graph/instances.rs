//! Which of a block's many instances belongs to which of another's.

use alloc::vec::Vec;

use crate::{plan::Resource, sorted::Map};

/// With more candidates than this and none that pairs, it cannot be said which are meant.
const MOST_UNPAIRED: usize = 64;

/// Resources, found by the module instance and key they stand in.
#[derive(Default)]
pub(super) struct Instances<'p> {
    all: Vec<Resource<'p>>,
    by_place: Map<(&'p str, &'p str), Vec<Resource<'p>>>,
    by_module: Map<&'p str, Vec<Resource<'p>>>,
}

impl<'p> Instances<'p> {
    pub(super) fn push(&mut self, resource: Resource<'p>) {
        // A single one needs no finding, and most blocks have one.
        if let [first] = self.all[..] {
            self.index(first);
        }
        if !self.all.is_empty() {
            self.index(resource);
        }
        self.all.push(resource);
    }

    fn index(&mut self, resource: Resource<'p>) {
        self.by_place.get_or_default(place(resource)).push(resource);
        self.by_module.get_or_default(resource.module_instance()).push(resource);
    }

    /// All of them, in order of address.
    pub(super) fn all(&self) -> &[Resource<'p>] {
        &self.all
    }

    /// Those that stand where `own` stands: in its module instance and with its key, else in its module instance,
    /// else anywhere. None where they are too many to tell.
    pub(super) fn paired(&self, own: Resource<'p>) -> Option<&[Resource<'p>]> {
        if let Some(paired) = self.by_place.get(&place(own)) {
            return Some(paired);
        }
        // What is there once in the module instance is every instance's: a role for all functions of a loop.
        if let Some(single) = self.by_place.get(&(own.module_instance(), "")) {
            return Some(single);
        }
        // References do not leave a module's instance by themselves: those of the others are meant by none here.
        if let Some(neighbours) = self.by_module.get(own.module_instance())
            && neighbours.len() < self.all.len()
            && neighbours.len() <= MOST_UNPAIRED
        {
            return Some(neighbours);
        }
        (self.all.len() <= MOST_UNPAIRED).then_some(&self.all)
    }

    /// Those of one module instance that have this key.
    pub(super) fn keyed<'s>(&'s self, module_instance: &'s str, key: &'s str) -> &'s [Resource<'p>] {
        if let [single] = self.all[..] {
            return if place(single) == (module_instance, key) { &self.all } else { &[] };
        }
        self.by_place.get(&(module_instance, key)).map(Vec::as_slice).unwrap_or_default()
    }
}

fn place(resource: Resource<'_>) -> (&str, &str) {
    (resource.module_instance(), resource.address().key())
}
