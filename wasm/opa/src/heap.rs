//! The heap that a host rewinds.
//!
//! OPA's hosts ask where the heap ends, write an input there without asking for memory, set the end behind it, and set it
//! back before the next evaluation; some copy what lies below into other instances. So the end and the lists of what is
//! free are all there is of state: it is in no block, is forgotten when the end is set, and the same calls give the same
//! addresses. General allocators keep more, which is why this is none of a library's.

#![expect(unsafe_code, reason = "an allocator hands out addresses")]

use core::alloc::Layout;

/// Memory that grows, and that somebody else may grow too.
pub(crate) trait Memory {
    /// Makes everything below an address usable; tells whether it is.
    fn reach(&mut self, end: usize) -> bool;

    /// The pointer to an address.
    fn at(&self, address: usize) -> *mut u8;

    /// The address of a pointer.
    fn address(&self, pointer: *mut u8) -> usize;
}

/// An address as it stands in a block.
type Address = [u8; size_of::<usize>()];

/// Each block is a multiple of this, and lies at one.
const UNIT: usize = 16;

/// Up to this size blocks come in each multiple of the unit.
const SMALL: usize = 128;

/// Enough for blocks of four gigabytes: eight small ones, and four for each doubling.
const CLASSES: usize = 108;

/// Blocks from the end of what is in use, and what was given back since the end was last set.
pub(crate) struct Heap<M> {
    memory: M,
    /// Where the end was when it was last set: what lies below is not given out again.
    floor: usize,
    end: usize,
    /// Of each class the address of a block that is free, which holds that of the next one; 0 where there is none.
    free: [usize; CLASSES],
}

impl<M: Memory> Heap<M> {
    pub(crate) const fn new(memory: M, end: usize) -> Self {
        Self { memory, floor: end, end, free: [0; CLASSES] }
    }

    /// Where the next block will be: everything from here on is free.
    pub(crate) fn end(&self) -> usize {
        self.end
    }

    /// Takes everything below an address for in use and everything above for free.
    pub(crate) fn set_end(&mut self, end: usize) {
        self.floor = end;
        self.end = end;
        self.free = [0; CLASSES];
    }

    /// A block, or null where there is no memory left.
    pub(crate) fn allocate(&mut self, layout: Layout) -> *mut u8 {
        let Some(size) = rounded(layout.size()) else { return core::ptr::null_mut() };
        if layout.align() <= UNIT
            && let Some(first) = class(size).and_then(|class| self.free.get_mut(class))
            && *first != 0
        {
            let block = self.memory.at(*first);
            // SAFETY: the block was given back, is at least one unit long, and `free` has written the next address there.
            *first = usize::from_ne_bytes(unsafe { block.cast::<Address>().read() });
            return block;
        }
        let align = layout.align().max(UNIT);
        let Some(start) = self.end.checked_next_multiple_of(align) else { return core::ptr::null_mut() };
        match start.checked_add(size) {
            Some(end) if self.memory.reach(end) => self.end = end,
            _ => return core::ptr::null_mut(),
        }
        self.memory.at(start)
    }

    /// Takes a block back; one from before the end was set stays where it is.
    ///
    /// # Safety
    ///
    /// The block is one of this heap, of this layout, and nobody uses it any more.
    pub(crate) unsafe fn free(&mut self, block: *mut u8, layout: Layout) {
        let (address, Some(size)) = (self.memory.address(block), rounded(layout.size())) else { return };
        if address < self.floor {
            return;
        }
        if address + size == self.end {
            self.end = address;
            return;
        }
        if layout.align() <= UNIT
            && let Some(first) = class(size).and_then(|class| self.free.get_mut(class))
        {
            // SAFETY: nobody uses the block, which is at least one unit long and lies at a multiple of one.
            unsafe { block.cast::<Address>().write(first.to_ne_bytes()) };
            *first = address;
        }
    }

    /// Makes a block larger or smaller, where it is if that can be; null where there is no memory left.
    ///
    /// # Safety
    ///
    /// The block is one of this heap and of this layout. Unless null is given, only the result is used from then on.
    pub(crate) unsafe fn resize(&mut self, block: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        let address = self.memory.address(block);
        let (Some(old), Some(new)) = (rounded(layout.size()), rounded(new_size)) else {
            return core::ptr::null_mut();
        };
        if address >= self.floor && address + old == self.end {
            return match address.checked_add(new) {
                Some(end) if self.memory.reach(end) => {
                    self.end = end;
                    block
                }
                _ => core::ptr::null_mut(),
            };
        }
        if new == old {
            return block;
        }
        let Ok(new_layout) = Layout::from_size_align(new_size, layout.align()) else {
            return core::ptr::null_mut();
        };
        let moved = self.allocate(new_layout);
        if !moved.is_null() {
            // SAFETY: both blocks are as long as what is copied, and the new one is apart from all that are in use.
            unsafe { core::ptr::copy_nonoverlapping(block, moved, layout.size().min(new_size)) };
            // SAFETY: the caller gives the old block up.
            unsafe { self.free(block, layout) };
        }
        moved
    }
}

/// How long a block for a size is: classes are a quarter of a doubling apart, so that at most a fifth is unused.
fn rounded(size: usize) -> Option<usize> {
    if size <= SMALL {
        return Some(size.max(1).next_multiple_of(UNIT));
    }
    size.checked_next_multiple_of(1 << ((size - 1).ilog2() - 2))
}

/// Which list a block of a rounded size belongs to.
fn class(size: usize) -> Option<usize> {
    if size <= SMALL {
        return (size / UNIT).checked_sub(1);
    }
    let last = size - 1;
    let doubling = last.ilog2() as usize;
    Some(SMALL / UNIT + (doubling - SMALL.ilog2() as usize) * 4 + ((last >> (doubling - 2)) & 3))
}

#[cfg(test)]
mod tests {
    use alloc::{boxed::Box, vec, vec::Vec};

    use super::*;

    /// Memory of a fixed size; address 0 is none.
    struct Arena {
        /// In units, so that it lies at a multiple of one.
        units: *mut [u128],
    }

    impl Arena {
        fn new(units: usize) -> Self {
            Self { units: Box::into_raw(vec![0; units].into_boxed_slice()) }
        }
    }

    impl Drop for Arena {
        fn drop(&mut self) {
            // SAFETY: the pointer came out of a box, and goes back once.
            drop(unsafe { Box::from_raw(self.units) });
        }
    }

    impl Memory for Arena {
        fn reach(&mut self, end: usize) -> bool {
            end <= self.units.len() * UNIT
        }

        fn at(&self, address: usize) -> *mut u8 {
            self.units.cast::<u8>().wrapping_add(address)
        }

        fn address(&self, pointer: *mut u8) -> usize {
            pointer.addr() - self.units.cast::<u8>().addr()
        }
    }

    fn heap(units: usize) -> Heap<Arena> {
        Heap::new(Arena::new(units), UNIT)
    }

    fn layout(size: usize) -> Layout {
        Layout::from_size_align(size, 8).unwrap()
    }

    fn address(heap: &Heap<Arena>, block: *mut u8) -> usize {
        assert!(!block.is_null());
        heap.memory.address(block)
    }

    #[test]
    fn classes_rise_with_sizes_and_waste_a_fifth_at_most() {
        let mut sizes: Vec<usize> = (1..5000).collect();
        sizes.extend((13..32).flat_map(|power| [(1 << power) - 1, 1 << power, (1 << power) + 1]));
        let mut before = (0, 0);
        for size in sizes {
            let rounded = rounded(size).unwrap();
            let class = class(rounded).unwrap();
            assert!(rounded >= size && rounded.is_multiple_of(UNIT), "{size}");
            assert!(size <= SMALL || (rounded - size) * 4 < size, "{size} becomes {rounded}");
            assert_eq!(rounded == before.0, class == before.1 && before.0 != 0, "{size}");
            assert!(rounded >= before.0 && (class >= before.1 || before.0 == 0), "{size}");
            assert!(size > 1 << 31 || class < CLASSES, "{size}");
            before = (rounded, class);
        }
        assert_eq!(rounded(usize::MAX), None);
    }

    #[test]
    fn what_is_given_back_is_given_out_again() {
        let mut heap = heap(64);
        let first = heap.allocate(layout(100));
        let second = heap.allocate(layout(100));
        let end = heap.end();
        // SAFETY: nothing uses the blocks.
        unsafe { heap.free(first, layout(100)) };
        assert_eq!(heap.allocate(layout(112)), first);
        // SAFETY: likewise.
        unsafe { heap.free(second, layout(100)) };
        assert_eq!(heap.end(), end - 112);
    }

    #[test]
    fn a_block_at_the_end_grows_and_shrinks_where_it_is() {
        let mut heap = heap(64);
        let block = heap.allocate(layout(16));
        // SAFETY: the block is this heap's, and only the result is used.
        let grown = unsafe { heap.resize(block, layout(16), 300) };
        assert_eq!(grown, block);
        assert_eq!(heap.end(), UNIT + 320);
        // SAFETY: likewise.
        let shrunk = unsafe { heap.resize(grown, layout(300), 20) };
        assert_eq!((shrunk, heap.end()), (block, UNIT + 32));
    }

    #[test]
    fn another_block_moves_with_its_content() {
        let mut heap = heap(64);
        let block = heap.allocate(layout(16));
        // SAFETY: the block is sixteen bytes long.
        unsafe { block.write_bytes(7, 16) };
        heap.allocate(layout(16));
        // SAFETY: the block is this heap's, and only the result is used.
        let moved = unsafe { heap.resize(block, layout(16), 200) };
        assert_ne!(moved, block);
        // SAFETY: what was copied is initialized.
        assert_eq!(unsafe { core::slice::from_raw_parts(moved, 16) }, [7; 16]);
        assert_eq!(heap.allocate(layout(16)), block);
    }

    #[test]
    fn what_lies_below_the_end_that_was_set_is_kept() {
        let mut heap = heap(64);
        let kept = heap.allocate(layout(16));
        let other = heap.allocate(layout(16));
        // SAFETY: nothing uses the block.
        unsafe { heap.free(kept, layout(16)) };
        // A host writes where it likes, so that the end may lie anywhere.
        heap.set_end(heap.end() + 13);
        let floor = heap.end();
        let next = heap.allocate(layout(1));
        assert_eq!(address(&heap, next), floor.next_multiple_of(UNIT));
        // SAFETY: nothing uses the block.
        unsafe { heap.free(other, layout(16)) };
        let after = heap.allocate(layout(16));
        assert!(address(&heap, after) > floor);
        // SAFETY: the block is this heap's, and only the result is used.
        let moved = unsafe { heap.resize(kept, layout(16), 64) };
        assert!(address(&heap, moved) > floor);
    }

    #[test]
    fn the_same_calls_give_the_same_addresses() {
        let mut heap = heap(4096);
        let mut run = || {
            heap.set_end(UNIT * 3 + 5);
            let mut addresses = Vec::new();
            let mut blocks: Vec<(*mut u8, usize)> = Vec::new();
            for step in 0..500_usize {
                let size = 1 + step * 37 % 190;
                let block = heap.allocate(layout(size));
                addresses.push(address(&heap, block));
                blocks.push((block, size));
                if step % 3 == 0 {
                    let (block, size) = blocks.swap_remove(step * 7 % blocks.len());
                    // SAFETY: it is in the list no more.
                    unsafe { heap.free(block, layout(size)) };
                }
            }
            addresses
        };
        assert_eq!(run(), run());
    }

    #[test]
    fn blocks_never_overlap() {
        let mut heap = heap(8192);
        let mut blocks: Vec<(*mut u8, usize, u8)> = Vec::new();
        for step in 0..900_usize {
            let (size, mark) = (1 + step * 53 % 400, u8::try_from(step % 251).unwrap());
            if step % 5 == 4 {
                let (block, old, mark) = blocks.swap_remove(step * 11 % blocks.len());
                // SAFETY: it is replaced in the list by the result.
                let block = unsafe { heap.resize(block, layout(old), size) };
                assert!(!block.is_null());
                // SAFETY: the block is as long, and its first bytes were written before.
                let kept = unsafe { core::slice::from_raw_parts(block, old.min(size)) };
                assert!(kept.iter().all(|byte| *byte == mark));
                // SAFETY: the block is as long.
                unsafe { block.write_bytes(mark, size) };
                blocks.push((block, size, mark));
                continue;
            }
            let block = heap.allocate(layout(size));
            assert!(!block.is_null());
            // SAFETY: the block is as long.
            unsafe { block.write_bytes(mark, size) };
            blocks.push((block, size, mark));
            if step % 2 == 0 {
                let (block, size, mark) = blocks.swap_remove(step * 7 % blocks.len());
                // SAFETY: its bytes were all written.
                assert!(unsafe { core::slice::from_raw_parts(block, size) }.iter().all(|byte| *byte == mark));
                // SAFETY: it is in the list no more.
                unsafe { heap.free(block, layout(size)) };
            }
        }
    }

    #[test]
    fn without_memory_there_is_no_block() {
        let mut heap = heap(8);
        assert!(heap.allocate(layout(8 * UNIT)).is_null());
        assert!(heap.allocate(layout(isize::MAX as usize - 7)).is_null());
        let block = heap.allocate(layout(UNIT));
        // SAFETY: null is given, so that the block stays in use.
        assert!(unsafe { heap.resize(block, layout(UNIT), 1 << 20) }.is_null());
        assert!(!heap.allocate(Layout::from_size_align(16, 64).unwrap()).is_null());
        assert!(heap.end().is_multiple_of(UNIT));
    }
}
