import type { CallScreen } from "../call_screen.ts";

/** What buttons and keys do in the call. Problems are said to the person. */
export function doing({ app, view, self }: CallScreen) {
  const { call } = app.ringlog;
  return {
    microphone: () => app.attempt(() => call.setMicrophone(!view.value.microphone)),
    camera: () => app.attempt(() => call.setCamera(!view.value.camera)),
    screen: () => (view.value.screen ? app.attemptTo(() => call.stopSharing()) : app.attempt(() => call.shareScreen())),
    hand: () => app.attempt(async () => (self.value?.hand ? call.actions.lowerHand() : call.actions.raiseHand())),
    leave: () => app.attemptTo(() => call.leave()),
  };
}
