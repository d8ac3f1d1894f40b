"""The workspace: its settings, and the providers that carry its calls."""
