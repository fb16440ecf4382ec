//! What JavaScript knows of an input beside its text.

use policy_core::{Input, ModuleFile, Surroundings, plan::Read};
use wasm_bindgen::prelude::*;

use crate::convert;

#[wasm_bindgen]
extern "C" {
    /// `{ isWhole, isModule, surroundings }`, each of which may be missing.
    pub type Options;

    #[wasm_bindgen(method, getter, js_name = isWhole)]
    fn is_whole(this: &Options) -> Option<bool>;

    #[wasm_bindgen(method, getter, js_name = isModule)]
    fn is_module(this: &Options) -> Option<bool>;

    #[wasm_bindgen(method, getter)]
    fn surroundings(this: &Options) -> Option<Answers>;

    /// Answers what is at a path: `null` where nothing is, `undefined` where nobody knows.
    pub type Answers;

    #[wasm_bindgen(method, catch)]
    fn module(this: &Answers, folder: &str) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn file(this: &Answers, path: &str) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch, js_name = isThere)]
    fn is_there(this: &Answers, path: &str) -> Result<JsValue, JsValue>;
}

/// What is known of an input.
pub(crate) struct Known<'o> {
    options: &'o Options,
    surroundings: Option<Around>,
}

impl<'o> Known<'o> {
    pub(crate) fn of(options: &'o Options) -> Self {
        Self { options, surroundings: options.surroundings().map(Around) }
    }

    /// The input with what is known of it.
    pub(crate) fn apply<'k>(&'k self, input: Input<'k>) -> Input<'k> {
        let input = if self.options.is_whole() == Some(true) { input.whole() } else { input };
        let input = if self.options.is_module() == Some(true) { input.called() } else { input };
        match &self.surroundings {
            Some(surroundings) => input.within(surroundings),
            None => input,
        }
    }
}

struct Around(Answers);

impl Surroundings for Around {
    fn module(&self, folder: &str) -> Read<Vec<ModuleFile>> {
        let file = |(name, contents)| ModuleFile { name, contents };
        let files = |answer: &JsValue| convert::files(answer).ok();
        read(self.0.module(folder), files).map(|files| files.into_iter().map(file).collect())
    }

    fn file(&self, path: &str) -> Read<Vec<u8>> {
        read(self.0.file(path), |answer| convert::bytes(answer).ok())
    }

    fn presence(&self, path: &str) -> Read<()> {
        match self.0.is_there(path).ok().and_then(|answer| answer.as_bool()) {
            Some(true) => Read::Known(()),
            Some(false) => Read::Absent,
            None => Read::Unknown,
        }
    }
}

/// An answer; what fails, or is no answer, is unknown.
fn read<T>(answer: Result<JsValue, JsValue>, convert: impl FnOnce(&JsValue) -> Option<T>) -> Read<T> {
    match answer {
        Ok(answer) if answer.is_null() => Read::Absent,
        Ok(answer) if !answer.is_undefined() => convert(&answer).map_or(Read::Unknown, Read::Known),
        _ => Read::Unknown,
    }
}
