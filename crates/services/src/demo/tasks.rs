//! Things to try in the demonstration. Browser tests go through each of them.

use domain::demo::{Guide, Task};

use super::{PEOPLE, reset::reset_standing};
use crate::{ServiceError, Services};

/// Title, who, where, and what one will see.
const TASKS: [(&str, &str, &str, &str); 10] = [
    (
        "Check and send a payroll file",
        "DANA.WHITLOCK",
        "/pbj/upload",
        "Take a sample file of the page, or one of your own. It is checked before it leaves your computer, and you see what is wrong \
         with it, where, and how to mend it; once sent, you see how far it is. Under Submissions stands what was sent before: in the \
         Final Validation Report of a rejected file each finding has its number, the value that was sent, and the fix.",
    ),
    (
        "Enter an assessment",
        "LENA.HARTWIG",
        "/assessments/drafts",
        "Go on with the start of care that she has begun. Answers are saved as they are given; an answer closes what it makes needless, and \
         what is wrong or missing is listed. Review and submit shows what will be sent, or what stands in the way.",
    ),
    (
        "See who has not submitted",
        "TOMAS.BERG",
        "/staffing/status?status=missing",
        "The nursing homes of Iowa from which nothing came for the quarter, and the days that are left. The list is saved as a file.",
    ),
    (
        "Decide on a role request",
        "GRACE.NOVAK",
        "/access/requests",
        "Leo Finch has waited for four days. Open his request: what he asks for, where, and what speaks against it. You prove your \
         second factor before you approve or reject; the code is in the demonstration's mailbox.",
    ),
    (
        "Verify a surveyor's ID",
        "VERA.STOLL",
        "/access/users?surveyor=to_verify",
        "Ida Marsh says that she is a surveyor. Open her page and write the federal surveyor ID down as looked up or created; then the \
         role is granted.",
    ),
    (
        "Get roles back that nobody used",
        "HUGO.LANDE",
        "/dashboard",
        "Nobody logged in with this account for 60 days, so its roles have ended. The dashboard says so and begins a request with the \
         former role filled in.",
    ),
    (
        "Look at pages as a role",
        "SAM.OKAFOR",
        "/support/tickets?state=open",
        "Open the ticket about the button that is missing, and view as PBJ Viewer at that home; you prove your second factor first. A red \
         bar stands on every page, nothing can be sent, and identifiers are masked. Answer the ticket when you have stopped. The home's \
         security official reads under Help Desk Viewings which pages you looked at.",
    ),
    (
        "Unlock somebody's log-in",
        "SAM.OKAFOR",
        "/support/people",
        "Search for Tess Quill: her log-in is locked after five failures. Her page shows locks, masked second factors, mails, roles \
         and requests; unlock her, with a reason.",
    ),
    (
        "Record a payment",
        "NORA.VANCE",
        "/penalties?standing=due_soon",
        "Open a case that is due in 15 days, record a payment, and look at the review before it is written into the ledger.",
    ),
    (
        "Find out who did what",
        "NORA.LINDE",
        "/audit",
        "Every change and every look at what concerns people, yours included, as a chain that shows when something was taken out.",
    ),
];

/// What the demonstration's page shows.
///
/// # Errors
/// [`ServiceError::NotFound`] outside of the demonstration.
pub fn guide(services: &Services) -> Result<Guide, ServiceError> {
    if !services.site.is_demo() {
        return Err(ServiceError::NotFound);
    }
    let task = |(title, user_name, place, what): (&str, &str, &str, &str)| Task {
        title: title.to_owned(),
        full_name: name_of(user_name),
        user_name: user_name.to_owned(),
        place: place.to_owned(),
        what: what.to_owned(),
    };
    Ok(Guide {
        tasks: TASKS.into_iter().map(task).collect(),
        reset: reset_standing(services),
    })
}

fn name_of(user_name: &str) -> String {
    let known = PEOPLE.iter().find(|person| person.user_name == user_name);
    known.map_or_else(String::new, |person| person.full_name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::UNFINISHED;

    #[test]
    fn each_task_is_somebodys_whom_one_click_logs_in() {
        for (title, user_name, place, _) in TASKS {
            assert!(!name_of(user_name).is_empty(), "{title}");
            assert!(place.starts_with('/'), "{title}");
        }
        let locked = UNFINISHED
            .iter()
            .find(|account| account.last_name == "Quill");
        assert!(locked.is_some(), "whom the Help Desk unlocks");
    }
}
