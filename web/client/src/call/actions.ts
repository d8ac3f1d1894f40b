import type { Api } from "../api/api.ts";

/** What one does in a call beside one's own devices, for the call that this device is in. Each answers `done` or `refused`. */
export function actionsIn(api: Api, callIdNow: () => string) {
  const of = () => ({ callId: callIdNow() });
  return {
    raiseHand: () => api.raiseHand(of()),
    /** One's own; as host anybody's. */
    lowerHand: (userId?: string) => api.lowerHand({ ...of(), ...(userId === undefined ? {} : { userId }) }),
    react: (emoji: string) => api.react({ ...of(), emoji }),
    post: (text: string) => api.postMessage({ ...of(), text }),
    // As host, or admin
    mute: (userId: string) => api.muteParticipant({ ...of(), userId }),
    muteOthers: () => api.muteOthers(of()),
    remove: (userId: string) => api.removeParticipant({ ...of(), userId }),
    handOver: (userId: string) => api.handOverCall({ ...of(), userId }),
    ring: (userId: string) => api.ringMember({ ...of(), userId }),
    stopScreenShare: () => api.stopScreenShare(of()),
    startRecording: () => api.startRecording(of()),
    stopRecording: () => api.stopRecording(of()),
    endForAll: () => api.endCall(of()),
  };
}
