# Checks that came by Akismet's protocol.
desk-place-checks = Other blogs
desk-checks = Comments of other blogs
desk-checks-what = Blogs that speak Akismet’s protocol asked about these comments. They wait in those blogs’ queues, not here; what you say of them trains the model. They are forgotten after thirty days.
desk-checks-all = All
desk-checks-none = No blog has asked about a comment yet.
desk-checks-further = None among the latest; the list goes on.
desk-checks-client = the blog “{ $name }”
desk-checks-ham = Legitimate
desk-checks-told-spam = The blog was told that it is spam.
desk-checks-told-ham = The blog was told that it is not spam.
desk-checks-told-wait = The blog is to hold it and ask again.
desk-checks-labelled-ham = Legitimate, says { $by }
desk-checks-labelled-spam = Spam, says { $by }
desk-reason-guaranteed-spam = The agreed test text, always judged spam.
desk-reason-administrator = Written by an administrator of the blog.
