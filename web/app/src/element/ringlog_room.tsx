import style from "ringlog:style";
import { Ringlog } from "@ringlog/client";
import { render } from "preact";
import { App, AppProvider, sentenceOf } from "../state/app.ts";
import { RoomAlone } from "./RoomAlone.tsx";

let sheet: CSSStyleSheet | undefined; // one for all of them

/** The style as an object, which pages with a strict content security policy allow; one in a <style> they don't. */
function styleSheet(): CSSStyleSheet {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
  }
  return sheet;
}

/**
 * `<ringlog-room server="https://calls.example.com" room="general">`: the calls of a room, in a chat product's page. The property
 * `token` is a function that answers with a token of the person, asked before each connection, and when one has run out.
 * It is another room's once `room` is set anew, and leaves the call when it is taken off the page.
 */
class RinglogRoom extends HTMLElement {
  static readonly observedAttributes = ["room"];

  /** Has to be set before the element is put on a page. */
  token: (() => string | Promise<string>) | undefined;
  readonly #root = this.attachShadow({ mode: "open" });
  readonly #place = document.createElement("div");
  #opening: Promise<App> | undefined;

  connectedCallback(): void {
    this.#root.adoptedStyleSheets = [styleSheet()];
    this.#place.className = "ringlog";
    this.#root.append(this.#place);
    this.#opening = this.#open();
    this.#opening.then(
      () => this.#show(),
      (why) => this.#say(sentenceOf(why)),
    );
  }

  disconnectedCallback(): void {
    render(null, this.#place);
    this.#opening?.then(
      (app) => app.close(),
      () => undefined, // was said already
    );
    this.#opening = undefined;
  }

  attributeChangedCallback(): void {
    void this.#opening?.then(() => this.#show());
  }

  async #open(): Promise<App> {
    const { token } = this;
    if (!token)
      throw new TypeError("A <ringlog-room> needs its property `token`: a function that answers with a token.");
    const server = new URL(this.getAttribute("server") ?? "", document.baseURI);
    const ringlog = new Ringlog({ url: new URL("/graphql", server).href, token: async () => token() });
    try {
      return new App(ringlog, await ringlog.api.viewer(), null, server.origin);
    } catch (why) {
      await ringlog.close();
      throw why;
    }
  }

  async #show(): Promise<void> {
    const app = await this.#opening;
    if (!app || !this.isConnected) return;
    render(
      <AppProvider value={app}>
        <RoomAlone externalId={this.getAttribute("room") ?? ""} />
      </AppProvider>,
      this.#place,
    );
  }

  #say(sentence: string): void {
    render(<p role="alert">{sentence}</p>, this.#place);
  }
}

customElements.define("ringlog-room", RinglogRoom);
