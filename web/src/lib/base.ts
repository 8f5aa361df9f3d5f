/** Where the pages live, without a trailing slash: the server wrote it into <base>. */
export const BASE = new URL(document.baseURI).pathname.replace(/\/+$/, "");

/** What SDKs call host or base URL. */
export const HOST = location.origin;
