import type { PostShownFragment } from "@ringlog/client";
import { timeOfDay, when } from "../../text/format.ts";
import { text } from "../../text/index.ts";
import { Avatar } from "../../ui/Avatar.tsx";
import { PostedFile } from "./PostedFile.tsx";

interface MessageShownProps {
  message: PostShownFragment;
  isOwn: boolean;
  /** Whether it stands apart from the one before. */
  saysWhose: boolean;
  isFirstUnread: boolean;
}

/** A message of a call's chat. */
export function MessageShown({ message, isOwn, saysWhose, isFirstUnread }: MessageShownProps) {
  const { author, postedAt, file, isErased } = message;
  return (
    <li class={["message", isOwn ? "own" : "", saysWhose ? "apart" : ""].join(" ").trim()}>
      {isFirstUnread && <p class="unread">{text.thread.unread}</p>}
      {saysWhose && (
        <p class="whose">
          <Avatar person={author} size={24} />
          <strong class="cut">{author.name}</strong>
          <time class="quiet small" dateTime={postedAt} title={when(postedAt)}>
            {timeOfDay(postedAt)}
          </time>
        </p>
      )}
      {isErased ? (
        <p class="quiet erased">{text.thread.erased}</p>
      ) : (
        <p class="text" dir="auto">
          {message.text}
        </p>
      )}
      {file && <PostedFile file={file} />}
    </li>
  );
}
