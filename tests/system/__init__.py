"""Whole-system tests: `ringlog serve` as real processes, a GraphQL client from a package, and real WebRTC peers."""
