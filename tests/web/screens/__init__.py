"""The screens, as people use them in real browsers, with what `ringlog serve` serves."""
