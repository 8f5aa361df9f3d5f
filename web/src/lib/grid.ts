// Placements on a grid of twelve columns: none over another, none higher than it could be.
import type { Placement } from "./dashboards";

export const COLUMNS = 12;
export const LEAST = { width: 2, height: 2 };

const overlap = (one: Placement, other: Placement) =>
  one.x < other.x + other.width &&
  other.x < one.x + one.width &&
  one.y < other.y + other.height &&
  other.y < one.y + one.height;

function within(placement: Placement): Placement {
  const width = Math.min(COLUMNS, Math.max(LEAST.width, placement.width));
  return {
    ...placement,
    width,
    height: Math.max(LEAST.height, placement.height),
    x: Math.max(0, Math.min(COLUMNS - width, placement.x)),
    y: Math.max(0, placement.y),
  };
}

/** The same placements, settled; `first` keeps its place before the others. */
export function settled(placements: Placement[], first?: string): Placement[] {
  const order = placements
    .map(within)
    .sort(
      (one, other) =>
        one.y - other.y || Number(other.id === first) - Number(one.id === first) || one.x - other.x,
    );
  const done: Placement[] = [];
  const mover = order.find(({ id }) => id === first);
  // What is moved may push others down, so they are laid around it, and it then rises with them.
  for (const each of order) {
    if (each === mover) continue;
    done.push(risen(each, mover ? [...done, mover] : done));
  }
  if (!mover) return done;
  const laid = [...done, mover].sort((one, other) => one.y - other.y || one.x - other.x);
  return laid.reduce<Placement[]>((settledOnes, each) => [...settledOnes, risen(each, settledOnes)], []);
}

function risen(placement: Placement, others: Placement[]): Placement {
  const at = (y: number) => ({ ...placement, y });
  const free = (y: number) => !others.some((other) => overlap(at(y), other));
  let y = placement.y;
  while (!free(y)) y += 1;
  while (y > 0 && free(y - 1)) y -= 1;
  return at(y);
}

/** The placements with one changed, the rest making room. */
export function changed(
  placements: Placement[],
  id: string,
  to: Partial<Pick<Placement, "x" | "y" | "width" | "height">>,
): Placement[] {
  return settled(
    placements.map((each) => (each.id === id ? within({ ...each, ...to }) : each)),
    id,
  );
}

export const bottomOf = (placements: Placement[]) =>
  Math.max(0, ...placements.map(({ y, height }) => y + height));

/** Of a new placement. (`randomUUID` is absent where a page comes over plain HTTP.) */
export const newId = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(9)), (byte) => byte.toString(36)).join("");
