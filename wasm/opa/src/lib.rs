//! The core as a policy module for Open Policy Agent and its SDKs, by OPA's WebAssembly ABI 1.3.
//!
//! A host hands over an input, a document `data` and the number of an entry point; [`entry_point`] says what each gives.
//! What is a term of Rego, how the heap is rewound and what is exported have a file each. It knows no rule and no
//! format of Terraform: the core does.
//!
//! It is the one crate of the project with unsafe code, since the ABI passes addresses: in `heap`, whose allocator is
//! written for it, and in `abi`, which there is only as WebAssembly.

#![cfg_attr(target_family = "wasm", no_std)]

extern crate alloc;

pub mod entry_point;
pub mod term;

#[cfg(target_family = "wasm")]
mod abi;
#[cfg(any(target_family = "wasm", test))]
mod heap;
mod input;
mod policy;
