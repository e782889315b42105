//! Sorts what is in a mail, and in the mails within it: forms, samples, scans, the letter around them.

use super::archive::open_archive;
use super::attachment::{AttachmentKind, kind_of, unreadable};
use super::file_name::shown_name;
use super::html::parse_html;
use super::mime::{Body, Envelope, Mail, MailFile};
use super::typed_form::{BODY, TypedForm, find_typed_forms};
use crate::intake::grid::Grid;
use crate::intake::hidden_characters::hidden_in_grids;
use crate::intake::raw_form::RawForm;
use crate::intake::reading::{FormFile, read_form_file};
use crate::intake::{FormField, IntakeRules, form_sheet};
use crate::source::{Location, Problem, Problems};

/// More files that may be forms nobody sends in a mail; each costs the unpacking of an archive.
const MAX_FORM_FILES: usize = 50;
/// More problems of a mail as a whole are no help to anybody.
const MAX_PROBLEMS: usize = 50;
/// Stands between the names of what lies in one another.
const WITHIN: &str = " › ";

/// One form, before it is checked.
pub(super) struct FoundForm {
    /// 「來信.eml › 申請表.xlsx」.
    pub(super) name: String,
    /// What is in it.
    pub(super) form: RawForm,
    /// What reading it found.
    pub(super) problems: Problems,
    /// The bytes that it was read from.
    pub(super) part: Vec<u8>,
    /// The mail that it came in, the innermost.
    pub(super) envelope: Envelope,
    /// Whether it was typed into the text.
    pub(super) typed: bool,
}

/// Everything in a mail.
#[derive(Default)]
pub(super) struct Collected {
    /// Its forms.
    pub(super) forms: Vec<FoundForm>,
    /// Files that should be forms and cannot be read: name, bytes, why.
    pub(super) failed: Vec<(String, Vec<u8>, Vec<Problem>)>,
    /// The names of samples.
    pub(super) samples: Vec<String>,
    /// The heads of the columns of the first sample.
    pub(super) sample_columns: Vec<String>,
    /// The names of everything else that came with it.
    pub(super) others: Vec<String>,
    /// The text around the forms, with who wrote it.
    pub(super) letters: Vec<(Envelope, String)>,
    /// What concerns the mail as a whole.
    pub(super) problems: Vec<Problem>,
    /// How many files were looked at as forms.
    form_files: usize,
}

/// Sorts what is in `mail`.
pub(super) fn collect(file_name: &str, mail: Mail, rules: &IntakeRules) -> Collected {
    let mut collected = Collected::default();
    let mut unpacked = rules.limits.unpacked_bytes;
    collected.mail(file_name, mail, rules, &mut unpacked);
    collected
}

impl Collected {
    fn mail(&mut self, path: &str, mail: Mail, rules: &IntakeRules, unpacked: &mut u64) {
        let Mail { envelope, bodies, files, mails, truncated } = mail;
        if truncated {
            let problem = Problem::warning("mail-truncated", "郵件沒有結尾，可能沒有收完整，附件也可能不全");
            let place = Location::File { file: path.to_owned() };
            self.tell(problem.at(place).hint("請從信箱重新下載，或請寄件人重寄"));
        }
        for body in bodies {
            self.body(path, &body, &envelope);
        }
        for file in files {
            self.file(path, file, &envelope, rules, unpacked);
        }
        for (name, inner) in mails {
            self.mail(&format!("{path}{WITHIN}{}", shown_name(&name)), inner, rules, unpacked);
        }
    }

    fn body(&mut self, path: &str, body: &Body, envelope: &Envelope) {
        let name = format!("{path}{WITHIN}{BODY}");
        let page = body.html.as_deref().map(parse_html).unwrap_or_default();
        let plain = find_typed_forms(body.plain.as_deref().unwrap_or_default());
        let shown = find_typed_forms(&page.text);
        let letter = if body.plain.is_some() { &plain.letter } else { &shown.letter };
        self.letters.push((envelope.clone(), letter.clone()));
        let read = |typed: &[TypedForm]| -> Vec<FoundForm> {
            typed.iter().filter_map(|form| typed_form(&name, form, envelope)).collect()
        };
        // The same text is often there twice, and its table a third time; what has most of the form filled in is read.
        let ways = [read(&plain.forms), table_forms(&name, &page.tables, envelope), read(&shown.forms)];
        let most = |forms: &Vec<FoundForm>| forms.iter().map(|found| filled(&found.form)).sum::<usize>();
        let best = ways.into_iter().rev().max_by_key(most);
        self.forms.extend(best.unwrap_or_default());
    }

    fn file(&mut self, path: &str, file: MailFile, envelope: &Envelope, rules: &IntakeRules, unpacked: &mut u64) {
        let (shown, kind) = kind_of(&file, &shown_name(&file.name));
        let name = format!("{path}{WITHIN}{shown}");
        let whole = Location::File { file: name.clone() };
        match kind {
            AttachmentKind::Form if self.form_files == MAX_FORM_FILES => {
                let message = format!("郵件裡的表單檔超過 {MAX_FORM_FILES} 個，「{shown}」沒有讀取");
                self.tell(Problem::warning("too-large", message).at(whole).hint("請另存新檔後再登記"));
                self.others.push(shown);
            }
            AttachmentKind::Form => self.form_file(name, shown, file.bytes, envelope, rules),
            AttachmentKind::Table => self.sample(shown, || table_heads(&file.bytes)),
            AttachmentKind::Zip => match open_archive(&file.bytes, unpacked) {
                Ok(files) => {
                    for inner in files {
                        self.file(&name, inner, envelope, rules, unpacked);
                    }
                }
                Err(problem) => {
                    self.tell(problem.at(whole));
                    self.others.push(shown);
                }
            },
            AttachmentKind::Scan => {
                let note = Problem::note("scanned", format!("附件「{shown}」是掃描檔或圖片，沒有讀取"));
                self.tell(note.at(whole).hint("若是申請表，請繕打成 TOML：`hrstat form -o 申請案.toml`"));
                self.others.push(shown);
            }
            AttachmentKind::Unreadable => {
                self.tell(unreadable(&shown).at(whole));
                self.others.push(shown);
            }
            AttachmentKind::Other => self.others.push(shown),
            AttachmentKind::Ignored => {}
        }
    }

    fn form_file(&mut self, name: String, shown: String, bytes: Vec<u8>, envelope: &Envelope, rules: &IntakeRules) {
        self.form_files += 1;
        let problems = Problems::new();
        match read_form_file(&name, &bytes, rules, &problems) {
            FormFile::Form(form) => {
                let envelope = envelope.clone();
                self.forms.push(FoundForm { name, form, problems, part: bytes, envelope, typed: false });
            }
            FormFile::NoForm(columns) => self.sample(shown, || columns),
            FormFile::Unreadable => self.failed.push((name, bytes, problems.into_sorted())),
        }
    }

    fn tell(&mut self, problem: Problem) {
        if self.problems.len() < MAX_PROBLEMS {
            self.problems.push(problem);
        }
    }

    fn sample(&mut self, shown: String, heads: impl FnOnce() -> Vec<String>) {
        if self.sample_columns.is_empty() {
            self.sample_columns = heads();
        }
        self.samples.push(shown);
    }
}

/// How many fields of a form have something in them.
pub(super) fn filled(form: &RawForm) -> usize {
    FormField::ALL.into_iter().filter(|field| !form.text(*field).is_empty()).count()
}

fn typed_form(name: &str, typed: &TypedForm, envelope: &Envelope) -> Option<FoundForm> {
    let part = typed.text().into_bytes();
    let problems = Problems::new();
    let grid = typed.grid();
    let mut form = form_sheet::find_form(name, std::slice::from_ref(&grid), &problems)?;
    problems.extend(hidden_in_grids(name, &[grid]));
    // A text has lines; that they were looked at as rows is nobody's business.
    let lines = Problems::new();
    lines.extend(
        problems
            .into_sorted()
            .into_iter()
            .map(|problem| Problem { location: problem.location.map(line_of), ..problem }),
    );
    for field in form.fields.values_mut() {
        field.place = line_of(field.place.clone());
    }
    Some(FoundForm { name: name.to_owned(), form, problems: lines, part, envelope: envelope.clone(), typed: true })
}

fn line_of(place: Location) -> Location {
    match place {
        Location::Cell { file, sheet, cell } if sheet == BODY => {
            let line = cell.trim_start_matches(|c: char| c.is_ascii_alphabetic()).parse().unwrap_or(1);
            Location::Text { file, line, column: 1, width: 0, excerpt: String::new() }
        }
        other => other,
    }
}

/// The forms that are tables of a page, one a table; a table that only arranges others holds none of their cells.
fn table_forms(name: &str, tables: &[Grid], envelope: &Envelope) -> Vec<FoundForm> {
    let mut forms = Vec::new();
    for grid in tables {
        let problems = Problems::new();
        let Some(form) = form_sheet::find_form(name, std::slice::from_ref(grid), &problems) else { continue };
        if filled(&form) >= 3 {
            let part = table_text(&form).into_bytes();
            let envelope = envelope.clone();
            forms.push(FoundForm { name: name.to_owned(), form, problems, part, envelope, typed: true });
        }
    }
    forms
}

fn table_text(form: &RawForm) -> String {
    let lines = FormField::ALL.into_iter().filter(|field| !form.text(*field).is_empty());
    lines.flat_map(|field| [field.label(), "：", form.text(field), "\n"]).collect()
}

/// The first line of a CSV file.
fn table_heads(bytes: &[u8]) -> Vec<String> {
    let head = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let text = super::charset::decode_text(&head[..head.len().min(16 * 1024)], None);
    text.split([',', '\t'])
        .map(|cell| cell.trim().trim_matches('"').to_owned())
        .filter(|cell| !cell.is_empty())
        .collect()
}
