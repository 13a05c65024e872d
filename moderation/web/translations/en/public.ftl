# The article's page: its comments, the form, the author's receipt.
comments-count = { $count ->
    [0] Comments
    [one] One comment
   *[other] { $count } comments
}
comments-empty = Nobody has written here yet.
comments-empty-open = The conversation is yours to open.
comments-feed = Follow by Atom feed
comments-next = Next comments
comments-first = Back to the first comments
comments-more = Show the next comments
comment-long = The long comment by { $author }
comment-withdrawn = This comment has been withdrawn.
comment-by = Comment by { $author }
comment-permalink = Link to this comment
anonymous = Anonymous
reply = Reply
reply-to = Reply to { $author }
reply-cancel = Cancel reply
article-untitled = Discussion
article-back = Back to the article
article-of = Comments on the article

leave-a-comment = Leave a comment
form-note = Your email address will not be published. Required fields are marked *
form-closed = Comments on this article are closed.
form-closed-text = Your text was not sent; here it is, for you to copy.
form-content = Comment
form-content-hint = A little Markdown is understood: *italics*, **bold**, > quotation.
form-author = Name
form-email = Email
form-website = Website
form-consent = Recognise me when I comment next, by a cookie in this browser.
form-honeypot = Leave this field empty
form-send = Post comment
form-summary = Your comment has not been sent yet
form-summary-field = { $field }: { $message }

own-waiting = Your comment is awaiting moderation
own-waiting-more = Only you see this preview. A person will read it before it is published.
own-published = Your comment is published.
own-see = See it
own-refused = Your comment was not published.
own-follow = Follow what becomes of it

receipt-title = Your comment
receipt-private = This page is yours alone: keep its address, it is good for thirty days.
receipt-written = Written on { $date } (UTC)
receipt-waiting = Awaiting moderation
receipt-waiting-more = A person will read it before it is published. Come back to this page whenever you like.
receipt-appealed-more = Your message has arrived: a person will read your comment again.
receipt-published = Published
receipt-published-more = Your comment is online.
receipt-refused = Not published
receipt-refused-more = A person has read it and chosen not to publish it.
receipt-reason = Reason: { $reason }
receipt-appeal = Is this a mistake?
receipt-appeal-more = You may ask once for your comment to be read again. It will go to the top of the queue.
receipt-appeal-send = Ask for another reading
receipt-appeal-used = Your comment has already been read again at your request.

refusal-spam = unwanted or advertising
refusal-off-topic = off topic
refusal-insult = hurtful
refusal-illegal = against the law
refusal-duplicate = said before
refusal-other = other

error-title = { $status ->
    [404] Not found
    [503] One moment
   *[other] That did not work
}
page-not-found = There is nothing at this address: it is mistyped, or what it showed is gone.
error-home = Back to the start
nothing-to-appeal = This comment has not been refused: there is nothing to read again.

feed-title = Comments on { $title }
feed-entry = Comment by { $author }

script-sent = Your comment has arrived.
script-sending = Sending…
script-unreachable = The service does not answer. Your text is still here: try again in a moment.
script-retry = Try again
script-news-one = One new comment
script-news-other = { $count } new comments
script-news-shown = Comments shown
