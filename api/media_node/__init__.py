"""Where the media module meets the rest: its process, the orders it takes, and the facts it reports."""
