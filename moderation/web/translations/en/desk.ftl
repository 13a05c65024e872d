# Accounts, signing in, access.
account-exists = This name is taken.
field-account-name = A name of 1 to 64 characters without spaces is needed.
field-password = A password has { $low } to { $high } characters and is not the name.
wrong-password = This name and this password do not belong together.
csrf = This page has been open for too long: reload it, then try again.
field-list = A list is needed.
field-pair = Two whole numbers are needed: how many, in how many seconds.
field-number = A number is needed.
field-truth = Write true or false, without quotes.
field-rows = One to { $limit } entries are needed.
