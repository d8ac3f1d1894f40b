"""The browser client, as its own tools and real browsers see it."""
