/** Lists that a user pages through: Relay keeps each as one connection, and asks for its next page by itself. */

import { graphql } from "relay-runtime";

graphql`
  fragment Connections_timeline on Room
  @argumentDefinitions(first: { type: "Int", defaultValue: 25 }, after: { type: "String" })
  @refetchable(queryName: "ConnectionsTimelineQuery") {
    timeline(first: $first, after: $after) @connection(key: "Connections_timeline") {
      edges {
        node {
          id
          title
          viewerAction
        }
      }
    }
  }
`;

graphql`
  fragment Connections_contextualBar on Room
  @argumentDefinitions(
    first: { type: "Int", defaultValue: 25 }
    after: { type: "String" }
    search: { type: "ConferenceSearchInput" }
  )
  @refetchable(queryName: "ConnectionsContextualBarQuery") {
    contextualBar(first: $first, after: $after, search: $search)
      @connection(key: "Connections_contextualBar", filters: ["search"]) {
      totalCount
      edges {
        node {
          id
          title
          ongoing
        }
      }
    }
  }
`;

graphql`
  fragment Connections_members on Room
  @argumentDefinitions(first: { type: "Int", defaultValue: 25 }, after: { type: "String" })
  @refetchable(queryName: "ConnectionsMembersQuery") {
    members(first: $first, after: $after) @connection(key: "Connections_members") {
      totalCount
      edges {
        node {
          id
          name
        }
      }
    }
  }
`;

graphql`
  fragment Connections_thread on Thread
  @argumentDefinitions(
    first: { type: "Int" }
    after: { type: "String" }
    last: { type: "Int" }
    before: { type: "String" }
  )
  @refetchable(queryName: "ConnectionsThreadQuery") {
    messages(first: $first, after: $after, last: $last, before: $before) @connection(key: "Connections_messages") {
      totalCount
      edges {
        node {
          id
          text
        }
      }
    }
  }
`;

graphql`
  fragment Connections_attendees on ConferenceLog
  @argumentDefinitions(first: { type: "Int", defaultValue: 25 }, after: { type: "String" })
  @refetchable(queryName: "ConnectionsAttendeesQuery") {
    attendees(first: $first, after: $after) @connection(key: "Connections_attendees") {
      edges {
        node {
          user {
            name
          }
          attendances {
            joinedAt
            leftAt
          }
        }
      }
    }
  }
`;

graphql`
  fragment Connections_notices on Recording
  @argumentDefinitions(first: { type: "Int", defaultValue: 25 }, after: { type: "String" })
  @refetchable(queryName: "ConnectionsNoticesQuery") {
    notices(first: $first, after: $after) @connection(key: "Connections_notices") {
      edges {
        node {
          toldAt
        }
      }
    }
  }
`;

graphql`
  fragment Connections_callHistory on Viewer
  @argumentDefinitions(
    first: { type: "Int", defaultValue: 25 }
    after: { type: "String" }
    filter: { type: "CallHistoryFilterInput" }
  )
  @refetchable(queryName: "ConnectionsCallHistoryQuery") {
    callHistory(first: $first, after: $after, filter: $filter) @connection(key: "Connections_callHistory") {
      edges {
        node {
          id
          title
          outcome
        }
      }
    }
  }
`;

graphql`
  fragment Connections_rooms on Viewer
  @argumentDefinitions(first: { type: "Int", defaultValue: 25 }, after: { type: "String" })
  @refetchable(queryName: "ConnectionsRoomsQuery") {
    rooms(first: $first, after: $after) @connection(key: "Connections_rooms") {
      edges {
        node {
          id
          name
        }
      }
    }
  }
`;

graphql`
  fragment Connections_mutedRooms on Viewer
  @argumentDefinitions(first: { type: "Int", defaultValue: 25 }, after: { type: "String" })
  @refetchable(queryName: "ConnectionsMutedRoomsQuery") {
    preferences {
      mutedRooms(first: $first, after: $after) @connection(key: "Connections_mutedRooms") {
        edges {
          node {
            id
          }
        }
      }
    }
  }
`;

graphql`
  query ConnectionsQuery($room: ID!, $call: ID!) {
    room(id: $room) {
      ...Connections_timeline
      ...Connections_contextualBar
      ...Connections_members
    }
    call(id: $call) {
      thread {
        ...Connections_thread @arguments(first: 25)
      }
      recording {
        ...Connections_notices
      }
    }
    conferenceLog(callId: $call) {
      ...Connections_attendees
    }
    viewer {
      ...Connections_callHistory
      ...Connections_rooms
      ...Connections_mutedRooms
    }
  }
`;

graphql`
  mutation ConnectionsPostMessageMutation($input: PostMessageInput!, $connections: [ID!]!) {
    postMessage(input: $input) {
      ... on PostMessagePayload {
        postedMessage @prependNode(connections: $connections, edgeTypeName: "MessageEdge") {
          id
          text
        }
      }
      ... on Refusal {
        message
      }
    }
  }
`;
