// Some libraries add style elements (scroll locks, the editor). The policy lets those in that carry
// the page's own nonce; everything else inline stays out.
import { setNonce } from "get-nonce";

export const NONCE =
  document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? "";

setNonce(NONCE);
