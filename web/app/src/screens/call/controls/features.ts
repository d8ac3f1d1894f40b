/** Whether this browser can share a screen: those of phones can't. */
export const canShareScreens = (): boolean => "getDisplayMedia" in (navigator.mediaDevices ?? {});

/** Whether this browser lets a page choose the loudspeaker. */
export const canChooseSpeakers = (): boolean => "setSinkId" in HTMLMediaElement.prototype;

/** Whether this browser lets a page put a video in a window above all others; some have a button of their own for it. */
export const canFloat = (): boolean => document.pictureInPictureEnabled ?? false;
