"""A record in the formats of others: `choices` lists them, a module each says how it is written."""
