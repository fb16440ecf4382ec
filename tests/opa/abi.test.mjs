// The ABI itself, below every SDK: what the module asks of a host, and what it leaves behind.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { canonical, judged, module, parsed, unnamed, values, withoutPlaces } from "./fixtures.mjs";

const compiled = new WebAssembly.Module(readFileSync(module));
const poisoned = new WebAssembly.Module(readFileSync(process.env.POISONED ?? module));
const PAGE = 1 << 16;
const JSON_FORMAT = 0;
const REGO_FORMAT = 1;
const [DENY, WARN, REPORT] = [0, 1, 2];

/** An instance in so many pages of memory, with what hosts do written out. */
function instance({ pages = 2, from = compiled } = {}) {
  const memory = new WebAssembly.Memory({ initial: pages });
  const opa_abort = (address) => {
    throw new Error(`aborted: ${text(address)}`);
  };
  const { exports } = new WebAssembly.Instance(from, { env: { memory, opa_abort } });
  const bytes = () => new Uint8Array(memory.buffer);

  function text(address) {
    const all = bytes();
    return Buffer.from(all.slice(address, all.indexOf(0, address))).toString();
  }

  /** Writes at an address, as hosts do: without asking for memory, but for pages. */
  function write(address, content) {
    const missing = address + content.length - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
    bytes().set(content, address);
  }

  function parse(source, how = "opa_value_parse") {
    const content = Buffer.from(source);
    const address = exports.opa_malloc(content.length);
    write(address, content);
    return exports[how](address, content.length);
  }

  let data = parse("{}");
  let heap = exports.opa_heap_ptr_get();

  function setData(value) {
    exports.opa_heap_ptr_set(heap);
    data = parse(JSON.stringify(value), "opa_json_parse");
    heap = exports.opa_heap_ptr_get();
  }

  function evaluate(input, { entryPoint = REPORT, format = JSON_FORMAT } = {}) {
    const content = Buffer.from(typeof input === "string" || Buffer.isBuffer(input) ? input : JSON.stringify(input));
    write(heap, content);
    return text(exports.opa_eval(0, entryPoint, data, heap, content.length, heap + content.length, format));
  }

  return { exports, memory, bytes, text, write, parse, setData, evaluate };
}

const report = (answer) => JSON.parse(answer)[0].result;
const broken = values.find(({ path }) => path === "payments-broken/plan.json");

test("it imports its memory, of two pages at most, and one function", () => {
  const imports = WebAssembly.Module.imports(compiled).map(({ module, name, kind }) => `${module}.${name} ${kind}`);
  assert.deepEqual(imports.sort(), ["env.memory memory", "env.opa_abort function"]);
  // A memory of two pages is taken, and grown at once.
  assert.ok(instance({ pages: 2 }).memory.buffer.byteLength > 2 * PAGE);
  assert.equal(report(instance({ pages: 300 }).evaluate(broken.contents)).inputs.length, 1);
});

test("it says that it is of version 1.3, by globals that never change", () => {
  const { opa_wasm_abi_version: major, opa_wasm_abi_minor_version: minor } = instance().exports;
  assert.deepEqual([major.value, minor.value], [1, 3]);
  assert.throws(() => (major.value = 2), TypeError);
});

test("it exports what the ABI names and nothing else", () => {
  const names = WebAssembly.Module.exports(compiled).map(({ name }) => name);
  const own = `builtins entrypoints eval memory opa_eval opa_eval_ctx_get_result opa_eval_ctx_new opa_eval_ctx_set_data
    opa_eval_ctx_set_entrypoint opa_eval_ctx_set_input opa_free opa_heap_blocks_restore opa_heap_blocks_stash
    opa_heap_ptr_get opa_heap_ptr_set opa_heap_stash_clear opa_json_dump opa_json_parse opa_malloc opa_value_add_path
    opa_value_dump opa_value_free opa_value_parse opa_value_remove_path opa_wasm_abi_minor_version opa_wasm_abi_version`;
  assert.deepEqual(names.sort(), own.split(/\s+/));
});

test("terms of Rego are read and written, as JSON and as Rego", () => {
  const { parse, text, exports } = instance();
  const term = '{"a":{1,{2}},[3]:set(),"\\x41\\a":"\\U0001f600"}';
  assert.equal(text(exports.opa_value_dump(parse(term))), '{"a":{1,{2}},[3]:set(),"A\\u0007":"😀"}');
  assert.equal(text(exports.opa_json_dump(parse(term))), '{"a":[1,[2]],"[3]":[],"A\\u0007":"😀"}');
  assert.equal(parse(term, "opa_json_parse"), 0);
  assert.equal(parse("{1,"), 0);
  assert.equal(text(exports.opa_json_dump(parse("{\"n\": 1e400}\0", "opa_json_parse"))), '{"n":1e400}');
});

test("data are changed by paths, and by none that leads nowhere", () => {
  const { parse, text, exports } = instance();
  const document = parse('{"planproof": {}}');
  const add = (path, value) => exports.opa_value_add_path(document, parse(JSON.stringify(path)), parse(value));
  const remove = (path) => exports.opa_value_remove_path(document, parse(JSON.stringify(path)));
  assert.equal(add(["planproof", "policy"], '{"failOn": "low"}'), 0);
  assert.equal(add(["a", "b", "c"], "{1}"), 0);
  assert.equal(text(exports.opa_value_dump(document)), '{"planproof":{"policy":{"failOn":"low"}},"a":{"b":{"c":{1}}}}');
  assert.equal(add(["a", "b", "c", "d"], "1"), 3);
  assert.equal(add("a", "1"), 2);
  assert.equal(remove(["a", "b"]), 0);
  assert.equal(remove(["a", "x", "y"]), 0);
  assert.equal(remove([]), 3);
  assert.equal(exports.opa_value_remove_path(0, parse("[]")), 2);
  assert.equal(text(exports.opa_json_dump(document)), '{"planproof":{"policy":{"failOn":"low"}},"a":{}}');
});

test("a term of Rego is an answer in format 1, and JSON in format 0", () => {
  const { evaluate } = instance();
  const clean = '{"locals": {"answer": 42}}';
  assert.equal(evaluate(clean, { entryPoint: DENY }), '[{"result":[]}]');
  assert.equal(evaluate(clean, { entryPoint: DENY, format: REGO_FORMAT }), '{{"result":set()}}');
  const denied = evaluate(broken.contents, { entryPoint: DENY, format: REGO_FORMAT });
  assert.match(denied, /^\{\{"result":\{\{\s*"msg": /);
  assert.throws(() => evaluate(clean, { entryPoint: 3 }), /aborted: there is no entry point 3/);
});

test("hosts that evaluate in steps get the same", () => {
  const { exports, parse, text } = instance();
  const data = parse("{}");
  for (const fixture of values.filter((_, at) => at % 5 === 0)) {
    const context = exports.opa_eval_ctx_new();
    exports.opa_eval_ctx_set_input(context, parse(JSON.stringify([{ path: fixture.path, contents: parsed(fixture) }])));
    exports.opa_eval_ctx_set_data(context, data);
    exports.opa_eval_ctx_set_entrypoint(context, REPORT);
    assert.equal(exports.eval(context), 0);
    const answer = report(text(exports.opa_json_dump(exports.opa_eval_ctx_get_result(context))));
    assert.equal(canonical(answer), canonical(withoutPlaces(fixture.report)), fixture.path);
  }
});

test("no state survives an evaluation: what is below the heap is as it was", () => {
  const { exports, bytes, evaluate } = instance();
  const heap = exports.opa_heap_ptr_get();
  // The stack lies first, and what is left there nobody reads.
  const stack = 1 << 20;
  const below = () => Buffer.from(bytes().slice(stack, heap));
  const settle = () => exports.opa_heap_ptr_set(heap);
  settle();
  const before = below();
  for (const { contents } of judged) evaluate(contents);
  assert.throws(() => evaluate("{}"));
  settle();
  assert.ok(before.length > 100_000 && before.equals(below()));
});

test("the same calls give the same addresses, however much memory there is", () => {
  const addresses = [2, 40, 500].map((pages) => {
    const { exports, parse, setData, evaluate } = instance({ pages });
    setData({ planproof: { policy: { failOn: "low" } } });
    evaluate(broken.contents);
    return [parse('{"a": [1, 2]}'), exports.opa_heap_ptr_get(), exports.opa_eval_ctx_new()];
  });
  assert.deepEqual(addresses[1], addresses[0]);
  assert.deepEqual(addresses[2], addresses[0]);
});

test("with rubbish in the memory above the heap whenever it is rewound, all is the same", () => {
  const host = instance({ from: poisoned });
  if (process.env.POISONED) {
    const heap = host.exports.opa_heap_ptr_get();
    host.exports.opa_heap_ptr_set(heap);
    assert.equal(host.bytes()[heap + 1000], 0xa5, "the memory is not poisoned");
  }
  host.setData({ planproof: { policy: {} } });
  for (const round of [1, 2]) {
    for (const { path, contents, report: own } of judged) {
      assert.equal(canonical(report(host.evaluate(contents))), canonical(unnamed(own, path)), `${path} ${round}`);
    }
  }
});

test("a thousand inputs, each larger than the last, with refusals between", () => {
  const host = instance({ from: poisoned });
  const resources = {};
  for (let count = 1; count <= 1000; count++) {
    // Every fifth input has one more resource; the others are longer by a comment.
    if (count % 5 === 0) resources[`bucket_${count}`] = { bucket: `bucket-${count}-${"x".repeat(count % 40)}` };
    const input = JSON.stringify({ "//": "#".repeat(20 * count), resource: { aws_s3_bucket: resources } });
    assert.equal(report(host.evaluate(input)).inputs[0].resources, Math.floor(count / 5));
    if (count % 10 === 0) assert.throws(() => host.evaluate(input.slice(0, -1)), /the text ends inside a JSON value/);
  }
});

test("five thousand refusals, whatever the function, take nothing from the stack", () => {
  const { evaluate, exports, parse, memory } = instance();
  const nested = (levels) => `{"locals": {"a": ${"[".repeat(levels)}${"]".repeat(levels)}}}`;
  const before = evaluate(broken.contents);
  const size = memory.buffer.byteLength;
  for (let count = 0; count < 5000; count++) {
    if (count % 2) assert.throws(() => evaluate(nested(300)), /nested more than 200 levels/);
    else assert.throws(() => exports.opa_eval_ctx_set_data(0, 0), /there is no context/);
  }
  assert.equal(evaluate(broken.contents), before);
  assert.equal(memory.buffer.byteLength, size);
  assert.equal(report(evaluate(nested(190))).inputs.length, 1);
  assert.equal(parse("[".repeat(201) + "]".repeat(201)), 0);
});

test("a refusal says nothing but ASCII", () => {
  const { evaluate } = instance();
  const list = JSON.stringify([{ path: "é\u001b[31m😀\n", contents: 1 }]);
  assert.throws(() => evaluate(list), (error) => /^[ -~]+$/.test(error.message));
});

test("what does not fit into memory is refused, and the instance goes on", () => {
  const memory = new WebAssembly.Memory({ initial: 2, maximum: 60 });
  let words = "";
  const decode = (address) => {
    const all = new Uint8Array(memory.buffer);
    return Buffer.from(all.slice(address, all.indexOf(0, address))).toString();
  };
  const opa_abort = (address) => {
    words = decode(address);
    throw new Error(words);
  };
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory, opa_abort } });
  const heap = exports.opa_heap_ptr_get();
  const evaluate = (content) => {
    const missing = heap + content.length - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
    new Uint8Array(memory.buffer).set(content, heap);
    return decode(exports.opa_eval(0, REPORT, 0, heap, content.length, heap + content.length, JSON_FORMAT));
  };
  const large = Buffer.from(`[${"[],".repeat(500_000)}[]]`);
  assert.throws(() => evaluate(large));
  assert.match(words, /too little memory/);
  assert.equal(report(evaluate(broken.contents)).inputs.length, 1);
});
