import type { CallShownFragment, PersonFragment } from "@ringlog/client";

type Session = CallShownFragment["sessions"][number];

export const person = (id: string, name: string): PersonFragment => ({ id, name, avatarUrl: null });

export const session = (id: string, user: PersonFragment, more: Partial<Session> = {}): Session => ({
  id,
  user,
  joinedAt: "2026-01-01T12:00:00Z",
  connectionId: null,
  mediaState: "CONNECTED",
  reconnectingSince: null,
  muted: false,
  mutedBy: null,
  cameraOn: false,
  quality: null,
  tracks: [],
  ...more,
});

/** A call of these devices, whose first one's person is the host. */
export function call(first: Session, ...others: Session[]): CallShownFragment {
  const sessions = [first, ...others];
  const users = [...new Map(sessions.map(({ user }) => [user.id, user])).values()];
  return {
    id: "call",
    kind: "CONFERENCE",
    title: "General",
    state: "ONGOING",
    startedAt: "2026-01-01T12:00:00Z",
    answeredAt: null,
    endedAt: null,
    endReason: null,
    endsAt: null,
    endsFor: null,
    endedBy: null,
    host: first.user,
    provider: { capabilities: ["CAM"] },
    room: { id: "room", externalId: "general", name: "General", kind: "CHANNEL" },
    rings: [],
    participants: users.map((user) => ({
      user,
      hand: null,
      sessions: sessions.filter((each) => each.user.id === user.id).map(({ id }) => ({ id })),
    })),
    sessions,
    screenShare: null,
    reactions: [],
    recording: null,
  };
}
