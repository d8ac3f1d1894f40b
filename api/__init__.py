"""Every way in: GraphQL, HTTP, WebSocket, command line; configuration; and where the parts are joined."""
