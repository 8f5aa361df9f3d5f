import { type RefObject, useEffect, useRef } from "react";

interface Paged {
  hasNextPage: boolean;
  isFetching: boolean;
  fetchNextPage: () => Promise<unknown>;
}

/** For the mark at the end of what is loaded: the next page is asked for when it comes near. */
export function useMoreInView<E extends Element>({
  hasNextPage,
  isFetching,
  fetchNextPage,
}: Paged): RefObject<E | null> {
  const end = useRef<E>(null);
  useEffect(() => {
    const mark = end.current;
    if (!mark || !hasNextPage || isFetching) return;
    const watch = new IntersectionObserver((seen) => seen[0]?.isIntersecting && void fetchNextPage(), {
      rootMargin: "800px",
    });
    watch.observe(mark);
    return () => watch.disconnect();
  }, [hasNextPage, isFetching, fetchNextPage]);
  return end;
}
