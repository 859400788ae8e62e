//! Mails and texts as people get them. Read them when they change.

use domain::{
    messages::{Channel, Words},
    site::{Site, SiteMode},
};

use crate::messages::compose::{Letterhead, html, subject, telephone, text};

fn letterhead(site: &Site) -> Letterhead<'_> {
    Letterhead {
        site,
        origin: "https://qies.example.org",
    }
}

fn site(mode: SiteMode) -> Site {
    Site {
        mode,
        ..Site::default()
    }
}

fn code() -> Words {
    Words::new("Your security code")
        .say("Type this code where you log in. It works once, for ten minutes.")
        .code("12345678")
        .say("Nobody will ask you for it by mail or telephone.")
}

fn notice() -> Words {
    Words::new("Payroll file rejected: CCN 366001")
        .say("The payroll-based journal file for Oak & Ash <Home> (CCN 366001) was rejected.")
        .link("Final Validation Report", "/submissions/1000001/files/1")
}

#[test]
fn a_code_stands_by_itself_in_a_mail() {
    let site = site(SiteMode::Demo);
    insta::assert_snapshot!(text(letterhead(&site), &code()), @r"
    Type this code where you log in. It works once, for ten minutes.

    12345678

    Nobody will ask you for it by mail or telephone.

    -- 
    Sent by OpenQIES at https://qies.example.org. Nobody reads answers to this message.
    That is a demonstration, not operated by CMS. Its people and data are invented, and nothing sent there reaches CMS.
    Questions: Service Center, 1-888-477-7876, iQIES@cms.hhs.gov
    ");
    insta::assert_snapshot!(html(letterhead(&site), &code()), @r#"
    <!DOCTYPE html>
    <html lang="en">
    <head><meta charset="utf-8"><title>Your security code</title></head>
    <body>
    <p>Type this code where you log in. It works once, for ten minutes.</p>
    <p><strong><code>12345678</code></strong></p>
    <p>Nobody will ask you for it by mail or telephone.</p>
    <hr>
    <p><small>Sent by OpenQIES at https://qies.example.org. Nobody reads answers to this message.<br>
    That is a demonstration, not operated by CMS. Its people and data are invented, and nothing sent there reaches CMS.<br>
    Questions: Service Center, 1-888-477-7876, iQIES@cms.hhs.gov</small></p>
    </body>
    </html>
    "#);
}

#[test]
fn a_link_is_a_whole_address_of_the_configured_origin() {
    let site = site(SiteMode::Agency);
    insta::assert_snapshot!(text(letterhead(&site), &notice()), @r"
    The payroll-based journal file for Oak & Ash <Home> (CCN 366001) was rejected.

    Final Validation Report:
    https://qies.example.org/submissions/1000001/files/1

    -- 
    Sent by OpenQIES at https://qies.example.org. Nobody reads answers to this message.
    That site is not operated by CMS. Files sent there do not go to CMS and do not meet a duty to report to CMS.
    Questions: Service Center, 1-888-477-7876, iQIES@cms.hhs.gov
    ");
    insta::assert_snapshot!(html(letterhead(&site), &notice()), @r#"
    <!DOCTYPE html>
    <html lang="en">
    <head><meta charset="utf-8"><title>Payroll file rejected: CCN 366001</title></head>
    <body>
    <p>The payroll-based journal file for Oak &amp; Ash &lt;Home&gt; (CCN 366001) was rejected.</p>
    <p><a href="https://qies.example.org/submissions/1000001/files/1">Final Validation Report</a></p>
    <hr>
    <p><small>Sent by OpenQIES at https://qies.example.org. Nobody reads answers to this message.<br>
    That site is not operated by CMS. Files sent there do not go to CMS and do not meet a duty to report to CMS.<br>
    Questions: Service Center, 1-888-477-7876, iQIES@cms.hhs.gov</small></p>
    </body>
    </html>
    "#);
}

#[test]
fn a_site_of_cms_does_not_say_that_it_is_none() {
    let site = site(SiteMode::Gov);
    assert!(!text(letterhead(&site), &code()).contains("not operated by CMS"));
}

#[test]
fn a_telephone_shows_the_code_first_and_a_voice_says_it_twice_digit_by_digit() {
    let site = site(SiteMode::Demo);
    let said = |channel| telephone(letterhead(&site), channel, &code());
    insta::assert_snapshot!(said(Channel::Text), @"12345678 - OpenQIES: Your security code. Type this code where you log in. It works once, for ten minutes. Nobody will ask you for it by mail or telephone.");
    insta::assert_snapshot!(said(Channel::Voice), @"OpenQIES. Your security code: 1, 2, 3, 4, 5, 6, 7, 8. Type this code where you log in. It works once, for ten minutes. Nobody will ask you for it by mail or telephone. Again: 1, 2, 3, 4, 5, 6, 7, 8.");
}

#[test]
fn a_subject_is_one_line_whatever_it_was_made_of() {
    let words = Words::new("Oak\r\nBcc: everybody@example.org\tHome");
    assert_eq!(subject(&words), "Oak  Bcc: everybody@example.org Home");
}
