"""A client from a package, not ours, gets along with the endpoint."""

import pytest
from gql import Client, gql
from gql.transport.exceptions import TransportQueryError
from gql.transport.websockets import WebsocketsTransport

from tests.api.live.sample import World


async def test_queries_mutations_and_subscriptions_on_one_connection(url: str, world: World) -> None:
    world.boards.admit("ann", "lobby")
    transport = WebsocketsTransport(
        url, init_payload={"reader": "ann"}, subprotocols=[WebsocketsTransport.GRAPHQLWS_SUBPROTOCOL]
    )
    async with Client(transport=transport) as session:
        assert await session.execute(gql("{ me }")) == {"me": "ann"}
        texts = []
        async for state in session.subscribe(gql('subscription { board(room: "lobby") { text } }')):
            texts.append(state["board"]["text"])
            if len(texts) == 3:
                break
            written = await session.execute(gql(f'mutation {{ write(room: "lobby", text: "{len(texts)}") }}'))
            assert written == {"write": True}
        assert texts == ["", "1", "2"]
        assert [each async for each in session.subscribe(gql("subscription { countdown(start: 2) }"))] == [
            {"countdown": 2},
            {"countdown": 1},
        ]
        with pytest.raises(TransportQueryError, match="Cannot query field 'you'"):
            await session.execute(gql("{ you }"))
