//! Plain forms, which work without script.

use super::{Body, Function, form_route};

pub(super) fn functions() -> Vec<Function> {
    vec![
        // Without what is needed: nothing is to change while others ask.
        form_route("/profile/tokens/make", "name="),
        form_route("/profile/tokens/revoke", "token=$JOB"),
        form_route("/register/proofing/start", ""),
        form_route("/register/proofing/answers", ""),
        form_route("/register/proofing/documents", ""),
        form_route("/register/proofing/video-call", ""),
        form_route("/demo/log-in", "user_name=NOBODY.KNOWN"),
        form_route("/devices", "kind="),
        form_route("/devices/confirm", "code="),
        form_route("/devices/remove", ""),
        form_route("/devices/rename", ""),
        form_route("/devices/backup-codes", ""),
        form_route("/held/drop", "id=x"),
        form_route("/login", "user_name=&password="),
        form_route("/login/code", "code="),
        form_route("/login/device", "device="),
        form_route("/logout", ""),
        form_route("/switch-category", "category=qio"),
        form_route("/openid/enter", ""),
        form_route("/openid/link", ""),
        form_route("/recover", "who="),
        form_route("/recover/link/use", "link="),
        form_route("/recover/password/change", "password="),
        form_route("/register", "first_name="),
        form_route("/support/viewing/start", "ticket="),
        form_route("/support/viewing/stop", ""),
        form_route("/support/viewing/reveal", "words="),
        form_route("/register/account/create", "link="),
        form_route("/register/terms/accept", ""),
        Function {
            body: Body::File,
            ..form_route("/pbj/submissions", "")
        },
        Function {
            body: Body::File,
            ..form_route("/assessments/submissions", "")
        },
    ]
}
