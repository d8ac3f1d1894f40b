"""The proof, mirroring domain, projections, media and api."""
