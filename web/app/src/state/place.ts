/** What the page shows beside the sidebar. */
export type Place =
  | { readonly at: "home" }
  | { readonly at: "room"; readonly roomId: string }
  | { readonly at: "conference"; readonly roomId: string; readonly callId: string }
  | { readonly at: "history" }
  | { readonly at: "settings" }
  | { readonly at: "link"; readonly path: string };

export const HOME: Place = { at: "home" };

/** The path of the page's address that stands for it. */
export function pathOf(place: Place): string {
  switch (place.at) {
    case "home":
      return "/";
    case "room":
      return `/rooms/${encodeURIComponent(place.roomId)}`;
    case "conference":
      return `/rooms/${encodeURIComponent(place.roomId)}/conferences/${encodeURIComponent(place.callId)}`;
    case "link":
      return place.path;
    default:
      return `/${place.at}`;
  }
}

/** What a path stands for; home, if it isn't one of ours. */
export function placeOf(path: string): Place {
  const [first, id, second, callId] = path.split("/").slice(1).map(decoded);
  if (first === "rooms" && id && second === "conferences" && callId) return { at: "conference", roomId: id, callId };
  if (first === "rooms" && id) return { at: "room", roomId: id };
  if (first === "history" || first === "settings") return { at: first };
  if (first === "call" && id) return { at: "link", path };
  return HOME;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // somebody typed it
  }
}
