//! One document, live: sliders, score, charts, and why to believe them.

use crate::ui::command::Desk;
use crate::ui::components::{
    About, ChartCard, ChartLegend, Comparison, Controls, Developer, KeyFigures, RunBar, ScoreCard, Trust,
};
use crate::ui::state::{Activity, Opened};
use leptos::prelude::*;
use std::sync::Arc;

/// The playground. It is built once for each document that is opened; after
/// that, only what changes is touched.
#[component]
pub fn Playground() -> impl IntoView {
    let state = Desk::get().state;
    view! {
        <main id="main" class="playground" tabindex="-1" data-testid="playground"
            data-restarts=move || state.restarts.get().to_string()>
            {move || state.opened.get().map(|opened| view! { <Model opened/> })}
        </main>
    }
}

#[component]
fn Model(opened: Arc<Opened>) -> impl IntoView {
    let project = StoredValue::new(opened.project.clone());
    let charts = opened.project.charts();
    let meta = opened.project.meta.clone();
    view! {
        <header class="intro">
            <h1>{meta.title}</h1>
            <p class="story">{meta.story}</p>
            <About text=meta.about/>
        </header>
        <Controls project/>
        <div class="results">
            <RunBar/>
            <Problems/>
            <ScoreCard project/>
            <Comparison project/>
            <section class="charts-section" aria-label="Charts">
                <ChartLegend/>
                <div class="charts">
                    {charts.into_iter().map(|metric| view! { <ChartCard metric opened=opened.clone()/> }).collect_view()}
                </div>
            </section>
            <KeyFigures project/>
            <Trust/>
            <Developer/>
        </div>
    }
}

/// All that is wrong with the document, if it cannot run.
#[component]
fn Problems() -> impl IntoView {
    let activity = Desk::get().state.activity;
    move || match &*activity.read() {
        Activity::Invalid(diagnostics) => Some(view! {
            <section class="problems" role="alert">
                <h2>"This document cannot run"</h2>
                <ul>
                    {diagnostics.iter().map(|diagnostic| view! { <li>{diagnostic.to_string()}</li> }).collect_view()}
                </ul>
            </section>
        }),
        _ => None,
    }
}
