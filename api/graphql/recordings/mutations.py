"""Mutations of recordings: start, stop."""

from typing import Self

import strawberry

from api.graphql.calls.inputs import OfCall
from api.graphql.core.context import Info
from api.graphql.core.fields import resolved
from api.graphql.core.ids import global_id
from api.graphql.core.mutation import mutation
from api.graphql.core.payload import Payload
from api.graphql.core.performing import Performed, acting_requester, perform
from api.graphql.recordings.recording import Recording


@strawberry.input(description="Which call to record.")
class StartRecordingInput(OfCall):
    pass


@strawberry.input(description="In which call to stop the recording.")
class StopRecordingInput(OfCall):
    pass


@strawberry.type
class WithRecording(Payload):
    recording_id: strawberry.ID = strawberry.field(description="The recording.")

    @classmethod
    def of(cls, done: Performed) -> Self:
        """Of a use case that answers with the call and the recording."""
        return cls(shown=done.shown, recording_id=global_id("Recording", done.answer[1]))

    @resolved(
        "The recording as it is now; null if the viewer may not see it, or while the views are behind: ask again by "
        "its id."
    )
    async def recording(self, info: Info) -> Recording | None:
        return await self.found(info, Recording, self.recording_id)


@strawberry.type(description="The recording: a new one, or the one in progress.")
class StartRecordingPayload(WithRecording):
    pass


@strawberry.type(description="The stopped recording.")
class StopRecordingPayload(WithRecording):
    pass


@strawberry.type
class RecordingMutations:
    @mutation("Record the call. Does nothing while a recording runs. Participants are told. The host and admins may.")
    async def start_recording(self, info: Info, input: StartRecordingInput) -> StartRecordingPayload:
        by = await acting_requester(info.context)
        done = await perform(info, info.context.services.recordings.start, input, call_id=input.call(), by=by)
        return StartRecordingPayload.of(done)

    @mutation("Stop the recording. The file is posted in the call's thread. The host and admins may.")
    async def stop_recording(self, info: Info, input: StopRecordingInput) -> StopRecordingPayload:
        by = await acting_requester(info.context)
        done = await perform(info, info.context.services.recordings.stop, input, call_id=input.call(), by=by)
        return StopRecordingPayload.of(done)
