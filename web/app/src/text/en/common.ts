export const somethingWentWrong = "Something went wrong. The browser's console has the details.";
export const close = "Close";
export const cancel = "Cancel";
export const loading = "Loading…";
export const showMore = "Show more";
