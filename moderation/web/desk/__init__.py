"""What moderators see and send: the desk in a browser, and its twin for programs."""
