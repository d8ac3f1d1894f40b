"""The keys that tokens are signed with, and checked against."""
