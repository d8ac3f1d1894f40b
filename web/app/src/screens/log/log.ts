import type { WatchConferenceLogSubscription } from "@ringlog/client";

type Update = Extract<WatchConferenceLogSubscription["conferenceLog"], { conferenceLog: unknown }>;

export type ConferenceLog = NonNullable<Update["conferenceLog"]>;
export type Attendee = ConferenceLog["attendees"]["nodes"][number];
export type LoggedRecording = ConferenceLog["recordings"][number];
