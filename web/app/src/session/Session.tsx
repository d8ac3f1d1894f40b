import { Ringlog } from "@ringlog/client";
import { useEffect, useState } from "preact/hooks";
import { noticeOf } from "../screens/ringing/notice.ts";
import { tellInTitle } from "../screens/ringing/tell_in_title.ts";
import { Shell } from "../shell/Shell.tsx";
import { keepInAddress } from "../state/address.ts";
import { App, AppProvider, sentenceOf } from "../state/app.ts";
import { SignIn } from "./SignIn.tsx";
import { forget, handedOver, keep } from "./token.ts";

/** The page for itself: somebody signs in, and has the app until they sign out. */
export function Session() {
  const [token, setToken] = useState(handedOver);
  const [app, setApp] = useState<App | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    if (token === null) return;
    const signOut = (why: string | null = null) => {
      forget();
      setProblem(why);
      setToken(null);
    };
    const url = new URL("/graphql", location.href).href;
    const ringlog = new Ringlog({ url, token: () => token, notice: noticeOf });
    const opening = ringlog.api.viewer().then((viewer) => new App(ringlog, viewer, () => signOut()));
    let current = true;
    opening.then(
      (opened) => current && setApp(opened),
      (why) => current && signOut(sentenceOf(why)),
    );
    return () => {
      current = false;
      setApp(null);
      opening.then(
        (opened) => opened.close(),
        () => ringlog.close(),
      );
    };
  }, [token]);
  useEffect(() => (app ? keepInAddress(app.place) : undefined), [app]);
  useEffect(() => (app ? tellInTitle(app.ringlog) : undefined), [app]);

  const signIn = (given: string) => {
    keep(given);
    setProblem(null);
    setToken(given);
  };
  if (token === null) return <SignIn onToken={signIn} problem={problem} />;
  if (app === null) return null;
  return (
    <AppProvider value={app}>
      <Shell />
    </AppProvider>
  );
}
