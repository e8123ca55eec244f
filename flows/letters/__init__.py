"""Letters: queued in the loading transaction, worded and brought to the outboxes after it."""
