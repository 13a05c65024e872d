# Mails that tell moderators what waits.
notice-subject = [{ $site }] { $count ->
    [one] One comment is waiting
   *[other] { $count } comments are waiting
}
notice-count = { $count ->
    [one] One comment is waiting for you.
   *[other] { $count } comments are waiting for you.
}
notice-oldest = The oldest has been waiting for { $duration }.
notice-appeals = { $count ->
    [one] One author asks for another reading.
   *[other] { $count } authors ask for another reading.
}
notice-appeal = asks for another reading
notice-open = Open the queue
notice-by = { $author } on “{ $article }”
notice-more = { $count ->
    [one] … and one more.
   *[other] … and { $count } more.
}
notice-why = You receive this because your address is on the list of those who are told when comments wait on { $site }. Links that readers wrote are broken on purpose.
