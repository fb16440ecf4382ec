//! Asks the policy through OPA's SDK for Rust: each line of standard input is a request, each of standard output its answer.
//!
//! A request is `{"entryPoint", "text", "data"?, "threads"?}`, whose text is passed on as it is; an answer is `{"result"}` or
//! `{"error"}`. With threads, so many of them ask one shared instance, and all answers are given.

use std::{
    env, fs,
    io::{self, BufRead, Write},
    sync::{Mutex, MutexGuard, PoisonError},
    thread,
};

use anyhow::{Context, Result};
use opa_wasm::{
    DefaultContext, Policy, Runtime,
    wasmtime::{Engine, Module, Store},
};
use serde::Deserialize;
use serde_json::{Value, json, value::RawValue};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    entry_point: String,
    text: String,
    data: Option<Value>,
    threads: Option<usize>,
}

/// An instance of the module, which threads take turns with.
struct Instance {
    store: Store<()>,
    policy: Policy<DefaultContext>,
}

fn main() -> Result<()> {
    let path = env::args().nth(1).context("usage: planproof-opa-host policy.wasm")?;
    let engine = Engine::default();
    let module = Module::new(&engine, fs::read(path)?)?;
    let mut instance = Mutex::new(instance(&engine, &module, &json!({}))?);
    for line in io::stdin().lock().lines() {
        let request: Request = serde_json::from_str(&line?)?;
        if let Some(data) = &request.data {
            instance = Mutex::new(self::instance(&engine, &module, data)?);
        }
        let answer = match answers(&instance, &request) {
            Ok(result) => json!({"result": result}),
            Err(error) => json!({"error": format!("{error:#}")}),
        };
        writeln!(io::stdout(), "{answer}")?;
    }
    Ok(())
}

fn instance(engine: &Engine, module: &Module, data: &Value) -> Result<Instance> {
    block_on(async {
        let mut store = Store::new(engine, ());
        let runtime = Runtime::new(&mut store, module).await?;
        let policy = runtime.with_data(&mut store, data).await?;
        Ok(Instance { store, policy })
    })
}

fn answers(instance: &Mutex<Instance>, request: &Request) -> Result<Value> {
    let Some(threads) = request.threads else { return answer(&mut lock(instance), request) };
    let all = thread::scope(|scope| {
        let ask = || (0..4).map(|_| answer(&mut lock(instance), request)).collect::<Result<Vec<_>>>();
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(ask)).collect();
        running
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|_| Ok(Vec::new())))
            .collect::<Result<Vec<_>>>()
    })?;
    Ok(all.into_iter().flatten().collect())
}

fn lock(instance: &Mutex<Instance>) -> MutexGuard<'_, Instance> {
    instance.lock().unwrap_or_else(PoisonError::into_inner)
}

fn answer(instance: &mut Instance, request: &Request) -> Result<Value> {
    let text: &RawValue = serde_json::from_str(&request.text)?;
    let Instance { store, policy } = instance;
    let results: Value = block_on(policy.evaluate(store, &request.entry_point, &text))?;
    results.pointer("/0/result").cloned().context("there is no result")
}

fn block_on<T>(future: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::runtime::Builder::new_current_thread().build()?.block_on(future)
}
