"""Forms in which a check is shown: one module each, chosen by name in `CHECK_OUTPUTS`."""
