"""The API role: GraphQL over HTTP and WebSocket, and what it needs to answer."""
