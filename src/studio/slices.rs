//! What the page computes itself, a few runs at a time, so that it stays awake.

use leptos::prelude::*;
use std::time::Duration;

/// What is computed at a time, and how long the page then does other things, in ms.
const SLICE_MS: f64 = 16.0;
const PAUSE: Duration = Duration::from_millis(16);

/// One piece of work, which the next one replaces.
#[derive(Clone, Copy)]
pub struct Slices {
    waiting: StoredValue<Option<TimeoutHandle>, LocalStorage>,
    /// Most runs at a time.
    most: u64,
}

impl Slices {
    /// Nothing to do yet. It ends with what it was made for.
    pub fn new(most: u64) -> Slices {
        let slices = Slices { waiting: StoredValue::new_local(None), most };
        on_cleanup(move || slices.stop());
        slices
    }

    /// Gives up what is being done.
    pub fn stop(self) {
        if let Some(Some(handle)) = self.waiting.try_update_value(Option::take) {
            handle.clear();
        }
    }

    /// Does something in place of what was being done: it is called with a number of
    /// runs, again and again, while it says that there is more.
    pub fn work(self, act: impl FnMut(u64) -> bool + 'static) {
        self.stop();
        self.next(Box::new(act), 1);
    }

    fn next(self, mut act: Box<dyn FnMut(u64) -> bool>, together: u64) {
        let slice = move || {
            let before = now_ms();
            if act(together) {
                let took = (now_ms() - before).max(0.1);
                let fits = (together as f64 * SLICE_MS / took) as u64;
                self.next(act, fits.clamp(1, self.most));
            }
        };
        let handle = set_timeout_with_handle(slice, PAUSE).ok();
        self.waiting.set_value(handle);
    }
}

/// Milliseconds on a clock that only runs forward.
fn now_ms() -> f64 {
    window().performance().map_or(0.0, |clock| clock.now())
}
