//! Puts a form into a mail, as it comes from an office: a few words, and the form as an attachment.

use super::dice::Dice;

pub(crate) fn to_eml(dice: &mut Dice, name: &str, bytes: &[u8]) -> Vec<u8> {
    let subject = *dice.pick(&["=?UTF-8?B?55Sz6KuL6KGo?=", "=?big5?B?pdO90A==?=", "application"]);
    let file_name: String = name.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let disposition = match dice.below(2) {
        0 => format!("filename*=UTF-8''{file_name}"),
        _ => format!("filename=\"=?UTF-8?B?{}?=\"", base64(name.as_bytes())),
    };
    let body: Vec<String> =
        base64(bytes).as_bytes().chunks(76).map(|line| String::from_utf8_lossy(line).into_owned()).collect();
    format!(
        "From: hr01@example.gov.tw\r\nTo: service@example.gov.tw\r\nSubject: {subject}\r\nDate: Mon, 23 Nov 2026 09:00:00 +0800\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"b1\"\r\n\r\n--b1\r\nContent-Type: text/plain; charset=utf-8\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n{}\r\n--b1\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; {disposition}\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n{}\r\n--b1--\r\n",
        base64("您好：檢送申請表一份，請查收。".as_bytes()),
        body.join("\r\n")
    )
    .into_bytes()
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let bits = chunk.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * place) & 63) as usize];
            out.push(if place <= chunk.len() { char::from(letter) } else { '=' });
        }
    }
    out
}
