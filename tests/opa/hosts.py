"""Asks the policy through an SDK for Python: each line of standard input is a request, each of standard output its answer.

A request is {"sdk", "input", "entryPoint", "text"?, "data"?, "threads"?}; an answer is {"result"} or {"error"}. Text is
passed on as it is, by the SDK that takes any; with threads, so many of them ask the same at once, and all answers are given.
"""

import json
import sys
from concurrent.futures import ThreadPoolExecutor

import opa_wasmtime
import opapywasm

LIMIT = 1 << 30


class Wasmtime:
    """`opa-wasmtime`, which takes values only."""

    def __init__(self, module):
        self.policy = opa_wasmtime.OPAPolicy(module)

    def set_data(self, data):
        self.policy.set_data(data)

    def ask(self, value, entry_point):
        return self.policy.evaluate(value, entry_point)[0]["result"]


class Pool:
    """`opa-py-wasm`, which takes text too and lends its instances to threads."""

    def __init__(self, module):
        # As large as an input may be; the memory stays what the SDK allows.
        config = opapywasm.PolicyConfig(max_input_bytes=LIMIT, max_result_bytes=LIMIT, max_cstring_scan_bytes=LIMIT)
        self.policy = opapywasm.OpaWasmPolicy.from_wasm_file(module, config)

    def set_data(self, data):
        self.policy.set_data(data)

    def ask(self, value, entry_point):
        return self.policy.evaluate(value, entry_point)


def answer(sdks, request):
    sdk = sdks[request["sdk"]]
    if "data" in request:
        sdk.set_data(request["data"])
    value = request["text"].encode() if "text" in request else request["input"]
    ask = lambda: sdk.ask(value, request["entryPoint"])
    if "threads" not in request:
        return {"result": ask()}
    with ThreadPoolExecutor(request["threads"]) as pool:
        answers = [pool.submit(ask) for _ in range(4 * request["threads"])]
        return {"result": [answer.result() for answer in answers]}


def main():
    sdks = {"opa-wasmtime": Wasmtime(sys.argv[1]), "opa-py-wasm": Pool(sys.argv[1])}
    for line in sys.stdin:
        try:
            print(json.dumps(answer(sdks, json.loads(line))), flush=True)
        except Exception as error:  # An abortion is a different exception in each.
            print(json.dumps({"error": f"{type(error).__name__}: {error}"}), flush=True)


main()
