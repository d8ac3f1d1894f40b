"""How many entries each list that has no page is taken to have, before it is looked at.

What a list really has is counted while it is read (`api.live.limits.execution_budget`): these only refuse early what
would be too much for an installation like most. A page counts as what was asked for, and `Query.nodes` as the ids that
were given.
"""

from collections.abc import Mapping

ASSUMED_SIZES: Mapping[str, int] = {
    "Attendee.attendances": 2,
    "Call.participants": 25,
    "Call.raisedHands": 5,
    "Call.reactions": 10,
    "Call.rings": 10,
    "Call.sessions": 25,
    "CallStep.changes": 5,
    "CallMessage.thumbnails": 3,
    "CallRecord.hosts": 2,
    "CallRecord.recordings": 2,
    "CallRecordMedia.sent": 2,
    "CallRecordSession.media": 2,
    "ConferenceLog.recordings": 2,
    "ConsistencyProof.hashes": 40,
    "DeactivateUsersPayload.userIds": 100,
    "DeactivateUsersPayload.users": 100,
    "DeleteRoomsPayload.roomIds": 100,
    "DeleteRoomsPayload.rooms": 100,
    "InvalidInput.path": 3,
    "Erasure.holds": 2,
    "ErasureCertificate.destroyedKeyIds": 10,
    "IceServer.urls": 2,
    "InclusionProof.hashes": 30,
    "IncomingRingsUpdate.quietRings": 2,
    "IncomingRingsUpdate.rings": 2,
    "LogTailUpdate.facts": 1,  # as many as the subscription was asked for
    "LogTailUpdate.unreadable": 1,
    "MediaAnswer.missing": 5,
    "MediaAnswer.tracks": 50,
    "Participant.sessions": 2,
    "NotPossibleNow.otherCalls": 1,
    "Preflight.providers": 2,
    "Provider.capabilities": 5,
    "Query.slashCommands": 11,
    "RecordedFactConnection.unreadable": 1,
    "Room.settings": 25,
    "RoomTimelineUpdate.messages": 1,  # the page is the subscription's own
    "Session.tracks": 3,
    "SidebarUpdate.rooms": 25,
    "SidebarUpdate.unreadThreads": 25,
    "SpeakingUpdate.sessions": 5,
    "Statistics.byDay": 150,
    "Statistics.byMonth": 60,
    "Statistics.now": 5,
    "TextListSetting.choices": 5,
    "TextListSetting.defaultTexts": 5,
    "TextListSetting.texts": 5,
    "TextSetting.choices": 5,
    "ThreadUpdate.messages": 1,  # the page is the subscription's own
    "UpsertRoomsPayload.roomIds": 100,
    "UpsertRoomsPayload.rooms": 100,
    "UpsertUsersPayload.userIds": 100,
    "UpsertUsersPayload.users": 100,
    "Viewer.exits": 5,
    "Viewer.iceServers": 2,
    "Viewer.incomingRings": 2,
    "Viewer.quietRings": 2,
    "Viewer.sessions": 2,
    "Viewer.unreadThreads": 25,
    "Workspace.legalHolds": 25,
    "Workspace.providers": 2,
    "Workspace.settings": 25,
}
"""By type and field."""
