import style from "ringlog:style";
import { Ringlog } from "@ringlog/client";
import { render } from "preact";
import { App, AppProvider, sentenceOf } from "../state/app.ts";
import { RoomAlone } from "./RoomAlone.tsx";

type Token = () => string | Promise<string>;

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
 * `<ringlog-room server="https://calls.example.com" room="general">`: the calls of a room, in a chat product's page. It begins
 * once its property `token` is set: a function that answers with a token of the person, asked before each connection, and when
 * one has run out. It shows another room once `room` is another, and leaves the call when it is taken off the page.
 */
class RinglogRoom extends HTMLElement {
  static readonly observedAttributes = ["room"];

  readonly #root = this.attachShadow({ mode: "open" });
  readonly #place = document.createElement("div");
  #token: Token | undefined;
  #opening: Promise<App> | undefined;

  get token(): Token | undefined {
    return this.#token;
  }

  set token(token: Token | undefined) {
    this.#token = token;
    this.#begin();
  }

  connectedCallback(): void {
    this.#root.adoptedStyleSheets = [styleSheet()];
    this.#place.className = "ringlog embedded";
    this.#root.append(this.#place);
    const early = Object.getOwnPropertyDescriptor(this, "token"); // set before this script was there
    if (early) {
      Reflect.deleteProperty(this, "token");
      this.token = early.value;
    }
    this.#begin();
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
    this.#opening?.then(
      (app) => this.#show(app),
      () => undefined,
    );
  }

  #begin(): void {
    const token = this.#token;
    if (!token || !this.isConnected || this.#opening) return;
    this.#opening = this.#open(token);
    this.#opening.then(
      (app) => this.#show(app),
      (why) => render(<p role="alert">{sentenceOf(why)}</p>, this.#place),
    );
  }

  async #open(token: Token): Promise<App> {
    const server = new URL(this.getAttribute("server") ?? "", document.baseURI);
    const ringlog = new Ringlog({ url: new URL("/graphql", server).href, token: () => (this.#token ?? token)() });
    try {
      return new App(ringlog, await ringlog.api.viewer(), null, server.origin);
    } catch (why) {
      await ringlog.close();
      throw why;
    }
  }

  #show(app: App): void {
    if (!this.#opening) return; // it was taken off the page meanwhile
    const screens = (
      <AppProvider value={app}>
        <RoomAlone externalId={this.getAttribute("room") ?? ""} />
      </AppProvider>
    );
    render(screens, this.#place);
  }
}

customElements.define("ringlog-room", RinglogRoom);
