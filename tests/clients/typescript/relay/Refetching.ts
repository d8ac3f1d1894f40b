/** Objects that Relay fetches again by their id. */

import { graphql } from "relay-runtime";

graphql`
  fragment Refetching_call on Call @refetchable(queryName: "RefetchingCallQuery") {
    title
  }
`;

graphql`
  fragment Refetching_conference on Conference @refetchable(queryName: "RefetchingConferenceQuery") {
    title
  }
`;

graphql`
  fragment Refetching_callHistoryEntry on CallHistoryEntry @refetchable(queryName: "RefetchingCallHistoryEntryQuery") {
    title
  }
`;

graphql`
  fragment Refetching_callMessage on CallMessage @refetchable(queryName: "RefetchingCallMessageQuery") {
    title
  }
`;

graphql`
  fragment Refetching_conferenceLog on ConferenceLog @refetchable(queryName: "RefetchingConferenceLogQuery") {
    title
  }
`;

graphql`
  fragment Refetching_session on Session @refetchable(queryName: "RefetchingSessionQuery") {
    muted
  }
`;

graphql`
  fragment Refetching_track on Track @refetchable(queryName: "RefetchingTrackQuery") {
    kind
  }
`;

graphql`
  fragment Refetching_ring on Ring @refetchable(queryName: "RefetchingRingQuery") {
    expiresAt
  }
`;

graphql`
  fragment Refetching_recording on Recording @refetchable(queryName: "RefetchingRecordingQuery") {
    state
  }
`;

graphql`
  fragment Refetching_file on File @refetchable(queryName: "RefetchingFileQuery") {
    downloadUrl
  }
`;

graphql`
  fragment Refetching_thread on Thread @refetchable(queryName: "RefetchingThreadQuery") {
    viewerCanPost
  }
`;

graphql`
  fragment Refetching_message on Message @refetchable(queryName: "RefetchingMessageQuery") {
    text
  }
`;

graphql`
  fragment Refetching_room on Room @refetchable(queryName: "RefetchingRoomQuery") {
    name
  }
`;

graphql`
  fragment Refetching_user on User @refetchable(queryName: "RefetchingUserQuery") {
    name
  }
`;

graphql`
  fragment Refetching_summary on CallSummary @refetchable(queryName: "RefetchingSummaryQuery") {
    title
  }
`;
