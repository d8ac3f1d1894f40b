"""The API's way to the media nodes."""
