"""What is the viewer's own, over GraphQL."""
