"""The bytes of a report into cells with their addresses: opening, the gate for personal data, reading of forms."""
