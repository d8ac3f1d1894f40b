import { observe, type Ringlog } from "@ringlog/client";
import { text } from "../../text/index.ts";

/** Has the page's title and icon show what rings, for whoever sees only the tab; until the returned function is called. */
export function tellInTitle({ incoming }: Ringlog, page = document): () => void {
  const icon = page.querySelector<HTMLLinkElement>("link[rel=icon]");
  const usual = { title: page.title, icon: icon?.href ?? "" };
  const show = (title: string, address: string) => {
    page.title = title;
    if (icon && icon.href !== address) icon.href = address;
  };
  const stop = observe(incoming.ringing, (rings) => {
    const callers = rings.map(({ caller }) => caller.name);
    if (callers.length) show(text.ringing.titled(callers), icon?.dataset.ringing ?? usual.icon);
    else show(usual.title, usual.icon);
  });
  return () => {
    stop();
    show(usual.title, usual.icon);
  };
}
