"""Recordings between the rest: made by the media process on request, kept in a storage, downloaded by those who may."""
