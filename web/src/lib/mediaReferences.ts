// References to media inside text, and what of them a page may show.

export interface MediaReference {
  type: string;
  id: string;
}

const REFERENCE = /@@@langfuseMedia:type=([^|@]{1,255})\|id=([A-Za-z0-9_-]{22})\|source=\w+@@@/g;

export type Piece = string | MediaReference;

/** `text` cut at its references. */
export function piecesOf(text: string): Piece[] {
  if (!text.includes("@@@langfuseMedia:")) return [text];
  const pieces: Piece[] = [];
  let from = 0;
  for (const found of text.matchAll(REFERENCE)) {
    if (found.index > from) pieces.push(text.slice(from, found.index));
    pieces.push({ type: found[1] as string, id: found[2] as string });
    from = found.index + found[0].length;
  }
  if (from < text.length) pieces.push(text.slice(from));
  return pieces;
}

/** Every reference in a value, each once, a hundred at most. */
export function referencesIn(text: string): MediaReference[] {
  const found = new Map<string, MediaReference>();
  if (!text.includes("@@@langfuseMedia:")) return [];
  for (const match of text.matchAll(REFERENCE)) {
    if (found.size >= 100) break;
    found.set(match[2] as string, { type: match[1] as string, id: match[2] as string });
  }
  return [...found.values()];
}

const IMAGES = new Set(["image/png", "image/jpeg", "image/jpg", "image/gif", "image/webp", "image/avif", "image/bmp"]);

export type Shown = "image" | "audio" | "video" | "file";

/** How media of a type are shown; whatever could run is a file to download. */
export function shownAs(type: string): Shown {
  if (IMAGES.has(type)) return "image";
  if (type.startsWith("audio/")) return "audio";
  if (type.startsWith("video/")) return "video";
  return "file";
}

export const DATA_AUDIO = /^data:audio\/(wav|mpeg|mp3|ogg|webm|mp4|flac|aac|opus);base64,[A-Za-z0-9+/=]+$/;
