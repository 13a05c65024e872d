"""Other systems' exports, read as streams: nothing is kept but the item at hand."""
