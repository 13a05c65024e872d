# What went wrong, for readers and for API clients.
error = Something went wrong.
invalid = Some fields need correcting.
forbidden = You may not do this.
closed = Comments on this article are closed.
foreign-origin = This page may not send comments here.
unauthorised = Sign in to continue.
not-found = Not found.
conflict = This request contradicts what is stored.
duplicate = You have already sent this comment.
stale = This comment has changed in the meantime.
stale-settings = Somebody else has changed these settings in the meantime.
too-many = { $seconds ->
    [one] You are writing too fast. Try again in one second.
   *[other] You are writing too fast. Try again in { $seconds } seconds.
}
store-unavailable = The service is unavailable for a moment. Nothing was lost: try again shortly.
method-not-allowed = This method is not allowed here.
unsupported-media-type = Send JSON (application/json) or a form (application/x-www-form-urlencoded).
payload-too-large = This is too large.
bad-request = This request could not be read.
malformed-json = The body is not a valid JSON object.
field-required = This field is required.
field-too-long = This field is limited to { $limit } characters.
field-email = This e-mail address is not valid; the form is name@example.org.
field-website = This website address is not valid; the form is https://example.org.
field-not-text = This field must be text.
field-unknown = There is no such field.
field-parent = The comment you are replying to is no longer there.
field-cursor = This cursor is not valid; start again without one.
field-choice = Not allowed; choose one of: { $choices }.
field-range = A whole number from { $low } to { $high } is needed.
