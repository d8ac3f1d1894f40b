"""The directory: users, rooms and memberships, as the chat product has them."""
