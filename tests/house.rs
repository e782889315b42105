//! Why: the layout of the house is a promise. Arrows go down only, only `ui` prints, the lock file links no network, and
//! the map in `src/lib.rs` names every room.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that cannot go on should stop, and says aloud what it skips"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use syn::visit::Visit;

/// The floors, from the top: a room may use rooms on lower floors, never one on its own or a higher floor.
const FLOORS: &[&[&str]] = &[
    &["cli"],
    &["intake", "drafting", "dataset", "delivery", "registry", "ui"],
    &["settings"],
    &["screening"],
    &["queue", "disclosure"],
    &["query"],
    &["expr"],
    &["domain"],
    &["source"],
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = walkdir::WalkDir::new(folder)
        .into_iter()
        .map(|entry| entry.unwrap().into_path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect();
    files.sort();
    files
}

fn floor_of(room: &str) -> usize {
    FLOORS.iter().position(|rooms| rooms.contains(&room)).unwrap_or_else(|| panic!("room `{room}` is on no floor"))
}

fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && matches!(&attribute.meta, syn::Meta::List(list) if list.tokens.to_string().contains("test"))
    })
}

/// The files behind `#[cfg(test)] mod name;`: tests may look at any floor.
fn test_files(files: &[PathBuf]) -> BTreeSet<PathBuf> {
    let mut tests = BTreeSet::new();
    for file in files {
        let inside = if file.file_name().is_some_and(|name| name == "mod.rs") {
            file.parent().unwrap().to_owned()
        } else {
            file.with_extension("")
        };
        for item in syn::parse_file(&fs::read_to_string(file).unwrap()).unwrap().items {
            if let syn::Item::Mod(module) = item
                && module.content.is_none()
                && is_test(&module.attrs)
            {
                let folder = inside.join(module.ident.to_string());
                tests.extend(
                    files
                        .iter()
                        .filter(|file| **file == folder.with_extension("rs") || file.starts_with(&folder))
                        .cloned(),
                );
            }
        }
    }
    tests
}

/// Every room that a file names after `crate::`, in code that is not a test.
struct Named {
    rooms: BTreeSet<String>,
}

impl<'ast> Visit<'ast> for Named {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if !is_test(&item.attrs) {
            syn::visit::visit_item_mod(self, item);
        }
    }

    fn visit_use_tree(&mut self, tree: &'ast syn::UseTree) {
        if let syn::UseTree::Path(path) = tree
            && path.ident == "crate"
        {
            match path.tree.as_ref() {
                syn::UseTree::Path(inner) => drop(self.rooms.insert(inner.ident.to_string())),
                syn::UseTree::Name(inner) => drop(self.rooms.insert(inner.ident.to_string())),
                _ => panic!("write `use crate::room::…`, not a group after `crate::`"),
            }
        }
        syn::visit::visit_use_tree(self, tree);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let mut segments = path.segments.iter();
        if segments.next().is_some_and(|first| first.ident == "crate")
            && let Some(room) = segments.next()
        {
            self.rooms.insert(room.ident.to_string());
        }
        syn::visit::visit_path(self, path);
    }
}

#[test]
fn arrows_go_down_only() {
    let source = root().join("src");
    let mut upward = Vec::new();
    let files = rust_files(&source);
    let tests = test_files(&files);
    for file in files.into_iter().filter(|file| !tests.contains(file)) {
        let inner = file.strip_prefix(&source).unwrap();
        let room = inner.components().next().unwrap().as_os_str().to_str().unwrap();
        if room == "lib.rs" || room == "main.rs" {
            continue;
        }
        let mut named = Named { rooms: BTreeSet::new() };
        named.visit_file(&syn::parse_file(&fs::read_to_string(&file).unwrap()).unwrap());
        named.rooms.remove(room);
        let here = floor_of(room);
        upward.extend(
            named
                .rooms
                .iter()
                .filter(|other| floor_of(other) <= here)
                .map(|other| format!("{} -> {other}", inner.display())),
        );
    }
    assert!(upward.is_empty(), "arrows that do not go down:\n{}", upward.join("\n"));
}

#[test]
fn the_map_names_every_room() {
    let map = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let rooms: BTreeSet<String> = fs::read_dir(root().join("src"))
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    assert_eq!(rooms, FLOORS.iter().flat_map(|floor| floor.iter().map(|room| (*room).to_owned())).collect());
    for room in rooms {
        assert!(map.contains(&format!("//! | [`{room}`]")), "the map in src/lib.rs does not name `{room}`");
        assert!(map.contains(&format!("pub mod {room};")), "`{room}` is not part of the library");
    }
}

#[test]
fn main_only_parses_calls_and_exits() {
    let lines = fs::read_to_string(root().join("src/main.rs")).unwrap().lines().count();
    assert!(lines <= 35, "src/main.rs has {lines} lines");
}

#[test]
fn no_file_is_named_after_nothing() {
    let vague = ["util.rs", "utils.rs", "helper.rs", "helpers.rs", "common.rs", "misc.rs"];
    let found: Vec<PathBuf> = rust_files(&root().join("src"))
        .into_iter()
        .filter(|path| vague.contains(&path.file_name().unwrap().to_str().unwrap()))
        .collect();
    assert!(found.is_empty(), "{found:?}");
}

/// No socket is opened and no HTTP client is linked; see the note on polars in `Cargo.toml`.
#[test]
fn the_lock_file_holds_no_network_stack() {
    let lock = fs::read_to_string(root().join("Cargo.lock")).unwrap();
    for name in ["reqwest", "hyper", "rustls", "native-tls", "object_store", "curl", "ureq", "h2", "isahc", "attohttpc"]
    {
        assert!(!lock.contains(&format!("\nname = \"{name}\"\n")), "Cargo.lock holds {name}");
    }
    for file in rust_files(&root().join("src")) {
        let text = fs::read_to_string(&file).unwrap();
        assert!(!text.contains("std::net") && !text.contains("TcpStream"), "{} opens a socket", file.display());
    }
}

/// The lists of switches on the crates below polars must not drift apart: a type known to one and not to another panics
/// at run time.
#[test]
fn polars_crates_are_of_one_version() {
    let lock = fs::read_to_string(root().join("Cargo.lock")).unwrap();
    let mut versions: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut lines = lock.lines();
    while let Some(line) = lines.next() {
        let Some(name) = line.strip_prefix("name = \"polars") else { continue };
        if name.starts_with("-arrow-format") || name.starts_with("-parquet-format") {
            continue;
        }
        versions.entry(lines.next().unwrap().to_owned()).or_default().insert(name.to_owned());
    }
    assert_eq!(versions.len(), 1, "{versions:#?}");
}

/// A query, a catalogue or an example that is not embedded would be missing from a new workspace without a word.
#[test]
fn everything_that_init_and_demo_write_is_embedded() {
    let names = |folder: &str| -> BTreeSet<String> {
        fs::read_dir(root().join(folder))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect()
    };
    let embedded =
        |list: &[(&str, &str)]| -> BTreeSet<String> { list.iter().map(|(name, _)| (*name).to_owned()).collect() };
    let mut queries = embedded(hrstat::settings::STANDARD_QUERIES);
    queries.extend(embedded(hrstat::settings::STANDARD_SQL_QUERIES));
    queries.insert("README.md".to_owned());
    assert_eq!(queries, names("queries"));
    assert_eq!(embedded(hrstat::settings::DEFAULT_CATALOGUE), names("src/settings/defaults/catalogue"));
}

/// The commands of a README, without their comments.
fn commands_of(readme: &str) -> Vec<String> {
    let blocks = readme.split("```").skip(1).step_by(2);
    let lines = blocks.flat_map(|block| block.lines().skip(1));
    lines.map(|line| line.split(" #").next().unwrap_or(line).trim_end().to_owned()).collect()
}

/// Why: who follows one of them must get as far as who follows the other.
#[test]
fn both_readmes_give_the_same_commands() {
    let of = |name: &str| commands_of(&fs::read_to_string(root().join(name)).unwrap());
    let commands = of("README.md");
    assert!(commands.iter().any(|line| line.starts_with("hrstat run")));
    assert_eq!(commands, of("README.zh-TW.md"));
}
