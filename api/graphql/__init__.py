"""The GraphQL API: what clients ask, change and watch. Resolvers parse, make one call, and map.

The domain's enums are made known to Strawberry before any type mentions one.
"""

from api.graphql.core import enums as enums
