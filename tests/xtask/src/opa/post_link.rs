//! What OPA's ABI asks of a module and no linker does.
//!
//! - The version of the ABI stands in two constant globals. A static of Rust's is exported as its address.
//! - Hosts bring the memory, some of them two pages and no more, and grow it later. So data are put there by the module
//!   when it starts, once it has grown the memory to what it needs.
//! - `opa_abort` throws through frames of the module, which never give back what they took of the stack in memory. So each
//!   export begins at its top; no host calls one while another runs, since there are no built-in functions.

use anyhow::{Context, Result, bail, ensure};
use walrus::ir::{BinaryOp, Value};
use walrus::{
    ConstExpr, DataId, DataKind, ExportId, ExportItem, FunctionBuilder, FunctionId, GlobalId, GlobalKind,
    InstrSeqBuilder, MemoryId, Module, ValType,
};

/// The version that every host takes: one of OPA's own takes no other with all that there is.
const VERSION: [(&str, i32); 2] = [("opa_wasm_abi_version", 1), ("opa_wasm_abi_minor_version", 3)];

/// What the most frugal host brings, in pages.
const MEMORY: u64 = 2;

/// What the linker exports for itself.
const OF_THE_LINKER: [&str; 2] = ["__heap_base", "__data_end"];

/// A policy module of what the linker made.
pub(super) fn policy_module(linked: &[u8]) -> Result<Vec<u8>> {
    let mut module = Module::from_buffer(linked).context("the compiler's module cannot be read")?;
    for name in OF_THE_LINKER {
        // Not every version of the linker exports them.
        let _ = module.exports.remove(name);
    }
    fill_memory_on_start(&mut module)?;
    reset_stack(&mut module)?;
    for (name, version) in VERSION {
        let value = ConstExpr::Value(Value::I32(version));
        let global = module.globals.add_local(ValType::I32, false, false, value);
        module.exports.add(name, global);
    }
    module.producers.clear();
    Ok(module.emit_wasm())
}

fn fill_memory_on_start(module: &mut Module) -> Result<()> {
    let memory = module.memories.iter().next().context("the module has no memory")?;
    let (memory, needed) = (memory.id(), i32::try_from(memory.initial)?);
    ensure!(module.memories.get(memory).import.is_some(), "the module does not import its memory");
    module.memories.get_mut(memory).initial = MEMORY;

    let segments: Vec<DataId> = module.data.iter().map(walrus::Data::id).collect();
    let mut start = FunctionBuilder::new(&mut module.types, &[], &[]);
    let mut body = start.func_body();
    grow(&mut body, memory, needed);
    for id in segments {
        let segment = module.data.get_mut(id);
        let DataKind::Active { offset: ConstExpr::Value(Value::I32(offset)), .. } = segment.kind else {
            bail!("data lie at no constant address");
        };
        segment.kind = DataKind::Passive;
        let length = i32::try_from(segment.value.len())?;
        body.i32_const(offset).i32_const(0).i32_const(length).memory_init(memory, id).data_drop(id);
    }
    if let Some(own) = module.start {
        body.call(own);
    }
    module.start = Some(start.finish(Vec::new(), &mut module.funcs));
    Ok(())
}

/// Grows the memory to so many pages, if it is smaller; traps where it cannot.
fn grow(body: &mut InstrSeqBuilder<'_>, memory: MemoryId, needed: i32) {
    body.memory_size(memory).i32_const(needed).binop(BinaryOp::I32LtU).if_else(
        None,
        |small| {
            small.i32_const(needed).memory_size(memory).binop(BinaryOp::I32Sub).memory_grow(memory);
            small.i32_const(-1).binop(BinaryOp::I32Eq).if_else(
                None,
                |refused| {
                    refused.unreachable();
                },
                |_| {},
            );
        },
        |_| {},
    );
}

fn reset_stack(module: &mut Module) -> Result<()> {
    let (pointer, top) = stack(module)?;
    let exported = |export: &walrus::Export| match export.item {
        ExportItem::Function(function) => Some((export.id(), function)),
        _ => None,
    };
    let exports: Vec<(ExportId, FunctionId)> = module.exports.iter().filter_map(exported).collect();
    for (export, function) in exports {
        let signature = module.types.get(module.funcs.get(function).ty()).clone();
        let mut wrapper = FunctionBuilder::new(&mut module.types, signature.params(), signature.results());
        let arguments: Vec<_> = signature.params().iter().map(|&kind| module.locals.add(kind)).collect();
        let mut body = wrapper.func_body();
        body.i32_const(top).global_set(pointer);
        for &argument in &arguments {
            body.local_get(argument);
        }
        body.call(function);
        let wrapper = wrapper.finish(arguments, &mut module.funcs);
        module.exports.get_mut(export).item = ExportItem::Function(wrapper);
    }
    Ok(())
}

/// The pointer into the stack in memory, and where it begins: it grows downwards.
fn stack(module: &Module) -> Result<(GlobalId, i32)> {
    let mut mutable = module.globals.iter().filter(|global| global.mutable);
    let (Some(pointer), None) = (mutable.next(), mutable.next()) else {
        bail!("the module has not one global that changes, so that none is known for the stack's");
    };
    match pointer.kind {
        GlobalKind::Local(ConstExpr::Value(Value::I32(top))) => Ok((pointer.id(), top)),
        _ => bail!("the stack begins at no constant address"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the linker makes, in small: a memory of nine pages, data, a stack, and a function.
    fn linked() -> Module {
        let mut module = Module::default();
        let (memory, _) = module.add_import_memory("env", "memory", false, false, 9, None, None);
        let offset = ConstExpr::Value(Value::I32(1024));
        let kind = DataKind::Active { memory, offset };
        let data = module.data.add(kind, b"data".to_vec());
        module.memories.get_mut(memory).data_segments.insert(data);
        let top = ConstExpr::Value(Value::I32(1 << 16));
        let pointer = module.globals.add_local(ValType::I32, true, false, top);
        let mut function = FunctionBuilder::new(&mut module.types, &[ValType::I32], &[ValType::I32]);
        let argument = module.locals.add(ValType::I32);
        function.func_body().i32_const(7).global_set(pointer).local_get(argument);
        let function = function.finish(vec![argument], &mut module.funcs);
        module.exports.add("opa_eval", function);
        module
    }

    #[test]
    fn a_module_becomes_a_policy() {
        let policy = policy_module(&linked().emit_wasm()).unwrap();
        let module = Module::from_buffer(&policy).unwrap();
        let memory = module.memories.iter().next().unwrap();
        assert_eq!(memory.initial, MEMORY);
        assert!(module.start.is_some());
        assert!(module.data.iter().all(|segment| matches!(segment.kind, DataKind::Passive)));
        for (name, version) in VERSION {
            let export = module.exports.iter().find(|export| export.name == name).unwrap();
            let ExportItem::Global(global) = export.item else { panic!("{name} is no global") };
            let global = module.globals.get(global);
            assert!(!global.mutable);
            assert!(
                matches!(global.kind, GlobalKind::Local(ConstExpr::Value(Value::I32(own))) if own == version)
            );
        }
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        let error = |module: &mut Module| policy_module(&module.emit_wasm()).unwrap_err().to_string();
        let mut module = linked();
        let other = ConstExpr::Value(Value::I32(0));
        module.globals.add_local(ValType::I32, true, false, other);
        assert!(error(&mut module).contains("not one global"));
        let mut own_memory = Module::default();
        own_memory.memories.add_local(false, false, 1, None, None);
        assert_eq!(error(&mut own_memory), "the module does not import its memory");
        assert!(error(&mut Module::default()).contains("no memory"));
        assert!(policy_module(b"no module").is_err());
    }
}
