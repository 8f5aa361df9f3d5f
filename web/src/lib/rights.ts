// What roles may do, as far as pages show or hide it; the server has the last word.
import type { Role } from "./types";

/** Prompts, datasets, scores, comments, queues, the playground. */
export const mayWrite = (role: Role | undefined): boolean =>
  role === "OWNER" || role === "ADMIN" || role === "MEMBER";
