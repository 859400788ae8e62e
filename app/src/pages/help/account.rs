//! Help with one's account: registration, the second factor, the end of a session.

use crate::paths;
use crate::ui::{Page, SectionBar};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

pub struct AccountHelpPage;

#[lazy_route]
impl LazyRoute for AccountHelpPage {
    fn data() -> Self {
        Self
    }

    fn view(AccountHelpPage: Self) -> AnyView {
        view! {
            <Page heading="Help with your account">
                <Registration/>
                <SecondFactor/>
                <TimeOut/>
                <p><a href=paths::HELP>"All help"</a></p>
            </Page>
        }
        .into_any()
    }
}

#[component]
fn Registration() -> impl IntoView {
    view! {
        <SectionBar id="registration" heading="Registration"/>
        <ol>
            <li>
                <a href=paths::REGISTER>"Register"</a>" with your own name as your identity documents have it, your date of birth and an e-mail address of your "
                "organization. A mail comes with a link that works for 24 hours."
            </li>
            <li>"Choose a user ID, which stays, and a password. Accept the terms and conditions."</li>
            <li>
                "Prove who you are. Where a proofing service asks questions and cannot tell, or you would rather not answer them, you show documents or hold a video call, and the Help Desk decides."
            </li>
            <li>"Set up a device for the second factor, and request a role. A security official decides on it."</li>
        </ol>
        <p>
            "You may leave at each step and go on by logging in. If you have forgotten your user ID or password, "
            <a href=paths::RECOVER>"have a link mailed to you"</a>". A user ID that is locked after wrong passwords opens again by itself."
        </p>
    }
}

#[component]
fn SecondFactor() -> impl IntoView {
    view! {
        <SectionBar id="devices" heading="Devices and the second factor"/>
        <ul>
            <li>"At each log-in, after the password, you prove with a device that it is you: you type a code that it shows or receives, or use a passkey."</li>
            <li>
                "Set up two under "<a href=paths::DEVICES>"Two-factor devices"</a>", in case the first is lost, and print the backup codes. Each of them works once."
            </li>
            <li>
                "An authenticator app or a passkey is harder to steal than a code that comes by e-mail, as a text message or by voice call."
            </li>
            <li>
                "No device and no backup code at hand? Call the Service Center, whose telephone number is at the bottom of this page. They check who you are again and "
                "take the lost device off your account."
            </li>
            <li>"Before something dangerous, such as making an access token, you are asked for the second factor once more."</li>
        </ul>
    }
}

#[component]
fn TimeOut() -> impl IntoView {
    view! {
        <SectionBar id="time-out" heading="When a session ends"/>
        <ul>
            <li>
                "A session ends when it is not used for a while (15 minutes, unless this site says otherwise), and after half a day however much it is used. "
                "A page warns you first and offers to stay logged in."
            </li>
            <li>
                "A page that holds checked files or a form that was begun stays where it is. Log in in a new tab, then go on in the old one. "
                "A form that was sent too late is kept and shown to you after the log-in."
            </li>
            <li>"Sending a file counts as use. A page that keeps itself up to date does not."</li>
            <li>
                "Where you are logged in, and how to end it elsewhere, is under "<a href=paths::SESSIONS>"Your sessions"</a>
                ". On a computer that others use, log out when you leave it."
            </li>
        </ul>
    }
}
