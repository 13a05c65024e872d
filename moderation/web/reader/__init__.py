"""What readers see and send: articles' threads, forms, receipts, feeds."""
