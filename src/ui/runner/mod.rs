//! Runs models away from the page's thread: [`Schedule`] with real workers.
//!
//! All decisions are the schedule's. This module starts, feeds and ends workers,
//! tells the schedule what they say, and the page what the schedule says. Events
//! are delivered after the call that caused them has returned, so a handler may
//! call the runner again.

mod inline;
mod wire;
mod worker;

pub use tokenwright::schedule::{Event, Progress, Slot, Stage};

use inline::Inline;
use js_sys::ArrayBuffer;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use tokenwright::protocol::{Answer, Message};
use tokenwright::schedule::{Action, Blob, Place, Schedule};
use tokenwright::simulate::RunSpec;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use worker::Worker;

/// At least this many workers, so that a merge never holds up a first fan.
const MIN_WORKERS: f64 = 2.0;
/// More would only cost memory: each worker holds the whole model.
const MAX_WORKERS: f64 = 8.0;
/// A worker that has not come to life by then is not expected to.
const START_MS: i32 = 15_000;
/// How often a worker is started before it is given up.
const STARTS: u32 = 2;

/// A handle to the pool of workers; clones are the same pool. The workers end
/// with the last of them.
#[derive(Clone)]
pub struct Runner(Rc<Pool>);

impl Runner {
    /// Starts as many workers as the machine has processors, 2 to 8, from the
    /// script at `worker_url`. Without it, or where workers cannot be started,
    /// the page computes by itself, in slices.
    pub fn start(worker_url: Option<String>, on_event: impl Fn(Event) + 'static) -> Runner {
        let processors = window().navigator().hardware_concurrency();
        let count = processors.clamp(MIN_WORKERS, MAX_WORKERS) as usize;
        let seats =
            (0..count).map(|_| Seat { generation: 0, starts: 0, ready: false, worker: None }).collect();
        let pool = Rc::new(Pool {
            schedule: RefCell::new(Schedule::new(count, Place::Workers)),
            seats: RefCell::new(seats),
            inline: RefCell::new(None),
            events: RefCell::new(VecDeque::new()),
            delivering: Cell::new(false),
            tick_armed: Cell::new(false),
            worker_url,
            on_event: Box::new(on_event),
        });
        for seat in 0..count {
            start_worker(&pool, seat);
        }
        Runner(pool)
    }

    /// Takes on a document (JSON) in place of any earlier one; all orders of
    /// that are dropped. [`Event::Ready`] or [`Event::Invalid`] follows, but an
    /// order may be placed at once.
    pub fn load(&self, document: String) {
        self.0.schedule.borrow_mut().load(document, now_ms());
        act(&self.0);
    }

    /// Orders a run set in place of the slot's earlier order and returns its
    /// ticket, which [`Progress`] repeats; later tickets are larger.
    pub fn run(&self, slot: Slot, spec: RunSpec) -> u64 {
        let ticket = self.0.schedule.borrow_mut().run(slot, spec, now_ms());
        act(&self.0);
        ticket
    }

    /// Gives up the slot's order; what was summed up so far stays valid.
    pub fn cancel(&self, slot: Slot) {
        self.0.schedule.borrow_mut().cancel(slot, now_ms());
        act(&self.0);
    }

    /// Makes one worker panic, to show that this is survived.
    pub fn crash_one(&self) {
        self.0.schedule.borrow_mut().crash_one();
        act(&self.0);
    }
}

/// A chunk that stays outside of the page's memory.
#[derive(Clone)]
struct Buffer(Rc<Held>);

/// What gives its memory back when it is dropped.
struct Held(ArrayBuffer);

impl Buffer {
    fn new(buffer: ArrayBuffer) -> Buffer {
        Buffer(Rc::new(Held(buffer)))
    }

    fn array(&self) -> &ArrayBuffer {
        &self.0.0
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        wire::free(&self.0);
    }
}

impl Blob for Buffer {
    fn bytes(&self) -> usize {
        self.array().byte_length() as usize
    }
}

struct Pool {
    schedule: RefCell<Schedule<Buffer>>,
    seats: RefCell<Vec<Seat>>,
    inline: RefCell<Option<Inline>>,
    events: RefCell<VecDeque<Event>>,
    delivering: Cell<bool>,
    tick_armed: Cell<bool>,
    worker_url: Option<String>,
    on_event: Box<dyn Fn(Event)>,
}

/// Where a worker sits; its successor sits there after it.
struct Seat {
    /// Counts all who sat here, so that a late timer can tell them apart.
    generation: u32,
    /// Starts since the last that succeeded.
    starts: u32,
    ready: bool,
    worker: Option<Worker>,
}

/// What a worker says.
enum Said {
    Ready,
    Answer(Answer, Option<Buffer>),
    Died(String),
}

fn start_worker(pool: &Rc<Pool>, seat: usize) {
    let listener = {
        let pool = Rc::downgrade(pool);
        move |said| {
            if let Some(pool) = pool.upgrade() {
                hear(&pool, seat, said);
            }
        }
    };
    let worker = pool.worker_url.as_deref().and_then(|url| Worker::start(url, listener));
    let started = worker.is_some();
    let Some(generation) = pool.seats.borrow_mut().get_mut(seat).map(|seat| {
        seat.generation += 1;
        seat.starts += 1;
        seat.ready = false;
        seat.worker = worker;
        seat.generation
    }) else {
        return;
    };
    let weak = Rc::downgrade(pool);
    let after_ms = if started { START_MS } else { 0 };
    set_timeout(after_ms, move || {
        let Some(pool) = weak.upgrade() else { return };
        let waits = |seat: &Seat| !seat.ready && seat.generation == generation;
        let late = pool.seats.borrow().get(seat).is_some_and(waits);
        if late {
            not_started(&pool, seat);
        }
    });
}

fn not_started(pool: &Rc<Pool>, seat: usize) {
    let again =
        pool.worker_url.is_some() && pool.seats.borrow().get(seat).is_some_and(|seat| seat.starts < STARTS);
    if again {
        return start_worker(pool, seat);
    }
    if let Some(seat) = pool.seats.borrow_mut().get_mut(seat) {
        seat.generation += 1;
        seat.worker = None;
    }
    pool.schedule.borrow_mut().unstartable(seat, now_ms());
    act(pool);
}

fn hear(pool: &Rc<Pool>, seat: usize, said: Said) {
    let ready = pool.seats.borrow().get(seat).is_some_and(|seat| seat.ready);
    match said {
        Said::Ready => {
            if let Some(seat) = pool.seats.borrow_mut().get_mut(seat) {
                seat.ready = true;
                seat.starts = 0;
            }
            pool.schedule.borrow_mut().ready(seat, now_ms());
        }
        Said::Answer(answer, chunk) => {
            pool.schedule.borrow_mut().answer(seat, answer, chunk, now_ms());
        }
        Said::Died(_) if !ready => return not_started(pool, seat),
        Said::Died(reason) => pool.schedule.borrow_mut().lost(seat, reason, now_ms()),
    }
    act(pool);
}

/// Does what the schedule asks for.
fn act(pool: &Rc<Pool>) {
    let actions = pool.schedule.borrow_mut().take_actions();
    for action in actions {
        match action {
            Action::Send { worker, message, chunks } => send(pool, worker, message, chunks),
            Action::Replace { worker } => start_worker(pool, worker),
            Action::GoInline => {
                pool.seats.borrow_mut().clear();
                *pool.inline.borrow_mut() = Some(Inline::default());
                if Inline::load(pool.worker_url.as_deref()) {
                    await_engine(pool, now_ms() + f64::from(START_MS));
                } else {
                    no_engine(pool);
                }
            }
            Action::Tell(event) => {
                pool.events.borrow_mut().push_back(event);
                deliver_soon(pool);
            }
        }
    }
    arm_tick(pool);
}

fn send(pool: &Rc<Pool>, seat: usize, message: Message, chunks: Vec<Buffer>) {
    if let Some(worker) = pool.seats.borrow().get(seat).and_then(|seat| seat.worker.as_ref()) {
        return worker.post(message, chunks);
    }
    if let Some(inline) = &mut *pool.inline.borrow_mut() {
        inline.queue(message, chunks);
    }
    if Inline::ready() {
        serve_soon(pool);
    }
}

/// The engine is being loaded into the page: looks again and again whether it
/// is there, then answers what waits.
fn await_engine(pool: &Rc<Pool>, deadline_ms: f64) {
    let weak = Rc::downgrade(pool);
    set_timeout(20, move || {
        let Some(pool) = weak.upgrade() else { return };
        if Inline::ready() {
            let waiting = pool.inline.borrow().as_ref().map_or(0, Inline::waiting);
            (0..waiting).for_each(|_| serve_soon(&pool));
        } else if now_ms() > deadline_ms {
            no_engine(&pool);
        } else {
            await_engine(&pool, deadline_ms);
        }
    });
}

fn no_engine(pool: &Rc<Pool>) {
    let text = "The simulation engine could not be loaded. Reload the page to try again.";
    pool.events.borrow_mut().push_back(Event::Failed(text.to_owned()));
    deliver_soon(pool);
}

fn serve_soon(pool: &Rc<Pool>) {
    let weak = Rc::downgrade(pool);
    set_timeout(0, move || {
        let Some(pool) = weak.upgrade() else { return };
        let answered = pool.inline.borrow_mut().as_mut().and_then(Inline::serve_next);
        if let Some((answer, chunk)) = answered {
            pool.schedule.borrow_mut().answer(0, answer, chunk, now_ms());
            act(&pool);
        }
    });
}

fn deliver_soon(pool: &Rc<Pool>) {
    if pool.delivering.replace(true) {
        return;
    }
    let weak = Rc::downgrade(pool);
    wasm_bindgen_futures::spawn_local(async move {
        let Some(pool) = weak.upgrade() else { return };
        while let Some(event) = { pool.events.borrow_mut().pop_front() } {
            (pool.on_event)(event);
        }
        pool.delivering.set(false);
    });
}

fn arm_tick(pool: &Rc<Pool>) {
    let Some(deadline_ms) = pool.schedule.borrow().deadline() else { return };
    if pool.tick_armed.replace(true) {
        return;
    }
    let weak = Rc::downgrade(pool);
    set_timeout((deadline_ms - now_ms()).max(0.0).ceil() as i32, move || {
        let Some(pool) = weak.upgrade() else { return };
        pool.tick_armed.set(false);
        pool.schedule.borrow_mut().tick(now_ms());
        act(&pool);
    });
}

/// Milliseconds since the page was opened.
fn now_ms() -> f64 {
    window().performance().map_or(0.0, |performance| performance.now())
}

fn set_timeout(after_ms: i32, callback: impl FnOnce() + 'static) {
    let callback = Closure::once_into_js(callback);
    let set =
        window().set_timeout_with_callback_and_timeout_and_arguments_0(callback.unchecked_ref(), after_ms);
    assert!(set.is_ok(), "a page can set a timeout");
}

fn window() -> web_sys::Window {
    js_sys::global().unchecked_into()
}
