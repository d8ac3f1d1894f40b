import type { Observable } from "../observable.ts";
import * as g from "./generated.ts";
import { Hub, type Live } from "./hub.ts";
import { Requests, type Server } from "./requests.ts";
import { type Sidebar, sidebarAfter } from "./sidebar.ts";

/** What Ringlog is asked and told, typed. Mutations answer with `done` or `refused`; all raise RequestFailed. */
export class Api {
  readonly hub: Hub;
  readonly requests: Requests;

  constructor(server: Server) {
    this.hub = new Hub(server);
    this.requests = new Requests(server);
  }

  // What is watched

  /** All rooms of the viewer with a call, and what is the viewer's own, in one subscription. */
  sidebar = (): Observable<Live<Sidebar>> => this.hub.watch(g.WatchSidebarDocument, {}, sidebarAfter);
  /** What rings for the viewer, and with which tone. */
  rings = (): Observable<Live<g.WatchRingsSubscription>> => this.hub.watch(g.WatchRingsDocument, {});
  call = (callId: string): Observable<Live<g.WatchCallSubscription>> => this.hub.watch(g.WatchCallDocument, { callId });
  /** Which sessions are heard now. */
  speaking = (callId: string): Observable<Live<g.WatchSpeakingSubscription>> =>
    this.hub.watch(g.WatchSpeakingDocument, { callId });
  /** The call messages that a room shows, and what to offer after a call that wasn't answered. */
  timeline = (roomId: string, last = 25): Observable<Live<g.WatchTimelineSubscription>> =>
    this.hub.watch(g.WatchTimelineDocument, { roomId, last });
  /** The newest messages of a call's chat, newest first. */
  thread = (callId: string, last = 50): Observable<Live<g.WatchThreadSubscription>> =>
    this.hub.watch(g.WatchThreadDocument, { callId, last });

  // What is asked

  viewer = async () => (await this.requests.ask(g.AskViewerDocument, {})).viewer;
  rooms = async (after: string | null = null) =>
    (await this.requests.ask(g.AskRoomsDocument, { first: 50, after })).viewer.rooms;
  /** A room by what the chat product calls it; null if the viewer doesn't see it. */
  room = async (externalId: string) => (await this.requests.ask(g.AskRoomDocument, { externalId })).roomByExternalId;
  /** The viewer's devices that left a call before its end, the last one first, and why. */
  exits = async () => (await this.requests.ask(g.AskExitsDocument, {})).viewer.exits;
  iceServers = async () => (await this.requests.ask(g.AskIceServersDocument, {})).viewer.iceServers;
  /** What the viewer may do in a call; null if they don't see it. */
  permissions = async (callId: string) => (await this.requests.ask(g.AskPermissionsDocument, { callId })).call;

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
  runSlashCommand = (input: g.RunSlashCommandInput) => this.requests.change(g.RunSlashCommandDocument, input);
  changePreferences = (input: g.ChangePreferencesInput) => this.requests.change(g.ChangePreferencesDocument, input);
  muteRoom = (input: g.MuteRoomInput) => this.requests.change(g.MuteRoomDocument, input);
  markMissedCallsSeen = () => this.requests.change(g.MarkMissedCallsSeenDocument, {});
}
