//! Whole commands, from start to exit: `cargo bench`, or `cargo bench --profile dev` while working. Each figure is the median of five runs; where there is a peer that
//! does the same work, the ratio within one run is what counts, not the seconds.
//!
//! `hrstat queue` over 1,000 requests has a peer in Python's standard library (`benches/peers/queue_order.py`): it reads the same
//! registry and computes the same exact fractions.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a bench that cannot go on should stop")]

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const RUNS: usize = 5;

fn hrstat(folder: &Path, arguments: &[&str]) -> Duration {
    let start = Instant::now();
    let status = Command::new(env!("CARGO_BIN_EXE_hrstat"))
        .args(arguments)
        .current_dir(folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert!(status.success(), "hrstat {arguments:?}");
    start.elapsed()
}

fn median(mut run: impl FnMut() -> Duration) -> Duration {
    let mut times: Vec<Duration> = (0..RUNS).map(|_| run()).collect();
    times.sort();
    times[RUNS / 2]
}

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let mut number = 0;
    let demo = median(|| {
        number += 1;
        hrstat(at, &["demo", &format!("demo{number}")])
    });
    println!("demo, 20,000 persons: {demo:?}");

    hrstat(at, &["init", "office"]);
    let office = at.join("office");
    let files: Vec<String> = (0..1000).map(|number| application(&office, number)).collect();
    let arguments: Vec<&str> = std::iter::once("intake").chain(files.iter().map(String::as_str)).collect();
    println!("intake of 1,000 forms: {:?}", hrstat(&office, &arguments));

    let mails: Vec<String> = (0..1000).map(|number| mail(&office, number)).collect();
    let one = median(|| {
        number += 1;
        hrstat(&office, &["intake", &mail(&office, 1000 + number)])
    });
    let arguments: Vec<&str> = std::iter::once("intake").chain(mails.iter().map(String::as_str)).collect();
    println!("intake of 1,000 mails: {:?}; of one: {one:?}", hrstat(&office, &arguments));

    let queue = median(|| hrstat(&office, &["queue", "--explain"]));
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers/queue_order.py");
    let peer = || {
        let start = Instant::now();
        let status =
            Command::new("python3").arg(&script).arg(office.join("registry.sqlite")).stdout(Stdio::null()).status();
        status.is_ok_and(|status| status.success()).then(|| start.elapsed())
    };
    if peer().is_some() {
        let peer = median(|| peer().unwrap());
        println!("queue of 1,000: {queue:?}; peer {peer:?}; ratio {:.2}", peer.as_secs_f64() / queue.as_secs_f64());
    } else {
        println!("queue of 1,000: {queue:?} (SKIPPED: python3 is not installed, no peer)");
    }
}

/// A mail with the form typed into its text and a sample attached.
fn mail(office: &Path, number: u32) -> String {
    let text = format!(
        "From: hr@example.gov.tw\nSubject: x\nContent-Type: multipart/mixed; boundary=m\n\n--m\n\n申請人事機構：勞動部人事處\n\
         申請人姓名：申請人{number}\n申請日期：115.10.1\n電子郵件：hr@example.gov.tw\n申請理由：研究{number}\n\
         需求描述及說明：請提供第{number}類人數統計。\n是否含個資：□是 ■否\n主管機關人事機構審核：勞動部人事處核准\n--m\n\
         Content-Disposition: attachment; filename=sample.csv\n\n機關,人數\n--m--\n"
    );
    let name = format!("{number}.eml");
    std::fs::write(office.join(&name), text).unwrap();
    name
}

fn application(office: &Path, number: u32) -> String {
    let agencies = ["勞動部人事處", "財政部人事處", "臺北市政府人事處", "雲林縣政府人事處", "經濟部人事處"];
    let text = format!(
        "agency = \"{}\"\napplicant = \"申請人{number}\"\napplied_on = \"115.10.1\"\nemail = \"hr@example.gov.tw\"\n\
         reason = \"研究\"\ndescription = \"請提供人數統計。\"\npersonal_data = false\nauthority_approval = \"核准\"\n",
        agencies[number as usize % agencies.len()]
    );
    let name = format!("{number}.toml");
    std::fs::write(office.join(&name), text).unwrap();
    name
}
