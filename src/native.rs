//! Machine code of a program's step outside of a browser: modules compiled by wasmtime.

use crate::program::generated::{self, Code, Compiler, Instance, MEMORY};
use std::sync::OnceLock;
use wasmtime::{Config, Engine, Memory, Module, Store, TypedFunc};

/// Has wasmtime compile what the engine generates, from now on and in this program. Only the
/// first call counts.
pub fn install() {
    // Some milliseconds, in which the plain executor comes about as far.
    generated::install(Compiler { compile, least: 3_000_000 });
}

/// One engine for all modules.
fn engine() -> Option<&'static Engine> {
    static ENGINE: OnceLock<Option<Engine>> = OnceLock::new();
    ENGINE.get_or_init(|| Engine::new(Config::new().wasm_simd(true)).ok()).as_ref()
}

fn compile(module: &[u8], segments: u32) -> Option<Box<dyn Code>> {
    let module = Module::new(engine()?, module).ok()?;
    Some(Box::new(Compiled { module, segments }))
}

struct Compiled {
    module: Module,
    segments: u32,
}

impl Code for Compiled {
    fn instance(&self) -> Option<Box<dyn Instance>> {
        let mut store = Store::new(engine()?, ());
        let instance = wasmtime::Instance::new(&mut store, &self.module, &[]).ok()?;
        let memory = instance.get_memory(&mut store, MEMORY)?;
        let functions = (0..self.segments)
            .map(|segment| instance.get_typed_func(&mut store, &segment.to_string()).ok())
            .collect::<Option<Vec<_>>>()?;
        Some(Box::new(Native { store, memory, functions }))
    }
}

struct Native {
    store: Store<()>,
    memory: Memory,
    functions: Vec<TypedFunc<i32, ()>>,
}

/// Bytes of a number.
const NUMBER: usize = size_of::<f64>();

impl Instance for Native {
    fn call(&mut self, segment: u32, pairs: u32) {
        let done = self.functions[segment as usize].call(&mut self.store, pairs as i32);
        assert!(done.is_ok(), "generated code neither traps nor reads what is not its own: {done:?}");
    }

    fn read(&mut self, place: u32, to: &mut [f64]) {
        let bytes = &self.memory.data(&self.store)[place as usize..][..to.len() * NUMBER];
        for (number, bytes) in to.iter_mut().zip(bytes.as_chunks::<NUMBER>().0) {
            *number = f64::from_le_bytes(*bytes);
        }
    }

    fn write(&mut self, place: u32, from: &[f64]) {
        let bytes = &mut self.memory.data_mut(&mut self.store)[place as usize..][..from.len() * NUMBER];
        for (number, bytes) in from.iter().zip(bytes.as_chunks_mut::<NUMBER>().0) {
            *bytes = number.to_le_bytes();
        }
    }
}
