"""The GraphQL API: what clients ask, change and watch. Resolvers parse, make one call, and map."""
