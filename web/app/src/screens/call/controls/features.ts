/** Whether this browser can share a screen: those of phones can't. */
export const canShareScreens = (): boolean => "getDisplayMedia" in (navigator.mediaDevices ?? {});
