"""Everything behind the API: what its endpoints and resolvers have at hand."""
