"""What a document may cost: its limits, and the measures that they are of."""
