//! Machine code of a program's step, by the browser that the engine runs in.
//!
//! A module has memory of its own, which is copied to and from: so nothing is written
//! behind this program's back.

use js_sys::WebAssembly::{self, Memory, Module};
use js_sys::{Float64Array, Function, Object, Reflect, Uint8Array};
use tokenwright::program::generated::{self, Code, Compiler, Instance, MEMORY};
use wasm_bindgen::{JsCast, JsValue};

/// Has the browser compile what the engine generates.
pub fn install() {
    // A millisecond or two, in which the plain executor comes about as far.
    generated::install(Compiler { compile, least: 300_000 });
}

fn compile(module: &[u8], segments: u32) -> Option<Box<dyn Code>> {
    // At once, and not some time: whoever asks cannot do anything else meanwhile.
    let module = Module::new(&Uint8Array::from(module).into()).ok()?;
    Some(Box::new(Compiled { module, segments }))
}

struct Compiled {
    module: Module,
    segments: u32,
}

impl Code for Compiled {
    fn instance(&self) -> Option<Box<dyn Instance>> {
        let instance = WebAssembly::Instance::new(&self.module, &Object::new()).ok()?;
        let exports = instance.exports();
        let export = |name: &str| Reflect::get(&exports, &name.into()).ok();
        let memory: Memory = export(MEMORY)?.dyn_into().ok()?;
        let functions = (0..self.segments)
            .map(|segment| export(&segment.to_string())?.dyn_into().ok())
            .collect::<Option<Vec<Function>>>()?;
        Some(Box::new(Machine { numbers: Float64Array::new(&memory.buffer()), functions }))
    }
}

struct Machine {
    /// The memory, which does not grow.
    numbers: Float64Array,
    functions: Vec<Function>,
}

impl Machine {
    fn part(&self, place: u32, len: usize) -> Float64Array {
        let start = place / size_of::<f64>() as u32;
        self.numbers.subarray(start, start + len as u32)
    }
}

impl Instance for Machine {
    fn call(&mut self, segment: u32, pairs: u32) {
        let done = self.functions[segment as usize].call1(&JsValue::UNDEFINED, &pairs.into());
        assert!(done.is_ok(), "generated code does not trap");
    }

    fn read(&mut self, place: u32, to: &mut [f64]) {
        self.part(place, to.len()).copy_to(to);
    }

    fn write(&mut self, place: u32, from: &[f64]) {
        self.part(place, from.len()).copy_from(from);
    }
}
