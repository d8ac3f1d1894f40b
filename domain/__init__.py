"""The write side: what can happen in calls and why. Pure: it knows nothing of how facts are kept, shown or carried."""
