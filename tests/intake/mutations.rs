//! Damaged files: bits turned, ends cut off, parts of archives gone or doubled, tags exchanged, rubbish in the cells.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _, Write as _};
use std::panic;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use hrstat::intake::Reading;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::dice::Dice;
use super::forms::roll;
use super::page::{Page, Value};
use super::write_docx::to_docx;
use super::write_odt::to_odt;
use super::write_sheets::{to_ods, to_xlsx};
use super::{Desk, whole};

/// How many damaged files are read.
const FILES: u64 = 2_000;
/// No damage may make reading take longer.
const LONGEST: Duration = Duration::from_secs(5);

const RUBBISH: &[&str] = &[
    "\u{202e}\u{0}\u{1b}[2J",
    "=cmd|' /C calc'!A0",
    "申請人姓名：申請人姓名：申請人姓名：",
    "是否含個資",
    "電話",
    "電話：電話：電話：電話：",
    "99999999999999999999/99/99",
    "一百百百百百十十十年",
    "□□□□□■■■■■是是是否否否",
    "\u{f0fe}\u{f0fe}\u{f0fe}",
    "(((((((((((((((((((",
    "：：：：：：",
    "#轉#轉分機ext",
    "+886",
    "1999(",
    "\n\n\n\n\n",
    "𠮷\u{e000}\u{10ffff}",
    "",
];

fn turn_bits(dice: &mut Dice, bytes: &mut [u8]) {
    for _ in 0..dice.between(1, 40) {
        let at = dice.below(bytes.len());
        bytes[at] ^= 1 << dice.below(8);
    }
}

/// Takes an archive apart and puts it together without a part, with one twice, or with one that is damaged inside.
fn damage_parts(dice: &mut Dice, bytes: &[u8]) -> Option<Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).ok()?;
        let mut inside = Vec::new();
        part.read_to_end(&mut inside).ok()?;
        parts.push((part.name().ok()?.into_owned(), inside));
    }
    let at = dice.below(parts.len());
    match dice.below(5) {
        0 => drop(parts.remove(at)),
        1 => {
            let (name, inside) = parts[at].clone();
            parts.push((format!("{name}.bak"), inside));
            let other = dice.below(parts.len());
            let inside = parts[other].1.clone();
            parts[at].1 = inside;
        }
        2 => parts.iter_mut().for_each(|(name, inside)| {
            if name.contains(".xml") && name.contains(['d', 's', 'c']) {
                *inside = exchange_tags(dice, inside);
            }
        }),
        3 => parts.iter_mut().for_each(|(_, inside)| {
            if !inside.is_empty() && dice.chance(50) {
                turn_bits(dice, inside);
            }
        }),
        _ => {
            let keep = dice.below(parts[at].1.len() + 1);
            parts[at].1.truncate(keep);
        }
    }
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, inside) in parts {
        writer.start_file(name, SimpleFileOptions::default()).ok()?;
        writer.write_all(&inside).ok()?;
    }
    Some(writer.finish().ok()?.into_inner())
}

/// Two tags change places, or one is said many times.
fn exchange_tags(dice: &mut Dice, xml: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(xml).into_owned();
    let mut pieces: Vec<&str> = text.split_inclusive('>').collect();
    if pieces.len() < 4 {
        return xml.to_vec();
    }
    for _ in 0..dice.between(1, 6) {
        let (one, other) = (dice.below(pieces.len()), dice.below(pieces.len()));
        match dice.below(3) {
            0 => pieces.swap(one, other),
            1 => pieces[one] = pieces[other],
            _ => drop(pieces.remove(one)),
        }
        if pieces.len() < 4 {
            break;
        }
    }
    pieces.concat().into_bytes()
}

/// A form whose cells hold what no form should, in a format that has cells.
fn fill_with_rubbish(dice: &mut Dice, mut pages: Vec<Page>) -> (&'static str, Vec<u8>) {
    for block in pages.iter_mut().flat_map(|page| &mut page.blocks) {
        if dice.chance(30) {
            let rubbish = dice.pick(RUBBISH).replace('\u{0}', "");
            let text = if dice.chance(50) { rubbish } else { format!("{}{rubbish}", block.value.text()) };
            // XML has no control characters.
            block.value = Value::Text(text.chars().filter(|c| !c.is_control() || *c == '\n').collect());
        }
    }
    match dice.below(4) {
        0 => ("xlsx", to_xlsx(&pages)),
        1 => ("ods", to_ods(&pages)),
        2 => ("docx", to_docx(dice, &pages)),
        _ => ("odt", to_odt(dice, &pages)),
    }
}

/// A form in the format of which no library at hand is a writer.
const KEPT: &[u8] = include_bytes!("../../src/intake/testdata/form.xls");

fn mutated(seed: u64) -> (String, Vec<u8>) {
    let mut dice = Dice::new(seed ^ 0x5eed);
    let (name, bytes) = if dice.chance(12) {
        ("申請.xls".to_owned(), KEPT.to_vec())
    } else {
        let (_, form, name, bytes) = roll(seed % 1_000);
        if dice.chance(25) && !name.ends_with("toml") {
            let (extension, bytes) = fill_with_rubbish(&mut dice, form.pages);
            return (format!("申請.{extension}"), bytes);
        }
        (name, bytes)
    };
    let is_archive = bytes.starts_with(b"PK");
    let mut damaged = match dice.below(4) {
        0 | 1 if is_archive => damage_parts(&mut dice, &bytes).unwrap_or(bytes),
        2 => {
            let keep = dice.below(bytes.len());
            bytes[..keep].to_vec()
        }
        _ => {
            let mut bytes = bytes;
            turn_bits(&mut dice, &mut bytes);
            bytes
        }
    };
    if dice.chance(5) && !damaged.is_empty() {
        let (from, length) = (dice.below(damaged.len()), dice.between(1, 2_000));
        let piece: Vec<u8> = damaged.iter().skip(from).take(length).copied().collect();
        let at = dice.below(damaged.len());
        damaged.splice(at..at, piece);
    }
    // Some files arrive under the wrong name.
    let name = if dice.chance(5) {
        format!("申請.{}", dice.pick(&["xlsx", "xls", "xlsb", "ods", "docx", "odt", "toml", "eml"]))
    } else {
        name
    };
    (name, damaged)
}

/// The name of the threads that read damaged files.
const READER: &str = "reader of damage";

/// Counts the panics on readers' threads that somebody has caught, by the file that they began in; others are told as ever.
fn count_panics() -> Arc<Mutex<BTreeMap<String, usize>>> {
    let counted = Arc::new(Mutex::new(BTreeMap::new()));
    let (register, before) = (Arc::clone(&counted), panic::take_hook());
    panic::set_hook(Box::new(move |info| {
        if thread::current().name() != Some(READER) {
            return before(info);
        }
        let file = info.location().map_or("unknown", |location| location.file());
        // As short as it is the same on every machine.
        let file = file.rsplit_once("/registry/src/").map_or(file, |(_, rest)| rest);
        *register.lock().unwrap().entry(file.to_owned()).or_insert(0) += 1;
    }));
    counted
}

/// Reads on a thread of its own, so that a reader that hangs is a failure with a seed. So is a panic in hrstat's own code.
fn read_aside(desk: &Arc<Desk>, seed: u64, name: String, bytes: Vec<u8>) -> Reading {
    let (sender, receiver) = mpsc::channel();
    let (desk, shown) = (Arc::clone(desk), name.clone());
    let reader = thread::Builder::new()
        .name(READER.to_owned())
        .spawn(move || drop(sender.send(desk.read(&name, &bytes))))
        .unwrap();
    match receiver.recv_timeout(LONGEST) {
        Ok(reading) => {
            reader.join().unwrap();
            reading
        }
        Err(RecvTimeoutError::Timeout) => panic!("seed {seed}, {shown}: still reading after {LONGEST:?}"),
        Err(RecvTimeoutError::Disconnected) => panic!("seed {seed}, {shown}: the reader panicked"),
    }
}

#[test]
fn no_damage_stops_the_reader() {
    let desk = Arc::new(Desk::new());
    let panics = count_panics();
    let (first, count) = match std::env::var("HRSTAT_FORM_SEED").ok().and_then(|seed| seed.parse().ok()) {
        Some(seed) => (seed, 1),
        None => (0, if whole() { 10 * FILES } else { FILES }),
    };
    let mut slowest = (Duration::ZERO, 0);
    let mut refused = 0;
    for seed in first..first + count {
        let (name, bytes) = mutated(seed);
        let begun = Instant::now();
        let reading = read_aside(&desk, seed, name.clone(), bytes);
        let taken = begun.elapsed();
        slowest = slowest.max((taken, seed));
        refused += u64::from(reading.application.is_none());
        if reading.application.is_none() {
            assert!(!reading.problems.is_empty(), "seed {seed}, {name}: refused without a word");
        }
        for problem in &reading.problems {
            assert!(!problem.message.contains(['\u{1b}', '\u{0}']), "seed {seed}: {problem:?}");
        }
    }
    println!("{count} damaged files, {refused} refused; the slowest took {:?} (seed {})", slowest.0, slowest.1);
    let panics = panics.lock().unwrap();
    println!("caught panics of other people's readers, by file: {panics:?}");
    // What is caught is damage that a kept crate did not foresee; hrstat's own code foresees it.
    assert!(panics.keys().all(|file| !file.starts_with("src")), "{panics:?}");
    assert!(slowest.0 < LONGEST, "seed {} took {:?}", slowest.1, slowest.0);
    // Damage that never does any is no test of it.
    assert!(count < 100 || refused > count / 5, "only {refused} of {count} were refused");
}

/// Reading writes nothing but what is registered: a handful through the binary, in a workspace of their own.
#[test]
fn damaged_files_leave_a_workspace_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = folder.path().join("workspace");
    let hrstat = |arguments: &[&str]| {
        let mut command = assert_cmd::Command::cargo_bin("hrstat").unwrap();
        command.env("HRSTAT_WORKSPACE", &workspace).args(arguments).output().unwrap()
    };
    assert!(hrstat(&["init", workspace.to_str().unwrap()]).status.success());
    let desk = Desk::new();
    // Files that the library refuses: what is refused is not registered.
    let refused = (0..200).map(mutated).filter(|(name, bytes)| desk.read(name, bytes).application.is_none());
    let mut paths = Vec::new();
    for (number, (name, bytes)) in refused.take(8).enumerate() {
        let path = folder.path().join(format!("{number}-{name}"));
        std::fs::write(&path, bytes).unwrap();
        paths.push(path.to_str().unwrap().to_owned());
    }
    let before = contents(&workspace);
    let arguments: Vec<&str> = ["intake"].into_iter().chain(paths.iter().map(String::as_str)).collect();
    let output = hrstat(&arguments);
    assert_eq!(output.status.code(), Some(65), "{}", String::from_utf8_lossy(&output.stderr));
    let after = contents(&workspace);
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    let changed: Vec<&String> = before.keys().filter(|name| before[*name] != after[*name]).collect();
    assert!(changed.iter().all(|name| name.starts_with("registry.sqlite")), "{changed:?}");
    let shown = hrstat(&["queue", "--format", "json"]);
    assert_eq!(String::from_utf8_lossy(&shown.stdout).trim(), "[]");
}

/// Every file of a folder, by its name within it.
fn contents(folder: &std::path::Path) -> BTreeMap<String, Vec<u8>> {
    let files =
        walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file());
    files
        .map(|entry| {
            let name = entry.path().strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
            (name, std::fs::read(entry.path()).unwrap())
        })
        .collect()
}
