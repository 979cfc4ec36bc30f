//! How a worker talks to `benches/compare.py`: lines in, one line of JSON out for each. `compare/worker.py` speaks the same.

use std::io::{BufRead, Write, stdin, stdout};
use std::time::Instant;

/// One run of a workload, result dropped.
pub(crate) type Run = Box<dyn FnMut()>;

/// A workload's name, as in the table of `compare.py`, and what prepares it.
pub(crate) type Workload = (String, Box<dyn Fn() -> Run>);

/// Answers the driver until its end of input.
pub(crate) fn serve(version: &str, workloads: &[Workload]) {
    let make = |name: &str| {
        let found = workloads.iter().find(|(own, _)| own == name);
        found.map_or_else(|| panic!("no workload {name}"), |(_, make)| make())
    };
    let mut run: Option<Run> = None;
    for line in stdin().lock().lines() {
        let line = line.expect("a line of text");
        let (command, argument) = line.split_once(' ').unwrap_or((&line, ""));
        let answer = match command {
            "list" => listing(version, workloads),
            "make" => {
                let mut made = make(argument);
                (0..2).for_each(|_| made());
                run = Some(made);
                "\"ok\"".to_string()
            }
            "run" => {
                let count = argument.parse().expect("a number of runs");
                let (cpu, wall) = timed(run.as_mut().expect("a workload was made"), count);
                format!("[{cpu}, {wall}]")
            }
            "peak" => peak(make(argument)).to_string(),
            _ => break,
        };
        println!("{answer}");
        stdout().flush().expect("the driver listens");
    }
}

fn listing(version: &str, workloads: &[Workload]) -> String {
    let names: Vec<String> = workloads
        .iter()
        .map(|(name, _)| format!("\"{name}\""))
        .collect();
    format!(
        "{{\"version\": \"{version}\", \"names\": [{}]}}",
        names.join(", ")
    )
}

/// Nanoseconds of processor time, of all threads, and of wall clock.
fn timed(run: &mut Run, count: usize) -> (u128, u128) {
    let (cpu, wall) = (process_time(), Instant::now());
    (0..count).for_each(|_| run());
    (process_time() - cpu, wall.elapsed().as_nanos())
}

/// Processor time of the process in nanoseconds.
fn process_time() -> u128 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    time.tv_sec as u128 * 1_000_000_000 + time.tv_nsec as u128
}

/// Bytes by which the peak memory of the process exceeds what it held before the workload ran, its inputs apart.
fn peak(mut run: Run) -> usize {
    let before = status("VmRSS:");
    (0..3).for_each(|_| run());
    status("VmHWM:").saturating_sub(before)
}

fn status(field: &str) -> usize {
    let text = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let line = text.lines().find(|line| line.starts_with(field));
    let kilobytes = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<usize>().ok());
    kilobytes.expect("a line of the field") * 1024
}
