"""The comment-moderation service."""
