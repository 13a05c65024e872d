"""Another system's comments, by Akismet's protocol: keys of its clients, remembered checks, the story."""
