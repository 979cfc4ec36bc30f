//! Prints the medians of the last run as a Markdown table, each group's entries relative to numtape's.
//!
//! `cargo run --release [-- <folder with criterion's results>...]`; several folders are several runs, of
//! which the median counts. The default is `target/criterion`.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::Path;

/// Nanoseconds per run of the program, by group and entry.
type Times = BTreeMap<String, BTreeMap<String, Vec<f64>>>;

fn main() -> Result<(), Box<dyn Error>> {
    let mut folders: Vec<String> = std::env::args().skip(1).collect();
    if folders.is_empty() {
        folders.push("target/criterion".to_string());
    }
    let mut times = Times::new();
    for folder in &folders {
        read(Path::new(folder), &mut times)?;
    }
    println!("| group | numtape | the other entries, time divided by numtape's |\n|---|---|---|");
    for (group, entries) in &times {
        if let Some(own) = entries.get("numtape").map(|runs| median(runs)) {
            println!("| {group} | {} | {} |", with_unit(own), ratios(entries));
        }
    }
    Ok(())
}

/// Adds what criterion left below `folder`: `<group>/<entry>/new/{benchmark,estimates}.json`.
fn read(folder: &Path, times: &mut Times) -> Result<(), Box<dyn Error>> {
    for group in fs::read_dir(folder)? {
        let group = group?.path();
        for entry in fs::read_dir(&group).into_iter().flatten() {
            let run = entry?.path().join("new");
            let Ok(name) = fs::read_to_string(run.join("benchmark.json")) else {
                continue;
            };
            let name: serde_json::Value = serde_json::from_str(&name)?;
            let estimates: serde_json::Value =
                serde_json::from_str(&fs::read_to_string(run.join("estimates.json"))?)?;
            let text = |key: &str| name[key].as_str().unwrap_or_default().to_string();
            let time = estimates["median"]["point_estimate"]
                .as_f64()
                .ok_or("no median")?;
            times
                .entry(text("group_id"))
                .or_default()
                .entry(text("function_id"))
                .or_default()
                .push(time);
        }
    }
    Ok(())
}

/// "entry 1.85, entry 0.97", each the median over the runs of the ratio within a run.
fn ratios(entries: &BTreeMap<String, Vec<f64>>) -> String {
    let own = &entries["numtape"];
    let others = entries
        .iter()
        .filter(|(name, _)| *name != "numtape")
        .map(|(name, runs)| {
            let ratios: Vec<f64> = runs.iter().zip(own).map(|(time, own)| time / own).collect();
            format!("{name} **{:.2}**", median(&ratios))
        });
    others.collect::<Vec<_>>().join(", ")
}

fn median(values: &[f64]) -> f64 {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 {
        values[middle]
    } else {
        f64::midpoint(values[middle - 1], values[middle])
    }
}

fn with_unit(nanoseconds: f64) -> String {
    match nanoseconds {
        n if n < 1e3 => format!("{n:.0} ns"),
        n if n < 1e6 => format!("{:.1} µs", n / 1e3),
        n => format!("{:.2} ms", n / 1e6),
    }
}
