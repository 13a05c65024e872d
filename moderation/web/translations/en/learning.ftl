# Models, promises, people's data.
training-held = Another training of this site is running.
too-little-to-learn = Too little to learn from: { $ham } ham and { $spam } spam labels; { $needed } are needed.
promise-blocked-ham = At most { NUMBER($share, style: "percent", maximumFractionDigits: 2) } of real comments are put into spam.
promise-published-spam = At most { NUMBER($share, style: "percent", maximumFractionDigits: 2) } of what is published unseen is spam.
promise-more-for-spam = { $count ->
    [one] One more approved comment until automatic spam filing.
   *[other] { $count } more approved comments until automatic spam filing.
}
promise-missing-ham = { $count ->
    [one] 1 more approved comment
   *[other] { $count } more approved comments
}
promise-missing-spam = { $count } more spam
promise-missing-both = { $ham } and { $spam }
promise-more-for-publishing = { $missing } until automatic publishing.
promise-proof-for-spam = { $count ->
    [one] One more approved comment
   *[other] { $count } more approved comments
} until this site’s own labels prove it; until then { $by ->
    [site] the threshold in the settings
   *[other] the shipped model’s cautious threshold
} decides: spam from { NUMBER($threshold, style: "percent", maximumFractionDigits: 1) }.
promise-proof-for-publishing = { $missing } until this site’s own labels prove it; until then { $by ->
    [site] the threshold in the settings
   *[other] the shipped model’s cautious threshold
} decides: published below { NUMBER($threshold, style: "percent", maximumFractionDigits: 1) }.
person-title = What you wrote here
person-about = { $count ->
    [0] Nothing is kept of { $email } ({ $date }).
    [one] One comment by { $email } is kept ({ $date }).
   *[other] { $count } comments by { $email } are kept ({ $date }).
}
person-comment = { $date }, under “{ $article }”
person-site = Site
person-author = Name
person-website = Website
person-status = Stands as
person-decided-by = Decided by
person-in-reply-to = In reply to
person-score = Probability of spam, by the machine
person-score-is = { NUMBER($score, style: "percent") }
person-is-pending = Waiting
person-is-approved = Published
person-is-spam = Filed as spam
person-is-rejected = Rejected
person-is-the-machine = The machine
person-is-a-moderator = A person
person-elsewhere = Asked about by another system: { $where }
desk-reason-imported = Came from another system.
desk-reason-erased = Erased for its author; only its place is kept.
learning-title = What it has learned
learning-about = On duty: { $model }. Labels: { $ham } approved, { $spam } spam.
learning-trainings = Latest trainings
learning-when = Trained
learning-outcome = Now
learning-report = Report
learning-role-champion = on duty
learning-role-challenger = scores in the shadow
learning-role-previous = on duty before
learning-role-idle = kept
learning-stale = to be trained again
