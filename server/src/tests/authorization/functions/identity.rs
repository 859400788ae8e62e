//! One's own account, and what one is told.

use serde_json::json;

use super::About::Nothing;
use super::{Function, every, form_function, json_function};

pub(super) fn functions() -> Vec<Function> {
    vec![
        form_function("/api/identity/check_logged_in", Nothing, ""),
        json_function(
            "/api/identity/find_held_form",
            Nothing,
            json!({ "id": "x" }),
        ),
        json_function(
            "/api/identity/find_log_in",
            Nothing,
            json!({ "flash": null }),
        ),
        form_function("/api/identity/end_other_sessions", Nothing, ""),
        form_function("/api/identity/end_session", Nothing, "id=x"),
        form_function("/api/identity/extend_session", Nothing, ""),
        json_function(
            "/api/identity/find_device_step",
            Nothing,
            json!({ "step": "List", "flash": null }),
        ),
        json_function(
            "/api/identity/find_devices",
            Nothing,
            json!({ "flash": null }),
        ),
        form_function(
            "/api/identity/change_password",
            Nothing,
            "old_password=wrong&password=",
        ),
        json_function(
            "/api/identity/find_new_password",
            Nothing,
            json!({ "flash": null }),
        ),
        json_function(
            "/api/identity/find_profile",
            Nothing,
            json!({ "flash": null }),
        ),
        json_function(
            "/api/identity/find_contact",
            Nothing,
            json!({ "flash": null }),
        ),
        form_function("/api/identity/save_contact", Nothing, "phone=x"),
        json_function(
            "/api/identity/find_email_step",
            Nothing,
            json!({ "step": "Ask", "link": null, "flash": null }),
        ),
        form_function("/api/identity/ask_for_email", Nothing, "email=x"),
        form_function("/api/identity/use_email_link", Nothing, "link=x"),
        // No identity provider is configured.
        json_function(
            "/api/identity/find_arrival",
            Nothing,
            json!({ "flash": null }),
        ),
        form_function("/api/identity/unlink_provider", Nothing, ""),
        form_function("/api/identity/find_session_end", Nothing, ""),
        json_function(
            "/api/identity/find_recovery",
            Nothing,
            json!({ "step": "Ask", "flash": null }),
        ),
        json_function(
            "/api/identity/find_registration",
            Nothing,
            json!({ "step": "Profile", "link": null, "flash": null }),
        ),
        form_function("/api/identity/find_visit", Nothing, ""),
        json_function(
            "/api/identity/find_waiting",
            Nothing,
            json!({ "flash": null }),
        ),
        form_function("/api/identity/list_sessions", Nothing, ""),
        json_function(
            "/api/identity/find_tokens",
            Nothing,
            json!({ "step": "List", "flash": null }),
        ),
        json_function(
            "/api/messages/list_mailbox",
            Nothing,
            every::<domain::messages::MailboxFilter>(),
        ),
        form_function("/api/notices/find_choices", Nothing, ""),
        form_function("/api/notices/find_ended_roles", Nothing, ""),
        form_function("/api/notices/save_choices", Nothing, "staffing_file=true"),
    ]
}
