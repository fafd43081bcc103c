"""Pure: labelled examples -> a frozen, self-verifying bundle folder, and back."""
