"""What is shown of past calls in the schema: timelines, contextual bars, logs, and personal histories."""
