# The review desk.
desk-name = Moderation
desk-skip = Skip to content
desk-nav = Pages
desk-sites = Sites
desk-close = Close
desk-role-moderator = Moderator
desk-role-admin = Administrator
desk-sign-in = Sign in
desk-sign-in-name = Name
desk-sign-in-password = Password
desk-sign-in-wrong = This name and this password do not go together.
desk-sign-in-throttled = { $seconds ->
    [one] Too many tries. Try again in a second.
   *[other] Too many tries. Try again in { $seconds } seconds.
}
desk-sign-out = Sign out
desk-sign-out-everywhere = Sign out everywhere
desk-signed-out = You are signed out.
desk-welcome = Welcome
desk-welcome-more = Choose the name and password of the first account. This link works once.
desk-welcome-name-hint = 1 to 64 characters without spaces; it stands in the history of your decisions.
desk-welcome-password-hint = At least { $least } characters. A sentence is easier to keep in mind than a word.
desk-welcome-begin = Create the account and enter
desk-welcome-gone = This link has been used or has expired.
desk-welcome-gone-more = A new account is made on the command line: flask --app wsgi moderators add NAME --role admin

desk-place-queue = Queue
desk-place-rescue = Rescue
desk-place-numbers = Numbers
desk-place-settings = Settings

desk-status = Status
desk-status-pending = Waiting
desk-status-approved = Published
desk-status-spam = Spam
desk-status-rejected = Rejected
desk-order = Order
desk-order-oldest = Oldest first
desk-order-newest = Newest first
desk-order-uncertain = Uncertain first
desk-order-likely_ham = Likely fine first
desk-order-likely_spam = Suspect first
desk-rescue = Likely wrongly held
desk-search = Search a word or a name
desk-filter = Filter
desk-filters = Filters
desk-filter-remove = Remove the filter
desk-chip-article = article
desk-chip-author = author
desk-chip-q = search
desk-chip-source = source
desk-this-author = this same author
desk-count = { NUMBER($count) }
desk-share = { NUMBER($share, style: "percent") }
desk-bar = { $label }: { $series } { $figure }
desk-count-least = { NUMBER($count) }+
desk-title = ({ $count }) { $name }
desk-pages = More of the list
desk-first-page = Back to the start
desk-next-page = Next page

desk-nobody = No name
desk-on = on
desk-select = Select the comment by { $author }
desk-waiting = waiting for { $length }
desk-written = written { $length } ago
desk-reply = Reply to another comment
desk-long = Long comment
desk-appeal = The author says this is a mistake
desk-links = { $count ->
    [one] One link:
   *[other] { $count } links:
}
desk-open-link = Open
desk-score = Spam at { NUMBER($score, style: "percent") }
desk-reveal = Show the address
desk-reveal-is = The author’s address:
desk-reveal-recorded = That you looked is on record, under your name.
desk-author-all = See all

desk-record-none = First time here.
desk-record-unknown = No e-mail address: the author is unknown.
desk-record-approved = { $count ->
    [one] one published
   *[other] { $count } published
}
desk-record-pending = { $count ->
    [one] one waiting
   *[other] { $count } waiting
}
desk-record-spam = { $count ->
    [one] one spam
   *[other] { $count } spam
}
desk-record-rejected = { $count ->
    [one] one rejected
   *[other] { $count } rejected
}
desk-record = Before: { $list }.

desk-approve = Approve
desk-spam = Spam
desk-reject = Reject
desk-undo = Undo
desk-the-chosen = the selection
desk-reject-because = Reason for rejecting
desk-bulk = The selection
desk-select-all = All
desk-chosen = Chosen:
desk-history = History
desk-looking = { $names } is looking at this
desk-reject-off-topic = Off topic
desk-reject-insult = Insulting
desk-reject-illegal = Illegal
desk-reject-duplicate = Said before
desk-reject-other = Another reason

desk-explain = Why
desk-explain-how = What weighed most. Above zero it speaks for spam, below for a real comment.
desk-no-clues = No model gave an opinion on this comment.
desk-model = Model { $model }. The weights are log-odds: they add up.
desk-clue = Clue
desk-clue-field = Where
desk-clue-weight = Weight
desk-field-text = text
desk-field-author = name
desk-field-url = website
desk-field-email_domain = e-mail
desk-field-context = article
desk-trait-listed-phrases = { $count ->
    [0] no phrase known from spam
   *[other] phrases known from spam: { $count }
}
desk-trait-likeness = words shared with the article: { $count }
desk-trait-likeness-in-words = words shared with the article, for this length: { $count }
desk-trait-site-depth = depth of the website’s address: { $count }
desk-trait-site-query = { $count ->
    [0] website’s address without parameters
   *[other] parameters in the website’s address
}
desk-trait-site-hyphens = hyphens in the website’s name: { $count }
desk-trait-site-shortener = website behind a shortener
desk-trait-site-listed = phrase known from spam in the website’s address
desk-trait-site-beside-links-in-words = { $count ->
    [0] a website, no link in the text
    [1] a website, and a link in the text
   *[other] a website, and several links in the text
}
desk-trait-site-named-by-of-words = words of the name in the website’s address: { $count }
desk-trait-site-host-named-by-of-words = words of the name in the website’s host: { $count }
desk-trait-site-path-named-by-of-words = words of the name further on in the website’s address: { $count }
desk-trait-site-is-the-name = website of exactly this name
desk-trait-mail-of-a-provider = address at a mail provider
desk-trait-mail-of-its-own = mail domain of its own
desk-trait-mail-of-the-site = e-mail on the website’s domain
desk-trait-mail-not-of-the-site = e-mail on another domain than the website
desk-trait-mail-ending = e-mail ending in .{ $name }
desk-trait-links-known-of = { $count ->
    [0] links, none to a known reference
   *[other] links to known references
}
desk-trait-name-given = a given name alone
desk-trait-name-given-and-more = a person’s name
desk-trait-name-given-glued = a given name glued to other letters
desk-trait-name-other = no given name
desk-trait-name-none = a name without letters
desk-trait-name-trades = { $count ->
    [0] no word of a trade in the name
   *[other] words of a trade in the name
}
desk-trait-name-lower = name in lower case
desk-trait-name-upper = name in capitals
desk-trait-name-camel = capitals inside the name
desk-trait-name-title = name with its capitals
desk-trait-name-mixed = name in mixed case
desk-trait-name-digits = digits in the name
desk-trait-site-trades = { $count ->
    [0] no word of a trade in the website’s address
   *[other] words of a trade in the website’s address
}
desk-trait-site-beside-praise-in-words = { $count ->
    [0] a website, no praise in the text
    [1] a website, and some praise
   *[other] a website, and little but praise
}
desk-trait-site-of-name-given = a website, and a given name alone
desk-trait-site-of-name-given-and-more = a website, and a person’s name
desk-trait-site-of-name-given-glued = a website, and a given name glued to other letters
desk-trait-site-of-name-other = a website, and no given name
desk-trait-site-of-name-none = a website, and a name without letters
desk-trait-praise-of-likeness = { $count ->
    [0] no praise that would fit under any article
    [1] some praise that would fit under any article
   *[other] little but praise that would fit under any article
}
desk-trait-praise-of-likeness-in-words = { $count ->
    [0] no praise that fits anywhere, for this length
    [1] some praise that fits anywhere, for this length
   *[other] little but praise that fits anywhere, for this length
}
desk-trait-script-other = another script than the article’s
desk-trait-tongue-same = the article’s language
desk-trait-tongue-other = another language than the article’s

desk-reason-moderation-all = This site reads everything before publishing.
desk-reason-no-verdict = No model could give an opinion.
desk-reason-honeypot = The trap field, which people do not see, was filled in.
desk-reason-blocked-term = Contains a blocked term: “{ $detail }”.
desk-reason-blocked-host = Leads to a blocked host: { $detail }.
desk-reason-too-many-links = Contains more links than allowed: { $detail }.
desk-reason-known-author = An author published before, from the same browser.
desk-reason-too-fast = Sent within { $detail } s, faster than people write.
desk-reason-clearly-fine = The model finds nothing against it.
desk-reason-clearly-spam = The model is sure.
desk-reason-doubtful = The model is in doubt.
desk-reason-ruled = A person decided.
desk-reason-ruled-because = A person decided: { $detail }.
desk-reason-appealed = The author appealed.
desk-reason-other = Another reason: { $detail }.

desk-stands-pending = Waiting again
desk-stands-approved = Published
desk-stands-spam = Filed as spam
desk-stands-rejected = Rejected
desk-stands-by = { $outcome } by { $name } { $length } ago
desk-stands-machine = { $outcome } by the machine
desk-because = { $outcome } ({ $reason })
desk-already = Already { $outcome ->
    [approved] published
    [spam] filed as spam
    [rejected] rejected
   *[other] put back to wait
} by { $name } { $length } ago.
desk-already-waiting = This comment has changed meanwhile: it waits again.
desk-gone = This comment is no longer there.
desk-nothing-chosen = Nothing was selected.
desk-nothing-to-undo = There is nothing left to undo.
desk-told-one = { $outcome }: { $author }
desk-told-many = { $outcome }: { $count } comments
desk-conflicts = { $count ->
    [one] Someone else had already ruled on one.
   *[other] Others had already ruled on { $count }.
}

desk-empty-pending = Everything is read
desk-empty-pending-more = Nobody is waiting for an answer. Whatever comes in doubtful will show here.
desk-empty-status = Nothing here
desk-empty-status-more = No comment has this status.
desk-empty-search = No such thing
desk-empty-search-more = No comment matches these filters.
desk-empty-page = End of the page
desk-empty-page-more = There is nothing after this point of the list.
desk-empty-onward = Nothing so far
desk-empty-onward-more = The search pauses now and then. The rest of the list is on the next page.
desk-empty-back = See the whole queue

desk-keys = Keyboard shortcuts
desk-keys-on = Shortcuts on in this browser
desk-keys-asleep = They sleep while a field has the focus, or while Ctrl, Alt or Cmd is held.
desk-key-next = Next comment
desk-key-previous = Previous comment
desk-key-reject = Reject, then 1 to 9 for the reason
desk-key-undo = Undo the latest decision
desk-key-explain = Show why
desk-key-select = Select
desk-key-select-all = Select all
desk-key-search = Search
desk-key-help = This help

desk-comment = One comment
desk-back = Back to the queue
desk-offline = The service does not answer. Nothing is lost: try again in a moment.
desk-machine = The machine
desk-import = The import
desk-author = The author
desk-did-received-pending = let it wait
desk-did-received-approved = published it
desk-did-received-spam = filed it as spam
desk-did-received-rejected = rejected it
desk-did-approve = approved it
desk-did-spam = filed it as spam
desk-did-reject = rejected it
desk-did-undo = took a ruling back: { $outcome }
desk-did-appeal = appealed
desk-did-reveal = saw the e-mail address
desk-did-other = { $outcome }

desk-chart-empty = Nothing to show for this time.
desk-chart-table = The figures

desk-numbers-span = Time
desk-numbers-days = { $days ->
    [7] A week
    [30] 30 days
    [90] 90 days
   *[365] A year
}
desk-numbers-received = Received
desk-numbers-wait = Median wait
desk-numbers-wait-more = until a person first ruled
desk-numbers-taken = Taken down after publishing
desk-numbers-rescued = Rescued from spam
desk-numbers-of = { $part } of { NUMBER($whole) } looked at
desk-numbers-kappa = Agreement between moderators
desk-numbers-kappa-of = { $items ->
    [0] No comment has been judged twice. The share to serve twice is a setting of the site.
   *[other] Cohen’s kappa, { NUMBER($items) } comments judged twice (1: agreed in all, 0: as if by chance)
}
desk-numbers-none = –
desk-numbers-empty = No figures yet for this time.
desk-chart-date = Date
desk-chart-arrivals = What came in
desk-chart-arrivals-more = Comments received, by what the machine did with them.
desk-chart-rulings = What people decided
desk-chart-rulings-more = Rulings, without those that were taken back.
desk-chart-waits-more = Until a person first ruled, in { $unit }.
desk-chart-kappa-more = Cohen’s kappa on what two moderators judged without knowing of each other (1: agreed in all, 0: as if by chance).
desk-chart-kappa-head = Kappa
desk-unit-minutes = minutes
desk-unit-hours = hours
desk-unit-days = days
desk-chart-overruled = The machine overruled
desk-chart-overruled-more = What the machine had decided alone and a person then looked at.
desk-chart-overruled-head = The machine’s decision
desk-chart-scores = The model’s scores
desk-chart-scores-more = The score given to what people called real (upwards) or spam (downwards). The better the two part, the better the model sees.
desk-chart-scores-head = Score from
desk-put-approved = Published
desk-put-pending = Made to wait
desk-put-spam = Spam
desk-put-rejected = Rejected
desk-over-published = Published by the machine
desk-over-filed = Filed as spam by the machine
desk-over-left = Left as they were
desk-over-changed = Overruled
desk-score-ham = Real comments
desk-score-spam = Spam
