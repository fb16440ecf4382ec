use opa_wasm::{
    Runtime,
    wasmtime::{Engine, Module, Store},
};
use serde_json::{Value, json, value::RawValue};

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let engine = Engine::default();
    let (mut store, module) = (Store::new(&engine, ()), Module::from_file(&engine, "policy.wasm")?);
    let runtime = Runtime::new(&mut store, &module).await?;
    let data = json!({"planproof": {"policy": {"failOn": "high"}}});
    let policy = runtime.with_data(&mut store, &data).await?;
    let plan: Box<RawValue> = serde_json::from_str(&std::fs::read_to_string("plan.json")?)?;
    let answer: Value = policy.evaluate(&mut store, "planproof/deny", &plan).await?;
    for finding in answer[0]["result"].as_array().into_iter().flatten() {
        println!("{}", finding["msg"]);
    }
    Ok(())
}
