"""Media: what carries voices and screens, records them, and reports what happened."""
