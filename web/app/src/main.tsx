import "./theme/tokens.css";
import "./theme/base.css";
import { render } from "preact";
import { Session } from "./session/Session.tsx";

const root = document.getElementById("app");
if (!root) throw new Error("The page has no place for the app.");
document.documentElement.lang = "en";
root.className = "ringlog page";
render(<Session />, root);
