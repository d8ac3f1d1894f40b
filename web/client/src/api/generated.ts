// Generated from schema.graphql and src/api/documents by scripts/web.py generate.
/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
interface DocumentTypeDecoration<R, V> { __apiType?: (variables: V) => R }
/** Which ring to accept, and how. */
export type AcceptRingInput = {
  /** Whether the camera is on; left out, it is off. */
  camera?: boolean | null | undefined;
  /** What the device calls itself: 1 to 128 characters of its own choice, always the same. */
  deviceId: string;
  /** Any id of the client's own. Use the same one to repeat a request whose answer was lost: the repeated request changes nothing more, and its answer names the same objects. */
  idempotencyKey?: string | null | undefined;
  /** Whether the user has confirmed that they want to leave any other call that they are in. */
  leaveOthers?: boolean;
  /** Whether the microphone is on; left out, it is on in direct and group-direct rooms and off elsewhere. */
  microphone?: boolean | null | undefined;
  /** The ring. */
  ringId: string;
};

/** Who can take part in a call. */
export type CallKind =
  /** All members of the room. */
  | 'CONFERENCE'
  /** The two users of a direct room. */
  | 'DIRECT';

/** Where a call stands. */
export type CallState =
  /** It rings and has not been answered. */
  | 'CALLING'
  /** It is over for good. */
  | 'ENDED'
  /** Participants are in it, or are waited for. */
  | 'ONGOING';

/** What a provider can do. */
export type Capability =
  /** Cameras, on or off before and during a call. */
  | 'CAM'
  /** Microphones, on or off before a call. */
  | 'MIC'
  /** Recording of calls. */
  | 'RECORDING'
  /** Screen sharing. */
  | 'SCREEN'
  /** Titles of calls. */
  | 'TITLE';

/** How the viewer wants to be rung; what is left out stays as it is. */
export type ChangePreferencesInput = {
  /** Whether the viewer is not to be disturbed: nothing rings for now. */
  doNotDisturb?: boolean | null | undefined;
  /** Any id of the client's own. Use the same one to repeat a request whose answer was lost: the repeated request changes nothing more, and its answer names the same objects. */
  idempotencyKey?: string | null | undefined;
  /** The name of a ring tone that the client knows: 1 to 128 characters without spaces. */
  ringTone?: string | null | undefined;
  /** Whether calls ring at all. */
  ringingEnabled?: boolean | null | undefined;
};

/** Which ring to decline. */
export type DeclineRingInput = {
  /** Any id of the client's own. Use the same one to repeat a request whose answer was lost: the repeated request changes nothing more, and its answer names the same objects. */
  idempotencyKey?: string | null | undefined;
  /** The ring. */
  ringId: string;
};

/** Which ring to dismiss. */
export type DismissRingInput = {
  /** Any id of the client's own. Use the same one to repeat a request whose answer was lost: the repeated request changes nothing more, and its answer names the same objects. */
  idempotencyKey?: string | null | undefined;
  /** The ring. */
  ringId: string;
};

/** Which call to end. */
export type EndCallInput = {
  /** The call. */
  callId: string;
  /** Any id of the client's own. Use the same one to repeat a request whose answer was lost: the repeated request changes nothing more, and its answer names the same objects. */
  idempotencyKey?: string | null | undefined;
};

/** Why a call ended. */
export type EndReason =
  /** One participant was left alone for too long. */
  | 'ALONE'
  /** The caller hung up before the call was answered. */
  | 'CANCELLED'
  /** The callee declined. */
  | 'DECLINED'
  /** An admin ended it for all. */
  | 'ENDED_BY_ADMIN'
  /** The host ended it for all. */
  | 'ENDED_BY_HOST'
  /** All participants left; of a direct call, either of the two. */
  | 'HUNG_UP'
  /** It was not answered in time. */
  | 'NOT_ANSWERED'
  /** Its room was archived. */
  | 'ROOM_ARCHIVED'
  /** Its room was deleted. */
  | 'ROOM_DELETED'
  /** It reached the longest time that a call may take. */
  | 'TIMED_OUT';

/** Which participant to make the host of which call. */
export type HandOverCallInput = {
  /** The call. */
  callId: string;
  /** Any id of the client's own. Use the same one to repeat a request whose answer was lost: the repeated request changes nothing more, and its answer names the same objects. */
  idempotencyKey?: string | null | undefined;
  /** The participant. */
  userId: string;
};

/** Which call to join, and how. */
export type JoinCallInput = {
  /** The call. */
  callId: string;
  /** Whether the camera is on; left out, it is off. */
  camera?: boolean | null | undefined;
  /** What the device calls itself: 1 to 128 characters of its own choice, always the same. */
  deviceId: string;
  /** Any id of the client's own. Use the same one to repeat a request whose answer was lost: the repeated request changes nothing more, and its answer names the same objects. */
  idempotencyKey?: string | null | undefined;
  /** Whether the user has confirmed that they want to leave any other call that they are in. */
  leaveOthers?: boolean;
  /** Whether the microphone is on; left out, it is on in direct and group-direct rooms and off elsewhere. */
  microphone?: boolean | null | undefined;
};

/** Which device leaves which call. */
export type LeaveCallInput = {
  /** The call. */
  callId: string;
  /** The client's connection to the media server. It is refused as SESSION_TAKEN_OVER if another client has connected the session since; that client stays in the call. */
  connectionId?: string | null | undefined;
  /** Any id of the client's own. Use the same one to repeat a request whose answer was lost: the repeated request changes nothing more, and its answer names the same objects. */
  idempotencyKey?: string | null | undefined;
  /** The session that this device got when it joined. */
  sessionId: string;
};

/** Why a user left a call. */
export type LeaveReason =
  /** The user's connection was lost and did not come back. */
  | 'CONNECTION_LOST'
  /** The user was deactivated. */
  | 'DEACTIVATED'
  /** The user hung up. */
  | 'LEFT'
  /** The user ceased to be a member of the room. */
  | 'LOST_MEMBERSHIP'
  /** The host or an admin removed the user. */
  | 'REMOVED';

/** Whose hand to lower. */
export type LowerHandInput = {
  /** The call. */
  callId: string;
  /** Any id of the client's own. Use the same one to repeat a request whose answer was lost: the repeated request changes nothing more, and its answer names the same objects. */
  idempotencyKey?: string | null | undefined;
  /** The participant; left out, the user themselves. The host and admins may lower others' hands. */
  userId?: string | null | undefined;
};

/** That the viewer has looked at their missed calls. */
export type MarkMissedCallsSeenInput = {
  /** Any id of the client's own. Use the same one to repeat a request whose answer was lost: the repeated request changes nothing more, and its answer names the same objects. */
  idempotencyKey?: string | null | undefined;
};

/** Where a session's connection to the media server stands. */
export type MediaState =
  /** It was up, and has ended. */
  | 'CLOSED'
  /** It is up, and media flows. */
  | 'CONNECTED'
  /** An offer was answered, and the connection is being made. */
  | 'CONNECTING'
  /** It was not up in time. */
  | 'FAILED';

/** In which call to mute everyone else. */
export type MuteOthersInput = {
  /** The call. */
  callId: string;
  /** Any id of the client's own. Use the same one to repeat a request whose answer was lost: the repeated request changes nothing more, and its answer names the same objects. */
  idempotencyKey?: string | null | undefined;
};

/** Which participant to mute. */
export type MuteParticipantInput = {
  /** The call. */
  callId: string;
  /** Any id of the client's own. Use the same one to repeat a request whose answer was lost: the repeated request changes nothing more, and its answer names the same objects. */
  idempotencyKey?: string | null | undefined;
  /** The participant, who is muted on all devices. */
  userId: string;
};

/** Which room to mute or unmute. */
export type MuteRoomInput = {
  /** Any id of the client's own. Use the same one to repeat a request whose answer was lost: the repeated request changes nothing more, and its answer names the same objects. */
  idempotencyKey?: string | null | undefined;
  /** True to mute the room, false to let its calls ring again. */
  muted: boolean;
  /** The room. */
  roomId: string;
};

/** A session's offer. */
export type NegotiateMediaInput = {
  /** The call. */
  callId: string;
  /** The connection that the offer belongs to, as the answer to the RTCPeerConnection's first offer named it; left out in that first offer. It is refused as CONNECTION_LOST if the media server no longer has it. */
  connectionId?: string | null | undefined;
  /** Any id of the client's own. Every input takes one; here it has no effect, since repeating the request does no harm. */
  idempotencyKey?: string | null | undefined;
  /** In the first offer of a new RTCPeerConnection, the connection that this client had before. Like connectionId, it is refused as SESSION_TAKEN_OVER if another client has connected the session since. */
  replacesConnectionId?: string | null | undefined;
  /** An SDP offer with an audio section, up to 512 KB. */
  sdpOffer: string;
  /** The session that this device got when it joined. */
  sessionId: string;
  /** What the sections carry. Of those left out, sound is the microphone and a picture is the camera. */
  tracks?: Array<OfferedTrackInput>;
  /** Which track each section is to receive: those named here and no others, so that sections left out carry nothing. What goes on as it was isn't interrupted. Left out, free sections get the tracks that aren't received yet, in the order in which they began. */
  wanted?: Array<WantedTrackInput> | null | undefined;
};

/** What a section of an offer sends. */
export type OfferedTrackInput = {
  /** What the section carries. */
  kind: TrackKind;
  /** The section's id: its a=mid (RFC 9143). */
  mid: string;
};

/** Which link to open, and how to join. */
export type OpenCallLinkInput = {
  /** Whether the camera is on; left out, it is off. */
  camera?: boolean | null | undefined;
  /** What the device calls itself: 1 to 128 characters of its own choice, always the same. */
  deviceId: string;
  /** Any id of the client's own. Use the same one to repeat a request whose answer was lost: the repeated request changes nothing more, and its answer names the same objects. */
  idempotencyKey?: string | null | undefined;
  /** Whether the user has confirmed that they want to leave any other call that they are in. */
  leaveOthers?: boolean;
  /** The link, whatever host it names. */
  link: string;
  /** Whether the microphone is on; left out, it is on in direct and group-direct rooms and off elsewhere. */
  microphone?: boolean | null | undefined;
};

/** What to post, and in the thread of which call. */
export type PostMessageInput = {
  /** The call, ongoing or ended. */
  callId: string;
  /** Any id of the client's own. Use the same one to repeat a request whose answer was lost: the repeated request changes nothing more, and its answer names the same objects. */
  idempotencyKey?: string | null | undefined;
  /** The text: 1 to 16,383 characters, emoji included. */
  text: string;
};

/** In which call to raise a hand. */
export type RaiseHandInput = {
  /** The call. */
  callId: string;
  /** Any id of the client's own. Use the same one to repeat a request whose answer was lost: the repeated request changes nothing more, and its answer names the same objects. */
  idempotencyKey?: string | null | undefined;
};

/** What to show, and in which call. */
export type ReactInput = {
  /** The call. */
  callId: string;
  /** An emoji, or the short name that the chat product has for one: 1 to 64 characters without spaces. */
  emoji: string;
  /** Any id of the client's own. Use the same one to repeat a request whose answer was lost: the repeated request changes nothing more, and its answer names the same objects. */
  idempotencyKey?: string | null | undefined;
};

/** Where a recording stands. */
export type RecordingState =
  /** It failed: there will be no file. */
  | 'FAILED'
  /** Its file is posted in the call's thread. */
  | 'PUBLISHED'
  /** It was requested, and a media server is about to start it. */
  | 'REQUESTED'
  /** What is said and shown is being recorded. */
  | 'STARTED'
  /** Nothing is recorded any more; the file is being finished. */
  | 'STOPPING';

/** The reason of a refusal. Codes stay when the wording of messages changes. */
export type RefusalCode =
  /** You are in another call; confirm that you want to leave it. */
  | 'ALREADY_IN_ANOTHER_CALL'
  /** This user is already in the call. */
  | 'ALREADY_IN_CALL'
  /** Calls are turned off in this room. */
  | 'CALLS_ARE_DISABLED'
  /** The call has ended. */
  | 'CALL_ALREADY_ENDED'
  /** The call has as many participants as it may have. */
  | 'CALL_IS_FULL'
  /** The call is not being recorded. */
  | 'CALL_IS_NOT_RECORDED'
  /** The media server has lost this connection; make a new RTCPeerConnection, and offer to replace it. */
  | 'CONNECTION_LOST'
  /** This erasure has begun: there is no way back. */
  | 'ERASURE_HAS_BEGUN'
  /** This idempotency key was used before, for another request. */
  | 'IDEMPOTENCY_KEY_REUSED'
  /** A value of the input can't be used; `path` leads to it. */
  | 'INVALID_INPUT'
  /** This call link is not valid, or no longer valid. */
  | 'INVALID_LINK'
  /** This is a sandbox, in which a log is only looked at: nothing can be changed in it. */
  | 'LOG_IS_READ_ONLY'
  /** No media server can be reached right now; try again in a few seconds. */
  | 'MEDIA_IS_UNAVAILABLE'
  /** Only an admin may do this. */
  | 'NOT_ADMIN'
  /** The viewer may see the object, but not do this. */
  | 'NOT_ALLOWED'
  /** The object doesn't exist, or the viewer may not see it. */
  | 'NOT_FOUND'
  /** Only the call's host or an admin may do this. */
  | 'NOT_HOST'
  /** This user is not in the call. */
  | 'NOT_IN_CALL'
  /** The viewer may do this in principle, but it is not possible as things stand. */
  | 'NOT_POSSIBLE_NOW'
  /** Only a service account may do this. */
  | 'NOT_SERVICE'
  /** There is no call in this room; /call start starts one. */
  | 'NO_CALL_IN_ROOM'
  /** This user was erased; what is about them can't be recorded any more. */
  | 'PERSON_IS_ERASED'
  /** The call's provider can't do this. */
  | 'PROVIDER_CANNOT'
  /** This provider is not enabled in the workspace. */
  | 'PROVIDER_IS_DISABLED'
  /** You have reacted too often; wait a few seconds. */
  | 'REACTING_TOO_FAST'
  /** Recording is turned off. */
  | 'RECORDING_IS_DISABLED'
  /** The ring was answered on another device. */
  | 'RING_ANSWERED_ELSEWHERE'
  /** The ring is over. */
  | 'RING_IS_OVER'
  /** Calls in this room don't ring. */
  | 'ROOM_DOES_NOT_RING'
  /** The room already has an ongoing call. */
  | 'ROOM_HAS_ONGOING_CALL'
  /** The room is archived. */
  | 'ROOM_IS_ARCHIVED'
  /** The room is read-only. */
  | 'ROOM_IS_READ_ONLY'
  /** Screen sharing is turned off. */
  | 'SCREEN_SHARING_IS_DISABLED'
  /** Another client of this device has taken this session over; join again to take it back. */
  | 'SESSION_TAKEN_OVER'
  /** The server's environment fixes this setting. */
  | 'SETTING_IS_LOCKED'
  /** Someone else is sharing a screen. */
  | 'SOMEONE_ELSE_IS_SHARING'
  /** What was written in this call was kept for as long as texts are, and is gone: nothing can be added. */
  | 'TEXTS_EXPIRED'
  /** You are in this call on ten devices; leave it on one of them. */
  | 'TOO_MANY_SESSIONS'
  /** Too many people changed this at once; try again. */
  | 'TRY_AGAIN'
  /** There is no such call. */
  | 'UNKNOWN_CALL'
  /** There is no such slash command; the message names the nearest ones. */
  | 'UNKNOWN_COMMAND'
  /** There is no such erasure. */
  | 'UNKNOWN_ERASURE'
  /** There is no such hold, or it was released. */
  | 'UNKNOWN_HOLD'
  /** There is no such recording. */
  | 'UNKNOWN_RECORDING'
  /** There is no such ring. */
  | 'UNKNOWN_RING'
  /** There is no such room. */
  | 'UNKNOWN_ROOM'
  /** There is no such session in this call. */
  | 'UNKNOWN_SESSION'
  /** There is no such thread. */
  | 'UNKNOWN_THREAD'
  /** The directory doesn't know this user. */
  | 'UNKNOWN_USER'
  /** This user is deactivated. */
  | 'USER_IS_DEACTIVATED';

/** Which participant to remove from which call. */
export type RemoveParticipantInput = {
  /** The call. */
  callId: string;
  /** Any id of the client's own. Use the same one to repeat a request whose answer was lost: the repeated request changes nothing more, and its answer names the same objects. */
  idempotencyKey?: string | null | undefined;
  /** The participant, who leaves with all devices. */
  userId: string;
};

/** Which session is alive. */
export type RenewSessionInput = {
  /** The call. */
  callId: string;
  /** Any id of the client's own. Every input takes one; here it has no effect, since repeating the request does no harm. */
  idempotencyKey?: string | null | undefined;
  /** The session that this device got when it joined. */
  sessionId: string;
};

/** Which member to ring for which call. */
export type RingMemberInput = {
  /** The call. */
  callId: string;
  /** Any id of the client's own. Use the same one to repeat a request whose answer was lost: the repeated request changes nothing more, and its answer names the same objects. */
  idempotencyKey?: string | null | undefined;
  /** A member of the room who has not joined. */
  userId: string;
};

/** Why the callee's devices don't ring any more. */
export type RingQuietReason =
  /** The callee joined the call, on the device that answeredOn names. */
  | 'ANSWERED'
  /** The call ended, for the reason that the call gives. */
  | 'CALL_ENDED'
  /** The caller hung up before the call was answered. */
  | 'CANCELLED'
  /** The callee declined, on whichever device. */
  | 'DECLINED'
  /** The callee silenced the ring, on whichever device. */
  | 'DISMISSED'
  /** Nobody answered in time. */
  | 'EXPIRED';

/** What a viewer may do, by their token. */
export type Role =
  /** Change settings, and do in any call what its host may; in rooms, a member like any other. */
  | 'ADMIN'
  /** Read everything and change nothing. */
  | 'AUDITOR'
  /** Like a member, from outside the organisation. */
  | 'GUEST'
  /** See the rooms they are a member of, and call in them. */
  | 'MEMBER'
  /** Keep the directory up to date, and nothing else. */
  | 'SERVICE';

/** What kind of place a room is. */
export type RoomKind =
  /** A channel, public or private. */
  | 'CHANNEL'
  /** Two users; a call rings the other one. */
  | 'DIRECT'
  /** A discussion that belongs to another room. */
  | 'DISCUSSION'
  /** A few users, without a name of its own. */
  | 'GROUP_DIRECT'
  /** A team's main room. */
  | 'TEAM';

/** What can be done in a room. */
export type RoomState =
  /** Everything. */
  | 'ACTIVE'
  /** Reading. */
  | 'ARCHIVED'
  /** Nothing; only auditors still see it. */
  | 'DELETED'
  /** Reading, and joining the ongoing call. */
  | 'READ_ONLY';

/** Which command was typed, and where. */
export type RunSlashCommandInput = {
  /** What the device calls itself: 1 to 128 characters of its own choice, always the same. */
  deviceId: string;
  /** Any id of the client's own. Use the same one to repeat a request whose answer was lost: the repeated request changes nothing more, and its answer names the same objects. */
  idempotencyKey?: string | null | undefined;
  /** Whether the user has confirmed that they want to leave any other call that they are in. */
  leaveOthers?: boolean;
  /** The room where the command was typed. */
  roomId: string;
  /** The whole text: /call and a command; /call help lists the commands. */
  text: string;
};

/** Whether the device's camera is on. */
export type SetCameraInput = {
  /** The call. */
  callId: string;
  /** Any id of the client's own. Use the same one to repeat a request whose answer was lost: the repeated request changes nothing more, and its answer names the same objects. */
  idempotencyKey?: string | null | undefined;
  /** True to turn it on, false to turn it off. */
  on: boolean;
  /** The session that this device got when it joined. */
  sessionId: string;
};

/** Whether the device's microphone is on. */
export type SetMicrophoneInput = {
  /** The call. */
  callId: string;
  /** Any id of the client's own. Use the same one to repeat a request whose answer was lost: the repeated request changes nothing more, and its answer names the same objects. */
  idempotencyKey?: string | null | undefined;
  /** True to unmute, false to mute. */
  on: boolean;
  /** The session that this device got when it joined. */
  sessionId: string;
};

/** In which room to start a call, and how. */
export type StartCallInput = {
  /** Whether the camera is on; left out, it is off. */
  camera?: boolean | null | undefined;
  /** What the device calls itself: 1 to 128 characters of its own choice, always the same. */
  deviceId: string;
  /** Any id of the client's own. Use the same one to repeat a request whose answer was lost: the repeated request changes nothing more, and its answer names the same objects. */
  idempotencyKey?: string | null | undefined;
  /** Whether the user has confirmed that they want to leave any other call that they are in. */
  leaveOthers?: boolean;
  /** Whether the microphone is on; left out, it is on in direct and group-direct rooms and off elsewhere. */
  microphone?: boolean | null | undefined;
  /** The name of the provider to use; left out, the workspace's default. */
  providerName?: string | null | undefined;
  /** The room. */
  roomId: string;
  /** The title: 1 to 256 characters without line breaks; left out, the room's name. */
  title?: string | null | undefined;
};

/** Which call to record. */
export type StartRecordingInput = {
  /** The call. */
  callId: string;
  /** Any id of the client's own. Use the same one to repeat a request whose answer was lost: the repeated request changes nothing more, and its answer names the same objects. */
  idempotencyKey?: string | null | undefined;
};

/** Which device shares its screen. */
export type StartScreenShareInput = {
  /** The call. */
  callId: string;
  /** Any id of the client's own. Use the same one to repeat a request whose answer was lost: the repeated request changes nothing more, and its answer names the same objects. */
  idempotencyKey?: string | null | undefined;
  /** The session that this device got when it joined. */
  sessionId: string;
};

/** In which call to stop the recording. */
export type StopRecordingInput = {
  /** The call. */
  callId: string;
  /** Any id of the client's own. Use the same one to repeat a request whose answer was lost: the repeated request changes nothing more, and its answer names the same objects. */
  idempotencyKey?: string | null | undefined;
};

/** In which call to stop the screen share. */
export type StopScreenShareInput = {
  /** The call. */
  callId: string;
  /** Any id of the client's own. Use the same one to repeat a request whose answer was lost: the repeated request changes nothing more, and its answer names the same objects. */
  idempotencyKey?: string | null | undefined;
};

/** What a track carries. */
export type TrackKind =
  /** The picture of a camera. */
  | 'CAMERA'
  /** The sound of a microphone. */
  | 'MICROPHONE'
  /** The picture of a shared screen. */
  | 'SCREEN'
  /** The sound of a shared screen. */
  | 'SCREEN_AUDIO';

/** What to offer after a call that was not answered. */
export type ViewerAction =
  /** To the caller: call again. */
  | 'CALL_AGAIN'
  /** To the callee: call the caller back. */
  | 'CALL_BACK';

/** What a section of an offer is to receive. */
export type WantedTrackInput = {
  /** The section's id: its a=mid (RFC 9143). It receives, and sends nothing. */
  mid: string;
  /** A track of another session in the call. */
  trackId: string;
};

export type AskViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type AskViewerQuery = { viewer: { role: Role, user: { id: string, name: string } | null, preferences: { ringTone: string, ringingEnabled: boolean, doNotDisturb: boolean } | null, sessions: Array<{ id: string, deviceId: string, call: { id: string, title: string } }> } };

export type AskRoomsQueryVariables = Exact<{
  first?: number;
  after?: string | null | undefined;
}>;


export type AskRoomsQuery = { viewer: { rooms: { nodes: Array<{ id: string, externalId: string, name: string, kind: RoomKind, state: RoomState, ongoingCall: { id: string, title: string, state: CallState } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } };

export type AskRoomQueryVariables = Exact<{
  externalId: string;
}>;


export type AskRoomQuery = { roomByExternalId: { id: string, externalId: string, name: string, kind: RoomKind, state: RoomState, callLink: string | null, viewerCanStartCall: boolean, preflight: { callsEnabled: boolean, microphone: boolean, camera: boolean, providers: Array<{ name: string, isDefault: boolean, capabilities: Array<Capability> }> }, ongoingCall: { id: string, title: string, state: CallState } | null } | null };

export type AskIceServersQueryVariables = Exact<{ [key: string]: never; }>;


export type AskIceServersQuery = { viewer: { iceServers: Array<{ urls: Array<string>, username: string | null, credential: string | null }> } };

export type AskPermissionsQueryVariables = Exact<{
  callId: string;
}>;


export type AskPermissionsQuery = { call: { viewerCanHost: boolean, viewerCanRing: boolean, viewerCanRecord: boolean, viewerCanShareScreen: boolean } | null };

export type AskExitsQueryVariables = Exact<{ [key: string]: never; }>;


export type AskExitsQuery = { viewer: { exits: Array<{ sessionId: string, reason: LeaveReason, removedBy: { id: string, name: string } | null }> } };

export type StartCallMutationVariables = Exact<{
  input: StartCallInput;
}>;


export type StartCallMutation = { startCall:
    | { path: Array<string>, code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { callId: string, sessionId: string }
   };

export type JoinCallMutationVariables = Exact<{
  input: JoinCallInput;
}>;


export type JoinCallMutation = { joinCall:
    | { path: Array<string>, code: RefusalCode, message: string }
    | { callId: string, sessionId: string }
    | { code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
   };

export type AcceptRingMutationVariables = Exact<{
  input: AcceptRingInput;
}>;


export type AcceptRingMutation = { acceptRing:
    | { ringId: string, callId: string, sessionId: string }
    | { path: Array<string>, code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
   };

export type OpenCallLinkMutationVariables = Exact<{
  input: OpenCallLinkInput;
}>;


export type OpenCallLinkMutation = { openCallLink:
    | { path: Array<string>, code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { callId: string, sessionId: string }
   };

export type DeclineRingMutationVariables = Exact<{
  input: DeclineRingInput;
}>;


export type DeclineRingMutation = { declineRing:
    | { ringId: string }
    | { path: Array<string>, code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
   };

export type DismissRingMutationVariables = Exact<{
  input: DismissRingInput;
}>;


export type DismissRingMutation = { dismissRing:
    | { ringId: string }
    | { path: Array<string>, code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
   };

export type LeaveCallMutationVariables = Exact<{
  input: LeaveCallInput;
}>;


export type LeaveCallMutation = { leaveCall:
    | { path: Array<string>, code: RefusalCode, message: string }
    | { callId: string }
    | { code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
   };

export type EndCallMutationVariables = Exact<{
  input: EndCallInput;
}>;


export type EndCallMutation = { endCall:
    | { callId: string }
    | { path: Array<string>, code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
   };

export type SetMicrophoneMutationVariables = Exact<{
  input: SetMicrophoneInput;
}>;


export type SetMicrophoneMutation = { setMicrophone:
    | { path: Array<string>, code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { sessionId: string }
   };

export type SetCameraMutationVariables = Exact<{
  input: SetCameraInput;
}>;


export type SetCameraMutation = { setCamera:
    | { path: Array<string>, code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { sessionId: string }
   };

export type StartScreenShareMutationVariables = Exact<{
  input: StartScreenShareInput;
}>;


export type StartScreenShareMutation = { startScreenShare:
    | { path: Array<string>, code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { callId: string }
   };

export type StopScreenShareMutationVariables = Exact<{
  input: StopScreenShareInput;
}>;


export type StopScreenShareMutation = { stopScreenShare:
    | { path: Array<string>, code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { callId: string }
   };

export type RaiseHandMutationVariables = Exact<{
  input: RaiseHandInput;
}>;


export type RaiseHandMutation = { raiseHand:
    | { path: Array<string>, code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { callId: string }
   };

export type LowerHandMutationVariables = Exact<{
  input: LowerHandInput;
}>;


export type LowerHandMutation = { lowerHand:
    | { path: Array<string>, code: RefusalCode, message: string }
    | { callId: string }
    | { code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
   };

export type ReactMutationVariables = Exact<{
  input: ReactInput;
}>;


export type ReactMutation = { react:
    | { path: Array<string>, code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { callId: string }
   };

export type RenewSessionMutationVariables = Exact<{
  input: RenewSessionInput;
}>;


export type RenewSessionMutation = { renewSession:
    | { path: Array<string>, code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { sessionId: string }
   };

export type MuteParticipantMutationVariables = Exact<{
  input: MuteParticipantInput;
}>;


export type MuteParticipantMutation = { muteParticipant:
    | { path: Array<string>, code: RefusalCode, message: string }
    | { callId: string }
    | { code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
   };

export type MuteOthersMutationVariables = Exact<{
  input: MuteOthersInput;
}>;


export type MuteOthersMutation = { muteOthers:
    | { path: Array<string>, code: RefusalCode, message: string }
    | { callId: string }
    | { code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
   };

export type RemoveParticipantMutationVariables = Exact<{
  input: RemoveParticipantInput;
}>;


export type RemoveParticipantMutation = { removeParticipant:
    | { path: Array<string>, code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { callId: string }
   };

export type HandOverCallMutationVariables = Exact<{
  input: HandOverCallInput;
}>;


export type HandOverCallMutation = { handOverCall:
    | { callId: string }
    | { path: Array<string>, code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
   };

export type RingMemberMutationVariables = Exact<{
  input: RingMemberInput;
}>;


export type RingMemberMutation = { ringMember:
    | { path: Array<string>, code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { ringId: string }
   };

export type StartRecordingMutationVariables = Exact<{
  input: StartRecordingInput;
}>;


export type StartRecordingMutation = { startRecording:
    | { path: Array<string>, code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { recordingId: string }
   };

export type StopRecordingMutationVariables = Exact<{
  input: StopRecordingInput;
}>;


export type StopRecordingMutation = { stopRecording:
    | { path: Array<string>, code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { recordingId: string }
   };

export type PostMessageMutationVariables = Exact<{
  input: PostMessageInput;
}>;


export type PostMessageMutation = { postMessage:
    | { path: Array<string>, code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { messageId: string }
   };

export type RunSlashCommandMutationVariables = Exact<{
  input: RunSlashCommandInput;
}>;


export type RunSlashCommandMutation = { runSlashCommand:
    | { path: Array<string>, code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { text: string, callId: string | null }
   };

export type ChangePreferencesMutationVariables = Exact<{
  input: ChangePreferencesInput;
}>;


export type ChangePreferencesMutation = { changePreferences:
    | { preferences: { ringTone: string, ringingEnabled: boolean, doNotDisturb: boolean } | null }
    | { path: Array<string>, code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
   };

export type MuteRoomMutationVariables = Exact<{
  input: MuteRoomInput;
}>;


export type MuteRoomMutation = { muteRoom:
    | { path: Array<string>, code: RefusalCode, message: string }
    | { __typename: 'MuteRoomPayload' }
    | { code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
   };

export type MarkMissedCallsSeenMutationVariables = Exact<{
  input: MarkMissedCallsSeenInput;
}>;


export type MarkMissedCallsSeenMutation = { markMissedCallsSeen:
    | { path: Array<string>, code: RefusalCode, message: string }
    | { missedCallCount: number | null }
    | { code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
   };

export type NegotiateMediaMutationVariables = Exact<{
  input: NegotiateMediaInput;
}>;


export type NegotiateMediaMutation = { negotiateMedia:
    | { path: Array<string>, code: RefusalCode, message: string }
    | { connectionId: string, answer: { sdp: string, tracks: Array<{ mid: string, trackId: string, kind: TrackKind, sessionId: string }> } }
    | { code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
    | { code: RefusalCode, message: string }
   };

export type PersonFragment = { id: string, name: string };

type Refused_InvalidInput_Fragment = { code: RefusalCode, message: string };

type Refused_NotAllowed_Fragment = { code: RefusalCode, message: string };

type Refused_NotFound_Fragment = { code: RefusalCode, message: string };

type Refused_NotPossibleNow_Fragment = { code: RefusalCode, message: string };

export type RefusedFragment =
  | Refused_InvalidInput_Fragment
  | Refused_NotAllowed_Fragment
  | Refused_NotFound_Fragment
  | Refused_NotPossibleNow_Fragment
;

export type RingShownFragment = { id: string, startedAt: string, expiresAt: string, caller: { id: string, name: string }, room: { id: string, externalId: string, name: string, kind: RoomKind }, call: { id: string, title: string, kind: CallKind } };

export type CallShownFragment = { id: string, kind: CallKind, title: string, state: CallState, startedAt: string, answeredAt: string | null, endedAt: string | null, endReason: EndReason | null, endsAt: string | null, endsFor: EndReason | null, endedBy: { id: string, name: string } | null, host: { id: string, name: string }, room: { id: string, externalId: string, name: string, kind: RoomKind }, rings: Array<{ id: string, expiresAt: string, callee: { id: string, name: string } }>, participants: Array<{ user: { id: string, name: string }, hand: { order: number, raisedAt: string } | null, sessions: Array<{ id: string }> }>, sessions: Array<{ id: string, mediaState: MediaState | null, reconnectingSince: string | null, muted: boolean, cameraOn: boolean, user: { id: string, name: string }, mutedBy: { id: string, name: string } | null, tracks: Array<{ id: string, kind: TrackKind }> }>, screenShare: { startedAt: string, session: { id: string }, user: { id: string, name: string } } | null, reactions: Array<{ number: number, emoji: string, shownUntil: string, user: { id: string, name: string } }>, recording: { id: string, state: RecordingState, stopsBy: string | null, failureReason: string | null, reminder: { stopsBy: string, host: { id: string } } | null } | null };

export type MessageShownFragment = { id: string, title: string, kind: CallKind, state: CallState, endReason: EndReason | null, startedAt: string, endedAt: string | null, durationSeconds: number | null, participantCount: number, initiator: { id: string, name: string }, thumbnails: Array<{ id: string, name: string }>, call: { id: string } };

export type PostShownFragment = { id: string, text: string | null, postedAt: string, isErased: boolean, author: { id: string, name: string }, file: { id: string, name: string, mediaType: string, sizeBytes: number, durationMs: number | null, deletedAt: string | null } | null };

export type WatchRingsSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type WatchRingsSubscription = { incomingRings: { ringTone: string, rings: Array<{ id: string, startedAt: string, expiresAt: string, caller: { id: string, name: string }, room: { id: string, externalId: string, name: string, kind: RoomKind }, call: { id: string, title: string, kind: CallKind } }>, quietRings: Array<{ quietReason: RingQuietReason | null, id: string, startedAt: string, expiresAt: string, caller: { id: string, name: string }, room: { id: string, externalId: string, name: string, kind: RoomKind }, call: { id: string, title: string, kind: CallKind } }> } };

export type WatchCallSubscriptionVariables = Exact<{
  callId: string;
}>;


export type WatchCallSubscription = { call:
    | { call: { id: string, kind: CallKind, title: string, state: CallState, startedAt: string, answeredAt: string | null, endedAt: string | null, endReason: EndReason | null, endsAt: string | null, endsFor: EndReason | null, endedBy: { id: string, name: string } | null, host: { id: string, name: string }, room: { id: string, externalId: string, name: string, kind: RoomKind }, rings: Array<{ id: string, expiresAt: string, callee: { id: string, name: string } }>, participants: Array<{ user: { id: string, name: string }, hand: { order: number, raisedAt: string } | null, sessions: Array<{ id: string }> }>, sessions: Array<{ id: string, mediaState: MediaState | null, reconnectingSince: string | null, muted: boolean, cameraOn: boolean, user: { id: string, name: string }, mutedBy: { id: string, name: string } | null, tracks: Array<{ id: string, kind: TrackKind }> }>, screenShare: { startedAt: string, session: { id: string }, user: { id: string, name: string } } | null, reactions: Array<{ number: number, emoji: string, shownUntil: string, user: { id: string, name: string } }>, recording: { id: string, state: RecordingState, stopsBy: string | null, failureReason: string | null, reminder: { stopsBy: string, host: { id: string } } | null } | null } }
    | { code: RefusalCode, message: string }
   };

export type WatchSpeakingSubscriptionVariables = Exact<{
  callId: string;
}>;


export type WatchSpeakingSubscription = { speaking:
    | { code: RefusalCode, message: string }
    | { sessions: Array<{ id: string }> }
   };

export type WatchTimelineSubscriptionVariables = Exact<{
  roomId: string;
  last?: number;
}>;


export type WatchTimelineSubscription = { roomTimeline:
    | { code: RefusalCode, message: string }
    | { messages: Array<{ viewerAction: ViewerAction | null, id: string, title: string, kind: CallKind, state: CallState, endReason: EndReason | null, startedAt: string, endedAt: string | null, durationSeconds: number | null, participantCount: number, initiator: { id: string, name: string }, thumbnails: Array<{ id: string, name: string }>, call: { id: string } }> }
   };

export type WatchThreadSubscriptionVariables = Exact<{
  callId: string;
  last?: number;
}>;


export type WatchThreadSubscription = { thread:
    | { code: RefusalCode, message: string }
    | { messages: Array<{ id: string, text: string | null, postedAt: string, isErased: boolean, author: { id: string, name: string }, file: { id: string, name: string, mediaType: string, sizeBytes: number, durationMs: number | null, deletedAt: string | null } | null }> }
   };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const RefusedFragmentDoc = new TypedDocumentString(`
    fragment Refused on Refusal {
  code
  message
}
    `, {"fragmentName":"Refused"}) as unknown as TypedDocumentString<RefusedFragment, unknown>;
export const PersonFragmentDoc = new TypedDocumentString(`
    fragment Person on User {
  id
  name
}
    `, {"fragmentName":"Person"}) as unknown as TypedDocumentString<PersonFragment, unknown>;
export const RingShownFragmentDoc = new TypedDocumentString(`
    fragment RingShown on Ring {
  id
  startedAt
  expiresAt
  caller {
    ...Person
  }
  room {
    id
    externalId
    name
    kind
  }
  call {
    id
    title
    kind
  }
}
    fragment Person on User {
  id
  name
}`, {"fragmentName":"RingShown"}) as unknown as TypedDocumentString<RingShownFragment, unknown>;
export const CallShownFragmentDoc = new TypedDocumentString(`
    fragment CallShown on Call {
  id
  kind
  title
  state
  startedAt
  answeredAt
  endedAt
  endReason
  endsAt
  endsFor
  endedBy {
    ...Person
  }
  host {
    ...Person
  }
  room {
    id
    externalId
    name
    kind
  }
  rings {
    id
    expiresAt
    callee {
      ...Person
    }
  }
  participants {
    user {
      ...Person
    }
    hand {
      order
      raisedAt
    }
    sessions {
      id
    }
  }
  sessions {
    id
    user {
      ...Person
    }
    mediaState
    reconnectingSince
    muted
    mutedBy {
      ...Person
    }
    cameraOn
    tracks {
      id
      kind
    }
  }
  screenShare {
    startedAt
    session {
      id
    }
    user {
      ...Person
    }
  }
  reactions {
    number
    emoji
    shownUntil
    user {
      ...Person
    }
  }
  recording {
    id
    state
    stopsBy
    failureReason
    reminder {
      stopsBy
      host {
        id
      }
    }
  }
}
    fragment Person on User {
  id
  name
}`, {"fragmentName":"CallShown"}) as unknown as TypedDocumentString<CallShownFragment, unknown>;
export const MessageShownFragmentDoc = new TypedDocumentString(`
    fragment MessageShown on CallMessage {
  id
  title
  kind
  state
  endReason
  startedAt
  endedAt
  durationSeconds
  participantCount
  initiator {
    ...Person
  }
  thumbnails {
    ...Person
  }
  call {
    id
  }
}
    fragment Person on User {
  id
  name
}`, {"fragmentName":"MessageShown"}) as unknown as TypedDocumentString<MessageShownFragment, unknown>;
export const PostShownFragmentDoc = new TypedDocumentString(`
    fragment PostShown on Message {
  id
  text
  postedAt
  isErased
  author {
    ...Person
  }
  file {
    id
    name
    mediaType
    sizeBytes
    durationMs
    deletedAt
  }
}
    fragment Person on User {
  id
  name
}`, {"fragmentName":"PostShown"}) as unknown as TypedDocumentString<PostShownFragment, unknown>;
export const AskViewerDocument = new TypedDocumentString(`
    query AskViewer {
  viewer {
    role
    user {
      ...Person
    }
    preferences {
      ringTone
      ringingEnabled
      doNotDisturb
    }
    sessions {
      id
      deviceId
      call {
        id
        title
      }
    }
  }
}
    fragment Person on User {
  id
  name
}`) as unknown as TypedDocumentString<AskViewerQuery, AskViewerQueryVariables>;
export const AskRoomsDocument = new TypedDocumentString(`
    query AskRooms($first: Int! = 50, $after: String) {
  viewer {
    rooms(first: $first, after: $after) {
      nodes {
        id
        externalId
        name
        kind
        state
        ongoingCall {
          id
          title
          state
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    `) as unknown as TypedDocumentString<AskRoomsQuery, AskRoomsQueryVariables>;
export const AskRoomDocument = new TypedDocumentString(`
    query AskRoom($externalId: String!) {
  roomByExternalId(externalId: $externalId) {
    id
    externalId
    name
    kind
    state
    callLink
    viewerCanStartCall
    preflight {
      callsEnabled
      microphone
      camera
      providers {
        name
        isDefault
        capabilities
      }
    }
    ongoingCall {
      id
      title
      state
    }
  }
}
    `) as unknown as TypedDocumentString<AskRoomQuery, AskRoomQueryVariables>;
export const AskIceServersDocument = new TypedDocumentString(`
    query AskIceServers {
  viewer {
    iceServers {
      urls
      username
      credential
    }
  }
}
    `) as unknown as TypedDocumentString<AskIceServersQuery, AskIceServersQueryVariables>;
export const AskPermissionsDocument = new TypedDocumentString(`
    query AskPermissions($callId: ID!) {
  call(id: $callId) {
    viewerCanHost
    viewerCanRing
    viewerCanRecord
    viewerCanShareScreen
  }
}
    `) as unknown as TypedDocumentString<AskPermissionsQuery, AskPermissionsQueryVariables>;
export const AskExitsDocument = new TypedDocumentString(`
    query AskExits {
  viewer {
    exits {
      sessionId
      reason
      removedBy {
        ...Person
      }
    }
  }
}
    fragment Person on User {
  id
  name
}`) as unknown as TypedDocumentString<AskExitsQuery, AskExitsQueryVariables>;
export const StartCallDocument = new TypedDocumentString(`
    mutation StartCall($input: StartCallInput!) {
  startCall(input: $input) {
    ... on StartCallPayload {
      callId
      sessionId
    }
    ...Refused
    ... on InvalidInput {
      path
    }
  }
}
    fragment Refused on Refusal {
  code
  message
}`) as unknown as TypedDocumentString<StartCallMutation, StartCallMutationVariables>;
export const JoinCallDocument = new TypedDocumentString(`
    mutation JoinCall($input: JoinCallInput!) {
  joinCall(input: $input) {
    ... on JoinCallPayload {
      callId
      sessionId
    }
    ...Refused
    ... on InvalidInput {
      path
    }
  }
}
    fragment Refused on Refusal {
  code
  message
}`) as unknown as TypedDocumentString<JoinCallMutation, JoinCallMutationVariables>;
export const AcceptRingDocument = new TypedDocumentString(`
    mutation AcceptRing($input: AcceptRingInput!) {
  acceptRing(input: $input) {
    ... on AcceptRingPayload {
      ringId
      callId
      sessionId
    }
    ...Refused
    ... on InvalidInput {
      path
    }
  }
}
    fragment Refused on Refusal {
  code
  message
}`) as unknown as TypedDocumentString<AcceptRingMutation, AcceptRingMutationVariables>;
export const OpenCallLinkDocument = new TypedDocumentString(`
    mutation OpenCallLink($input: OpenCallLinkInput!) {
  openCallLink(input: $input) {
    ... on OpenCallLinkPayload {
      callId
      sessionId
    }
    ...Refused
    ... on InvalidInput {
      path
    }
  }
}
    fragment Refused on Refusal {
  code
  message
}`) as unknown as TypedDocumentString<OpenCallLinkMutation, OpenCallLinkMutationVariables>;
export const DeclineRingDocument = new TypedDocumentString(`
    mutation DeclineRing($input: DeclineRingInput!) {
  declineRing(input: $input) {
    ... on DeclineRingPayload {
      ringId
    }
    ...Refused
    ... on InvalidInput {
      path
    }
  }
}
    fragment Refused on Refusal {
  code
  message
}`) as unknown as TypedDocumentString<DeclineRingMutation, DeclineRingMutationVariables>;
export const DismissRingDocument = new TypedDocumentString(`
    mutation DismissRing($input: DismissRingInput!) {
  dismissRing(input: $input) {
    ... on DismissRingPayload {
      ringId
    }
    ...Refused
    ... on InvalidInput {
      path
    }
  }
}
    fragment Refused on Refusal {
  code
  message
}`) as unknown as TypedDocumentString<DismissRingMutation, DismissRingMutationVariables>;
export const LeaveCallDocument = new TypedDocumentString(`
    mutation LeaveCall($input: LeaveCallInput!) {
  leaveCall(input: $input) {
    ... on LeaveCallPayload {
      callId
    }
    ...Refused
    ... on InvalidInput {
      path
    }
  }
}
    fragment Refused on Refusal {
  code
  message
}`) as unknown as TypedDocumentString<LeaveCallMutation, LeaveCallMutationVariables>;
export const EndCallDocument = new TypedDocumentString(`
    mutation EndCall($input: EndCallInput!) {
  endCall(input: $input) {
    ... on EndCallPayload {
      callId
    }
    ...Refused
    ... on InvalidInput {
      path
    }
  }
}
    fragment Refused on Refusal {
  code
  message
}`) as unknown as TypedDocumentString<EndCallMutation, EndCallMutationVariables>;
export const SetMicrophoneDocument = new TypedDocumentString(`
    mutation SetMicrophone($input: SetMicrophoneInput!) {
  setMicrophone(input: $input) {
    ... on SetMicrophonePayload {
      sessionId
    }
    ...Refused
    ... on InvalidInput {
      path
    }
  }
}
    fragment Refused on Refusal {
  code
  message
}`) as unknown as TypedDocumentString<SetMicrophoneMutation, SetMicrophoneMutationVariables>;
export const SetCameraDocument = new TypedDocumentString(`
    mutation SetCamera($input: SetCameraInput!) {
  setCamera(input: $input) {
    ... on SetCameraPayload {
      sessionId
    }
    ...Refused
    ... on InvalidInput {
      path
    }
  }
}
    fragment Refused on Refusal {
  code
  message
}`) as unknown as TypedDocumentString<SetCameraMutation, SetCameraMutationVariables>;
export const StartScreenShareDocument = new TypedDocumentString(`
    mutation StartScreenShare($input: StartScreenShareInput!) {
  startScreenShare(input: $input) {
    ... on StartScreenSharePayload {
      callId
    }
    ...Refused
    ... on InvalidInput {
      path
    }
  }
}
    fragment Refused on Refusal {
  code
  message
}`) as unknown as TypedDocumentString<StartScreenShareMutation, StartScreenShareMutationVariables>;
export const StopScreenShareDocument = new TypedDocumentString(`
    mutation StopScreenShare($input: StopScreenShareInput!) {
  stopScreenShare(input: $input) {
    ... on StopScreenSharePayload {
      callId
    }
    ...Refused
    ... on InvalidInput {
      path
    }
  }
}
    fragment Refused on Refusal {
  code
  message
}`) as unknown as TypedDocumentString<StopScreenShareMutation, StopScreenShareMutationVariables>;
export const RaiseHandDocument = new TypedDocumentString(`
    mutation RaiseHand($input: RaiseHandInput!) {
  raiseHand(input: $input) {
    ... on RaiseHandPayload {
      callId
    }
    ...Refused
    ... on InvalidInput {
      path
    }
  }
}
    fragment Refused on Refusal {
  code
  message
}`) as unknown as TypedDocumentString<RaiseHandMutation, RaiseHandMutationVariables>;
export const LowerHandDocument = new TypedDocumentString(`
    mutation LowerHand($input: LowerHandInput!) {
  lowerHand(input: $input) {
    ... on LowerHandPayload {
      callId
    }
    ...Refused
    ... on InvalidInput {
      path
    }
  }
}
    fragment Refused on Refusal {
  code
  message
}`) as unknown as TypedDocumentString<LowerHandMutation, LowerHandMutationVariables>;
export const ReactDocument = new TypedDocumentString(`
    mutation React($input: ReactInput!) {
  react(input: $input) {
    ... on ReactPayload {
      callId
    }
    ...Refused
    ... on InvalidInput {
      path
    }
  }
}
    fragment Refused on Refusal {
  code
  message
}`) as unknown as TypedDocumentString<ReactMutation, ReactMutationVariables>;
export const RenewSessionDocument = new TypedDocumentString(`
    mutation RenewSession($input: RenewSessionInput!) {
  renewSession(input: $input) {
    ... on RenewSessionPayload {
      sessionId
    }
    ...Refused
    ... on InvalidInput {
      path
    }
  }
}
    fragment Refused on Refusal {
  code
  message
}`) as unknown as TypedDocumentString<RenewSessionMutation, RenewSessionMutationVariables>;
export const MuteParticipantDocument = new TypedDocumentString(`
    mutation MuteParticipant($input: MuteParticipantInput!) {
  muteParticipant(input: $input) {
    ... on MuteParticipantPayload {
      callId
    }
    ...Refused
    ... on InvalidInput {
      path
    }
  }
}
    fragment Refused on Refusal {
  code
  message
}`) as unknown as TypedDocumentString<MuteParticipantMutation, MuteParticipantMutationVariables>;
export const MuteOthersDocument = new TypedDocumentString(`
    mutation MuteOthers($input: MuteOthersInput!) {
  muteOthers(input: $input) {
    ... on MuteOthersPayload {
      callId
    }
    ...Refused
    ... on InvalidInput {
      path
    }
  }
}
    fragment Refused on Refusal {
  code
  message
}`) as unknown as TypedDocumentString<MuteOthersMutation, MuteOthersMutationVariables>;
export const RemoveParticipantDocument = new TypedDocumentString(`
    mutation RemoveParticipant($input: RemoveParticipantInput!) {
  removeParticipant(input: $input) {
    ... on RemoveParticipantPayload {
      callId
    }
    ...Refused
    ... on InvalidInput {
      path
    }
  }
}
    fragment Refused on Refusal {
  code
  message
}`) as unknown as TypedDocumentString<RemoveParticipantMutation, RemoveParticipantMutationVariables>;
export const HandOverCallDocument = new TypedDocumentString(`
    mutation HandOverCall($input: HandOverCallInput!) {
  handOverCall(input: $input) {
    ... on HandOverCallPayload {
      callId
    }
    ...Refused
    ... on InvalidInput {
      path
    }
  }
}
    fragment Refused on Refusal {
  code
  message
}`) as unknown as TypedDocumentString<HandOverCallMutation, HandOverCallMutationVariables>;
export const RingMemberDocument = new TypedDocumentString(`
    mutation RingMember($input: RingMemberInput!) {
  ringMember(input: $input) {
    ... on RingMemberPayload {
      ringId
    }
    ...Refused
    ... on InvalidInput {
      path
    }
  }
}
    fragment Refused on Refusal {
  code
  message
}`) as unknown as TypedDocumentString<RingMemberMutation, RingMemberMutationVariables>;
export const StartRecordingDocument = new TypedDocumentString(`
    mutation StartRecording($input: StartRecordingInput!) {
  startRecording(input: $input) {
    ... on StartRecordingPayload {
      recordingId
    }
    ...Refused
    ... on InvalidInput {
      path
    }
  }
}
    fragment Refused on Refusal {
  code
  message
}`) as unknown as TypedDocumentString<StartRecordingMutation, StartRecordingMutationVariables>;
export const StopRecordingDocument = new TypedDocumentString(`
    mutation StopRecording($input: StopRecordingInput!) {
  stopRecording(input: $input) {
    ... on StopRecordingPayload {
      recordingId
    }
    ...Refused
    ... on InvalidInput {
      path
    }
  }
}
    fragment Refused on Refusal {
  code
  message
}`) as unknown as TypedDocumentString<StopRecordingMutation, StopRecordingMutationVariables>;
export const PostMessageDocument = new TypedDocumentString(`
    mutation PostMessage($input: PostMessageInput!) {
  postMessage(input: $input) {
    ... on PostMessagePayload {
      messageId
    }
    ...Refused
    ... on InvalidInput {
      path
    }
  }
}
    fragment Refused on Refusal {
  code
  message
}`) as unknown as TypedDocumentString<PostMessageMutation, PostMessageMutationVariables>;
export const RunSlashCommandDocument = new TypedDocumentString(`
    mutation RunSlashCommand($input: RunSlashCommandInput!) {
  runSlashCommand(input: $input) {
    ... on RunSlashCommandPayload {
      text
      callId
    }
    ...Refused
    ... on InvalidInput {
      path
    }
  }
}
    fragment Refused on Refusal {
  code
  message
}`) as unknown as TypedDocumentString<RunSlashCommandMutation, RunSlashCommandMutationVariables>;
export const ChangePreferencesDocument = new TypedDocumentString(`
    mutation ChangePreferences($input: ChangePreferencesInput!) {
  changePreferences(input: $input) {
    ... on ChangePreferencesPayload {
      preferences {
        ringTone
        ringingEnabled
        doNotDisturb
      }
    }
    ...Refused
    ... on InvalidInput {
      path
    }
  }
}
    fragment Refused on Refusal {
  code
  message
}`) as unknown as TypedDocumentString<ChangePreferencesMutation, ChangePreferencesMutationVariables>;
export const MuteRoomDocument = new TypedDocumentString(`
    mutation MuteRoom($input: MuteRoomInput!) {
  muteRoom(input: $input) {
    ... on MuteRoomPayload {
      __typename
    }
    ...Refused
    ... on InvalidInput {
      path
    }
  }
}
    fragment Refused on Refusal {
  code
  message
}`) as unknown as TypedDocumentString<MuteRoomMutation, MuteRoomMutationVariables>;
export const MarkMissedCallsSeenDocument = new TypedDocumentString(`
    mutation MarkMissedCallsSeen($input: MarkMissedCallsSeenInput!) {
  markMissedCallsSeen(input: $input) {
    ... on MarkMissedCallsSeenPayload {
      missedCallCount
    }
    ...Refused
    ... on InvalidInput {
      path
    }
  }
}
    fragment Refused on Refusal {
  code
  message
}`) as unknown as TypedDocumentString<MarkMissedCallsSeenMutation, MarkMissedCallsSeenMutationVariables>;
export const NegotiateMediaDocument = new TypedDocumentString(`
    mutation NegotiateMedia($input: NegotiateMediaInput!) {
  negotiateMedia(input: $input) {
    ... on NegotiateMediaPayload {
      connectionId
      answer {
        sdp
        tracks {
          mid
          trackId
          kind
          sessionId
        }
      }
    }
    ...Refused
    ... on InvalidInput {
      path
    }
  }
}
    fragment Refused on Refusal {
  code
  message
}`) as unknown as TypedDocumentString<NegotiateMediaMutation, NegotiateMediaMutationVariables>;
export const WatchRingsDocument = new TypedDocumentString(`
    subscription WatchRings {
  incomingRings {
    ringTone
    rings {
      ...RingShown
    }
    quietRings {
      ...RingShown
      quietReason
    }
  }
}
    fragment Person on User {
  id
  name
}
fragment RingShown on Ring {
  id
  startedAt
  expiresAt
  caller {
    ...Person
  }
  room {
    id
    externalId
    name
    kind
  }
  call {
    id
    title
    kind
  }
}`) as unknown as TypedDocumentString<WatchRingsSubscription, WatchRingsSubscriptionVariables>;
export const WatchCallDocument = new TypedDocumentString(`
    subscription WatchCall($callId: ID!) {
  call(callId: $callId) {
    ... on CallUpdate {
      call {
        ...CallShown
      }
    }
    ...Refused
  }
}
    fragment Person on User {
  id
  name
}
fragment Refused on Refusal {
  code
  message
}
fragment CallShown on Call {
  id
  kind
  title
  state
  startedAt
  answeredAt
  endedAt
  endReason
  endsAt
  endsFor
  endedBy {
    ...Person
  }
  host {
    ...Person
  }
  room {
    id
    externalId
    name
    kind
  }
  rings {
    id
    expiresAt
    callee {
      ...Person
    }
  }
  participants {
    user {
      ...Person
    }
    hand {
      order
      raisedAt
    }
    sessions {
      id
    }
  }
  sessions {
    id
    user {
      ...Person
    }
    mediaState
    reconnectingSince
    muted
    mutedBy {
      ...Person
    }
    cameraOn
    tracks {
      id
      kind
    }
  }
  screenShare {
    startedAt
    session {
      id
    }
    user {
      ...Person
    }
  }
  reactions {
    number
    emoji
    shownUntil
    user {
      ...Person
    }
  }
  recording {
    id
    state
    stopsBy
    failureReason
    reminder {
      stopsBy
      host {
        id
      }
    }
  }
}`) as unknown as TypedDocumentString<WatchCallSubscription, WatchCallSubscriptionVariables>;
export const WatchSpeakingDocument = new TypedDocumentString(`
    subscription WatchSpeaking($callId: ID!) {
  speaking(callId: $callId) {
    ... on SpeakingUpdate {
      sessions {
        id
      }
    }
    ...Refused
  }
}
    fragment Refused on Refusal {
  code
  message
}`) as unknown as TypedDocumentString<WatchSpeakingSubscription, WatchSpeakingSubscriptionVariables>;
export const WatchTimelineDocument = new TypedDocumentString(`
    subscription WatchTimeline($roomId: ID!, $last: Int! = 25) {
  roomTimeline(roomId: $roomId, last: $last) {
    ... on RoomTimelineUpdate {
      messages {
        ...MessageShown
        viewerAction
      }
    }
    ...Refused
  }
}
    fragment Person on User {
  id
  name
}
fragment Refused on Refusal {
  code
  message
}
fragment MessageShown on CallMessage {
  id
  title
  kind
  state
  endReason
  startedAt
  endedAt
  durationSeconds
  participantCount
  initiator {
    ...Person
  }
  thumbnails {
    ...Person
  }
  call {
    id
  }
}`) as unknown as TypedDocumentString<WatchTimelineSubscription, WatchTimelineSubscriptionVariables>;
export const WatchThreadDocument = new TypedDocumentString(`
    subscription WatchThread($callId: ID!, $last: Int! = 50) {
  thread(callId: $callId, last: $last) {
    ... on ThreadUpdate {
      messages {
        ...PostShown
      }
    }
    ...Refused
  }
}
    fragment Person on User {
  id
  name
}
fragment Refused on Refusal {
  code
  message
}
fragment PostShown on Message {
  id
  text
  postedAt
  isErased
  author {
    ...Person
  }
  file {
    id
    name
    mediaType
    sizeBytes
    durationMs
    deletedAt
  }
}`) as unknown as TypedDocumentString<WatchThreadSubscription, WatchThreadSubscriptionVariables>;