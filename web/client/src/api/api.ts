import type { Observable } from "../observable.ts";
import * as g from "./generated.ts";
import { Hub, type Live } from "./hub.ts";
import { Requests, type Server } from "./requests.ts";
import { type Sidebar, sidebarAfter } from "./sidebar.ts";

/** What Ringlog is asked and told, typed. Mutations answer with `done` or `refused`; all raise RequestFailed. */
export class Api {
  readonly #server: Server;
  readonly hub: Hub;
  readonly requests: Requests;

  constructor(server: Server) {
    this.#server = server;
    this.hub = new Hub(server);
    this.requests = new Requests(server);
  }

  // What is watched

  /** All rooms of the viewer with a call, and what is the viewer's own, in one subscription. */
  sidebar = (): Observable<Live<Sidebar>> => this.hub.watch(g.WatchSidebarDocument, {}, sidebarAfter);
  /** What rings for the viewer, and with which tone. */
  rings = (): Observable<Live<g.WatchRingsSubscription>> => this.hub.watch(g.WatchRingsDocument, {});
  call = (callId: string): Observable<Live<g.WatchCallSubscription>> => this.hub.watch(g.WatchCallDocument, { callId });
  /** What the viewer may do in a call, and how its rings ended as far as the viewer may know. */
  permissions = (callId: string): Observable<Live<g.WatchPermissionsSubscription>> =>
    this.hub.watch(g.WatchPermissionsDocument, { callId });
  /** Which sessions are heard now. */
  speaking = (callId: string): Observable<Live<g.WatchSpeakingSubscription>> =>
    this.hub.watch(g.WatchSpeakingDocument, { callId });
  /** A room, its call, and whether the viewer may start or join one. */
  openRoom = (roomId: string): Observable<Live<g.WatchRoomSubscription>> =>
    this.hub.watch(g.WatchRoomDocument, { roomId });
  /** The call messages that a room shows, and what to offer after a call that wasn't answered. */
  timeline = (roomId: string, last = 25): Observable<Live<g.WatchTimelineSubscription>> =>
    this.hub.watch(g.WatchTimelineDocument, { roomId, last });
  /** The newest messages of a call's chat, newest first. */
  thread = (callId: string, last = 50): Observable<Live<g.WatchThreadSubscription>> =>
    this.hub.watch(g.WatchThreadDocument, { callId, last });

  /** The first conferences of a room's contextual bar, the ongoing one on top. */
  conferences = (roomId: string, first = 25): Observable<Live<g.WatchConferencesSubscription>> =>
    this.hub.watch(g.WatchConferencesDocument, { roomId, first });
  /** The record of a call, as soon as it has ended, with its first attendees. */
  conferenceLog = (callId: string, attendees = 50): Observable<Live<g.WatchConferenceLogSubscription>> =>
    this.hub.watch(g.WatchConferenceLogDocument, { callId, attendees });
  /** The viewer's last calls, and how many missed ones they haven't seen. */
  callHistory = (first = 25): Observable<Live<g.WatchCallHistorySubscription>> =>
    this.hub.watch(g.WatchCallHistoryDocument, { first });

  /** How many messages of a call's chat the viewer hasn't read. */
  unread = (callId: string): Observable<Live<g.WatchUnreadSubscription>> =>
    this.hub.watch(g.WatchUnreadDocument, { callId });

  // What is asked

  viewer = async () => (await this.requests.ask(g.AskViewerDocument, {})).viewer;
  rooms = async (after: string | null = null) =>
    (await this.requests.ask(g.AskRoomsDocument, { first: 50, after })).viewer.rooms;
  /** A room by what the chat product calls it; null if the viewer doesn't see it. */
  room = async (externalId: string) => (await this.requests.ask(g.AskRoomDocument, { externalId })).roomByExternalId;
  /** The viewer's devices that left a call before its end, the last one first, and why. */
  exits = async () => (await this.requests.ask(g.AskExitsDocument, {})).viewer.exits;
  /** What to offer before the room's call is started or joined; null if the viewer doesn't see the room. */
  preflight = async (roomId: string) => (await this.requests.ask(g.AskPreflightDocument, { roomId })).room;
  iceServers = async () => (await this.requests.ask(g.AskIceServersDocument, {})).viewer.iceServers;
  /** A room's members, by name; null if the viewer doesn't see it. */
  members = async (roomId: string, after: string | null = null) =>
    (await this.requests.ask(g.AskMembersDocument, { roomId, first: 50, after })).room?.members ?? null;
  /** Older call messages of a room; null if the viewer doesn't see it. */
  olderTimeline = async (roomId: string, after: string | null) =>
    (await this.requests.ask(g.AskTimelineDocument, { roomId, first: 25, after })).room?.timeline ?? null;
  /** Conferences of a room, or those that a search finds; null if the viewer doesn't see it. */
  findConferences = async (roomId: string, page: Omit<g.AskConferencesQueryVariables, "roomId"> = {}) =>
    (await this.requests.ask(g.AskConferencesDocument, { roomId, first: 25, ...page })).room?.contextualBar ?? null;
  /** Who was in which of up to 100 ended calls, and when: the first few of each. */
  presence = async (callIds: string[]) => (await this.requests.ask(g.AskPresenceDocument, { callIds })).nodes;
  /** Further attendees of a call; null until it has ended. */
  attendees = async (callId: string, after: string) =>
    (await this.requests.ask(g.AskAttendeesDocument, { callId, first: 50, after })).conferenceLog?.attendees ?? null;
  /** Where a browser gets a file without a token, for 15 minutes; null if it is gone. The link stands for the viewer. */
  downloadUrl = async (fileId: string) =>
    this.#here((await this.requests.ask(g.AskDownloadDocument, { fileId })).node?.downloadUrl);
  /** Where a browser gets a call's record as a file without a token, for 15 minutes; null if there is none for the viewer. */
  recordUrl = async (callId: string, format: g.CallRecordFormat) =>
    this.#here((await this.requests.ask(g.AskRecordDownloadDocument, { callId, format })).callRecord?.downloadUrl);
  /** Messages of a call's chat: older ones by `first` and `after`, newer ones by `last` and `before`. */
  messages = async (callId: string, page: Omit<g.AskMessagesQueryVariables, "callId">) =>
    (await this.requests.ask(g.AskMessagesDocument, { callId, ...page })).call?.thread.messages ?? null;
  /** The viewer's calls, newest first, or those that a filter lets through. */
  findCalls = async (page: g.AskCallHistoryQueryVariables = {}) =>
    (await this.requests.ask(g.AskCallHistoryDocument, { first: 25, ...page })).viewer.callHistory;
  /** The rooms whose calls don't ring for the viewer; null if nothing does. */
  mutedRooms = async (after: string | null = null) =>
    (await this.requests.ask(g.AskMutedRoomsDocument, { first: 50, after })).viewer.preferences?.mutedRooms ?? null;
  slashCommands = async () => (await this.requests.ask(g.AskSlashCommandsDocument, {})).slashCommands;
  /** The settings in force in the workspace, or for a kind of room; null to users who were deactivated. */
  settings = async (roomKind: g.RoomKind | null = null) =>
    (await this.requests.ask(g.AskSettingsDocument, { roomKind })).workspace?.settings ?? null;
  /** The settings in force in a room; null if the viewer doesn't see it. */
  roomSettings = async (roomId: string) =>
    (await this.requests.ask(g.AskRoomSettingsDocument, { roomId })).room?.settings ?? null;

  // What is changed

  startCall = (input: g.StartCallInput) => this.requests.change(g.StartCallDocument, input);
  joinCall = (input: g.JoinCallInput) => this.requests.change(g.JoinCallDocument, input);
  acceptRing = (input: g.AcceptRingInput) => this.requests.change(g.AcceptRingDocument, input);
  openCallLink = (input: g.OpenCallLinkInput) => this.requests.change(g.OpenCallLinkDocument, input);
  declineRing = (input: g.DeclineRingInput) => this.requests.change(g.DeclineRingDocument, input);
  dismissRing = (input: g.DismissRingInput) => this.requests.change(g.DismissRingDocument, input);
  leaveCall = (input: g.LeaveCallInput) => this.requests.change(g.LeaveCallDocument, input);
  endCall = (input: g.EndCallInput) => this.requests.change(g.EndCallDocument, input);
  negotiateMedia = (input: g.NegotiateMediaInput) => this.requests.change(g.NegotiateMediaDocument, input);
  setMicrophone = (input: g.SetMicrophoneInput) => this.requests.change(g.SetMicrophoneDocument, input);
  setCamera = (input: g.SetCameraInput) => this.requests.change(g.SetCameraDocument, input);
  startScreenShare = (input: g.StartScreenShareInput) => this.requests.change(g.StartScreenShareDocument, input);
  stopScreenShare = (input: g.StopScreenShareInput) => this.requests.change(g.StopScreenShareDocument, input);
  raiseHand = (input: g.RaiseHandInput) => this.requests.change(g.RaiseHandDocument, input);
  lowerHand = (input: g.LowerHandInput) => this.requests.change(g.LowerHandDocument, input);
  react = (input: g.ReactInput) => this.requests.change(g.ReactDocument, input);
  renewSession = (input: g.RenewSessionInput) => this.requests.change(g.RenewSessionDocument, input);
  muteParticipant = (input: g.MuteParticipantInput) => this.requests.change(g.MuteParticipantDocument, input);
  muteOthers = (input: g.MuteOthersInput) => this.requests.change(g.MuteOthersDocument, input);
  removeParticipant = (input: g.RemoveParticipantInput) => this.requests.change(g.RemoveParticipantDocument, input);
  handOverCall = (input: g.HandOverCallInput) => this.requests.change(g.HandOverCallDocument, input);
  ringMember = (input: g.RingMemberInput) => this.requests.change(g.RingMemberDocument, input);
  startRecording = (input: g.StartRecordingInput) => this.requests.change(g.StartRecordingDocument, input);
  stopRecording = (input: g.StopRecordingInput) => this.requests.change(g.StopRecordingDocument, input);
  postMessage = (input: g.PostMessageInput) => this.requests.change(g.PostMessageDocument, input);
  markThreadRead = (input: g.MarkThreadReadInput) => this.requests.change(g.MarkThreadReadDocument, input);
  runSlashCommand = (input: g.RunSlashCommandInput) => this.requests.change(g.RunSlashCommandDocument, input);
  changePreferences = (input: g.ChangePreferencesInput) => this.requests.change(g.ChangePreferencesDocument, input);
  muteRoom = (input: g.MuteRoomInput) => this.requests.change(g.MuteRoomDocument, input);
  changeSetting = (input: g.ChangeSettingInput) => this.requests.change(g.ChangeSettingDocument, input);
  resetSetting = (input: g.ResetSettingInput) => this.requests.change(g.ResetSettingDocument, input);
  markMissedCallsSeen = () => this.requests.change(g.MarkMissedCallsSeenDocument, {});

  /** The same at the origin that is asked: a page's policy may allow no other, and links have the one that is told to everybody. */
  #here(link: string | null | undefined): string | null {
    if (!link) return null;
    const { pathname, search } = new URL(link);
    return new URL(pathname + search, this.#server.url).href;
  }
}
