//! The same forms written by other people's libraries, and by LibreOffice, where these are installed.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::dice::Dice;
use super::facts::Facts;
use super::forms::mistakes;
use super::layout::{Form, LAYOUTS, lay_out};
use super::page::Value;
use super::write_sheets::to_xlsx;
use super::{Desk, whole};

/// Another stream than that of the five hundred.
const SEED: u64 = 1_000_000;

fn forms(count: u64) -> Vec<(Facts, Form)> {
    let rolled = (SEED..SEED + count).map(|seed| {
        let mut dice = Dice::new(seed);
        let mut facts = Facts::roll(&mut dice);
        let layout = *dice.pick(&LAYOUTS);
        let form = lay_out(&mut dice, &mut facts, layout);
        (facts, form)
    });
    rolled.collect()
}

fn as_json(forms: &[(Facts, Form)]) -> serde_json::Value {
    let page = |page: &super::page::Page| {
        let blocks: Vec<serde_json::Value> = page
            .blocks
            .iter()
            .map(|block| {
                serde_json::json!({
                    "row": block.row, "column": block.column, "rows": block.rows, "columns": block.columns,
                    "text": block.value.text(), "date": matches!(block.value, Value::Date(_)),
                })
            })
            .collect();
        serde_json::json!({"name": page.name, "letter": page.is_letter, "blocks": blocks})
    };
    let forms = forms.iter().enumerate().map(|(number, (_, form))| {
        serde_json::json!({"number": number, "pages": form.pages.iter().map(page).collect::<Vec<_>>()})
    });
    forms.collect()
}

/// Reads every file `NUMBER-….EXTENSION` of the folder; how many, and what is wrong with them.
fn read_folder(folder: &Path, forms: &[(Facts, Form)]) -> (usize, Vec<String>) {
    let desk = Desk::new();
    let mut wrong = Vec::new();
    let mut files = 0;
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let Some(number) = name.split(['-', '.']).next().and_then(|number| number.parse::<usize>().ok()) else {
            continue;
        };
        files += 1;
        let (facts, form) = &forms[number];
        let reading = desk.read(&name, &fs::read(&path).unwrap());
        let found = mistakes(facts, form, &reading);
        if !found.is_empty() {
            wrong.push(format!("{name} ({}):\n  {}", form.layout, found.join("\n  ")));
        }
    }
    (files, wrong)
}

#[test]
fn forms_of_other_libraries_are_read() {
    let python = std::env::var("HRSTAT_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let forms = forms(if whole() { 100 } else { 30 });
    let folder = tempfile::tempdir().unwrap();
    let (script, list) = (folder.path().join("write_forms.py"), folder.path().join("forms.json"));
    fs::write(&script, include_str!("write_forms.py")).unwrap();
    fs::write(&list, as_json(&forms).to_string()).unwrap();
    let Ok(output) = Command::new(&python).arg(&script).arg(&list).arg(folder.path()).output() else {
        println!("skipped: no {python} here");
        return;
    };
    print!("{}", String::from_utf8_lossy(&output.stdout));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let (files, wrong) = read_folder(folder.path(), &forms);
    println!("{files} files of other libraries");
    assert!(wrong.is_empty(), "{} of {files} are wrong\n{}", wrong.len(), wrong.join("\n"));
}

/// Starting LibreOffice takes longer than the rest of the tests; so only when all forms are asked for.
#[test]
fn forms_that_libreoffice_has_saved_are_read() {
    if !whole() {
        println!("skipped: set HRSTAT_ALL_FORMS to convert forms with LibreOffice");
        return;
    }
    let forms = forms(60);
    for extension in ["xls", "ods", "xlsx"] {
        let (from, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let mut command = Command::new("soffice");
        let profile = format!("-env:UserInstallation=file://{}/profile", to.path().display());
        command.arg(profile).args(["--headless", "--convert-to", extension, "--outdir"]).arg(to.path());
        for (number, (_, form)) in forms.iter().enumerate() {
            let path = from.path().join(format!("{number}-form.xlsx"));
            fs::write(&path, to_xlsx(&form.pages)).unwrap();
            command.arg(path);
        }
        let Ok(output) = command.output() else {
            println!("skipped: no LibreOffice here");
            return;
        };
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let (files, wrong) = read_folder(to.path(), &forms);
        println!("{files} .{extension} files of LibreOffice");
        assert_eq!(files, forms.len());
        assert!(wrong.is_empty(), "{} of {files} are wrong\n{}", wrong.len(), wrong.join("\n"));
    }
}
