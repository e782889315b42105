//! What an attachment is: a form, a scan, an archive, or what nobody needs.

use super::mime::MailFile;
use crate::intake::reading::{extension_of, may_be_form};
use crate::source::Problem;

/// What is done with an attachment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum AttachmentKind {
    /// It is looked at as a form; with the extension that its content has where its name has none.
    Form,
    /// An archive that is opened, one level deep.
    Zip,
    /// A picture of paper.
    Scan,
    /// A plain table: a sample.
    Table,
    /// Nothing for a person to read: calendars, cards, signatures, the pictures of a letter-head.
    Ignored,
    /// It cannot be read, and somebody must do something.
    Unreadable,
    /// Anything else.
    Other,
}

/// The name that an attachment is read under, and what it is.
pub(super) fn kind_of(file: &MailFile, name: &str) -> (String, AttachmentKind) {
    let extension = extension_of(name);
    let kind = match extension.as_str() {
        "ics" | "vcf" | "vcs" | "p7s" | "asc" | "sig" => AttachmentKind::Ignored,
        "gif" | "bmp" | "svg" | "jpg" | "jpeg" | "png" | "webp" if file.inline => AttachmentKind::Ignored,
        "pdf" | "jpg" | "jpeg" | "png" | "tif" | "tiff" | "gif" | "bmp" | "heic" | "webp" => AttachmentKind::Scan,
        "zip" => AttachmentKind::Zip,
        "csv" => AttachmentKind::Table,
        "dat" if file.bytes.starts_with(TNEF) || file.media_type.contains("tnef") => AttachmentKind::Unreadable,
        "p7m" => AttachmentKind::Unreadable,
        "doc" | "rtf" | "msg" | "7z" | "rar" | "docx" | "odt" | "xps" | "pages" | "numbers"
            if !may_be_form(&extension) =>
        {
            AttachmentKind::Unreadable
        }
        known if may_be_form(known) => AttachmentKind::Form,
        _ => return by_content(file, name),
    };
    (name.to_owned(), kind)
}

const TNEF: &[u8] = b"\x78\x9f\x3e\x22";

/// Of a file whose name says nothing.
fn by_content(file: &MailFile, name: &str) -> (String, AttachmentKind) {
    let media = file.media_type.as_str();
    let same = |kind| (name.to_owned(), kind);
    if media.contains("tnef") || file.bytes.starts_with(TNEF) {
        return same(AttachmentKind::Unreadable);
    }
    if media.starts_with("text/calendar")
        || media.contains("vcard")
        || media.contains("pkcs7-signature")
        || media.contains("pgp-")
    {
        return same(AttachmentKind::Ignored);
    }
    if media.starts_with("image/") {
        return same(if file.inline { AttachmentKind::Ignored } else { AttachmentKind::Scan });
    }
    if media == "application/pdf" || file.bytes.starts_with(b"%PDF") {
        return same(AttachmentKind::Scan);
    }
    let extension = match media {
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => "xlsx",
        "application/vnd.ms-excel" => "xls",
        "application/vnd.oasis.opendocument.spreadsheet" => "ods",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => "docx",
        "application/vnd.oasis.opendocument.text" => "odt",
        "application/zip" => return same(AttachmentKind::Zip),
        _ => return same(AttachmentKind::Other),
    };
    let kind = if may_be_form(extension) { AttachmentKind::Form } else { AttachmentKind::Unreadable };
    (format!("{name}.{extension}"), kind)
}

/// What to say of an attachment that cannot be read.
pub(super) fn unreadable(name: &str) -> Problem {
    let extension = extension_of(name);
    let warning = |message: &str| Problem::warning("unreadable-attachment", format!("附件「{name}」{message}"));
    match extension.as_str() {
        "p7m" => warning("是加密或簽章封裝的郵件，無法讀取").hint("請寄件人不加密另寄，或解密後另存附件再登記"),
        "msg" => warning("是 Outlook 的 .msg 郵件，無法讀取")
            .hint("請在 Outlook 把它另存為 .eml，或把其中的申請表附件另存新檔再登記"),
        "7z" | "rar" => warning("是壓縮檔，沒有讀取").hint("請先解壓縮，再對其中的申請表執行 `hrstat intake`"),
        "doc" | "docx" | "odt" | "rtf" | "xps" | "pages" | "numbers" => warning(&format!(
            "是 .{extension} 檔，沒有讀取"
        ))
        .hint("若是申請表，請用文書軟體另存為可讀取的格式，或填入試算表格式的申請表：`hrstat form -o 申請表.ods`"),
        _ => warning("是 Outlook 專用格式（winmail.dat），裡面的附件無法讀取")
            .hint("請寄件人把郵件格式改成 HTML 或純文字後重寄（Outlook：郵件→設定文字格式），或改寄附件檔"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attachments_are_told_by_name_then_by_content() {
        let file = |media: &str, inline: bool, bytes: &[u8]| MailFile {
            name: String::new(),
            media_type: media.to_owned(),
            inline,
            bytes: bytes.to_vec(),
        };
        for (name, file, wanted) in [
            ("a.xlsx", file("", false, b""), AttachmentKind::Form),
            ("a", file("application/vnd.ms-excel", false, b""), AttachmentKind::Form),
            ("logo.png", file("image/png", true, b""), AttachmentKind::Ignored),
            ("掃描.PNG", file("image/png", false, b""), AttachmentKind::Scan),
            ("a", file("", false, b"%PDF-1.7"), AttachmentKind::Scan),
            ("winmail.dat", file("application/ms-tnef", false, b""), AttachmentKind::Unreadable),
            ("a.dat", file("", false, TNEF), AttachmentKind::Unreadable),
            ("a.dat", file("", false, b""), AttachmentKind::Other),
            ("a.ics", file("text/calendar", false, b""), AttachmentKind::Ignored),
            ("a.rar", file("", false, b""), AttachmentKind::Unreadable),
            ("a.zip", file("", false, b""), AttachmentKind::Zip),
        ] {
            assert_eq!(kind_of(&file, name).1, wanted, "{name}");
        }
        assert_eq!(kind_of(&file("application/vnd.ms-excel", false, b""), "a").0, "a.xls");
    }
}
