//! What OPA's hosts call, as version 1.3 of their ABI names it.
//!
//! Each function takes and gives addresses in the module's memory. A value is the address of a boxed [`Term`], and stays
//! until the heap is rewound, as texts do that are given out: so nothing here frees. What cannot be answered ends in
//! `opa_abort`, which does not come back; what the stack held then is given up by whoever calls next, since the step after
//! linking has each export begin at its top.

#![expect(unsafe_code, reason = "the ABI passes addresses")]

use alloc::{boxed::Box, string::String, vec::Vec};
use core::{
    alloc::{GlobalAlloc, Layout},
    arch::wasm32,
    cell::UnsafeCell,
    ffi::c_char,
    fmt::{self, Write as _},
    panic::PanicInfo,
    ptr, slice,
};

use crate::{
    entry_point::{EntryPoint, Given},
    heap::{Heap, Memory},
    term::{PathError, Syntax, Term},
};

#[link(wasm_import_module = "env")]
unsafe extern "C" {
    /// Ends the evaluation with a message, which hosts read as ASCII up to a zero.
    fn opa_abort(message: *const c_char) -> !;
}

unsafe extern "C" {
    /// Where the linker has put the end of what is in memory from the start; only its address means something.
    static __heap_base: u8;
}

/// A page of WebAssembly's memory.
const PAGE: usize = 1 << 16;

/// The module's memory.
struct Linear;

impl Memory for Linear {
    fn reach(&mut self, end: usize) -> bool {
        // The host grows it too, so that its size is asked for each time.
        let pages = wasm32::memory_size(0);
        let missing = end.div_ceil(PAGE).saturating_sub(pages);
        missing == 0 || wasm32::memory_grow(0, missing) != usize::MAX
    }

    fn at(&self, address: usize) -> *mut u8 {
        ptr::with_exposed_provenance_mut(address)
    }

    fn address(&self, pointer: *mut u8) -> usize {
        pointer.expose_provenance()
    }
}

/// The heap, as Rust allocates from it.
struct Shared(UnsafeCell<Heap<Linear>>);

// SAFETY: the module has one thread, as its memory is not shared.
unsafe impl Sync for Shared {}

#[global_allocator]
static HEAP: Shared = Shared(UnsafeCell::new(Heap::new(Linear, 0)));

impl Shared {
    /// Lends the heap for one call, which calls nothing that allocates.
    fn with<T>(&self, call: impl FnOnce(&mut Heap<Linear>) -> T) -> T {
        // SAFETY: there is one thread, and nothing that runs within allocates, so that nobody else has the heap.
        let heap = unsafe { &mut *self.0.get() };
        if heap.end() == 0 {
            // The linker's address is no constant to the compiler.
            heap.set_end((&raw const __heap_base).expose_provenance());
        }
        call(heap)
    }
}

// SAFETY: blocks come from `Heap`, which gives out none twice before it is given back, or the host gives all up.
unsafe impl GlobalAlloc for Shared {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        self.with(|heap| heap.allocate(layout))
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the caller says the same.
        self.with(|heap| unsafe { heap.free(block, layout) });
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        // SAFETY: the caller says the same.
        self.with(|heap| unsafe { heap.resize(block, layout, new_size) })
    }
}

#[panic_handler]
fn panicked(info: &PanicInfo<'_>) -> ! {
    // On the stack, since the heap may be what has failed. The panic's own words may hold a value, and are left out.
    let mut message = Message { bytes: [0; 120], length: 0 };
    let place = info.location().map(|place| (place.file(), place.line()));
    let (file, line) = place.unwrap_or_default();
    let file = file.rsplit(['/', '\\']).next().unwrap_or_default();
    let _ =
        write!(message, "planproof failed in {file}:{line}; there may be too little memory for this input");
    // SAFETY: the message ends in a zero, and stays as long as this call, which does not come back.
    unsafe { opa_abort(message.bytes.as_ptr().cast()) }
}

/// The beginning of a text, with a zero behind it.
struct Message {
    bytes: [u8; 120],
    length: usize,
}

impl fmt::Write for Message {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let last = self.bytes.len() - 1;
        for byte in text.bytes() {
            let Some(free) = self.bytes.get_mut(self.length).filter(|_| self.length < last) else {
                return Ok(());
            };
            *free = byte;
            self.length += 1;
        }
        Ok(())
    }
}

/// Ends the evaluation with a message in ASCII.
fn abort(message: &str) -> ! {
    let mut ascii = String::with_capacity(message.len() + 1);
    for character in message.chars() {
        match character {
            ' '..='~' => ascii.push(character),
            _ => ascii.extend(character.escape_unicode()),
        }
    }
    // SAFETY: the text ends in a zero, and stays until the heap is rewound.
    unsafe { opa_abort(given_out(ascii)) }
}

/// A text with a zero behind it, which stays until the heap is rewound.
fn given_out(text: String) -> *const c_char {
    let mut bytes = text.into_bytes();
    bytes.push(0);
    Vec::leak(bytes).as_ptr().cast()
}

fn boxed(term: Term) -> *mut Term {
    Box::into_raw(Box::new(term))
}

/// A value that was given out; none for address 0.
///
/// # Safety
///
/// The address is 0 or that of a value of this module, and nobody changes it meanwhile.
unsafe fn value<'v>(address: *const Term) -> Option<&'v Term> {
    // SAFETY: the caller says the same.
    unsafe { address.as_ref() }
}

/// Bytes that the host has written; none for address 0.
///
/// # Safety
///
/// As many bytes as that lie there, below the end of the heap, and nobody changes them meanwhile.
unsafe fn bytes<'b>(address: *const u8, length: usize) -> Option<&'b [u8]> {
    // SAFETY: the caller says the same.
    (!address.is_null()).then(|| unsafe { slice::from_raw_parts(address, length) })
}

fn result_of(changed: Result<(), PathError>) -> i32 {
    changed.map_or_else(|error| error as i32, |()| 0)
}

/// Memory for the host to write to. It is never given back alone, since nobody says how long it is.
#[unsafe(no_mangle)]
extern "C" fn opa_malloc(length: usize) -> *mut u8 {
    let mut bytes: Vec<u8> = Vec::new();
    if bytes.try_reserve_exact(length.max(1)).is_err() {
        abort("there is too little memory for this input");
    }
    Vec::leak(bytes).as_mut_ptr()
}

/// Does nothing: the heap is rewound.
#[unsafe(no_mangle)]
extern "C" fn opa_free(_: *mut u8) {}

/// Does nothing: the heap is rewound.
#[unsafe(no_mangle)]
extern "C" fn opa_value_free(_: *mut Term) {}

/// Where the heap ends.
#[unsafe(no_mangle)]
extern "C" fn opa_heap_ptr_get() -> usize {
    HEAP.with(|heap| heap.end())
}

/// Says where the heap ends, which gives up all that lies above.
#[unsafe(no_mangle)]
extern "C" fn opa_heap_ptr_set(end: usize) {
    HEAP.with(|heap| heap.set_end(end));
    #[cfg(feature = "poison")]
    {
        let above = (wasm32::memory_size(0) * PAGE).saturating_sub(end);
        // SAFETY: nothing above the end of the heap is in use, and the memory is as long.
        unsafe { ptr::with_exposed_provenance_mut::<u8>(end).write_bytes(0xA5, above) };
    }
}

/// Does nothing: what is free is forgotten whenever the end is set, so that there is nothing to keep.
#[unsafe(no_mangle)]
extern "C" fn opa_heap_blocks_stash() {}

/// Does nothing, for the same reason.
#[unsafe(no_mangle)]
extern "C" fn opa_heap_blocks_restore() {}

/// Does nothing, for the same reason.
#[unsafe(no_mangle)]
extern "C" fn opa_heap_stash_clear() {}

/// Reads JSON; 0 where it is none.
#[unsafe(no_mangle)]
extern "C" fn opa_json_parse(address: *const u8, length: usize) -> *mut Term {
    parsed(address, length, Term::of_json)
}

/// Reads a term of Rego; 0 where it is none.
#[unsafe(no_mangle)]
extern "C" fn opa_value_parse(address: *const u8, length: usize) -> *mut Term {
    parsed(address, length, Term::parse)
}

fn parsed(address: *const u8, length: usize, parse: fn(&str) -> Option<Term>) -> *mut Term {
    // SAFETY: the ABI says that the host has written the text there.
    let text = unsafe { bytes(address, length) }.unwrap_or_default();
    // Some hosts count in the zero that ends a text of C.
    let text = core::str::from_utf8(text.strip_suffix(&[0]).unwrap_or(text)).ok();
    text.and_then(parse).map_or(ptr::null_mut(), boxed)
}

/// Writes a value as JSON.
#[unsafe(no_mangle)]
extern "C" fn opa_json_dump(address: *const Term) -> *const c_char {
    dumped(address, Syntax::Json)
}

/// Writes a value as a term of Rego.
#[unsafe(no_mangle)]
extern "C" fn opa_value_dump(address: *const Term) -> *const c_char {
    dumped(address, Syntax::Rego)
}

fn dumped(address: *const Term, syntax: Syntax) -> *const c_char {
    // SAFETY: the ABI says that the value is one of this module.
    let term = unsafe { value(address) }.unwrap_or(&Term::Null);
    given_out(term.to_text(syntax))
}

/// Puts a value into a document; gives 0, or what is wrong with the path.
#[unsafe(no_mangle)]
extern "C" fn opa_value_add_path(document: *mut Term, path: *const Term, added: *const Term) -> i32 {
    // SAFETY: the ABI says that all three are values of this module, and that they are not the same.
    let (document, path, added) = unsafe { (document.as_mut(), value(path), value(added)) };
    let Some((document, path, added)) = document.zip(path).zip(added).map(|((d, p), a)| (d, p, a)) else {
        return PathError::Type as i32;
    };
    result_of(document.add(path, added.clone()))
}

/// Takes a value out of a document; gives 0, or what is wrong with the path.
#[unsafe(no_mangle)]
extern "C" fn opa_value_remove_path(document: *mut Term, path: *const Term) -> i32 {
    // SAFETY: the ABI says that both are values of this module, and that they are not the same.
    let (document, path) = unsafe { (document.as_mut(), value(path)) };
    document.zip(path).map_or(PathError::Type as i32, |(document, path)| result_of(document.remove(path)))
}

/// The functions that the host has to provide: none.
#[unsafe(no_mangle)]
extern "C" fn builtins() -> *mut Term {
    boxed(Term::Object(Vec::new()))
}

/// The numbers of the entry points, by path.
#[unsafe(no_mangle)]
extern "C" fn entrypoints() -> *mut Term {
    let number = |number: i32| Term::Number(alloc::format!("{number}").into());
    let all = (0..).zip(EntryPoint::ALL).map(|(at, (path, _))| (Term::text(path), number(at)));
    boxed(Term::Object(all.collect()))
}

/// What one evaluation is about, for hosts that do it in steps.
struct Context {
    input: *const Term,
    data: *const Term,
    entry_point: i32,
    result: *mut Term,
}

/// Begins an evaluation in steps.
#[unsafe(no_mangle)]
extern "C" fn opa_eval_ctx_new() -> *mut Context {
    let (input, data, result) = (ptr::null(), ptr::null(), ptr::null_mut());
    Box::into_raw(Box::new(Context { input, data, entry_point: 0, result }))
}

/// Runs a call with the context that an address stands for.
fn with_context<T>(address: *mut Context, call: impl FnOnce(&mut Context) -> T) -> T {
    // SAFETY: the ABI says that the host passes on what `opa_eval_ctx_new` gave, to one function at a time.
    let Some(context) = (unsafe { address.as_mut() }) else { abort("there is no context of an evaluation") };
    call(context)
}

/// Says what the input is.
#[unsafe(no_mangle)]
extern "C" fn opa_eval_ctx_set_input(context: *mut Context, input: *const Term) {
    with_context(context, |context| context.input = input);
}

/// Says what the data are.
#[unsafe(no_mangle)]
extern "C" fn opa_eval_ctx_set_data(context: *mut Context, data: *const Term) {
    with_context(context, |context| context.data = data);
}

/// Says what is asked.
#[unsafe(no_mangle)]
extern "C" fn opa_eval_ctx_set_entrypoint(context: *mut Context, entry_point: i32) {
    with_context(context, |context| context.entry_point = entry_point);
}

/// The answer, once it is there.
#[unsafe(no_mangle)]
extern "C" fn opa_eval_ctx_get_result(context: *mut Context) -> *mut Term {
    with_context(context, |context| context.result)
}

/// Evaluates what was said in steps.
#[unsafe(no_mangle)]
extern "C" fn eval(context: *mut Context) -> i32 {
    with_context(context, |context| {
        // SAFETY: the ABI says that these are values of this module, and nobody changes them.
        let (input, data) = unsafe { (value(context.input), value(context.data)) };
        let text = input.map(|input| input.to_text(Syntax::Json));
        let given = text.as_ref().map(|text| Given::Value(text.as_bytes()));
        context.result = boxed(answer(context.entry_point, given, data));
    });
    0
}

/// Evaluates at once: the input is a text that lies below the given end of the heap. The answer is JSON for format 0, and a
/// term of Rego for format 1.
#[unsafe(no_mangle)]
extern "C" fn opa_eval(
    _: i32,
    entry_point: i32,
    data: *const Term,
    input: *const u8,
    length: usize,
    heap_end: usize,
    format: i32,
) -> *const c_char {
    opa_heap_ptr_set(heap_end);
    // SAFETY: the ABI says that the host has written the input there, and that the data are a value of this module.
    let (input, data) = unsafe { (bytes(input, length), value(data)) };
    // Who asks for Rego is OPA itself, which has parsed the input and writes it anew.
    let is_rego = format == 1;
    let given = input.map(|input| if is_rego { Given::Value(input) } else { Given::Text(input) });
    let answer = answer(entry_point, given, data);
    given_out(answer.to_text(if is_rego { Syntax::Rego } else { Syntax::Json }))
}

fn answer(entry_point: i32, input: Option<Given<'_>>, data: Option<&Term>) -> Term {
    let Some(entry_point) = EntryPoint::of(entry_point) else {
        abort(&alloc::format!("there is no entry point {entry_point}"));
    };
    match entry_point.answer(input, data) {
        Ok(answer) => answer,
        Err(message) => abort(&message),
    }
}
