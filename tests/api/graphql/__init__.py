"""Tests of the GraphQL API, on a real database, with real services, views and worker."""
